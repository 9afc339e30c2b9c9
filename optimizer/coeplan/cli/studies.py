"""The verbs about studies: ``study run``, ``study status``, ``study table``, ``study open``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answers import names_of, show_answer
from .exits import ExitCode
from .options import JsonFlag
from .study_line import duration
from .study_run import DaskOption, LimitOption, RetryOption, WorkersOption, run_place, run_with_line

if TYPE_CHECKING:
    from coeplan.api.studies import StudyStatus

HELP = "Solve many what-ifs of one instance, and tell of them."

MOST_TOLD = 10
"""Cases that went wrong and are told one by one; the table has all."""

StudyFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that `study run` has written.")]


def run(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Study file.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the results; a run there goes on.")],
    workers: WorkersOption = "all-cores",
    dask: DaskOption = None,
    limit: LimitOption = None,
    retry: RetryOption = False,
    json: JsonFlag = False,
) -> int:
    """Solve the cases of a study that have no result yet.

    Ctrl-C stops, and so may any accident: what is done stays, and the next run goes on from there.
    """
    place = run_place(workers, dask)
    # What is slow to load comes after what is quick to find wrong.
    from coeplan.api.studies import RunOptions, read_study, status_values

    planned = read_study(study)
    status, stopped = run_with_line(planned, out, RunOptions(place=place, limit=limit, retry=retry))
    return show_answer(
        lambda: status_values(status) | {"stopped": stopped},
        lambda _: "\n".join(_lines(status)),
        as_json=json,
        code=ExitCode.FAILED if status.amiss or stopped else ExitCode.DONE,
        notes=_notes(status, stopped=stopped),
    )


def _lines(status: "StudyStatus") -> Iterator[str]:
    yield f"Study {status.study}: {status.done} of {status.cases} cases done, {status.left} left."
    yield from (f"- {name}: {number}" for name, number in status.by_status.items())
    if status.base is not None:
        value = "no plan" if status.base.value is None else f"{status.base.value:,.2f}"
        yield f"Base plan: {value} ({status.base.status})."
    yield from (f"! {each.name} ({each.id}) {each.status}: {each.message}" for each in status.amiss[:MOST_TOLD])
    if len(status.amiss) > MOST_TOLD:
        yield f"! and {len(status.amiss) - MOST_TOLD} more, all of them in {status.folder}/results.csv"
    if status.mean_seconds is not None:
        mean = f"{status.mean_seconds:.1f} s a case"
        yield f"Time: {duration(status.seconds)} in all cases together, {mean}."


def _notes(status: "StudyStatus", *, stopped: bool) -> Iterator[str]:
    """Yield what is worth knowing besides, for standard error."""
    if stopped:
        yield "Stopped; run the study again to go on."
    if status.others:
        yield f"{status.others} results are of cases that the study does not list any more; they are left out."
    yield f"Table: {status.folder}/results.csv  Page: coeplan study table {status.folder}"


def status(folder: StudyFolder, json: JsonFlag = False) -> int:
    """Say how far a study is; it may be running."""
    from coeplan.api.studies import status_values, study_status

    found = study_status(folder)
    damaged = f"Files of {len(found.damaged)} cases are damaged; the next run solves these again."
    under_way = "A run is under way." if found.running else "No run is under way."
    lines = [*_lines(found), *([damaged] if found.damaged else []), under_way]
    return show_answer(lambda: status_values(found), lambda _: "\n".join(lines), as_json=json)


def table(
    folder: StudyFolder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write all cases and levels as tables into this folder.")
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Show what each level of a factor does to cost and decisions."""
    from coeplan.api.studies import study_page, study_values, write_tables

    written = [] if out is None else names_of(write_tables(folder, out))
    return show_answer(
        lambda: study_values(folder) | {"written": written},
        lambda _: study_page(folder) if out is None else None,
        as_json=json,
        notes=(f"Wrote {', '.join(written)}.",) if written else (),
    )


def open_case(
    folder: StudyFolder,
    case: Annotated[str, typer.Argument(metavar="CASE", help="Name or identifier of a case; base for the base plan.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")],
    json: JsonFlag = False,
) -> int:
    """Write the plan of a case, to show, compare and audit."""
    from coeplan.api.studies import open_case as open_any

    written = open_any(folder, case, out)
    return show_answer(
        lambda: {"case": case, "plan": str(written.plan), "page": str(written.page)},
        lambda _: f"Wrote {written.plan}. Next: coeplan show {written.plan}",
        as_json=json,
    )


VERBS = {"run": run, "status": status, "table": table, "open": open_case}
"""The verbs by name."""
