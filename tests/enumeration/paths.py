"""What binds whole paths or the whole tree: capital and run cost by year, handovers, changes, totals."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from coeplan_models import (
    CapitalLimit,
    ChangeLimit,
    CvarCap,
    DecisionKind,
    Instance,
    RegretCap,
    RunCostLimit,
    WorstCaseCap,
)

from .lifecycle import Step
from .policies import NodePolicies, Row, charge
from .rosters import Roster
from .tables import Tables, within
from .tree import Node

Sums = tuple[tuple[tuple[int, float], ...], ...]
"""For each limit on a span of a path: what has been spent so far in every year that is still open."""

CHANGES = (DecisionKind.COMMIT, DecisionKind.STOP, DecisionKind.CONVERT)
"""Decisions that a limit on changes counts."""


class Ledgers:
    """Limits on capital per calendar year or path, and on run cost per calendar year.

    Parameters
    ----------
    least_run : callable
        A lower bound on the run cost of a node, whatever was decided before; what a path cannot but spend later in a
        year counts against a limit without a price at once.
    """

    def __init__(self, tables: Tables, policies: NodePolicies, least_run: Callable[[Node], float]) -> None:
        self.tables = tables
        self.policies = policies
        self.least_run = least_run
        self._ahead: dict[tuple[int, int, int], float] = {}
        self.limits = [
            policy
            for policy in policies.enabled
            if isinstance(policy, RunCostLimit) or (isinstance(policy, CapitalLimit) and policy.per != "period")
        ]
        start = tables.instance.horizon.start
        self.first_month = int(start[:4]) * 12 + int(start[5:]) - 1

    def initial(self) -> Sums:
        """Return the ledgers before the horizon."""
        return ((),) * len(self.limits)

    def after(self, node: Node, sums: Sums, capital: float, run: float) -> tuple[Sums, float] | None:
        """Enter a node's money; return the ledgers that stay open and the charge of the rows that close here."""
        if not self.limits:
            return sums, 0.0
        active, left, total = self.policies.active(node), list[tuple[tuple[int, float], ...]](), 0.0
        for policy, entries in zip(self.limits, sums, strict=True):
            book = dict(entries)
            money = capital if isinstance(policy, CapitalLimit) else run
            shares = self._shares(node, policy)
            number = len(left)
            for year, share in shares.items():
                book[year] = book.get(year, 0.0) + (share * money if policy in active else 0.0)
            closing = [year for year in shares if self._closes(node, policy, year)]
            cost = charge(policy, (Row(book[year] - policy.limit, policy.limit) for year in closing))
            if cost is None:
                return None
            total += cost
            open_years = [(year, round(spent, 6)) for year, spent in book.items() if year not in closing]
            if policy.price is None and any(
                not within(spent + self._least_ahead(node, number, year), policy.limit) for year, spent in open_years
            ):
                return None
            left.append(tuple(open_years))
        return tuple(left), total

    def _least_ahead(self, node: Node, number: int, year: int) -> float:
        """Return what the worst path below a node must at least spend of a limit's year."""
        policy, key = self.limits[number], (node.index, number, year)
        if isinstance(policy, CapitalLimit):
            return 0.0
        if key not in self._ahead:
            worst = 0.0
            for child in node.children:
                share = self._shares(child, policy).get(year, 0.0) if policy in self.policies.active(child) else 0.0
                own = share * self.least_run(child) * child.months / 12 if share else 0.0
                worst = max(worst, own + self._least_ahead(child, number, year))
            self._ahead[key] = worst
        return self._ahead[key]

    def breaks_alone(self, node: Node, capital: float) -> bool:
        """Whether a node's capital by itself breaks a limit without a price."""
        active = self.policies.active(node)
        return any(
            policy.price is None and not within(share * capital, policy.limit)
            for policy in self.limits
            if isinstance(policy, CapitalLimit) and policy in active
            for share in self._shares(node, policy).values()
        )

    def _shares(self, node: Node, policy: CapitalLimit | RunCostLimit) -> dict[int, float]:
        """Return the share of the node's months in each calendar year; all of it under one entry for a whole path."""
        if isinstance(policy, CapitalLimit) and policy.per == "total":
            return {0: 1.0}
        shares: dict[int, float] = {}
        for month in range(node.months):
            year = self._year(node.begin + month)
            shares[year] = shares.get(year, 0.0) + 1 / node.months
        return shares

    def _year(self, month: float) -> int:
        return (self.first_month + int(month)) // 12

    def _closes(self, node: Node, policy: CapitalLimit | RunCostLimit, year: int) -> bool:
        """Whether a path has no further months in the year, or ends."""
        if not node.children:
            return True
        total = isinstance(policy, CapitalLimit) and policy.per == "total"
        return not total and self._year(node.begin + node.months) > year


def initial_handovers(tables: Tables) -> tuple[int, ...]:
    """Return how long single-site areas have sat at two places: what was before the root does not count."""
    return (0,) * sum(area.single_site for area in tables.area_records)


