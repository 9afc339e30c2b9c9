"""What was found between measures: its page, and its tables as files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.frontier_records import Frontier, Unexplored
from coeplan.analysis.frontier_table import PointRow, PointSite, SiteChange, point_rows
from coeplan.analysis.measures import Measure
from coeplan.plans.board import Names
from coeplan.plans.indicators import MONEY, SHARE

from .files import write_frames
from .frontier_chart import Axis, chart
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, heads, listed, percent, plain

MOST_UNEXPLORED = 10
"""The page tells so many places where nobody looked; the table has all."""

STOPPED = {
    "complete": "Every point is there: no plan lies between, below or beyond them by more than their gaps.",
    "points": "As many points as were asked for were found; there may be more.",
    "solves": "As many solves were made as go with the points asked for; there may be more points.",
    "limits": "Some solves reached their limits without a plan, so points may be missing.",
    "interrupted": "It was interrupted; there may be more points.",
}
"""Why the search stopped, in words."""


@dataclass(frozen=True)
class _Page:
    """A frontier that is being written about."""

    found: Frontier
    rows: tuple[PointRow, ...]
    names: Names
    money: MoneyUnit
    prices: MoneyUnit

    @classmethod
    def of(cls, found: Frontier) -> "_Page":
        rows, currency = point_rows(found), found.instance.currency
        monetary = [measure.name for measure in found.measures if measure.unit == MONEY]
        amounts = [point.values[name] for point in found.points for name in monetary]
        prices = [_per_unit(row, found.measures) for row in rows]
        fitting = MoneyUnit.fitting(currency, [price for price in prices if price is not None])
        return cls(found, rows, Names.of(found.instance), MoneyUnit.fitting(currency, amounts), fitting)

    def value(self, measure: Measure, value: float) -> str:
        """Write a value with its unit."""
        if measure.unit == MONEY:
            return self.money.text(value)
        return percent(value) if measure.unit == SHARE else f"{plain(value)} {measure.unit}"

    def cell(self, measure: Measure, value: float) -> str:
        """Write a value for a column whose head states the unit."""
        if measure.unit == MONEY:
            return self.money.bare(value)
        return percent(value) if measure.unit == SHARE else plain(value)

    def head(self, measure: Measure) -> str:
        """Name a column."""
        name = measure.name.replace("_", " ").capitalize()
        return f"{name} ({self.money.head})" if measure.unit == MONEY else name


def frontier_view(found: Frontier) -> Group:
    """Return the page of a frontier for a Rich console.

    Parameters
    ----------
    found : Frontier
        The points, of which there is at least one.

    Returns
    -------
    Group
        What a console prints: how many points, a chart, a table, what could not be told, and where nobody looked.
    """
    return Group(*_sections(_Page.of(found)))


def write_frontier_tables(found: Frontier, folder: str | Path) -> tuple[Path, ...]:
    """Write the points (``frontier``) and where others may be (``unexplored``) as CSV and as Parquet.

    Parameters
    ----------
    found : Frontier
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    names = Names.of(found.instance)
    points = pd.DataFrame([_point_values(row, names) for row in point_rows(found)])
    unexplored = pd.DataFrame([_unexplored_values(each, found) for each in found.unexplored], columns=_columns(found))
    return write_frames({"frontier": points, "unexplored": unexplored}, folder)


def _point_values(row: PointRow, names: Names) -> dict[str, object]:
    point = row.point
    return {
        "point": point.name,
        **point.values,
        "bound": point.bound,
        "gap": point.gap,
        "unit_price": row.unit_price,
        "sites": _sites(row.sites, names),
        "change": _change(row, names),
        "might_beat": " ".join(point.might_beat),
        "termination": point.termination,
        "edits": "; ".join(point.edited.edits),
    }


def _columns(found: Frontier) -> list[str]:
    return [*(f"better_than_{each.name}" for each in found.measures[1:]), "point", "bound", "tried"]


def _unexplored_values(each: Unexplored, found: Frontier) -> dict[str, object]:
    edges = {f"better_than_{held.name}": each.better_than.get(held.name) for held in found.measures[1:]}
    return {**edges, "point": each.point, "bound": each.bound, "tried": each.tried}


def _sections(page: _Page) -> Iterator[RenderableType]:
    found = page.found
    yield literal(f"{found.instance.name}: between {listed(each.title for each in found.measures)}", "bold")
    made = f"{count(len(found.points), 'point', 'points')} after {count(found.solves, 'solve', 'solves')}"
    yield from bullets([f"{made}, {found.seconds:.0f} s.", STOPPED[found.stopped], *found.notes])
    if len(found.points) > 1:
        yield from _section("Chart", _charts(page))
    yield from _section("Points", [_table(page)])
    yield from _section("Plans", _plans(page))
    unresolved = [row for row in page.rows if row.point.might_beat]
    if unresolved:
        yield from _section("Not resolved", bullets(_unresolved(row) for row in unresolved))
    if found.unexplored:
        yield from _section("Where there may be more", _where_unexplored(page))


