"""The points of a frontier as a table: values, what a unit of one costs in another, sites, and what changes between."""

from collections.abc import Mapping
from dataclasses import dataclass

from coeplan.plans import decide

from .frontier_records import Frontier, FrontierPoint


@dataclass(frozen=True)
class PointSite:
    """A site of a point's plan.

    Attributes
    ----------
    location : str
        Location.
    operating_models : tuple of str
        Models it operates under, in the order in which they come.
    heads : float
        Expected heads in the last period.
    """

    location: str
    operating_models: tuple[str, ...]
    heads: float


@dataclass(frozen=True)
class SiteChange:
    """How a site differs from the point before.

    Attributes
    ----------
    location : str
        Location.
    before, after : tuple of str
        Models it operates under there and here; empty where it does not operate.
    """

    location: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class PointRow:
    """A point beside the one before it.

    Attributes
    ----------
    point : FrontierPoint
        The point.
    unit_price : float or None
        What the first measure rises by, from the point before, for each unit by which the second one is better. None
        at the first point, and among three measures, where no point is the neighbour.
    sites : tuple of PointSite
        Sites abroad, the largest first.
    changes : tuple of SiteChange or None
        Sites that are others than at the point before; None at the first point.
    """

    point: FrontierPoint
    unit_price: float | None
    sites: tuple[PointSite, ...]
    changes: tuple[SiteChange, ...] | None


def point_rows(found: Frontier) -> tuple[PointRow, ...]:
    """Return the points of a frontier in their order, each beside the one before."""
    rows: list[PointRow] = []
    before: PointRow | None = None
    for point in found.points:
        sites = _sites(point)
        if before is None:
            row = PointRow(point, None, sites, None)
        else:
            row = PointRow(point, _unit_price(found, before.point, point), sites, _changes(before.sites, sites))
        rows.append(row)
        before = row
    return tuple(rows)


def _sites(point: FrontierPoint) -> tuple[PointSite, ...]:
    views = decide.sites(decide.Reading.of(point.plan))
    abroad = [PointSite(each.location, each.operating_models, each.final_expected) for each in views if _is_site(each)]
    return tuple(sorted(abroad, key=lambda site: (-site.heads, site.location)))


def _is_site(view: decide.SiteView) -> bool:
    return not view.headquarters and bool(view.operating_models)


def _unit_price(found: Frontier, before: FrontierPoint, point: FrontierPoint) -> float | None:
    if len(found.measures) != 2:
        return None
    first, second = (measure.name for measure in found.measures)
    better = abs(point.values[second] - before.values[second])
    return (point.values[first] - before.values[first]) / better


def _changes(before: tuple[PointSite, ...], after: tuple[PointSite, ...]) -> tuple[SiteChange, ...]:
    then, now = _models(before), _models(after)
    places = sorted({*then, *now})
    pairs = [SiteChange(place, then.get(place, ()), now.get(place, ())) for place in places]
    return tuple(each for each in pairs if each.before != each.after)


def _models(sites: tuple[PointSite, ...]) -> Mapping[str, tuple[str, ...]]:
    return {site.location: site.operating_models for site in sites}
