"""Advancing and solving again on an unchanged future costs what the plan would still have cost."""

import pytest
from tests.enumeration.generator import FEATURES, random_instance
from tests.exact import ExactEngine

from coeplan_models import ChangeLimit, CvarCap, Explicit, Instance

from .advance_bench import trials

FEW = [
    (1, ("lock_in", "early_exit", "four_periods", "growth")),
    (1, ("footprint_converted", "stages", "discounting")),
    (3, ("seats_over_a_dip", "uneven_periods", "terminal")),
    (1, ("cancellation", "fan", "growth", "discounting")),
    (2, ("ramp_up", "hire_limit", "explicit")),
    (3, ("conversion_exchange", "attrition", "pool_growth")),
    (3, ("capital_limit", "take_or_pay", "wages_driver")),
]
SEEDS_OF_FEATURES = range(1, 3)


Costs = tuple[str, float, float | None]
"""Node, what the plan would still cost from there, and what solving anew costs."""


def costs(exact: ExactEngine, instance: Instance) -> list[Costs]:
    """Costs of every advance by which all could be carried."""
    plan = exact.plan(instance)
    carried = [each.advanced for each in trials(instance, plan) if not each.inexact] if plan is not None else []
    weight = instance.objective.expectation_weight
    return [(each.root, each.remaining * weight, exact.value(each.instance)) for each in carried]


def unequal(found: list[Costs]) -> list[Costs]:
    return [each for each in found if each[2] != pytest.approx(each[1], rel=1e-6, abs=1e-4)]


def is_sum_over_nodes(instance: Instance) -> bool:
    """Whether the best of a tree is best in each of its parts: no measure and no count looks at several futures."""
    over_futures = any(isinstance(each, CvarCap | ChangeLimit) and each.enabled for each in instance.policies.values())
    return instance.objective.cvar_weight == 0 and not over_futures


@pytest.mark.parametrize(("seed", "features"), FEW)
def test_an_unchanged_future_costs_what_it_did(exact: ExactEngine, seed: int, features: tuple[str, ...]) -> None:
    found = costs(exact, random_instance(seed, features))
    assert len(found) > 1
    assert unequal(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_an_unchanged_future_costs_what_it_did_with_each_feature(exact: ExactEngine, feature: str) -> None:
    more = ("growth", "discounting", "four_periods", "uneven_periods")
    instances = [random_instance(seed, (feature, *more)) for seed in SEEDS_OF_FEATURES]
    wrong = [unequal(costs(exact, each)) for each in instances if is_sum_over_nodes(each)]
    assert [found for found in wrong if found] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 300, 50))
def test_an_unchanged_future_costs_what_it_did_with_many_features(exact: ExactEngine, first: int) -> None:
    instances = {seed: random_instance(seed) for seed in range(first, first + 50)}
    found = {seed: unequal(costs(exact, each)) for seed, each in instances.items() if is_sum_over_nodes(each)}
    assert {seed: wrong for seed, wrong in found.items() if wrong} == {}


def test_advancing_twice_is_advancing_at_once(exact: ExactEngine) -> None:
    instance = random_instance(3, ("four_periods", "uneven_periods", "growth", "discounting", "stages", "lock_in"))
    plan = exact.plan(instance)
    assert plan is not None
    direct = {each.advanced.root: each.advanced for each in trials(instance, plan)}
    first = next(each for each in direct.values() if each.period == 1)
    again = exact.plan(first.instance)
    assert again is not None
    for each in trials(first.instance, again):
        both = direct[each.advanced.root].instance, each.advanced.instance
        assert both[0].name == both[1].name
        assert both[0].horizon == both[1].horizon
        assert _tree(both[0]) == _tree(both[1], close=True)
        assert each.advanced.remaining == pytest.approx(direct[each.advanced.root].remaining, rel=1e-6)


def _tree(instance: Instance, *, close: bool = False) -> dict[str, object]:
    assert isinstance(instance.scenarios, Explicit)
    return {
        key: (node.period, node.parent, pytest.approx(node.probability) if close else node.probability, node.drivers)
        for key, node in instance.scenarios.nodes.items()
    }
