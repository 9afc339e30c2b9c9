"""Faults with their places, in the order of the files."""

from collections.abc import Iterable, Sequence

from coeplan_models import Fault

from .contract import Finding
from .tree import MOST_FAULTS, PlaceMap


def placed(findings: Iterable[Finding], places: PlaceMap) -> list[Fault]:
    """Return the faults of findings, each with the place of its key or value."""
    return [
        found.fault.model_copy(update={"place": places.place_of(found.fault.path, key=found.at_key)})
        for found in findings
    ]


def told(faults: Iterable[Fault], files: Sequence[str]) -> list[Fault]:
    """Return faults in their order; of very many the first alone, and that there are more."""
    found = in_order(faults, files)
    if len(found) <= MOST_FAULTS:
        return found
    more = Fault(
        code="too_many_faults",
        message=f"there are more faults than these {MOST_FAULTS:,}: mend these, then check again",
        place=found[MOST_FAULTS - 1].place,
    )
    return [*found[:MOST_FAULTS], more]


def in_order(faults: Iterable[Fault], files: Sequence[str]) -> list[Fault]:
    """Return faults, each once, by file (as ``files`` lists them), sheet, line and column; those without place last."""
    rank = {name: position for position, name in reversed(list(enumerate(files)))}

    def key(fault: Fault) -> tuple[int, str, str, int, int]:
        place = fault.place
        if place is None:
            return (len(files) + 1, "", "", 0, 0)
        file = rank.get(place.file, len(files))
        return (file, place.file, place.sheet or "", place.line or 0, place.column or 0)

    return sorted(dict.fromkeys(faults), key=key)
