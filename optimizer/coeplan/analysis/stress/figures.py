"""A stress test in figures: each with the interval that so many draws leave it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coeplan_models import Category

from .drivers import FloatArray
from .estimates import Estimate, chance, mean, quantile
from .records import Sample, Stress
from .tally import TOLERANCE, RuleKey

SHARES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
"""Quantiles that are told."""


@dataclass(frozen=True, slots=True)
class Spreading:
    """How a quantity is spread over the draws.

    Attributes
    ----------
    chance : Estimate
        Share of draws in which it is above 0.
    mean, p5, p50, p95 : Estimate
        Its mean and quantiles over all draws.
    """

    chance: Estimate
    mean: Estimate
    p5: Estimate
    p50: Estimate
    p95: Estimate


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How often a rule is broken, and by how much.

    Attributes
    ----------
    rule : RuleKey
        The rule.
    chance : Estimate
        Share of draws that break it at least once.
    worst : Estimate
        Mean, over these, of the largest breach.
    p95 : float
        Breach that 95 % of these do not exceed.
    """

    rule: RuleKey
    chance: Estimate
    worst: Estimate
    p95: float


@dataclass(frozen=True, slots=True)
class OutageFigures:
    """Outages of places with people.

    Attributes
    ----------
    count : int
        How many there were in all draws.
    harmful : Estimate
        Share that left work undone beyond what was before.
    months : Estimate or None
        Mean months to recover of those that did harm and were over before the horizon's end; None where there are none.
    p95 : float or None
        Months that 95 % of these do not exceed.
    worst : Estimate or None
        Mean of the most FTE that those that did harm left undone.
    unrecovered : int
        How many were not over by the horizon's end.
    """

    count: int
    harmful: Estimate
    months: Estimate | None
    p95: float | None
    worst: Estimate | None
    unrecovered: int


@dataclass(frozen=True, slots=True)
class Future:
    """How often draws were taken for a future of the tree.

    Attributes
    ----------
    leaf : str
        Leaf of the tree.
    probability : float
        Its probability.
    share : Estimate
        Share of the draws.
    total : float
        What the plan costs there.
    """

    leaf: str
    probability: float
    share: Estimate
    total: float


@dataclass(frozen=True)
class Figures:
    """A stress test in figures.

    Attributes
    ----------
    cost : Spreading
        Discounted cost.
    by_category : dict
        Mean discounted cost by what it is for.
    undone : Spreading
        Work left undone in all areas, in FTE-years.
    unmet : dict
        The same by area.
    idle, empty : Spreading
        Head-years paid without work or output; seat-years paid without anybody who works there.
    rules : tuple of RuleFigures
        Rules that were broken, the most often broken first.
    outages : OutageFigures or None
        Outages of places with people; None where there were none.
    futures : tuple of Future
        Futures of the tree.
    worded : Estimate
        Share of draws in which the rule in words decides as the nearest nodes do.
    """

    cost: Spreading
    by_category: dict[Category, Estimate]
    undone: Spreading
    unmet: dict[str, Spreading]
    idle: Spreading
    empty: Spreading
    rules: tuple[RuleFigures, ...]
    outages: OutageFigures | None
    futures: tuple[Future, ...]
    worded: Estimate


def figures_of(stress: Stress) -> Figures:
    """Work out the figures of a stress test, which has at least one draw."""
    sample = stress.sample
    undone = sum(sample.unmet.values(), np.zeros(sample.count))
    broken = sorted(_rules(sample), key=lambda each: -each.chance.value)
    return Figures(
        cost=spreading(sample.total),
        by_category={category: _known(mean(money)) for category, money in sorted(sample.by_category.items())},
        undone=spreading(undone),
        unmet={area: spreading(years) for area, years in sample.unmet.items()},
        idle=spreading(sample.idle),
        empty=spreading(sample.empty),
        rules=tuple(broken),
        outages=_outages(sample),
        futures=tuple(_futures(stress)),
        worded=_known(chance(sample.worded)),
    )


def spreading(values: FloatArray) -> Spreading:
    """Return how a quantity is spread over the draws, of which there is at least one."""
    quantiles = {name: _known(quantile(values, share)) for name, share in SHARES.items()}
    return Spreading(chance=_known(chance(values > TOLERANCE)), mean=_known(mean(values)), **quantiles)


def _known(estimate: Estimate | None) -> Estimate:
    if estimate is None:
        raise ValueError("no draws to work figures out from; expected at least one")
    return estimate


def _rules(sample: Sample) -> Iterator[RuleFigures]:
    for rule, worst in sample.worst.items():
        broken = worst[worst > 0]
        yield RuleFigures(rule, _known(chance(worst > 0)), _known(mean(broken)), float(np.quantile(broken, 0.95)))


def _outages(sample: Sample) -> OutageFigures | None:
    months, worst = sample.recovery.months, sample.recovery.worst
    harmful = months > 0
    share = chance(harmful)
    if share is None:
        return None
    over = months[harmful & np.isfinite(months)]
    return OutageFigures(
        count=len(months),
        harmful=share,
        months=mean(over),
        p95=float(np.quantile(over, 0.95)) if len(over) else None,
        worst=mean(worst[harmful]),
        unrecovered=int(np.sum(np.isinf(months))),
    )


def _futures(stress: Stress) -> Iterator[Future]:
    planned = {total.leaf: total for total in stress.plan.leaf_totals}
    for number, leaf in stress.leaves.items():
        share = _known(chance(stress.sample.leaf == number))
        yield Future(leaf, planned[leaf].probability, share, planned[leaf].total)
