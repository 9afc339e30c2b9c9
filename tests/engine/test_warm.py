"""Warm starts: what is known of a similar instance helps, and never harms."""

import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan.api.edits import edited_instance
from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.solving import decomposition
from coeplan.solving.by_parts import ByParts
from coeplan.solving.clock import WallClock
from coeplan.solving.decomposition import Decomposition
from coeplan.solving.model import PlanningModel
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.solve import solve_instance
from coeplan.solving.warm import WarmStart, prices_of
from coeplan_models import Decision, DecisionKind, ReferencePlan, TeamSize

SEED = 3
OPTIONS = SolveOptions(gap=1e-6, time_limit=30.0, keeping=False)


@pytest.fixture(scope="module")
def exact():
    with ExactEngine() as engine:
        yield engine


@pytest.fixture(scope="module")
def instance():
    return random_instance(SEED)


@pytest.fixture(scope="module")
def best(exact, instance):
    return exact.plan(instance)


def test_the_plan_of_the_same_instance_is_the_first_one_known(instance, best):
    model = PlanningModel.of(instance, 4.0)
    decisions = WarmStart.of(best).decisions(model.numbers)
    x = model.vector(decisions)
    assert model.compiled.matrix.violation(x) is None
    assert model.compiled.matrix.objective_of(x) * model.money == pytest.approx(best.value)
    seen = []
    found = solve_instance(instance, OPTIONS, lambda each: seen.append(each.value), warm=WarmStart.of(best))
    assert found.value == pytest.approx(best.value)
    assert next(each for each in seen if each is not None) == pytest.approx(best.value)


def test_what_the_instance_does_not_know_falls_away(instance, best):
    odd = ReferencePlan(
        decisions=(*best.decisions, Decision(node="x", location="x", kind=DecisionKind.STOP, operating_model="x")),
        teams=(TeamSize(node=best.nodes[0].id, location="nowhere", area="nothing", heads=3.0),),
    )
    found = solve_instance(instance, OPTIONS, warm=WarmStart(odd, {"no such row[1]": 5.0}))
    assert found.value == pytest.approx(best.value, rel=1e-5)


@pytest.mark.parametrize("factor", [-3.0, 0.0, 0.5, 2.0])
def test_any_prices_give_a_bound(exact, instance, best, factor):
    model = PlanningModel.of(instance, 64.0)
    with SolverProcess() as solver:
        parts = ByParts(model, solver, 0.0, CancelToken())
        ends = WallClock().now() + 20
        prices = parts.prices(ends)
        warm = WarmStart(
            prices={name: factor * money for name, money in prices_of(model.compiled.matrix, prices).items()}
        )
        known = warm.duals(model.compiled.matrix)
        assert known is not None or factor == 0.0 or not warm.prices
        bounds = list(parts.bounds(prices * factor, ends))
    assert all(bound * model.money <= best.value * (1 + 1e-6) for bound in bounds)


def test_prices_find_their_rows_again(instance):
    matrix = PlanningModel.of(instance, 4.0).compiled.matrix
    names = matrix.row_names
    warm = WarmStart(prices={names[2]: 1.5, names[-1]: -2.0, "other": 9.0})
    duals = warm.duals(matrix)
    assert (duals[2], duals[-1], abs(duals).sum()) == (1.5, -2.0, 3.5)
    assert prices_of(matrix, duals) == {names[2]: 1.5, names[-1]: -2.0}
    assert WarmStart().duals(matrix) is None


def test_a_solve_leaves_its_plan_and_prices(instance):
    found = solve_instance(instance, OPTIONS)
    assert found.warm.plan == ReferencePlan.of(found.plan)
    again = solve_instance(instance, OPTIONS, warm=found.warm)
    assert again.value == pytest.approx(found.value)


def test_a_plan_that_breaks_a_rule_of_the_changed_instance_is_not_taken(monkeypatch, instance, best):
    monkeypatch.setattr(decomposition, "COLUMNS_OF_A_PART", 1)

    more = edited_instance(instance, ["areas.*.workload x 2"]).instance
    options = SolveOptions(gap=1e-4, time_limit=15.0, keeping=False, workers="in-process")
    found = Decomposition(more, options, warm=WarmStart.of(best)).run()
    if found.plan is not None:
        assert audit(more, found.plan).passed
        assert found.value > best.value
