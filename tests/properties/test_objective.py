"""What is minimised: expectation, CVaR, and both."""

from itertools import pairwise

from hypothesis import strategies as st
from tests.exact import ExactEngine

from coeplan_models import Plan

from .bases import Base, Data, bases, instance_of, no_dearer, same
from .tiers import for_all

MEASURED = ("cvar_objective", "expectation_weight")
"""Features that say what is minimised."""

ON_A_TREE = st.sampled_from(("fan", "stages", "explicit")).flatmap(lambda form: bases(form, without=MEASURED, most=6))
LEVELS = st.sampled_from(((0.0, 0.3), (0.3, 0.5), (0.5, 0.8), (0.6, 0.95)))
ALL_BUT_THE_WORST = 0.999
"""A level above which no leaf of a generated tree is less likely than what remains."""


def weighing(data: Data, expectation: float, risk: float, level: float = 0.0) -> Data:
    """Return the instance with other weights of expectation and CVaR."""
    return data | {"objective": {"expectation_weight": expectation, "cvar_weight": risk, "cvar_alpha": level}}


def best(exact: ExactEngine, data: Data) -> Plan | None:
    """Return an optimal plan."""
    return exact.plan(instance_of(data))


@for_all(fast=4, slow=80, base=bases("cvar_objective", most=6), factor=st.sampled_from((0.01, 3.0, 250.0)))
def test_weights_scale(exact: ExactEngine, base: Base, factor: float) -> None:
    """The objective is linear in its weights."""
    scaled = base.data
    for name in ("expectation_weight", "cvar_weight"):
        scaled["objective"][name] *= factor
    least = exact.value(base.instance)
    assert exact.value(instance_of(scaled)) == same(None if least is None else least * factor)


@for_all(fast=4, slow=80, base=ON_A_TREE, levels=LEVELS)
def test_cvar_lies_between_the_mean_and_the_worst(exact: ExactEngine, base: Base, levels: tuple[float, float]) -> None:
    """For each plan the mean of its worst 1 - alpha rises from its mean to its worst total as alpha rises to 1.

    What holds for each plan holds for the least of all; and the least worst total is at most the worst of any plan.
    """
    mean = best(exact, weighing(base.data, 1.0, 0.0))
    worst = best(exact, weighing(base.data, 0.0, 1.0, ALL_BUT_THE_WORST))
    assert (mean is None) is (worst is None)
    if mean is not None and worst is not None:
        between = [exact.value(instance_of(weighing(base.data, 0.0, 1.0, level))) for level in levels]
        rising = [mean.value, *between, worst.value, mean.summary.worst_total]
        assert all(no_dearer(one, other) for one, other in pairwise(rising))
        assert worst.value == same(worst.summary.worst_total)


@for_all(fast=3, slow=50, base=ON_A_TREE)
def test_the_cvar_of_everything_is_the_mean(exact: ExactEngine, base: Base) -> None:
    """At level 0 the worst 1 - alpha is everything that may happen."""
    assert exact.value(instance_of(weighing(base.data, 0.0, 1.0))) == same(
        exact.value(instance_of(weighing(base.data, 1.0, 0.0)))
    )


@for_all(fast=3, slow=60, base=ON_A_TREE, levels=LEVELS, weight=st.sampled_from((0.2, 0.5, 0.9)))
def test_both_together_cost_no_less_than_each_alone(
    exact: ExactEngine, base: Base, levels: tuple[float, float], weight: float
) -> None:
    """The least of a weighted sum is at least the weighted sum of the leasts, and at most that of any plan."""
    level = levels[1]
    mean = best(exact, weighing(base.data, 1.0, 0.0, level))
    risk = best(exact, weighing(base.data, 0.0, 1.0, level))
    both = exact.value(instance_of(weighing(base.data, weight, 1 - weight, level)))
    assert (mean is None) is (both is None)
    if mean is not None and risk is not None:
        assert no_dearer(weight * mean.value + (1 - weight) * risk.value, both)
        for plan in (mean, risk):
            assert no_dearer(both, weight * plan.summary.expected_total + (1 - weight) * plan.summary.cvar)


def judging(data: Data, **weights: float) -> Data:
    """Return the instance with weights of these measures alone."""
    return data | {"objective": {"expectation_weight": 0.0} | weights}


@for_all(fast=2, slow=50, base=ON_A_TREE)
def test_the_worst_case_is_the_cvar_of_the_last_leaf(exact: ExactEngine, base: Base) -> None:
    """A level above which no leaf is less likely than what remains leaves the largest total alone."""
    tail = exact.value(instance_of(weighing(base.data, 0.0, 1.0, ALL_BUT_THE_WORST)))
    assert exact.value(instance_of(judging(base.data, worst_case_weight=1.0))) == same(tail)


@for_all(fast=2, slow=50, base=ON_A_TREE)
def test_minimax_regret_is_no_more_than_what_any_plan_regrets(exact: ExactEngine, base: Base) -> None:
    """The least largest regret is at most that of the cheapest plan, and the worst case at least what it is then."""
    least = best(exact, judging(base.data, regret_weight=1.0))
    mean = best(exact, judging(base.data, expectation_weight=1.0, regret_weight=1e-6))
    assert (least is None) is (mean is None)
    if least is not None and mean is not None:
        assert least.futures == mean.futures
        assert least.value == same(least.summary.largest_regret)
        slack = 1e-6 * least.summary.worst_total
        assert least.value <= (mean.summary.largest_regret or 0.0) + slack
        assert mean.summary.expected_total <= least.summary.expected_total + slack
