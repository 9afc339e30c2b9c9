"""Paths of values as text: keys joined by dots, places of lists in brackets, odd keys in double quotes."""

import json
import re

from ..tree import Path

_KEY = r'(?:"(?:[^"\\]|\\.)*"|[^\s.\[\]"]+)'
_POSITION = r"\[[0-9]{1,7}\]"
_PATH = re.compile(rf"{_KEY}(?:\.{_KEY}|{_POSITION})*", re.DOTALL)
_STEP = re.compile(rf"{_KEY}|{_POSITION}", re.DOTALL)
_PLAIN_KEY = re.compile(r'[^\s.\[\]"]+', re.ASCII)

EXPECTED_PATH = 'keys joined by dots, such as areas.support.workload[4]; keys with dots or spaces in "double quotes"'


def text_of(path: Path) -> str:
    """Return a path as text."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
            continue
        said = key if key.isascii() and key.isprintable() and _PLAIN_KEY.fullmatch(key) else json.dumps(key)
        text += f".{said}" if text else said
    return text


def path_of(text: str) -> Path | None:
    """Return the path that a text means; ``None`` where it is none."""
    if not _PATH.fullmatch(text):
        return None
    try:
        return tuple(_step(part) for part in _STEP.findall(text))
    except ValueError:
        return None  # an escape in a quoted key that JSON does not know


def _step(part: str) -> str | int:
    if part.startswith("["):
        return int(part[1:-1])
    return str(json.loads(part, strict=False)) if part.startswith('"') else part
