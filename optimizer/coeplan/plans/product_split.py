"""Splits the difference of two products over their factors, exactly and without an order of the factors."""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SAME = 1e-12
"""Factors closer than this, relative to their size, are the same number worked out in two ways."""


def factor_weights(factors_a: Numbers, factors_b: Numbers) -> Numbers:
    r"""Return what one unit of each factor is worth on the way from one product to the other.

    The weight of a factor is the product of all other factors, each of them taken from A or from B, averaged over all
    orders in which the factors could be changed one after the other: its Shapley value, divided by its own change.
    With two factors that is the mean of the other one.

    Parameters
    ----------
    factors_a, factors_b : ndarray, shape (factors, products)
        Factors of the products of both sides.

    Returns
    -------
    ndarray, shape (factors, products)
        Weights :math:`w`, so that :math:`\sum_f w_f (b_f - a_f) = \prod_f b_f - \prod_f a_f` but for rounding.
        Changing sides changes no weight.

    Notes
    -----
    Source: Shapley, L. S. (1953), "A value for n-person games"; for index numbers Sun, J. W. (1998), "Changes in energy
    consumption and energy intensity: a complete decomposition model", Energy Economics 20(1).
    """
    count = len(factors_a)
    return np.stack([_weight(factors_a, factors_b, factor, count - 1) for factor in range(count)])


def _weight(factors_a: Numbers, factors_b: Numbers, factor: int, others: int) -> Numbers:
    rest = [each for each in range(others + 1) if each != factor]
    total = np.zeros(factors_a.shape[1])
    for size in range(others + 1):
        # As many orders put exactly these factors before this one as put any other set of the same size there.
        share = 1.0 / ((others + 1) * comb(others, size))
        for changed in combinations(rest, size):
            picked = [factors_b[each] if each in changed else factors_a[each] for each in rest]
            total += share * np.prod(picked, axis=0)
    return total


def without_noise(factors_a: Numbers, factors_b: Numbers) -> tuple[Numbers, Numbers]:
    """Return factors with those that differ by rounding alone made the same, halfway between both."""
    size = np.maximum(np.abs(factors_a), np.abs(factors_b))
    same = np.abs(factors_b - factors_a) <= SAME * size
    middle = (factors_a + factors_b) / 2
    return np.where(same, middle, factors_a), np.where(same, middle, factors_b)
