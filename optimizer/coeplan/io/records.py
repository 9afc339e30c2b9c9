"""From a file, or what it says, to a record of the contract."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from .contract import Model, held
from .documents import read_tree
from .report import placed, told
from .tree import Node, Origin, PlaceMap, boxed, plain


def read_record(model: type[Model], source: str | Path | Mapping[str, Any]) -> tuple[Model, PlaceMap]:
    """Read a file that holds one record of the contract.

    Parameters
    ----------
    model : type of Record
        What the file holds.
    source : path or mapping
        A YAML or JSON file, or what such a file says.

    Returns
    -------
    tuple of Record and PlaceMap
        The record, and where each of its values stands.

    Raises
    ------
    InputError
        If the file cannot be read or breaks the contract; every fault has its path and, in a file, its place.
    """
    if isinstance(source, Mapping):
        root, files = boxed(source), ()
    else:
        root, files = read_tree(Origin(str(source), Path(source))), (str(source),)
    return record_of(model, root, files), PlaceMap(root)


def record_of(model: type[Model], root: Node, files: tuple[str, ...]) -> Model:
    """Return a document that is read already as a record of the contract; ``files`` are those it was read from."""
    found = held(model, plain(root))
    if isinstance(found, list):
        raise InputError(told(placed(found, PlaceMap(root)), files))
    return found
