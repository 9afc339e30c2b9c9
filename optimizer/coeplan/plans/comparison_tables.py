"""Tidy tables of a comparison: one row a fact, with the letters of both plans in front."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .bridge import BridgeLine, BridgePart
from .compare import ComparedAs, Comparison, Comparisons
from .decide import DecisionView
from .differences import HeadsDifference, SiteDifference
from .input_changes import InputChange
from .input_groups import InputGroup
from .money_lines import DIMENSIONS, MoneyLine
from .ranking import RankedPlan
from .tables import frame


@dataclass(frozen=True)
class _MoneyRow:
    """One line of the money, with what it is by."""

    by: str
    name: str
    money_a: float
    money_b: float
    difference: float


@dataclass(frozen=True)
class _DecisionRow:
    """Which plan alone takes a decision, and when."""

    only_in: str
    now: bool


Rows = Callable[[Comparison], Sequence[object]]

PAIR_TABLES: Mapping[str, tuple[type, Rows]] = {
    "inputs": (InputChange, lambda pair: pair.inputs.changes if pair.inputs else ()),
    "input_groups": (InputGroup, lambda pair: pair.inputs.groups if pair.inputs else ()),
    "sites": (SiteDifference, lambda pair: pair.sites),
    "heads": (HeadsDifference, lambda pair: pair.heads),
    "money": (_MoneyRow, lambda pair: list(_money_rows(pair))),
    "bridge": (BridgeLine, lambda pair: pair.bridge.lines),
    "bridge_parts": (BridgePart, lambda pair: pair.bridge.parts),
}
"""Tables of one plan against the base: the type of their rows, and where they come from."""


def comparison_tables(found: Comparisons) -> dict[str, pd.DataFrame]:
    """Return every table of a comparison.

    Parameters
    ----------
    found : Comparisons
        Several plans against the first.

    Returns
    -------
    dict of str to DataFrame
        ``plans`` has a row for each plan; ``inputs``, ``input_groups``, ``sites``, ``decisions``, ``heads``, ``money``,
        ``bridge`` and ``bridge_parts`` have columns ``plan_a`` and ``plan_b`` with the letters of the plans. The same
        tables stand in every comparison, empty where nothing differs.
    """
    pairs = {name: _paired(found, *table) for name, table in PAIR_TABLES.items()}
    return {"plans": _plans(found), **pairs, "decisions": _decisions(found)}


def _plans(found: Comparisons) -> pd.DataFrame:
    named = {plan.label: plan for plan in found.plans}
    ranked = frame(RankedPlan, found.ranking)
    about = frame(ComparedAs, [named[row.label] for row in found.ranking]).drop(columns="label")
    return pd.concat([ranked, about], axis="columns")


def _money_rows(pair: Comparison) -> Iterable[_MoneyRow]:
    for dimension in DIMENSIONS:
        lines: Sequence[MoneyLine] = getattr(pair, f"by_{dimension}")
        for line in lines:
            yield _MoneyRow(dimension, line.name, line.money_a, line.money_b, line.difference)


def _decisions(found: Comparisons) -> pd.DataFrame:
    which = _paired(found, _DecisionRow, lambda pair: pair.decisions)
    what = frame(DecisionView, [row.decision for pair in found.comparisons for row in pair.decisions])
    return pd.concat([which, what], axis="columns")


def _paired(found: Comparisons, row_type: type[Any], rows_of: Rows) -> pd.DataFrame:
    """Put the rows of all pairs into one table."""
    labels = [(pair.label_a, pair.label_b) for pair in found.comparisons for _ in rows_of(pair)]
    rows = frame(row_type, [row for pair in found.comparisons for row in rows_of(pair)])
    for position, name in enumerate(("plan_a", "plan_b")):
        column: Any = pd.Series([pair[position] for pair in labels], dtype="string")
        rows.insert(position, name, column)
    return rows
