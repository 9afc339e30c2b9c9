"""The verb ``frontier``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coeplan.core.cancel import CancelToken

from . import output
from .edits import EditsOption, SetOption
from .exits import of_termination
from .instances import read_edited
from .interrupt import cancelled_by_interrupt
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import GapOption, SeedOption, TimeLimitOption, WorkOption, place, seconds

if TYPE_CHECKING:
    from coeplan.api.edits import Edited
    from coeplan.api.frontier import Frontier, FrontierOptions, WrittenFrontier


MeasuresOption = Annotated[
    str,
    typer.Option(
        "--measures",
        metavar="NAME,NAME[,NAME]",
        help="Two or three of cost, cvar, concentration (of a country; also concentration_location, _region, "
        "_vendor, _model), risk, overlap, capital; cost or cvar among them.",
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
    """Find the plans between two or three measures that no plan beats in one without losing in another.

    Limits hold for each solve. Ctrl-C stops the search, and what was found counts.
    """
    limit, spread, named = seconds(time_limit, work), _steps(steps or ()), place(workers)
    edited = read_edited(instance, edits, files)
    from coeplan.api.files import prepared_folder
    from coeplan.api.frontier import FrontierOptions, Place, SolveOptions, write_frontier

    each = SolveOptions(gap=gap, time_limit=limit, work=work, seed=seed)
    options = FrontierOptions(points=points, steps=spread, solve=each, place=Place.parse(named))
    folder = prepared_folder(out if out is not None else Path("out") / f"{edited.instance.name}-frontier")
    found = _found(edited, measures, options)
    written = write_frontier(found, folder) if found.points else None
    code = of_termination(found.stopped, has_plan=bool(found.points))
    if json:
        output.result(_values(found, written) | {"exit_code": int(code)})
    else:
        _print(found)
    if written is not None:
        output.say(f"Table: {written.tables[0]}  Plans: {folder}/p01 and so on.")
    return code


def _found(edited: "Edited", measures: str, options: "FrontierOptions") -> "Frontier":
    """Search under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.frontier import frontier as find

    token = CancelToken()
    names = [name.strip() for name in measures.split(",") if name.strip()]
    with ProgressLine(output.messages()) as line, cancelled_by_interrupt(token, line.stopping):
        return find(edited, names, options, line.report, token)


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


def _print(found: "Frontier") -> None:
    from coeplan.api.frontier import frontier_page

    output.show(frontier_page(found), output.page_width())


def _values(found: "Frontier", written: "WrittenFrontier | None") -> dict[str, Any]:
    from coeplan.api.frontier import frontier_values

    tables, plans = ((), {}) if written is None else (written.tables, written.plans)
    files = {"tables": [str(path) for path in tables], "plans": {name: str(p.plan) for name, p in plans.items()}}
    return {**frontier_values(found), **files}
