"""The verb ``alternatives``."""

from pathlib import Path
from typing import Annotated

import typer

from .answers import names_of, show_answer
from .live import ProgressLine
from .options import InstanceOption, JsonFlag, PlanArgument
from .solve_options import USUAL_SECONDS, SeedOption, place, share

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
    instance: InstanceOption = None,
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
    """Find plans that cost nearly as little but decide otherwise.

    Also which sites all of them need. Ctrl-C stops, and what was found counts.
    """
    margin, named = share(within, "--within"), place(workers)
    from coeplan.api import alternatives as api
    from coeplan.api.files import prepared_folder

    options = api.AlternativesOptions(margin, count, differ, sizes, gap, time_limit, seed, api.Place.parse(named))
    base, asked = api.read_plan_and_instance(plan, instance)
    folder = prepared_folder(out if out is not None else Path("out") / f"{asked.name}-alternatives")
    with ProgressLine() as line:
        found = api.alternatives(asked, base, options, line.report, line.token)
    written = api.write_alternatives(found, folder)
    plans = {name: str(each.plan) for name, each in written.plans.items()}
    folders = ", ".join(str(each.folder) for each in written.plans.values())
    return show_answer(
        lambda: api.alternatives_values(found) | {"tables": names_of(written.tables), "plans": plans},
        lambda _: api.alternatives_page(found),
        as_json=json,
        notes=(f"Tables: {folder}  Plans: {folders or 'none'}",),
    )
