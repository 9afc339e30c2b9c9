"""Trees solved subtree by subtree: the plan is one of the whole tree, the bound holds for it, wherever they run."""

import json

import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.plan_fields import exceeded_caps, joined, plan_fields, with_exceeded
from coeplan.planning.tree import expand
from coeplan.solving import decomposition
from coeplan.solving.decomposition import SUBTREES, Decomposition
from coeplan.solving.model import PlanningModel
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.paths import members, path_instance, subtree_instance
from coeplan.solving.references import decisions_of
from coeplan.solving.solve import solve_instance
from coeplan.solving.subtree_tasks import BoundTask, PriceTask, SubtreeTask, bound_subtree, plan_subtree, price_path
from coeplan.solving.subtrees import cut
from coeplan.solving.termination import Termination
from coeplan_models import CvarCap, Instance, ReferencePlan

SEEDS = (3, 8, 10, 36)
"""Trees with several leaves; the last one's subtrees, each planned for on its own, cost less than the whole."""

QUICK = (8,)
"""The one of them that is done soonest."""

SINGLE = 1.0
"""Most nodes of a part: every leaf is one."""


def options(**more: object) -> SolveOptions:
    return SolveOptions(**{"gap": 1e-4, "time_limit": 15.0, "workers": "in-process", "keeping": False, **more})


@pytest.fixture(autouse=True)
def _every_leaf_apart(monkeypatch):
    monkeypatch.setattr(decomposition, "COLUMNS_OF_A_PART", 1)


@pytest.fixture(scope="module")
def exact():
    with ExactEngine() as engine:
        yield engine


EACH_SEED = pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=[] if seed in QUICK else [pytest.mark.slow]) for seed in SEEDS]
)


@EACH_SEED
def test_plan_and_bound_are_those_of_the_whole_tree(exact, seed):
    instance = random_instance(seed)
    best = exact.value(instance)
    found = Decomposition(instance, options()).run()
    assert audit(instance, found.plan).passed
    assert found.plan.made_by.bound_source == SUBTREES
    assert found.bound <= best * (1 + 1e-6)
    assert found.value >= best * (1 - 1e-6)
    assert found.gap == pytest.approx((found.value - found.bound) / found.value)
    # Small as these are, the plan is the best one, and the bound no trivial one.
    assert found.value == pytest.approx(best, rel=0.02)
    assert found.bound >= 0.9 * best


@EACH_SEED
def test_bounds_of_subtrees_add_up_to_no_more_than_the_optimum(exact, seed):
    instance = random_instance(seed)
    best = exact.value(instance)
    tree = expand(instance.scenarios, instance.horizon.periods)
    for most in (SINGLE, len(tree) - 1):
        total = 0.0
        for root in cut(tree, most):
            alone = exact.value(subtree_instance(instance, tree, root))
            proved = bound_subtree(BoundTask(0, subtree_instance(instance, tree, root), 1e-4, 20.0)).money
            assert proved <= alone * (1 + 1e-6)
            assert proved >= 0.98 * alone
            total += tree.nodes[root].probability * alone
        assert total <= best * (1 + 1e-6)


def test_rows_written_subtree_by_subtree_are_those_of_the_whole(exact):
    for seed in SEEDS:
        instance = random_instance(seed)
        model = PlanningModel.of(instance, 64.0)
        decisions = decided(model, exact, instance)
        tree = model.numbers.tree
        prices = price_path(PriceTask(path_instance(instance, tree), 20.0)).prices
        parts, taken = [], set()
        for number, root in enumerate(cut(tree, SINGLE)):
            nodes = members(tree, root)
            own = tuple(node for node in nodes if node not in taken)
            taken.update(own)
            task = SubtreeTask(
                part=number,
                instance=subtree_instance(instance, tree, root),
                decisions=decisions.renumbered({node: number for number, node in enumerate(nodes)}),
                held=len(tree.ancestors(root)),
                own=tuple(tree.nodes[node].id for node in own),
                seconds=0.0,
                seed=0,
                prices=prices,
                proof_seconds=20.0,
            )
            planned = plan_subtree(task)
            assert planned.decisions == task.decisions
            assert (planned.bound.part, planned.bound.quick) == (number, True)
            alone = exact.value(task.instance)
            assert 0.5 * alone <= planned.bound.money <= alone * (1 + 1e-6)
            parts.append(planned.rows)
        rows = joined(parts, model.numbers)
        rows = with_exceeded(model.numbers, rows, exceeded_caps(model.numbers, rows))
        together, whole = plan_fields(model.numbers, decisions, rows), model.rows(decisions)
        assert taken == set(model.numbers.nodes)
        for field, expected in whole.items():
            found = together[field]
            if field in ("amounts", "breaches"):
                found, expected = (sorted(each, key=str) for each in (found, expected))
            assert approximately(found, expected), (seed, field)


