"""Which rows of a model a business rule is, where it is nothing but rows: they can be let go without a new model."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from coeplan.formulation.matrix import IndexArray, MatrixChange
from coeplan.solving.model import PlanningModel

from .rules import Rule

_ROWS: Mapping[str, tuple[str, int]] = {
    "coverage": ("workload", 1),
    "coverage_in_whole_heads": ("workload", 1),
    "smallest_team": ("min_team", 2),
    "two_places_at_most": ("single_site", 1),
    "handover": ("single_site", 1),
}
"""Families of rows that are the rule of one field of an area, with the place of the area in their index."""

_PAIRED = "all_matched_where_forbidden"


def is_rows(rule: Rule) -> bool:
    """Whether a rule is nothing but rows of a model."""
    of_area = rule.path[0] == "areas" and rule.path[-1] in {*(field for field, _ in _ROWS.values()), "unmatched"}
    return rule.policy is not None or of_area


class RowsOfRules:
    """Finds the rows of rules in one model.

    Parameters
    ----------
    model : PlanningModel
        A model that was made with those rules.
    """

    def __init__(self, model: PlanningModel) -> None:
        self._areas, self._policies = model.numbers.area_ids, model.numbers.instance.policies
        self._by_path: dict[tuple[str | int, ...], list[int]] = {}
        for number, row in enumerate(model.compiled.rows):
            path = self._path(row.parent_component().local_name, row.index())
            if path is not None:
                self._by_path.setdefault(path, []).append(number)

    def _path(self, family: str, index: Any) -> tuple[str | int, ...] | None:
        """Return where the rule stands that a row belongs to; None where it belongs to none of its own."""
        key = cast("tuple[Any, ...]", index if isinstance(index, tuple) else (index,))
        if family in _ROWS:
            field, position = _ROWS[family]
            return ("areas", self._areas[key[position]], field)
        if family == _PAIRED:
            return ("areas", self._areas[key[1]], "collaboration", self._areas[key[2]], "unmatched")
        return ("policies", key[0]) if isinstance(key[0], str) and key[0] in self._policies else None

    def of(self, rule: Rule) -> IndexArray:
        """Return the rows of a rule."""
        return np.array(self._by_path.get(rule.path, ()), dtype=np.int32)

    def freeing(self, rules: list[Rule]) -> MatrixChange:
        """Return the change that lets go of rules."""
        rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *(self.of(rule) for rule in rules)]))
        return MatrixChange(rows=rows, row_lower=np.full(len(rows), -np.inf), row_upper=np.full(len(rows), np.inf))
