"""Policies and reference plans of an advanced instance: periods moved, and what is spent already taken off."""

from collections.abc import Mapping

from coeplan.planning.calendar import Calendar
from coeplan_models import (
    OF_TOTALS,
    CapitalLimit,
    Category,
    ChangeLimit,
    CvarCap,
    Decision,
    DecisionKind,
    Freeze,
    Observed,
    Policy,
    ReferencePlan,
    RegretCap,
    RunCostLimit,
    WorstCaseCap,
)

from .advance_cut import Cut, Notes

COUNTED = frozenset({DecisionKind.COMMIT, DecisionKind.STOP, DecisionKind.CONVERT})
"""Decisions that a limit on changes counts."""

LONGEST_NAME = 64
"""Most letters of the name of a policy."""

_SMALL = 1e-6
"""Limits hold within this x max(1, limit)."""


def remaining_plans(cut: Cut) -> dict[str, ReferencePlan]:
    """Return the reference plans without the nodes that are over."""
    return {name: remaining_plan(cut, plan) for name, plan in cut.instance.reference_plans.items()}


def remaining_plan(cut: Cut, plan: ReferencePlan) -> ReferencePlan:
    """Return what a given plan decides from the new root on.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    plan : ReferencePlan
        Decisions and team sizes on the old tree.

    Returns
    -------
    ReferencePlan
        Those of the nodes that remain; start periods count from the new first one.
    """
    return ReferencePlan(
        decisions=tuple(_moved(cut, decision) for decision in plan.decisions if decision.node in cut.names),
        teams=tuple(team for team in plan.teams if team.node in cut.names),
    )


def _moved(cut: Cut, decision: Decision) -> Decision:
    """Count the start of a decision from the new first period; one that lies before it starts nothing any more."""
    start = decision.start_period
    return decision.model_copy(update={"start_period": None if start is None else max(0, start - cut.period)})


