"""Editing an instance before it is solved: what-ifs as files, as lines of text and as records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance
from coeplan.whatif.apply import Edited, apply, described
from coeplan.whatif.files import ReadWhatIf, read_what_ifs
from coeplan.whatif.parse import parse_edit
from coeplan.whatif.texts import edit_text
from coeplan_models import Edit, Fault, Instance, Place, Plan, WhatIf

from .load import load_instance

__all__ = ["Edited", "ReadWhatIf", "described", "edit_text", "edited_instance", "parse_edit", "read_what_ifs"]

_NAMED = "#"
"""What stands between a file of edits and the name of one of its what-ifs."""


def edited_instance(
    source: str | Path | Mapping[str, Any] | Instance | LoadedInstance,
    edits: WhatIf | Sequence[str | Edit] = (),
    files: Sequence[str | Path] = (),
    plans: Mapping[str, Plan] | None = None,
    named: str = "edits",
) -> Edited:
    """Apply edits to an instance.

    Parameters
    ----------
    source : path, mapping, Instance or LoadedInstance
        The instance, as :func:`coeplan.load_instance` takes it, or what that returned.
    edits : WhatIf, or sequence of str or Edit
        A what-if; or lines such as ``locations.MX_*.wage_growth x 1.1``, and edits as records.
    files : sequence of path
        Files of edits, applied before ``edits``, in their order. Of a file with several what-ifs one is chosen by
        its name: ``cases.yaml#no-india``.
    plans : mapping of str to Plan, optional
        Plans that pins may name, besides plan files and the instance's reference plans.
    named : str
        How messages call ``edits``: the second is ``edits[2]``.

    Returns
    -------
    Edited
        The edited instance, every value that changed, and what is suspicious.

    Raises
    ------
    InputError
        If the instance, a file or an edit cannot be used, or the instance cannot be used once it is edited. All
        faults of all edits are listed, each with its place.
    """
    loaded = source if isinstance(source, LoadedInstance) else load_instance(source)
    gathered = _Gathered()
    for file in files:
        gathered.take_file(str(file))
    gathered.take(edits, named)
    if not gathered.edits and not gathered.faults:
        return Edited(loaded.instance, (), (), loaded.instance.fingerprint(), loaded.warnings)
    edited = apply(loaded, gathered.edits, gathered.places, plans, gathered.faults)
    return replace(edited, name=" + ".join(gathered.names))


class _Gathered:
    """Edits in the order in which they apply, with their places, and what could not be read."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.places: list[Place | None] = []
        self.names: list[str] = []
        self.faults: list[Fault] = []

    def take_file(self, address: str) -> None:
        """Add the edits of a file, or of one of its what-ifs."""
        file, _, name = address.partition(_NAMED)
        try:
            found = _chosen(read_what_ifs(file), file, name)
        except InputError as error:
            self.faults += error.faults
        else:
            self.edits += found.what_if.edits
            self.places += found.places
            self.names.append(found.what_if.name)

    def take(self, edits: WhatIf | Sequence[str | Edit], named: str) -> None:
        """Add edits that the caller states."""
        if isinstance(edits, WhatIf):
            self.names.append(edits.name)
        for number, said in enumerate(edits.edits if isinstance(edits, WhatIf) else edits, start=1):
            place = Place(file=f"{named}[{number}]")
            try:
                edit = parse_edit(said, place) if isinstance(said, str) else said
            except InputError as error:
                self.faults += error.faults
            else:
                self.edits.append(edit)
                self.places.append(place)


def _chosen(found: Sequence[ReadWhatIf], file: str, name: str) -> ReadWhatIf:
    """Return the what-if of a file that is meant; without a name the only one."""
    known = [each.what_if.name for each in found]
    meant = [each for each in found if name in ("", each.what_if.name)]
    if len(meant) == 1:
        return meant[0]
    fault = Fault(
        code="unknown_what_if",
        message=f"there is no what-if {name!r} in it" if name else f"there are {len(found)} what-ifs in it",
        value=name or None,
        expected=f"one of {', '.join(f'{file}{_NAMED}{each}' for each in known)}",
        nearest=tuple(get_close_matches(name, known)),
        place=Place(file=file),
    )
    raise InputError([fault])
