"""Reads edits: from lines of text, each kind with the forms that it is written in, and from maps."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from coeplan.core.errors import InputError
from coeplan.io.contract import Finding, held
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin, Plain, plain
from coeplan_models import Fault, Place
from coeplan_models.edits import (
    AddEntry,
    ChangeAtMost,
    Edit,
    FreezePeriods,
    KeepHeads,
    Merge,
    Never,
    OpenSite,
    Remove,
    Scale,
    SetValue,
    Shift,
)
from coeplan_models.faults import shortened

from .names import nearest
from .texts import LONGEST_TOLD

_PATH = r'(?P<path>(?:"(?:[^"\\]|\\.)*"|[^\s="])+)'
_AMOUNT = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_COUNT = r"[0-9]{1,9}"
_HEADS = r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_RANGE = rf"(?:(?P<exactly>{_HEADS})|(?P<at_least>{_HEADS})?\.\.(?P<at_most>{_HEADS})?)"


class Form(NamedTuple):
    """One way to write an edit."""

    kind: str
    """Kind of edit."""
    usage: str
    """What it looks like."""
    pattern: re.Pattern[str]
    """What it fits; groups are named after the fields of the edit."""


def _form(kind: str, usage: str, pattern: str) -> Form:
    return Form(kind, usage, re.compile(pattern.replace(" ", r"\s+"), re.DOTALL))


FORMS: tuple[Form, ...] = (
    _form("set", "PATH = VALUE", rf"{_PATH}\s*=\s*(?P<value>\S.*)"),
    _form("scale", "PATH x FACTOR", rf"{_PATH} [x*×] (?P<factor>[-+]?{_AMOUNT})"),
    _form("shift", "PATH + AMOUNT", rf"{_PATH} (?P<amount>[-+]\s*{_AMOUNT})"),
    _form("add", "add PATH = VALUE", rf"add {_PATH}\s*=\s*(?P<value>\S.*)"),
    _form("remove", "remove PATH", rf"remove {_PATH}"),
    _form("merge", "merge {KEY: VALUE, ...}", r"merge (?P<patch>\S.*)"),
    _form(
        "open",
        "open LOCATION [as MODEL] by PERIOD [until PERIOD]",
        rf"open (?P<location>\S+)(?: as (?P<operating_model>\S+))? by (?P<by>{_COUNT})(?: until (?P<until>{_COUNT}))?",
    ),
    _form("never", "never LOCATION", r"never (?P<location>\S+)"),
    _form("never", "never MODEL at LOCATION", r"never (?P<operating_model>\S+) at (?P<location>\S+)"),
    _form("never", "never model MODEL", r"never model (?P<operating_model>\S+)"),
    _form(
        "never",
        "never area AREA [under MODEL] [at LOCATION]",
        r"never area (?P<area>\S+)(?: under (?P<operating_model>\S+))?(?: at (?P<location>\S+))?",
    ),
    _form(
        "keep_heads",
        "keep heads [of AREA] at LOCATION LEAST..MOST [from PERIOD] [to PERIOD]",
        rf"keep heads(?: of (?P<area>\S+))? at (?P<location>\S+) {_RANGE}"
        rf"(?: from (?P<first_period>{_COUNT}))?(?: to (?P<last_period>{_COUNT}))?",
    ),
    _form("freeze", "freeze COUNT periods of PLAN", rf"freeze (?P<periods>{_COUNT}) periods? of (?P<plan>\S.*)"),
    _form("change_at_most", "change at most COUNT of PLAN", rf"change at most (?P<limit>{_COUNT}) of (?P<plan>\S.*)"),
)
"""Every way to write an edit; the first that fits counts."""

KINDS: Mapping[str, type[Any]] = {
    "set": SetValue,
    "scale": Scale,
    "shift": Shift,
    "add": AddEntry,
    "remove": Remove,
    "merge": Merge,
    "open": OpenSite,
    "never": Never,
    "keep_heads": KeepHeads,
    "freeze": FreezePeriods,
    "change_at_most": ChangeAtMost,
}
"""Every kind of edit, with its record."""

_PATHS = frozenset({"set", "scale", "shift"})
"""Kinds that start with a path, and not with a word of their own."""


def parse_edit(text: str, place: Place | None = None) -> Edit:
    """Read an edit from a line.

    Parameters
    ----------
    text : str
        Such as ``locations.MX_*.wage_growth x 1.1`` or ``never bot at IN_BLR``; values are YAML.
    place : Place, optional
        Where the line stands, for faults.

    Returns
    -------
    Edit
        Its record.

    Raises
    ------
    InputError
        If it is no edit; the fault says how an edit of its kind is written.
    """
    line = text.strip()
    for form in FORMS:
        match = form.pattern.fullmatch(line)
        if match is not None:
            stated = {name: said for name, said in match.groupdict().items() if said is not None}
            return edit_of({"kind": form.kind} | _fields(stated, line, place), place)
    raise InputError([_no_edit(line, place)])


def edit_of(said: Mapping[str, Any], place: Place | None = None) -> Edit:
    """Return the edit that a map says, as a file may hold it.

    Raises
    ------
    InputError
        If it breaks the contract; every fault is at the place.
    """
    found = held_edit(dict(said))
    if isinstance(found, list):
        raise InputError([finding.fault.model_copy(update={"place": place}) for finding in found])
    return found


def held_edit(said: dict[str, Plain]) -> Edit | list[Finding]:
    """Return the edit that a map says, or everything that breaks its contract."""
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return [Finding(_no_kind(kind))]
    return held(KINDS[kind], said)


def _fields(stated: dict[str, str], line: str, place: Place | None) -> dict[str, object]:
    """Return the fields of an edit from the parts of its line."""
    fields: dict[str, object] = {}
    for name, said in stated.items():
        if name in ("value", "patch"):
            fields[name] = _yaml(said, line, place)
        elif name == "exactly":
            fields |= {"at_least": float(said), "at_most": float(said)}
        else:
            fields[name] = _READ.get(name, str)(said)
    return fields


def _plan_file(said: str) -> str:
    """Return the name of a plan: in double quotes where it would not stand as it is."""
    return str(plain(read_yaml(said, _origin(said)))) if said.startswith('"') and said.endswith('"') else said


_READ: Mapping[str, Callable[[str], object]] = {
    "factor": float,
    "amount": lambda said: float("".join(said.split())),
    "at_least": float,
    "at_most": float,
    "by": int,
    "until": int,
    "first_period": int,
    "last_period": int,
    "periods": int,
    "limit": int,
    "plan": _plan_file,
}


def _origin(line: str) -> Origin:
    return Origin(line, Path(line))


def _yaml(said: str, line: str, place: Place | None) -> Plain:
    try:
        return plain(read_yaml(said, _origin(line)))
    except InputError as error:
        told = f"in {shortened(line, LONGEST_TOLD)!r}"
        raise InputError(
            [fault.model_copy(update={"message": f"{fault.message} {told}", "place": place}) for fault in error.faults]
        ) from error


def _no_edit(line: str, place: Place | None) -> Fault:
    words = tuple(dict.fromkeys(form.usage.split()[0] for form in FORMS if form.kind not in _PATHS))
    first = line.split()[0] if line else ""
    meant = first if first in words else next(iter(nearest(first, words)), None) if " = " not in line else None
    usages = [form.usage for form in FORMS if form.usage.split()[0] == meant]
    usages = usages or [form.usage for form in FORMS if form.kind in _PATHS]
    return Fault(
        code="no_edit",
        message=f"{shortened(line, LONGEST_TOLD)!r} is no edit" if line else "the edit is empty",
        value=shortened(line),
        expected=" or ".join(usages) + ("" if meant else f", or a line that starts with {', '.join(words)}"),
        place=place,
    )


def _no_kind(kind: object) -> Fault:
    known = tuple(KINDS)
    said = "the edit has no kind" if kind is None else f"there is no kind of edit {shortened(kind)!r}"
    like = nearest(kind, known) if isinstance(kind, str) else ()
    return Fault(code="unknown_kind", path=("kind",), message=said, expected=f"one of {', '.join(known)}", nearest=like)
