"""What unquoted text means in YAML 1.2: the core schema, so that ``yes``, ``NO`` and ``2027-01`` stay text."""

import math
import re

from .tree import Scalar, whole

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NO_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
_MOST_DIGITS = 400
"""Digits of a whole number that are looked at: with more it is larger than any double."""


def plain_value(text: str) -> Scalar:
    """Return what unquoted text means: nothing, a truth value, a number, or else the text itself."""
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    value = number_value(text)
    return text if value is None else value


def number_value(text: str) -> int | float | None:
    """Return the number that unquoted text stands for; ``None`` where it is none."""
    if _WHOLE.fullmatch(text):
        return _whole(text, 10)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        return _whole(text[2:], 8 if text[1] == "o" else 16)
    if _INFINITE.fullmatch(text):
        return -math.inf if text.startswith("-") else math.inf
    return math.nan if text in _NO_NUMBER else None


def _whole(digits: str, base: int) -> int | float:
    if len(digits) > _MOST_DIGITS:
        return -math.inf if digits.startswith("-") else math.inf
    return whole(int(digits, base))
