"""Ways to break plain data, and the line of each of its values once it is written as JSON."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from tests.checks.documents import EXPLICIT, FAN, SAID, Said, put

from .expected import Expected

Steps = tuple[str | int, ...]

FORMS = {"fan": FAN, "explicit": EXPLICIT}
"""Trees that may stand in place of the small instance's stages."""


class Changed(NamedTuple):
    """One kind of bad data: values of the small instance changed, or taken away (``...``)."""

    name: str
    """What is wrong, for people."""

    changes: dict[str, Any]
    """Values by their keys, written with slashes; ``scenarios`` may be ``fan`` or ``explicit``, then changed on."""

    code: str
    """Code of the fault."""

    path: str
    """Keys that lead to the value, written with slashes."""

    also: tuple[str, ...] = ()
    """Paths of the faults that follow from it, in the order of the file."""

    nearest: str | None = None
    """Name that is offered in its place."""

    base: Said = SAID
    """What is changed."""

    def data(self) -> Said:
        """Return what the bad file says."""
        found = deepcopy(self.base)
        self.change(found)
        return found

    def change(self, data: Said) -> None:
        """Change plain data in place."""
        for path, value in self.changes.items():
            form = FORMS.get(value) if path == "scenarios" and isinstance(value, str) else None
            put(data, path, deepcopy(value if form is None else form))

    def write(self, folder: Path) -> tuple[Path, Expected]:
        """Write the bad file with every value in a line of its own, and return it with its fault."""
        data = self.data()
        path = folder / "bad.json"
        path.write_text(json.dumps(data, indent=1), encoding="utf-8")
        keys = steps(self.path, data)
        expected = Expected(self.code, dotted(keys), line_of(keys, data), None, self.also, self.nearest)
        return path, expected


def steps(path: str, data: Any) -> Steps:
    """Return keys written with slashes as those of maps and positions of lists."""
    found: list[str | int] = []
    here = data
    for step in path.split("/"):
        key: str | int = int(step) if isinstance(here, list) else step
        found.append(key)
        here = below(here, key)
    return tuple(found)


def below(here: Any, key: str | int) -> Any:
    """Return what stands under a key; ``None`` where nothing does."""
    if isinstance(here, dict):
        return here.get(key)
    return here[key] if isinstance(here, list) and isinstance(key, int) and key < len(here) else None


def line_of(path: Steps, data: Any) -> int:
    """Return the line, from 1, of a value that stands in JSON of indent 1, else of what holds it."""
    line, here = 1, data
    for step in path:
        entries = (
            list(here.items()) if isinstance(here, dict) else list(enumerate(here)) if isinstance(here, list) else []
        )
        before = 1
        for key, value in entries:
            if key == step:
                line, here = line + before, value
                break
            before += height(value)
        else:
            return line
    return line


def height(value: Any) -> int:
    """Return how many lines a value takes."""
    if isinstance(value, dict | list) and value:
        return 2 + sum(height(item) for item in (value.values() if isinstance(value, dict) else value))
    return 1


def dotted(path: Steps) -> str:
    """Return a path as a fault's line says it, such as ``locations.PL.hosts[1]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def last_of(path: str, value: Any) -> str:
    """Return the path of the last thing in a value that is put at a path."""
    while isinstance(value, dict | list) and value:
        key = len(value) - 1 if isinstance(value, list) else list(value)[-1]
        path, value = f"{path}/{key}", value[key]
    return path
