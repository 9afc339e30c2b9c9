"""How long it takes after an outage until no more work is left undone than before it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drivers import FloatArray

SAME = 1e-6
"""Work left undone that differs by no more than this share of itself, or this many FTE, is the same."""


@dataclass(frozen=True)
class Recovery:
    """Outages of places with people, over all draws.

    Attributes
    ----------
    months : array, shape (outages,)
        Months from the start of the period in which an outage begins until the start of the first one in which no
        more work is undone than in the period before it, or than would be were all places in: 0 where it leaves
        nothing undone, infinite where the horizon ends first.
    worst : array, shape (outages,)
        Most FTE left undone meanwhile beyond that.
    """

    months: FloatArray
    worst: FloatArray


@dataclass(frozen=True)
class Undone:
    """Work left undone, in FTE, shape (periods, draws): as it is, and as it would be were all places in."""

    found: FloatArray
    without_outages: FloatArray


def recoveries(hit: NDArray[np.bool_], undone: Undone, starts: Sequence[int]) -> Recovery:
    """Measure every outage.

    Parameters
    ----------
    hit : array of bool, shape (periods, draws)
        Where an outage begins.
    undone : Undone
        Work left undone.
    starts : sequence of int
        Months from the horizon's start to the start of each period.
    """
    months: list[FloatArray] = []
    worst: list[FloatArray] = []
    for period in range(len(hit)):
        struck = np.flatnonzero(hit[period])
        before = undone.found[period - 1, struck] if period else np.zeros(len(struck))
        usual = np.maximum(before, undone.without_outages[period:, struck])
        since = [start - starts[period] for start in starts[period:]]
        lasting, most = _one(undone.found[period:, struck], usual, since)
        months.append(lasting)
        worst.append(most)
    return Recovery(np.concatenate(months), np.concatenate(worst))


def _one(found: FloatArray, usual: FloatArray, since: Sequence[int]) -> tuple[FloatArray, FloatArray]:
    """Return months until no more is undone than usual, and the most that was until then."""
    over = found - usual > SAME * np.maximum(1.0, usual)
    lasting = np.cumprod(over, axis=0, dtype=np.int64).astype(bool)
    months = np.append(np.array(since, dtype=float), np.inf)[lasting.sum(axis=0)]
    return months, np.max(np.where(lasting, found - usual, 0.0), axis=0)
