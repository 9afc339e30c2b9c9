"""Writes edits as lines of text, such that each line is read as the same edit."""

from collections.abc import Callable, Mapping
from typing import Any, cast

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

from .flow import flow_text, number_text, word_text

LONGEST_TOLD = 160
"""Letters of an edit that messages quote."""


def edit_text(edit: Edit) -> str:
    """Return an edit as the line that :func:`parse_edit` reads as the same edit."""
    return _WRITTEN[edit.kind](edit)


def told(edit: Edit) -> str:
    """Return an edit as messages quote it."""
    return shortened(edit_text(edit), LONGEST_TOLD)


def _set(edit: SetValue) -> str:
    return f"{edit.path} = {flow_text(edit.value)}"


def _scale(edit: Scale) -> str:
    return f"{edit.path} x {number_text(edit.factor)}"


def _shift(edit: Shift) -> str:
    sign = "-" if edit.amount < 0 else "+"
    return f"{edit.path} {sign} {number_text(abs(edit.amount))}"


def _add(edit: AddEntry) -> str:
    return f"add {edit.path} = {flow_text(edit.value)}"


def _remove(edit: Remove) -> str:
    return f"remove {edit.path}"


def _merge(edit: Merge) -> str:
    return f"merge {flow_text(edit.patch)}"


def _optional(word: str, value: object) -> str:
    return "" if value is None else f" {word} {value}"


def _open(edit: OpenSite) -> str:
    model, until = _optional("as", edit.operating_model), _optional("until", edit.until)
    return f"open {edit.location}{model} by {edit.by}{until}"


def _never(edit: Never) -> str:
    if edit.area is not None:
        return f"never area {edit.area}{_optional('under', edit.operating_model)}{_optional('at', edit.location)}"
    if edit.operating_model is None:
        return f"never {edit.location}"
    return (
        f"never model {edit.operating_model}"
        if edit.location is None
        else (f"never {edit.operating_model} at {edit.location}")
    )


def _keep_heads(edit: KeepHeads) -> str:
    least, most = ("" if bound is None else number_text(bound) for bound in (edit.at_least, edit.at_most))
    heads = least if edit.at_least is not None and edit.at_least == edit.at_most else f"{least}..{most}"
    periods = _optional("from", edit.first_period or None) + _optional("to", edit.last_period)
    return f"keep heads{_optional('of', edit.area)} at {edit.location} {heads}{periods}"


def _freeze(edit: FreezePeriods) -> str:
    return f"freeze {edit.periods} period{'' if edit.periods == 1 else 's'} of {word_text(edit.plan)}"


def _change_at_most(edit: ChangeAtMost) -> str:
    return f"change at most {edit.limit} of {word_text(edit.plan)}"


_WRITTEN = cast(
    "Mapping[str, Callable[[Any], str]]",
    {
        "set": _set,
        "scale": _scale,
        "shift": _shift,
        "add": _add,
        "remove": _remove,
        "merge": _merge,
        "open": _open,
        "never": _never,
        "keep_heads": _keep_heads,
        "freeze": _freeze,
        "change_at_most": _change_at_most,
    },
)
