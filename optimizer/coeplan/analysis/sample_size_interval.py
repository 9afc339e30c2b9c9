"""One-sided confidence limits after Student."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

_GRID = 20_001
"""Points at which the distribution is tabulated."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A mean and how large it may be.

    Attributes
    ----------
    mean : float
        Mean of independent observations.
    error : float
        Its standard error.
    upper : float
        Upper confidence limit of what is expected of an observation.
    """

    mean: float
    error: float
    upper: float


def upper_limit(values: Sequence[float], confidence: float) -> Limit:
    """Return the mean of independent observations, and its one-sided upper confidence limit.

    Parameters
    ----------
    values : sequence of float
        At least two observations.
    confidence : float
        Level, between 0.5 and 1.
    """
    mean, error = fmean(values), stdev(values) / len(values) ** 0.5
    return Limit(mean, error, mean + student_quantile(confidence, len(values) - 1) * error)


def student_quantile(level: float, freedom: int) -> float:
    """Return a quantile of Student's t distribution.

    With ``x = sqrt(freedom) tan(angle)`` the density becomes a power of the cosine on a finite range, which a table
    integrates to six digits.

    Parameters
    ----------
    level : float
        Probability, from 0.5 to below 1.
    freedom : int
        Degrees of freedom, at least 1.
    """
    angles = np.linspace(0.0, np.pi / 2, _GRID)
    density = np.cos(angles) ** (freedom - 1)
    areas = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    angle = np.interp(2 * level - 1, areas / areas[-1], angles)
    return float(np.sqrt(freedom) * np.tan(angle))
