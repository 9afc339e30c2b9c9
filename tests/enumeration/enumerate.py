"""The enumerator's front door: an instance in, its optimum out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from coeplan_models import Category, Decision, Instance, ReferencePlan, RegretCap, TeamSize

from .bounds import Rules
from .futures import least_totals
from .lifecycle import Lifecycle
from .paths import CAPS, Cap, Changes, Totals, cap_charge, objective
from .policies import NodePolicies
from .rosters import Rosters
from .scope import check_scope, seats_are_lazy
from .search import Effort, Found, Search
from .shared import SharedRules
from .staffing import Staffings
from .tables import Tables
from .tree import Node
from .vectors import Shape, Vector


@dataclass(frozen=True)
class Line:
    """One amount of the best plan: undiscounted at the node's prices, and discounted, not weighted by probability."""

    node: str
    category: Category
    location: str | None
    money: float
    discounted: float
    terminal: bool = False


@dataclass(frozen=True)
class NodePlan:
    """What the best plan decides at a node.

    ``seats`` are by location, ``unmet`` in FTE by area, ``money`` is the discounted total of the node, the terminal
    part of a leaf included; charges on the whole tree (changes, CVaR) are not.
    """

    node: str
    decisions: tuple[Decision, ...]
    teams: tuple[TeamSize, ...]
    operating: dict[str, str]
    seats: dict[str, float]
    unmet: dict[str, float]
    money: float

    def __str__(self) -> str:
        """Return the node on one line."""
        decided = [
            f"{d.kind.value} {d.location}/{d.operating_model}"
            + (f" to {d.to_model}" if d.to_model else "")
            + (f" for period {d.start_period}" if d.start_period is not None else "")
            for d in self.decisions
        ]
        teams = [f"{t.location}/{t.area} {t.heads:g}" for t in self.teams]
        return (
            f"{self.node}: {'; '.join(decided) or 'no decision'} | {', '.join(teams) or 'no team'} | {self.money:.2f}"
        )


