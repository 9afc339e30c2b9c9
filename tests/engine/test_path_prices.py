"""Prices of the mean path prove bounds of subtrees, and cost one relaxation of a path."""

import numpy as np
import pytest
from tests.engine.test_decomposition import SEEDS, SINGLE
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan.core.cancel import CancelToken
from coeplan.formulation.build import EQUATIONS
from coeplan.planning.tree import expand
from coeplan.solving.by_parts import ByParts
from coeplan.solving.mean_path import price_like_mean_path
from coeplan.solving.model import PlanningModel
from coeplan.solving.path_prices import OF_MONEY, path_prices, row_weights, spread
from coeplan.solving.paths import path_instance, subtree_instance
from coeplan.solving.process import SolverProcess
from coeplan.solving.proofs import SubtreeProofs
from coeplan.solving.subtree_tasks import (
    BoundTask,
    PriceTask,
    Pricing,
    SubtreeBound,
    bound_subtree,
    price_path,
)
from coeplan.solving.subtrees import cut, parts_of
from coeplan_models import CvarCap


@pytest.mark.parametrize("seed", [SEEDS[0], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])])
def test_they_prove_no_more_than_is_true_and_not_much_less(seed):
    instance = random_instance(seed)
    tree = expand(instance.scenarios, instance.horizon.periods)
    prices = price_path(PriceTask(path_instance(instance, tree), 20.0)).prices
    with ExactEngine() as exact:
        for root in cut(tree, SINGLE):
            part = subtree_instance(instance, tree, root)
            best = exact.value(part)
            proved = bound_subtree(BoundTask(0, part, 1e-4, 20.0, prices)).money
            assert proved <= best * (1 + 1e-6)
            assert proved >= 0.9 * best


@pytest.mark.parametrize("seed", SEEDS)
def test_on_the_path_itself_they_are_what_they_were(seed):
    instance = random_instance(seed)
    tree = expand(instance.scenarios, instance.horizon.periods)
    model = PlanningModel.of(path_instance(instance, tree), 4.0)
    duals = np.arange(1.0, 1.0 + len(model.compiled.rows))
    known = {equation.name for equation in EQUATIONS}
    of_nodes = np.array([row.parent_component().name in known for row in model.compiled.rows])
    assert spread(model, path_prices(model, duals)) == pytest.approx(np.where(of_nodes, duals, 0.0))


def test_a_price_goes_with_the_probability_of_its_node():
    instance = random_instance(SEEDS[0])
    tree = expand(instance.scenarios, instance.horizon.periods)
    path = PlanningModel.of(path_instance(instance, tree), 4.0)
    model = PlanningModel.of(instance, 4.0)
    duals = spread(model, path_prices(path, np.ones(len(path.compiled.rows))))
    for row, dual in zip(model.compiled.rows, duals, strict=True):
        if row.parent_component().name == "coverage":
            node = tree.nodes[row.index()[0]]
            assert dual == pytest.approx(node.probability * path.money / model.money)


def test_every_row_says_which_node_it_belongs_to():
    nodeless = {equation.name for equation in EQUATIONS if not equation.node_positions}
    assert nodeless == {"cvar_cap", "change_limit", "freeze", "freeze_team"}
    by_name = {equation.name: equation.node_positions for equation in EQUATIONS}
    assert by_name["coverage"] == (0,)
    assert by_name["risk_score"] == (1,)
    assert by_name["not_built_up_yet"] == (0, 1)


@pytest.fixture
def proofs():
    instance = random_instance(SEEDS[0])
    tree = expand(instance.scenarios, instance.horizon.periods)
    parts = tuple(parts_of(instance, tree, SINGLE))
    return SubtreeProofs(instance, tree, parts, 0.01, counts_work=False), parts


def test_prices_are_asked_for_once(proofs):
    found, _ = proofs
    assert [task.seconds for task in found.price_tasks(7.0)] == [7.0]
    found.learn(Pricing({}, 1.0))
    assert not list(found.price_tasks(7.0))


