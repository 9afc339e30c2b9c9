"""Options of the verbs that solve."""

import math
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
TotalTimeOption = Annotated[
    float, typer.Option("--total-time", min=1.0, metavar="SECONDS", help="Begin no further solve after so long.")
]
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


def share(text: str, option: str) -> float:
    """Read a share such as 0.02, or per cent such as 2%.

    Raises
    ------
    typer.BadParameter
        Where it is neither, is negative, or is a share above 1: who writes 2 may mean 2 %.
    """
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    try:
        read = float(number) / 100 if percent else float(number)
    except ValueError as error:
        message = f"{text!r} is no share: expected per cent such as 2%, or a share such as 0.02"
        raise typer.BadParameter(message, param_hint=option) from error
    if not percent and read > 1:
        message = f"{text} is {100 * read:g} %: write {text}% for {read:g} %, or {100 * read:g}% if that is meant"
        raise typer.BadParameter(message, param_hint=option)
    if not 0 <= read < math.inf:
        raise typer.BadParameter(f"{text} is no share: expected 0 % or more", param_hint=option)
    return read


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
