"""The verb ``value``."""

from typing import TYPE_CHECKING, Annotated

import typer

from .answers import names_of, show_answer, tables_note
from .exits import ExitCode
from .live import ProgressLine
from .options import InstanceOption, JsonFlag, PlanArgument, TablesOption
from .solve_options import EachGapOption, EachTimeOption, SeedOption, SolvesOption, VariantWorkersOption, place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coeplan.api.value import InformationValue


def value(
    plan: PlanArgument,
    instance: InstanceOption = None,
    wait: Annotated[
        float, typer.Option("--wait", min=1.0, metavar="MONTHS", help="Commit nothing for so long, in one way to plan.")
    ] = 12.0,
    rigid: Annotated[
        float, typer.Option("--rigid", min=1.0, metavar="MONTHS", help="Decide alike in all futures for so long.")
    ] = 36.0,
    flexible: Annotated[
        list[str] | None,
        typer.Option(
            "--flexible",
            metavar="MODEL",
            help="Do without this operating model; may be given again. Default: those with a fee per head that are "
            "without lock-in and take-or-pay.",
        ),
    ] = None,
    solves: SolvesOption = 400,
    out: TablesOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say what knowing, waiting and being flexible are worth.

    Also planning for all futures at once, and adapting to what shows itself. Ctrl-C stops; what has been found so
    far is shown.
    """
    named = place(workers)
    from coeplan.api import value as api

    each = api.SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    without = None if flexible is None else tuple(flexible)
    options = api.ValueOptions(each, api.Place.parse(named), solves, wait=wait, rigid=rigid, flexible=without)
    planned = api.read_planned(plan, instance)
    with ProgressLine() as line:
        found = api.value_information(planned, options, line.report, line.token)
    return _shown(found, () if out is None else api.write_value(found, out), as_json=json)


def _shown(found: "InformationValue", tables: "Sequence[Path]", *, as_json: bool) -> ExitCode:
    from coeplan.api import value as api

    return show_answer(
        lambda: api.value_values(found) | {"tables": names_of(tables)},
        lambda _: api.value_page(found),
        as_json=as_json,
        notes=tables_note(tables),
    )
