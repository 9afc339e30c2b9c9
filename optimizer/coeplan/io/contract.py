"""Holds plain data against the contract, and says in words of the file what breaks it."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coeplan_models import Fault, Instance, Record

from .expectations import Expectations, nearest_names, value_at
from .portions import portions, size
from .tree import MOST_FAULTS, Path, Plain, shortened

Model = TypeVar("Model", bound=Record)

_MOST_AT_ONCE = 100_000
"""Letters of JSON that are judged in one go; each value among them may have errors, and each error takes memory."""


class Finding(NamedTuple):
    """One thing that breaks the contract, before its place is known."""

    fault: Fault
    """Without place."""

    at_key: bool = False
    """Whether the key is wrong, and not the value under it."""


def held(model: type[Model], data: Plain) -> Model | list[Finding]:
    """Return the data as a record of the contract, or what breaks it.

    Parameters
    ----------
    model : type of Record
        The contract of all that the data says.
    data : plain data
        What a file says.

    Returns
    -------
    Record or list of Finding
        The record; or everything that breaks the contract, of very much only the first.
    """
    doubled = list(islice(_doubled_periods(data, ()), MOST_FAULTS + 1)) if model is Instance else []
    found = broken_portions(model, data) or _judged(model, data)
    if isinstance(found, list):
        return [*doubled, *found]
    return doubled or found


def broken_portions(model: type[Model], data: Plain) -> list[Finding]:
    """Return what breaks the contract in portions of a large document; nothing where it is judged in one go.

    What comes of judging all at once would fill the memory where faults stand by the million.
    """
    found: dict[tuple[str, Path], Finding] = {}  # each once: what the whole lacks every portion lacks
    if size(data) <= _MOST_AT_ONCE:
        return []
    for portion in portions(data, _MOST_AT_ONCE):
        judged = _judged(model, portion.data)
        for finding in judged if isinstance(judged, list) else ():
            path = portion.path_in_whole(finding.fault.path)
            if not _is_of_cutting(finding.fault, path, data):
                found.setdefault((finding.fault.code, path), _in_whole(finding, path, data))
        if len(found) > MOST_FAULTS:
            break
    return list(found.values())


def _in_whole(finding: Finding, path: Path, data: Plain) -> Finding:
    """Return a finding of a portion as it is of the whole, with its path and value there."""
    fault = finding.fault
    value = fault.value if fault.value is None or finding.at_key else shortened(value_at(data, path))
    return finding._replace(fault=fault.model_copy(update={"path": path, "value": value}))


def _is_of_cutting(fault: Fault, path: Path, data: Plain) -> bool:
    """Whether a portion lacks at a path what the whole document has there."""
    if fault.code == "too_few":
        return bool(value_at(data, path))
    holder = value_at(data, path[:-1])
    return fault.code == "missing_key" and isinstance(holder, dict) and path[-1] in holder


def _judged(model: type[Model], data: Plain) -> Model | list[Finding]:
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        return _findings(error.errors(include_url=False), data, Expectations(model, data))


def _doubled_periods(data: Plain, path: Path) -> Iterator[Finding]:
    """Find periods that a map states twice in different spelling, such as ``4`` and ``04``."""
    if isinstance(data, list):
        for position, item in enumerate(data):
            yield from _doubled_periods(item, (*path, position))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in ("workload", "values") and isinstance(value, dict):
                yield from _doubled(value, (*path, key))
            yield from _doubled_periods(value, (*path, key))


def _doubled(series: dict[str, Plain], path: Path) -> Iterator[Finding]:
    seen: dict[float, str] = {}
    for key in series:
        period = _as_number(key)
        first = key if period is None else seen.setdefault(period, key)
        if first != key:
            message = f"keys {first!r} and {key!r} are the same period"
            where = (*path, key)
            fault = Fault(code="duplicate_key", path=where, message=message, value=key, expected="each period once")
            yield Finding(fault, at_key=True)


def _as_number(key: str) -> float | None:
    try:
        return float(key)
    except ValueError:
        return None  # no period at all, which the contract says


class _Located(NamedTuple):
    path: Path
    at_key: bool
    details: ErrorDetails


def _findings(errors: Sequence[ErrorDetails], data: Plain, expectations: Expectations) -> list[Finding]:
    """Translate pydantic's errors. Of what it says of one value in several readings the most specific stays."""
    best: dict[tuple[Path, bool], _Located] = {}
    other: dict[Path, _Located] = {}
    within: set[Path] = set()
    for details in errors:
        located, tried = _located(details, data)
        if details["type"] == "too_short" and expectations.value_at(located.path):
            continue  # pydantic counts entries after it refused some: each of those has its own error
        if not tried:
            other.setdefault(located.path, located)
            continue
        key = (located.path, located.at_key)
        within |= {located.path[:steps] for steps in range(len(located.path) + 1)}
        if key not in best or _rank(details) < _rank(best[key].details):
            best[key] = located
    unread = [located for path, located in other.items() if path not in within]
    return [_finding(located, expectations) for located in islice(chain(best.values(), unread), MOST_FAULTS + 1)]


