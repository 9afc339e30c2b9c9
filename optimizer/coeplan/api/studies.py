"""Studies: reading, running, and what came of them."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError, NoPlanError
from coeplan.core.executor import Place
from coeplan.report.files import made_folder
from coeplan.report.studies import study_view, write_study_tables
from coeplan.studies.cases import BASE, edited
from coeplan.studies.checks import plan_faults
from coeplan.studies.expand import cases_of
from coeplan.studies.levels import level_outcomes
from coeplan.studies.lock import StudyBusyError
from coeplan.studies.progress import StudyCallback, StudyProgress
from coeplan.studies.reading import ReadStudy
from coeplan.studies.reading import read_study as read_any
from coeplan.studies.run import PlannedStudy, RunOptions, StudyRun
from coeplan.studies.status import AMISS, StudyStatus, study_status
from coeplan.studies.store import Store
from coeplan.studies.table import study_results, study_table, table_rows
from coeplan.whatif.apply import Edited
from coeplan_models import Fault, Instance
from coeplan_models import Place as FilePlace

from .files import WrittenPlan, write_plan
from .load import load_instance, locate_instance
from .plain import plain_values

__all__ = [
    "AMISS",
    "Place",
    "PlannedStudy",
    "RunOptions",
    "StudyBusyError",
    "StudyProgress",
    "StudyStatus",
    "edited_of_case",
    "found_case",
    "open_case",
    "read_study",
    "run_study",
    "status_values",
    "study_page",
    "study_status",
    "study_table",
    "study_values",
    "write_tables",
]


def read_study(source: str | Path | Mapping[str, Any]) -> PlannedStudy:
    """Read a study with its instance, and list its cases.

    Parameters
    ----------
    source : path or mapping
        A study file, or what such a file says; then the instance is looked for from the working directory.

    Returns
    -------
    PlannedStudy
        Study, instance and cases.

    Raises
    ------
    InputError
        If the study or its instance cannot be used; every fault is listed with its place.
    DesignError
        If it draws cases at random, and the package for that is not installed.
    """
    read = read_any(source)
    beside = Path() if isinstance(source, Mapping) else Path(source).parent
    instance = load_instance(_instance_file(read, beside)).instance
    faults = [*plan_faults(read.study, instance)]
    if faults:
        raise read.placed(InputError(faults))
    try:
        return PlannedStudy(read.study, instance, cases_of(read.study, instance))
    except InputError as error:
        raise read.placed(error) from error


def _instance_file(read: ReadStudy, beside: Path) -> Path:
    """Return the file of a study's instance, relative to the study or shipped as an example."""
    try:
        return locate_instance(read.study.instance, beside).path
    except InputError as error:
        faults = [fault.model_copy(update={"path": ("instance",), "place": None}) for fault in error.faults]
        raise read.placed(InputError(faults)) from error


def run_study(
    source: PlannedStudy | str | Path | Mapping[str, Any],
    folder: str | Path,
    options: RunOptions | None = None,
    on_progress: StudyCallback | None = None,
    cancel: CancelToken | None = None,
) -> StudyStatus:
    """Solve all cases of a study that have no result yet, and write the tables of all.

    Parameters
    ----------
    source : PlannedStudy, path or mapping
        The study: as :func:`read_study` returns it, its file, or what such a file says.
    folder : str or Path
        Where results are kept; made where it is missing. Where it holds some of the same study, the run goes on.
    options : RunOptions, optional
        Where to solve, and how many cases.
    on_progress : callable, optional
        Told about the state of the run, in the calling thread.
    cancel : CancelToken, optional
        Stops the run from another thread; what is done stays.

    Returns
    -------
    StudyStatus
        How far the study is, and which cases went wrong.

    Raises
    ------
    InputError
        If the study cannot be used, or the folder holds results of another study, of other data or with other limits.
    StudyBusyError
        If another process runs a study in the folder.
    PlaceError
        If there are no workers at the place.
    """
    planned = source if isinstance(source, PlannedStudy) else read_study(source)
    store = Store(made_folder(folder))
    status = StudyRun(planned, store.folder, options or RunOptions(), on_progress, cancel).run()
    write_study_tables(study_results(store.folder), store.folder)
    return status


