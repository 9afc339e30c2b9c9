"""The engine's rows built in linopy, to compare the time that building takes. Needs linopy.

linopy is given every coefficient ready, in arrays by family of rows, as its documentation advises for speed: what is
measured is the least that a model of the same rows costs there. Gathering the numbers is not part of it.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from coeplan.formulation.matrix import MatrixModel

LESS, EQUAL, MORE = "<=", "=", ">="


def prepare() -> None:
    """Import what linopy needs, which is no part of building.

    Raises
    ------
    ImportError
        If linopy is not installed.
    """
    for name in ("linopy", "xarray", "polars"):
        importlib.import_module(name)


def build_linopy(matrix: MatrixModel) -> Any:
    """Build a linopy model of a matrix, hand it over to HiGHS, and return what holds it there.

    Raises
    ------
    ImportError
        If linopy is not installed.
    """
    import linopy

    model = linopy.Model()
    labels = _labels(model, matrix)
    for number, (sense, rows) in enumerate(_families(matrix)):
        body = _linear(model, *_padded(matrix, labels, rows))
        model.add_constraints(body, sense, _array(_side(matrix, sense)[rows]), name=f"rows{number}")
    priced = np.flatnonzero(matrix.cost)
    model.add_objective(_linear(model, matrix.cost[None, priced], labels[None, priced]).sum())
    return model.to_highspy()


def _labels(model: Any, matrix: MatrixModel) -> np.ndarray:
    """Add all columns; return linopy's label of each."""
    labels = np.zeros(matrix.column_count, dtype=np.int64)
    for whole in (False, True):
        chosen = np.flatnonzero(matrix.integer == whole)
        lower, upper = _array(matrix.lower[chosen]), _array(matrix.upper[chosen])
        variable = model.add_variables(lower=lower, upper=upper, name=f"whole{whole}", integer=whole)
        labels[chosen] = variable.labels.values
    return labels


def _families(matrix: MatrixModel) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the rows of each equation, by sense; a ranged row comes twice."""
    names = [name.partition("[")[0] for name in matrix.row_names or ()]
    filled = np.diff(matrix.row_start) > 0
    equal = matrix.row_lower == matrix.row_upper
    senses = (
        (EQUAL, equal),
        (LESS, ~equal & np.isfinite(matrix.row_upper)),
        (MORE, ~equal & np.isfinite(matrix.row_lower)),
    )
    for sense, held in senses:
        found: dict[str, list[int]] = {}
        for row in np.flatnonzero(held & filled).tolist():
            found.setdefault(names[row], []).append(row)
        yield from ((sense, np.array(rows)) for rows in found.values())


def _padded(matrix: MatrixModel, labels: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and labels of some rows, each as long as the longest; label -1 stands for no term."""
    starts, ends = matrix.row_start[rows], matrix.row_start[rows + 1]
    entries = starts[:, None] + np.arange(int((ends - starts).max()))
    there = entries < ends[:, None]
    entries = np.where(there, entries, 0)
    factors = np.where(there, matrix.coefficient[entries], np.nan)
    return factors, np.where(there, labels[matrix.column_index[entries]], -1)


def _side(matrix: MatrixModel, sense: str) -> np.ndarray:
    return matrix.row_lower if sense == MORE else matrix.row_upper


def _array(values: np.ndarray) -> Any:
    import xarray

    return xarray.DataArray(values, dims="row")


def _linear(model: Any, factors: np.ndarray, labels: np.ndarray) -> Any:
    import linopy
    import xarray

    terms = {"coeffs": (("row", "_term"), factors), "vars": (("row", "_term"), labels)}
    return linopy.LinearExpression(xarray.Dataset(terms | {"const": (("row",), np.zeros(len(factors)))}), model)
