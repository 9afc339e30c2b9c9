"""What information is worth in tiny instances: the engine's answer, and that of the enumeration."""

from collections.abc import Iterator
from typing import Any

from tests.analysis.every_plan import _Everything
from tests.enumeration import Effort, enumerate_optimum
from tests.enumeration.bounds import Rules
from tests.enumeration.enumerate import Judge
from tests.enumeration.futures import least_totals
from tests.enumeration.lifecycle import Lifecycle
from tests.enumeration.policies import NodePolicies
from tests.enumeration.rosters import Rosters
from tests.enumeration.search import Found
from tests.enumeration.shared import SharedRules
from tests.enumeration.staffing import Staffings
from tests.enumeration.tables import Tables
from tests.enumeration.tree import scenario_tree
from tests.enumeration.vectors import Shape

from coeplan.analysis.value.result import InformationValue, StepKind, ValueOptions
from coeplan.analysis.value.value import value_information
from coeplan.analysis.why.planned import Planned
from coeplan.core.executor import Place
from coeplan.io import LoadedInstance
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.solve import solve_instance
from coeplan_models import (
    ChangeLimit,
    Decision,
    Explicit,
    ExplicitNode,
    Freeze,
    Instance,
    Plan,
    ReferencePlan,
    TeamSize,
)

EXACT = SolveOptions(gap=0.0, work=60.0, threads=1, keeping=False)
"""To the optimum, however busy the machine is."""

HERE = Place.parse("in-process")


WORKED = {
    "name": "firm",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 2, "months": 6},
    "areas": {"dev": {"workload": 3}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 5},
        "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 5},
    },
    "operating_models": {
        "aas": {"name": "As a service", "fee_per_head": 12000, "seats_included": True},
        "diy": {"name": "Captive", "set_up_cost": 25000, "lock_in": 12, "min_heads": 3, "seats_included": True},
    },
    "scenarios": {
        "kind": "fan",
        "known_from": 1,
        "futures": {
            "low": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 0.3}}]},
            "high": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 1.6}}]},
        },
    },
}
"""The worked example of the documentation: every number of it can be had by hand.

A head abroad costs 25,000 in half a year and the service 6,000 on top; three heads are needed, then one or five.
"""


def best_plan(instance: Instance) -> Plan | None:
    """The best plan of an instance; None where it has none."""
    return solve_instance(instance, EXACT).plan


def asked(instance: Instance, plan: Plan | None = None, **options: Any) -> InformationValue:
    """Ask about the best plan of an instance, or another one."""
    about = best_plan(instance) if plan is None else plan
    assert about is not None
    tell, cancel = options.pop("tell", None), options.pop("cancel", None)
    planned = Planned(LoadedInstance(instance), about)
    return value_information(planned, ValueOptions(**{"solve": EXACT, "place": HERE} | options), tell, cancel)


# -- by enumeration ---------------------------------------------------------------------------------------------------


def wait_and_see(instance: Instance) -> float:
    """The objective of the least totals of single futures."""
    totals = least_totals(instance, lambda alone: enumerate_optimum(alone).value)
    assert totals is not None
    kept = {name: each for name, each in instance.policies.items() if not isinstance(each, ChangeLimit)}
    tables = Tables(instance.model_copy(update={"policies": kept}))
    judge = Judge(tables, NodePolicies(tables))
    judge.shape = Shape(True, [], judge.probabilities)
    return judge.value(tuple(totals))


def carried_out(instance: Instance, mean: Plan, periods: int) -> Instance:
    """The instance in which the first periods are as a plan of one path says."""
    plan = "carried-out"
    nodes = [
        (node.name, each.id) for node in scenario_tree(instance) for each in mean.nodes if each.period == node.period
    ]
    decisions = tuple(_at(each, node) for node, known in nodes for each in mean.decisions if each.node == known)
    teams = tuple(
        TeamSize(node=node, location=team.location, area=team.area, heads=team.heads)
        for node, known in nodes
        for team in mean.teams
        if team.node == known
    )
    return _with_policy(
        instance,
        plan,
        Freeze(kind="freeze", plan=plan, periods=periods),
        ReferencePlan(decisions=decisions, teams=teams),
    )


def _at(decision: Decision, node: str) -> Decision:
    return decision.model_copy(update={"node": node})


def idle_at_first(instance: Instance, periods: int) -> Instance:
    """The instance in which nothing is committed, stopped or converted in the first periods."""
    limit = ChangeLimit(kind="change_limit", plan="nothing", limit=0, last_period=periods - 1)
    return _with_policy(instance, "nothing", limit, ReferencePlan())


def _with_policy(instance: Instance, name: str, policy: Freeze | ChangeLimit, plan: ReferencePlan) -> Instance:
    update = {
        "policies": {**instance.policies, name: policy},
        "reference_plans": {**instance.reference_plans, name: plan},
    }
    return instance.model_copy(update=update)


def same_in_all(instance: Instance) -> float | None:
    """The optimum among all plans that decide alike at all nodes of a period; None where there is none."""
    tables = Tables(instance)
    policies, rosters = NodePolicies(tables), Rosters(tables)
    judge = Judge(tables, policies)
    judge.shape = Shape(True, [], judge.probabilities)
    rules = Rules(tables, Lifecycle(tables, False), rosters, SharedRules(tables), policies, judge.changes)
    staffings = Staffings(tables, rosters, lazy_seats=False)
    search = _Everything(rules, staffings, judge.shape, Effort(bounds=False, memory=False))
    search.best(lambda _vector: float("inf"), 1.0)
    return min((judge.value(each.vector) for each in search.every if _decides_alike(each)), default=None)


def _decides_alike(found: Found) -> bool:
    return all(_schedule(each) == _schedule(found.below[0]) and _decides_alike(each) for each in found.below)


def _schedule(found: Found) -> list[object]:
    """What is decided at a node and below it, as long as all below decide alike."""
    decided = [
        (each.location, each.kind, each.operating_model, each.to_model, each.start_period)
        for step in found.choice.joint.steps
        for each in step.decisions
    ]
    teams = [staffing.roster.teams for staffing in found.choice.staffings]
    return [(decided, teams), *(_schedule(found.below[0]) if found.below else [])]


# -- other ways to write the same tree --------------------------------------------------------------------------------


def as_nodes(instance: Instance, *, backwards: bool = False, split: float | None = None) -> Instance:
    """The instance on the same tree node by node: in another order, or with its last future split into two alike."""
    nodes = dict(_copies(instance, split))
    order = sorted(reversed(nodes) if backwards else nodes, key=lambda name: nodes[name].period)
    tree = Explicit(kind="explicit", nodes={name: nodes[name] for name in order})
    return instance.model_copy(update={"scenarios": tree})


def _copies(instance: Instance, split: float | None) -> Iterator[tuple[str, ExplicitNode]]:
    nodes = scenario_tree(instance)
    alone = {node.name for node in nodes if node.leaves == nodes[-1].leaves}
    for node in nodes:
        twice = split is not None and node.name in alone
        for mark, share in (("", split), ("-again", 1.0 - split)) if twice else (("", 1.0),):
            above = node.parent
            parent = None if above is None else above.name + (mark if above.name in alone else "")
            yield (
                node.name + mark,
                ExplicitNode(
                    period=node.period, parent=parent, probability=share * node.probability, drivers=node.drivers
                ),
            )


def sides(found: InformationValue) -> dict[tuple[StepKind, int | None], tuple[float | None, float | None]]:
    """Both sides of each bracket, by way and periods."""
    return {(step.kind, step.periods): (step.bracket.low, step.bracket.high) for step in found.steps}
