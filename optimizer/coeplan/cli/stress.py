"""The verb ``stress``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answers import names_of, show_answer, tables_note
from .live import ProgressLine
from .options import InstanceOption, JsonFlag, PlanArgument, TablesOption
from .solve_options import place

if TYPE_CHECKING:
    from coeplan.api.stress import SolveOptions

DrawsOption = Annotated[
    int | None,
    typer.Option("--draws", min=1, metavar="N", help="Draw so many futures; default 10000, with --replan 200."),
]
DrawSeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")]
UncertaintyOption = Annotated[
    Path | None,
    typer.Option("--uncertainty", metavar="FILE", help="How far draws may be from the tree; default: usual spreads."),
]
ReplanOption = Annotated[bool, typer.Option("--replan", help="Plan each draw anew in every period.")]
EachWorkOption = Annotated[
    float | None,
    typer.Option("--work", min=1.0, metavar="UNITS", help="Work for each new plan, in units of about a second."),
]
DrawWorkersOption = Annotated[
    str | None,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where draws are worked out: in-process, all-cores, a number of processes, or tcp://HOST:PORT of Dask; "
        "default in-process, with --replan all-cores.",
    ),
]


def stress(
    plan: PlanArgument,
    instance: InstanceOption = None,
    draws: DrawsOption = None,
    seed: DrawSeedOption = 0,
    uncertainty: UncertaintyOption = None,
    replan: ReplanOption = False,
    work: EachWorkOption = None,
    out: TablesOption = None,
    workers: DrawWorkersOption = None,
    json: JsonFlag = False,
) -> int:
    """Carry a plan out in futures that its tree does not hold.

    Cost, work left undone, rules broken. Ctrl-C stops; what has been drawn so far is shown.
    """
    if work is not None and not replan:
        raise typer.BadParameter("it limits plans that are made anew: add --replan", param_hint="--work")
    named = place(workers or ("all-cores" if replan else "in-process"))

    from coeplan.api import stress as api

    number, solve = _asked(draws, work, replan=replan)
    options = api.StressOptions(draws=number, seed=seed, replan=solve, place=api.Place.parse(named))
    planned = api.read_planned(plan, instance)
    with ProgressLine() as line:
        found = api.stress(planned, options, uncertainty, line.report, line.token)
    written = () if out is None else api.write_stress(found, out)
    return show_answer(
        lambda: api.stress_values(found) | {"tables": names_of(written)},
        lambda _: api.stress_page(found),
        as_json=json,
        notes=tables_note(written),
    )


def _asked(draws: int | None, work: float | None, *, replan: bool) -> "tuple[int, SolveOptions | None]":
    """Return how many draws are meant, and how each is planned anew."""
    from coeplan.api import stress as api

    if not replan:
        return draws or api.DRAWS, None
    return draws or api.REPLANNED, api.REPLAN if work is None else replace(api.REPLAN, work=work)
