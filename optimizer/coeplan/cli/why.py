"""The verb ``why``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coeplan.core.cancel import CancelToken

from . import output
from .exits import ExitCode
from .interrupt import cancelled_by_interrupt
from .live import ProgressLine
from .options import JsonFlag, PlanArgument
from .solve_options import SeedOption, place

if TYPE_CHECKING:
    from coeplan.api.why import Planned, Why, WhyOptions

InstanceOption = Annotated[
    str | None,
    typer.Option("--instance", metavar="INSTANCE", help="Its instance, for lines; default instance.json beside it."),
]
SolvesOption = Annotated[int, typer.Option("--solves", min=2, metavar="N", help="Make at most so many solves.")]
EachGapOption = Annotated[float, typer.Option("--gap", min=0.0, metavar="SHARE", help="Gap that each solve stops at.")]
EachTimeOption = Annotated[float, typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Limit of each solve.")]
TablesOption = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write tables into this folder.")]
VariantWorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where variants are solved: all-cores, a number of processes, in-process, or tcp://HOST:PORT of Dask.",
    ),
]


def why(
    plan: PlanArgument,
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help="Such as 'bot at IN_BLR', 'open MX_GDL one year later', '20 heads at MX_GDL', 'nobody at PL_KRK' or "
            "'india instead of mexico'.",
        ),
    ],
    instance: InstanceOption = None,
    flips: Annotated[bool, typer.Option("--inputs/--no-inputs", help="Look for inputs that turn the decision.")] = True,
    within: Annotated[
        float, typer.Option("--within", min=0.001, max=10.0, metavar="SHARE", help="Largest change of an input.")
    ] = 0.5,
    rules: Annotated[int, typer.Option("--rules", min=0, metavar="N", help="Leave out so many rules, in turn.")] = 12,
    solves: SolvesOption = 120,
    out: TablesOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say why a plan does something or does not: what it costs to force it, which rules bind, and what would turn it.

    Ctrl-C stops; what has been found so far is shown.
    """
    named = place(workers)
    from coeplan.api.why import Place, SolveOptions, WhyOptions, read_planned

    each = SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    options = WhyOptions(each, Place.parse(named), solves=solves, rules=rules, within=within, flips=flips)
    found = _found(read_planned(plan, instance), question, options)
    return _told(found, out, as_json=json)


def _found(planned: "Planned", question: str, options: "WhyOptions") -> "Why":
    """Look under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.why import explain

    token = CancelToken()
    with ProgressLine(output.messages()) as line, cancelled_by_interrupt(token, line.stopping):
        return explain(planned, question, options, line.report, token)


def _told(found: "Why", out: Path | None, *, as_json: bool) -> int:
    """Print what was found, write its tables, and return the exit code."""
    from coeplan.api.why import why_page, why_values, write_why

    written = None if out is None else write_why(found, out)
    code = _code(found)
    if as_json:
        tables = [] if written is None else [str(path) for path in written.tables]
        output.result(why_values(found) | {"tables": tables, "exit_code": int(code)})
    else:
        output.show(why_page(found), output.page_width())
    if written is not None:
        output.say(f"Tables: {out}" + ("" if written.plan is None else f"  Forced plan: {written.plan.plan}"))
    return code


def _code(found: "Why") -> ExitCode:
    """Return the code: a forced plan is a success, and so is the proof that there is none."""
    sides = (found.contest.taken, found.contest.left)
    forced = sides[1] if found.in_plan else sides[0]
    return ExitCode.DONE if forced is not None and (forced.infeasible or found.plan) else ExitCode.NO_PLAN
