"""What the results of a study tell of a plan."""

from collections import defaultdict
from collections.abc import Iterable

from coeplan_models import Decision, DecisionKind, Plan
from coeplan_models.studies import KeyFigures


def key_figures(plan: Plan) -> KeyFigures:
    """Return the key figures of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    KeyFigures
        Heads and sites at the end are expectations over the leaves of the tree.
    """
    parents = {node.parent for node in plan.nodes}
    leaves = {node.id: node.probability for node in plan.nodes if node.id not in parents}
    heads: defaultdict[str, float] = defaultdict(float)
    sites: defaultdict[str, float] = defaultdict(float)
    for site in plan.sites:
        probability = leaves.get(site.node, 0.0)
        if probability and site.heads:
            heads[site.location] += probability * site.heads
        if probability and site.operating_model is not None and site.location != plan.headquarters:
            sites[site.operating_model] += probability
    root = next(node.id for node in plan.nodes if node.parent is None)
    return KeyFigures(
        heads_at_end=dict(sorted(heads.items())),
        sites_at_end=dict(sorted(sites.items())),
        starts=_starts(plan.decisions),
        today=tuple(sorted(_said(each) for each in plan.decisions if each.node == root)),
        summary=plan.summary,
    )


def _starts(decisions: Iterable[Decision]) -> tuple[str, ...]:
    begun = (each for each in decisions if each.kind is DecisionKind.START)
    return tuple(sorted(f"{each.location}/{each.operating_model}@{each.node}" for each in begun))


def _said(decision: Decision) -> str:
    to_model = "" if decision.to_model is None else f">{decision.to_model}"
    return f"{decision.kind} {decision.location}/{decision.operating_model}{to_model}"
