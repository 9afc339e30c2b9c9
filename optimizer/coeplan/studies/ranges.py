"""Ranges that the provenance of an instance's figures gives by itself."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from coeplan.core.errors import InputError
from coeplan_models import ANY, Fault, Figure, Instance
from coeplan_models.studies import Range, RangedCases


def all_ranges(cases: RangedCases, instance: Instance) -> dict[str, Range]:
    """Return the ranges of a design: those that it names, and those that figures give.

    Raises
    ------
    InputError
        If there are none.
    """
    found: dict[str, Range] = {**cases.ranges, **figure_ranges(instance, cases.figures)}
    if not found:
        raise InputError([_no_figures(cases.figures)])
    return found


def _no_figures(patterns: Sequence[str]) -> Fault:
    return Fault(
        code="no_figures",
        path=("cases", "figures"),
        message="no figure of the instance with a low and a high end is at or below these paths",
        value=", ".join(patterns),
        expected="paths such as locations.MX_GDL whose figures state a range, or ranges of your own",
    )


def figure_ranges(instance: Instance, patterns: Sequence[str]) -> dict[str, Range]:
    """Return ranges for the values whose figures have a low and a high end.

    Parameters
    ----------
    instance : Instance
        The instance with its ``figures``.
    patterns : sequence of str
        Paths, with ``*`` for any part; each takes what it matches and all that stands below.

    Returns
    -------
    dict of str to Range
        Triangular ranges by path, in the order of the figures: most likely is the instance's own value where it lies
        within the range, else the figure's ``mid``. Values that the instance does not use are left out: those that it
        does not state, and pay of roles that no area needs.
    """
    document = instance.model_dump(mode="json")
    roles = {role for area in instance.areas.values() for role in area.role_mix}
    found: dict[str, Range] = {}
    for path, figure in instance.figures.items():
        if not any(_matches(path, pattern) for pattern in patterns):
            continue
        value = _number_at(document, path)
        if value is not None and not _of_idle_role(path, roles) and (spread := _spread(path, figure, value)):
            found[path] = spread
    return found


def _matches(path: str, pattern: str) -> bool:
    plain = pattern.replace("[", "[[]")
    return any(fnmatchcase(path, f"{plain}{below}") for below in ("", ".*", "[[]*"))


def _of_idle_role(path: str, roles: set[str]) -> bool:
    match path.split("."):
        case ["locations", _, "roles", role, *_]:
            return role not in roles
        case _:
            return False


def _spread(path: str, figure: Figure, value: float) -> Range | None:
    low, high = figure.low, figure.high
    if low is None or high is None or low >= high:
        return None
    likely = next((each for each in (value, figure.mid) if each is not None and low <= each <= high), None)
    # In the path of a figure the key * stands for itself, in that of an edit for all keys.
    quoted = re.sub(r"(?<=\.)\*(?=\.|$)", f'"{ANY}"', path)
    return Range(path=quoted, low=low, high=high, mode=likely, distribution="triangular")


def _number_at(document: Any, path: str) -> float | None:
    """Return the number at a path; None where none stands there."""
    here = document
    for step in _steps(path):
        here = _entry(here, step)
    if isinstance(here, dict) and list(cast(dict[str, Any], here)) == [ANY]:
        here = _entry(here, ANY)
    return float(here) if isinstance(here, int | float) and not isinstance(here, bool) else None


def _entry(holder: Any, step: str | int) -> Any:
    """Return an entry of a list or map; None where there is none."""
    if isinstance(holder, list) and isinstance(step, int):
        entries = cast(list[Any], holder)
        return entries[step] if step < len(entries) else None
    return cast(dict[str, Any], holder).get(str(step)) if isinstance(holder, dict) else None


def _steps(path: str) -> Iterator[str | int]:
    """Split a path such as ``operating_models.bot.fee_per_head[0].fee``."""
    for part in path.split("."):
        key, *positions = part.replace("]", "").split("[")
        yield key
        for position in positions:
            yield int(position) if position.isdigit() else position
