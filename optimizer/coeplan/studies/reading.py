"""Reads study files, and says in words of the file what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coeplan.core.errors import InputError
from coeplan.io import PlaceMap, read_record
from coeplan_models import Fault, Study

from .checks import study_faults


@dataclass(frozen=True)
class ReadStudy:
    """A study, and where it stands."""

    study: Study
    """The study."""

    places: PlaceMap = field(default_factory=PlaceMap, repr=False, compare=False)
    """Where everything stands."""

    def placed(self, error: InputError) -> InputError:
        """Return an error about the study with the places of what its faults speak of."""
        return InputError([_placed(fault, self.places) for fault in error.faults])


def read_study(source: str | Path | Mapping[str, Any]) -> ReadStudy:
    """Read a study and check it by itself; its instance is not looked at.

    Parameters
    ----------
    source : path or mapping
        A YAML or JSON file, or what such a file says.

    Returns
    -------
    ReadStudy
        The study.

    Raises
    ------
    InputError
        If it cannot be read or is not sound; every fault has its path and, in a file, its place.
    """
    read = ReadStudy(*read_record(Study, source))
    faults = [*study_faults(read.study)]
    if faults:
        raise read.placed(InputError(faults))
    return read


def _placed(fault: Fault, places: PlaceMap) -> Fault:
    return fault.model_copy(update={"place": fault.place or places.place_of(fault.path)})
