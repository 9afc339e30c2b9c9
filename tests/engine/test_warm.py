"""Warm starts: what is known of a similar instance helps, and never harms."""

import time
from dataclasses import replace

import numpy as np
import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan.api.edits import edited_instance
from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.solving import decomposition, first_plans, hunt, prover, search, size
from coeplan.solving.basis import Basis, Vertex
from coeplan.solving.by_parts import A_PART, ByParts
from coeplan.solving.clock import WallClock
from coeplan.solving.decomposition import Decomposition
from coeplan.solving.incumbent import Incumbent
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.prover import USUAL, Prover
from coeplan.solving.search import PrimalSearch
from coeplan.solving.second_look import Finding
from coeplan.solving.solve import solve_instance
from coeplan.solving.warm import KNOWN, WarmStart, prices_of
from coeplan_models import CvarCap, Decision, DecisionKind, ReferencePlan, TeamSize

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
        warm = WarmStart(prices={name: factor * money for name, money in prices_of(model, prices).items()})
        known = warm.duals(model)
        assert known is not None or factor == 0.0 or not warm.prices
        bounds = list(parts.bounds(prices * factor, ends))
    assert all(bound * model.money <= best.value * (1 + 1e-6) for bound in bounds)


def test_prices_find_their_rows_again(instance):
    model = PlanningModel.of(instance, 4.0)
    names = model.compiled.matrix.row_names
    warm = WarmStart(prices={names[2]: 1.5, names[-1]: -2.0, "other": 9.0})
    duals = warm.duals(model)
    assert (duals[2] > 0, duals[-1] < 0, (duals != 0).sum()) == (True, True, 2)
    assert prices_of(model, duals) == pytest.approx({names[2]: 1.5, names[-1]: -2.0})
    assert WarmStart().duals(model) is None


def test_with_a_cap_on_totals_amounts_count_as_they_did_without(instance):
    base = instance.model_copy(update={"policies": {}})
    cap = CvarCap(kind="cvar_cap", alpha=0.8, limit=1e12)
    capped = PlanningModel.of(base.model_copy(update={"policies": {"cap": cap}}), 4.0)
    duals = WarmStart(prices={"coverage[0,0,0]": 1.0}).duals(capped)
    names = capped.compiled.matrix.row_names
    totals = [duals[row] for row, name in enumerate(names) if name.startswith("running_total[")]
    assert totals == pytest.approx([node.probability for node in capped.numbers.tree.nodes])


@pytest.mark.parametrize("heavier", [1.0, 1.5])
@pytest.mark.parametrize("dearer", [1.0, 1e4])
def test_prices_follow_probability_and_money(instance, dearer, heavier):
    """Per unit of its node's weight a price says the same in an instance with other probabilities and amounts."""
    before = PlanningModel.of(instance, 4.0)
    after = PlanningModel.of(edited_instance(instance, [f"locations.*.yearly_cost x {dearer}"]).instance, 4.0)
    nodes = tuple(replace(node, probability=heavier * node.probability) for node in after.numbers.tree.nodes)
    after = replace(after, numbers=replace(after.numbers, tree=replace(after.numbers.tree, nodes=nodes)))
    names = before.compiled.matrix.row_names
    coverage = [row for row, name in enumerate(names) if name.startswith("coverage[")]
    warm = WarmStart(prices=prices_of(before, np.ones(len(names))))
    position = {name: row for row, name in enumerate(after.compiled.matrix.row_names)}
    found = warm.duals(after)
    for row in coverage:
        assert found[position[names[row]]] == pytest.approx(heavier * before.money / after.money)


def relaxed(instance):
    model = PlanningModel.of(instance, 4.0)
    return model, model.compiled.matrix.relaxed()


