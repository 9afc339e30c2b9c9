"""The verbs about studies: ``study run``, ``study status``, ``study table``, ``study open``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import output
from .exits import ExitCode
from .options import JsonFlag
from .study_line import duration
from .study_run import DaskOption, LimitOption, RetryOption, WorkersOption, run_place, run_with_line

if TYPE_CHECKING:
    from coeplan.api.studies import StudyStatus

HELP = "Solve many what-ifs of one instance, and tell what comes of them."

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
    code = ExitCode.FAILED if status.amiss or stopped else ExitCode.DONE
    if json:
        output.result(status_values(status) | {"stopped": stopped, "exit_code": int(code)})
    else:
        _print(status)
    _tell(status, stopped=stopped)
    return code


def _print(status: "StudyStatus") -> None:
    output.write(f"Study {status.study}: {status.done} of {status.cases} cases done, {status.left} left.")
    for name, number in status.by_status.items():
        output.write(f"- {name}: {number}")
    if status.base is not None:
        value = "no plan" if status.base.value is None else f"{status.base.value:,.2f}"
        output.write(f"Base plan: {value} ({status.base.status}).")
    for result in status.amiss[:MOST_TOLD]:
        output.write(f"! {result.name} ({result.id}) {result.status}: {result.message}")
    if len(status.amiss) > MOST_TOLD:
        output.write(f"! and {len(status.amiss) - MOST_TOLD} more, all of them in {status.folder}/results.csv")
    if status.mean_seconds is not None:
        mean = f"{status.mean_seconds:.1f} s a case"
        output.write(f"Time: {duration(status.seconds)} in all cases together, {mean}.")


def _tell(status: "StudyStatus", *, stopped: bool) -> None:
    """Say on standard error what is worth knowing besides."""
    if stopped:
        output.say("Stopped; run the study again to go on.")
    if status.others:
        output.say(f"{status.others} results are of cases that the study does not list any more; they are left out.")
    output.say(f"Table: {status.folder}/results.csv  Page: coeplan study table {status.folder}")


def status(folder: StudyFolder, json: JsonFlag = False) -> int:
    """Say how far a study is; it may be running."""
    from coeplan.api.studies import status_values, study_status

    found = study_status(folder)
    if json:
        output.result(status_values(found))
        return ExitCode.DONE
    _print(found)
    if found.damaged:
        output.write(f"Files of {len(found.damaged)} cases are damaged; the next run solves these again.")
    output.write("A run is under way." if found.running else "No run is under way.")
    return ExitCode.DONE


def table(
    folder: StudyFolder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write all cases and levels as tables into this folder.")
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Show what each level of a factor does to cost and decisions."""
    from coeplan.api.studies import study_page, study_values, write_tables

    written = [] if out is None else [str(path) for path in write_tables(folder, out)]
    if written:
        output.say(f"Wrote {', '.join(written)}.")
    if json:
        output.result(study_values(folder) | {"written": written})
    elif out is None:
        output.show(study_page(folder), output.page_width())
    return ExitCode.DONE


def open_case(
    folder: StudyFolder,
    case: Annotated[str, typer.Argument(metavar="CASE", help="Name or identifier of a case; base for the base plan.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")],
    json: JsonFlag = False,
) -> int:
    """Write the plan of a case, to show, compare and audit."""
    from coeplan.api.studies import open_case as open_any

    written = open_any(folder, case, out)
    values: dict[str, Any] = {"plan": str(written.plan), "page": str(written.page)}
    if json:
        output.result({"case": case} | values)
    else:
        output.write(f"Wrote {written.plan}. Next: coeplan show {written.plan}")
    return ExitCode.DONE


VERBS = {"run": run, "status": status, "table": table, "open": open_case}
"""The verbs by name."""