_READING = re.compile(r"(constrained-)?(float|int|str|bool)|(literal|tuple|dict)\[.*", re.DOTALL)
"""How pydantic names the readings of a value that may be written in several ways."""

_UNIONS = {"scenarios": 1, "policies": 2, "cases": 1}
"""Where, in a part of an instance or a study, pydantic names the kind of what follows."""

_PROCESSES = ["scenarios", "processes"]
"""A part within a part whose entries have kinds, too."""


def _located(details: ErrorDetails, data: Plain) -> tuple[_Located, bool]:
    """Find the place that an error speaks of, and whether it is about a reading that the value tries."""
    steps = list(details["loc"])
    at_key = _is_of_key(details)
    if at_key:
        steps.pop()
    path: Path = ()
    here, tried = data, True
    for step in _untagged(steps):
        if isinstance(here, dict) and str(step) in here:
            path, here = (*path, str(step)), here[str(step)]
        elif isinstance(here, list) and isinstance(step, int):
            path, here = (*path, step), here[step]
        elif isinstance(step, str) and _READING.fullmatch(step):
            tried = tried and _tries(here, step)
        elif not isinstance(here, int | float):  # of a number that stands for a map or list, the insides are itself
            path = (*path, step)
    return _Located(path, at_key, details), tried


def _untagged(steps: list[int | str]) -> list[int | str]:
    """Leave out the kinds that pydantic names on its way."""
    tag = _UNIONS.get(str(steps[0]), 0) if steps else 0
    kept = [step for place, step in enumerate(steps) if place != tag] if tag else steps
    return kept[:3] + kept[4:] if kept[:2] == _PROCESSES else kept


_OF_KEYS = ("string_", "int_", "greater_than", "less_than")
"""What pydantic says of keys: they are to be names or periods."""


def _is_of_key(details: ErrorDetails) -> bool:
    """Whether an error is of a key, which pydantic says by a last step that may be a key of the file as well."""
    *_, key, last = ("", "", *details["loc"])
    return last == "[key]" and details["input"] == key and details["type"].startswith(_OF_KEYS)


def _tries(value: Plain, reading: str) -> bool:
    if isinstance(value, dict):
        return reading.startswith("dict[")
    if isinstance(value, list):
        return reading.startswith("tuple[")
    return not reading.startswith(("dict[", "tuple["))


_RANKS = ("greater_than", "less_than", "finite_number", "literal_error", "enum", "string_")


def _rank(details: ErrorDetails) -> int:
    """Return how much an error says of a value, 0 the most: a number out of range beats one of wrong type."""
    return next((rank for rank, start in enumerate(_RANKS) if details["type"].startswith(start)), len(_RANKS))


