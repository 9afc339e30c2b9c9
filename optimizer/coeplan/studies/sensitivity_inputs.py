"""The inputs that a sensitivity study looks at: which, within which ranges, and what the instance says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from coeplan.core.errors import InputError
from coeplan.whatif.document import Document
from coeplan.whatif.paths import find, parse_path
from coeplan_models import ANY, Fault, Instance
from coeplan_models.studies import Range, SensitivityCases, TornadoCases

from .ranges import all_ranges

UNCHANGED = 1.0
"""Factor that leaves a value as it is."""


@dataclass(frozen=True)
class ChosenRanges:
    """The ranges of a sensitivity study.

    Parameters
    ----------
    ranges
        Ranges by name of the input.
    left_out
        How many ranges of figures were left out, because there are too many.
    """

    ranges: Mapping[str, Range]
    left_out: int


@dataclass(frozen=True)
class Input:
    """One input that is varied by itself.

    Parameters
    ----------
    name
        Its name in the study.
    spread
        Its range.
    present
        What the instance says, in the unit of the range: a value, or the factor 1.
    """

    name: str
    spread: Range
    present: float


def chosen_ranges(cases: SensitivityCases, instance: Instance) -> ChosenRanges:
    """Return the ranges that a sensitivity study looks at.

    Parameters
    ----------
    cases : SensitivityCases
        Its cases.
    instance : Instance
        Its instance, whose provenance may give ranges.

    Returns
    -------
    ChosenRanges
        All that are named; of those that figures give the widest against their own value, in the order of the
        instance.

    Raises
    ------
    InputError
        If there are none.
    """
    found = all_ranges(cases, instance)
    given = [name for name in found if name not in cases.ranges]
    widest = sorted(given, key=lambda name: -_relative_width(found[name]))[: cases.most_figures]
    kept = {*cases.ranges, *widest}
    ranges = {name: spread for name, spread in found.items() if name in kept}
    return ChosenRanges(ranges, len(found) - len(ranges))


def tornado_inputs(cases: TornadoCases, instance: Instance) -> tuple[Input, ...]:
    """Return the inputs of a tornado, each with the value that it departs from.

    Raises
    ------
    InputError
        If there are none, or where a path leads nowhere or to no single number.
    """
    document = Document(instance)
    found: list[Input] = []
    faults: list[Fault] = []
    for name, spread in chosen_ranges(cases, instance).ranges.items():
        try:
            found.append(Input(name, spread, _present(spread, document)))
        except InputError as error:
            place = ("cases", "ranges", name, "path") if name in cases.ranges else ("cases", "figures")
            faults += [fault.model_copy(update={"path": place}) for fault in error.faults]
    if faults:
        raise InputError(faults)
    return tuple(found)


def _relative_width(spread: Range) -> float:
    """Return how wide a range is against its most likely value; any width is much against nothing."""
    likely = (spread.low + spread.high) / 2 if spread.mode is None else spread.mode
    return (spread.high - spread.low) / abs(likely) if likely else float("inf")


def _present(spread: Range, document: Document) -> float:
    places = find(document.root, parse_path(spread.path), document.fields)
    if spread.way == "scale":
        return UNCHANGED
    values = [_number(document.value(place)) for place in places]
    first = values[0]
    if first is None or any(value != first for value in values):
        raise InputError([_no_single_value(spread.path, values)])
    return first


def _number(value: object) -> float | None:
    """Return a number, also where it is written out as one for all areas; None for anything else."""
    if isinstance(value, dict) and list(cast("dict[str, object]", value)) == [ANY]:
        value = cast("dict[str, object]", value)[ANY]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _no_single_value(path: str, values: list[float | None]) -> Fault:
    numbers = sorted({value for value in values if value is not None})
    told = ", ".join(f"{number:g}" for number in numbers[:3])
    more = ", ..." if len(numbers) > len(told.split(", ")) else ""
    holds = f"holds several values ({told}{more})" if len(numbers) > 1 else "holds no number, or not everywhere"
    return Fault(
        code="no_single_value",
        message=f"{path} {holds}, so there is none to depart from",
        value=path,
        expected="the path of one number, or factors (way: scale), which are taken of each value",
    )
