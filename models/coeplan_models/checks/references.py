"""Cross-checks of reference plans and of the policies that hold to them."""

from collections.abc import Iterator

from ..faults import Fault
from ..operating_models import HEADQUARTERS_MODEL
from ..plan import Decision, ReferencePlan, TeamSize
from ..policies import ChangeLimit, Freeze
from ..sampled import Sampled
from .case import Case, Check, Path, listed, unknown_model
from .limits import enabled
from .trees import MOST_NODES, node_count, node_ids


def plan_names(case: Case) -> Iterator[Fault]:
    """Reference plans name locations, areas and models that exist; each unknown name is said once for a plan."""
    for name, plan in case.instance.reference_plans.items():
        seen: set[str] = set()
        for path, what, found in _named(name, plan):
            if found in seen:
                continue
            known = {
                "location": case.instance.locations,
                "area": case.instance.areas,
                "operating model": case.instance.operating_models,
            }[what]
            if found in known or (what == "operating model" and found == HEADQUARTERS_MODEL):
                continue
            seen.add(found)
            yield (
                unknown_model(case, path, found)
                if known is case.instance.operating_models
                else case.unknown(what, path, found, known)
            )


def _named(name: str, plan: ReferencePlan) -> Iterator[tuple[Path, str, str]]:
    for position, decision in enumerate(plan.decisions):
        path: Path = ("reference_plans", name, "decisions", position)
        yield (*path, "location"), "location", decision.location
        yield (*path, "operating_model"), "operating model", decision.operating_model
        if decision.to_model is not None:
            yield (*path, "to_model"), "operating model", decision.to_model
    for position, team in enumerate(plan.teams):
        path = ("reference_plans", name, "teams", position)
        yield (*path, "location"), "location", team.location
        yield (*path, "area"), "area", team.area


def plan_nodes(case: Case) -> Iterator[Fault]:
    """Nodes of reference plans are in the tree; others are passed over, which is worth knowing."""
    scenarios = case.instance.scenarios
    # Of a sampled tree the nodes are known once it is drawn, and are then looked at as explicit ones.
    unknown = isinstance(scenarios, Sampled) or node_count(scenarios, case.periods) > MOST_NODES
    if not case.instance.reference_plans or unknown:
        return
    nodes = frozenset(node_ids(scenarios, case.periods))
    for name, plan in case.instance.reference_plans.items():
        foreign = [(path, row.node) for path, row in _rows(name, plan) if row.node not in nodes]
        if foreign:
            path, node = foreign[0]
            yield Fault(
                severity="warning",
                code="unknown_node",
                path=(*path, "node"),
                message=f"the tree has no node {listed(sorted({node for _, node in foreign}))}",
                value=node,
                expected="nodes of the scenario tree",
                nearest=case.nearest(node, nodes),
            )


def _rows(name: str, plan: ReferencePlan) -> Iterator[tuple[Path, Decision | TeamSize]]:
    for field, rows in (("decisions", plan.decisions), ("teams", plan.teams)):
        for position, row in enumerate(rows):
            yield ("reference_plans", name, field, position), row


def plans_of_policies(case: Case) -> Iterator[Fault]:
    """Policies hold to reference plans that exist."""
    known = case.instance.reference_plans
    for name, policy in enabled(case):
        if isinstance(policy, Freeze | ChangeLimit) and policy.plan not in known:
            yield case.unknown("reference plan", ("policies", name, "plan"), policy.plan, known)


def idle_plans(case: Case) -> Iterator[Fault]:
    """Reference plans are there for some policy, switched on or not."""
    policies = case.instance.policies.values()
    used = {policy.plan for policy in policies if isinstance(policy, Freeze | ChangeLimit)}
    for name in case.instance.reference_plans:
        if name not in used:
            yield Fault(
                severity="warning",
                code="unused_reference_plan",
                path=("reference_plans", name),
                message=f"no policy of kind freeze or change_limit names plan {name!r}",
                nearest=case.nearest(name, used),
            )


def frozen_periods(case: Case) -> Iterator[Fault]:
    """Frozen periods are in the horizon, and their nodes in the reference plan."""
    small = node_count(case.instance.scenarios, case.periods) <= MOST_NODES
    for name, policy in enabled(case):
        if not isinstance(policy, Freeze):
            continue
        if policy.periods > case.periods:
            yield Fault(
                code="beyond_horizon",
                path=("policies", name, "periods"),
                message=f"{policy.periods} periods are frozen, but the horizon has {case.periods}",
                value=str(policy.periods),
                expected=f"at most {case.periods}",
            )
        plan = case.instance.reference_plans.get(policy.plan)
        if plan is not None and small:
            yield from _missing_nodes(case, name, policy, plan)


def _missing_nodes(case: Case, name: str, policy: Freeze, plan: ReferencePlan) -> Iterator[Fault]:
    said = {row.node for row in (*plan.decisions, *plan.teams)}
    concerned = node_ids(case.instance.scenarios, min(policy.periods, case.periods))
    missing = [node for node in concerned if node not in said]
    if missing:
        yield Fault(
            code="plan_lacks_nodes",
            path=("policies", name, "plan"),
            message=f"plan {policy.plan!r} says nothing of node {listed(missing)}",
            value=policy.plan,
            expected=f"a plan that knows all nodes of the first {policy.periods} periods",
            nearest=case.nearest(missing[0], said),
        )


CHECKS = (
    Check(plan_names),
    Check(plan_nodes, frozenset({"scenarios"})),
    Check(plans_of_policies),
    Check(idle_plans, frozenset({"policies"})),
    Check(frozen_periods, frozenset({"scenarios", "reference_plans"})),
)
"""Checks of this file, in the order in which they run."""
