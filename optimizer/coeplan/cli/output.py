"""What the command prints: results on standard output, messages on standard error."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType

from coeplan_models import Fault

OUTPUT_SCHEMA_VERSION = "1"
"""Version of the objects that ``--json`` prints."""

WIDTH_OF_FILES = 100
"""Columns of a page that goes to a file or a pipe, unless the environment's COLUMNS says otherwise."""


WIDEST = 120
"""Columns that a page takes at most."""


def messages() -> Console:
    """Return the console of messages, on standard error."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print a message."""
    messages().print(text, markup=False)


def write(text: str) -> None:
    """Print a result as text."""
    _put(text + "\n")


def _put(text: str) -> None:
    """Write to standard output; a reader that has seen enough and gone, as ``head`` does, is no error."""
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        text = text.replace("─", "-")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer must go somewhere, or the interpreter complains at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def page_width() -> int:
    """Columns to write a page in."""
    if sys.stdout.isatty():
        return min(WIDEST, Console(file=sys.stdout).width)
    stated = os.environ.get("COLUMNS", "")
    return min(WIDEST, int(stated)) if stated.isdigit() else WIDTH_OF_FILES


def show(view: RenderableType, width: int) -> None:
    """Print a page on standard output, in colour where that is a terminal."""
    from coeplan.api.show import page_text

    if sys.stdout.isatty():
        Console(file=sys.stdout, width=width, highlight=False).print(view)
    else:
        _put(page_text(view, width))


def result(values: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
    whole = {"schema_version": OUTPUT_SCHEMA_VERSION, **values}
    text = json.dumps(whole, indent=2, allow_nan=False, ensure_ascii=False)
    _put(text + "\n")


def failure(kind: str, message: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """Return the part of a JSON object that tells an error."""
    return {"error": {"kind": kind, "message": message, "faults": [fault_values(fault) for fault in faults]}}


def fault_values(fault: Fault) -> dict[str, Any]:
    """Return a fault as plain values, with its line for people as ``text``."""
    return {**fault.model_dump(mode="json"), "text": str(fault)}