def test_a_first_plan_comes_with_a_bound():
    """Where it is written down each subtree is bounded quickly; what is proved of it afterwards is no worse."""
    told = []
    found = Decomposition(random_instance(8), options(), told.append).run()
    planned = next(number for number, each in enumerate(told) if each.phase == "planned")
    assert told[planned].bound > 0.5 * found.bound
    assert not any(each.phase.startswith("proving") for each in told[:planned])
    known = [each.bound or 0.0 for each in told]
    assert known == sorted(known)


def approximately(found: object, expected: object) -> bool:
    """Whether rows are equal but for the last digits of numbers."""
    if isinstance(expected, float) and isinstance(found, float):
        return found == pytest.approx(expected, rel=1e-9, abs=1e-6)
    if hasattr(expected, "model_dump"):
        return approximately(found.model_dump(), expected.model_dump())
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(approximately(found[key], expected[key]) for key in expected)
    if isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(approximately, found, expected))
    return found == expected


def decided(model: PlanningModel, exact: ExactEngine, instance: Instance) -> Decisions:
    """Return the decisions of the best plan."""

    plan = exact.plan(instance)
    named = instance.model_copy(update={"reference_plans": {"best": ReferencePlan.of(plan)}})
    return decisions_of(model.numbers, PlanningModel.of(named, 64.0).numbers.references["best"])


def capped(limit: float, price: float | None) -> Instance:
    instance = random_instance(8)
    cap = CvarCap(kind="cvar_cap", alpha=0.5, limit=limit, price=price)
    return instance.model_copy(update={"policies": {**instance.policies, "worst": cap}})


def test_a_cap_on_the_worst_futures_is_charged_where_it_has_a_price(exact):
    instance = capped(limit=1000.0, price=0.25)
    found = Decomposition(instance, options()).run()
    assert audit(instance, found.plan).passed
    assert [breach.policy for breach in found.plan.breaches] == ["worst"]
    assert found.bound <= exact.value(instance) <= found.value * (1 + 1e-6)


def test_a_plan_beyond_a_cap_that_must_hold_is_given_up():
    found = Decomposition(capped(limit=1000.0, price=None), options()).run()
    assert found.plan is None
    assert "exceeds the cap worst" in " ".join(found.notes)


@pytest.mark.slow
def test_with_a_work_limit_the_result_does_not_depend_on_the_workers():
    instance = random_instance(36)
    found = [
        Decomposition(instance, options(work=15.0, workers=workers, keeping=True)).run()
        for workers in ("in-process", "2")
    ]
    assert [each.termination for each in found] == [Termination.WORK_LIMIT] * 2
    assert found[0].value == found[1].value
    assert found[0].bound == found[1].bound
    assert found[0].plan.decisions == found[1].plan.decisions
    assert found[0].plan.keeping == found[1].plan.keeping


def test_a_cancelled_solve_ends_and_says_so():
    cancel = CancelToken()
    seen: list[str] = []

    def watch(progress):
        seen.append(progress.phase)
        if progress.phase == "planned":
            cancel.cancel()

    found = Decomposition(random_instance(3), options(time_limit=60.0), watch, cancel).run()
    assert found.termination is Termination.INTERRUPTED
    assert found.plan is not None
    assert found.seconds < 30
    assert seen[:2] == ["planning paths, 0 of 1", "planning paths, 1 of 1"]
    assert any(each.startswith("writing down, 1 of ") for each in seen)


def test_an_instance_without_any_plan_gives_none():
    found = Decomposition(random_instance(13), options(time_limit=5.0)).run()
    assert (found.plan, found.value) == (None, None)


def test_a_limit_on_changes_is_refused_subtree_by_subtree():
    instance = random_instance(3)
    limit = {"kind": "change_limit", "plan": "given", "limit": 1}
    document = instance.model_dump(mode="json")
    document["reference_plans"] = {"given": {}}
    document["policies"]["few_changes"] = limit
    limited = Instance.model_validate_json(json.dumps(document))
    with pytest.raises(InputError, match="change_limit speaks of all futures at once"):
        solve_instance(limited, options(by_subtrees=True))


@pytest.mark.parametrize(("by_subtrees", "source"), [(True, SUBTREES), (None, None)])
def test_who_asks_for_subtrees_gets_them(by_subtrees, source):
    found = solve_instance(random_instance(10), options(by_subtrees=by_subtrees, time_limit=8.0))
    assert (found.plan.made_by.bound_source == SUBTREES) is (source == SUBTREES)
