"""The plan's rows, screened for names, signs and duplicates, and keyed for looking up."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from coeplan_models import (
    HEADQUARTERS_MODEL,
    Breach,
    Category,
    Decision,
    DecisionKind,
    FutureBest,
    Holding,
    LeafTotal,
    Match,
    NodeFigures,
    Plan,
    Record,
    Site,
    Team,
)

from .ledger import Ledger, Subject
from .world import World

RowType = TypeVar("RowType", bound=Record)
NEGATIVE = -1e-9
"""Numbers of a plan are never below this."""


class AmountKey(NamedTuple):
    """What an amount of money belongs to."""

    node: str
    category: Category
    location: str | None = None
    operating_model: str | None = None
    area: str | None = None
    subject: str | None = None
    terminal: bool = False


@dataclass
class Paid:
    """What the plan states under one key: money, and the same discounted."""

    money: float = 0.0
    discounted: float = 0.0


@dataclass(frozen=True)
class PlanRows:
    """The rows that can be looked at: those that name nothing unknown, and of doubles the first."""

    teams: Mapping[tuple[str, str, str], Team]
    sites: Mapping[tuple[str, str], Site]
    decisions: tuple[Decision, ...]
    unmet: Mapping[tuple[str, str], float]
    matches: Mapping[tuple[str, str, str], list[Match]]
    breaches: Mapping[tuple[str, str], list[Breach]]
    amounts: Mapping[AmountKey, Paid]
    leaf_totals: Mapping[str, LeafTotal]
    futures: Mapping[str, FutureBest]
    node_figures: Mapping[str, NodeFigures]
    holdings: Mapping[tuple[str, str, str], Holding]


class _Screen:
    """Lets rows pass whose names the instance knows and whose numbers are finite; reports all others."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        instance = world.instance
        models = {*instance.operating_models, HEADQUARTERS_MODEL}
        areas, locations, nodes = set(instance.areas), set(instance.locations), set(world.nodes)
        self._ledger = ledger
        self._known: Mapping[str, Collection[str]] = {
            "node": nodes,
            "leaf": {leaf.id for leaf in world.leaves},
            "location": locations,
            "partner_location": locations,
            "area": areas,
            "partner": areas,
            "operating_model": models,
            "to_model": models,
            "policy": set(instance.policies),
        }

    def passed(self, table: str, rows: Iterable[RowType], key: Callable[[RowType], Hashable] | None) -> list[RowType]:
        """Return the rows that can be reckoned with; of rows with the same key the first."""
        kept: list[RowType] = []
        seen: set[Hashable] = set()
        for row in rows:
            if not (self._names(table, row) and self._signs(table, row)):
                continue
            if key is not None:
                name = key(row)
                subject = _subject("duplicate", row)
                if not self._ledger.holds(subject, f"{table} has more than one row for {name}", name not in seen):
                    continue
                seen.add(name)
            kept.append(row)
        return kept

    def _names(self, table: str, row: Record) -> bool:
        good = True
        for field in type(row).model_fields:
            known = self._known.get(field)
            name = getattr(row, field)
            if known is not None and name is not None and name not in known:
                wrong = f"a row of {table} names the {field} {name!r}, which the instance does not have"
                good = self._ledger.holds(_subject("unknown_name", row), wrong, False)
        if good:
            self._ledger.holds(Subject("unknown_name"), "", True)
        return good

    def _signs(self, table: str, row: Record) -> bool:
        """Report negative numbers; return whether all are finite, so that the row can be reckoned with."""
        usable = True
        for field in type(row).model_fields:
            number = getattr(row, field)
            if isinstance(number, float) and not (number >= NEGATIVE and math.isfinite(number)):
                wrong = f"{table} has {field} = {number}, but it has to be a number of at least 0"
                self._ledger.holds(_subject("negative", row), wrong, False)
                usable = usable and math.isfinite(number)
        self._ledger.holds(Subject("negative"), "", True)
        return usable


def _subject(rule: str, row: Record) -> Subject:
    """Return the subject that a row speaks of."""
    places = {field: getattr(row, field, None) for field in ("node", "location", "area", "operating_model", "policy")}
    return Subject(rule, **places)


