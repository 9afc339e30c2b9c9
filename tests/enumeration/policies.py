"""Policies that can be judged at one node: each yields rows with a breach and a right-hand side."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from coeplan_models import (
    CapacityShare,
    CapitalLimit,
    CountLimit,
    Decision,
    DecisionKind,
    Forbid,
    Freeze,
    HeadsPin,
    MeanOverlap,
    MustOperate,
    Policy,
    RiskScore,
    StartLimit,
    SurviveLoss,
)

from .lifecycle import Step
from .rosters import Roster
from .tables import TOLERANCE, Tables
from .tree import Node


class Row(NamedTuple):
    """One row of a policy: how far it is broken (negative: room left), against which right-hand side."""

    breach: float
    right: float = 0.0


class Standing(NamedTuple):
    """Models and rosters of all places at a node."""

    node: Node
    models: tuple[str | None, ...]
    rosters: list[Roster]


DecisionKey = tuple[str, DecisionKind, str, str | None, int | None]


def decision_key(decision: Decision) -> DecisionKey:
    """Return what tells decisions of one node apart."""
    return decision.location, decision.kind, decision.operating_model, decision.to_model, decision.start_period


def charge(policy: Policy, rows: Iterator[Row]) -> float | None:
    """Return what breaches cost, undiscounted; ``None`` where a policy that has no price is broken."""
    total = 0.0
    for row in rows:
        if policy.price is not None:
            total += policy.price * max(0.0, row.breach)
        elif row.breach > TOLERANCE * max(1.0, abs(row.right)):
            return None
    return total


class NodePolicies:
    """The policies of an instance that bind single nodes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.enabled = [policy for policy in tables.instance.policies.values() if policy.enabled]
        self._rows: dict[type, Callable[[Any, Standing], Iterator[Row]]] = {
            MeanOverlap: self._mean_overlap,
            CapacityShare: self._capacity_share,
            RiskScore: self._risk_score,
            SurviveLoss: self._survive_loss,
            CountLimit: self._count_limit,
            MustOperate: self._must_operate,
            Forbid: self._forbid,
            HeadsPin: self._heads,
            Freeze: self._frozen_teams,
        }

    def active(self, node: Node) -> list[Policy]:
        """Return the policies that hold at a node."""
        return [
            policy
            for policy in self.enabled
            if policy.first_period <= node.period and (policy.last_period is None or node.period <= policy.last_period)
        ]

    def standing_charge(self, standing: Standing) -> float | None:
        """Judge models and rosters of a node."""
        total = 0.0
        for policy in self.active(standing.node):
            rows = self._rows.get(type(policy))
            if rows is None:
                continue
            money = charge(policy, rows(policy, standing))
            if money is None:
                return None
            total += money
        return total

    def decision_charge(self, node: Node, steps: tuple[Step, ...]) -> float | None:
        """Judge the decisions of a node."""
        total = 0.0
        for policy in self.active(node):
            money: float | None = 0.0
            if isinstance(policy, StartLimit):
                money = charge(policy, self._start_limit(policy, steps))
            elif isinstance(policy, Freeze):
                money = charge(policy, self._frozen_decisions(policy, node, steps))
            if money is None:
                return None
            total += money
        return total

    def capital_charge(self, node: Node, capital: float) -> float | None:
        """Judge the capital of a node against limits per period."""
        total = 0.0
        for policy in self.active(node):
            if isinstance(policy, CapitalLimit) and policy.per == "period":
                money = charge(policy, iter([Row(capital - policy.limit, policy.limit)]))
                if money is None:
                    return None
                total += money
        return total

    def _capacity(self, standing: Standing, place: int) -> float:
        return sum(standing.rosters[place].capacity)

    def _mean_overlap(self, policy: MeanOverlap, standing: Standing) -> Iterator[Row]:
        missing = 0.0
        for place, roster in enumerate(standing.rosters):
            overlaps = self.tables.place(standing.node.index, place).overlap
            missing += sum(
                held * (policy.floor - overlap) for held, overlap in zip(roster.capacity, overlaps, strict=True)
            )
        yield Row(missing)

    def _risk_score(self, policy: RiskScore, standing: Standing) -> Iterator[Row]:
        yield Row(
            sum(
                self._capacity(standing, place) * (self.tables.location(place).risk_score - policy.limit)
                for place in range(len(standing.rosters))
            )
        )

    def _capacity_share(self, policy: CapacityShare, standing: Standing) -> Iterator[Row]:
        limit = policy.limit * sum(self.tables.workload(standing.node.index))
        groups: dict[str, float] = {}
        for place in range(len(standing.rosters)):
            name = self._holder(policy, standing, place)
            if name is not None:
                groups[name] = groups.get(name, 0.0) + self._capacity(standing, place)
        for held in groups.values():
            yield Row(held - limit, limit)

    def _holder(self, policy: CapacityShare, standing: Standing, place: int) -> str | None:
        """Return in whose row a place counts; ``None`` where it counts in none."""
        if policy.per in ("vendor", "operating_model"):
            model = standing.models[place]
            if model is None or place == self.tables.headquarters:
                return None
            name = model if policy.per == "operating_model" else self.tables.terms(model, place).vendor
            exempt = False
        else:
            where = self.tables.location(place)
            name = {"location": self.tables.locations[place], "country": where.country, "region": where.region}[
                policy.per
            ]
            by_itself = policy.per == "location"
            exempt = place == self.tables.headquarters if by_itself else not self.tables.abroad(place)
        if not name or (name not in policy.names if policy.names is not None else exempt):
            return None
        return name

    def _survive_loss(self, policy: SurviveLoss, standing: Standing) -> Iterator[Row]:
        per_country = policy.per == "country"
        labels = [
            self.tables.location(place).country if per_country else self.tables.locations[place]
            for place in range(len(standing.rosters))
        ]
        home = labels[self.tables.headquarters]
        losable = set(labels) - {home} if policy.names is None else set(labels) & set(policy.names)
        for area in self.tables.critical:
            share = self.tables.area_records[area].survival_share
            need = share * self.tables.workload(standing.node.index)[area]
            for lost in sorted(losable):
                left = sum(
                    roster.capacity[area]
                    for roster, label in zip(standing.rosters, labels, strict=True)
                    if label != lost
                )
                yield Row(need - left * (1 + policy.surge), need)

    def _count_limit(self, policy: CountLimit, standing: Standing) -> Iterator[Row]:
        sites = [(place, model) for place, model in enumerate(standing.models[:-1]) if model is not None]
        if policy.of == "sites":
            count = len(sites)
        elif policy.of == "operating_models":
            count = len({model for _, model in sites})
        else:
            count = len({self.tables.terms(model, place).vendor for place, model in sites} - {None})
        yield Row(count - policy.limit, policy.limit)

    def _must_operate(self, policy: MustOperate, standing: Standing) -> Iterator[Row]:
        model = standing.models[self.tables.locations.index(policy.location)]
        wanted = model is not None and policy.operating_model in (None, model)
        yield Row(0.0 if wanted else 1.0)

    def _forbid(self, policy: Forbid, standing: Standing) -> Iterator[Row]:
        for place, model in enumerate(standing.models):
            named = self.tables.locations[place] == policy.location
            meant = named or (policy.location is None and place != self.tables.headquarters)
            if not meant or model is None or policy.operating_model not in (None, model):
                continue
            if policy.area is not None:
                yield Row(standing.rosters[place].teams[self.tables.areas.index(policy.area)])
            elif place != self.tables.headquarters:
                yield Row(1.0)

    def _heads(self, policy: HeadsPin, standing: Standing) -> Iterator[Row]:
        roster = standing.rosters[self.tables.locations.index(policy.location)]
        heads = roster.heads if policy.area is None else roster.teams[self.tables.areas.index(policy.area)]
        if policy.at_least is not None:
            yield Row(policy.at_least - heads, policy.at_least)
        if policy.at_most is not None:
            yield Row(heads - policy.at_most, policy.at_most)

    def _frozen_teams(self, policy: Freeze, standing: Standing) -> Iterator[Row]:
        if standing.node.period >= policy.periods:
            return
        plan = self.tables.instance.reference_plans[policy.plan]
        given = {(t.location, t.area): t.heads for t in plan.teams if t.node == standing.node.name}
        for place, roster in enumerate(standing.rosters):
            for area, team in zip(self.tables.areas, roster.teams, strict=True):
                heads = given.get((self.tables.locations[place], area), 0.0)
                yield Row(abs(team - heads), heads)

    def _frozen_decisions(self, policy: Freeze, node: Node, steps: tuple[Step, ...]) -> Iterator[Row]:
        if node.period >= policy.periods:
            return
        plan = self.tables.instance.reference_plans[policy.plan]
        given = {decision_key(decision) for decision in plan.decisions if decision.node == node.name}
        taken = {decision_key(decision) for step in steps for decision in step.decisions}
        for _ in given ^ taken:
            yield Row(1.0)

    def _start_limit(self, policy: StartLimit, steps: tuple[Step, ...]) -> Iterator[Row]:
        starts = sum(decision.kind is DecisionKind.START for step in steps for decision in step.decisions)
        yield Row(starts - policy.limit, policy.limit)
