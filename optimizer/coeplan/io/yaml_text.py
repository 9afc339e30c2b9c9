"""Writes plain data as YAML that reads the same by the rules of YAML 1.1 and 1.2, but for keys of digits alone."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import cast

_WIDTH = 110
"""Lists of scalars stand in one line up to this width."""

_SAFE = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?")
_SAFE_KEY = re.compile(r"[0-9]+|[A-Za-z_][A-Za-z0-9_.-]*")
_NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML 1.1 or 1.2 reads as something else, in any mix of capitals."""

_SHORT = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def yaml_text(data: Mapping[str, object]) -> str:
    """Return a map as YAML.

    Parameters
    ----------
    data : Mapping
        Dicts with text as keys, lists or tuples, text, finite numbers, truth values and ``None``.

    Raises
    ------
    ValueError
        If a number is not finite, or a value is none of the above.
    """
    return "\n".join(_map_lines(data, 0)) + "\n" if data else "{}\n"


def _map_lines(data: Mapping[str, object], indent: int) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        name = key if _SAFE_KEY.fullmatch(key) and key.casefold() not in _NOT_TEXT else _quoted(key)
        first, rest = _value(value, indent + 2)
        lines.append(" " * indent + f"{name}:" + (f" {first}" if first else ""))
        lines += rest
    return lines


def _list_lines(data: Sequence[object], indent: int) -> list[str]:
    lines: list[str] = []
    for value in data:
        first, rest = _value(value, indent + 2)
        if rest and isinstance(value, Mapping):
            first, rest = rest[0].lstrip(), rest[1:]
        lines += [" " * indent + (f"- {first}" if first else "-"), *rest]
    return lines


def _value(value: object, indent: int) -> tuple[str, list[str]]:
    """Return what stands beside the key, and the lines below it."""
    if isinstance(value, Mapping):
        entries = cast(Mapping[str, object], value)
        return ("", _map_lines(entries, indent)) if entries else ("{}", [])
    if isinstance(value, list | tuple):
        items: Sequence[object] = cast(list[object], value)
        if any(isinstance(item, Mapping | list | tuple) for item in items):
            return "", _list_lines(items, indent)
        line = f"[{', '.join(_scalar(item) for item in items)}]"
        return (line, []) if len(line) + indent <= _WIDTH else ("", _list_lines(items, indent))
    if isinstance(value, str) and _is_block(value):
        body = value.removesuffix("\n").split("\n")
        return ("|" if value.endswith("\n") else "|-"), [" " * indent + line if line else "" for line in body]
    return _scalar(value), []


def _is_block(text: str) -> bool:
    """Whether a text can stand as a block of lines and reads the same."""
    lines = text.removesuffix("\n").split("\n")
    plain = all(line.isprintable() and line == line.rstrip() for line in lines)
    return "\n" in text and plain and lines[0] == lines[0].lstrip() != "" and lines[-1] != ""


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _float(float(value))
    if isinstance(value, str):
        return value if _SAFE.fullmatch(value) and value.casefold() not in _NOT_TEXT else _quoted(value)
    raise ValueError(f"a value of type {type(value).__name__} cannot be written as YAML")


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written: only finite numbers can")
    text = repr(value)
    # YAML 1.1 reads 1e-05 as text: it wants a point.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _quoted(text: str) -> str:
    return '"' + "".join(_SHORT.get(letter) or _letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
