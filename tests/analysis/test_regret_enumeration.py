"""Regret tables of random tiny instances against the enumeration of every future, with what is kept as a policy."""

import pytest
from tests.enumeration import OutOfScopeError, TooMuchWorkError, enumerate_optimum, random_instance

from coeplan.analysis.regret import Contestants, regret_table
from coeplan.analysis.regret_records import RegretOptions, RowKind
from coeplan.analysis.why.result import Stopped
from coeplan.core.executor import Place
from coeplan.planning.tree import expand
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Explicit, ExplicitNode, Freeze, Objective, ReferencePlan

EXACT = RegretOptions(solve=SolveOptions(gap=0.0, time_limit=60.0, threads=1), place=Place.parse("in-process"))
TOTALS = ("cvar_cap", "worst_case_cap", "regret_cap")


def alone(instance, leaf):
    """One future as an instance of its own, put together here."""
    tree = expand(instance.scenarios, instance.horizon.periods)
    path = [tree.nodes[node] for node in tree.path(leaf)]
    ids = [None, *(node.id for node in path)]
    nodes = {
        node.id: ExplicitNode(period=node.period, parent=parent, probability=1.0, drivers=node.drivers)
        for node, parent in zip(path, ids, strict=False)
    }
    policies = {name: policy for name, policy in instance.policies.items() if policy.kind not in TOTALS}
    tree = Explicit(kind="explicit", nodes=nodes)
    return instance.model_copy(update={"scenarios": tree, "policies": policies, "objective": Objective()})


def kept(instance, plan, nodes):
    """The instance with what a plan decides at some first nodes of its path."""
    there = set(nodes)
    known = ReferencePlan(
        decisions=tuple(each for each in plan.decisions if each.node in there),
        teams=tuple(each for each in plan.teams if each.node in there),
    )
    freeze = Freeze(kind="freeze", plan="kept-by-test", periods=len(nodes))
    return instance.model_copy(
        update={
            "policies": {**instance.policies, "kept-by-test": freeze},
            "reference_plans": {**instance.reference_plans, "kept-by-test": known},
        }
    )


def looked_at(seed):
    """A random instance with its leaves; None where it has one future alone, or very many."""
    instance = random_instance(seed)
    leaves = expand(instance.scenarios, instance.horizon.periods).leaves
    return (instance, leaves) if 2 <= len(leaves) <= 4 else None


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 120, 40))
def test_best_and_kept_costs_are_what_the_enumeration_says(start):
    compared = 0
    for seed in range(start, start + 40):
        found = looked_at(seed)
        if found is not None:
            compared += agrees(*found)
    assert compared >= 3


def agrees(instance, leaves):
    """Hold a table against the enumeration; 0 where there is no plan, or too much to enumerate."""
    try:
        bests = [enumerate_optimum(alone(instance, leaf)) for leaf in leaves]
    except (OutOfScopeError, TooMuchWorkError):
        return 0
    table = regret_table(Contestants(instance), EXACT)
    if any(each.value is None for each in bests) or table.plan is None:
        return 0
    assert table.stopped is Stopped.COMPLETE
    tree = expand(instance.scenarios, instance.horizon.periods)
    rows = {row.name: row for row in table.rows}
    totals = {each.leaf: each.total for each in table.plan.leaf_totals}
    for place, (leaf, best, future) in enumerate(zip(leaves, bests, table.futures, strict=True)):
        assert table.best[place].high == pytest.approx(best.value, rel=1e-6, abs=0.5)
        decided = rows["plan as decided"].cells[place]
        assert decided.value == pytest.approx(totals[tree.nodes[leaf].id])
        cell = rows["plan"].cells[place]
        shared = [tree.nodes[node].id for node in tree.path(leaf)][: future.kept]
        try:
            cost = enumerate_optimum(kept(alone(instance, leaf), table.plan, shared)).value
        except (OutOfScopeError, TooMuchWorkError):
            continue
        assert cell.value == pytest.approx(cost, rel=1e-6, abs=0.5)
        assert cell.regret.high == pytest.approx(cost - best.value, rel=1e-6, abs=1.0)
        assert cell.value <= decided.value + 0.5
    for row in table.rows:
        if row.kind is not RowKind.ARCHETYPE:
            assert all(cell.regret.low is None or cell.regret.low >= 0 for cell in row.cells)
    return 1
