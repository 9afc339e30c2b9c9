"""Worst case and regret: the engine against enumeration, single futures, and what is done with their bounds."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.generator import LATER, random_instance
from tests.exact import ExactEngine

from coeplan.analysis.diagnosis.diagnose import DiagnoseOptions, diagnose
from coeplan.analysis.diagnosis.result import Verified
from coeplan.api.load import LoadedInstance, load_instance
from coeplan.core.cancel import CancelToken
from coeplan.planning.tree import expand
from coeplan.solving import decomposition
from coeplan.solving import futures as solving_futures
from coeplan.solving.futures import solve_futures
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.paths import future_instance, subtree_instance
from coeplan.solving.solve import solve_instance
from coeplan.solving.subtree_tasks import BoundTask, bound_subtree
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import ChangeLimit, FutureBest, Instance, MustOperate, Objective, Plan, RegretCap, WorstCaseCap

BY_HAND = Path(__file__).parents[1] / "by_hand" / "policies"
OPTIONS = SolveOptions(gap=1e-6, time_limit=10.0, threads=1, keeping=False, workers="in-process")

APART = replace(OPTIONS, by_subtrees=True, work=8.0)
"""Work, not seconds: a busy machine finds as much."""

TREES = ("fan", "stages", "explicit")
MOVES = ("ai_driver", "wages_driver", "fees_driver")
HINDERED = ("lead_time", "lock_in", "severance", "conversion", "ramp_up", "take_or_pay", "unmet", "hire_limit")
"""What cannot be undone once one knows better, so that there is something to regret."""

FAST, SLOW = 4, 192


def features(seed: int) -> tuple[str, ...]:
    """A tree on which workloads move, what makes one regret, and one or two features that look at totals."""
    random = Random(f"risk of {seed}")
    chosen = [random.choice(TREES), "workload_driver", random.choice(MOVES), *random.sample(HINDERED, 4)]
    return (*chosen, *random.sample(list(LATER), random.choice([1, 2])))


def disagreements(exact: ExactEngine, seeds: range) -> list[tuple[int, float | None, float | None]]:
    found: list[tuple[int, float | None, float | None]] = []
    for seed in seeds:
        instance = random_instance(seed, features(seed))
        plan, best = exact.plan(instance), enumerate_optimum(instance).value
        value = None if plan is None else plan.value
        # A regret is a difference of totals, and no more exact than they are.
        size = 0.0 if plan is None else plan.summary.worst_total
        if value != best and (value is None or best is None or abs(value - best) > 1e-6 * size):
            found.append((seed, value, best))
    return found


def test_plans_equal_enumeration(exact: ExactEngine) -> None:
    assert disagreements(exact, range(FAST)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FAST, SLOW, 47))
def test_many_plans_equal_enumeration(exact: ExactEngine, first: int) -> None:
    assert disagreements(exact, range(first, min(first + 47, SLOW))) == []


def by_hand(**changes: object) -> Instance:
    """Two futures: without a site they cost 500 and 200, with one 420 and 300; by themselves 420 and 200."""
    instance = load_instance(BY_HAND / "regret_cap.yaml").instance
    return instance.model_copy(update={"policies": {}} | changes)


def minimax(**weights: float) -> Instance:
    return by_hand(objective=Objective(**({"expectation_weight": 0.0, "regret_weight": 1.0} | weights)))


def planned(instance: Instance, options: SolveOptions = OPTIONS, warm: WarmStart | None = None) -> Plan:
    plan = solve_instance(instance, options, warm=warm).plan
    assert plan is not None
    return plan


def test_regrets_are_totals_less_the_bounds_that_the_plan_states() -> None:
    plan = planned(minimax())
    assert {each.leaf: each.bound for each in plan.futures} == pytest.approx({"t01.more": 420, "t01.same": 200})
    assert {each.leaf: each.regret for each in plan.leaf_totals} == pytest.approx({"t01.more": 80, "t01.same": 0})
    assert plan.summary.largest_regret == plan.value == pytest.approx(80)


def test_a_plan_that_is_not_asked_for_regret_states_none() -> None:
    plan = planned(by_hand())
    assert plan.futures == ()
    assert plan.summary.largest_regret is None
    assert [each.regret for each in plan.leaf_totals] == [None, None]


@pytest.mark.parametrize("work", [None, 6.0])
def test_the_time_for_futures_is_part_of_the_plans(work: float | None) -> None:
    asked = replace(OPTIONS, work=work)
    plan = planned(minimax(), asked)
    assert plan.made_by.options["time_limit"] == asked.time_limit
    assert plan.made_by.options["work"] == work
    assert 0 < plan.made_by.seconds["single futures"] < plan.made_by.seconds["total"]


def solved_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which futures are solved from now on."""
    solved: list[str] = []
    solve = solving_futures.solve_future

    def noted(task: solving_futures.FutureTask) -> object:
        solved.append(task.leaf)
        return solve(task)

    monkeypatch.setattr(solving_futures, "solve_future", noted)
    return solved


