"""Random designs: points spread over ranges, as numbers that edits can state."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coeplan.core.errors import CoeplanError
from coeplan_models.studies import RandomCases, Range

DIGITS = 6
"""Significant digits of a number drawn: what edits state is readable, and the same with every version of NumPy."""


class DesignError(CoeplanError):
    """A random design cannot be made here."""


def design(cases: RandomCases, ranges: Sequence[Range]) -> list[tuple[float, ...]]:
    """Draw the points of a random design.

    Parameters
    ----------
    cases : RandomCases
        Number, seed and method.
    ranges : sequence of Range
        One range for each coordinate; sound, as :func:`coeplan.studies.checks.study_faults` finds them.

    Returns
    -------
    list of tuple of float
        One point for each case, with one number for each range, in its unit.

    Raises
    ------
    DesignError
        Where the package that draws is not installed.
    """
    shares = _unit_points(cases, len(ranges))
    return [tuple(drawn(each, float(share)) for each, share in zip(ranges, row, strict=True)) for row in shares]


def _unit_points(cases: RandomCases, dimensions: int) -> NDArray[np.float64]:
    """Return points of the unit cube, shape (cases, dimensions)."""
    qmc = _qmc()
    random = np.random.default_rng(cases.seed)
    if cases.method == "latin_hypercube":
        return qmc.LatinHypercube(dimensions, rng=random).random(cases.number)
    # The whole power of two is drawn, so that a longer design begins with the points of a shorter one.
    power = max(0, math.ceil(math.log2(cases.number)))
    return qmc.Sobol(dimensions, rng=random).random_base2(power)[: cases.number]


def _qmc() -> Any:
    try:
        from scipy.stats import qmc
    except ImportError as error:
        raise DesignError(
            "a study with random cases needs the package scipy: pip install 'coeplan[studies]', or list the cases"
        ) from error
    return qmc


def drawn(spread: Range, share: float) -> float:
    """Return the number below which so large a share of a range's distribution lies, as edits state it."""
    if spread.distribution == "log":
        exact = spread.low * (spread.high / spread.low) ** share
    elif spread.distribution == "triangular":
        exact = _triangular(spread, share)
    else:
        exact = spread.low + share * (spread.high - spread.low)
    return stated(spread, exact)


def _triangular(spread: Range, share: float) -> float:
    width = spread.high - spread.low
    mode = (spread.low + spread.high) / 2 if spread.mode is None else spread.mode
    rising = (mode - spread.low) / width
    if share < rising:
        return spread.low + width * math.sqrt(share * rising)
    return spread.high - width * math.sqrt((1 - share) * (1 - rising))


def stated(spread: Range, exact: float) -> float:
    """Round a number as edits state it, within its range."""
    low, high = (math.ceil(spread.low), math.floor(spread.high)) if spread.whole else (spread.low, spread.high)
    return float(min(max(rounded(spread, exact), low), high))


def rounded(spread: Range, exact: float) -> float:
    """Round a number as edits state it, also beyond its range."""
    return float(round(exact)) if spread.whole else float(f"{exact:.{DIGITS}g}")