def test_a_vertex_is_where_the_relaxation_with_other_costs_goes_on(instance):
    model, _ = relaxed(instance)
    dearer, other = relaxed(edited_instance(instance, ["discount_rate + 0.05"]).instance)
    with SolverProcess() as solver:
        cancel, ends = CancelToken(), WallClock().now() + 20
        _, basis = ByParts(model, solver, 0.0, cancel).vertex(ends)
        near = Vertex.of(model.compiled.matrix, basis).basis_of(dearer.compiled.matrix)
        prices, found = ByParts(dearer, solver, 0.0, cancel).vertex(ends, near)
        solver.load(other)
        cold, again = solver.solve(SolverOptions()), solver.solve(SolverOptions(), found)
        first = next(ByParts(dearer, solver, 0.0, cancel).bounds(prices, ends))
    assert cold.effort.simplex_iterations > 0
    assert again.effort.simplex_iterations == 0
    assert again.objective == pytest.approx(cold.objective)
    assert first == pytest.approx(cold.objective)


def test_a_vertex_says_nothing_of_a_relaxation_of_another_shape(instance):
    _, matrix = relaxed(instance)
    _, other = relaxed(random_instance(SEED + 1))
    basis = Basis(np.zeros(matrix.column_count, dtype=np.int8), np.ones(matrix.row_count, dtype=np.int8))
    assert Vertex.of(matrix, basis).basis_of(matrix) is basis
    assert Vertex.of(matrix, basis).basis_of(other) is None
    with SolverProcess() as solver, pytest.raises(ValueError, match=f"each of {other.column_count} columns"):
        solver.load(other)
        solver.solve(SolverOptions(), basis)


@pytest.mark.parametrize(("mendable", "planned"), [(1.0, True), (0.0, False)])
def test_a_plan_that_breaks_rules_is_mended_before_anything_is_searched(monkeypatch, exact, mendable, planned):
    base = random_instance(8)
    more = edited_instance(base, ["areas.*.workload x 1.1"]).instance
    known = []
    monkeypatch.setattr(search, "MENDABLE", mendable)

    def look(self, *_, **__):
        known.append(self.incumbent.x is not None)
        yield

    monkeypatch.setattr(PrimalSearch, "steps", look)
    found = solve_instance(more, OPTIONS, warm=WarmStart.of(exact.plan(base)))
    assert known[0] == planned
    assert found.value == pytest.approx(exact.value(more))


def test_teams_are_sized_anew_only_where_that_may_be_enough(instance, best):
    model = PlanningModel.of(instance, 4.0)
    x = model.vector(WarmStart.of(best).decisions(model.numbers))
    value = model.compiled.matrix.objective_of(x)
    for share, sized in ((0.9 * search.ANEW_BRINGS, True), (1.1 * search.ANEW_BRINGS, False)):
        incumbent = Incumbent(0.01, lambda: None)
        incumbent.offer(x, value)
        incumbent.prove(value * (1 - 0.01 - share), USUAL)
        with SolverProcess() as solver:
            solver.load(model.compiled.matrix)
            looking = PrimalSearch(model, incumbent, lambda: 10.0, 0, CancelToken())
            looking.size_anew_if_that_may_do(solver)
        assert (looking._sized_anew is not None) == sized


def test_the_way_from_a_vertex_is_not_gone_where_the_plan_is_none_any_more(monkeypatch, instance):
    monkeypatch.setattr(size, "LARGE", 0)
    base = solve_instance(instance, replace(OPTIONS, reusable=True))
    used = next(site.location for site in base.plan.sites if site.location != instance.headquarters)
    other = edited_instance(instance, [f"never {used}"]).instance
    gone = []
    monkeypatch.setattr(ByParts, "quick_bounds", lambda *_: ())
    monkeypatch.setattr(Prover, "_goes_on_from_vertex", lambda *_: bool(gone.append(True)))
    assert solve_instance(other, OPTIONS, warm=base.warm).value > base.value
    assert not gone
    solve_instance(instance, OPTIONS, warm=base.warm)
    assert gone


