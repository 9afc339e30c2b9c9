"""A file of the catalogue: values, each with its provenance, and the text that they become."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from .reference import Quantity, Reference

HEADER = "# Written by instances/catalogue/build.py from the tables in reference/. Change those, then run it.\n"
FLOW_WIDTH = 110
"""A map of plain values is written on one line up to this width."""

Path = tuple[str | int, ...]


class Line(dict[str, Any]):
    """A map that is written on one line however long it is."""


class Document:
    """Values of a partial instance and the provenance of each.

    Parameters
    ----------
    reference : Reference
        Tables that hold the sources.
    extends : Sequence[str]
        Files that this one builds on.
    remark : str
        What the file is, for its first lines.
    """

    def __init__(self, reference: Reference, extends: Sequence[str] = (), remark: str = "") -> None:
        self._reference = reference
        self._extends = list(extends)
        self._remark = remark
        self._values: dict[str, Any] = {}
        self._figures: dict[str, Quantity] = {}

    def say(self, path: Path, value: Any) -> None:
        """State a value that needs no provenance, such as a name."""
        room: Any = self._values
        for key, following in pairwise(path):
            room = _enter(room, key, [] if isinstance(following, int) else {})
        if isinstance(room, list):
            room.append(value)
        else:
            room[path[-1]] = value

    def put(self, path: Path, quantity: Quantity) -> None:
        """State a number and where it comes from."""
        self.say(path, plain(quantity.mid))
        self._figures[dotted(path)] = quantity

    def text(self) -> str:
        """Return the file as YAML."""
        content: dict[str, Any] = {"extends": self._extends} if self._extends else {}
        content |= self._values
        if self._figures:
            content["sources"] = self._sources()
            content["figures"] = {path: _figure(quantity) for path, quantity in self._figures.items()}
        remark = "".join(f"# {line}\n" for line in self._remark.splitlines())
        return HEADER + remark + "".join(_block(content, 0))

    def _sources(self) -> dict[str, Any]:
        """Return the sources that the figures name."""
        used = sorted({source for quantity in self._figures.values() for source in quantity.sources})
        return {name: _source(self._reference.sources[name]) for name in used}


def dotted(path: Path) -> str:
    """Return a path as ``locations.MX_GDL.fit_out``."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def plain(value: float) -> float | int:
    """Return a whole number without a decimal point."""
    return int(value) if float(value).is_integer() else value


def _enter(room: Any, key: str | int, fresh: Any) -> Any:
    """Return what a list or map holds at a key, and put a fresh one there first if it holds nothing."""
    if isinstance(key, str):
        return room.setdefault(key, fresh)
    if key == len(room):
        room.append(fresh)
    return room[key]


def _source(row: Mapping[str, str]) -> Line:
    """Return a source as the contract has it; a word for nothing stays out."""
    said = Line(title=row["title"])
    if row["address"] != "none":
        said["address"] = row["address"]
    if row["year"].isdigit():
        said["year"] = int(row["year"])
    if row["bias"] != "none":
        said["bias"] = row["bias"]
    return said


def _figure(quantity: Quantity) -> Line:
    """Return the provenance of a value as the contract has it."""
    said = Line()
    for name, value in zip(("low", "mid", "high"), quantity.range(), strict=True):
        if value is not None:
            said[name] = plain(value)
    if quantity.unit:
        said["unit"] = quantity.unit
    if quantity.year is not None:
        said["year"] = quantity.year
    if quantity.sources:
        said["sources"] = list(quantity.sources)
    said["basis"] = quantity.basis
    if quantity.note:
        said["note"] = quantity.note
    return said


def _scalar(value: Any) -> str:
    """Return a plain value as YAML; a JSON value is one."""
    return json.dumps(value, ensure_ascii=False)


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _key(key: str) -> str:
    """Return a key, in quotes where YAML would read it otherwise."""
    return key if key.replace("_", "").isalnum() and not key.isdigit() else _scalar(key)


def _is_line(value: Any, depth: int) -> bool:
    """Whether a value is written on the line of its key."""
    if isinstance(value, list):
        return not any(isinstance(item, dict) for item in value)
    if not isinstance(value, dict) or isinstance(value, Line) or not value:
        return True
    held = any(isinstance(item, dict | list) for item in value.values())
    return depth > 1 and not held and len(_flow(value)) <= FLOW_WIDTH


def _block(value: Mapping[str, Any] | Sequence[Any], depth: int) -> list[str]:
    """Return a map or list as indented lines."""
    pad = "  " * depth
    if isinstance(value, Mapping):
        pairs = [(f"{pad}{_key(key)}:", item) for key, item in value.items()]
    else:
        pairs = [(f"{pad}-", item) for item in value]
    lines: list[str] = []
    for label, item in pairs:
        if _is_line(item, depth + 1) or label.endswith("-"):
            lines.append(f"{label} {_flow(item)}\n")
        else:
            lines.append(f"{label}\n")
            lines += _block(item, depth + 1)
    return lines
