"""The worth of information against all plans of tiny instances, and against the same tree written otherwise."""

import pytest
from tests.analysis import every_plan as every
from tests.analysis.value_cases import (
    as_nodes,
    asked,
    best_plan,
    carried_out,
    idle_at_first,
    same_in_all,
    sides,
    wait_and_see,
)
from tests.enumeration import OutOfScopeError, enumerate_optimum, random_instance
from tests.enumeration.generator import random_features
from tests.exact import ExactEngine

from coeplan.analysis.value.measure import objective_of
from coeplan.analysis.value.result import StepKind
from coeplan.analysis.value.ways import all_as_in, mean_future, on_tree, sites_as_in, stages
from coeplan.planning.tree import expand
from coeplan.solving.paths import future_instance
from coeplan_models import LeafTotal

RISKY = {"expectation_weight": 0.6, "cvar_weight": 0.4, "cvar_alpha": 0.3}
CAP = {"tail": {"kind": "cvar_cap", "alpha": 0.3, "limit": 1000, "price": 0.5}}
SERVICE = {
    "aas": {"fee_per_head": 12000, "seats_included": True},
    "diy": {"set_up_cost": 9000, "fixed_cost": 4000, "seats_included": True},
}
FEW, CARRIED_OUT = (0, 2, 6, 9, 12, 15, 16, 22), [2, 2, 2, 2, 2, 1, 1, 2]
TREES = ("fan", "stages", "explicit")
OF_REGRET = {"regret_cap", "regret_objective"}
"""Features that ask for regret, in which ways to plan are not measured alike."""


def agrees(instance):
    """Hold every number that the engine gives against the enumeration; return how many there are."""
    plan = best_plan(instance)
    found = asked(instance, plan, wait=6, rigid=6)
    held = sides(found)
    expected = {
        (StepKind.WAIT_AND_SEE, None): wait_and_see(instance),
        (StepKind.HERE_AND_NOW, None): enumerate_optimum(instance).value,
        (StepKind.WAITING, 1): enumerate_optimum(idle_at_first(instance, 1)).value,
        (StepKind.SAME_IN_ALL, 2): same_in_all(instance),
    }
    expected |= {
        (StepKind.MEAN_PLAN, periods): enumerate_optimum(carried_out(instance, found.mean_plan, periods)).value
        for periods in (1, 2)
    }
    services = {name: model for name, model in instance.operating_models.items() if name != "aas"}
    if (StepKind.WITHOUT_FLEXIBLE, None) in held:
        without = instance.model_copy(update={"operating_models": services})
        expected[StepKind.WITHOUT_FLEXIBLE, None] = enumerate_optimum(without).value
    for key, value in expected.items():
        low, high = held[key]
        if value is None:
            assert (low, high) == (None, None), key
        else:
            assert low == pytest.approx(value, rel=1e-6, abs=0.01), key
            assert high == pytest.approx(value, rel=1e-6, abs=0.01), key
    return len(expected)


def test_every_number_is_what_the_enumeration_says():
    changes = {"objective": RISKY, "policies": CAP}
    assert agrees(every.tiny(4, scenarios=every.TREE, operating_models=SERVICE, **changes)) == 7


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_every_number_of_many_seeds_is_what_the_enumeration_says(seed):
    features = ["attrition", "severance"] if seed % 2 else ["seats", "ramp_up"]
    changes = {"objective": RISKY, "policies": CAP} if seed % 3 == 0 else {}
    agrees(every.tiny(seed, *features, scenarios=every.TREE, operating_models=SERVICE, **changes))


# -- the chain --------------------------------------------------------------------------------------------------------


def with_futures(seed):
    """A random instance with several futures that does not ask for regret."""
    features = [name for name in random_features(seed) if name not in OF_REGRET]
    return random_instance(seed, [*features, *(() if {*features} & {*TREES} else ("fan",))])