class RemainingLimits:
    """Restates policies at the new start.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    observed : Observed
        What really counted against limits on money.
    notes : Notes
        Told what is over, spent, or cannot be carried.
    """

    def __init__(self, cut: Cut, observed: Observed, notes: Notes) -> None:
        self._cut = cut
        self._observed = observed
        self._notes = notes
        self._later = Calendar.of(cut.instance.horizon.model_copy(update=remaining_horizon(cut)))
        self._figures = {figures.node: figures for figures in cut.plan.node_figures}

    def policies(self) -> dict[str, Policy]:
        """Return the policies that still hold, by name; a limit on a calendar year may have become two."""
        found: dict[str, Policy] = {}
        for name, policy in self._cut.instance.policies.items():
            if self._is_over(policy):
                if policy.enabled:
                    self._notes.told("policy_over", f"Policy {name} held until before {self._cut.month} and is gone.")
                continue
            found |= self._restated(name, policy, taken=frozenset(self._cut.instance.policies) | found.keys())
        return found

    def _is_over(self, policy: Policy) -> bool:
        if isinstance(policy, OF_TOTALS):
            return False  # it speaks of whole paths, whatever its periods
        frozen = isinstance(policy, Freeze) and policy.periods <= self._cut.period
        return frozen or (policy.last_period is not None and policy.last_period < self._cut.period)

    def _restated(self, name: str, policy: Policy, taken: frozenset[str]) -> dict[str, Policy]:
        moved = self._moved(policy)
        if isinstance(moved, Freeze):
            return {name: moved.model_copy(update={"periods": moved.periods - self._cut.period})}
        if isinstance(moved, ChangeLimit):
            return {name: self._changes(name, policy, moved)}
        if isinstance(moved, CvarCap | WorstCaseCap):
            return {name: self._cap(name, moved)}
        if isinstance(moved, RegretCap):
            return {name: self._regret(name, moved)}
        if isinstance(moved, CapitalLimit) and moved.per == "total":
            spent = self._spent(name, policy, dict.fromkeys(range(self._cut.period), 1.0))
            return {name: self._lowered(name, moved, spent, "so far")}
        if isinstance(moved, RunCostLimit) or (isinstance(moved, CapitalLimit) and moved.per == "calendar_year"):
            return self._yearly(name, policy, moved, taken)
        return {name: moved}

    def _moved(self, policy: Policy) -> Policy:
        last = None if policy.last_period is None else max(0, policy.last_period - self._cut.period)
        return policy.model_copy(
            update={"first_period": max(0, policy.first_period - self._cut.period), "last_period": last}
        )

    # -- limits on money --------------------------------------------------------------------------------------------

    def _spent(self, name: str, policy: Policy, shares: Mapping[int, float]) -> float:
        """What counts against a limit so far: observed, or the plan's, with the share of each period that counts."""
        if name in self._observed.spent:
            return self._observed.spent[name]
        field = "run_cost" if isinstance(policy, RunCostLimit) else "capital"
        return sum(
            share * getattr(self._figures[self._cut.path[period]], field)
            for period, share in shares.items()
            if _holds(policy, period)
        )

    def _lowered(self, name: str, policy: Policy, spent: float, span: str) -> Policy:
        """Take what is spent off a limit."""
        assert isinstance(policy, CapitalLimit | RunCostLimit)
        left = policy.limit - spent
        if policy.enabled and spent > 0:
            self._notes.told("limit_spent", f"Policy {name}: {spent:,.0f} of {policy.limit:,.0f} are spent {span}.")
        if policy.enabled and left < -_SMALL * max(1.0, policy.limit):
            self._notes.inexact(
                "limit_overspent",
                f"Policy {name}: {-left:,.0f} more than its limit are spent {span}; nothing more may be, and what the "
                "excess costs, if it has a price, is no longer counted.",
            )
        return policy.model_copy(update={"limit": max(0.0, left)})

    def _yearly(self, name: str, policy: Policy, moved: Policy, taken: frozenset[str]) -> dict[str, Policy]:
        """Split a limit per calendar year: what is left of the year that has begun, and the years after it."""
        year = int(self._cut.month[:4])
        begun = {
            period: share
            for period in range(self._cut.period)
            if (share := self._cut.calendar.year_shares(period).get(year, 0.0)) > 0
        }
        spent = self._spent(name, policy, begun) if begun else 0.0
        months = range(len(self._later.months))
        last = max(period for period in months if year in self._later.year_shares(period))
        if spent == 0 or moved.first_period > last:
            return {name: moved}
        left = self._lowered(name, moved, spent, f"in {year}")
        shares = self._later.year_shares(last)
        straddles = len(shares) > 1
        if moved.last_period is not None and moved.last_period <= last:
            self._note_straddling(name, moved, shares, year)
            return {name: left}
        rest = _free_name(f"{name}_{year}", taken)
        later = moved.model_copy(update={"first_period": max(moved.first_period, last + (0 if straddles else 1))})
        found = {rest: self._rest_of_year(name, left, last, year)}
        return found if later.first_period >= len(self._later.months) else {name: later} | found

    def _rest_of_year(self, name: str, left: Policy, last: int, year: int) -> Policy:
        """Limit on the periods that have months in the year that has begun."""
        shares = self._later.year_shares(last)
        if last == 0 and isinstance(left, CapitalLimit) and len(shares) > 1:
            # One period alone, of which a share counts: the same as a limit on all of it.
            price = None if left.price is None else left.price * shares[year]
            whole = {"per": "period", "limit": left.limit / shares[year], "price": price}
            return left.model_copy(update={**whole, "last_period": 0})
        self._note_straddling(name, left, shares, year)
        return left.model_copy(update={"last_period": last})

    def _note_straddling(self, name: str, policy: Policy, shares: Mapping[int, float], year: int) -> None:
        """Note where the last period of the year reaches far into the next, which the lower limit then binds too."""
        beyond = max((share for other, share in shares.items() if other != year), default=0.0)
        if policy.enabled and (beyond > shares.get(year, 0.0) or (beyond > 0 and policy.price is not None)):
            self._notes.inexact(
                "year_straddled",
                f"Policy {name}: a period has months in {year} and after it, so that what is left for {year} also "
                "limits its part in the year after.",
            )

    # -- limits that are charged at the root -------------------------------------------------------------------------

    def _cap(self, name: str, policy: CvarCap | WorstCaseCap) -> Policy:
        """Restate a cap on totals for what remains; the CVaR of one branch among several is another measure."""
        capped = frozenset(key for key, each in self._cut.instance.policies.items() if isinstance(each, OF_TOTALS))
        spent = sum(
            amount.discounted
            for amount in self._cut.plan.amounts
            if amount.node in self._cut.path and not (amount.category is Category.BREACH and amount.subject in capped)
        )
        left = (policy.limit - spent) * self._cut.revaluation
        lost = self._cut.resolved and isinstance(policy, CvarCap)
        if policy.enabled:
            self._note_cap(name, left, lost=lost)
        price = policy.price
        return policy.model_copy(
            update={
                "limit": max(0.0, left),
                "enabled": policy.enabled and not lost,
                "price": None if price is None else price * self._cut.root_charges / self._cut.revaluation,
            }
        )

    def _note_cap(self, name: str, left: float, *, lost: bool) -> None:
        if lost:
            self._notes.inexact(
                "cap_switched_off",
                f"Policy {name} capped a CVaR over futures of which some are over now, which cannot be carried: it is "
                f"switched off. What it would leave of the remaining total is {max(0.0, left):,.0f}.",
            )
        elif left < 0:
            self._notes.inexact(
                "limit_overspent",
                f"Policy {name}: the amounts so far are above its cap by {-left:,.0f}, seen from now.",
            )

    def _regret(self, name: str, policy: RegretCap) -> Policy:
        """Switch a cap on regret off: from now on another plan would have been best, and what is spent is spent."""
        if policy.enabled:
            self._notes.inexact(
                "cap_switched_off",
                f"Policy {name} capped regret measured from the old start, which cannot be carried: what a future "
                "would cost at least, had it been certain, is another number from now on. It is switched off.",
            )
        return policy.model_copy(update={"enabled": False})

    def _changes(self, name: str, policy: Policy, moved: ChangeLimit) -> Policy:
        """Take the decisions that differ already off a limit on changes."""
        given = self._cut.instance.reference_plans.get(moved.plan, ReferencePlan())
        made = len(self._counted(policy, self._cut.plan.decisions) ^ self._counted(policy, given.decisions))
        if moved.enabled and made > moved.limit:
            text = f"Policy {name}: {made} decisions differ already, {moved.limit} may."
            self._notes.inexact("limit_overspent", text)
        elif moved.enabled and self._cut.resolved:
            text = f"Policy {name} also counted decisions in futures that are over; they are no longer counted."
            self._notes.inexact("changes_resolved", text)
        price = None if moved.price is None else moved.price * self._cut.root_charges
        return moved.model_copy(update={"limit": max(0, moved.limit - made), "price": price})

    def _counted(self, policy: Policy, decisions: tuple[Decision, ...]) -> set[tuple[object, ...]]:
        """Decisions on the path that a limit on changes counts, as it tells them apart."""
        periods = {node: period for period, node in enumerate(self._cut.path)}
        return {
            (each.kind, each.node, each.location, each.operating_model, each.to_model)
            for each in decisions
            if each.kind in COUNTED and each.node in periods and _holds(policy, periods[each.node])
        }


def remaining_horizon(cut: Cut) -> dict[str, object]:
    """Fields of the horizon from the new start on."""
    horizon = cut.instance.horizon
    months = horizon.months if isinstance(horizon.months, int) else horizon.months[cut.period :]
    return {"start": cut.month, "periods": horizon.periods - cut.period, "months": months}


def _holds(policy: Policy, period: int) -> bool:
    return policy.first_period <= period and (policy.last_period is None or period <= policy.last_period)


def _free_name(wanted: str, taken: frozenset[str]) -> str:
    """A name that no policy has yet."""
    found, number = wanted[-LONGEST_NAME:].lstrip("_-"), 1
    while found in taken:
        number += 1
        ending = f"_{number}"
        found = wanted[-(LONGEST_NAME - len(ending)) :].lstrip("_-") + ending
    return found
