"""Ways to plan as files of edits, whose lines may leave to the instance what they speak of.

A line may hold names in angle brackets, which each instance fills in: ``keep heads at <headquarters> ..<heads 0.4>``.
Where one stands for several, the line is there once for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from coeplan.core.errors import InputError
from coeplan.core.resources import shipped
from coeplan.io import read_document
from coeplan.io.contract import held
from coeplan.io.report import placed, told
from coeplan.whatif.apply import Edited
from coeplan.whatif.files import SEVERAL, read_what_ifs
from coeplan.whatif.names import nearest
from coeplan.whatif.parse import parse_edit
from coeplan_models import Edit, Fault, Instance, Place, Record
from coeplan_models.base import Identifier
from coeplan_models.edits import WHAT_IF_SCHEMA_VERSION

from .regret_names import filled, has_names
from .regret_records import Archetype

USUAL = ("archetypes", "usual.yaml")
"""Where the archetypes stand that ship with coeplan."""


@dataclass(frozen=True)
class ArchetypeText:
    """A way to plan, as its file says it.

    Attributes
    ----------
    name, title : str
        Its name, and what it is in words.
    lines : tuple of str or Edit
        Its edits; those in text may hold names in angle brackets.
    places : tuple of Place or None
        Where each stands.
    """

    name: str
    title: str
    lines: tuple[str | Edit, ...]
    places: tuple[Place | None, ...]


class _Stated(Record):
    title: str = ""
    description: str = ""
    edits: tuple[str, ...]


class _File(Record):
    """A file of ways to plan with names in angle brackets."""

    schema_version: Literal["1"] = WHAT_IF_SCHEMA_VERSION
    what_ifs: Annotated[Mapping[Identifier, _Stated], Field(min_length=1)]


def usual_archetypes() -> tuple[ArchetypeText, ...]:
    """Return the archetypes that ship with coeplan."""
    return read_archetypes(shipped(*USUAL))


def read_archetypes(path: str | Path, name: str = "") -> tuple[ArchetypeText, ...]:
    """Read a file of ways to plan.

    Parameters
    ----------
    path : str or Path
        Any file of edits; or one of ``what_ifs`` whose edits are lines that may hold names in angle brackets.
    name : str
        The one that is meant; empty for all of the file.

    Raises
    ------
    InputError
        If the file cannot be read, is none, or has nothing of that name; every fault has its line.
    """
    data, places = read_document(path)
    if not has_names(str(data)):
        read = read_what_ifs(path)
        found = [ArchetypeText(each.what_if.name, each.what_if.title, each.what_if.edits, each.places) for each in read]
    else:
        file = held(_File, data)
        if isinstance(file, list):
            raise InputError(told(placed(file, places), [str(path)]))
        found = [
            ArchetypeText(key, said.title, said.edits, tuple(map(places.place_of, _paths(key, said))))
            for key, said in file.what_ifs.items()
        ]
    return _meant(found, name, str(path))


def _paths(name: str, said: _Stated) -> Iterator[tuple[str | int, ...]]:
    return ((SEVERAL, name, "edits", number) for number in range(len(said.edits)))


def _meant(found: Sequence[ArchetypeText], name: str, file: str) -> tuple[ArchetypeText, ...]:
    meant = tuple(each for each in found if name in ("", each.name))
    if meant:
        return meant
    known = tuple(each.name for each in found)
    fault = Fault(
        code="unknown_what_if",
        message=f"there is no what-if {name!r} in it",
        value=name,
        expected=f"one of {', '.join(known)}",
        nearest=nearest(name, known),
        place=Place(file=file),
    )
    raise InputError([fault])


def fitted(text: ArchetypeText, instance: Instance) -> Archetype:
    """Return a way to plan with all names filled in for an instance.

    Raises
    ------
    InputError
        If a line names something that the instance lacks, or is no edit; all that is wrong is told.
    """
    edits: list[Edit] = []
    places: list[Place | None] = []
    faults: list[Fault] = []
    for line, place in zip(text.lines, text.places or (None,) * len(text.lines), strict=True):
        try:
            found = [parse_edit(each, place) for each in filled(line, instance)] if isinstance(line, str) else [line]
        except InputError as error:
            faults += [fault.model_copy(update={"place": place}) for fault in error.faults]
        else:
            edits += found
            places += [place] * len(found)
    if faults:
        raise InputError(faults)
    return Archetype(text.name, text.title, tuple(edits), tuple(places))


def only_rules_out(edited: Edited) -> bool:
    """Whether edits add policies and given plans, and nothing else: then no plan becomes possible, or cheaper."""
    return all(
        change.what == "added" and len(change.path) == 2 and change.path[0] in ("policies", "reference_plans")
        for change in edited.changes
    )