def test_where_known_prices_prove_enough_the_way_from_a_vertex_is_not_gone(monkeypatch, instance):
    monkeypatch.setattr(size, "LARGE", 0)
    base = solve_instance(instance, replace(OPTIONS, reusable=True))
    gone = []
    monkeypatch.setattr(Prover, "_goes_on_from_vertex", lambda *_: bool(gone.append(True)))
    found = solve_instance(instance, replace(OPTIONS, gap=0.9, threads=1), warm=base.warm)
    assert (found.value, gone) == (pytest.approx(base.value), [])
    # What was not found anew is there for the next one.
    assert found.warm.vertex is base.warm.vertex
    assert found.warm.prices == base.warm.prices != {}


def test_the_search_waits_until_the_way_from_a_vertex_is_over(monkeypatch, instance):
    monkeypatch.setattr(size, "LARGE", 0)
    base = solve_instance(instance, replace(OPTIONS, reusable=True))
    order = []
    steps = PrimalSearch.steps

    def walk(*_):
        time.sleep(0.3)
        return bool(order.append("walked"))

    def searching(self, *given, **options):
        order.append("searched")
        return steps(self, *given, **options)

    monkeypatch.setattr(ByParts, "quick_bounds", lambda *_: ())
    monkeypatch.setattr(prover, "COLUMNS_PER_SECOND_WALKED", 1)
    monkeypatch.setattr(Prover, "_goes_on_from_vertex", walk)
    monkeypatch.setattr(PrimalSearch, "steps", searching)
    solve_instance(instance, OPTIONS, warm=base.warm)
    assert order == ["walked", "searched"]


@pytest.mark.parametrize("walks", [True, False])
def test_parts_come_before_branch_and_bound_where_the_way_from_a_vertex_was_gone(monkeypatch, instance, walks):
    base = solve_instance(instance, OPTIONS)
    columns = PlanningModel.of(instance, 4.0).compiled.matrix.column_count
    done = []
    branch_and_bound = Prover._branch_and_bound

    def whole(self, *given):
        done.append("whole")
        return branch_and_bound(self, *given)

    monkeypatch.setattr(ByParts, "quick_bounds", lambda *_: ())
    monkeypatch.setattr(Prover, "_known_prices", None)
    monkeypatch.setattr(Prover, "_goes_on_from_vertex", lambda *_: walks)
    monkeypatch.setattr(Prover, "_by_parts", lambda _, __, ___, seconds: done.append(seconds))
    monkeypatch.setattr(Prover, "_branch_and_bound", whole)
    found = solve_instance(edited_instance(instance, ["discount_rate + 0.05"]).instance, OPTIONS, warm=base.warm)
    assert found.gap <= OPTIONS.gap
    assert done[0] == (pytest.approx(columns / prover.COLUMNS_PER_SECOND_WALKED) if walks else "whole")


def test_known_prices_have_no_more_time_where_the_limit_is_long(monkeypatch, instance):
    base = solve_instance(instance, replace(OPTIONS, reusable=True))
    used = next(site.location for site in base.plan.sites if site.location != instance.headquarters)
    other = edited_instance(instance, [f"never {used}"]).instance
    columns = PlanningModel.of(other, 4.0).compiled.matrix.column_count
    given = []
    monkeypatch.setattr(Prover, "_by_parts", lambda _, __, ___, seconds, known=None: given.append((seconds, known)))
    warm = replace(base.warm, prices={"coverage[0,0]": 1.0})
    for limit, pace, seconds in ((1000.0, 100, columns / 100), (20.0, 1, 2.0)):
        given.clear()
        monkeypatch.setattr(prover, "COLUMNS_PER_SECOND_WALKED", pace)
        solve_instance(other, replace(OPTIONS, time_limit=limit), warm=warm)
        assert given[0][1] is not None
        assert given[0][0] == pytest.approx(seconds, rel=0.1)


def test_what_a_part_proves_on_its_way_is_enough_to_stop(monkeypatch, instance):
    monkeypatch.setattr(size, "LARGE", 0)
    base = solve_instance(instance, OPTIONS)

    def bounds(parts, *_, **__):
        parts._meanwhile(0.9 * base.value / parts._model.money)
        return iter(())

    monkeypatch.setattr(ByParts, "quick_bounds", lambda *_: ())
    monkeypatch.setattr(ByParts, "bounds", bounds)
    found = solve_instance(instance, replace(OPTIONS, gap=0.5), warm=base.warm)
    assert found.bound == pytest.approx(0.9 * base.value)
    assert found.plan.made_by.bound_source == A_PART


