"""Figures over draws, each with the interval that so many draws leave it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drivers import FloatArray

Z = 1.959963984540054
"""Standard deviations on either side of a normal mean that hold 95 %."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over draws.

    Attributes
    ----------
    value : float
        The figure.
    low, high : float or None
        Its 95 % interval: what as many other draws would give, 19 times out of 20. None where so few draws tell
        nothing on that side.
    """

    value: float
    low: float | None
    high: float | None


def mean(values: FloatArray) -> Estimate | None:
    """Mean with its normal interval; None of no draws. What never was below 0 has no mean below it."""
    count = len(values)
    if count == 0:
        return None
    centre = float(np.mean(values))
    if count == 1:
        return Estimate(centre, None, None)
    width = Z * float(np.std(values, ddof=1)) / math.sqrt(count)
    low = centre - width
    return Estimate(centre, max(0.0, low) if np.min(values) >= 0 else low, centre + width)


def quantile(values: FloatArray, share: float) -> Estimate | None:
    """Quantile with the interval between two order statistics; None of no draws.

    The number of draws below the true quantile is binomial, which makes ranks out of its interval, whatever the
    distribution is (Conover, Practical Nonparametric Statistics, 3.2). Ranks that few draws do not have are not told.
    """
    count = len(values)
    if count == 0:
        return None
    ordered = np.sort(values)
    width = Z * math.sqrt(count * share * (1 - share))
    low, high = math.floor(count * share - width) - 1, math.ceil(count * share + width)
    return Estimate(
        float(np.quantile(ordered, share)),
        float(ordered[low]) if low >= 0 else None,
        float(ordered[high]) if high < count else None,
    )


def chance(flags: NDArray[np.bool_]) -> Estimate | None:
    """Share of draws in which something holds, with Wilson's interval; None of no draws."""
    count = len(flags)
    if count == 0:
        return None
    share = float(np.mean(flags))
    centre = (share + Z**2 / (2 * count)) / (1 + Z**2 / count)
    width = Z / (1 + Z**2 / count) * math.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return Estimate(share, max(0.0, centre - width), min(1.0, centre + width))
