"""Why an instance has no plan, and by how little its rules would have to give."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.analysis.diagnosis.diagnose import DiagnoseOptions, Tell
from coeplan.analysis.diagnosis.diagnose import diagnose as diagnose_loaded
from coeplan.analysis.diagnosis.result import Conflict, Diagnosis, NamedRule, Status, Together, Verified, WayOut
from coeplan.core.cancel import CancelToken
from coeplan.io import LoadedInstance
from coeplan.report.diagnosis import diagnosis_view
from coeplan.report.diagnosis_tables import write_diagnosis_tables
from coeplan.studies.store import Store
from coeplan.whatif.apply import Edited
from coeplan.whatif.edited_places import with_edits
from coeplan_models import Instance

from .load import load_instance
from .plain import plain_values
from .studies import edited_of_case, found_case

__all__ = [
    "Conflict",
    "DiagnoseOptions",
    "Diagnosis",
    "NamedRule",
    "Status",
    "Together",
    "Verified",
    "WayOut",
    "case_instance",
    "diagnose",
    "diagnosis_page",
    "diagnosis_values",
    "write_diagnosis",
]


def diagnose(
    source: str | Path | Mapping[str, Any] | Instance | LoadedInstance,
    options: DiagnoseOptions | None = None,
    tell: Tell | None = None,
    cancel: CancelToken | None = None,
    edited: Edited | None = None,
) -> Diagnosis:
    """Find out which rules of an instance contradict each other, and the least changes that resolve it.

    Parameters
    ----------
    source : path, mapping, Instance or LoadedInstance
        The instance, as :func:`coeplan.load_instance` takes it, or what that returned.
    options : DiagnoseOptions, optional
        How long to look, and where; a minute on all cores unless given.
    tell : callable, optional
        Told what is being done, in the calling thread.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.
    edited : Edited, optional
        What :func:`coeplan.edited_instance` made of ``source``, where that is to be diagnosed; what an edit wrote has
        the place of the edit.

    Returns
    -------
    Diagnosis
        Conflicts, each an irreducible set of rules with the line that sets each of them, and its ways out.

    Raises
    ------
    InputError
        Where the instance cannot be used.
    """
    loaded = source if isinstance(source, LoadedInstance) else load_instance(source)
    asked = loaded if edited is None else with_edits(loaded, edited)
    return diagnose_loaded(asked, options, tell, cancel)


def write_diagnosis(found: Diagnosis, folder: str | Path) -> tuple[Path, ...]:
    """Write what was found as the tables ``conflicts`` and ``ways_out``, as CSV and as Parquet.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_diagnosis_tables(found, folder)


def case_instance(folder: str | Path, case: str) -> tuple[LoadedInstance, Edited]:
    """Return the base instance of a study with the places of its values, and what one of its cases makes of it.

    Parameters
    ----------
    folder : str or Path
        Where the study's results are.
    case : str
        Identifier or name of the case, or ``base``.

    Raises
    ------
    InputError
        If there is no such study or case.
    """
    store = Store(Path(folder))
    _, edits = found_case(store, case)
    loaded = load_instance(store.instance_file)
    return loaded, edited_of_case(store, loaded.instance, edits, case)


def diagnosis_page(found: Diagnosis) -> RenderableType:
    """Return the page of a diagnosis for a Rich console."""
    return diagnosis_view(found)


def diagnosis_values(found: Diagnosis) -> dict[str, object]:
    """Return a diagnosis as plain values for JSON; places as ``file:line:column``."""
    return plain_values(found) | {
        "conflicts": [_conflict_values(each) for each in found.conflicts],
        "together": None if found.together is None else _together_values(found.together),
    }


def _conflict_values(conflict: Conflict) -> dict[str, object]:
    return plain_values(conflict) | {
        "rules": [_placed_values(each) for each in conflict.rules],
        "ways": [_placed_values(each) for each in conflict.ways],
    }


def _together_values(together: Together) -> dict[str, object]:
    ways = [_placed_values(each) for each in together.ways]
    return plain_values(together) | {"edits": list(together.edits), "ways": ways}


def _placed_values(record: NamedRule | WayOut) -> dict[str, object]:
    place = None if record.place is None else str(record.place)
    return plain_values(record) | {"place": place}
