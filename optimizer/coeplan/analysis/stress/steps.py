"""What a plan decides at each node, in the numbers of the instance, with its amounts at prices that no driver moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from coeplan.core.errors import InputError
from coeplan.planning import Numbers
from coeplan.planning.drivers import DriverValues
from coeplan.planning.numbers import gather
from coeplan.planning.tree import BEFORE, Tree
from coeplan_models import (
    Amount,
    CapacityShare,
    CapitalLimit,
    Category,
    DecisionKind,
    Deterministic,
    DriverKind,
    Fault,
    Instance,
    MeanOverlap,
    Plan,
    RiskScore,
    RunCostLimit,
    SurviveLoss,
)

Team = tuple[int, int]
"""Location and area."""

MOVED_BY_DRAWS = (MeanOverlap, CapacityShare, RiskScore, SurviveLoss, CapitalLimit, RunCostLimit)
"""Policies whose breach depends on what happens; that of all others depends on the decisions alone."""

WITH_WAGES = (Category.PAYROLL, Category.MARGIN)
WITH_FEES = (Category.FEE, Category.SHORTFALL)
LEVIED = (*WITH_WAGES, *WITH_FEES)
"""What a levy is charged on."""

ANEW = (Category.LEVY, Category.HIRING, Category.SEVERANCE, Category.CONVERSION, Category.UNMET)
"""What is worked out for every draw; all else is what the plan pays, at other prices."""


@dataclass(frozen=True)
class Index:
    """Which drivers move a price: exchange rate, wages or fees of a location, or none."""

    location: str | None = None
    area: str | None = None
    wages: bool = False
    fees_of: str | None = None
    fx: bool = False


@dataclass(frozen=True)
class Payment:
    """An amount of the plan.

    Attributes
    ----------
    category : Category
        What it is for.
    index : Index
        Which drivers move it.
    money : float
        How much it is with all these drivers at 1, undiscounted.
    payer : tuple of str or None
        Location and operating model whose levy it bears; None where it bears none.
    """

    category: Category
    index: Index
    money: float
    payer: tuple[str, str] | None


@dataclass(frozen=True)
class Step:
    """What happens at one node, whatever the draw.

    Attributes
    ----------
    node, period : int
        The node.
    teams : dict
        Heads by location and area, where there are any.
    before : dict
        Heads at the parent, or of the footprint.
    sites, sites_before : dict
        Arrangement in operation by location, here and at the parent; headquarters among them.
    arcs : dict
        Conversion by location.
    stops : frozenset of int
        Locations that stop.
    seats : dict
        Seats held by location.
    payments : tuple of Payment
        What is paid.
    """

    node: int
    period: int
    teams: dict[Team, float]
    before: dict[Team, float]
    sites: dict[int, int]
    sites_before: dict[int, int]
    arcs: dict[int, int]
    stops: frozenset[int]
    seats: dict[int, float]
    payments: tuple[Payment, ...]

    @property
    def cells(self) -> tuple[Team, ...]:
        """Locations and areas with a team here or just before."""
        return tuple(dict.fromkeys((*self.teams, *self.before)))


@dataclass(frozen=True)
class Course:
    """A plan as steps, one a node of its tree.

    Attributes
    ----------
    instance, plan
        The plan and what it was made for.
    numbers : Numbers
        Planning numbers on the tree.
    """

    instance: Instance
    plan: Plan
    numbers: Numbers

    @classmethod
    def of(cls, instance: Instance, plan: Plan) -> "Course":
        """Read a plan.

        Raises
        ------
        InputError
            If a driver makes a price 0.
        """
        numbers = gather(instance)
        if faults := list(_priceless(numbers.tree)):
            raise InputError(faults)
        return cls(instance, plan, numbers)

    @cached_property
    def calm(self) -> Numbers:
        """Planning numbers with every driver at rest; the node of a period has its number."""
        return gather(self.instance.model_copy(update={"scenarios": Deterministic()}))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What happens at each node, by its number."""
        return tuple(self._step(node) for node in self.numbers.nodes)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {node.id: number for number, node in enumerate(self.numbers.tree.nodes)}

    @cached_property
    def _teams(self) -> list[dict[Team, float]]:
        found: list[dict[Team, float]] = [{} for _ in self.numbers.nodes]
        for team in self.plan.teams:
            place, area = self._place(team.location), self.numbers.area_ids.index(team.area)
            if team.heads > 0:
                found[self._number[team.node]][place, area] = team.heads
        return found

    @cached_property
    def _sites(self) -> list[dict[int, int]]:
        home = {self.numbers.headquarters: 0}
        found: list[dict[int, int]] = [dict(home) for _ in self.numbers.nodes]
        for site in self.plan.sites:
            if site.operating_model is not None and site.location != self.instance.headquarters:
                number = self._arrangement(site.location, site.operating_model)
                found[self._number[site.node]][self._place(site.location)] = number
        return found

    @cached_property
    def _payments(self) -> list[list[Payment]]:
        found: list[list[Payment]] = [[] for _ in self.numbers.nodes]
        drivers = DriverValues(self.instance, self.numbers.tree)
        for amount in self.plan.amounts:
            node = self._number[amount.node]
            if not amount.terminal and self._as_planned(amount):
                found[node].append(self._payment(amount, node, drivers))
        return found

    @cached_property
    def _stops(self) -> list[tuple[str, int]]:
        stops = (each for each in self.plan.decisions if each.kind is DecisionKind.STOP)
        return [(each.node, self._place(each.location)) for each in stops]

    @cached_property
    def _seats(self) -> dict[str, dict[int, float]]:
        found: dict[str, dict[int, float]] = {}
        for site in self.plan.sites:
            if site.seats > 0:
                found.setdefault(site.node, {})[self._place(site.location)] = site.seats
        return found

    def _place(self, location: str) -> int:
        return self.numbers.location_ids.index(location)

    def _arrangement(self, location: str, model: str) -> int:
        number = self.numbers.arrangement(location, model)
        if number is None:
            raise ValueError(f"model {model!r} cannot operate at {location!r}; expected a plan that passed its audit")
        return number

    def _step(self, node: int) -> Step:
        parent = self.numbers.tree.parent[node]
        name = self.numbers.tree.nodes[node].id
        sites, before = self._sites[node], self._sites_before(parent)
        arcs = {
            place: number
            for number, arc in enumerate(self.numbers.arcs)
            for place in sites
            if (arc.source, arc.target) == (before.get(place), sites[place])
        }
        return Step(
            node=node,
            period=self.numbers.tree.period[node],
            teams=self._teams[node],
            before=self.numbers.places.initial_team if parent == BEFORE else self._teams[parent],
            sites=sites,
            sites_before=before,
            arcs=arcs,
            stops=frozenset(place for stopped, place in self._stops if stopped == name),
            seats=self._seats.get(name, {}),
            payments=tuple(self._payments[node]),
        )

    def _sites_before(self, parent: int) -> dict[int, int]:
        if parent != BEFORE:
            return self._sites[parent]
        return {self.numbers.arrangements[number].location: number for number in self.numbers.operating_before}

    def _as_planned(self, amount: Amount) -> bool:
        """Whether a draw moves no more than the price of an amount."""
        if amount.category is Category.BREACH:
            return not isinstance(self.instance.policies[amount.subject or ""], MOVED_BY_DRAWS)
        return amount.category not in ANEW

    def _payment(self, amount: Amount, node: int, drivers: DriverValues) -> Payment:
        index = self._index(amount)
        factor = 1.0
        for kind, area, location, model in asked(index):
            factor *= drivers.multiplier(kind, node, area=area, location=location, model=model)
        return Payment(amount.category, index, amount.money / factor, self._payer(amount))

    def _payer(self, amount: Amount) -> tuple[str, str] | None:
        location, model = amount.location, amount.operating_model
        if amount.category not in LEVIED or location is None or model is None or not self.abroad(location):
            return None
        return location, model

    def abroad(self, location: str) -> bool:
        """Whether a location is outside headquarters' country, and so has an exchange rate and levies."""
        places = self.instance.locations
        return places[location].country != places[self.instance.headquarters].country

    def pay_index(self, cell: Team) -> Index:
        """Return what moves hiring cost and severance of a team."""
        name = self.numbers.location_ids[cell[0]]
        return Index(name, self.numbers.area_ids[cell[1]], wages=True, fx=self.abroad(name))

    def _index(self, amount: Amount) -> Index:
        location, model = amount.location, amount.operating_model
        if location is None:
            return Index()
        abroad = self.abroad(location)
        if amount.category in WITH_WAGES:
            return Index(location, amount.area, wages=True, fx=abroad)
        if amount.category in WITH_FEES and model is not None:
            terms = self.numbers.arrangements[self._arrangement(location, model)].terms
            return Index(location, fees_of=model, fx=abroad and terms.fee_currency == "local")
        return Index(location, fx=abroad)


def asked(index: Index) -> Iterator[tuple[DriverKind, str | None, str | None, str | None]]:
    """Yield what has to be looked up for the factor of a price."""
    if index.fx:
        yield DriverKind.FX, None, index.location, None
    if index.wages:
        yield DriverKind.WAGES, index.area, index.location, None
    if index.fees_of is not None:
        yield DriverKind.FEES, None, index.location, index.fees_of


def _priceless(tree: Tree) -> Iterator[Fault]:
    """Yield drivers that make a price 0: what it is without them cannot be told from what the plan pays."""
    for node in tree.nodes:
        for driver in node.drivers:
            if driver.driver in (DriverKind.FX, DriverKind.WAGES, DriverKind.FEES) and driver.value == 0:
                yield Fault(
                    code="no_price",
                    message=f"the driver of {driver.driver} is 0 in node {node.id}, so that its price has no measure",
                    value="0",
                    expected="a driver above 0, however small, in the instance that the plan is made for",
                )
