"""People in drawn futures: who leaves, who is hired and released for it, and where outages begin.

Teams are as the plan has them. Hires and releases are what that takes after the draw's own attrition; where a place
cannot hire so many, or has no pool for the team, the plan is carried out all the same, and a broken rule is counted.
"""

import numpy as np

from coeplan_models import Category, DriverKind

from .drivers import FloatArray, IntArray
from .ground import Ground
from .steps import Step, Team
from .tally import RuleKey

FULL = 1 - 1e-9
"""Availability from here on is full."""

HIRE_LIMIT = RuleKey("hire_limit", "hires")
POOL = RuleKey("talent_pool", "heads")
OUTAGE_RELEASES = RuleKey("outage_releases", "heads")
OUTAGE_CHANGES = RuleKey("outage_changes", "stops and conversions")


class People:
    """Hires of the past, and which places are out.

    Attributes
    ----------
    hires : dict
        Gross hires of each team, shape (periods, draws).
    available : dict
        Share of output that each location delivers, shape (periods, draws).
    hit : array of bool, shape (periods, draws)
        Whether an outage begins at a place with people.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.hires: dict[Team, FloatArray] = {}
        self.available = {place: np.ones(ground.shape) for place in ground.calm.locations}
        self.hit = np.zeros(ground.shape, dtype=np.bool_)

    def at(self, step: Step, rows: IntArray) -> None:
        """Hire and release what the teams of a node take."""
        hired: dict[int, FloatArray] = {}
        released: dict[int, FloatArray] = {}
        for cell in step.cells:
            hires, releases = self._flow(step, rows, cell)
            hired[cell[0]] = hired.get(cell[0], np.zeros(len(rows))) + hires
            released[cell[0]] = released.get(cell[0], np.zeros(len(rows))) + releases
        for place, count in hired.items():
            most = self._ground.calm.people.most_hires.get((step.period, place))
            if most is not None:
                self._ground.tally.breach(HIRE_LIMIT, rows, count - most, most)
        for place in self._ground.calm.locations:
            self._see_outage(step, rows, place, released.get(place, np.zeros(len(rows))))

    def attrition(self, cell: Team, period: int, rows: IntArray) -> FloatArray:
        """Share of a team that leaves by itself in a period."""
        months = self._ground.calm.calendar.months[period]
        return 1 - (1 - self._yearly(cell, period, rows)) ** (months / 12)

    def staying(self, step: Step, rows: IntArray, cell: Team) -> FloatArray:
        """Heads of the team before that do not leave by themselves."""
        return step.before.get(cell, 0.0) * (1 - self.attrition(cell, step.period, rows))

    def _yearly(self, cell: Team, period: int, rows: IntArray) -> FloatArray:
        rate = self._ground.calm.people.yearly_attrition[period, *cell]
        return np.minimum(1.0, rate * self._ground.of_team(DriverKind.ATTRITION, cell, period, rows))

    def _flow(self, step: Step, rows: IntArray, cell: Team) -> tuple[FloatArray, FloatArray]:
        """Hire or release, pay for it, and return both."""
        heads, staying = step.teams.get(cell, 0.0), self.staying(step, rows, cell)
        hires, releases = np.maximum(0.0, heads - staying), np.maximum(0.0, staying - heads)
        self.hires.setdefault(cell, np.zeros(self._ground.shape))[step.period, rows] = hires
        pool = self._ground.calm.people.pool.get((step.period, *cell))
        if pool is not None:
            drawn = pool * self._ground.of_team(DriverKind.TALENT_POOL, cell, step.period, rows)
            self._ground.tally.breach(POOL, rows, heads - drawn, drawn)
        self._pay(step, rows, cell, (hires, releases))
        return hires, releases

    def _pay(self, step: Step, rows: IntArray, cell: Team, flow: tuple[FloatArray, FloatArray]) -> None:
        """Pay hires on the terms in operation, releases on those under which the heads worked so far."""
        rates, key, tally = self._ground.calm.rates, (step.period, *cell), self._ground.tally
        arrangements = self._ground.calm.arrangements
        factor = self._ground.factor(self._ground.course.pay_index(cell), step.period, rows)
        site, before = step.sites.get(cell[0]), step.sites_before.get(cell[0])
        if site is not None and arrangements[site].terms.client_bears_hiring:
            price = rates.hiring[key] * factor
            tally.pay(Category.HIRING, step.period, rows, flow[0] * price)
            if step.period in rates.terminal_share:
                leaving = self._yearly(cell, step.period, rows) * step.teams.get(cell, 0.0)
                tally.pay_after(Category.HIRING, rows, leaving * price)
        if before is not None and arrangements[before].terms.client_bears_severance:
            tally.pay(Category.SEVERANCE, step.period, rows, flow[1] * rates.severance[key] * factor)

    def _see_outage(self, step: Step, rows: IntArray, place: int, released: FloatArray) -> None:
        """Read availability, and see that nobody goes and nothing closes or changes where an outage begins."""
        known, name = self.available[place], self._ground.calm.location_ids[place]
        known[step.period, rows] = self._ground.drivers.value(
            (DriverKind.AVAILABILITY, None, name, None), step.period, rows
        )
        before = known[step.period - 1, rows] if step.period else np.ones(len(rows))
        began = (known[step.period, rows] < FULL) & (before >= FULL)
        if any(place == where for where, _ in step.teams):
            self.hit[step.period, rows] |= began
        self._ground.tally.breach(OUTAGE_RELEASES, rows, released * began, 0.0)
        if place in step.stops or place in step.arcs:
            self._ground.tally.breach(OUTAGE_CHANGES, rows, began.astype(float), 0.0)
