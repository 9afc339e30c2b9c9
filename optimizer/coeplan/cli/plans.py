"""The verbs about plans that exist: ``show``, ``compare``, ``audit``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import output
from .answers import show_answer, tables_note
from .exits import ExitCode
from .instances import read_instance
from .options import InstanceArgument, JsonFlag, PlanArgument

if TYPE_CHECKING:
    from coeplan.api.audit import AuditReport
    from coeplan_models import Instance, Plan


def show(
    plan: PlanArgument,
    instance: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANCE",
            help="Its instance: the page then says names and lock-ins, and is audited. "
            "Default: instance.json beside the plan.",
        ),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Show the page of a plan.

    The answer, what to do now and later, heads, cost, risks.
    """
    from coeplan.api.audit import audit_plan
    from coeplan.api.show import plan_values, plan_view

    read, asked = _plan_and_instance(plan, instance)
    report = None if asked is None else audit_plan(asked, read)
    audited = None if report is None else report.passed
    return show_answer(
        lambda: plan_values(read, asked, audited=audited),
        lambda width: plan_view(read, asked, audited=audited, width=width),
        as_json=json,
        code=code_of_audit(report),
        notes=audit_notes(report),
    )


def _plan_and_instance(plan: Path, instance: str | None) -> "tuple[Plan, Instance | None]":
    """Read a plan with its instance: that which is named, or else that which lies beside it, if any."""
    from coeplan.api.compare import gather_plans
    from coeplan.api.load import load_plan

    if instance is not None:
        return load_plan(plan), read_instance(instance)
    gathered = gather_plans([plan])
    for note in gathered.notes:
        output.say(f"note: {note}")
    return gathered.plans[0].plan, gathered.plans[0].instance


def compare(
    plans: Annotated[
        list[Path],
        typer.Argument(metavar="PLAN...", help="Plan files, or folders of plans: two or more, the base first."),
    ],
    instance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INSTANCE",
            help="Instance of one or more of the plans, so that inputs are compared; may be repeated, in any order. "
            "Default: instance.json beside the plan.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the tables to this folder.")] = None,
    json: JsonFlag = False,
) -> int:
    """Compare plans with the first of them.

    Inputs, decisions, heads, and money that adds up to the difference.
    """
    if len(plans) < 2:
        raise typer.BadParameter("one plan is nothing to compare: name the base, then the plans to hold against it")
    from coeplan.api.compare import compare_many, comparison_page, comparison_values, gather_plans, write_comparison

    gathered = gather_plans(plans, instance or ())
    found = compare_many(gathered.plans)
    written = () if out is None else write_comparison(found, out)
    told = {"notes": list(gathered.notes), "tables": None if out is None else str(out)}
    return show_answer(
        lambda: comparison_values(found) | told,
        lambda width: comparison_page(found, width),
        as_json=json,
        notes=(*(f"note: {note}" for note in gathered.notes), *tables_note(written)),
    )


def audit(instance: InstanceArgument, plan: PlanArgument, json: JsonFlag = False) -> int:
    """Check every rule of the instance in a plan.

    Its cost is recomputed, too; exit code 5 if any rule is broken.
    """
    from coeplan.api.audit import audit_plan
    from coeplan.api.load import load_plan

    report = audit_plan(read_instance(instance), load_plan(plan))
    return show_answer(
        lambda: report.model_dump(mode="json"), lambda _: _told(report), as_json=json, code=code_of_audit(report)
    )


def _told(report: "AuditReport") -> str:
    rows, rules = sum(report.checked.values()), len(report.checked)
    if report.passed:
        value = "" if report.value is None else f"; the objective is {report.value:,.2f}, as the plan says"
        return f"Passed: {rows:,} rows of {rules} rules hold{value}."
    broken = f"FAILED: {len(report.findings):,} of {rows:,} rows of {rules} rules are broken."
    return "\n".join([broken, *(f"- {finding}" for finding in report.findings)])


def code_of_audit(report: "AuditReport | None") -> ExitCode:
    """Return the code of an audit; one that was not made finds no fault."""
    return ExitCode.DONE if report is None or report.passed else ExitCode.AUDIT_FAILED


def audit_notes(report: "AuditReport | None") -> list[str]:
    """Return what an audit has to say besides an answer, a line for each finding."""
    return [] if report is None else [f"audit: {finding}" for finding in report.findings]
