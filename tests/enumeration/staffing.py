"""Flows, ramp-up and seats: how a location passes from its previous teams to new ones, and what that costs."""

from typing import NamedTuple

from coeplan_models import Category, Conversion

from .lifecycle import NEARLY, Mode
from .rosters import Roster, Rosters
from .tables import TOLERANCE, Tables, within
from .tree import Node

DUST = 1e-9
"""Flows smaller than this come from rounding."""


class Crew(NamedTuple):
    """What a location holds after a node.

    ``ramping`` are hires that may still ramp up, as (month of hire, area, heads); ``seats`` are seats held, as
    (month of purchase, how many), with the month ``None`` once their lease is over.
    """

    teams: tuple[float, ...]
    ramping: tuple[tuple[float, int, float], ...] = ()
    seats: tuple[tuple[float | None, float], ...] = ()


class Staffing(NamedTuple):
    """One way to staff a location at a node."""

    roster: Roster
    crew: Crew
    hires: tuple[float, ...]
    releases: tuple[float, ...]
    one_off: tuple[tuple[Category, float], ...]
    """Undiscounted money of the node that depends on teams and seats: hiring, severance, conversion, fit-out."""
    rent: float
    """Rent a year."""
    output: tuple[float, ...]
    """Availability x efficiency x effective heads, by area."""
    capital: float
    """Fit-out, and what a conversion costs by heads."""
    discounted: float
    """All of this, run cost and the terminal part included; without the step's own money."""


class Flows(NamedTuple):
    """How teams came to their size."""

    hires: tuple[float, ...]
    releases: tuple[float, ...]
    passing: float
    """Heads that a conversion passes over."""


class Seats(NamedTuple):
    """Seats after a node."""

    lots: tuple[tuple[float | None, float], ...]
    held: float
    bought: float


