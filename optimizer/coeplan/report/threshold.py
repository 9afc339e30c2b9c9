"""From how many people each way of running a site pays, in a terminal and as files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.threshold.claims import Verdict
from coeplan.analysis.threshold.curve import HUNDREDTHS, NEITHER, OPEN, Run
from coeplan.analysis.threshold.result import Duel, Place, Point, Spread, Thresholds

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, percent
from .threshold_tables import threshold_frames

MOST_ROWS = 16
"""Sizes of a curve that the page shows; the tables have all."""

BAR = 0.05
"""Share over the cheapest that a mark stands for."""

LONGEST_BAR = 10

MOST_SWINGS = 6
"""Inputs that the page tells of each range: those that move the threshold most."""


def write_threshold_tables(found: Thresholds, claims: Sequence[Verdict], folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of what was found as CSV and as Parquet.

    Parameters
    ----------
    found : Thresholds
        What the finder has found.
    claims : sequence of Verdict
        What became of claims.
    folder : str or Path
        Where to; made where it is missing.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(threshold_frames(found, claims), folder)


def threshold_view(found: Thresholds, claims: Sequence[Verdict] = ()) -> Group:
    """Return the page of what was found for a Rich console.

    Parameters
    ----------
    found : Thresholds
        What the finder has found.
    claims : sequence of Verdict
        What became of claims.

    Returns
    -------
    Group
        What a console prints: at each location which model is cheapest at which size, thresholds with their ranges,
        the curve of today's productivity; then the claims.
    """
    return Group(*_sections(found, claims))


def _sections(found: Thresholds, claims: Sequence[Verdict]) -> Iterator[RenderableType]:
    yield literal(f"From how many people it pays: {found.instance}", "bold")
    yield from bullets(_preface(found))
    for place in found.places:
        yield from _place(place, found)
    if claims:
        yield from _heading("Claims")
        yield _claims(claims)


def _preface(found: Thresholds) -> Iterator[str]:
    yield (
        "Heads are those that the work needs, ramped up, at today's productivity; an AI multiplier comes later and "
        "shrinks them."
    )
    yield f"Sizes 1 to {found.most}; {count(len(found.points), 'experiment', 'experiments')} in {found.seconds:.0f} s."
    if not found.complete:
        yield "The run was stopped: ends of stretches that no two neighbouring solves prove are told with 'about'."


def _heading(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _place(place: Place, found: Thresholds) -> Iterator[RenderableType]:
    yield from _heading(f"{place.location}: {place.area}")
    yield from bullets([f"work from {place.begins} for {place.months} months", *place.remarks])
    yield Text()
    yield _cheapest(place)
    for sized in place.along_multipliers:
        yield Text()
        yield from bullets([f"At {sized.heads} heads, by AI multiplier: {_stretches(sized.cheapest, HUNDREDTHS)}"])
    yield Text()
    yield _thresholds(place)
    yield from bullets(_odd(place))
    for spread in place.spreads:
        yield from _spread(spread, found)
    yield Text()
    yield _curve(place, found)


def _cheapest(place: Place) -> Table:
    table = grid(("AI multiplier", "Cheapest, by heads"), 2)
    for each in place.along_heads:
        table.add_row(f"{each.multiplier:g}", _stretches(each.cheapest))
    return table


def _stretches(runs: Sequence[Run], unit: int = 1) -> str:
    """Return stretches of an axis in words."""
    told: list[str] = []
    for position, run in enumerate(runs):
        loose = position > 0 and run.first > runs[position - 1].last + 1
        about = "about " if loose else ""
        ends = f"{run.first / unit:g}" if run.first == run.last else f"{run.first / unit:g}-{run.last / unit:g}"
        told.append(f"{about}{ends} {run.state}")
    return "; ".join(told) or UNKNOWN


def _thresholds(place: Place) -> Table:
    multipliers = [each.multiplier for each in place.along_heads]
    table = grid(("Cheaper", "than", *(f"AI {each:g}" for each in multipliers)), 2)
    for one, other in _pairs(place):
        for winner, loser in ((one, other), (other, one)):
            since = [_since(_duel(place, each, one, other), winner) for each in multipliers]
            if any(since):
                table.add_row(winner, loser, *(each or "-" for each in since))
    return table


def _pairs(place: Place) -> list[tuple[str, str]]:
    return [(duel.first, duel.second) for duel in place.along_heads[0].duels] if place.along_heads else []


def _duel(place: Place, multiplier: float, one: str, other: str) -> Duel:
    curve = next(each for each in place.along_heads if each.multiplier == multiplier)
    return next(each for each in curve.duels if (each.first, each.second) == (one, other))


def _since(duel: Duel, winner: str) -> str:
    """Return from where on a model wins, empty where it does not in the end."""
    if duel.turn is None:
        always = len(duel.runs) == 1 and duel.runs[0].state == winner
        return f"at all up to {duel.runs[-1].last}" if always else ""
    if duel.turn.winner != winner:
        return ""
    about = "" if duel.turn.exact else "about "
    return f"from {about}{duel.turn.since}{'' if duel.turn.only else ' *'}"


def _odd(place: Place) -> Iterator[str]:
    """Tell what is not one threshold: stretches that come back, or sizes at which nothing is told apart."""
    for curve in place.along_heads:
        for duel in curve.duels:
            states = [run.state for run in duel.runs]
            back = len(states) > len(set(states)) or (duel.turn is not None and not duel.turn.only)
            if back or OPEN in states or NEITHER in states:
                pair = f"{duel.first} against {duel.second}"
                yield f"* {pair} at AI {curve.multiplier:g}: {_stretches(duel.runs)}"


def _spread(spread: Spread, found: Thresholds) -> Iterator[RenderableType]:
    low, high = spread.alone
    yield Text()
    title = f"{spread.winner} instead of {spread.loser}: from {spread.since}"
    together = f"all together {_size(spread.least, found)} to {_size(spread.most, found)}"
    yield literal(f"{title}; one input at a time {_size(low, found)} to {_size(high, found)}; {together}", "bold")
    table = grid(("Input that moves it", "Low", "High", "At low", "At high"), 1)
    for swing in spread.swings[:MOST_SWINGS]:
        if swing.width:
            ends = (_size(swing.at_low, found), _size(swing.at_high, found))
            table.add_row(swing.path, f"{swing.low:g}", f"{swing.high:g}", *ends)
    if table.row_count:
        yield table
    yield from bullets(f"left out, since the instance contradicts itself: {each}" for each in spread.refused)


def _size(heads: int | None, found: Thresholds) -> str:
    if heads is None:
        return UNKNOWN
    return f"over {found.most}" if heads > found.most else f"{heads}"


def _curve(place: Place, found: Thresholds) -> Table:
    """Return costs by size at today's productivity: a bar for what each model costs over the cheapest."""
    points = {
        (point.heads, point.model): point
        for point in found.points
        if point.location == place.location and point.multiplier == 1 and not point.variant
    }
    least = {
        size: min((point.value for (at, _), point in points.items() if at == size and point.value), default=None)
        for size, _ in points
    }
    unit = MoneyUnit.fitting(found.currency, [value for value in least.values() if value is not None])
    table = grid(("Heads", f"Least ({unit.head})", *(f"{model} over it" for model in place.models)), 0)
    for column in table.columns[2:]:
        # Where a page is narrow these wrap, so that no number before them is cut.
        column.justify, column.no_wrap, column.overflow = "left", False, "fold"
    for size in _shown(sorted(least)):
        cheapest = least[size]
        cells = (_over(points.get((size, model)), cheapest) for model in place.models)
        table.add_row(f"{size}", UNKNOWN if cheapest is None else unit.bare(cheapest), *cells)
    return table


def _shown(sizes: Sequence[int]) -> list[int]:
    """Return so many of the sizes, spread over all of them."""
    if len(sizes) <= MOST_ROWS:
        return list(sizes)
    steps = (len(sizes) - 1) / (MOST_ROWS - 1)
    return [sizes[round(position * steps)] for position in range(MOST_ROWS)]


def _over(point: Point | None, least: float | None) -> str:
    if point is None or least is None:
        return UNKNOWN
    if point.value is None:
        return "cannot" if point.status == "infeasible" else point.status
    share = point.value / least - 1 if least else 0.0
    bar = "#" * min(LONGEST_BAR, round(share / BAR))
    passes = f" to {', '.join(point.converts_to)}" if point.converts_to else ""
    return f"{percent(share, 0):>6} {bar}{passes}".rstrip()


def _claims(claims: Sequence[Verdict]) -> Table:
    table = grid(("Claim", "Location", "Verdict", "Found"), 4)
    told = ""
    for each in claims:
        statement = each.claim.statement if each.claim.id != told else ""
        table.add_row(statement, each.location, str(each.answer), each.found)
        told = each.claim.id
    return table
