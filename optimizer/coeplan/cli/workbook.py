"""The verb ``export``."""

from pathlib import Path
from typing import Annotated

import typer

from .answers import show_answer
from .options import JsonFlag, PlanArgument
from .plans import audit_notes, code_of_audit


def export(
    plan: PlanArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The workbook, FILE.xlsx.")] = Path("plan.xlsx"),
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against", metavar="PLAN", help="Also compare with this plan, by a bridge of values; may be repeated."
        ),
    ] = None,
    instance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INSTANCE",
            help="Instance of one or more of the plans: the workbook then says names and assumptions, and the plan is "
            "audited; may be repeated, in any order. Default: instance.json beside the plan.",
        ),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Write a plan as an Excel workbook.

    Answer, heads, costs, capital, futures, comparison, assumptions and checks: totals are live formulas; one sheet
    holds each of them against the plan. Exit code 5 if the audit finds a fault.
    """
    from coeplan.api.audit import audit_plan
    from coeplan.api.workbook import demand_workbook_name, gather_plans, write_workbook

    demand_workbook_name(out)
    gathered = gather_plans([plan, *(against or ())], instance or ())
    own, *others = gathered.plans
    report = None if own.instance is None else audit_plan(own.instance, own.plan)
    audited = None if report is None else report.passed
    written = write_workbook(out, own.plan, own.instance, audited=audited, against=others)
    told = {"workbook": str(written), "audited": audited, "notes": list(gathered.notes)}
    return show_answer(
        lambda: told,
        lambda _: f"Workbook: {written}",
        as_json=json,
        code=code_of_audit(report),
        notes=(*(f"note: {note}" for note in gathered.notes), *audit_notes(report)),
    )
