"""Coverage: the work is done, or left undone on the terms of its area."""

from collections import defaultdict

from .case import Case
from .ledger import Subject
from .ramp_up import effective_heads


def check_coverage(case: Case) -> None:
    """See that output and unmet workload reach the workload, and unmet workload stays within its share."""
    for node in case.world.nodes:
        output: dict[str, float] = defaultdict(float)
        for team in case.teams(node):
            at = (node, team.location, team.area)
            available = case.world.availability(node, team.location)
            output[team.area] += available * case.world.efficiency(*at) * effective_heads(case, *at)
        for area, asks in case.world.instance.areas.items():
            workload = case.world.workload(node, area)
            unmet = case.rows.unmet.get((node, area), 0.0)
            subject = Subject("coverage", node, None, area)
            case.ledger.at_least(subject, "output and unmet workload", output[area] + unmet, workload)
            most = asks.unmet.max_share * workload if asks.unmet is not None else 0.0
            case.ledger.at_most(Subject("unmet_limit", node, None, area), "unmet workload", unmet, most)