@pytest.mark.parametrize(("seconds", "own"), [(2.9, False), (3.1, True)])
def test_own_prices_where_there_is_time_for_them(proofs, seconds, own):
    found, parts = proofs
    found.learn(Pricing({("coverage", (0, 0)): 1.0}, 1.0))
    tasks = list(found.bound_tasks(seconds))
    likeliest_first = sorted(range(len(parts)), key=lambda number: -parts[number].probability)
    assert [task.part for task in tasks] == likeliest_first
    assert all((task.prices is None) is own for task in tasks)


def test_what_is_proved_adds_up_by_probability(proofs):
    found, parts = proofs
    assert found.bound == 0.0
    for number in range(len(parts)):
        found.learn(SubtreeBound(number, 100.0 * (1 + number), {"A": 9.0 - number}, 1.0))
    expected = sum(100.0 * (1 + number) * part.probability for number, part in enumerate(parts))
    assert found.bound == pytest.approx(expected)
    assert found.open == []
    assert found.technical == {"A": 10.0 - len(parts)}


def test_a_quick_look_leaves_a_closer_one_to_be_had_and_never_takes_back(proofs):
    found, parts = proofs
    assert found.quick_prices(0) is None
    found.learn(Pricing({("coverage", (0, 0)): 1.0}, 1.0))
    assert found.quick_prices(0) == {("coverage", (0, 0)): 1.0}
    found.learn(SubtreeBound(0, 50.0, {}, 1.0, quick=True))
    assert found.quick_prices(0) is None
    assert 0 in found.open
    found.learn(SubtreeBound(0, 40.0, {}, 1.0))
    assert 0 not in found.open
    assert found.bound == pytest.approx(50.0 * parts[0].probability)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_they_bound_the_whole_tree_by_its_relaxations_of_single_periods(seed):
    instance = random_instance(seed)
    model = PlanningModel.of(instance, 4.0)
    with SolverProcess() as solver, ExactEngine() as exact:
        ends = solver.clock.now() + 20.0
        prices = price_like_mean_path(model, solver, ends, CancelToken())
        proved = max(ByParts(model, solver, 0.01, CancelToken()).quick_bounds(prices, ends)) * model.money
        best = exact.value(instance)
    assert 0.8 * best <= proved <= best * (1 + 1e-6)


def test_without_time_nothing_is_priced():
    instance = random_instance(SEEDS[0])
    model = PlanningModel.of(instance, 4.0)
    with SolverProcess() as solver:
        assert price_like_mean_path(model, solver, solver.clock.now() - 1.0, CancelToken()) is None


def test_totals_that_a_path_needs_none_of_still_count():
    """A cap on CVaR gives a tree running totals; without a price for these every amount would count as nothing."""
    without = random_instance(SEEDS[0])
    cap = CvarCap(kind="cvar_cap", alpha=0.8, limit=1e12)
    bounds = []
    with SolverProcess() as solver:
        ends = solver.clock.now() + 20.0
        for policies in (without.policies, {**without.policies, "cap": cap}):
            model = PlanningModel.of(without.model_copy(update={"policies": policies}), 4.0)
            prices = price_like_mean_path(model, solver, ends, CancelToken())
            bounds.append(max(ByParts(model, solver, 0.01, CancelToken()).quick_bounds(prices, ends)))
    assert bounds[1] == pytest.approx(bounds[0], rel=1e-3)


def test_prices_of_totals_do_not_depend_on_the_unit_of_money():
    weights = {"expectation_weight": 0.5, "cvar_weight": 0.5, "cvar_alpha": 0.5}
    instance = random_instance(SEEDS[0])
    instance = instance.model_copy(update={"objective": instance.objective.model_copy(update=weights)})
    model = PlanningModel.of(instance, 4.0)
    of_totals = np.array([row.parent_component().name in OF_MONEY for row in model.compiled.rows])
    probabilities = np.array([model.numbers.tree.nodes[node].probability for node in model.numbers.nodes])
    running = np.array([row.parent_component().name == "running_total" for row in model.compiled.rows])
    assert row_weights(model)[running] == pytest.approx(probabilities)
    assert model.money > 1
    assert of_totals.sum() > running.sum() > 0
