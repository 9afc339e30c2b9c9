"""Files of edits: one what-if, or several by name, with the place of every edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, cast

from pydantic import Field, JsonValue

from coeplan.core.errors import InputError
from coeplan.io import PlaceMap, read_document
from coeplan.io.contract import Finding, held
from coeplan.io.report import placed, told
from coeplan.io.tree import Path as KeyPath
from coeplan_models import Fault, Place, Record
from coeplan_models.base import Identifier
from coeplan_models.edits import WHAT_IF_SCHEMA_VERSION, ChangeAtMost, Edit, FreezePeriods, WhatIf
from coeplan_models.faults import shortened

from .parse import held_edit, parse_edit

SEVERAL = "what_ifs"
"""Key of a file that holds several what-ifs."""

_EDITS = "edits"

EditsSaid = str | tuple[str | dict[str, JsonValue], ...]
"""Edits as a file says them."""


class _Several(Record):
    """A file that holds several what-ifs."""

    schema_version: Literal["1"] = WHAT_IF_SCHEMA_VERSION
    what_ifs: Annotated[Mapping[Identifier, JsonValue], Field(min_length=1)]
    """What-ifs by name."""


class _Among(Record):
    """One of them."""

    title: str = ""
    description: str = ""
    edits: EditsSaid
    """Lines or maps, or one line."""


class _Alone(_Among):
    """A file that holds one what-if."""

    schema_version: Literal["1"] = WHAT_IF_SCHEMA_VERSION
    name: Identifier | None = None


@dataclass(frozen=True)
class ReadWhatIf:
    """A what-if, and where its edits stand."""

    what_if: WhatIf
    """The what-if; plans that its pins name are relative to the working directory."""
    places: tuple[Place | None, ...] = ()
    """Place of each edit; empty where it came from no file."""


def read_what_ifs(path: str | Path) -> tuple[ReadWhatIf, ...]:
    """Read a file of edits.

    Parameters
    ----------
    path : str or Path
        A YAML or JSON file that holds one what-if (``edits``, and if need be ``name``, ``title``, ``description``;
        or no more than the list of edits), or several under ``what_ifs``, keyed by name. An edit is a line or a map.
        A single what-if without a name has that of the file; plans that pins name are found relative to the file.

    Returns
    -------
    tuple of ReadWhatIf
        The what-ifs, in the order of the file.

    Raises
    ------
    InputError
        If the file cannot be read, or says anything that is no edit; every fault has its line.
    """
    data, places = read_document(path)
    reader = _Reader(Path(path), places)
    found = reader.what_ifs(data)
    if reader.faults:
        raise InputError(told(reader.faults, [str(path)]))
    return found


class _Stated(NamedTuple):
    """What a file says of one what-if."""

    name: object
    said: dict[str, Any]
    path: KeyPath
    """Where it stands."""
    edits: KeyPath
    """Where its edits stand."""

    def path_of(self, inner: KeyPath) -> KeyPath:
        """Return the path in the file of what stands at a path of the what-if."""
        return (*self.edits, *inner[1:]) if inner[:1] == (_EDITS,) else (*self.path, *inner)


def _stated(name: object, said: object, path: KeyPath) -> _Stated:
    if isinstance(said, dict):
        return _Stated(name, cast("dict[str, Any]", said), path, (*path, _EDITS))
    return _Stated(name, {_EDITS: said}, path, path)


class _Reader:
    """Turns what a file says into what-ifs, and gathers everything that is wrong."""

    def __init__(self, file: Path, places: PlaceMap) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._places = places

    def what_ifs(self, data: object) -> tuple[ReadWhatIf, ...]:
        """Return the what-ifs of a document, but for those that are wrong."""
        whole = _stated(self._file.stem, data, ())
        if SEVERAL in whole.said:
            self._hold(_Several, whole)
            stated = _several(whole.said[SEVERAL])
            for each in stated:
                self._hold(_Among, each)
        else:
            self._hold(_Alone, whole)
            stated = [whole._replace(name=whole.said.get("name", whole.name))]
        found = (self._one(each) for each in stated)
        return tuple(each for each in found if each is not None)

    def _hold(self, model: type[Record], stated: _Stated) -> None:
        """Note what breaks the contract of a part of the file, apart from the single edits."""
        found = held(model, stated.said)
        for finding in found if isinstance(found, list) else ():
            self._note(finding, stated.path_of(finding.fault.path))

    def _note(self, finding: Finding, path: KeyPath) -> None:
        fault = finding.fault.model_copy(update={"path": path})
        self.faults += placed([finding._replace(fault=fault)], self._places)

    def _one(self, stated: _Stated) -> ReadWhatIf | None:
        edits, places = self._edits(stated)
        if self.faults:
            return None
        texts = {field: stated.said[field] for field in ("title", "description") if field in stated.said}
        found = held(WhatIf, {"name": cast(str, stated.name), **texts})
        if isinstance(found, WhatIf):
            return ReadWhatIf(found.model_copy(update={"edits": edits}), places)
        message = f"the file's name {shortened(stated.name)!r} cannot be the name of a what-if"
        expected = "name: a name of letters, digits, _ and -, at most 64"
        self._note(Finding(Fault(code="bad_name", path=("name",), message=message, expected=expected)), ("name",))
        return None

    def _edits(self, stated: _Stated) -> tuple[tuple[Edit, ...], tuple[Place | None, ...]]:
        """Return the edits of a what-if with their places, but for those that are wrong."""
        said = stated.said.get(_EDITS)
        entries = [(stated.edits, said)]
        if isinstance(said, list):
            entries = [((*stated.edits, number), each) for number, each in enumerate(cast("list[object]", said))]
        found = [(self._edit(path, each), self._places.place_of(path)) for path, each in entries]
        kept = [(edit, place) for edit, place in found if edit is not None]
        return tuple(edit for edit, _ in kept), tuple(place for _, place in kept)

    def _edit(self, path: KeyPath, said: object) -> Edit | None:
        """Return an edit; what is neither line nor map is noted already."""
        if isinstance(said, str):
            return self._line(path, said)
        if not isinstance(said, dict) or path[-1:] == (_EDITS,):
            return None
        found = held_edit(cast("dict[str, Any]", said))
        if not isinstance(found, list):
            return self._beside(found)
        for finding in found:
            self._note(finding, (*path, *finding.fault.path))
        return None

    def _line(self, path: KeyPath, said: str) -> Edit | None:
        place = self._places.place_of(path)
        try:
            return self._beside(parse_edit(said, place))
        except InputError as error:
            self.faults += [fault.model_copy(update={"path": (*path, *fault.path)}) for fault in error.faults]
            return None

    def _beside(self, edit: Edit) -> Edit:
        """Return an edit whose plan file, named relative to this one, is named from the working directory.

        Without an ending it is no file, but the name of one of the instance's reference plans.
        """
        if isinstance(edit, FreezePeriods | ChangeAtMost) and Path(edit.plan).suffix:
            return edit.model_copy(update={"plan": normpath(self._file.parent / edit.plan)})
        return edit


def _several(said: object) -> list[_Stated]:
    if not isinstance(said, dict):
        return []
    return [_stated(name, each, (SEVERAL, name)) for name, each in cast("dict[str, object]", said).items()]
