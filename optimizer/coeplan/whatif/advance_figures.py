"""Provenance of an advanced instance: kept where a path leads to the same value, restated where that has grown."""

import re
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel

from coeplan_models import Figure, Instance
from coeplan_models.checks import Case
from coeplan_models.checks.figures import figure_paths

from .advance_cut import Cut, Notes

GROWN = ("locations.", "operating_models.")
"""Values under these have changed by growth alone, so that what is known of them has grown as they have."""

_OF_PERIOD = re.compile(r"(areas\.[^.\[\]]+\.workload)(\[[0-9]+\]|\.[0-9]+)")
"""Path of a workload of one period."""

_STEP = re.compile(r"[^.\[\]]+")


def remaining_figures(cut: Cut, advanced: Instance, notes: Notes) -> dict[str, Figure]:
    """Return the provenance that still holds.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    advanced : Instance
        The advanced instance, still with all figures of the old one.
    notes : Notes
        Told what is left out.

    Returns
    -------
    dict
        Figures by path; those of amounts that grow with low, mid and high as they have grown.
    """
    lost = {str(fault.path[-1]) for fault in figure_paths(Case(advanced))}
    found: dict[str, Figure] = {}
    for path, figure in cut.instance.figures.items():
        moved = _of_later_period(path, cut.period)
        if moved is None or path in lost or path.partition(".")[0] in ("footprint", "scenarios"):
            continue
        figure_now = _restated(figure, _value(cut.instance, path), _value(advanced, moved), path)
        if figure_now is not None:
            found[moved] = figure_now
    gone = len(cut.instance.figures) - len(found)
    if gone:
        notes.told("figures_dropped", f"{gone} figures of provenance speak of values that are over or have changed.")
    return found


def _of_later_period(path: str, passed: int) -> str | None:
    """Path of the same period's workload, counted from the new start; other paths stay; None where it is over."""
    match = _OF_PERIOD.fullmatch(path)
    if match is None:
        return path
    period = int(match[2].strip("[].")) - passed
    if period < 0:
        return None
    return match[1] + (f"[{period}]" if match[2].startswith("[") else f".{period}")


def _restated(figure: Figure, before: object, now: object, path: str) -> Figure | None:
    """The figure of a value as it is now; None where the value has become another one."""
    if not isinstance(before, int | float) or not isinstance(now, int | float) or before == now:
        return figure
    if not path.startswith(GROWN):
        return None
    grown = {
        end: None if (value := getattr(figure, end)) is None else value * now / before for end in ("low", "mid", "high")
    }
    return figure.model_copy(update=grown)


def _value(instance: Instance, path: str) -> object:
    """What a path without odd keys leads to; None where it leads nowhere."""
    value: object = instance
    for step in _STEP.findall(path):
        if isinstance(value, BaseModel):
            value = getattr(value, step, None)
        elif isinstance(value, Mapping):
            entries = cast("Mapping[Any, object]", value)
            value = entries[step] if step in entries else entries.get(int(step) if step.isdigit() else None)
        elif isinstance(value, tuple):
            items = cast("tuple[object, ...]", value)
            value = items[int(step)] if step.isdigit() and int(step) < len(items) else None
    return value