def chain(engine, seed):
    """Solve the ways to plan one by one, each for itself; return how many mean plans could be carried out."""
    instance = with_futures(seed)
    tree = expand(instance.scenarios, instance.horizon.periods)
    now = engine.value(instance)
    if now is None or len(tree.leaves) == 1:
        return 0
    alone = [(tree.nodes[leaf], engine.value(future_instance(instance, tree, leaf))) for leaf in tree.leaves]
    totals = [LeafTotal(leaf=node.id, probability=node.probability, total=total) for node, total in alone]
    seen = objective_of(instance, totals)
    assert seen <= now + 1e-6 * max(1.0, now)
    mean = engine.plan(mean_future(instance, tree))
    if mean is None:
        return 0
    dearer, carried_out_by_now = [now], 0
    for periods in stages(tree):
        given = on_tree(mean, tree)
        sites, whole = (engine.value(way(given, periods)(instance)) for way in (sites_as_in, all_as_in))
        assert whole is None or sites <= whole + 1e-6 * whole
        assert whole is None or dearer[-1] <= whole + 1e-6 * whole
        dearer += [] if whole is None else [whole]
        carried_out_by_now += whole is not None
    return carried_out_by_now


def test_known_futures_cost_least_and_the_mean_plan_most():
    with ExactEngine() as engine:
        assert [chain(engine, seed) for seed in FEW] == CARRIED_OUT


@pytest.mark.slow
def test_known_futures_cost_least_and_the_mean_plan_most_in_many_random_instances():
    with ExactEngine() as engine:
        found = [chain(engine, seed) for seed in range(140)]
    assert sum(each > 0 for each in found) >= 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_what_is_told_is_what_others_solve(seed):
    instance = with_futures(seed)
    last = instance.horizon.periods
    with ExactEngine() as engine:
        plan = engine.plan(instance)
        if plan is None:
            pytest.skip("the instance has no plan")
        found = asked(instance, plan)
        told = sides(found)
        assert told[StepKind.HERE_AND_NOW, None] == pytest.approx((plan.value, plan.value), rel=1e-6, abs=0.01)
        try:
            expected = wait_and_see(instance)
            assert told[StepKind.WAIT_AND_SEE, None] == pytest.approx((expected, expected), rel=1e-6, abs=0.01)
        except OutOfScopeError:
            assert told[StepKind.WAIT_AND_SEE, None][0] <= plan.value
        if found.mean_plan is not None:
            value = engine.value(carried_out(instance, found.mean_plan, last))
            assert told[StepKind.MEAN_PLAN, last] == ((None, None) if value is None else pytest.approx((value, value)))


# -- the same tree ----------------------------------------------------------------------------------------------------


def same_numbers(one, other):
    mine, theirs = sides(one), sides(other)
    assert mine.keys() == theirs.keys()
    for key, pair in mine.items():
        for side, its in zip(pair, theirs[key], strict=True):
            assert (side is None) == (its is None), key
            assert side is None or side == pytest.approx(its, rel=1e-6, abs=0.01), key


def measured(engine, instance):
    """Each future known, here and now, and the mean future's plan carried out, each solved for itself."""
    tree = expand(instance.scenarios, instance.horizon.periods)
    leaves = [(tree.nodes[leaf], engine.value(future_instance(instance, tree, leaf))) for leaf in tree.leaves]
    totals = [LeafTotal(leaf=node.id, probability=node.probability, total=total) for node, total in leaves]
    given = on_tree(engine.plan(mean_future(instance, tree)), tree)
    carried = [engine.value(all_as_in(given, periods)(instance)) for periods in stages(tree)]
    return [
        objective_of(instance, totals),
        engine.value(instance),
        *(0.0 if each is None else each for each in carried),
    ]


def test_the_order_of_futures_and_splitting_one_changes_no_measure():
    instance = every.tiny(1, scenarios=every.TREE, operating_models=SERVICE, objective=RISKY)
    other = as_nodes(instance, backwards=True, split=0.3)
    assert len(expand(other.scenarios, 2).leaves) == 3
    with ExactEngine() as engine:
        assert measured(engine, other) == pytest.approx(measured(engine, instance), rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_futures_and_splitting_one_changes_nothing_in_many_instances(seed):
    instance = random_instance(seed, ["fan", "lock_in", "attrition", "workload_driver", "wages_driver", "lead_time"])
    if best_plan(instance) is not None:
        found = asked(instance)
        same_numbers(found, asked(as_nodes(instance, backwards=True)))
        same_numbers(found, asked(as_nodes(instance, split=0.7)))
