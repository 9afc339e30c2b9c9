"""Judging a plan from its instance and itself alone."""

from coeplan.audit import AuditReport, Finding, audit
from coeplan_models import Instance, Plan

__all__ = ["AuditReport", "Finding", "audit_plan"]


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
