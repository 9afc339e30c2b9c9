"""Where the values of an edited instance stand: what an edit wrote at the edit, all else in the base's files."""

from collections.abc import Sequence
from dataclasses import replace

from coeplan.io import LoadedInstance
from coeplan.io.tree import PlaceMap
from coeplan_models import Place

from .apply import Edited


class EditedPlaces(PlaceMap):
    """Tells where each value of an edited instance stands.

    Parameters
    ----------
    base : PlaceMap
        Places of the instance that was edited.
    edited : Edited
        What was done to it.
    """

    def __init__(self, base: PlaceMap, edited: Edited) -> None:
        super().__init__()
        self._base = base
        self._edited = edited

    def place_of(self, path: Sequence[str | int], *, key: bool = False) -> Place | None:
        """Return where the last edit stands that wrote a value or some of it; else where the base has it."""
        wanted = tuple(path)
        for change, place in reversed(tuple(zip(self._edited.changes, self._edited.places, strict=True))):
            shorter = min(len(change.path), len(wanted))
            if place is not None and change.path[:shorter] == wanted[:shorter]:
                return place
        return self._base.place_of(path, key=key)


def with_edits(loaded: LoadedInstance, edited: Edited) -> LoadedInstance:
    """Return an edited instance as one that was loaded, with the places of its values."""
    places = EditedPlaces(loaded.places, edited)
    return replace(loaded, instance=edited.instance, warnings=edited.warnings, places=places)
