"""The verb ``advance``."""

from pathlib import Path
from typing import Annotated

import typer

from . import output
from .answers import show_answer
from .options import InstanceOption, JsonFlag, PlanArgument


def advance(
    plan: PlanArgument,
    to: Annotated[str, typer.Option("--to", metavar="PERIOD", help="Period to begin with, or its month, YYYY-MM.")],
    observed: Annotated[
        Path | None,
        typer.Option("--observed", metavar="FILE", help="What really happened, where not all went as planned."),
    ] = None,
    node: Annotated[
        str | None, typer.Option("--node", metavar="NODE", help="Node that came true, where FILE does not name it.")
    ] = None,
    instance: InstanceOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Instance file to write; default: NAME-YYYY-MM.yaml.")
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Write the next instance, some periods of a plan later.

    It has what stands by then, and what may still happen.
    """
    from coeplan.api.advance import advance_page, advance_plan, advance_values, read_plan_and_instance
    from coeplan.api.load import save_instance

    made, asked = read_plan_and_instance(plan, instance)
    found = advance_plan(asked, made, to, observed, node)
    for warning in found.warnings:
        output.say(f"warning: {warning}")
    path = out or Path(f"{found.advanced.instance.name}.yaml")
    save_instance(found.advanced.instance, path)
    warnings = [output.fault_values(warning) for warning in found.warnings]
    return show_answer(
        lambda: {"path": str(path), **advance_values(found), "warnings": warnings},
        lambda _: advance_page(found),
        as_json=json,
        notes=(f"Wrote {path}. Next: coeplan solve {path}",),
    )
