"""Documents in YAML and JSON: read with the place of everything, and written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .read_json import read_json
from .read_yaml import read_yaml
from .text import read_text, write_atomically
from .tree import LONGEST_NAME, Mark, Node, Origin, PlaceMap, plain, refuse, shortened
from .yaml_text import yaml_text

LARGEST_YAML = 8 * 2**20
"""Most bytes of a YAML file, which is slow to read."""

LARGEST_JSON = 256 * 2**20
"""Most bytes of a JSON file."""

_YAML = (".yaml", ".yml", "")
_JSON = ".json"
WORKBOOK = ".xlsx"
"""Ending of workbooks, which hold instances alone."""

_OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers")


def read_document(path: str | Path) -> tuple[Any, PlaceMap]:
    """Read a YAML or JSON file.

    Parameters
    ----------
    path : str or Path
        A file named ``*.json``, or ``*.yaml``, ``*.yml`` or without suffix for YAML 1.2.

    Returns
    -------
    tuple of plain data and PlaceMap
        Dicts with text as keys, lists, text, numbers, truth values and ``None``; and where each value stands.
        Dates, ``yes`` and ``NO`` stay text; numbers beyond 2**53 are the double next to them.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, nested too deep or not what its name says.
    """
    root = read_tree(Origin(str(path), Path(path)))
    return plain(root), PlaceMap(root)


def read_tree(origin: Origin) -> Node:
    """Read a YAML or JSON file into nodes that know where they stand."""
    if is_json(origin):
        return read_json(read_text(origin, LARGEST_JSON), origin)
    return read_yaml(read_text(origin, LARGEST_YAML), origin)


def read_instance_tree(origin: Origin) -> Node:
    """Read a file of an instance, which may be a workbook, into nodes that know where they stand."""
    suffix = origin.path.suffix.lower()
    if suffix in _OTHER_WORKBOOKS:
        message = f"{shortened(origin.name, LONGEST_NAME)!r} is a workbook of a kind that is not read"
        raise refuse("unknown_format", message, Mark(origin, 1, 1), f"a workbook saved as {WORKBOOK}, without macros")
    if suffix != WORKBOOK:
        return read_tree(origin)
    # Imported here, because most instances are text and need nothing of it.
    from .workbook.read import read_workbook

    return read_workbook(origin)


def is_json(origin: Origin) -> bool:
    """Whether a file is named as JSON; a name that is neither JSON nor YAML is refused."""
    suffix = origin.path.suffix.lower()
    if suffix not in (_JSON, *_YAML):
        message = f"{shortened(origin.name, LONGEST_NAME)!r} is named as neither YAML nor JSON"
        raise refuse("unknown_format", message, Mark(origin, 1, 1), "a name that ends in .yaml, .yml or .json")
    return suffix == _JSON


def write_document(data: Mapping[str, Any], path: str | Path) -> None:
    """Write plain data as YAML or JSON, in one go; what is read back from it is the same.

    Parameters
    ----------
    data : Mapping
        Dicts with text as keys, lists or tuples, text, finite numbers, truth values and ``None``.
    path : str or Path
        File to write, ``*.json`` or ``*.yaml``; replaced where it exists.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if is_json(Origin(str(path), Path(path))):
        text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    else:
        text = yaml_text(data)
    write_atomically(path, text)
