"""The verb ``sample-size``."""

from typing import Annotated

import typer

from .answers import names_of, show_answer, tables_note
from .edits import EditsOption, SetOption
from .exits import ExitCode
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag, TablesOption
from .solve_options import EachGapOption, EachTimeOption, SeedOption, VariantWorkersOption, place

LeavesOption = Annotated[
    str, typer.Option("--leaves", metavar="N[,N...]", help="Numbers of leaves to try, each at least 2.")
]
ReplicationsOption = Annotated[
    int,
    typer.Option(
        "--replications",
        min=2,
        metavar="M",
        help="Independent batches of futures for the largest; smaller ones share the same futures.",
    ),
]
ConfidenceOption = Annotated[
    float, typer.Option("--confidence", metavar="LEVEL", help="Level of the interval, between 0.5 and 1.")
]


def sample_size(
    instance: InstanceArgument,
    leaves: LeavesOption = "5,10,20",
    replications: ReplicationsOption = 5,
    confidence: ConfidenceOption = 0.95,
    edits: SetOption = None,
    files: EditsOption = None,
    out: TablesOption = None,
    gap: EachGapOption = 0.0005,
    time_limit: EachTimeOption = 120.0,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say how many leaves a sampled tree needs.

    Cost in and out of sample, and how far from the best it may be. Ctrl-C stops; what has been found so far is shown.
    """
    named = place(workers)
    tried = _numbers(leaves)
    if not 0.5 < confidence < 1:
        raise typer.BadParameter(f"{confidence} is no level between 0.5 and 1", param_hint="--confidence")
    from coeplan.api import sample_size as api

    each = api.SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    options = api.SampleSizeOptions(tried, replications, confidence, each, api.Place.parse(named))
    edited = read_edited(instance, edits, files)
    with ProgressLine() as line:
        found = api.sample_sizes(edited, options, line.report, line.token)
    written = () if out is None else api.write_sample_sizes(found, out)
    return show_answer(
        lambda: api.sample_sizes_values(found) | {"tables": names_of(written)},
        lambda _: api.sample_sizes_page(found),
        as_json=json,
        code=ExitCode.DONE if any(each.batches for each in found.sizes) else ExitCode.NO_PLAN,
        notes=tables_note(written),
    )


def _numbers(leaves: str) -> tuple[int, ...]:
    parts = [part.strip() for part in leaves.split(",")]
    if not all(part.isdecimal() and int(part) >= 2 for part in parts):
        raise typer.BadParameter(
            f"{leaves!r} is no list of whole numbers of at least 2, such as 5,10,20", param_hint="--leaves"
        )
    return tuple(int(part) for part in parts)