def handovers(tables: Tables, counts: tuple[int, ...], rosters: Sequence[Roster]) -> tuple[int, ...] | None:
    """Return for how many nodes single-site areas have sat at two places; ``None`` where that is too long."""
    found: list[int] = []
    single = [(number, area) for number, area in enumerate(tables.area_records) if area.single_site]
    for (number, area), count in zip(single, counts, strict=True):
        places = sum(roster.teams[number] > 0 for roster in rosters)
        lasting = count + 1 if places == 2 else 0
        if places > 2 or lasting > area.handover:
            return None
        found.append(lasting)
    return tuple(found)


class Changes:
    """Limits on how many decisions differ from a given plan, over the whole tree."""

    def __init__(self, tables: Tables, policies: NodePolicies) -> None:
        self.tables = tables
        self.limits = [policy for policy in policies.enabled if isinstance(policy, ChangeLimit)]

    def counted(self, node: Node, steps: tuple[Step, ...]) -> tuple[float, ...]:
        """Return, for each limit, how many decisions of the node are in one plan and not in the other."""
        if not self.limits:
            return ()
        taken = {
            (d.location, d.kind, d.operating_model, d.to_model) for s in steps for d in s.decisions if d.kind in CHANGES
        }
        found: list[float] = []
        for policy in self.limits:
            plan = self.tables.instance.reference_plans[policy.plan]
            given = {
                (d.location, d.kind, d.operating_model, d.to_model)
                for d in plan.decisions
                if d.node == node.name and d.kind in CHANGES
            }
            counts = policy.first_period <= node.period and (
                policy.last_period is None or node.period <= policy.last_period
            )
            found.append(float(len(given ^ taken)) if counts else 0.0)
        return tuple(found)

    def charge(self, counts: Sequence[float]) -> float | None:
        """Return the undiscounted charge of all limits, ``None`` where one without a price is broken."""
        total = 0.0
        for policy, count in zip(self.limits, counts, strict=True):
            money = charge(policy, iter([Row(count - policy.limit, policy.limit)]))
            if money is None:
                return None
            total += money
        return total


def cvar(totals: Sequence[float], probabilities: Sequence[float], alpha: float) -> float:
    """Return the mean of the worst ``1 - alpha`` by probability, with the leaf on the boundary split."""
    left, found = 1 - alpha, 0.0
    for total, probability in sorted(zip(totals, probabilities, strict=True), reverse=True):
        taken = min(left, probability)
        found += taken * total
        left -= taken
    return found / (1 - alpha)


class Totals(NamedTuple):
    """Discounted totals of all leaves, their probabilities, and what each future costs at least by itself.

    The last is empty where nobody asks for regret.
    """

    totals: Sequence[float]
    probabilities: Sequence[float]
    least: Sequence[float] = ()

    def shifted(self, money: float) -> "Totals":
        """Return the same with some money added to every total."""
        return self._replace(totals=[total + money for total in self.totals])


Cap = CvarCap | WorstCaseCap | RegretCap
CAPS = (CvarCap, WorstCaseCap, RegretCap)


def largest_regret(leaves: Totals) -> float:
    """Return the most that any future costs beyond what it costs at least by itself."""
    return max(total - least for total, least in zip(leaves.totals, leaves.least, strict=True))


def row_of(policy: Cap, leaves: Totals) -> Row:
    """Return how far a cap is broken by the totals without charges for any cap."""
    if isinstance(policy, CvarCap):
        return Row(cvar(leaves.totals, leaves.probabilities, policy.alpha) - policy.limit, policy.limit)
    if isinstance(policy, WorstCaseCap):
        return Row(max(leaves.totals) - policy.limit, policy.limit)
    rows: list[Row] = []
    for total, least in zip(leaves.totals, leaves.least, strict=True):
        most = least + (policy.limit if policy.limit is not None else (policy.share or 0.0) * least)
        rows.append(Row(total - most, most))
    return max(rows)


def cap_charge(caps: Sequence[Cap], leaves: Totals) -> float | None:
    """Return the undiscounted charge of all caps on totals; ``None`` where one without a price is broken."""
    money = 0.0
    for policy in caps:
        found = charge(policy, iter([row_of(policy, leaves)]))
        if found is None:
            return None
        money += found
    return money


def objective(instance: Instance, leaves: Totals) -> float:
    """Return the weighted sum of expectation, CVaR, worst case and largest regret."""
    weights = instance.objective
    expected = sum(total * probability for total, probability in zip(*leaves[:2], strict=True))
    value = weights.expectation_weight * expected + weights.worst_case_weight * max(leaves.totals)
    if weights.cvar_weight:
        value += weights.cvar_weight * cvar(leaves.totals, leaves.probabilities, weights.cvar_alpha)
    return value + (weights.regret_weight * largest_regret(leaves) if weights.regret_weight else 0.0)
