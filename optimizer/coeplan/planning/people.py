"""How teams change by themselves and how fast they can grow: attrition, pools, hires, ramp-up."""

from dataclasses import dataclass
from math import inf

from coeplan_models import DriverKind, Instance, RecentHire, for_area

from .arrangements import existing_site
from .calendar import Calendar
from .drivers import DriverValues
from .tree import Tree


@dataclass(frozen=True)
class People:
    """Numbers about teams, keyed by node, location and area numbers.

    Attributes
    ----------
    attrition : dict
        Share of the previous team that leaves by itself; keyed (node, location, area).
    yearly_attrition : dict
        The same per year, for the time after the horizon.
    pool : dict
        Most heads; keyed (node, location, area); absent where unbounded.
    most_hires : dict
        Most gross hires of a location in a period; keyed (node, location); absent where unbounded.
    ramp_losses : dict
        For a node, location and area: what each hire of an ancestor (or the node itself) costs in effective heads,
        as a tuple of (ancestor, heads lost per hire); absent where no hire can cost any.
    inherited_losses : dict
        Effective heads lost by the footprint's recent hires; keyed (node, location, area); absent where 0.
    """

    attrition: dict[tuple[int, int, int], float]
    yearly_attrition: dict[tuple[int, int, int], float]
    pool: dict[tuple[int, int, int], float]
    most_hires: dict[tuple[int, int], float]
    ramp_losses: dict[tuple[int, int, int], tuple[tuple[int, float], ...]]
    inherited_losses: dict[tuple[int, int, int], float]


def lost_heads(ramp_up: float, since: float, months: float) -> float:
    """Effective heads that one hire loses, on average, over a period.

    Parameters
    ----------
    ramp_up : float
        Months in which output rises linearly from 0 to 1.
    since : float
        Months from the hire to the start of the period.
    months : float
        Length of the period in months.

    Returns
    -------
    float
        (1/months) x the integral of max(0, 1 - u/ramp_up) over u from ``since`` to ``since + months``.
    """
    if since >= ramp_up:
        return 0.0
    until = min(since + months, ramp_up)
    return ((until - until**2 / (2 * ramp_up)) - (since - since**2 / (2 * ramp_up))) / months


def read_people(instance: Instance, tree: Tree, calendar: Calendar, drivers: DriverValues) -> People:
    """Read :class:`People` off an instance."""
    reader = _Reader(instance, tree, calendar, drivers)
    keys = [
        (node, place, number)
        for place in range(len(instance.locations))
        for number in range(len(instance.areas))
        for node in range(len(tree))
    ]
    yearly = {key: reader.yearly_attrition(*key) for key in keys}
    return People(
        attrition={key: 1 - (1 - rate) ** (calendar.months[tree.period[key[0]]] / 12) for key, rate in yearly.items()},
        yearly_attrition=yearly,
        pool={key: pool for key in keys if (pool := reader.pool(*key)) < inf},
        most_hires=reader.most_hires(),
        ramp_losses={key: losses for key in keys if (losses := reader.ramp_losses(*key))},
        inherited_losses={key: lost for key in keys if (lost := reader.inherited_losses(*key)) > 0},
    )


class _Reader:
    """Evaluates one number at a time."""

    def __init__(self, instance: Instance, tree: Tree, calendar: Calendar, drivers: DriverValues) -> None:
        self._tree = tree
        self._calendar = calendar
        self._drivers = drivers
        self._locations = list(instance.locations.items())
        self._areas = list(instance.areas)
        self._recent: dict[tuple[int, int], list[RecentHire]] = {}
        for place, (location_id, _) in enumerate(self._locations):
            site = existing_site(instance, location_id)
            for hire in site.recent_hires if site is not None else ():
                self._recent.setdefault((place, self._areas.index(hire.area)), []).append(hire)

    def yearly_attrition(self, node: int, place: int, number: int) -> float:
        location_id, location = self._locations[place]
        area_id = self._areas[number]
        driver = self._drivers.multiplier(DriverKind.ATTRITION, node, area=area_id, location=location_id)
        return min(1.0, (for_area(location.attrition, area_id) or 0.0) * driver)

    def pool(self, node: int, place: int, number: int) -> float:
        location_id, location = self._locations[place]
        area_id = self._areas[number]
        pool = for_area(location.talent_pool, area_id)
        if pool is None:
            return inf
        driver = self._drivers.multiplier(DriverKind.TALENT_POOL, node, area=area_id, location=location_id)
        return pool * driver * self._calendar.growth(location.talent_pool_growth, self._tree.period[node])

    def most_hires(self) -> dict[tuple[int, int], float]:
        return {
            (node, place): location.hires_per_year * self._calendar.months[period] / 12
            for place, (_, location) in enumerate(self._locations)
            if location.hires_per_year is not None
            for node, period in enumerate(self._tree.period)
        }

    def ramp_losses(self, node: int, place: int, number: int) -> tuple[tuple[int, float], ...]:
        ramp_up = self._ramp_up(place, number)
        period = self._tree.period[node]
        months, begins = self._calendar.months[period], self._calendar.starts[period]
        losses: list[tuple[int, float]] = []
        for ancestor in reversed(self._tree.path(node)):
            since = begins - self._calendar.starts[self._tree.period[ancestor]]
            if since >= ramp_up:
                break
            losses.append((ancestor, lost_heads(ramp_up, since, months)))
        return tuple(losses)

    def inherited_losses(self, node: int, place: int, number: int) -> float:
        ramp_up = self._ramp_up(place, number)
        period = self._tree.period[node]
        months, begins = self._calendar.months[period], self._calendar.starts[period]
        return sum(
            hire.heads * lost_heads(ramp_up, begins + hire.months_ago, months)
            for hire in self._recent.get((place, number), ())
        )

    def _ramp_up(self, place: int, number: int) -> float:
        return for_area(self._locations[place][1].ramp_up, self._areas[number]) or 0.0
