"""Cross-checks of provenance: figures speak of values that are there, and of sources that are listed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from ..base import ANY
from ..faults import Fault, shortened
from .case import Case, Check

_STEP = re.compile(r"\[([0-9]+)\]|\.?([^.\[\]]+)")

_MOST_DOTS = 12
"""Parts that the identifier of a node may have."""


def figure_paths(case: Case) -> Iterator[Fault]:
    """The path of a figure leads to a value."""
    for key in case.instance.figures:
        if key == ANY:
            yield _figure_of_all()
            continue
        found = _follow(case.instance, _steps(key))
        if found.value is None:
            yield Fault(
                severity="warning",
                code="figure_of_nothing",
                path=("figures", key),
                message=f"the instance states no value {shortened(key)!r}",
                value=shortened(key),
                expected="the path of a value, such as locations.MX_GDL.fit_out",
                nearest=case.nearest(found.missed, _keys(found.among)) if found.missed else (),
            )


def _figure_of_all() -> Fault:
    return Fault(
        code="figure_of_all",
        path=("figures", ANY),
        message=f"{ANY!r} stands for all areas at the end of a path, and is no path by itself",
        value=ANY,
        expected="the path of a value, such as locations.MX_GDL.fit_out",
    )


class _Found(NamedTuple):
    value: object
    """What the path leads to; ``None`` where it leads nowhere."""

    missed: str = ""
    """The step that could not be taken."""

    among: object = None
    """Where it could not be taken."""


def _steps(key: str) -> list[str]:
    """Split ``areas.support.workload[4]`` into its steps; empty where it is no path."""
    found: list[str] = []
    position = 0
    while match := _STEP.match(key, position):
        found.append(match.group(1) or match.group(2))
        position = match.end()
    return found if position == len(key) else []


def _follow(start: object, steps: list[str]) -> _Found:
    value, position = (start if steps else None), 0
    while position < len(steps):
        # Identifiers of nodes hold dots, so that one key of a map may be several steps.
        widths = range(1, min(len(steps) - position, _MOST_DOTS) + 1)
        tried = ((width, _entry(value, ".".join(steps[position : position + width]))) for width in widths)
        width, found = next(((width, found) for width, found in tried if found is not None), (0, None))
        if found is None:
            return _Found(None, steps[position], value)
        value, position = found, position + width
    return _Found(value)


def _entry(value: object, step: str) -> object:
    """Return an entry of a record, list or map; ``None`` where there is none."""
    if isinstance(value, BaseModel):
        return getattr(value, step) if step in type(value).model_fields else None
    place = int(step) if step.isascii() and step.isdigit() and len(step) < 10 else None
    if isinstance(value, tuple):
        entries = cast(tuple[object, ...], value)
        return entries[place] if place is not None and place < len(entries) else None
    if isinstance(value, Mapping):
        keyed = cast(Mapping[Any, object], value)
        return keyed[step] if step in keyed else keyed.get(place)
    return None


def _keys(value: object) -> list[str]:
    if isinstance(value, BaseModel):
        return list(type(value).model_fields)
    return [str(key) for key in cast(Mapping[Any, object], value)] if isinstance(value, Mapping) else []


def figure_sources(case: Case) -> Iterator[Fault]:
    """Figures name sources that are listed."""
    known = case.instance.sources
    for key, figure in case.instance.figures.items():
        for position, source in enumerate(figure.sources):
            if source not in known:
                yield case.unknown("source", ("figures", key, "sources", position), source, known)


def figure_ranges(case: Case) -> Iterator[Fault]:
    """Low, mid and high of a figure are in order."""
    for key, figure in case.instance.figures.items():
        stated = [value for value in (figure.low, figure.mid, figure.high) if value is not None]
        if stated != sorted(stated):
            yield Fault(
                code="range_not_rising",
                path=("figures", key),
                message=f"low, mid and high are {', '.join(str(value) for value in stated)}",
                expected="low <= mid <= high",
            )


CHECKS = (
    Check(figure_paths, frozenset({"areas", "locations", "operating_models", "policies", "scenarios", "footprint"})),
    Check(figure_sources),
    Check(figure_ranges),
)
"""Checks of this file, in the order in which they run."""
