"""The instances that ship with coeplan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from coeplan.core.errors import InputError
from coeplan.core.resources import shipped
from coeplan_models import Fault


@dataclass(frozen=True)
class Example:
    """An instance that ships with coeplan."""

    name: str
    """Name to call it by."""
    title: str
    """Title."""
    summary: str
    """First sentence of its description."""
    path: Path
    """File."""


def example_names() -> tuple[str, ...]:
    """Return the names of all examples, in alphabetical order."""
    return tuple(sorted(path.stem for path in shipped().glob("*.yaml")))


def examples() -> tuple[Example, ...]:
    """Return all examples, in alphabetical order."""
    return tuple(example(name) for name in example_names())


def example(name: str) -> Example:
    """Return one example.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    path = example_path(name)
    said = cast("Mapping[str, Any]", cast("Any", YAML(typ="safe")).load(path))
    return Example(name, str(said.get("title", "")), first_sentence(str(said.get("description", ""))), path)


def example_path(name: str) -> Path:
    """Return the file of an example.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in example_names():
        fault = Fault(
            code="unknown_example",
            message=f"there is no example {name!r}",
            value=name,
            expected=f"one of {', '.join(example_names())}",
            nearest=tuple(get_close_matches(name, example_names())),
        )
        raise InputError([fault])
    return shipped(f"{name}.yaml")


def first_sentence(text: str) -> str:
    """Return what stands before the first full stop that ends a sentence, with it."""
    found = re.match(r".*?[.!?](?=\s|$)", " ".join(text.split()))
    return found[0] if found else " ".join(text.split())