def test_what_is_known_of_a_future_serves_as_long_as_that_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = WarmStart.of(planned(minimax()))
    solved = solved_anew(monkeypatch)
    capped = planned(by_hand(policies={"cap": RegretCap(kind="regret_cap", limit=90)}), warm=known)
    assert (solved, capped.futures) == ([], known.futures)
    document = json.loads(minimax().model_dump_json())
    document["scenarios"]["futures"]["more"]["drivers"][0]["values"]["1"] = 5
    planned(Instance.model_validate_json(json.dumps(document)), warm=known)
    assert solved == ["t01.more"]


def test_bounds_of_futures_can_be_given() -> None:
    """Regret is measured from what is given, should less be proved than could be."""
    tree = expand(by_hand().scenarios, 2)
    marks = {tree.nodes[leaf].id: future_instance(minimax(), tree, leaf).fingerprint() for leaf in tree.leaves}
    given = tuple(
        FutureBest(leaf=leaf, termination="time_limit", value=None, bound=bound, problem=marks[leaf])
        for leaf, bound in (("t01.more", 400.0), ("t01.same", 100.0))
    )
    plan = planned(minimax(), warm=WarmStart(futures=given))
    assert plan.futures == given
    assert {each.leaf: each.regret for each in plan.leaf_totals} == pytest.approx({"t01.more": 100, "t01.same": 100})


def test_a_future_without_a_plan_leaves_none_for_the_tree() -> None:
    must = MustOperate(kind="must_operate", location="X", first_period=0)
    outcome = solve_instance(minimax().model_copy(update={"policies": {"now": must}}), OPTIONS)
    assert (outcome.termination, outcome.plan) == (Termination.INFEASIBLE, None)
    assert outcome.notes[0] == "future t01.more by itself has no plan that keeps every rule"


def test_a_future_that_nobody_solved_is_told() -> None:
    token = CancelToken()
    token.cancel()
    found = solve_futures(minimax(), OPTIONS, cancel=token)
    assert [(each.value, each.bound, each.termination) for each in found.best] == [(None, 0.0, "interrupted")] * 2
    assert found.notes[0] == (
        "no plan of future t01.more by itself was found (interrupted); its regret is measured from 0"
    )


def test_a_future_alone_knows_no_caps_on_totals_and_no_weights() -> None:
    policies = {
        "cap": RegretCap(kind="regret_cap", limit=1),
        "dearest": WorstCaseCap(kind="worst_case_cap", limit=1),
        "calm": ChangeLimit(kind="change_limit", plan="old", limit=1),
    }
    instance = minimax(cvar_weight=2.0).model_copy(update={"policies": policies})
    tree = expand(instance.scenarios, 2)
    alone = future_instance(instance, tree, tree.leaves[0])
    assert (alone.objective, list(alone.policies)) == (Objective(), ["calm"])


def test_a_cap_that_no_bound_can_show_to_be_kept_is_told() -> None:
    instance = by_hand(policies={"cap": RegretCap(kind="regret_cap", limit=90)})
    exactly = solve_futures(instance, OPTIONS)
    assert not any(note.startswith("policy") for note in exactly.notes)
    loosely = tuple(each.model_copy(update={"bound": 300.0}) for each in exactly.best)
    (note,) = solve_futures(instance, OPTIONS, loosely).notes
    assert note.startswith("policy cap allows a regret of 90 in future t01.more, but what that costs at least is known")


