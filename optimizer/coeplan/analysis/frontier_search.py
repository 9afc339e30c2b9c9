"""Where to look for points of a frontier, what has been found there, and what nobody has looked at.

Points are vectors of burdens, of which less is better: first what is minimised, then what is held to levels. A probe
asks for the least first burden of all plans whose other burdens keep to levels. What is known of it, the plan and the
proved bound, says something of all tighter levels, too, so that most levels need no probe of their own (Özlen, Burton
and MacRae 2014). After the best point of a zone every other one worth having is strictly below it in one of the other
burdens, which gives one smaller zone for each (Klamroth, Lacour and Vanderpooten 2015; the epsilon-constraint method
where there is just one). Probes that must be below by a share of the range, quartered again and again, spread the first
points; the last round steps just below each point, and leaves nothing out.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = tuple[float, ...]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SAME = 1e-5
"""Burdens closer than this, relative to their size where that is above 1, are the same."""

KEPT = 2e-6
"""A level counts as kept within this, relative likewise: twice what the auditor lets pass, and well below ``SAME``."""

SAME_COST = 1e-7
"""First burdens closer than this, relative likewise, are the same."""

QUARTERINGS = 3
"""How often the step of a round is quartered at most, before the last round steps as little as it can."""


def rounds(points: int) -> tuple[float, ...]:
    """Return the steps below a point, round by round, as shares of the range.

    Parameters
    ----------
    points : int
        How many points are looked for: steps are quartered until so many have room beside each other.

    Returns
    -------
    tuple of float
        Falling shares; the last is 0, which stands for the smallest step that tells apart.
    """
    quarterings = min(QUARTERINGS, math.ceil(math.log(max(points, 2), 4)))
    return (*(0.25**number for number in range(quarterings + 1)), 0.0)


@dataclass(frozen=True)
class Probe:
    """What came of asking for the best plan within levels.

    Attributes
    ----------
    levels : tuple of float
        Most of each burden but the first; infinite where it is free.
    found : tuple of float or None
        Burdens of the plan found, the first among them; None where none was.
    bound : float
        No plan within the levels has a first burden below this: minus infinity where nothing is proved, infinity where
        it is proved that there is no plan.
    """

    levels: Vector
    found: Vector | None
    bound: float


@dataclass(frozen=True)
class Zone:
    """All points strictly below a corner.

    Attributes
    ----------
    corner : tuple of float
        Burdens but the first, each of which points of the zone are below.
    levels : tuple of float
        Levels to ask for.
    best : int or None
        Number of the cheapest probe whose plan is known to keep to the levels; None where there is none.
    bound : float
        Proved already for the levels.
    size : float
        Share of what there is that it takes up, up to the best plan known in it.
    """

    corner: Vector
    levels: Vector
    best: int | None
    bound: float
    size: float


def within(burdens: Sequence[float], levels: Sequence[float]) -> bool:
    """Whether burdens keep to levels, as closely as plans are audited."""
    return bool(np.all(np.asarray(burdens) <= _eased(levels, KEPT)))


def _eased(numbers: Sequence[float] | FloatArray, share: float) -> FloatArray:
    """Return numbers raised by a share of their size, or of 1 where that is larger."""
    return np.asarray(numbers) + share * np.maximum(1.0, np.abs(numbers))


class Explored:
    """All probes so far.

    Parameters
    ----------
    ideal : sequence of float
        What no plan's burdens are below, without the first; of length 1 or 2.
    steps : sequence of float
        Smallest difference of each that matters, 0 for the smallest that can be told apart.
    gap : float
        A plan this close to a proved bound, relative to itself, is taken as the best within its levels.
    """

    def __init__(self, ideal: Sequence[float], steps: Sequence[float], gap: float) -> None:
        self.probes: list[Probe] = []
        self._ideal = list(ideal)
        self._tops = list(ideal)
        self._levels = np.empty((0, len(steps)))
        self._found = np.empty((0, 1 + len(steps)))
        self._bounds = np.empty(0)
        self._steps = tuple(steps)
        self._gap = max(gap, SAME_COST)

    def add(self, probe: Probe) -> None:
        """Take in what came of a probe."""
        self.probes.append(probe)
        nothing = (math.nan,) * (1 + len(probe.levels))
        self._levels = np.vstack([self._levels, probe.levels])
        self._found = np.vstack([self._found, nothing if probe.found is None else probe.found])
        self._bounds = np.append(self._bounds, probe.bound)
        if probe.found is not None:
            self._tops = [max(both) for both in zip(self._tops, probe.found[1:], strict=True)]

    def raise_ideal(self, position: int, ideal: float) -> None:
        """Say that no plan's burden at a position, the first burden not counted, is below a number."""
        self._ideal[position] = max(self._ideal[position], ideal)

    def bound(self, levels: Vector) -> float:
        """Return what no plan within levels has a first burden below, as far as it is proved."""
        return float(np.max(self._bounds[self._around(levels)], initial=-math.inf))

    def best(self, levels: Vector) -> int | None:
        """Return the number of the probe with the cheapest plan that keeps to levels; None where none does."""
        return self._least(self._keeping(levels))

    def nearest(self, levels: Vector) -> int | None:
        """Return the number of the probe whose plan is nearest to keeping levels, the cheapest of those that do."""
        fitting = self.best(levels)
        if fitting is not None:
            return fitting
        above = np.maximum(0.0, self._found[:, 1:] - np.asarray(levels)) / self._ranges()
        distance = above.sum(axis=1)
        return self._least(distance == np.min(distance[~np.isnan(distance)], initial=math.inf))

    def points(self) -> list[int]:
        """Return the numbers of the probes whose plans no other plan found dominates, by rising first burden."""
        held = np.flatnonzero(~np.isnan(self._found[:, 0]))
        found = self._found[held]
        margins = np.array([SAME_COST, *(KEPT for _ in self._steps)]) * np.maximum(1.0, np.abs(found))
        # Plan by plan in the first axis, whether it is no worse, and better, than each in the second.
        no_worse = (found[:, None] <= found + margins).all(axis=2)
        better = (found[:, None] < found - margins).any(axis=2)
        earlier = held[:, None] < held
        dominated = (no_worse & (better | earlier)).any(axis=0)
        return sorted(map(int, held[~dominated]), key=lambda number: tuple(self._found[number]))

    def open_zones(self, share: float) -> list[Zone]:
        """Return the zones that nobody has looked into, the largest first.

        Parameters
        ----------
        share : float
            How far below each point to look, as a share of the range; 0: just below.
        """
        zones = [zone for zone in self._zones(share) if not self._settled(zone)]
        return sorted(zones, key=lambda zone: (-zone.size, zone.corner))

    def unknown_zones(self) -> list[Zone]:
        """Return the zones in which there may be points that nobody has found, the largest first."""
        zones = [zone for zone in self._zones(0.0) if not self._settled(zone) or self.given_up(zone)]
        outer = [zone for zone in zones if not any(_holds(other, zone) for other in zones)]
        return sorted(outer, key=lambda zone: (-zone.size, zone.corner))

    def _zones(self, share: float) -> Iterator[Zone]:
        """Yield zones from the whole downwards, each split at the best plan known in it."""
        steps = [max(step, share * span) for step, span in zip(self._steps, self._ranges(), strict=True)]
        waiting: list[Vector] = [(math.inf,) * len(steps)]
        seen = set(waiting)
        while waiting:
            corner = waiting.pop()
            levels = self._below(corner, steps)
            if levels is None or self.bound(levels) == math.inf:
                continue
            zone = self._zone(corner, levels)
            yield zone
            following = [] if zone.best is None else self._split(corner, zone.best)
            waiting += [each for each in following if each not in seen]
            seen.update(following)

    def _zone(self, corner: Vector, levels: Vector) -> Zone:
        best, bound = self.best(levels), self.bound(levels)
        lows = self._ideal if best is None else self._found[best, 1:]
        size = 1.0
        for level, top, low, span in zip(levels, self._tops, lows, self._ranges(), strict=True):
            size *= max(0.0, min(level, top) - low) / span
        return Zone(corner, levels, best, bound, size)

    def _split(self, corner: Vector, best: int) -> list[Vector]:
        """Return the corners of the zones that are left below a plan: what keeps above it in all is no better."""
        burdens = map(float, self._found[best, 1:])
        return [(*corner[:place], burden, *corner[place + 1 :]) for place, burden in enumerate(burdens)]

    def _below(self, corner: Vector, steps: Sequence[float]) -> Vector | None:
        """Return levels a step below a corner; None where nothing can be below it."""
        levels: list[float] = []
        for edge, step, least in zip(corner, steps, self._ideal, strict=True):
            nearest = edge - SAME * max(1.0, abs(edge)) if math.isfinite(edge) else edge
            if nearest < least:
                return None
            levels.append(min(nearest, max(edge - step, least)))
        return tuple(levels)

    def _settled(self, zone: Zone) -> bool:
        """Whether a probe within a zone's levels would tell nothing new."""
        nothing = np.isnan(self._found[:, 0])
        told = self._around(zone.levels) & (nothing | self._keeping(zone.levels))
        return bool(told.any()) or self._close(zone)

    def given_up(self, zone: Zone) -> bool:
        """Whether a probe found no plan for a zone, or a wider one, and did not prove that there is none."""
        nothing = np.isnan(self._found[:, 0]) & (self._bounds < math.inf)
        return bool((self._around(zone.levels) & nothing).any()) and not self._close(zone)

    def _close(self, zone: Zone) -> bool:
        """Whether the best plan known in a zone is as good as any there, as closely as it is asked."""
        if zone.best is None:
            return False
        value = self._found[zone.best, 0]
        return bool(value - zone.bound <= self._gap * max(1.0, abs(value)))

    def _around(self, levels: Vector) -> BoolArray:
        """Say of each probe whether its levels are no tighter."""
        return np.all(self._levels >= np.asarray(levels), axis=1)

    def _keeping(self, levels: Vector) -> BoolArray:
        """Say of each probe whether it has a plan that keeps to levels."""
        return np.all(self._found[:, 1:] <= _eased(levels, KEPT), axis=1)

    def _least(self, chosen: BoolArray) -> int | None:
        """Return the number of the probe with the cheapest plan of those chosen, by all burdens in their order."""
        numbers = map(int, np.flatnonzero(chosen))
        return min(numbers, key=lambda number: tuple(self._found[number]), default=None)

    def _ranges(self) -> list[float]:
        """Return how far each burden reaches from its ideal; 1 where it does not."""
        return [top - low if top > low else 1.0 for top, low in zip(self._tops, self._ideal, strict=True)]


def _holds(outer: Zone, inner: Zone) -> bool:
    """Whether a zone holds another one of which nothing else is known."""
    same = outer is not inner and (outer.best, outer.bound) == (inner.best, inner.bound)
    return same and all(edge <= other for edge, other in zip(inner.corner, outer.corner, strict=True))