@pytest.mark.parametrize(("limit", "leg"), [(20.0, 2.0), (100.0, 5.0)])
def test_branch_and_bound_begins_with_a_leg_that_does_not_grow_with_a_long_limit(monkeypatch, instance, limit, leg):
    legs = []
    branch_and_bound = Prover._branch_and_bound

    def watched(self, solver, stop, seconds, how):
        legs.append((how, seconds))
        return branch_and_bound(self, solver, stop, seconds, how)

    monkeypatch.setattr(Prover, "_branch_and_bound", watched)
    solve_instance(instance, replace(OPTIONS, time_limit=limit))
    assert legs[0] == (USUAL, pytest.approx(leg, rel=0.1))


@pytest.mark.parametrize("reusable", [False, True])
def test_a_reusable_solve_leaves_a_vertex_and_what_follows_begins_there(monkeypatch, instance, reusable):
    """The tree counts as large, so that its relaxation is solved before branch and bound."""
    monkeypatch.setattr(size, "LARGE", 0)
    asked = []
    solve = SolverProcess.solve

    def watched(self, options=None, start=None, **watching):
        asked.append(start)
        return solve(self, options, start, **watching)

    monkeypatch.setattr(SolverProcess, "solve", watched)
    monkeypatch.setattr(ByParts, "quick_bounds", lambda *_: ())
    base = solve_instance(instance, replace(OPTIONS, reusable=reusable))
    dearer = edited_instance(instance, ["discount_rate + 0.05"]).instance
    assert (base.warm.vertex is not None) == reusable
    assert not any(isinstance(start, Basis) for start in asked)
    found = solve_instance(dearer, OPTIONS, warm=base.warm)
    assert any(isinstance(start, Basis) for start in asked) == reusable
    assert found.warm.vertex is not None or not reusable
    assert found.value == pytest.approx(solve_instance(dearer, OPTIONS).value, rel=1e-5)


@pytest.mark.parametrize(("worse", "bound", "again"), [(1.0, 0.3, False), (2.0, 1.0, True), (1.0, None, True)])
def test_a_life_cycle_is_sized_again_only_where_that_promises_enough(monkeypatch, instance, best, worse, bound, again):
    """Far from the bound with a good plan of that life cycle at hand, only another life cycle may help."""
    sized = []
    monkeypatch.setattr(PrimalSearch, "_size", lambda *_, **__: sized.append(True))
    model = PlanningModel.of(instance, 4.0)
    guide = WarmStart.of(best).decisions(model.numbers)
    x = model.vector(guide)
    value = model.compiled.matrix.objective_of(x)
    incumbent = Incumbent(1e-6, lambda: None)
    incumbent.offer(x, worse * value)
    incumbent.prove(bound and bound * value, "said so")
    with SolverProcess() as solver:
        PrimalSearch(model, incumbent, lambda: 20.0, 0, CancelToken()).takes(solver, guide)
    assert bool(sized) == again


@pytest.mark.parametrize("enough", [True, False])
def test_a_plan_that_does_not_lead_far_enough_gives_way_to_the_mean_path(monkeypatch, instance, best, enough):
    monkeypatch.setattr(size, "LARGE", 0)
    monkeypatch.setattr(Incumbent, "good_enough", enough)
    seen = []
    monkeypatch.setattr(PrimalSearch, "takes", lambda *_: bool(seen.append("plan")))
    monkeypatch.setattr(PrimalSearch, "size_anew", lambda *_: seen.append("sizes"))
    monkeypatch.setattr(PrimalSearch, "steps", lambda *_, **__: iter([seen.append("neighbourhoods")]))
    monkeypatch.setattr(first_plans, "plan_like_mean_path", lambda *_: seen.append("mean path"))
    solve_instance(instance, replace(OPTIONS, threads=1), warm=WarmStart.of(best))
    assert seen == ["sizes", "plan", "sizes", *([] if enough else ["mean path"]), "plan", "neighbourhoods"]


