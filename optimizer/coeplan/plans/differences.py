"""What two plans decide differently: sites, decisions and heads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import decide, headcount
from .board import Board

WHOLE = 1e-6
"""Heads closer than this are the same."""


@dataclass(frozen=True)
class SiteDifference:
    """A location that the plans use differently."""

    location: str
    """Location."""
    models_a: tuple[str, ...]
    """Operating models of plan A, in the order of time; empty where it does not operate there."""
    models_b: tuple[str, ...]
    """Operating models of plan B."""
    start_a: str | None
    """First period of operation in plan A."""
    start_b: str | None
    """First period of operation in plan B."""
    probability_a: float
    """Probability that it operates at any time in plan A."""
    probability_b: float
    """Probability that it operates at any time in plan B."""


@dataclass(frozen=True)
class DecisionDifference:
    """A decision that one plan takes and the other does not."""

    only_in: str
    """``a`` or ``b``."""
    now: bool
    """Whether it is taken in the first period; else its future and probability say when it is taken."""
    decision: decide.DecisionView
    """The decision."""


@dataclass(frozen=True)
class HeadsDifference:
    """Expected heads of a location and area at the end of a calendar year."""

    location: str
    """Location; ``all abroad`` and ``all places`` for totals."""
    area: str
    """Business area; empty for all areas."""
    year: int
    """Calendar year."""
    heads_a: float | None
    """Expected heads of plan A; None where the year is not in its horizon."""
    heads_b: float | None
    """Expected heads of plan B."""
    difference: float | None
    """Heads of B less those of A, where both are known."""


def site_differences(read_a: Board, read_b: Board) -> tuple[SiteDifference, ...]:
    """List the locations that operate under other models, from another period or in other futures."""
    sites_a = {site.location: site for site in read_a.sites}
    sites_b = {site.location: site for site in read_b.sites}
    rows = [_site(location, sites_a.get(location), sites_b.get(location)) for location in {**sites_a, **sites_b}]
    return tuple(row for row in rows if _differs(row))


def _site(location: str, in_a: decide.SiteView | None, in_b: decide.SiteView | None) -> SiteDifference:
    return SiteDifference(
        location,
        in_a.operating_models if in_a else (),
        in_b.operating_models if in_b else (),
        in_a.start if in_a else None,
        in_b.start if in_b else None,
        in_a.probability if in_a else 0.0,
        in_b.probability if in_b else 0.0,
    )


def _differs(row: SiteDifference) -> bool:
    same = (row.models_a, row.start_a) == (row.models_b, row.start_b)
    return not same or abs(row.probability_a - row.probability_b) > WHOLE


def decision_differences(read_a: Board, read_b: Board) -> tuple[DecisionDifference, ...]:
    """List what one plan decides and the other does not, those of now first; starts that follow are left out."""
    found = [*_missing(read_a, read_b, "a"), *_missing(read_b, read_a, "b")]
    return tuple(sorted(found, key=lambda row: not row.now))


def _missing(read: Board, other: Board, name: str) -> Iterable[DecisionDifference]:
    known = {_key(view) for view in other.decisions}
    for view in read.decisions:
        if not view.follows and _key(view) not in known:
            yield DecisionDifference(name, view.node == read.tree.root.id, view)


def _key(view: decide.DecisionView) -> tuple[object, ...]:
    """Tell decisions apart by what people call period and future: trees of other instances have other nodes."""
    return (view.period, view.future, view.kind, view.location, view.operating_model, view.to_model, view.starts)


def heads_differences(read_a: Board, read_b: Board) -> tuple[HeadsDifference, ...]:
    """Heads of every location, area and total that differ in any year, each in all years."""
    heads_a, heads_b = _expected(read_a), _expected(read_b)
    years = sorted({*read_a.tree.years, *read_b.tree.years})
    rows: list[HeadsDifference] = []
    for group in dict.fromkeys(key[:2] for key in (*heads_a, *heads_b)):
        those = [_heads_row((*group, year), (read_a, heads_a), (read_b, heads_b)) for year in years]
        if any(row.difference is None or abs(row.difference) > WHOLE for row in those):
            rows.extend(those)
    return tuple(rows)


HeadsByYear = Mapping[tuple[str, str, int], float]


def _expected(read: Board) -> HeadsByYear:
    every: Iterable[headcount.YearHeads] = (*read.heads, *read.site_heads, *read.total_heads)
    return {(row.location, row.area, row.year): row.expected for row in every}


def _heads_row(
    key: tuple[str, str, int], in_a: tuple[Board, HeadsByYear], in_b: tuple[Board, HeadsByYear]
) -> HeadsDifference:
    heads_a, heads_b = (_in(read, heads, key) for read, heads in (in_a, in_b))
    difference = None if heads_a is None or heads_b is None else heads_b - heads_a
    return HeadsDifference(*key, heads_a, heads_b, difference)


def _in(read: Board, heads: HeadsByYear, key: tuple[str, str, int]) -> float | None:
    return heads.get(key, 0.0) if key[2] in read.tree.years else None