def test_weights_that_came_later_leave_older_fingerprints_as_they_were() -> None:
    instance = by_hand()
    left_out = dict.fromkeys(("description", "title", "sources", "figures"), True)
    said = instance.model_dump_json(exclude={**left_out, "objective": {"worst_case_weight", "regret_weight"}})
    assert instance.fingerprint() == hashlib.sha256(said.encode()).hexdigest()
    marks = {
        by_hand(objective=Objective(**{name: 1.0})).fingerprint() for name in ("worst_case_weight", "regret_weight")
    }
    assert len({instance.fingerprint(), *marks}) == 3


@pytest.fixture
def every_leaf_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decomposition, "COLUMNS_OF_A_PART", 1)


@pytest.mark.slow
@pytest.mark.usefixtures("every_leaf_apart")
@pytest.mark.parametrize("weights", [{}, {"expectation_weight": 0.2, "worst_case_weight": 0.4}])
def test_subtree_by_subtree_bounds_and_plans_hold(weights: dict[str, float]) -> None:
    """The largest of all leaves is no less than the mean of what is largest in each subtree."""
    whole, apart = planned(minimax(**weights)), planned(minimax(**weights), APART)
    assert apart.bound is not None
    assert apart.bound <= whole.value * (1 + 1e-6)
    # Subtrees that plan for themselves alone regret nothing, so that their plan need not be the best one.
    assert apart.value >= whole.value * (1 - 1e-6)


def test_bounds_of_subtrees_add_up_to_no_more_than_the_optimum(exact: ExactEngine) -> None:
    """Each subtree with the weights of the whole, its regret measured from its own futures' bounds."""
    objective = Objective(expectation_weight=0.3, worst_case_weight=1.0, regret_weight=2.0, cvar_weight=0.5)
    instance = by_hand(objective=objective)
    plan, tree = exact.plan(instance), expand(instance.scenarios, 2)
    assert plan is not None
    least = {each.leaf: each.bound for each in plan.futures}
    total = 0.0
    for leaf in tree.leaves:
        task = BoundTask(0, subtree_instance(instance, tree, leaf), 1e-6, 10.0, least_totals=least)
        bound = bound_subtree(task).money
        # By itself no future is regretted: all weights but that of regret count its least total.
        assert bound == pytest.approx(1.8 * least[tree.nodes[leaf].id], rel=1e-4)
        total += tree.nodes[leaf].probability * bound
    assert total <= plan.value


@pytest.mark.slow
@pytest.mark.usefixtures("every_leaf_apart")
def test_a_plan_of_subtrees_pays_for_breaking_caps_on_totals() -> None:
    policies = {
        "regret": RegretCap(kind="regret_cap", limit=60, price=0.5),
        "dearest": WorstCaseCap(kind="worst_case_cap", limit=400, price=0.5),
    }
    plan = planned(by_hand(policies=policies), APART)
    totals = {each.leaf: each.total for each in plan.leaf_totals}
    breaches = {each.policy: each.amount for each in plan.breaches}
    charge = 0.5 * sum(breaches.values())
    assert breaches["dearest"] == pytest.approx(max(totals.values()) - charge - 400)
    assert breaches["regret"] == pytest.approx(max(totals["t01.more"] - 420, totals["t01.same"] - 200) - charge - 60)


def infeasible(folder: Path) -> LoadedInstance:
    """Return the firm under a cap that no plan keeps, from a file."""
    file = folder / "firm.yaml"
    file.write_text(f"extends: {BY_HAND / 'regret_cap.yaml'}\npolicies:\n  regret: {{limit: 70}}\n", encoding="utf-8")
    return load_instance(file)


def test_diagnosis_names_a_cap_on_regret_that_nothing_keeps(tmp_path: Path) -> None:
    found = diagnose(infeasible(tmp_path), DiagnoseOptions(seconds=30.0, ways=False))
    assert ["policies.regret" in {rule.path for rule in each.rules} for each in found.conflicts] == [True]


@pytest.mark.slow
def test_diagnosis_says_by_how_much_a_cap_on_regret_has_to_give(tmp_path: Path) -> None:
    found = diagnose(infeasible(tmp_path), DiagnoseOptions(seconds=60.0, costs=False))
    (way,) = (way for way in found.conflicts[0].ways if way.rule == "policies.regret")
    assert (way.verified, way.after) == (Verified.PLAN, pytest.approx(80, abs=0.02))
