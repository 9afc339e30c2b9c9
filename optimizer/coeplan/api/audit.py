"""Judging a plan from its instance and itself alone."""

from coeplan.audit import AuditReport, Finding, audit
from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance, Plan

__all__ = ["AuditReport", "Finding", "audit_plan", "demand_audited"]

MOST_FINDINGS = 20
"""Findings that are told of a plan that is refused."""


def audit_plan(instance: Instance, plan: Plan) -> AuditReport:
    """Check every rule of an instance in a plan, and recompute its cost.

    Parameters
    ----------
    instance : Instance
        The instance that the plan is for.
    plan : Plan
        The plan, of whatever origin.

    Returns
    -------
    AuditReport
        Every broken rule, where and by how much; how many rows were looked at; the cost as recomputed.
    """
    return audit(instance, plan)


def demand_audited(instance: Instance, plan: Plan) -> None:
    """Refuse a plan that breaks a rule, where what it says or costs is to be built on.

    Raises
    ------
    InputError
        With the first findings of the audit.
    """
    findings = audit(instance, plan).findings
    if findings:
        faults = [
            Fault(
                code="plan_fails_audit",
                message=f"the plan is not one of instance {instance.name!r} that keeps its rules: {finding}",
                expected="a plan that `coeplan audit` passes, and the instance as it was when it was solved",
            )
            for finding in findings[:MOST_FINDINGS]
        ]
        raise InputError(faults)
