"""The verb ``regret``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answers import names_of, show_answer, tables_note
from .edits import EditsOption, SetOption
from .exits import ExitCode
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import EachGapOption, EachTimeOption, SeedOption, SolvesOption, VariantWorkersOption, place

if TYPE_CHECKING:
    from coeplan.api.regret import RegretTable, WrittenRegret

PlansOption = Annotated[
    list[Path] | None,
    typer.Option("--plan", metavar="PLAN", help="A plan of the instance, instead of solving it; repeatable."),
]
ArchetypeOption = Annotated[
    list[str] | None,
    typer.Option("--archetype", metavar="FILE[#NAME]", help="Ways to plan, as a file of edits; repeatable."),
]
UsualOption = Annotated[
    bool, typer.Option("--archetypes", help="Also the ways to plan that ship with coeplan, as far as they fit.")
]
FutureOption = Annotated[
    list[str] | None,
    typer.Option("--future", metavar="FILE[#NAME]", help="What else may happen, as a file of edits; repeatable."),
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="FUTURE", help="Future that --future befalls; default the likeliest.")
]
KnownFromOption = Annotated[
    int | None,
    typer.Option("--known-from", min=0, metavar="PERIOD", help="When it shows that a --future has come."),
]
MostOption = Annotated[
    int, typer.Option("--futures", min=1, metavar="N", help="Of the tree's futures so many, the likeliest.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables and plan; default out/NAME-regret.")
]


def regret(
    instance: InstanceArgument,
    plans: PlansOption = None,
    archetype: ArchetypeOption = None,
    archetypes: UsualOption = False,
    future: FutureOption = None,
    on: OnOption = None,
    known_from: KnownFromOption = None,
    futures: MostOption = 9,
    best: Annotated[bool, typer.Option("--best/--no-best", help="Also the best plan of each future.")] = True,
    edits: SetOption = None,
    files: EditsOption = None,
    solves: SolvesOption = 400,
    out: OutOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say what plans cost in each future, beside the best there.

    Plans, and ways to plan, beside the best that one could have done. Limits hold for each solve. Ctrl-C stops, and
    what was found counts.
    """
    named = place(workers)
    edited = read_edited(instance, edits, files)
    from coeplan.api import regret as api
    from coeplan.api.files import prepared_folder

    each = api.SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    options = api.RegretOptions(each, api.Place.parse(named), solves, futures, best, known_from)
    question = api.RegretQuestion(tuple(plans or ()), tuple(archetype or ()), archetypes, tuple(future or ()), on)
    folder = prepared_folder(out if out is not None else Path("out") / f"{edited.instance.name}-regret")
    with ProgressLine() as line:
        found = api.regret(edited, question, options, line.report, line.token)
    return _shown(found, api.write_regret(found, folder), as_json=json)


def _shown(found: "RegretTable", written: "WrittenRegret", *, as_json: bool) -> ExitCode:
    from coeplan.api import regret as api

    plan = None if written.plan is None else str(written.plan.plan)
    return show_answer(
        lambda: api.regret_values(found) | {"tables": names_of(written.tables), "plan": plan},
        lambda width: api.regret_page(found, width),
        as_json=as_json,
        code=ExitCode.DONE if any(each.high is not None for each in found.best) else ExitCode.NO_PLAN,
        notes=(*tables_note(written.tables), *(() if plan is None else (f"Plan: {plan}",))),
    )