@dataclass(frozen=True)
class Enumeration:
    """The optimum of an instance, and one plan that reaches it.

    ``value`` is the objective, absent where nothing is feasible; ``leaf_totals`` are discounted totals by leaf with
    every charge; ``looked_at`` counts the joint choices of sites and teams at single nodes that were looked at.
    """

    feasible: bool
    value: float | None
    plan: tuple[NodePlan, ...]
    lines: tuple[Line, ...]
    leaf_totals: dict[str, float]
    looked_at: int

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions about sites."""
        return tuple(decision for node in self.plan for decision in node.decisions)

    @property
    def teams(self) -> tuple[TeamSize, ...]:
        """All teams that have heads."""
        return tuple(team for node in self.plan for team in node.teams)

    @property
    def reference(self) -> ReferencePlan:
        """The plan as a reference, for instance to pin an engine to it by a policy of kind ``freeze``."""
        return ReferencePlan(decisions=self.decisions, teams=self.teams)

    def by_category(self) -> dict[Category, float]:
        """Return discounted amounts by category, summed over all nodes and not weighted."""
        found: dict[Category, float] = {}
        for line in self.lines:
            found[line.category] = found.get(line.category, 0.0) + line.discounted
        return found

    def describe(self) -> str:
        """Return the plan for people, one node a line."""
        if not self.feasible:
            return f"infeasible ({self.looked_at} joint choices looked at)"
        head = f"value {self.value:.6f} ({self.looked_at} joint choices looked at)"
        return "\n".join([head, *(str(node) for node in self.plan)])


def enumerate_optimum(
    instance: Instance,
    *,
    max_team: int | None = None,
    keeping: bool = False,
    effort: Effort = Effort(),  # noqa: B008 - a frozen tuple
) -> Enumeration:
    """Find the optimum of a tiny instance by looking at every decision.

    Parameters
    ----------
    instance : Instance
        At most some 12 nodes, 3 locations, 3 models and 2 areas with teams of a few heads. Every place where an area
        may sit should have a talent pool (headquarters too), or every model there a most number of heads: the search
        goes through all team sizes up to it, and is exhaustive.
    max_team : int, optional
        Largest team where no pool is given; the caller answers for no larger one being of use.
    keeping : bool
        Whether to forbid commitments and conversions.
    effort : Effort
        Whether to cut off by bounds and to remember states (the result is the same without, and takes long), and how
        many joint choices may be looked at.

    Returns
    -------
    Enumeration
        The optimum.

    Raises
    ------
    OutOfScopeError
        If a decision is left that is not whole and has no closed form, or nothing bounds a team.
    TooMuchWorkError
        If the effort's ``work_limit`` is reached.
    """
    tables = Tables(instance, max_team)
    check_scope(tables)
    policies, rosters = NodePolicies(tables), Rosters(tables)
    least: list[float] | None = []
    if asks_for_regret(instance):
        least = least_totals(instance, lambda alone: enumerate_optimum(alone, max_team=max_team, effort=effort).value)
        if least is None:
            return Enumeration(False, None, (), (), {}, 0)
    judge = Judge(tables, policies, least)
    lifecycle = Lifecycle(tables, keeping)
    rules = Rules(tables, lifecycle, rosters, SharedRules(tables), policies, judge.changes)
    search = Search(rules, Staffings(tables, rosters, seats_are_lazy(tables)), judge.shape, effort)
    weights = instance.objective
    # A regret is never below 0, but may be, so that it says nothing of the expected total.
    found = search.best(judge.value, weights.expectation_weight + weights.cvar_weight + weights.worst_case_weight)
    if found is None:
        return Enumeration(False, None, (), (), {}, search.looked_at)
    return judge.enumeration(found, search.looked_at)


def asks_for_regret(instance: Instance) -> bool:
    """Whether what single futures cost at least bears on the optimum."""
    capped = any(isinstance(policy, RegretCap) and policy.enabled for policy in instance.policies.values())
    return capped or instance.objective.regret_weight > 0


class Judge:
    """Turns what the search finds into the objective, and into a plan."""

    def __init__(self, tables: Tables, policies: NodePolicies, least: Sequence[float] = ()) -> None:
        self.tables = tables
        self.least = least
        self.changes = Changes(tables, policies)
        self.caps: list[Cap] = [policy for policy in policies.enabled if isinstance(policy, CAPS)]
        weights = tables.instance.objective
        by_leaf = bool(self.caps) or weights.cvar_weight + weights.worst_case_weight + weights.regret_weight > 0
        hard = [inf if policy.price is not None else policy.limit for policy in self.changes.limits]
        leaves = sorted((node for node in tables.nodes if not node.children), key=lambda node: node.leaves)
        self.leaves = leaves
        self.probabilities = [leaf.probability for leaf in leaves]
        self.shape = Shape(by_leaf, hard, self.probabilities)

    def charged(self, vector: Vector) -> tuple[Totals, float] | None:
        """Return the leaves' totals with the charges on the whole tree, and the charges themselves.

        Without leaves in the vector its first entry, the expected total, stands for a single one.
        """
        root = self.tables.nodes[0]
        count = len(self.leaves) if self.shape.by_leaf else 1
        changed = self.changes.charge(vector[count:])
        if changed is None:
            return None
        leaves = Totals(vector[:count], self.probabilities if self.shape.by_leaf else [1.0], self.least)
        leaves = leaves.shifted(changed * root.discount)
        capped = cap_charge(self.caps, leaves)
        return None if capped is None else (leaves.shifted(capped * root.discount), changed + capped)

    def value(self, vector: Vector) -> float:
        """Return the objective of a vector of the root, infinite where a limit is broken."""
        charged = self.charged(vector)
        return float("inf") if charged is None else objective(self.tables.instance, charged[0])

    def enumeration(self, found: Found, looked_at: int) -> Enumeration:
        """Return the plan that the search has found."""
        root = self.tables.nodes[0]
        pairs = sorted(paired(root, found), key=lambda pair: pair[0].index)
        charged = self.charged(found.vector)
        assert charged is not None
        money = {node.index: step.choice.money for node, step in pairs}
        totals: dict[str, float] = {}
        for leaf in self.leaves:
            total, node = charged[1] * root.discount, leaf
            while node is not None:
                total += money[node.index]
                node = node.parent
            totals[leaf.name] = total
        plan = tuple(self._node_plan(node, step) for node, step in pairs)
        lines = [line for node, step in pairs for line in self._lines(node, step)]
        if charged[1]:
            lines.append(Line(root.name, Category.BREACH, None, charged[1], charged[1] * root.discount))
        return Enumeration(True, self.value(found.vector), plan, tuple(lines), totals, looked_at)

    def _node_plan(self, node: Node, found: Found) -> NodePlan:
        names, areas, choice = self.tables.locations, self.tables.areas, found.choice
        teams = tuple(
            TeamSize(node=node.name, location=name, area=area, heads=heads)
            for name, staffing in zip(names, choice.staffings, strict=True)
            for area, heads in zip(areas, staffing.roster.teams, strict=True)
            if heads
        )
        models = {name: life.model for name, life in zip(names, choice.joint.lives, strict=True)}
        seats = {
            name: sum(held for _, held in staffing.crew.seats)
            for name, staffing in zip(names, choice.staffings, strict=True)
        }
        return NodePlan(
            node=node.name,
            decisions=tuple(decision for step in choice.joint.steps for decision in step.decisions),
            teams=teams,
            operating={name: model for name, model in models.items() if model is not None},
            seats={name: held for name, held in seats.items() if held},
            unmet={area: left for area, left in zip(areas, choice.shared.unmet, strict=True) if left},
            money=choice.money,
        )

    def _lines(self, node: Node, found: Found) -> list[Line]:
        choice, lines = found.choice, list[Line]()
        for name, step, staffing in zip(self.tables.locations, choice.joint.steps, choice.staffings, strict=True):
            once = (*step.one_off, *staffing.one_off)
            lines += [Line(node.name, category, name, money, money * node.discount) for category, money in once]
            yearly = (*staffing.roster.yearly, (Category.RENT, staffing.rent))
            lines += self._running(node, name, yearly)
            if not node.children:
                lines += self._terminal(node, name, ((Category.HIRING, staffing.roster.replacing),))
        lines += self._running(node, None, choice.shared.yearly)
        breach = choice.money - sum(line.discounted for line in lines)
        lines.append(Line(node.name, Category.BREACH, None, breach / node.discount, breach))
        return [line for line in lines if abs(line.discounted) > 1e-9]

    def _running(self, node: Node, name: str | None, yearly: tuple[tuple[Category, float], ...]) -> list[Line]:
        spans = [(category, money * node.months / 12) for category, money in yearly]
        lines = [Line(node.name, category, name, money, money * node.discount) for category, money in spans]
        return lines if node.children else lines + self._terminal(node, name, yearly)

    def _terminal(self, node: Node, name: str | None, yearly: tuple[tuple[Category, float], ...]) -> list[Line]:
        years, discount = self.tables.terminal_years, self.tables.terminal_discount
        return [
            Line(node.name, category, name, money * years, money * years * discount, True) for category, money in yearly
        ]


def paired(node: Node, found: Found) -> list[tuple[Node, Found]]:
    """Return every node with what was found for it."""
    pairs = [(node, found)]
    for child, below in zip(node.children, found.below, strict=True):
        pairs += paired(child, below)
    return pairs
