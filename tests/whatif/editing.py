"""A small instance to edit, and short ways to edit it."""

from typing import Any

from tests.io.bad.document import BASES

from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance, load_instance
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin, plain
from coeplan.whatif.apply import Edited, apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Fault, Instance, Place


def small(tree: str = "stages") -> Instance:
    """Return the small instance with one form of tree."""
    from pathlib import Path

    said: Any = plain(read_yaml(BASES[tree], Origin("small", Path("small.yaml"))))
    return load_instance(said).instance


SMALL = small()


def edited(*lines: str, base: Instance | LoadedInstance = SMALL, **more: Any) -> Edited:
    """Apply lines; their places are those of ``--set``."""
    places = [Place(file=f"--set[{number}]") for number in range(1, len(lines) + 1)]
    return apply(base, [parse_edit(line, place) for line, place in zip(lines, places, strict=True)], places, **more)


def refused(*lines: str, base: Instance | LoadedInstance = SMALL, **more: Any) -> tuple[Fault, ...]:
    """Apply lines that cannot be applied, and return why."""
    try:
        edited(*lines, base=base, **more)
    except InputError as error:
        return error.faults
    raise AssertionError(f"nothing is wrong with {lines}")


def changes(found: Edited) -> list[tuple[str, object, object]]:
    """Return what changed as path, before, after."""
    from coeplan_models import dotted

    return [(dotted(each.path), each.before, each.after) for each in found.changes]
