"""A bridge for people: its large lines as they are, the small ones gathered under names, with the same sum."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .bridge import Bridge, BridgeLine
from .bridge_names import CAUSES, RISK, category_name

MOST_LINES = 12
"""So many single lines are kept."""

MOST_GROUPS = 5
"""So many groups of small lines are kept apart by category; those of all other categories are one."""

SMALL = 0.02
"""Lines and groups smaller than this share of the largest line are gathered even where there are few."""

EVERYWHERE = frozenset({"time", "probability", "discounting"})
"""Causes that have nothing to do with single places: their lines of all categories are one."""


@dataclass(frozen=True)
class Step:
    """One step of a bridge as people read it: a line, or several under one name."""

    name: str
    """Name."""
    amount: float
    """What it moves."""
    lines: tuple[BridgeLine, ...]
    """The lines that it stands for."""


def steps(found: Bridge) -> tuple[Step, ...]:
    """Gather the lines of a bridge into few steps.

    Parameters
    ----------
    found : Bridge
        The bridge.

    Returns
    -------
    tuple of Step
        The largest lines in their order, then what is gathered by category, by time, probabilities and discounting,
        and last the weighting of risk. Each line is in exactly one step.
    """
    wide = [line for line in found.lines if line.cause in EVERYWHERE]
    risk = [line for line in found.lines if line.category == RISK]
    own = [line for line in found.lines if line.cause not in EVERYWHERE and line.category != RISK]
    least = SMALL * max((abs(line.amount) for line in own), default=0.0)
    kept = _largest(own, least)
    small = [line for line in own if line.name not in kept]
    return (
        *(_single(line) for line in own if line.name in kept),
        *_by_category(small, least),
        *(_step(CAUSES[cause], [line for line in wide if line.cause == cause]) for cause in _causes(wide)),
        *(_single(line) for line in risk),
    )


def _largest(lines: Sequence[BridgeLine], least: float) -> frozenset[str]:
    """Names of the lines that are told one by one."""
    ordered = sorted(lines, key=lambda line: (-abs(line.amount), line.name))[:MOST_LINES]
    return frozenset(line.name for line in ordered if abs(line.amount) >= least)


def _causes(lines: Iterable[BridgeLine]) -> list[str]:
    present = {line.cause for line in lines}
    return [cause for cause in CAUSES if cause in present]


def _by_category(lines: Sequence[BridgeLine], least: float) -> list[Step]:
    """Gather small lines by category, the least of them as one."""
    gathered: dict[str, list[BridgeLine]] = {}
    for line in lines:
        gathered.setdefault(line.category, []).append(line)
    groups = [_step(_other(category, those), those) for category, those in gathered.items()]
    ordered = sorted(groups, key=lambda step: (-abs(step.amount), step.name))
    kept = {step.name for step in ordered[:MOST_GROUPS] if abs(step.amount) >= least}
    rest = [line for step in groups if step.name not in kept for line in step.lines]
    last = [_step(_rest(rest), rest)] if rest else []
    return [*(step for step in groups if step.name in kept), *last]


def _single(line: BridgeLine) -> Step:
    return Step(line.name, line.amount, (line,))


def _step(name: str, lines: Sequence[BridgeLine]) -> Step:
    return Step(name, math.fsum(line.amount for line in lines), tuple(lines))


def _other(category: str, lines: Sequence[BridgeLine]) -> str:
    places = {line.location for line in lines if line.location}
    if len(lines) == 1:
        return lines[0].name
    where = f" at {len(places)} places" if len(places) > 1 else f" at {min(places)}" if places else ""
    return f"other {category_name(category)}{where}, {len(lines)} lines"


def _rest(lines: Sequence[BridgeLine]) -> str:
    names = [category_name(category) for category in dict.fromkeys(line.category for line in lines)]
    if len(lines) == 1:
        return lines[0].name
    return f"other {', '.join(names)}, {len(lines)} lines"