@pytest.mark.parametrize(("gap", "again"), [(None, True), (0.02, True), (0.1, False)])
def test_teams_on_the_life_cycle_of_a_plan_are_sized_anew_where_that_may_be_enough(monkeypatch, instance, gap, again):
    monkeypatch.setattr(Incumbent, "gap", gap)
    seen = []
    monkeypatch.setattr(PrimalSearch, "takes", lambda *_: bool(seen.append("plan")))
    monkeypatch.setattr(PrimalSearch, "size_anew", lambda *_: seen.append("sizes"))
    model = PlanningModel.of(instance, 4.0)
    search = PrimalSearch(model, Incumbent(0.01, lambda: None), lambda: 0.0, 0, CancelToken())
    first_plans.FirstPlans(model, search, lambda: 0.0, 0, CancelToken())._follow(None, [None])
    assert seen == ["plan", *(["sizes"] if again else [])]


def test_first_plans_come_as_soon_in_a_long_solve_as_in_a_short_one(instance):
    model = PlanningModel.of(instance, 4.0)
    shares = [
        PrimalSearch(model, Incumbent(0.01, lambda: None), lambda left=left: left, 0, CancelToken()).share(0.5)
        for left in (0.1, 100.0, 3600.0)
    ]
    assert shares[0] == 0.05
    assert shares[1] == shares[2] < 50.0


@pytest.mark.parametrize("large", [0, size.LARGE])
def test_a_bound_that_is_known_counts_and_says_so(monkeypatch, instance, best, large):
    monkeypatch.setattr(size, "LARGE", large)
    floor = best.value * (1 - 1e-7)
    found = solve_instance(instance, replace(OPTIONS, gap=1e-5), warm=replace(WarmStart.of(best), floor=floor))
    assert found.bound == pytest.approx(floor)
    assert found.plan.made_by.bound_source == KNOWN


@pytest.mark.slow
def test_a_bound_that_is_known_counts_for_a_tree_in_parts(monkeypatch, instance, best):
    monkeypatch.setattr(decomposition, "COLUMNS_OF_A_PART", 1)
    options = SolveOptions(gap=1e-4, time_limit=15.0, keeping=False, workers="in-process")
    floor = best.value * (1 - 1e-7)
    found = Decomposition(instance, options, warm=replace(WarmStart.of(best), floor=floor)).run()
    assert found.bound >= floor


@pytest.mark.parametrize(("large", "known", "looks"), [(0, False, 0), (0, True, 0), (size.LARGE, False, 1)])
def test_what_a_large_tree_was_taken_apart_for_is_not_looked_at_again(monkeypatch, instance, best, large, known, looks):
    monkeypatch.setattr(size, "LARGE", large)
    seen = []
    monkeypatch.setattr(hunt, "look_below", lambda *_: (seen.append(True), (Finding.OPEN, None))[1])
    floor = 0.9 * best.value if known else None
    found = solve_instance(instance, replace(OPTIONS, gap=0.5), warm=replace(WarmStart.of(best), floor=floor))
    assert found.gap <= 0.5
    assert len(seen) == looks


def test_a_solve_leaves_its_plan_and_prices(instance):
    found = solve_instance(instance, OPTIONS)
    assert found.warm.plan == ReferencePlan.of(found.plan)
    again = solve_instance(instance, OPTIONS, warm=found.warm)
    assert again.value == pytest.approx(found.value)


@pytest.mark.slow
def test_a_plan_that_breaks_a_rule_of_the_changed_instance_is_not_taken(monkeypatch, instance, best):
    monkeypatch.setattr(decomposition, "COLUMNS_OF_A_PART", 1)

    more = edited_instance(instance, ["areas.*.workload x 2"]).instance
    options = SolveOptions(gap=1e-4, time_limit=15.0, keeping=False, workers="in-process")
    found = Decomposition(more, options, warm=WarmStart.of(best)).run()
    if found.plan is not None:
        assert audit(more, found.plan).passed
        assert found.value > best.value
