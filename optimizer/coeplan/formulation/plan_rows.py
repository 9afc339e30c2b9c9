"""The rows of a plan, read off a completed model."""

from collections.abc import Iterator
from typing import Any

from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE
from coeplan_models import (
    RUN_COST,
    Amount,
    Breach,
    Category,
    Decision,
    DecisionKind,
    Match,
    PlanNode,
    Site,
    Team,
    UnmetWork,
)

from .algebra import Algebra, value_of
from .completion import chosen_band, chosen_step
from .costs import Cost, capital, changes, replacements, run_costs
from .decisions import History
from .objective import breach_charges, breach_unit, cap_charges

NOTHING = 1e-9
"""Amounts and quantities below this have no row."""


def plan_nodes(numbers: Numbers) -> Iterator[PlanNode]:
    """Yield the tree."""
    nodes = numbers.tree.nodes
    for node in nodes:
        yield PlanNode(
            id=node.id,
            period=node.period,
            parent=None if node.parent == BEFORE else nodes[node.parent].id,
            probability=node.probability,
            start=numbers.calendar.month_name(node.period),
            months=numbers.calendar.months[node.period],
        )


class PlanRows:
    """Reads rows off a completed model.

    Parameters
    ----------
    m : Algebra
        The model, every variable set by ``completion.complete``.
    history : History
        The sites' states.
    """

    def __init__(self, m: Algebra, history: History) -> None:
        self._m = m
        self._numbers = m.numbers
        self._history = history
        self._ids = [node.id for node in m.numbers.tree.nodes]

    def _value(self, family: str, *index: Any) -> float:
        column = self._m.columns[family].get(index)
        return 0.0 if column is None else float(column.value)

    def _site_of(self, node: int, place: int) -> int | None:
        return 0 if place == self._numbers.headquarters else self._history.spells[node, place].site

    def _model_of(self, node: int, place: int) -> str | None:
        site = self._site_of(node, place)
        return None if site is None else self._numbers.arrangements[site].model

    # -- decisions ------------------------------------------------------------------------------------------------

    def decisions(self) -> Iterator[Decision]:
        """Yield the decisions about sites, node by node."""
        for node in self._numbers.nodes:
            for site in self._numbers.sites:
                yield from self._announcements(node, site)
            for place in self._numbers.locations:
                if place != self._numbers.headquarters:
                    yield from self._changes(node, place)

    def _decision(self, node: int, site: int, kind: DecisionKind, **more: Any) -> Decision:
        each = self._numbers.arrangements[site]
        location = self._numbers.location_ids[each.location]
        return Decision(node=self._ids[node], location=location, kind=kind, operating_model=each.model, **more)

    def _announcements(self, node: int, site: int) -> Iterator[Decision]:
        """Commitments and cancellations of an arrangement at a node."""
        timing = self._numbers.timing
        if value_of(self._m.committed(node, site)) > 0.5:
            start = timing.starts_at(node, site)
            yield self._decision(node, site, DecisionKind.COMMIT, start_period=start)
        for key in timing.cancellable_at(node):
            if key[1] == site and self._value("cancel", *key) > 0.5:
                yield self._decision(node, site, DecisionKind.CANCEL, start_period=key[2])

    def _changes(self, node: int, place: int) -> Iterator[Decision]:
        """Start, stop or conversion of a location at a node."""
        history, arrangements = self._history, self._numbers.arrangements
        if (started := history.started(node, place)) is not None:
            yield self._decision(node, started, DecisionKind.START)
        if (stopped := history.stopped(node, place)) is not None:
            yield self._decision(node, stopped, DecisionKind.STOP)
        old, new = history.before(node, place).site, history.spells[node, place].site
        if old is not None and new is not None and old != new:
            yield self._decision(node, old, DecisionKind.CONVERT, to_model=arrangements[new].model)

    # -- states ---------------------------------------------------------------------------------------------------

    def sites(self) -> Iterator[Site]:
        """Yield the operating locations, and those that hold seats."""
        for node in self._numbers.nodes:
            for place in self._numbers.locations:
                site = self._site_of(node, place)
                if site is not None or self._value("seats", node, place) > NOTHING:
                    yield self._site(node, place, site)

    def _site(self, node: int, place: int, site: int | None) -> Site:
        heads = sum(self._value("team", node, place, area) for area in self._numbers.areas)
        missing = 0.0
        step = band = None
        if site is not None and site != 0:
            each = self._numbers.arrangements[site].terms
            missing = max(0.0, each.take_or_pay_heads - heads) if self._history.built_up(node, place) else 0.0
            if steps := self._numbers.rates.overhead.get((node, site)):
                step = steps[chosen_step(steps, heads)].bottom
            if each.fee_per_head:
                bands = self._numbers.rates.fee[node, site]
                band = bands[chosen_band(bands, heads, missing)].bottom
        return Site(
            node=self._ids[node],
            location=self._numbers.location_ids[place],
            operating_model=self._model_of(node, place),
            heads=heads,
            seats=self._value("seats", node, place),
            seats_bought=self._value("bought", node, place),
            billed_heads=heads + missing,
            overhead_step=step,
            fee_band=band,
        )

    def teams(self) -> Iterator[Team]:
        """Yield the teams and their flows."""
        for node in self._numbers.nodes:
            for place in self._numbers.locations:
                for area in self._numbers.areas:
                    team = self._team(node, place, area)
                    if max(team.heads, team.attrition, team.hires, team.releases) > NOTHING:
                        yield team

    def _team(self, node: int, place: int, area: int) -> Team:
        numbers = self._numbers
        parent = numbers.tree.parent[node]
        before = numbers.places.initial_team.get((place, area), 0.0)
        if parent != BEFORE:
            before = self._value("team", parent, place, area)
        heads = self._value("team", node, place, area)
        effective = heads
        if (node, place, area) in self._m.columns["effective"]:
            effective = self._value("effective", node, place, area)
        return Team(
            node=self._ids[node],
            location=numbers.location_ids[place],
            area=numbers.area_ids[area],
            operating_model=self._model_of(node, place),
            heads=heads,
            attrition=numbers.people.attrition[node, place, area] * before,
            hires=sum(self._value("hires", node, site, area) for site in numbers.at[place]),
            releases=sum(self._value("releases", node, site, area) for site in numbers.at[place]),
            effective_heads=max(0.0, effective),
        )

    def unmet(self) -> Iterator[UnmetWork]:
        """Yield the workload left undone."""
        for (node, area), column in sorted(self._m.columns["unmet"].items()):
            if column.value > NOTHING:
                yield UnmetWork(node=self._ids[node], area=self._numbers.area_ids[area], fte=column.value)

    def matches(self) -> Iterator[Match]:
        """Yield the heads matched to heads of other areas."""
        areas, places = self._numbers.area_ids, self._numbers.location_ids
        for (node, area, partner, here, there), column in sorted(self._m.columns["matched"].items()):
            if column.value > NOTHING:
                yield Match(
                    node=self._ids[node],
                    area=areas[area],
                    partner=areas[partner],
                    location=places[here],
                    partner_location=places[there],
                    heads=column.value,
                )

    def breaches(self) -> Iterator[Breach]:
        """Yield how far priced policies are broken."""
        for (policy, node, subject), column in self._m.columns["breach"].items():
            amount = column.value * breach_unit(self._m, policy)
            if amount > NOTHING:
                yield Breach(policy=policy, node=self._ids[node], subject=subject, amount=amount)

    # -- money ----------------------------------------------------------------------------------------------------

    def amounts(self) -> Iterator[Amount]:
        """Yield every amount of every node, and of the time after the horizon at its leaves."""
        for node in self._numbers.nodes:
            for cost in (*run_costs(self._m, node), *capital(self._m, node), *changes(self._m, node)):
                yield from self._amounts(node, cost)
            yield from self._charges(node)
            if node in self._numbers.rates.terminal_share:
                for cost in replacements(self._m, node):
                    money = value_of(cost.expression) * self._numbers.rates.terminal_years
                    yield from self._amount(node, cost, money, terminal=True)

    def _amounts(self, node: int, cost: Cost) -> Iterator[Amount]:
        money = value_of(cost.expression)
        yield from self._amount(node, cost, money, terminal=False)
        share = self._numbers.rates.terminal_share.get(node, 0.0)
        if cost.category in RUN_COST and share > 0:
            yield from self._amount(node, cost, money * share, terminal=True)

    def _amount(self, node: int, cost: Cost, money: float, *, terminal: bool) -> Iterator[Amount]:
        if money <= NOTHING:
            return
        rates = self._numbers.rates
        yield Amount(
            node=self._ids[node],
            category=cost.category,
            location=None if cost.place is None else self._numbers.location_ids[cost.place],
            operating_model=self._label(node, cost),
            area=None if cost.area is None else self._numbers.area_ids[cost.area],
            subject=cost.subject,
            terminal=terminal,
            money=money,
            discounted=money * (rates.terminal_discount if terminal else rates.discount[node]),
        )

    def _label(self, node: int, cost: Cost) -> str | None:
        """Model on whose terms a cost is due; for seats the one in operation."""
        if cost.site is not None:
            return self._numbers.arrangements[cost.site].model
        return None if cost.place is None else self._model_of(node, cost.place)

    def _charges(self, node: int) -> Iterator[Amount]:
        """Prices of breaches, those of caps on totals at the root."""
        sums: dict[str, float] = {}
        for policy, charge in (*breach_charges(self._m, node), *(cap_charges(self._m) if node == 0 else ())):
            sums[policy] = sums.get(policy, 0.0) + value_of(charge)
        for policy, money in sums.items():
            yield from self._amount(node, Cost(Category.BREACH, money, subject=policy), money, terminal=False)