def write_tables(folder: str | Path, out: str | Path) -> tuple[Path, ...]:
    """Write the tables of a study, which may be running, into a folder: all cases, and the outcomes of each level.

    Raises
    ------
    InputError
        If there is no study in the folder, or a file cannot be written.
    """
    return write_study_tables(study_results(folder), out)


def study_page(folder: str | Path) -> RenderableType:
    """Return the page of a study's results, level by level of each factor, for a Rich console."""
    return study_view(study_results(folder))


def study_values(folder: str | Path) -> dict[str, object]:
    """Return the results of a study as plain values for JSON: all cases, and the outcomes of each level."""
    results = study_results(folder)
    base = results.base
    return {
        "study": results.manifest.study.name,
        "instance": results.manifest.instance,
        "currency": results.manifest.currency,
        "base": None if base is None else base.model_dump(mode="json"),
        "cases": table_rows(results),
        "levels": [plain_values(each) | {"changed_share": each.changed_share} for each in level_outcomes(results)],
    }


def status_values(status: StudyStatus) -> dict[str, object]:
    """Return how far a study is as plain values for JSON."""
    base = status.base
    return plain_values(status) | {
        "base": None if base is None else {name: getattr(base, name) for name in _BASE},
        "amiss": [{name: getattr(result, name) for name in _AMISS} for result in status.amiss],
    }


_BASE = ("status", "message", "value", "bound", "gap", "seconds")
_AMISS = ("id", "name", "status", "message")


def open_case(folder: str | Path, case: str, out: str | Path) -> WrittenPlan:
    """Write the plan of a case, its tables and its page into a folder, as a solve of its own would have.

    Parameters
    ----------
    folder : str or Path
        Where the study's results are.
    case : str
        Identifier or name of the case, or ``base`` for the base plan.
    out : str or Path
        Where to; made where it is missing.

    Returns
    -------
    WrittenPlan
        The files.

    Raises
    ------
    InputError
        If there is no such study or case, or a file cannot be read or written.
    NoPlanError
        If the case has no plan.
    """
    store = Store(Path(folder))
    case_id, edits = found_case(store, case)
    result = store.result(case_id)
    if result is None or result.plan_bytes is None:
        told = "it has not been solved" if result is None else f"its status is {result.status}. {result.message}"
        raise NoPlanError(f"case {case!r} has no plan: {told}".rstrip())
    instance = edited_of_case(store, load_instance(store.instance_file).instance, edits, case).instance
    return write_plan(store.plan(case_id), out, instance, audited=True)


def found_case(store: Store, case: str) -> tuple[str, tuple[str, ...]]:
    """Return the identifier and the edits of a study's case.

    Parameters
    ----------
    store : Store
        The study's results.
    case : str
        Identifier or name of the case, or ``base``, which has no edits.

    Raises
    ------
    InputError
        If there is no such study or case.
    """
    manifest = store.manifest()
    named = {each.name: each for each in manifest.cases} | {each.id: each for each in manifest.cases}
    if case == BASE:
        return BASE, ()
    if case not in named:
        raise InputError([_unknown_case(case, tuple(named), store)])
    return named[case].id, named[case].edits


def edited_of_case(store: Store, base: Instance, edits: tuple[str, ...], case: str) -> Edited:
    """Return what a case makes of the base instance; edits may name the base plan."""
    return edited(base, edits, None if store.packed_plan(BASE) is None else store.plan(BASE), f"case {case}")


def _unknown_case(case: str, known: tuple[str, ...], store: Store) -> Fault:
    return Fault(
        code="unknown_case",
        message=f"the study has no case {case!r}",
        value=case,
        expected=f"the name or identifier of a case, as {store.folder}/results.csv lists them, or {BASE!r}",
        nearest=tuple(get_close_matches(case, known, n=3)),
        place=FilePlace(file=str(store.folder)),
    )
