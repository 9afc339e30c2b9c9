"""Tidy tables of a plan, and the wide ones that a board reads.

Tidy tables have one row a fact. In wide ones each calendar year is a column. All money is in the plan's
currency; undiscounted where a column is not called ``present_value``, ``discounted`` or ``total`` of a leaf.
"""

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, cast

import pandas as pd
from pydantic import BaseModel

from coeplan_models import (
    Amount,
    Breach,
    FutureBest,
    Holding,
    Instance,
    LeafTotal,
    Match,
    NodeFigures,
    Plan,
    Site,
    Team,
    UnmetWork,
)

from . import decide, headcount, spending
from .board import Board, board
from .indicators import Indicator
from .leases import Lease
from .lock_ins import LockIn


def plan_tables(plan: Plan, instance: Instance | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance, optional
        The instance it was made for; with it there is a table of lock-ins.

    Returns
    -------
    dict of str to DataFrame
        Tables by name. The same tables stand in every plan, empty where nothing is to be said.
    """
    return tables_of(board(plan, instance))


def tables_of(read: Board) -> dict[str, pd.DataFrame]:
    """Return every table of a plan that is read already."""
    return {**_plain(read.plan), **_tree_tables(read), **_headcount_tables(read), **_money_tables(read)}


def _plain(plan: Plan) -> dict[str, pd.DataFrame]:
    """Tables that repeat the plan's own rows."""
    return {
        "sites": frame(Site, plan.sites),
        "teams": frame(Team, plan.teams),
        "unmet": frame(UnmetWork, plan.unmet),
        "matches": frame(Match, plan.matches),
        "breaches": frame(Breach, plan.breaches),
        "amounts": frame(Amount, plan.amounts),
        "leaf_totals": frame(LeafTotal, plan.leaf_totals),
        "futures": frame(FutureBest, plan.futures),
        "node_figures": frame(NodeFigures, plan.node_figures),
        "holdings": frame(Holding, plan.holdings),
    }


@dataclasses.dataclass(frozen=True)
class _NodeRow:
    """One node of the tree, with its period and future by name."""

    id: str
    period: int
    parent: str | None
    probability: float
    start: str
    months: int
    label: str
    future: str


@dataclasses.dataclass(frozen=True)
class _BranchRow:
    """Heads of one location on one stretch between branchings."""

    node: str
    since: str
    until: str
    future: str
    parent: str | None
    probability: float
    location: str
    operating_model: str | None
    before: float
    first: float
    last: float


@dataclasses.dataclass(frozen=True)
class _Fact:
    """One thing about the plan that is no number."""

    name: str
    text: str


def _tree_tables(read: Board) -> dict[str, pd.DataFrame]:
    tables = {
        "nodes": frame(_NodeRow, _node_rows(read)),
        "decisions": frame(decide.DecisionView, read.decisions),
        "site_overview": frame(decide.SiteView, read.sites),
        "first_period_teams": frame(decide.TeamChange, read.team_changes),
        "branches": frame(_BranchRow, _branch_rows(read)),
        "summary": frame(Indicator, read.indicators.rows),
        "facts": frame(_Fact, _facts(read.plan)),
    }
    if read.lock_ins is None or read.leases is None:
        return tables
    return tables | {"lock_ins": frame(LockIn, read.lock_ins), "leases": frame(Lease, read.leases)}


def _node_rows(read: Board) -> Iterable[_NodeRow]:
    for node in read.plan.nodes:
        yield _NodeRow(**node.model_dump(), label=read.tree.label(node.id), future=read.tree.future(node.id))


def _branch_rows(read: Board) -> Iterable[_BranchRow]:
    for branch in read.branches:
        stretch = (branch.node, branch.since, branch.until, branch.future, branch.parent, branch.probability)
        for size in branch.sizes:
            yield _BranchRow(*stretch, size.location, size.operating_model, size.before, size.first, size.last)


def _facts(plan: Plan) -> Iterable[_Fact]:
    keeping = plan.keeping
    yield _Fact("instance", plan.instance)
    yield _Fact("instance_hash", plan.instance_hash)
    yield _Fact("title", plan.title)
    yield _Fact("currency", plan.currency)
    yield _Fact("headquarters", plan.headquarters)
    yield _Fact("termination", plan.termination)
    yield _Fact("keeping_termination", keeping.termination if keeping else "")
    yield _Fact("keeping_reason", (keeping.reason or "") if keeping else "")
    yield _Fact("created", plan.made_by.created)
    for name, version in plan.made_by.versions.items():
        yield _Fact(f"version_{name}", version)
    for note in plan.made_by.notes:
        yield _Fact("note", note)


def _headcount_tables(read: Board) -> dict[str, pd.DataFrame]:
    every_site = [*read.site_heads, *read.total_heads]
    return {
        "headcount": frame(headcount.YearHeads, (*read.heads, *every_site)),
        "headcount_by_future": frame(headcount.FutureHeads, read.future_heads),
        "headcount_wide": _wide(_cells(read.heads, "expected"), ("location", "area"), read.tree.years),
        "headcount_by_site_wide": _wide(_cells(every_site, "expected"), ("location", "area"), read.tree.years),
        "headcount_by_future_wide": _wide(
            [((row.future, row.leaf, row.location, row.area), row.year, row.year_end) for row in read.future_heads],
            ("future", "leaf", "location", "area"),
            read.tree.years,
        ),
    }


Cell = tuple[tuple[str, ...], object, float]
"""Row keys, column and value of a wide table."""


def _cells(rows: Iterable[headcount.YearHeads], column: str) -> list[Cell]:
    return [((row.location, row.area), row.year, float(getattr(row, column))) for row in rows]


def _money_tables(read: Board) -> dict[str, pd.DataFrame]:
    return {
        "costs": frame(spending.YearCost, read.costs),
        "cost_by_category_wide": _cost_lines(read.cost_by_category, "category", read.spans),
        "cost_by_location_wide": _cost_lines(read.cost_by_location, "location", read.spans),
        "capital_by_year": frame(spending.YearSpread, read.capital_by_year),
        "cash_by_year": frame(spending.YearSpread, read.cash_by_year),
        "cash": frame(spending.Cash, read.cash),
    }


def _cost_lines(lines: Sequence[spending.CostLine], name: str, spans: Sequence[str]) -> pd.DataFrame:
    columns: dict[str, Any] = {name: pd.Series([line.name for line in lines], dtype="string")}
    for span in spans:
        columns[span] = pd.Series([line.by_span[span] for line in lines], dtype="float64")
    columns["total"] = pd.Series([line.total for line in lines], dtype="float64")
    columns["present_value"] = pd.Series([line.present_value for line in lines], dtype="float64")
    return pd.DataFrame(columns)


def _wide(cells: Sequence[Cell], keys: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Put years into columns; one row for each combination of keys, in the order of its first cell."""
    rows: dict[tuple[str, ...], dict[object, float]] = {}
    for key, year, value in cells:
        rows.setdefault(key, {})[year] = value
    columns: dict[str, Any] = {
        name: pd.Series([key[position] for key in rows], dtype="string") for position, name in enumerate(keys)
    }
    for year in years:
        columns[str(year)] = pd.Series([values[year] for values in rows.values()], dtype="float64")
    return pd.DataFrame(columns)


def frame(row_type: type, rows: Iterable[object]) -> pd.DataFrame:
    """Put records into a table whose columns and types do not depend on what it holds.

    Parameters
    ----------
    row_type : type
        Pydantic model or dataclass of the rows.
    rows : iterable
        The rows.

    Returns
    -------
    DataFrame
        One column a field: ``string``, ``float64``, ``Int64``, ``boolean``; missing where a field is None.
    """
    found = list(rows)
    columns: dict[str, Any] = {}
    for name, annotation in _fields(row_type).items():
        values = [_plain_value(getattr(row, name)) for row in found]
        columns[name] = pd.Series(values, dtype=cast("Any", _column_type(annotation)))
    return pd.DataFrame(columns)


def _fields(row_type: type) -> Mapping[str, Any]:
    if issubclass(row_type, BaseModel):
        return {name: field.annotation for name, field in row_type.model_fields.items()}
    return typing.get_type_hints(cast("type[object]", row_type))


def _plain_value(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return ", ".join(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value


_COLUMN_TYPES: tuple[tuple[type, str], ...] = ((bool, "boolean"), (float, "float64"), (int, "Int64"))


def _column_type(annotation: Any) -> str:
    """Return the column type of a field; text for all that is no number."""
    parts = _union_parts(annotation)
    return next((name for kind, name in _COLUMN_TYPES if kind in parts), "string")


def _union_parts(annotation: Any) -> tuple[Any, ...]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _union_parts(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(part for each in typing.get_args(annotation) for part in _union_parts(each))
    return (annotation,)
