"""Reads questions about a plan: few forms, each with one meaning."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from coeplan.core.errors import InputError
from coeplan.whatif.names import nearest
from coeplan_models import Fault
from coeplan_models.faults import shortened

_PERIOD = r"[0-9]{4}-[0-9]{2}|[0-9]{1,4}"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is written; names are not looked up yet.

    Attributes
    ----------
    kind : str
        ``model``, ``nobody``, ``open``, ``move``, ``heads`` or ``instead``.
    parts : mapping of str to str
        What stands at each place of the form.
    text : str
        The whole line.
    """

    kind: str
    parts: dict[str, str]
    text: str


class Form(NamedTuple):
    """One way to ask."""

    kind: str
    """What is asked."""
    usage: str
    """What it looks like."""
    pattern: re.Pattern[str]
    """What it fits."""


def _form(kind: str, usage: str, pattern: str) -> Form:
    return Form(kind, usage, re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE))


FORMS: tuple[Form, ...] = (
    _form("instead", "PLACE instead of PLACE", r"(?P<place>.+?) instead of (?P<other>.+)"),
    _form(
        "heads",
        "[at least|at most] N heads [of AREA] at LOCATION [from PERIOD]",
        r"(?:(?P<side>at least|at most) )?(?P<count>[0-9]+(?:\.[0-9]+)?) heads?(?: of (?P<area>.+?))?"
        rf" at (?P<location>.+?)(?: from (?P<period>{_PERIOD}))?",
    ),
    _form(
        "move",
        "open LOCATION N periods|months|quarters|years later|earlier [than in the plan]",
        rf"open (?P<location>.+?) (?P<count>[0-9]{{1,4}}|{'|'.join(_WORDS[1:])}) "
        r"(?P<unit>period|month|quarter|year)s? (?P<way>later|earlier)(?: than in the plan)?",
    ),
    _form(
        "open",
        "open LOCATION [as MODEL] by|in PERIOD",
        rf"open (?P<location>.+?)(?: as (?P<model>.+?))? (?P<when>by|in) (?P<period>{_PERIOD})",
    ),
    _form("nobody", "nobody at LOCATION", r"nobody at (?P<location>.+)"),
    _form("model", "not MODEL at LOCATION", r"(?P<no>not) (?P<model>.+?) at (?P<location>.+)"),
    _form(
        "model",
        "MODEL at LOCATION [by PERIOD]",
        rf"(?P<model>.+?) at (?P<location>.+?)(?: by (?P<period>{_PERIOD}))?",
    ),
)
"""Every way to ask; the first that fits counts. A period is its number from 0, or a month such as 2028-04."""


def parse_question(text: str) -> Asked:
    """Read a question.

    Parameters
    ----------
    text : str
        Such as ``bot at IN_BLR`` or ``india instead of mexico``.

    Raises
    ------
    InputError
        If it is none; the fault lists the forms.
    """
    line = " ".join(text.split())
    for form in FORMS:
        match = form.pattern.fullmatch(line)
        if match is not None:
            parts = {name: said for name, said in match.groupdict().items() if said is not None}
            return Asked(form.kind, parts, line)
    like = nearest(line, [form.usage for form in FORMS])
    fault = Fault(
        code="no_question",
        message=f"{shortened(line, 160)!r} is no question that can be answered" if line else "the question is empty",
        value=shortened(line),
        expected="one of: " + "; ".join(form.usage for form in FORMS),
        nearest=like,
    )
    raise InputError([fault])


def counted(said: str) -> int:
    """Return a whole number that is written in digits or as a word."""
    word = said.casefold()
    return _WORDS.index(word) if word in _WORDS else int(said)
