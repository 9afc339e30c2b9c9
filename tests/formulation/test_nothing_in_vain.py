"""Rows that can never bind, and columns that stand in no row or have one value, are not made."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from benchmarks.instances import Options, generate

from coeplan.formulation.build import EQUATIONS, build
from coeplan.formulation.compile import CompiledModel, compile_model
from coeplan.planning import gather

from .golden import HERE, model_of

INSTANCES = sorted(path.stem for path in (HERE / "instances").glob("*.yaml"))

AS_STATED = (
    "capital_limit",
    "capacity_share",
    "count_limit",
    "freeze_team",
    "risk_score",
    "start_limit",
    "two_places_at_most",
)
"""Equations whose limit people state, and may state so wide that it never binds."""

AT_THE_EDGE = ("start_when_idle", "leave_what_operates", "cancel_what_is_committed")
"""Equations that never bind where a site cannot have operated, or a commitment can be cancelled once alone."""


@cache
def compiled(name: str) -> CompiledModel:
    if name == "tiny":
        return compile_model(build(gather(generate("tiny", 2, Options(tree=True, policies="all")))).model)
    return compile_model(model_of(name).model)


def never_binding(model: CompiledModel) -> Iterator[str]:
    """Yield the equation of each row that the bounds of its columns imply."""
    matrix = model.matrix
    for number, row in enumerate(model.rows):
        entries = slice(matrix.row_start[number], matrix.row_start[number + 1])
        columns, factors = matrix.column_index[entries], matrix.coefficient[entries]
        lower, upper = matrix.lower[columns], matrix.upper[columns]
        most = np.where(factors > 0, factors * upper, factors * lower).sum()
        least = np.where(factors > 0, factors * lower, factors * upper).sum()
        if most <= matrix.row_upper[number] + 1e-9 and least >= matrix.row_lower[number] - 1e-9:
            yield row.parent_component().name


@pytest.mark.parametrize("name", [*INSTANCES, "tiny"])
def test_rows(name: str) -> None:
    assert set(never_binding(compiled(name))) <= {*AS_STATED, *AT_THE_EDGE}


@pytest.mark.parametrize("name", [*INSTANCES, "tiny"])
def test_columns(name: str) -> None:
    model = compiled(name)
    used = np.zeros(model.matrix.column_count, dtype=bool)
    used[model.matrix.column_index] = True
    vain = ~used | (model.matrix.lower == model.matrix.upper)
    found = {model.columns[number].parent_component().name for number in np.flatnonzero(vain)}
    assert found <= {"impossible"}


def test_exceptions_are_equations() -> None:
    assert {*AS_STATED, *AT_THE_EDGE} <= {each.name for each in EQUATIONS}
