"""A first guess at what conflicts: the rows and bounds that prove a linear relaxation infeasible.

The prices of the rows, where the least sum of their violations is sought, are a proof of Farkas: only rows and bounds
with a price have a part in it. What they speak of - policies, areas, locations - tells which rules to try first. A
guess is all it is, because some rules are not rows but variables that are missing.
"""

from dataclasses import dataclass

import numpy as np

from coeplan.formulation.matrix import MatrixModel
from coeplan.solving.model import PlanningModel

from .rules import Rule
from .trials import Trials, Where, costless

PRICED = 1e-7

_AREA_OF_ROW = {"coverage": 1, "all_matched_where_forbidden": 1, "handover": 1, "two_places_at_most": 1}
"""Where the index of a row names its area."""

_AREA_OF_COLUMN = {"team": 2, "placed": 2, "effective": 2, "heads": 2, "hires": 2, "releases": 2}
"""Where the index of a variable names its area."""


@dataclass(frozen=True, slots=True)
class Suspects:
    """What a proof of infeasibility speaks of.

    Attributes
    ----------
    policies, areas : frozenset of str
        Identifiers.
    periods : frozenset of int
        Periods of the policies' rows and of the work that is missing.
    """

    policies: frozenset[str]
    areas: frozenset[str]
    periods: frozenset[int]

    def may_be(self, rule: Rule) -> bool:
        """Whether a rule may have a part in the proof."""
        if rule.policy is not None:
            return rule.policy in self.policies
        return rule.area is None or rule.area in self.areas


def suspects(trials: Trials, on: frozenset[int], where: Where) -> Suspects | None:
    """Return what a proof that rules cannot hold together speaks of; None where there is no such proof in time."""
    model = trials.model(on, where)
    result = trials.solved(elastic(model.compiled.matrix).relaxed())
    if result is None or result.duals is None:
        return None
    return _read(model, result.duals)


def elastic(matrix: MatrixModel) -> MatrixModel:
    """Return a matrix in which every row may be broken, and that asks for the least sum of breaches."""
    plain, rows, columns = costless(matrix), matrix.row_count, matrix.column_count
    ends = plain.row_start[1:]
    places = np.repeat(ends, 2)
    slacks = np.arange(2 * rows, dtype=np.int32) + columns
    signs = np.tile([1.0, -1.0], rows)
    return MatrixModel(
        cost=np.concatenate([plain.cost, np.ones(2 * rows)]),
        offset=0.0,
        lower=np.concatenate([plain.lower, np.zeros(2 * rows)]),
        upper=np.concatenate([plain.upper, np.full(2 * rows, np.inf)]),
        integer=np.concatenate([plain.integer, np.zeros(2 * rows, dtype=np.bool_)]),
        row_start=plain.row_start + 2 * np.arange(rows + 1, dtype=np.int32),
        column_index=np.insert(plain.column_index, places, slacks),
        coefficient=np.insert(plain.coefficient, places, signs),
        row_lower=plain.row_lower,
        row_upper=plain.row_upper,
    )


def _read(model: PlanningModel, duals: np.ndarray) -> Suspects:
    matrix, numbers = model.compiled.matrix, model.numbers
    policies: set[str] = set()
    areas: set[int] = set()
    periods: set[int] = set()
    for row in np.flatnonzero(np.abs(duals) > PRICED):
        family, index = model.compiled.rows[row].parent_component().local_name, model.compiled.rows[row].index()
        key = index if isinstance(index, tuple) else (index,)
        named = [each for each in key if isinstance(each, str) and each in numbers.instance.policies]
        policies.update(named)
        if family in _AREA_OF_ROW:
            areas.add(key[_AREA_OF_ROW[family]])
        if named or family == "coverage":
            node = next((each for each in key if isinstance(each, int)), None)
            periods.update(() if node is None else {numbers.tree.period[node]})
    reduced = np.bincount(
        matrix.column_index, weights=matrix.coefficient * duals[matrix.row_of_entry], minlength=matrix.column_count
    )
    priced = {id(model.compiled.columns[column]) for column in np.flatnonzero(np.abs(reduced) > PRICED)}
    for family, position in _AREA_OF_COLUMN.items():
        areas.update(key[position] for key, column in model.algebra.columns[family].items() if id(column) in priced)
    return Suspects(frozenset(policies), frozenset(numbers.area_ids[area] for area in areas), frozenset(periods))
