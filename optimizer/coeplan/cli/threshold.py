"""The verb ``threshold``."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from rich.console import Console

from coeplan.core.progress import Progress

from .answers import names_of, show_answer, tables_note
from .edits import EditsOption, SetOption
from .exits import ExitCode
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag, TablesOption
from .solve_options import WorkersOption, place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coeplan.api.threshold import Question, ThresholdProgress, Thresholds, Verdict

RangesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ranges",
        metavar="PATH",
        help="Also seek thresholds with the inputs at or below a path at the ends of their ranges, as the "
        "instance's figures state them; '*' takes all; repeatable.",
    ),
]

MultipliersOption = Annotated[
    list[float] | None,
    typer.Option("--ai", min=0.05, max=20, metavar="X", help="AI multiplier; repeatable. Default 1, 1.3 and 2."),
]

ModelsOption = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="ID", help="Only this operating model, or headquarters; repeatable."),
]

AtOption = Annotated[
    list[int] | None,
    typer.Option("--at", min=1, metavar="HEADS", help="Seek the AI multiplier that changes the cheapest way here."),
]

LocationsOption = Annotated[
    list[str] | None, typer.Option("--location", metavar="ID", help="Only this location; repeatable.")
]

AreaOption = Annotated[
    str | None, typer.Option(metavar="ID", help="Area of work; default: the largest that may sit at a location.")
]

AiAfterOption = Annotated[
    float, typer.Option("--ai-after", min=0, metavar="MONTHS", help="Months of work before AI multiplies output.")
]

EndingOption = Annotated[
    str, typer.Option(metavar="goes-on|closes", help="Whether the site stays at the horizon's end or is closed.")
]

ConversionsOption = Annotated[
    bool, typer.Option("--conversions/--no-conversions", help="A way may pass on to another one.")
]


def threshold(
    instance: InstanceArgument,
    locations: LocationsOption = None,
    models: ModelsOption = None,
    area: AreaOption = None,
    most: Annotated[int, typer.Option(min=2, max=5000, metavar="HEADS", help="Largest size to try.")] = 200,
    multipliers: MultipliersOption = None,
    ai_after: AiAfterOption = 12.0,
    at: AtOption = None,
    years: Annotated[float | None, typer.Option(min=0.25, max=40, help="Horizon; default the instance's.")] = None,
    ending: EndingOption = "goes-on",
    conversions: ConversionsOption = True,
    ranges: RangesOption = None,
    claims: Annotated[bool, typer.Option("--claims", help="Hold claims about sizes against what is found.")] = False,
    edits: SetOption = None,
    files: EditsOption = None,
    out: TablesOption = None,
    workers: WorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Find from how many people each way to run a site pays.

    Location by location. Every size is an experiment: one site, one area, one way to run it, over the horizon and
    its futures. Ctrl-C stops, and what is known by then is told.
    """
    closes = _ending(ending)
    where = place(workers)
    edited = read_edited(instance, edits, files).instance
    from coeplan.api import threshold as api

    question = api.Question(
        scope=api.Scope(_tuple(locations), _tuple(models), area),
        conditions=api.Conditions(years, api.Ending(closes), ai_after, conversions),
        most=most,
        at=tuple(at or ()),
        ends=api.figure_ends(edited, ranges) if ranges else {},
    )
    options = api.SolveOptions(gap=api.GAP, time_limit=api.SECONDS, workers=where)
    with ThresholdLine() as line:
        found = api.find_thresholds(
            edited, _multiplied(question, multipliers), options, line.report_experiments, line.token
        )
    held = api.hold_claims(found, edited) if claims else ()
    return _shown(found, held, () if out is None else api.write_thresholds(found, out, held), as_json=json)


def _shown(found: "Thresholds", held: "Sequence[Verdict]", tables: "Sequence[Path]", *, as_json: bool) -> ExitCode:
    from coeplan.api import threshold as api

    unfinished = () if found.complete else ("Stopped before every search had come to its end.",)
    return show_answer(
        lambda: api.threshold_values(found, held) | {"tables": names_of(tables)},
        lambda _: api.threshold_page(found, held),
        as_json=as_json,
        code=ExitCode.DONE if found.complete or found.points else ExitCode.NO_PLAN,
        notes=(*tables_note(tables), *unfinished),
    )


def _ending(stated: str) -> str:
    known = ("goes-on", "closes")
    if stated not in known:
        raise typer.BadParameter(f"{stated!r} is no ending: expected {' or '.join(known)}", param_hint="--ending")
    return stated


def _tuple(stated: list[str] | None) -> tuple[str, ...] | None:
    return None if stated is None else tuple(stated)


def _multiplied(question: "Question", multipliers: list[float] | None) -> "Question":
    from dataclasses import replace

    return question if multipliers is None else replace(question, multipliers=tuple(multipliers))


class ThresholdLine(ProgressLine):
    """Shows how far the finder is until the block ends; ``report_experiments`` is the callback."""

    STOPPING: ClassVar[str] = "Stopping; what is known so far follows. Ctrl-C again aborts without it."

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console)
        self._experiments: ThresholdProgress | None = None

    def report_experiments(self, progress: "ThresholdProgress") -> None:
        """Take a report."""
        self._experiments = progress
        self.report(Progress(progress.phase, progress.seconds))

    def line(self) -> str:
        """Return the state in one line: time since the start, what is compared, experiments done."""
        text = super().line()
        told = self._experiments
        return text if told is None else f"{text}  {told.done} of {told.known} experiments done"
