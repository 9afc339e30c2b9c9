"""A plan as rules of if and then."""

from rich.console import RenderableType

from coeplan.analysis.policy_rules.actions import PlaceCourse
from coeplan.analysis.policy_rules.conditions import Condition
from coeplan.analysis.policy_rules.rules import Case, PolicyRules
from coeplan.analysis.policy_rules.rules import Point as PolicyPoint
from coeplan.analysis.stress.steps import Course
from coeplan.report.policy_words import policy_lines, policy_view

from .audit import demand_audited
from .plain import plain_values
from .planned import Planned, read_planned

__all__ = [
    "Case",
    "Condition",
    "PlaceCourse",
    "Planned",
    "PolicyPoint",
    "PolicyRules",
    "policy",
    "policy_lines",
    "policy_page",
    "policy_values",
    "read_planned",
]


def policy(planned: Planned) -> PolicyRules:
    """Read a plan as rules: what to do now, what to look at when, and what to do then.

    Parameters
    ----------
    planned : Planned
        The plan, which is audited first, and its instance.

    Returns
    -------
    PolicyRules
        The rules.

    Raises
    ------
    InputError
        If the plan breaks a rule of its instance, or a driver of the tree makes a price 0.
    """
    demand_audited(planned.loaded.instance, planned.plan)
    return PolicyRules(Course.of(planned.loaded.instance, planned.plan))


def policy_page(rules: PolicyRules) -> RenderableType:
    """Return a plan as rules for a Rich console."""
    return policy_view(rules)


def policy_values(rules: PolicyRules) -> dict[str, object]:
    """Return a plan as rules, as plain values for JSON: the lines, and what they are made of."""
    return {
        "instance": rules.course.instance.name,
        "lines": policy_lines(rules),
        "now": [plain_values(each) for each in rules.now],
        "point": None if rules.point is None else _point(rules.point),
    }


def _point(point: PolicyPoint) -> dict[str, object]:
    return {
        "period": point.period,
        "seen": point.seen,
        "common": [plain_values(each) for each in point.common],
        "cases": [_case(each) for each in point.cases],
    }


def _case(case: Case) -> dict[str, object]:
    return {
        "nodes": list(case.nodes),
        "probability": case.probability,
        "conditions": [[_condition(each) for each in way] for way in case.conditions],
        "courses": [plain_values(each) for each in case.courses],
        "then": None if case.then is None else _point(case.then),
    }


def _condition(condition: Condition) -> dict[str, object]:
    scope = condition.scope.model_dump(mode="json", exclude_none=True)
    return {**scope, "side": "above" if condition.above else "at_most", "threshold": condition.threshold}
