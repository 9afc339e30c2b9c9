"""What the auditor says about a draft."""

from typing import Any

from coeplan.audit import AuditReport, Finding, audit

from .drafts import Draft

IN_MONEY = {"amount", "discounted_amount", "leaf_total", "objective", "summary", "key_figure"}
"""What else is off when the plan is worth something else than it says."""


def audited(draft: Draft, **header: Any) -> AuditReport:
    """Return what the auditor says; ``header`` replaces fields of the plan."""
    return audit(draft.problem(), draft.plan(**header))


def findings(draft: Draft, **header: Any) -> tuple[Finding, ...]:
    """Return all findings."""
    return audited(draft, **header).findings


def rules(draft: Draft, **header: Any) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule for finding in findings(draft, **header)}
