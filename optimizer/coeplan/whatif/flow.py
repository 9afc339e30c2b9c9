"""Values in one line of YAML that is read as the same value."""

import json
import re

from coeplan.io.scalars import plain_value
from coeplan.io.tree import Plain

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")


def flow_text(value: Plain) -> str:
    """Return a value as YAML in one line.

    Parameters
    ----------
    value : plain data
        Text, a finite number, a truth value, ``None``, or lists and maps of such.

    Returns
    -------
    str
        Maps in braces, lists in brackets, text in double quotes where it could be read as something else.
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {flow_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def number_text(value: float) -> str:
    """Return a number that need not say whether it is a whole one, as short as it can be told exactly."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def word_text(text: str) -> str:
    """Return text that ends a line: as it is, or in double quotes where it would not stand for itself."""
    stands = text.isprintable() and text == text.strip() and not text.startswith('"')
    return text if stands else quoted(text)


def quoted(text: str) -> str:
    """Return text in double quotes, with what a terminal would not print escaped as YAML does."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in json.dumps(text, ensure_ascii=False)
    )


def _text(text: str) -> str:
    return text if _BARE.fullmatch(text) and plain_value(text) == text else quoted(text)
