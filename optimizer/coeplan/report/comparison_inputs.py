"""What differs in two instances, said for people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from rich.console import RenderableType

from coeplan.plans.compare import Comparison
from coeplan.plans.input_groups import InputGroup
from coeplan_models.faults import shortened

from .grids import bullets, grid
from .numbers import count

MOST_GROUPS = 30
"""So many groups of differences stand on the page; all of them, and every single one, stand in the tables."""

MANY_TIMES = 3.0
"""Ratios from here on are told as such, not in per cent."""


LONGEST_VALUE = 30
"""Letters of a value that stand on the page."""

LONGEST_WORDS = 60
"""Letters of a record's words that do."""


@dataclass(frozen=True)
class Sides:
    """How the two plans are called."""

    a: str
    b: str


def inputs(found: Comparison) -> Iterator[RenderableType]:
    """Yield what differs in the instances of two plans."""
    sides = Sides(found.label_a, found.label_b)
    if found.same_instance:
        yield from bullets(["none: both plans were made for the same data"])
    elif found.inputs is None:
        yield from bullets(["not known: name both instances with --instance to see what was changed"])
    elif not found.inputs.groups:
        yield from bullets(["none but the order of entries"])
    else:
        table = grid(("Input", "Change", "Where"), 3)
        for group in found.inputs.groups[:MOST_GROUPS]:
            table.add_row(group.path, change(group, sides), _where(group))
        yield table
        yield from _more(len(found.inputs.groups) - MOST_GROUPS)


def _more(number: int) -> Iterator[RenderableType]:
    if number > 0:
        yield from bullets(
            [f"{count(number, 'more group', 'more groups')}: see the table `inputs` of --out, or --json"]
        )


def change(group: InputGroup, sides: Sides) -> str:
    """Say what happens to the values of a group."""
    if group.kind != "changed":
        only = sides.b if group.kind == "added" else sides.a
        value = group.after if group.kind == "added" else group.before
        return f"only in {only}" + ("" if value is None else f": {_value(value)}")
    ratio = _ratio(group)
    if group.before is not None and group.after is not None:
        values = f"{_value(group.before)} > {_value(group.after)}"
        return f"{values} ({ratio})" if ratio else values
    return ratio or "other values"


def _value(text: str) -> str:
    """Return a value as the page says it: numbers without what binary fractions leave, records by their words."""
    value: object = json.loads(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.10g}"
    words = _words(cast("dict[str, object]", value)) if isinstance(value, dict) else ""
    return shortened(words or text, LONGEST_WORDS if words else LONGEST_VALUE)


def _words(record: Mapping[str, object]) -> str:
    """What a record says of itself for people; empty where it says nothing."""
    return next((str(record[field]) for field in ("description", "title", "name") if record.get(field)), "")


def _ratio(group: InputGroup) -> str:
    least, most = group.least_factor, group.most_factor
    if least is None or most is None or least < 0:
        return ""
    first, last = factor_text(least), factor_text(most)
    return first if first == last else f"{first} to {last}"


def factor_text(factor: float) -> str:
    """Say how much more or less a number is than another: in per cent, or how many times as much."""
    if factor >= MANY_TIMES:
        return f"{factor:,.4g} times as much"
    return f"{100 * abs(factor - 1.0):.4g} % {'higher' if factor >= 1.0 else 'lower'}"


def _where(group: InputGroup) -> str:
    values = count(group.count, "entry" if group.kind != "changed" else "value", "values")
    if group.keys is None or group.count == 1:
        return "" if group.count == 1 else values
    return f"{values}, {group.keys} of {group.keys_in_all} {group.keys_of}"
