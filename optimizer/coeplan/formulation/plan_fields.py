"""The fields of a plan that follow from its decisions, come these from one model or from one for each subtree."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from coeplan.planning import Numbers
from coeplan.planning.tree import ROOT
from coeplan.plans.risk_measures import excess
from coeplan_models import OF_TOTALS, Amount, Breach, Category, Decision, Match, Site, Team, UnmetWork

from .algebra import Algebra
from .completion import complete
from .decisions import Decisions
from .figures import Figures
from .plan_rows import PlanRows, plan_nodes

WITHIN = 1e-6
"""A cap is kept within this share of the total that would just keep it."""


@dataclass(frozen=True)
class NodeRows:
    """The rows of a plan that belong to nodes, each field under its name in the plan."""

    decisions: Sequence[Decision]
    sites: Sequence[Site]
    teams: Sequence[Team]
    unmet: Sequence[UnmetWork]
    matches: Sequence[Match]
    breaches: Sequence[Breach]
    amounts: Sequence[Amount]

    @classmethod
    def of(cls, m: Algebra, decisions: Decisions) -> "NodeRows":
        """Complete a model with decisions, and read the rows off it."""
        rows = PlanRows(m, complete(m, decisions))
        return cls(
            decisions=tuple(rows.decisions()),
            sites=tuple(rows.sites()),
            teams=tuple(rows.teams()),
            unmet=tuple(rows.unmet()),
            matches=tuple(rows.matches()),
            breaches=tuple(rows.breaches()),
            amounts=tuple(rows.amounts()),
        )

    def only(self, nodes: Collection[str]) -> "NodeRows":
        """Return the rows of some nodes."""
        return NodeRows(
            **{name: tuple(row for row in rows if row.node in nodes) for name, rows in self.by_field().items()}
        )

    def by_field(self) -> dict[str, Any]:
        """Return the rows by field of the plan."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def joined(parts: Iterable[NodeRows], numbers: Numbers) -> NodeRows:
    """Put rows of different nodes together, in the order of the nodes."""
    order = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
    rows: dict[str, list[Any]] = {field.name: [] for field in fields(NodeRows)}
    for part in parts:
        for name, those in part.by_field().items():
            rows[name].extend(those)
    return NodeRows(**{name: tuple(sorted(those, key=lambda row: order[row.node])) for name, those in rows.items()})


@dataclass(frozen=True)
class ExceededCap:
    """A cap on totals that a plan exceeds.

    Attributes
    ----------
    policy : str
        The cap.
    money : float
        By how much.
    price : float or None
        What each unit of that costs; None where it is not allowed.
    """

    policy: str
    money: float
    price: float | None


def exceeded_caps(numbers: Numbers, rows: NodeRows) -> list[ExceededCap]:
    """Return the caps on totals that a plan exceeds; its rows know nothing of them."""
    totals = Figures(numbers, rows.teams, rows.amounts).leaf_totals()
    least = {numbers.tree.nodes[leaf].id: money for leaf, money in (numbers.least_totals or {}).items()}
    most = max(each.total for each in totals)
    found: list[ExceededCap] = []
    for name, policy in numbers.instance.policies.items():
        if isinstance(policy, OF_TOTALS) and policy.enabled:
            beyond = excess(policy, totals, least)
            if beyond > WITHIN * max(1.0, most - beyond):
                found.append(ExceededCap(name, beyond, policy.price))
    return found


def with_exceeded(numbers: Numbers, rows: NodeRows, caps: Iterable[ExceededCap]) -> NodeRows:
    """Return rows with the breaches of caps on totals and their prices, which are due at the root."""
    root, discount = numbers.tree.nodes[ROOT].id, numbers.rates.discount[ROOT]
    breaches = [Breach(policy=each.policy, node=root, subject="", amount=each.money) for each in caps]
    amounts = [
        Amount(
            node=root,
            category=Category.BREACH,
            location=None,
            operating_model=None,
            area=None,
            subject=each.policy,
            terminal=False,
            money=each.money * (each.price or 0.0),
            discounted=each.money * (each.price or 0.0) * discount,
        )
        for each in caps
    ]
    return replace(rows, breaches=(*rows.breaches, *breaches), amounts=(*rows.amounts, *amounts))


def plan_fields(numbers: Numbers, decisions: Decisions, rows: NodeRows) -> dict[str, Any]:
    """Return the fields of a plan that follow from decisions.

    Parameters
    ----------
    numbers : Numbers
        Planning numbers of the instance.
    decisions : Decisions
        What is decided, with the numbers of its nodes.
    rows : NodeRows
        What that comes to at every node.
    """
    figures = Figures(numbers, rows.teams, rows.amounts)
    node_figures = tuple(figures.node_figures(Counter(node for node, _ in decisions.operating)))
    totals = tuple(figures.leaf_totals())
    return rows.by_field() | {
        "nodes": tuple(plan_nodes(numbers)),
        "leaf_totals": totals,
        "node_figures": node_figures,
        "holdings": tuple(figures.holdings()),
        "summary": figures.summary(totals, node_figures),
    }
