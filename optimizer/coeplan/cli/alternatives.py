"""The verb ``alternatives``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coeplan.core.cancel import CancelToken

from . import output
from .exits import ExitCode
from .interrupt import cancelled_by_interrupt
from .live import ProgressLine
from .options import JsonFlag, PlanArgument
from .solve_options import USUAL_SECONDS, SeedOption, place

if TYPE_CHECKING:
    from coeplan.api.alternatives import Alternatives, AlternativesOptions, WrittenAlternatives
    from coeplan_models import Instance, Plan


WithinOption = Annotated[
    str,
    typer.Option("--within", metavar="MARGIN", help="How much more a plan may cost, such as 2% or 0.02 of the value."),
]
CountOption = Annotated[int, typer.Option("--count", min=0, metavar="K", help="At most so many other plans.")]
DifferOption = Annotated[
    int,
    typer.Option("--differ", min=1, metavar="D", help="Decisions about sites in which each differs from all others."),
]
SizesOption = Annotated[bool, typer.Option("--sizes/--no-sizes", help="Find the smallest and largest teams, too.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for tables and plans; default out/NAME-alternatives."),
]
AskedWorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where questions about sites are answered: all-cores, a number of processes, in-process, or "
        "tcp://HOST:PORT of Dask.",
    ),
]


def alternatives(
    plan: PlanArgument,
    within: WithinOption = "2%",
    count: CountOption = 5,
    differ: DifferOption = 1,
    sizes: SizesOption = True,
    instance: Annotated[
        str | None,
        typer.Option("--instance", metavar="INSTANCE", help="The plan's instance; default: instance.json beside it."),
    ] = None,
    out: OutOption = None,
    gap: Annotated[
        float, typer.Option("--gap", min=0.0, metavar="SHARE", help="How closely costs are to be known.")
    ] = 0.001,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Stop everything after so long.")
    ] = USUAL_SECONDS,
    seed: SeedOption = 0,
    workers: AskedWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Find plans that cost nearly as little but decide otherwise, and which sites all of them need.

    Ctrl-C stops, and what was found counts.
    """
    share, named = _share(within), place(workers)
    from coeplan.api.alternatives import AlternativesOptions, Place, read_plan_and_instance, write_alternatives
    from coeplan.api.files import prepared_folder

    options = AlternativesOptions(share, count, differ, sizes, gap, time_limit, seed, Place.parse(named))
    base, asked = read_plan_and_instance(plan, instance)
    folder = prepared_folder(out if out is not None else Path("out") / f"{asked.name}-alternatives")
    found = _found(asked, base, options)
    written = write_alternatives(found, folder)
    if json:
        output.result(_values(found, written) | {"exit_code": int(ExitCode.DONE)})
    else:
        _print(found)
    output.say(f"Tables: {folder}  Plans: {', '.join(str(each.folder) for each in written.plans.values()) or 'none'}")
    return ExitCode.DONE


def _share(text: str) -> float:
    """Read a share, or per cent.

    Raises
    ------
    typer.BadParameter
        Where it is neither.
    """
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    try:
        return float(number) / 100 if percent else float(number)
    except ValueError as error:
        message = f"{text!r} is no margin: expected per cent such as 2%, or a share such as 0.02"
        raise typer.BadParameter(message, param_hint="--within") from error


def _found(instance: "Instance", plan: "Plan", options: "AlternativesOptions") -> "Alternatives":
    """Look under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.alternatives import alternatives as find

    token = CancelToken()
    with ProgressLine(output.messages()) as line, cancelled_by_interrupt(token, line.stopping):
        return find(instance, plan, options, line.report, token)


def _print(found: "Alternatives") -> None:
    from coeplan.api.alternatives import alternatives_page

    output.show(alternatives_page(found), output.page_width())


def _values(found: "Alternatives", written: "WrittenAlternatives") -> dict[str, Any]:
    from coeplan.api.alternatives import alternatives_values

    plans = {name: str(each.plan) for name, each in written.plans.items()}
    return {**alternatives_values(found), "tables": [str(path) for path in written.tables], "plans": plans}
