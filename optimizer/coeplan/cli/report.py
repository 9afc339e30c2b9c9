"""The verb ``report``."""

from pathlib import Path
from typing import Annotated

import typer

from .answers import names_of, show_answer
from .exits import ExitCode
from .options import JsonFlag

PAGE = Path("report.html")
"""File of a report for which no other is named."""

FORMATS = ("svg", "png")


SourcesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE...",
        help="A plan file or a folder that `solve` has written; several, the base first; or the folder of a study.",
    ),
]
FileOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="File to write, *.html or *.pdf. [default: report.html]")
]
InstancesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--instance",
        metavar="INSTANCE",
        help="Instance of one or more of the plans; may be repeated. Default: instance.json beside the plan.",
    ),
]
WithOption = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="DIR", help="Tables of `threshold --out` or `regret --out` to put in; repeatable."),
]
ChartsOption = Annotated[
    Path | None, typer.Option("--charts", metavar="DIR", help="Write every chart into this folder, as files.")
]
FormatOption = Annotated[str, typer.Option("--format", metavar="NAME", help="Format of --charts: svg or png.")]


def report(
    sources: SourcesArgument,
    out: FileOption = None,
    instance: InstancesOption = None,
    tables: WithOption = None,
    charts: ChartsOption = None,
    chart_format: FormatOption = "svg",
    json: JsonFlag = False,
) -> int:
    """Write a report for a board, as a page or a PDF.

    The page needs no network and no program but a browser. Of a plan it has where, how big, how, what it costs,
    what could go wrong, what to do when, and what was assumed.
    """
    if chart_format not in FORMATS:
        raise typer.BadParameter(
            f"{chart_format!r} is no format; there are {', '.join(FORMATS)}", param_hint="--format"
        )
    from coeplan.api.report import gather_report, write_charts, write_report

    gathered = gather_report(sources, instance or (), tables or ())
    page = out or (PAGE if charts is None else None)
    written = None if page is None else write_report(gathered.report, page)
    drawn = () if charts is None else write_charts(gathered.report, charts, chart_format)
    files = {"report": None if written is None else str(written), "charts": names_of(drawn)}
    about = {"kind": gathered.kind, "title": gathered.report.title, "audited": gathered.audited}
    warning = gathered.report.warning
    return show_answer(
        lambda: about | files | {"notes": list(gathered.notes)},
        lambda _: _told(written, drawn),
        as_json=json,
        code=ExitCode.AUDIT_FAILED if gathered.audited is False else ExitCode.DONE,
        notes=(*(f"note: {note}" for note in gathered.notes), *((f"warning: {warning}",) if warning else ())),
    )


def _told(written: Path | None, drawn: tuple[Path, ...]) -> str:
    page = [] if written is None else [f"Report: {written}"]
    return "\n".join([*page, *(f"Chart: {path}" for path in drawn)])
