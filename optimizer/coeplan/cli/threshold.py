"""The verb ``threshold``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress

from . import output
from .edits import EditsOption, SetOption
from .exits import ExitCode
from .instances import read_edited
from .interrupt import cancelled_by_interrupt
from .live import STOPPING, ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import WorkersOption, place

if TYPE_CHECKING:
    from coeplan.api.threshold import Question, ThresholdProgress, Thresholds, Verdict
    from coeplan_models import Instance

STOPPING_SEARCH = "Stopping; what is known so far follows. Ctrl-C again aborts without it."

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
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the tables into this folder.")] = None,
    workers: WorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Find from how many people each way of running a site pays, location by location.

    Every size is an experiment: one site, one area, one way to run it, over the horizon and its futures. Ctrl-C stops,
    and what is known by then is told.
    """
    closes = _ending(ending)
    where = place(workers)
    edited = read_edited(instance, edits, files).instance
    from coeplan.api.threshold import Conditions, Ending, Question, Scope, figure_ends

    question = Question(
        scope=Scope(_tuple(locations), _tuple(models), area),
        conditions=Conditions(years, Ending(closes), ai_after, conversions),
        most=most,
        at=tuple(at or ()),
        ends=figure_ends(edited, ranges) if ranges else {},
    )
    found = _found(edited, _multiplied(question, multipliers), where)
    return _told(edited, found, claims=claims, out=out, json=json)


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


def _found(instance: "Instance", question: "Question", where: str) -> "Thresholds":
    """Search under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.threshold import GAP, SECONDS, SolveOptions, find_thresholds

    token = CancelToken()
    options: SolveOptions = SolveOptions(gap=GAP, time_limit=SECONDS, workers=where)
    line = ThresholdLine(output.messages())
    with line, cancelled_by_interrupt(token, line.stopping):
        return find_thresholds(instance, question, options, line.report_experiments, token)


def _told(instance: "Instance", found: "Thresholds", *, claims: bool, out: Path | None, json: bool) -> int:
    """Print what was found, write its tables, and return the exit code."""
    from coeplan.api.threshold import hold_claims, threshold_page, threshold_values, write_thresholds

    held: tuple[Verdict, ...] = hold_claims(found, instance) if claims else ()
    written = [] if out is None else [str(path) for path in write_thresholds(found, out, held)]
    code = ExitCode.DONE if found.complete else ExitCode.FAILED
    if json:
        values: dict[str, Any] = threshold_values(found, held) | {"written": written, "exit_code": int(code)}
        output.result(values)
    else:
        output.show(threshold_page(found, held), output.page_width())
    if written:
        output.say(f"Wrote {', '.join(written)}.")
    if not found.complete:
        output.say("Stopped before every search had come to its end.")
    return code


class ThresholdLine(ProgressLine):
    """Shows how far the finder is until the block ends; ``report_experiments`` is the callback."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._experiments: ThresholdProgress | None = None

    def report_experiments(self, progress: "ThresholdProgress") -> None:
        """Take a report."""
        self._experiments = progress
        self.report(Progress(progress.phase, progress.seconds))

    def line(self) -> str:
        """Return the state in one line: time since the start, what is compared, experiments done."""
        text = super().line().replace(STOPPING, STOPPING_SEARCH)
        told = self._experiments
        return text if told is None else f"{text}  {told.done} of {told.known} experiments done"
