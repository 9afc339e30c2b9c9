"""What verbs that run studies share: where they run, and the run under a progress line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coeplan.core.executor_places import Place, PlaceError

from .study_line import StudyLine

if TYPE_CHECKING:
    from coeplan.api.studies import PlannedStudy, RunOptions, StudyStatus

WorkersOption = Annotated[
    str,
    typer.Option("--workers", metavar="WHERE", help="Worker processes: a number, all-cores, or in-process for none."),
]
DaskOption = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Solve on the Dask cluster of this scheduler instead.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="K", help="Solve at most so many cases now.")
]
RetryOption = Annotated[bool, typer.Option("--retry", help="Also solve again cases that went wrong.")]


def run_place(workers: str, dask: str | None) -> Place:
    """Return where cases are solved.

    Raises
    ------
    typer.BadParameter
        Where that is no place, or an address stands in the wrong option.
    """
    try:
        place = Place.parse(workers if dask is None else dask)
    except PlaceError as error:
        raise typer.BadParameter(str(error)) from error
    if (place.address is None) != (dask is None):
        raise typer.BadParameter("the address of a scheduler goes to --dask, the number of processes to --workers")
    return place


def run_with_line(planned: "PlannedStudy", out: Path, options: "RunOptions") -> tuple["StudyStatus", bool]:
    """Run under a progress line, with Ctrl-C as a wish to stop; also return whether there was one."""
    from coeplan.api.studies import run_study

    with StudyLine() as line:
        status = run_study(planned, out, options, line.report_cases, line.token)
    return status, line.token.cancelled and status.left > 0
