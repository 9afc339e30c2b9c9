"""Inputs of a sensitivity study in one line each, such as ``operating_models.bot.fixed_cost x 0.8..1.2``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coeplan.core.errors import InputError
from coeplan_models import Fault
from coeplan_models.faults import shortened

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RANGE = re.compile(
    rf"(?P<path>\S.*?)\s*(?P<sign> x|=)\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})(?P<whole> whole)?"
)
_FIGURES = re.compile(r"[^\s=]+")
_LONGEST = 56
"""Letters of a path that a name may take up, so that there is room to tell it from others."""


@dataclass(frozen=True)
class StatedInputs:
    """What lines say of inputs, as a study file would.

    Parameters
    ----------
    ranges
        Ranges by name.
    figures
        Paths whose figures give ranges.
    """

    ranges: dict[str, dict[str, Any]]
    figures: tuple[str, ...]


def stated_inputs(lines: Sequence[str]) -> StatedInputs:
    """Return what lines say.

    Parameters
    ----------
    lines : sequence of str
        Each ``PATH x LOW..HIGH`` (factors), ``PATH = LOW..HIGH`` (values), either followed by ``whole`` where only
        whole numbers make sense; or ``PATH`` alone for all figures at or below it that have a range.

    Returns
    -------
    StatedInputs
        Names are made from the paths.

    Raises
    ------
    InputError
        Where a line is none of these; every such line is told.
    """
    ranges: dict[str, dict[str, Any]] = {}
    figures: list[str] = []
    faults: list[Fault] = []
    for line in lines:
        match = _RANGE.fullmatch(line.strip())
        if match is not None:
            ranges[_free(match["path"], ranges)] = _range(match)
        elif _FIGURES.fullmatch(line.strip()):
            figures.append(line.strip())
        else:
            faults.append(_no_input(line))
    if faults:
        raise InputError(faults)
    return StatedInputs(ranges, tuple(figures))


def _range(match: re.Match[str]) -> dict[str, Any]:
    return {
        "path": match["path"],
        "low": float(match["low"]),
        "high": float(match["high"]),
        "way": "set" if match["sign"] == "=" else "scale",
        "whole": match["whole"] is not None,
    }


def _free(path: str, known: dict[str, dict[str, Any]]) -> str:
    """Return a name for a path that no other input has."""
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", path.replace("*", "any")).strip("-_")[-_LONGEST:].lstrip("-_") or "input"
    name, taken = stem, 2
    while name in known:
        name, taken = f"{stem}-{taken}", taken + 1
    return name


def _no_input(line: str) -> Fault:
    return Fault(
        code="no_input",
        message=f"{shortened(line)!r} is no input",
        value=shortened(line),
        expected="PATH x LOW..HIGH, PATH = LOW..HIGH, or a PATH alone for the figures at or below it",
    )
