"""Policies that hold a plan close to a given one."""

from collections.abc import Iterable, Iterator

from coeplan_models import ChangeLimit, Decision, DecisionKind, Freeze

from .case import Case
from .policy_row import Row, nodes_of

Deed = tuple[str, str, DecisionKind, str, str | None, int | None]
"""Node, location, kind, model, new model, start period of a cancellation."""

COUNTED = (DecisionKind.COMMIT, DecisionKind.STOP, DecisionKind.CONVERT)


def _deeds(decisions: Iterable[Decision]) -> set[Deed]:
    """Return what tells decisions apart. A commitment's start follows from its lead time, so it does not."""
    return {
        (
            decision.node,
            decision.location,
            decision.kind,
            decision.operating_model,
            decision.to_model,
            decision.start_period if decision.kind is DecisionKind.CANCEL else None,
        )
        for decision in decisions
    }


def freeze(case: Case, policy: Freeze) -> Iterator[Row]:
    """Yield each decision and team of the first periods that differs from the reference plan.

    What the reference plan does counts even where this instance does not allow it: then it cannot be kept.
    """
    reference = case.world.instance.reference_plans[policy.plan]
    frozen = {node.id for node in nodes_of(case, policy) if node.period < policy.periods}
    for deed in sorted(_deeds(reference.decisions) ^ _deeds(case.rows.decisions), key=str):
        node, location, kind, model, new, start = deed
        if node in frozen:
            what = f"{kind} of {model}{f' to {new}' if new else ''} at {location}, in one plan only,"
            names = (kind, location, model, new, start)
            yield Row(node, what, 1.0, 0.0, tuple(str(name) for name in names if name is not None), location)
    before = {(team.node, team.location, team.area): team.heads for team in reference.teams}
    for key in sorted(before.keys() | case.rows.teams.keys()):
        node, location, area = key
        if node in frozen:
            given = before.get(key, 0.0)
            what = f"heads of {area} at {location} against {given:g} frozen"
            differs = abs(case.heads(*key) - given)
            yield Row(node, what, differs, given, ("team", location, area), location, area)


def change_limit(case: Case, policy: ChangeLimit) -> Iterator[Row]:
    """Yield how many commits, stops and conversions too many are in one plan and not in the other."""
    reference = case.world.instance.reference_plans[policy.plan]
    differing = _deeds(reference.decisions) ^ _deeds(case.rows.decisions)
    counted = {node.id for node in nodes_of(case, policy)}
    changes = sum(1 for deed in differing if deed[0] in counted and deed[2] in COUNTED)
    root = next(iter(case.world.nodes))
    yield Row(
        root, f"decisions that differ from plan {policy.plan}", float(changes - policy.limit), float(policy.limit)
    )