def _finding(located: _Located, expectations: Expectations) -> Finding:
    path, at_key, details = located
    kind = details["type"]
    if kind == "missing":
        return _missing(path, expectations)
    if kind == "extra_forbidden":
        return _unknown_key(path, expectations)
    if kind == "union_tag_not_found":
        return _missing((*path, "kind"), expectations)
    if kind == "union_tag_invalid":
        path = (*path, "kind")
    if at_key:
        return _bad_key(path, details, expectations)
    value = expectations.value_at(path)
    if kind == "value_error":
        return Finding(Fault(code="bad_value", path=path, message=_said_by(details), value=shortened(value)))
    expected = expectations.expected(path, details.get("ctx", {}))
    code = _code(kind) if isinstance(value, str) or _code(kind) not in _OF_TEXT else "wrong_type"
    fault = Fault(
        code=code,
        path=path,
        message=_message(code, value),
        value=shortened(value),
        expected=expected.text,
        nearest=expected.nearest(value),
    )
    return Finding(fault)


def _said_by(details: ErrorDetails) -> str:
    """Return what a rule of the contract's own says, without the words that pydantic puts before it."""
    return str(details.get("ctx", {})["error"])


def _missing(path: Path, expectations: Expectations) -> Finding:
    expected = expectations.expected(path, {})
    message = f"key {path[-1]!r} is missing" + (f" ({expected.meaning})" if expected.meaning else "")
    return Finding(Fault(code="missing_key", path=path, message=message, expected=expected.text))


def _unknown_key(path: Path, expectations: Expectations) -> Finding:
    name = str(path[-1])
    known = expectations.keys(path[:-1])
    holder = expectations.value_at(path[:-1])
    kind = holder.get("kind") if isinstance(holder, dict) else None
    of_kind = f", of kind {shortened(kind)}" if isinstance(kind, str) and "kind" in known else ""
    fault = Fault(
        code="unknown_key",
        path=path,
        message=f"there is no key {shortened(name)!r} here{of_kind}",
        value=shortened(name),
        expected=f"one of {', '.join(known)}" if known else None,
        nearest=nearest_names(name, known),
    )
    return Finding(fault, at_key=True)


def _bad_key(path: Path, details: ErrorDetails, expectations: Expectations) -> Finding:
    if details["type"].startswith("string_"):
        expected = "letters, digits, _ and - alone, a letter or digit first, at most 64 characters"
        code, message = "bad_name", f"{shortened(path[-1])!r} cannot be a name here"
    else:
        expected = "a period: a whole number from 0"
        code, message = "bad_key", f"{shortened(path[-1])!r} is no period"
    fault = Fault(code=code, path=path, message=message, value=shortened(path[-1]), expected=expected)
    return Finding(fault, at_key=True)


_CODES = {
    "greater_than": "out_of_range",
    "less_than": "out_of_range",
    "finite_number": "not_finite",
    "literal_error": "unknown_choice",
    "enum": "unknown_choice",
    "union_tag_invalid": "unknown_kind",
    "string_pattern_mismatch": "bad_text",
    "string_too": "bad_text",
    "too_short": "too_few",
    "too_long": "too_many",
}


_OF_TEXT = frozenset({"unknown_choice", "unknown_kind", "bad_text"})
"""Codes that speak of text."""


def _code(kind: str) -> str:
    return next((code for start, code in _CODES.items() if kind.startswith(start)), "wrong_type")


def _message(code: str, value: Plain) -> str:
    said = shortened(value)
    if isinstance(value, str):
        return _message_of_text(code, said)
    if code == "out_of_range":
        return f"{said} is out of range"
    if code == "not_finite":
        return f"{said} is no finite number"
    if code == "too_few":
        return "there is nothing in it"
    return _kind_of(value)


def _message_of_text(code: str, said: str) -> str:
    if code in ("unknown_choice", "unknown_kind"):
        return f"{said!r} is not one of the choices"
    if code == "bad_text":
        return f"{said!r} is not written as it should be" if said else "the text is empty"
    return f"{said!r} is text"


def _kind_of(value: Plain) -> str:
    if value is None:
        return "the value is empty (null)"
    if isinstance(value, bool):
        return f"{shortened(value)} is a truth value"
    if isinstance(value, dict):
        return "the value is a map"
    return "the value is a list" if isinstance(value, list) else f"{shortened(value)} is a number"
