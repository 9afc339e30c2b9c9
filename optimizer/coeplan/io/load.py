"""From a file to a checked instance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coeplan_models import Fault, Instance, Place
from coeplan_models.checks import check_around, check_instance
from coeplan_models.checks.samples import is_drawn

from ..core.errors import InputError
from .contract import Finding, held
from .extends import EXTENDS, FROM_CATALOGUE, Library
from .plan_files import with_reference_plans
from .report import in_order, placed, told
from .stand_ins import with_stand_ins
from .tree import MOST_FAULTS, Node, Origin, PartlyReadError, PlaceMap, Plain, Table, boxed, plain

_UNUSED = frozenset({"unused_role", "unused_override", "figure_of_nothing"})
"""Warnings of things that no one uses, which is what a catalogue is full of."""


@dataclass(frozen=True)
class LoadedInstance:
    """An instance that keeps the contract and passed every cross-check."""

    instance: Instance
    """The instance."""

    warnings: tuple[Fault, ...] = ()
    """What is suspicious, with places, by file and line."""

    files: tuple[str, ...] = ()
    """Files read: the instance, what it extends, plans that it refers to."""

    places: PlaceMap = field(default_factory=PlaceMap, repr=False, compare=False)
    """Where everything stands."""

    def place_of(self, path: Sequence[str | int]) -> Place | None:
        """Return where the value at a path of the instance stands; ``None`` if it came from no file."""
        return self.places.place_of(path)


def load_instance(source: str | Path | Mapping[str, Any] | Instance) -> LoadedInstance:
    """Read and check an instance.

    Parameters
    ----------
    source : path, mapping or Instance
        A YAML or JSON file; or what such a file says, with paths relative to the working directory; or an instance
        made in Python, which is only cross-checked.

    Returns
    -------
    LoadedInstance
        The instance, warnings, and where everything stands.

    Raises
    ------
    InputError
        If anything is wrong; ``faults`` lists everything found, by file and line. Where the contract is broken
        somewhere, what does not depend on that place is still cross-checked.
    """
    if isinstance(source, Instance):
        return _checked(source, PlaceMap(), [])
    library = Library()
    try:
        root = _assembled(source, library)
        return _held(root, library.files)
    except InputError as error:
        raise InputError(told(error.faults, library.files)) from error


def _assembled(source: str | Path | Mapping[str, Any], library: Library) -> Node:
    """Return all that the source says, with what it extends and the plans that it refers to."""
    if isinstance(source, Mapping):
        root = library.extended(boxed(source))
    else:
        root = _read(Origin(str(source), Path(source)), library)
    try:
        return with_reference_plans(root, library.files)
    except InputError as error:
        raise InputError([*error.faults, *_other_faults(root, library.files)]) from error


def _read(origin: Origin, library: Library) -> Node:
    try:
        return library.read(origin)
    except PartlyReadError as error:
        unsaid = {fault.path for fault in error.faults}
        others = [fault for fault in _other_faults(error.root, library.files) if fault.path not in unsaid]
        raise InputError([*error.faults, *others]) from error


def _held(root: Node, files: list[str]) -> LoadedInstance:
    places = PlaceMap(root)
    data = plain(root)
    found = held(Instance, data)
    if isinstance(found, Instance):
        return _checked(found, places, files)
    raise InputError(_all_faults(data, found, places))


def _all_faults(data: Plain, findings: Sequence[Finding], places: PlaceMap) -> list[Fault]:
    """Return what breaks the contract, and what cross-checks find wrong apart from that."""
    faults = placed(findings, places)
    if len(findings) > MOST_FAULTS:
        return faults
    mended = with_stand_ins(data, [(found.fault.path, found.at_key) for found in findings])
    instance = None if mended is None else held(Instance, mended[0])
    if mended is not None and isinstance(instance, Instance):
        faults += placed(map(Finding, check_around(instance, mended[1])), places)
    return faults


def _other_faults(root: Node, files: list[str]) -> list[Fault]:
    """Return what is wrong apart from the reference plans, and whatever else could not be read."""
    if not isinstance(root, Table) or EXTENDS in root.entries:
        return []
    rest = Table({key: entry for key, entry in root.entries.items() if key != "reference_plans"}, root.mark)
    try:
        _held(rest, files)
    except InputError as error:
        return [fault for fault in error.faults if fault.code != "unknown_reference_plan"]
    return []


def _checked(instance: Instance, places: PlaceMap, files: list[str]) -> LoadedInstance:
    found = _without_fault(check_instance(instance), places, files)
    if not is_drawn(instance):
        instance = _drawn(instance, places)
        found = _without_fault(check_instance(instance), places, files)
    warnings = tuple(warning for warning in found if not _left_lying(warning))
    return LoadedInstance(instance, warnings, tuple(files), places)


def _without_fault(found: Sequence[Fault], places: PlaceMap, files: list[str]) -> list[Fault]:
    """Return what was found, with places; raise the faults where there are any."""
    told = in_order(placed(map(Finding, found), places), files)
    faults = [fault for fault in told if fault.severity == "fault"]
    if faults:
        raise InputError(faults)
    return told


def _drawn(instance: Instance, places: PlaceMap) -> Instance:
    """Return an instance with its sampled tree drawn, so that whoever reads nodes finds them."""
    # Imported here, because few instances need what it needs.
    from ..sampling import drawn

    try:
        return drawn(instance)
    except InputError as error:
        raise InputError(placed(map(Finding, error.faults), places)) from error


def _left_lying(warning: Fault) -> bool:
    """Whether a warning only says that the instance leaves something of the catalogue unused."""
    shipped = warning.place is not None and warning.place.file.startswith(FROM_CATALOGUE)
    return shipped and warning.code in _UNUSED