class Staffings:
    """All ways to staff a location at a node, given how its life goes on and what it held before.

    Parameters
    ----------
    lazy_seats : bool
        Whether buying no seat before it is needed, and giving up every seat as soon as allowed, is known to be best.
    """

    def __init__(self, tables: Tables, rosters: Rosters, lazy_seats: bool) -> None:
        self.tables = tables
        self.rosters = rosters
        self.lazy_seats = lazy_seats
        self._known: dict[tuple[int, int, Mode, Crew], list[Staffing]] = {}
        self._ceilings = [self._most_seats(place) for place in range(len(tables.locations))]

    def initial(self, place: int) -> Crew:
        """Return what a location holds before the horizon."""
        name, footprint = self.tables.locations[place], self.tables.instance.footprint
        teams = self.tables.first_teams(place)
        site = footprint.sites.get(name) if footprint else None
        if site is None:
            return Crew(teams)
        ramping = tuple(
            (-float(recent.months_ago), self.tables.areas.index(recent.area), float(recent.heads))
            for recent in site.recent_hires
        )
        lots = tuple((-float(lot.age), float(lot.seats)) for lot in site.seats if lot.seats)
        return Crew(teams, ramping, lots if self._seats_cost(place) else ())

    def _seats_cost(self, place: int) -> bool:
        """Whether seats cost anything; where they do not, there are always enough."""
        where = self.tables.location(place)
        return place != self.tables.headquarters and (where.seat_rent > 0 or where.fit_out > 0)

    def _most_seats(self, place: int) -> float:
        """Return the most seats that can ever be needed; to hold more never pays, as heads are all they are for."""
        if not self._seats_cost(place):
            return 0.0
        own = [model for model in self.tables.models[place] if not self.tables.terms(model, place).seats_included]
        found = 0.0
        for node in self.tables.nodes:
            for model in own:
                limit = self.tables.terms(model, place).max_heads
                heads = sum(self.tables.largest(node.index, place, model))
                found = max(found, heads if limit is None else min(heads, limit))
        return found

    def staffings(self, node: Node, place: int, mode: Mode, crew: Crew) -> list[Staffing]:
        """Return all ways to staff the location, the cheapest first."""
        key = (node.index, place, mode, crew)
        if key not in self._known:
            found: list[Staffing] = []
            for roster in self.rosters.rosters(node, place, mode):
                flows = self._flows(node, place, mode, (crew, roster))
                if flows is not None:
                    found += self._completed(node, place, mode, (crew, roster, flows))
            self._known[key] = sorted(found, key=lambda staffing: staffing.discounted)
        return self._known[key]

    def _flows(self, node: Node, place: int, mode: Mode, change: tuple[Crew, Roster]) -> Flows | None:
        """Return hires and releases, as small as the teams allow; ``None`` where a rule forbids them.

        To hire and release more than that costs at least 0 and loses output; where a conversion's fee per head could be
        saved so, it is not allowed.
        """
        crew, roster = change
        numbers = self.tables.place(node.index, place)
        staying = [team * (1 - share) for team, share in zip(crew.teams, numbers.leaving, strict=True)]
        net = [team - stays for team, stays in zip(roster.teams, staying, strict=True)]
        hires = [growth if growth > DUST else 0.0 for growth in net]
        releases = [-growth if growth < -DUST else 0.0 for growth in net]
        passing = sum(staying) - sum(releases) if mode.converts else 0.0
        if numbers.outage_begins and any(releases):
            return None
        if not within(sum(hires), numbers.hires):
            return None
        return Flows(tuple(hires), tuple(releases), passing)

    def _arc(self, place: int, mode: Mode) -> Conversion:
        assert mode.before is not None
        assert mode.model is not None
        return self.tables.terms(mode.before, place).conversions[mode.model]

    def _completed(self, node: Node, place: int, mode: Mode, change: tuple[Crew, Roster, Flows]) -> list[Staffing]:
        crew, roster, flows = change
        numbers, areas = self.tables.place(node.index, place), range(len(roster.teams))
        new_hires = tuple((node.begin, area, flows.hires[area]) for area in areas if flows.hires[area])
        ramping = crew.ramping + new_hires
        effective = [team - self._losses(node, place, area, ramping) for area, team in enumerate(roster.teams)]
        if any(team and left < -TOLERANCE for team, left in zip(roster.teams, effective, strict=True)):
            return []
        output = tuple(
            numbers.available * numbers.efficiency[area] * max(0.0, effective[area]) if roster.teams[area] else 0.0
            for area in areas
        )
        one_off = self._one_off(node, place, mode, flows)
        ends = node.begin + node.months
        still = tuple(hire for hire in ramping if ends - hire[0] < self._ramp_up(place, hire[1]))
        return [
            self._priced(node, place, (roster, flows), (Crew(roster.teams, still, seats.lots), seats, one_off, output))
            for seats in self._seatings(node, place, mode, (crew, roster.heads))
        ]

    def _ramp_up(self, place: int, area: int) -> float:
        values, name = self.tables.location(place).ramp_up, self.tables.areas[area]
        return float(values.get(name, values.get("*", 0.0)))

    def _losses(self, node: Node, place: int, area: int, ramping: tuple[tuple[float, int, float], ...]) -> float:
        months = self._ramp_up(place, area)
        return sum(
            heads * ramp_up_loss(node.begin - hired, node.months, months)
            for hired, where, heads in ramping
            if where == area
        )

    def _one_off(self, node: Node, place: int, mode: Mode, flows: Flows) -> dict[Category, float]:
        """Return hiring on the new terms, severance on the old ones, and the conversion fee by heads."""
        numbers, found = self.tables.place(node.index, place), dict[Category, float]()
        if mode.model is not None and self.tables.terms(mode.model, place).client_bears_hiring:
            found[Category.HIRING] = dot(flows.hires, numbers.hiring_cost)
        if mode.before is not None and self.tables.terms(mode.before, place).client_bears_severance:
            found[Category.SEVERANCE] = dot(flows.releases, numbers.severance)
        if mode.converts:
            found[Category.CONVERSION] = self._arc(place, mode).fee_per_head * flows.passing * numbers.fx
        return found

    def _seatings(self, node: Node, place: int, mode: Mode, need: tuple[Crew, float]) -> list[Seats]:
        """Return the numbers of seats worth looking at: whole ones from what must be held to what can be of use."""
        crew, heads = need
        if not self._seats_cost(place):
            return [Seats((), 0.0, 0.0)]
        lease = self.tables.location(place).lease
        lots = [
            (bought if bought is not None and node.begin - bought < lease - NEARLY else None, seats)
            for bought, seats in crew.seats
        ]
        locked = [lot for lot in lots if lot[0] is not None]
        before, bound = sum(seats for _, seats in lots), sum(seats for _, seats in locked)
        model = mode.model
        own = model is not None and not self.tables.terms(model, place).seats_included
        least = max(bound, heads) if own else bound
        most = max(before, self._ceilings[place]) if own else before
        if least > most + DUST:
            return []
        levels = [least] if self.lazy_seats else [least + more for more in range(round(most - least) + 1)]
        return [self._seats(node, locked, before, (level, lease)) for level in levels]

    def _seats(
        self, node: Node, locked: list[tuple[float | None, float]], before: float, level: tuple[float, float]
    ) -> Seats:
        held, lease = level
        bought = max(0.0, held - before)
        lots = list(locked)
        if bought and lease > NEARLY:
            lots.append((node.begin, bought))
        free = held - sum(seats for _, seats in lots)
        if free > DUST:
            lots.append((None, free))
        return Seats(tuple(lots), held, bought)

    def _priced(
        self,
        node: Node,
        place: int,
        what: tuple[Roster, Flows],
        outcome: tuple[Crew, Seats, dict[Category, float], tuple[float, ...]],
    ) -> Staffing:
        roster, flows = what
        crew, seats, one_off, output = outcome
        numbers = self.tables.place(node.index, place)
        fit_out, rent = seats.bought * numbers.fit_out, seats.held * numbers.rent
        once = {**one_off, Category.FIT_OUT: fit_out}
        money = node.discount * (sum(once.values()) + (roster.run + rent) * node.months / 12)
        if not node.children:
            money += self.tables.terminal_discount * self.tables.terminal_years * (roster.run + rent + roster.replacing)
        return Staffing(
            roster,
            crew,
            flows.hires,
            flows.releases,
            tuple((category, amount) for category, amount in once.items() if amount),
            rent,
            output,
            fit_out + once.get(Category.CONVERSION, 0.0),
            money,
        )


def ramp_up_loss(since: float, months: float, ramp_up: float) -> float:
    """Return the heads that a hire made ``since`` months ago loses, on average over a period of ``months``.

    (1/D) x integral from s to s + D of max(0, 1 - u/R) du, in closed form.
    """
    if since >= ramp_up:
        return 0.0
    end = min(since + months, ramp_up)
    return ((end - since) - (end**2 - since**2) / (2 * ramp_up)) / months


def dot(amounts: tuple[float, ...], prices: tuple[float, ...]) -> float:
    """Return the sum of amounts x prices."""
    return sum(amount * price for amount, price in zip(amounts, prices, strict=True))
