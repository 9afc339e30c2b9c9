"""The verbs about plans that exist: ``show``, ``compare``, ``audit``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import output
from .exits import ExitCode
from .instances import read_instance
from .options import InstanceArgument, JsonFlag, PlanArgument

if TYPE_CHECKING:
    from coeplan.api.audit import AuditReport


def show(
    plan: PlanArgument,
    instance: Annotated[
        str | None,
        typer.Option(metavar="INSTANCE", help="Its instance: the page then says names and lock-ins, and is audited."),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Show the page of a plan: the answer, what to do now and later, heads, cost, risks."""
    from coeplan.api.audit import audit_plan
    from coeplan.api.load import load_plan
    from coeplan.api.show import plan_values, plan_view

    read = load_plan(plan)
    asked = None if instance is None else read_instance(instance)
    report = None if asked is None else audit_plan(asked, read)
    audited = None if report is None else report.passed
    width = output.page_width()
    if json:
        output.result(plan_values(read, asked, audited=audited))
    else:
        output.show(plan_view(read, asked, audited=audited, width=width), width)
    if report is not None:
        _say_findings(report)
    return ExitCode.AUDIT_FAILED if audited is False else ExitCode.DONE


def compare(
    plan_a: Annotated[Path, typer.Argument(metavar="PLAN_A", help="Plan file to compare against.")],
    plan_b: Annotated[Path, typer.Argument(metavar="PLAN_B", help="Plan file whose differences are told.")],
    json: JsonFlag = False,
) -> int:
    """Compare two plans: sites, decisions and heads that differ, and money that adds up to the difference."""
    from coeplan.api.compare import compare_plans, comparison_page, comparison_values
    from coeplan.api.load import load_plan

    found = compare_plans(load_plan(plan_a), load_plan(plan_b))
    if json:
        output.result(comparison_values(found))
    else:
        output.show(comparison_page(found), output.page_width())
    return ExitCode.DONE


def audit(instance: InstanceArgument, plan: PlanArgument, json: JsonFlag = False) -> int:
    """Check every rule of the instance in a plan, and recompute its cost; exit code 5 if any is broken."""
    from coeplan.api.audit import audit_plan
    from coeplan.api.load import load_plan

    report = audit_plan(read_instance(instance), load_plan(plan))
    if json:
        output.result(report.model_dump(mode="json"))
    else:
        _print_audit(report)
    return ExitCode.DONE if report.passed else ExitCode.AUDIT_FAILED


def _print_audit(report: "AuditReport") -> None:
    rows, rules = sum(report.checked.values()), len(report.checked)
    if report.passed:
        value = "" if report.value is None else f"; the objective is {report.value:,.2f}, as the plan says"
        output.write(f"Passed: {rows:,} rows of {rules} rules hold{value}.")
        return
    output.write(f"FAILED: {len(report.findings):,} of {rows:,} rows of {rules} rules are broken.")
    for finding in report.findings:
        output.write(f"- {finding}")


def _say_findings(report: "AuditReport") -> None:
    for finding in report.findings:
        output.say(f"audit: {finding}")
