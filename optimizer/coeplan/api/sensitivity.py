"""Sensitivity: which inputs move cost, which move the decision, and where it switches."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.core.cancel import CancelToken
from coeplan.report.sensitivity import sensitivity_view, write_sensitivity_tables
from coeplan.studies.expand import cases_of
from coeplan.studies.progress import StudyCallback
from coeplan.studies.reading import read_study
from coeplan.studies.run import PlannedStudy, RunOptions
from coeplan.studies.sensitivity_lines import stated_inputs
from coeplan.studies.sensitivity_result import Sensitivity, read_sensitivity
from coeplan.studies.sensitivity_screen import ScreenError
from coeplan_models import Instance

from .load import load_instance
from .plain import plain_values
from .studies import run_study

__all__ = [
    "ScreenError",
    "Sensitivity",
    "read_sensitivity",
    "run_sensitivity",
    "sensitivity_page",
    "sensitivity_study",
    "sensitivity_values",
    "write_sensitivity_tables",
]

ALL_FIGURES = "*"
"""Path of all figures."""

LONGEST_NAME = 64
"""Letters that the name of a study may have."""


def sensitivity_study(
    instance: str | Path | Instance,
    inputs: Sequence[str] = (),
    cases: Mapping[str, Any] | None = None,
    limits: Mapping[str, Any] | None = None,
) -> PlannedStudy:
    """Return the study that tells which inputs of an instance matter.

    Parameters
    ----------
    instance : path or Instance
        Its file, the name of a shipped example, or the instance itself.
    inputs : sequence of str
        One line for each: ``PATH x LOW..HIGH`` (factors), ``PATH = LOW..HIGH`` (values), or ``PATH`` alone for all
        figures at or below it that have a range. Where neither these nor ``cases`` name any, all figures.
    cases : mapping, optional
        Method and its options, as a study file says them: ``{"kind": "tornado"}`` (the default), ``morris`` or
        ``sobol``.
    limits : mapping, optional
        When each solve stops, as a study file says it.

    Returns
    -------
    PlannedStudy
        To be run by :func:`run_sensitivity`.

    Raises
    ------
    InputError
        If the instance, a line or the cases cannot be used.
    DesignError
        If the package that draws Morris and Sobol is not installed.

    Examples
    --------
    >>> study = sensitivity_study("micro-coe", ["terminal_months = 0..24"])
    >>> [case.name for case in study.cases]
    ['terminal_months=0', 'terminal_months=24']
    """
    loaded = load_instance(instance).instance
    kind = "tornado" if cases is None else cases.get("kind", "tornado")
    said = {
        "name": f"{loaded.name}-{kind}"[:LONGEST_NAME],
        "instance": loaded.name if isinstance(instance, Instance) else str(instance),
        "limits": dict(limits or {}),
        "cases": _cases(inputs, {"kind": kind, **(cases or {})}),
    }
    study = read_study(said).study
    return PlannedStudy(study, loaded, cases_of(study, loaded))


def _cases(inputs: Sequence[str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return cases with the inputs of lines among them, or all figures where nothing is named."""
    stated = stated_inputs(inputs)
    figures = said.get("figures", ())
    named = {
        "ranges": {**said.get("ranges", {}), **stated.ranges},
        "figures": [*([figures] if isinstance(figures, str) else figures), *stated.figures],
    }
    if not named["ranges"] and not named["figures"]:
        named["figures"] = [ALL_FIGURES]
    return {**said, **named}


def run_sensitivity(
    source: PlannedStudy | str | Path | Mapping[str, Any],
    folder: str | Path,
    options: RunOptions | None = None,
    on_progress: StudyCallback | None = None,
    cancel: CancelToken | None = None,
) -> Sensitivity:
    """Solve what a sensitivity study has not solved yet, write its tables, and return what it has found.

    Parameters
    ----------
    source : PlannedStudy, path or mapping
        The study: as :func:`sensitivity_study` returns it, its file, or what such a file says.
    folder : str or Path
        Where results are kept; where it holds some of the same study, the run goes on.
    options : RunOptions, optional
        Where to solve, and how many cases.
    on_progress : callable, optional
        Told about the state of the run, in the calling thread.
    cancel : CancelToken, optional
        Stops the run from another thread; what is done stays.

    Returns
    -------
    Sensitivity
        What it has found.

    Raises
    ------
    InputError
        If the study cannot be used, or the folder holds other results.
    StudyBusyError
        If another process runs a study in the folder.
    PlaceError
        If there are no workers at the place.
    ScreenError
        If too many cases of a global screen have no plan; what is solved is kept.

    Examples
    --------
    >>> found = run_sensitivity(sensitivity_study("firm.yaml"), "out/tornado")  # doctest: +SKIP
    >>> found.tornado.bars[0].swing  # doctest: +SKIP
    """
    run_study(source, folder, options, on_progress, cancel)
    found = read_sensitivity(folder)
    write_sensitivity_tables(found, folder)
    return found


def sensitivity_page(found: Sensitivity, width: int) -> RenderableType:
    """Return the page of what a sensitivity study has found, for a Rich console of so many columns."""
    return sensitivity_view(found, width)


def sensitivity_values(found: Sensitivity) -> dict[str, object]:
    """Return what a sensitivity study has found as plain values for JSON."""
    base = None if found.base is None else found.base.model_dump(mode="json")
    return plain_values(found) | {"base": base}
