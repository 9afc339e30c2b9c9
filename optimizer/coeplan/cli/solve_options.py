"""Options of the verbs that solve."""

from typing import Annotated

import typer

from coeplan.core.executor_places import Place, PlaceError

USUAL_SECONDS = 300.0
"""Time limit where nothing is said."""

GapOption = Annotated[
    float, typer.Option("--gap", min=0.0, metavar="SHARE", help="Stop at this gap between plan and proved bound.")
]
TimeLimitOption = Annotated[
    float | None,
    typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Stop after so long; 300 if nothing is said."),
]
WorkOption = Annotated[
    float | None,
    typer.Option(
        "--work",
        min=1.0,
        metavar="UNITS",
        help="Stop after so much work instead, in units of about a second: the result is the same on every run.",
    ),
]
ThreadsOption = Annotated[int | None, typer.Option("--threads", min=1, help="Threads of the solver; default as fits.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the solver's random choices.")]
KeepingOption = Annotated[
    bool, typer.Option("--keeping/--no-keeping", help="Also cost keeping the present sites, to tell the saving.")
]
WorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where large trees are solved: all-cores, a number of processes, in-process, or tcp://HOST:PORT of Dask.",
    ),
]
BySubtreesOption = Annotated[
    bool | None,
    typer.Option("--by-subtrees/--whole", help="Solve the tree part by part, or as one model; default by its size."),
]
SolvesOption = Annotated[int, typer.Option("--solves", min=2, metavar="N", help="Make at most so many solves.")]
EachGapOption = Annotated[float, typer.Option("--gap", min=0.0, metavar="SHARE", help="Gap that each solve stops at.")]
EachTimeOption = Annotated[float, typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Limit of each solve.")]
VariantWorkersOption = Annotated[
    str,
    typer.Option(
        "--workers",
        metavar="PLACE",
        help="Where variants are solved: all-cores, a number of processes, in-process, or tcp://HOST:PORT of Dask.",
    ),
]


def seconds(time_limit: float | None, work: float | None) -> float:
    """Return the time limit that is meant.

    Raises
    ------
    typer.BadParameter
        Where there are two limits.
    """
    if time_limit is not None and work is not None:
        raise typer.BadParameter("--time-limit and --work are two limits: say one of them")
    return USUAL_SECONDS if time_limit is None else time_limit


def place(workers: str) -> str:
    """Return the name of a place to work.

    Raises
    ------
    typer.BadParameter
        Where it is none.
    """
    try:
        return str(Place.parse(workers))
    except PlaceError as error:
        raise typer.BadParameter(str(error), param_hint="--workers") from error
