"""A plan of one instance, judged as one of another."""

import json
from collections.abc import Mapping
from typing import Any

from coeplan.audit import audit
from coeplan_models import Instance, Plan

from .bases import no_dearer

STATED = frozenset(
    {
        *("amount", "discounted_amount", "leaf_total", "regret", "objective", "summary"),
        *("key_figure", "holding", "billed_heads", "fee_band", "overhead_step", "breach"),
    }
)
"""Codes of what a plan says about itself; it says it for the instance it was made for."""


def check_plan_stays(plan: Plan, loose: Instance, least: float | None, restated: frozenset[str] = frozenset()) -> None:
    """See that a tighter instance's plan breaks no rule of the looser one, and costs between its optimum and before.

    Parameters
    ----------
    plan : Plan
        Optimal for the tighter instance.
    loose : Instance
        The looser one.
    least : float or None
        Its optimum.
    restated : frozenset of str
        Codes of the auditor, besides those of what any plan says about itself, that may differ.
    """
    # It proves nothing of the other instance, for which 0 is a bound: no amount is negative.
    proof = {"termination": "time_limit", "bound": 0.0, "gap": 1.0 if plan.value else 0.0}
    report = audit(loose, plan.model_copy(update={"instance_hash": loose.fingerprint()} | proof))
    assert [str(found) for found in report.findings if found.rule not in STATED | restated] == []
    assert no_dearer(report.value, plan.value)
    assert no_dearer(least, report.value)


def check_plan_of_the_same(instance: Instance, plan: Mapping[str, Any]) -> None:
    """See that a plan made for the same instance in other words passes the audit in all it says."""
    said = Plan.model_validate_json(json.dumps({**plan, "instance_hash": instance.fingerprint()}))
    assert [str(found) for found in audit(instance, said).findings] == []