def read(world: World, plan: Plan, ledger: Ledger) -> PlanRows:
    """Screen and key the plan's rows.

    Parameters
    ----------
    world : World
        The instance, which knows all names.
    plan : Plan
        The plan under audit.
    ledger : Ledger
        Where unknown names, doubles and negative numbers are reported.
    """
    screen = _Screen(world, ledger)
    matches = screen.passed(
        "matches", plan.matches, lambda m: (m.node, m.area, m.partner, m.location, m.partner_location)
    )
    unmet = screen.passed("unmet", plan.unmet, lambda u: (u.node, u.area))
    teams = screen.passed("teams", plan.teams, lambda t: (t.node, t.location, t.area))
    sites = screen.passed("sites", plan.sites, lambda s: (s.node, s.location))
    totals = screen.passed("leaf_totals", plan.leaf_totals, lambda t: t.leaf)
    futures = screen.passed("futures", plan.futures, lambda f: f.leaf)
    figures = screen.passed("node_figures", plan.node_figures, lambda f: f.node)
    holdings = screen.passed("holdings", plan.holdings, lambda h: (h.node, h.per, h.name))
    breaches = screen.passed("breaches", plan.breaches, lambda b: (b.policy, b.node, b.subject))
    return PlanRows(
        teams={(team.node, team.location, team.area): team for team in teams},
        sites={(site.node, site.location): site for site in sites},
        decisions=_decisions(screen, plan, ledger),
        unmet={(row.node, row.area): row.fte for row in unmet},
        matches=_grouped(matches, lambda m: (m.node, m.area, m.partner)),
        breaches=_grouped(breaches, lambda b: (b.policy, b.node)),
        amounts=_amounts(screen, plan),
        leaf_totals={row.leaf: row for row in totals},
        futures={row.leaf: row for row in futures},
        node_figures={row.node: row for row in figures},
        holdings={(row.node, row.per, row.name): row for row in holdings},
    )


GroupKey = TypeVar("GroupKey", bound=Hashable)


def _grouped(rows: Iterable[RowType], key: Callable[[RowType], GroupKey]) -> Mapping[GroupKey, list[RowType]]:
    groups: dict[GroupKey, list[RowType]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _decisions(screen: _Screen, plan: Plan, ledger: Ledger) -> tuple[Decision, ...]:
    """Screen decisions, and see that each states what its kind asks for and nothing else."""
    # A commitment to a model is made once at a node, whatever start period it states.
    decisions = screen.passed(
        "decisions",
        plan.decisions,
        lambda d: (
            d.node,
            d.location,
            d.kind,
            d.operating_model,
            d.to_model,
            d.start_period if d.kind is DecisionKind.CANCEL else None,
        ),
    )
    for decision in decisions:
        kind = decision.kind
        dated = (decision.start_period is not None) == (kind in (DecisionKind.COMMIT, DecisionKind.CANCEL))
        aimed = (decision.to_model is not None) == (kind is DecisionKind.CONVERT)
        wrong = (
            f"{kind} states start period {decision.start_period} and new model {decision.to_model}; "
            "commitments and cancellations alone state a start period, conversions alone a new model"
        )
        ledger.holds(_subject("decision_form", decision), wrong, dated and aimed)
    return tuple(decisions)


def _amounts(screen: _Screen, plan: Plan) -> Mapping[AmountKey, Paid]:
    """Add up the amounts under each key; there may be any number of rows for one."""
    amounts: dict[AmountKey, Paid] = defaultdict(Paid)
    for row in screen.passed("amounts", plan.amounts, None):
        key = AmountKey(row.node, row.category, row.location, row.operating_model, row.area, row.subject, row.terminal)
        amounts[key].money += row.money
        amounts[key].discounted += row.discounted
    return amounts


def check_tree(world: World, plan: Plan, ledger: Ledger) -> None:
    """Compare the plan's nodes with the instance's scenario tree, expanded anew."""
    counts = Counter(node.id for node in plan.nodes)
    for name in world.nodes:
        wrong = f"the plan has {counts[name]} nodes of this name, the instance has one"
        ledger.holds(Subject("tree", name), wrong, counts[name] == 1)
    above: set[str | None] = {None}
    for stated in plan.nodes:
        node = world.nodes.get(stated.id)
        subject = Subject("tree", stated.id)
        if not ledger.holds(subject, "the instance's tree has no such node", node is not None) or node is None:
            continue
        wrong = f"the plan lists the node before its parent {stated.parent}"
        ledger.holds(subject, wrong, stated.parent in above)
        above.add(stated.id)
        said = (stated.period, stated.parent, stated.start, stated.months)
        meant = (node.period, node.parent, world.calendar.label(node.period), world.months(node.id))
        ledger.holds(subject, f"period, parent, start, months are {said}, expected {meant}", said == meant)
        ledger.equal(subject, "probability", stated.probability, node.probability)
