"""The verb ``frontier``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .answers import names_of, show_answer
from .edits import EditsOption, SetOption
from .exits import of_termination
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import GapOption, SeedOption, TimeLimitOption, WorkOption, place, seconds

MeasuresOption = Annotated[
    str,
    typer.Option(
        "--measures",
        metavar="NAME,NAME[,NAME]",
        help="Two or three of cost, cvar, worst, concentration (of a country; also concentration_location, _region, "
        "_vendor, _model), risk, overlap, capital; cost, cvar or worst among them.",
    ),
]
PointsOption = Annotated[int, typer.Option("--points", min=1, metavar="N", help="Look for at most so many points.")]
StepOption = Annotated[
    list[str] | None,
    typer.Option("--step", metavar="NAME=VALUE", help="Smallest difference of a measure that matters; repeatable."),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables and plans; default out/NAME-frontier.")
]
PointWorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where points are solved: all-cores, a number of processes, in-process, or tcp://HOST:PORT of Dask.",
    ),
]


def frontier(
    instance: InstanceArgument,
    measures: MeasuresOption = "cost,concentration",
    edits: SetOption = None,
    files: EditsOption = None,
    points: PointsOption = 12,
    steps: StepOption = None,
    out: OutOption = None,
    gap: GapOption = 0.005,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    seed: SeedOption = 0,
    workers: PointWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Find the best plans between two or three measures.

    No plan beats them in one measure without losing in another. Limits hold for each solve. Ctrl-C stops the
    search, and what was found counts.
    """
    limit, spread, named = seconds(time_limit, work), _steps(steps or ()), place(workers)
    edited = read_edited(instance, edits, files)
    from coeplan.api import frontier as api
    from coeplan.api.files import prepared_folder

    each = api.SolveOptions(gap=gap, time_limit=limit, work=work, seed=seed)
    options = api.FrontierOptions(points=points, steps=spread, solve=each, place=api.Place.parse(named))
    folder = prepared_folder(out if out is not None else Path("out") / f"{edited.instance.name}-frontier")
    names = [name.strip() for name in measures.split(",") if name.strip()]
    with ProgressLine() as line:
        found = api.frontier(edited, names, options, line.report, line.token)
    written = api.write_frontier(found, folder) if found.points else None
    tables, plans = ((), {}) if written is None else (written.tables, written.plans)
    places = {"tables": names_of(tables), "plans": {name: str(each.plan) for name, each in plans.items()}}
    return show_answer(
        lambda: api.frontier_values(found) | places,
        lambda _: api.frontier_page(found),
        as_json=json,
        code=of_termination(found.stopped, has_plan=bool(found.points)),
        notes=() if written is None else (f"Tables: {folder}  Plans: {folder}/p01 and so on.",),
    )


def _steps(stated: Sequence[str]) -> dict[str, float]:
    """Read steps as they stand on the command line.

    Raises
    ------
    typer.BadParameter
        Where one is no name with a number.
    """
    found: dict[str, float] = {}
    for text in stated:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError as error:
            message = f"{text!r} is no step: expected a measure and a number, such as concentration=0.05"
            raise typer.BadParameter(message, param_hint="--step") from error
    return found
