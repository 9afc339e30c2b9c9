"""Low, mid and high of an expert as a distribution."""

from functools import lru_cache

import numpy as np

from coeplan_models import Expert

from .noise import Array

_GRID = 4001
"""Points at which a beta distribution is tabulated."""

_PERT = 4.0
"""Weight of the mode in a PERT distribution."""

_TAIL = 0.1
"""Chance to fall short of a P10, and to exceed a P90."""

_ROUNDS = 500
"""Steps, at most, in which the ends are looked for; each takes away a good part of what is missing."""

_CLOSE = 1e-12
"""Ends have been found when a step moves them by less than this share of the range."""


def expert_values(expert: Expert, levels: Array) -> Array:
    """Return the values that an expert's distribution has at levels of probability.

    Parameters
    ----------
    expert : Expert
        Low, mid and high, and how they are meant.
    levels : array
        Probabilities, between 0 and 1.

    Returns
    -------
    array
        Quantiles, in the unit of the driver.
    """
    if expert.high == expert.low:
        return np.full_like(levels, expert.mid)
    least, most = _ends(expert)
    return least + (most - least) * _quantile(expert.shape, (expert.mid - least) / (most - least), levels)


def _ends(expert: Expert) -> tuple[float, float]:
    """Return the least and the greatest value; of P10 and P90 those whose distribution has them as its quantiles.

    Moving an end moves the quantile next to it by less, in the same direction, so that correcting each by what its
    quantile misses leads there.
    """
    least, most = expert.low, expert.high
    if expert.reading == "extremes":
        return least, most
    tails = np.array([_TAIL, 1 - _TAIL])
    for _ in range(_ROUNDS):
        low, high = least + (most - least) * _quantile(expert.shape, (expert.mid - least) / (most - least), tails)
        least, most = least + expert.low - float(low), most + expert.high - float(high)
        if max(abs(expert.low - low), abs(expert.high - high)) < _CLOSE * (most - least):
            break
    return least, most


def _quantile(shape: str, mode: float, levels: Array) -> Array:
    """Return quantiles of a distribution on 0 to 1 with a mode."""
    if shape == "triangular":
        rising = np.sqrt(levels * mode)
        return np.where(levels < mode, rising, 1 - np.sqrt((1 - levels) * (1 - mode)))
    return np.interp(levels, *_pert(round(mode, 15)))


@lru_cache(64)
def _pert(mode: float) -> tuple[Array, Array]:
    """Return the distribution function of a PERT distribution, tabulated, and where."""
    # Points are denser near both ends, where quantiles change fastest.
    points = (1 - np.cos(np.linspace(0, np.pi, _GRID))) / 2
    density = points ** (_PERT * mode) * (1 - points) ** (_PERT * (1 - mode))
    areas = np.diff(points) * (density[1:] + density[:-1]) / 2
    return np.concatenate([[0.0], np.cumsum(areas)]) / areas.sum(), points
