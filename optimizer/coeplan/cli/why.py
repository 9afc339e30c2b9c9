"""The verb ``why``."""

from typing import TYPE_CHECKING, Annotated

import typer

from .answers import copy_note, names_of, show_answer, tables_note
from .exits import ExitCode
from .live import ProgressLine
from .options import InstanceOption, JsonFlag, PlanArgument, TablesOption
from .solve_options import (
    USUAL_SECONDS,
    EachGapOption,
    EachTimeOption,
    SeedOption,
    SolvesOption,
    TotalTimeOption,
    VariantWorkersOption,
    place,
    share,
)

if TYPE_CHECKING:
    from coeplan.api.why import Why, WrittenWhy


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
        str, typer.Option("--within", metavar="SHARE", help="Largest change of an input, such as 30% or 0.3.")
    ] = "50%",
    rules: Annotated[int, typer.Option("--rules", min=0, metavar="N", help="Leave out so many rules, in turn.")] = 12,
    solves: SolvesOption = 120,
    out: TablesOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    total_time: TotalTimeOption = USUAL_SECONDS,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say why a plan does something, or does not.

    What it costs to force it, which rules bind, and what would turn it. Ctrl-C stops; what has been found so far is
    shown.
    """
    farthest, named = share(within, "--within"), place(workers)
    from coeplan.api import why as api

    each = api.SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    options = api.WhyOptions(
        each, api.Place.parse(named), solves=solves, rules=rules, within=farthest, flips=flips, seconds=total_time
    )
    planned = api.read_planned(plan, instance)
    with ProgressLine() as line:
        found = api.explain(planned, question, options, line.report, line.token)
    written = None if out is None else api.write_why(found, out)
    return _shown(found, written, copy_note(planned.loaded.files, instance), as_json=json)


def _shown(found: "Why", written: "WrittenWhy | None", notes: tuple[str, ...], *, as_json: bool) -> ExitCode:
    from coeplan.api import why as api

    tables = () if written is None else written.tables
    forced = None if written is None else written.plan
    return show_answer(
        lambda: api.why_values(found) | {"tables": names_of(tables)},
        lambda _: api.why_page(found),
        as_json=as_json,
        code=_code(found),
        notes=(*tables_note(tables), *(() if forced is None else (f"Forced plan: {forced.plan}",)), *notes),
    )


def _code(found: "Why") -> ExitCode:
    """Return the code: a forced plan is a success, and so is the proof that there is none."""
    sides = (found.contest.taken, found.contest.left)
    forced = sides[1] if found.in_plan else sides[0]
    return ExitCode.DONE if forced is not None and (forced.infeasible or found.plan) else ExitCode.NO_PLAN
