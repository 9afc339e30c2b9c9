"""One case: its edits as texts, its identity, and the instance that the edits make.

This module is all that studies know of edits.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from coeplan.core.errors import InputError
from coeplan.whatif.apply import Edited, apply
from coeplan.whatif.parse import parse_edit
from coeplan.whatif.texts import edit_text
from coeplan_models import Fault, Instance, Place, Plan, Record
from coeplan_models.edits import ChangeAtMost, FreezePeriods, Scale, SetValue
from coeplan_models.studies import Range

BASE = "base"
"""Name of the plan that every case starts from."""


class Case(Record):
    """One what-if of a study."""

    name: str
    """Name for people."""

    edits: tuple[str, ...]
    """One-line edits, in the order in which they apply, as :func:`canonical` writes them."""

    factors: Mapping[str, str | float]
    """Level or value of each factor of the study."""

    @property
    def id(self) -> str:
        """Identifier that depends on the edits alone."""
        return hashlib.sha256(json.dumps(self.edits).encode()).hexdigest()[:16]


def canonical(texts: Iterable[str]) -> tuple[str, ...]:
    """Return edits as texts of which the same edits have the same, however they were written.

    Raises
    ------
    InputError
        If one is no edit.
    """
    return tuple(edit_text(parse_edit(text)) for text in texts)


def drawn_edit(spread: Range, value: float) -> str:
    """Return the edit that puts a number drawn from a range where the range says."""
    if spread.way == "scale":
        return edit_text(Scale(kind="scale", path=spread.path, factor=value))
    whole = value.is_integer() and abs(value) < 2**53
    return edit_text(SetValue(kind="set", path=spread.path, value=int(value) if whole else value))


def edit_faults(text: str) -> tuple[Fault, ...]:
    """Return what is wrong with the text of an edit; whether it fits an instance is another matter."""
    try:
        parse_edit(text)
    except InputError as error:
        return error.faults
    return ()


def plan_named(text: str) -> str | None:
    """Return the name of the plan that an edit speaks of; None where it speaks of none."""
    edit = parse_edit(text)
    return edit.plan if isinstance(edit, FreezePeriods | ChangeAtMost) else None


def edited(instance: Instance, texts: Sequence[str], base: Plan | None, named: str | None = None) -> Edited:
    """Return what edits make of an instance.

    Parameters
    ----------
    instance : Instance
        The base instance.
    texts : sequence of str
        One-line edits.
    base : Plan or None
        The base plan, which edits may speak of as ``base``.
    named : str, optional
        How places call the edits: the second of ``case a`` is ``case a[2]``; without a name they have none.

    Raises
    ------
    InputError
        If an edit meets nothing, or what comes of them is no valid instance.
    """
    plans = {} if base is None else {BASE: base}
    numbers = range(1, len(texts) + 1)
    places = [] if named is None else [Place(file=f"{named}[{number}]") for number in numbers]
    return apply(instance, [parse_edit(text) for text in texts], places, plans)
