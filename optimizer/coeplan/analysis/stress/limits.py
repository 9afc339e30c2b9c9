"""Policies in drawn futures: those that weigh capacity, and those that limit money.

What other policies look at is decided and no draw moves it, so that it is as the plan has it.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from coeplan_models import (
    CapacityShare,
    CapitalLimit,
    Category,
    MeanOverlap,
    Policy,
    RiskScore,
    RunCostLimit,
    SurviveLoss,
)

from .drivers import FloatArray, IntArray
from .ground import Ground
from .steps import Step
from .tally import RuleKey
from .working import Work

Row = tuple[FloatArray, FloatArray | float]
"""How far one row is broken, below 0 where it is kept, and its limit."""

UNITS: Final[dict[type[object], str]] = {
    MeanOverlap: "hours a day x FTE",
    CapacityShare: "FTE",
    RiskScore: "points x FTE",
    SurviveLoss: "FTE",
    CapitalLimit: "money",
    RunCostLimit: "money",
}


def weigh(ground: Ground, step: Step, rows: IntArray, work: Work) -> None:
    """Hold capacity and workload of a node against the policies, and charge what priced ones are broken by."""
    for name, policy in ground.course.instance.policies.items():
        weighs = WEIGHING.get(type(policy))
        if weighs is not None and _holds(policy, step.period):
            for row in weighs(ground, step, policy, work):
                _enter(ground, (name, policy), step.period, rows, row)


def settle(ground: Ground) -> None:
    """Hold the money of all periods against the policies, and charge what priced ones are broken by."""
    rows = np.arange(ground.draws.count)
    for name, policy in ground.course.instance.policies.items():
        if policy.enabled and isinstance(policy, CapitalLimit | RunCostLimit):
            for period, spent in _spans(ground, policy):
                _enter(ground, (name, policy), period, rows, (spent - policy.limit, policy.limit))


def _holds(policy: Policy, period: int) -> bool:
    last = policy.last_period
    return policy.enabled and policy.first_period <= period and (last is None or period <= last)


def _enter(ground: Ground, named: tuple[str, Policy], period: int, rows: IntArray, row: Row) -> None:
    name, policy = named
    breach, limit = row
    ground.tally.breach(RuleKey(name, UNITS[type(policy)], policy=True), rows, breach, limit)
    if policy.price is not None:
        ground.tally.pay(Category.BREACH, period, rows, policy.price * np.maximum(0.0, breach))


def _mean_overlap(ground: Ground, step: Step, policy: MeanOverlap, work: Work) -> Iterator[Row]:
    hours = ground.calm.places.overlap
    short = sum((held * (policy.floor - hours[step.period, *cell]) for cell, held in work.capacity.items()), 0.0)
    yield np.asarray(short), policy.floor * sum(work.capacity.values(), np.zeros(1))


def _risk_score(ground: Ground, _step: Step, policy: RiskScore, work: Work) -> Iterator[Row]:
    scores = [place.risk_score for place in ground.course.instance.locations.values()]
    over = sum((held * (scores[place] - policy.limit) for (place, _), held in work.capacity.items()), 0.0)
    yield np.asarray(over), policy.limit * sum(work.capacity.values(), np.zeros(1))


def _capacity_share(ground: Ground, step: Step, policy: CapacityShare, work: Work) -> Iterator[Row]:
    limit = policy.limit * sum(work.workload.values(), np.zeros(1))
    for group in ground.calm.groups.sharing(policy):
        held = [each for (place, _), each in work.capacity.items() if step.sites.get(place) in group.arrangements]
        if held:
            yield np.sum(held, axis=0) - limit, limit


def _survive_loss(ground: Ground, _step: Step, policy: SurviveLoss, work: Work) -> Iterator[Row]:
    for area, terms in enumerate(ground.calm.area_terms):
        needed = terms.survival_share * work.workload[area]
        for group in ground.calm.groups.losable(policy) if terms.critical and terms.survival_share > 0 else ():
            lost = {ground.calm.arrangements[site].location for site in group.arrangements}
            kept = [held for (place, which), held in work.capacity.items() if which == area and place not in lost]
            yield needed - (1 + policy.surge) * sum(kept, np.zeros(1)), needed


WEIGHING: Final[dict[type[object], Callable[[Ground, Step, Any, Work], Iterator[Row]]]] = {
    MeanOverlap: _mean_overlap,
    CapacityShare: _capacity_share,
    RiskScore: _risk_score,
    SurviveLoss: _survive_loss,
}


def _spans(ground: Ground, policy: CapitalLimit | RunCostLimit) -> Iterator[tuple[int, FloatArray]]:
    """Yield what was spent in each span that a policy limits, and the period that is charged."""
    money = ground.tally.run_cost if isinstance(policy, RunCostLimit) else ground.tally.capital
    counted = np.array([_holds(policy, period) for period in range(len(money))])
    money = money * counted[:, None]
    span = "calendar_year" if isinstance(policy, RunCostLimit) else policy.per
    if span == "period":
        yield from ((period, money[period]) for period in range(len(money)) if counted[period])
    elif span == "total":
        yield len(money) - 1, money.sum(axis=0)
    else:
        yield from _years(ground, money)


def _years(ground: Ground, money: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    """Yield money by calendar year, and the last period with months in it."""
    shares = [ground.calm.calendar.year_shares(period) for period in range(len(money))]
    for year in dict.fromkeys(year for share in shares for year in share):
        within = [period for period, share in enumerate(shares) if year in share]
        yield within[-1], sum((shares[period][year] * money[period] for period in within), np.zeros(money.shape[1]))
