"""Names in angle brackets in lines of edits, which each instance fills in with what it has."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import get_args

from coeplan.core.errors import InputError
from coeplan.planning.calendar import Calendar
from coeplan.whatif.names import nearest
from coeplan_models import Fault, Instance, Policy, value_at

_NAME = re.compile(r"<(?P<word>[^\s<>]+)(?:\s+(?P<said>[^<>]*?))?\s*>")

_ROUNDING = 1e-9
"""Heads are rounded up but for this."""


@dataclass(frozen=True)
class _Gap:
    """A name in angle brackets: its word, what else it says, and the line that it stands in."""

    word: str
    said: str
    line: str
    instance: Instance


def has_names(text: str) -> bool:
    """Whether a text holds names in angle brackets."""
    return _NAME.search(text) is not None


def filled(line: str, instance: Instance) -> list[str]:
    """Return a line with its names filled in: once for each choice of what they stand for, be it none.

    Raises
    ------
    InputError
        If the instance lacks what is named, or there is no such name.
    """
    gaps = {match[0]: _Gap(match["word"], match["said"] or "", line, instance) for match in _NAME.finditer(line)}
    choices = [_choices(gap) for gap in gaps.values()]
    return [_with(line, dict(zip(gaps, chosen, strict=True))) for chosen in product(*choices)]


def _with(line: str, words: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: words[match[0]], line)


def _choices(gap: _Gap) -> tuple[str, ...]:
    fill = _FILLS.get(gap.word)
    if fill is None:
        raise _wrong(gap, f"<{gap.word}> is no name that is filled in", tuple(_FILLS), gap.word)
    return fill(gap)


def _headquarters(gap: _Gap) -> tuple[str, ...]:
    return _but(gap, (gap.instance.headquarters,), "place")


def _locations(gap: _Gap) -> tuple[str, ...]:
    abroad = tuple(name for name in gap.instance.locations if name != gap.instance.headquarters)
    return _but(gap, abroad, "location abroad")


def _models(gap: _Gap) -> tuple[str, ...]:
    return _but(gap, tuple(gap.instance.operating_models), "operating model")


def _but(gap: _Gap, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return names without those that stand after ``but``; each of them has to be there."""
    head, *without = gap.said.split() or ["but"]
    if head != "but" or (gap.said and not without):
        raise _wrong(gap, f"{gap.said!r} says nothing here: but with names leaves some out", names, head)
    for name in without:
        if name not in names:
            raise _wrong(gap, f"the instance has no {what} {name!r}", names, name)
    return tuple(name for name in names if name not in without)


def _policies(gap: _Gap) -> tuple[str, ...]:
    """Return the names of all policies of a kind; there may be none."""
    if gap.said not in _POLICY_KINDS:
        raise _wrong(gap, f"there is no kind of policy {gap.said!r}", _POLICY_KINDS, gap.said)
    return tuple(name for name, policy in gap.instance.policies.items() if policy.kind == gap.said)


def _heads(gap: _Gap) -> tuple[str, ...]:
    """Return a share of the work at the beginning in whole heads of today."""
    work = sum(value_at(area.workload, 0, before=0.0) for area in gap.instance.areas.values())
    return (str(math.ceil(_number(gap) * work - _ROUNDING)),)


def _period(gap: _Gap) -> tuple[str, ...]:
    """Return the first period that starts so many months after the beginning; the last where none does."""
    return (str(min(_first_from(gap), gap.instance.horizon.periods - 1)),)


def _before(gap: _Gap) -> tuple[str, ...]:
    """Return the last period that starts before so many months have passed; the first where none does."""
    return (str(max(0, _first_from(gap) - 1)),)


def _first_from(gap: _Gap) -> int:
    """Return the first period that starts so many months after the beginning; how many there are where none does."""
    found = Calendar.of(gap.instance.horizon).first_period_from(_number(gap))
    return gap.instance.horizon.periods if found is None else found


def _number(gap: _Gap) -> float:
    try:
        number = float(gap.said)
    except ValueError as error:
        raise _wrong(gap, f"{gap.said!r} is no number", (), gap.said) from error
    if not 0 <= number < math.inf:
        raise _wrong(gap, f"{gap.said} is no number of at least 0", (), gap.said)
    return number


_FILLS: Mapping[str, Callable[[_Gap], tuple[str, ...]]] = {
    "headquarters": _headquarters,
    "location": _locations,
    "model": _models,
    "policy": _policies,
    "heads": _heads,
    "period": _period,
    "before": _before,
}
"""What each name in angle brackets stands for."""

_POLICY_KINDS = tuple(get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Policy)[0]))


def _wrong(gap: _Gap, message: str, known: tuple[str, ...], said: str) -> InputError:
    fault = Fault(
        code="unknown_name",
        message=f"{message}, in {gap.line!r}",
        value=gap.said or gap.word,
        expected=f"one of {', '.join(known)}" if known else "a number, as in <heads 0.4>",
        nearest=nearest(said, known),
    )
    return InputError([fault])