def _section(title: str, body: Iterator[RenderableType] | Sequence[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _charts(page: _Page) -> Iterator[RenderableType]:
    marks = [row.point.name.removeprefix("p") for row in page.rows]
    up = _axis(page, page.found.measures[0])
    for number, measure in enumerate(page.found.measures[1:]):
        if number:
            yield Text()
        yield Text(chart(_axis(page, measure), up, marks), no_wrap=True)


def _axis(page: _Page, measure: Measure) -> Axis:
    values = [point.values[measure.name] for point in page.found.points]
    return Axis(measure.title, values, lambda value: page.value(measure, value))


def _table(page: _Page) -> Table:
    measures = page.found.measures
    priced = len(measures) == 2
    table = grid(("Point", *map(page.head, measures), "Gap", *((_price_head(page),) if priced else ())), 1)
    for row in page.rows:
        values = [page.cell(measure, row.point.values[measure.name]) for measure in measures]
        gap = UNKNOWN if row.point.gap is None else percent(row.point.gap, 2)
        price = _per_unit(row, measures)
        prices = ["" if price is None else page.prices.bare(price)] if priced else []
        table.add_row(row.point.name, *values, gap, *prices)
    return table


def _price_head(page: _Page) -> str:
    unit = page.found.measures[1].unit
    steps = {SHARE: "1 %-point less", MONEY: f"{page.money.currency} 1 less", "hours a day": "1 hour more"}
    return f"{page.prices.head} for {steps.get(unit, '1 point less')}"


def _per_unit(row: PointRow, measures: Sequence[Measure]) -> float | None:
    """Return the price of a unit as people count them: of shares a percentage point."""
    if row.unit_price is None:
        return None
    return row.unit_price / 100 if measures[1].unit == SHARE else row.unit_price


def _plans(page: _Page) -> Iterator[Table]:
    for row in page.rows:
        change = _change(row, page.names)
        told = f" Against the point above: {change}." if change else ""
        yield from bullets([f"{row.point.name}: {_sites(row.sites, page.names)}.{told}"])


def _sites(sites: Sequence[PointSite], names: Names) -> str:
    parts = [
        f"{names.location(s.location)} under {_models(s.operating_models, names)}, {heads(s.heads)}" for s in sites
    ]
    return "; ".join(parts) or "no site abroad"


def _models(models: Sequence[str], names: Names) -> str:
    return " then ".join(names.model(model) for model in models)


def _change(row: PointRow, names: Names) -> str:
    """Say what a plan does otherwise than the one before; nothing at the first point."""
    if row.changes is None:
        return ""
    return "; ".join(_site_change(each, names) for each in row.changes) or "the same sites, other sizes or dates"


def _site_change(change: SiteChange, names: Names) -> str:
    place = names.location(change.location)
    if not change.before:
        return f"with {place} under {_models(change.after, names)}"
    if not change.after:
        return f"without {place}"
    return f"{place} under {_models(change.after, names)}, not {_models(change.before, names)}"


def _unresolved(row: PointRow) -> str:
    others = listed(row.point.might_beat)
    return (
        f"{row.point.name} may not be the best at its levels: a plan as good as it in all else might come down to "
        f"{others}, which would then be of no use. A smaller --gap tells."
    )


def _where_unexplored(page: _Page) -> Iterator[Table]:
    told = page.found.unexplored[:MOST_UNEXPLORED]
    yield from bullets(_place(page, each) for each in told)
    left = len(page.found.unexplored) - len(told)
    if left:
        yield from bullets([f"{count(left, 'more place', 'more places')}: the table `unexplored` has all"])


def _place(page: _Page, each: Unexplored) -> str:
    held: Mapping[str, Measure] = {measure.name: measure for measure in page.found.measures}
    edges = [
        f"{held[name].title} {'above' if held[name].more_is_better else 'below'} {page.value(held[name], edge)}"
        for name, edge in each.better_than.items()
    ]
    known = f"{each.point} is the best plan known" if each.point else "no plan is known"
    first = page.found.measures[0]
    bound = "nothing is proved" if each.bound is None else f"none is proved below {page.value(first, each.bound)}"
    tried = ", and a solve there reached its limit" if each.tried else ""
    return f"{listed(edges) or 'anywhere'}: {known}, {bound}{tried}"
