"""Random numbers of processes: each has a stream of its own, and correlations mix those that are normal."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coeplan_models import GAUSSIAN, Correlation, Sampled

Array = npt.NDArray[np.float64]

_WORDS = 4
"""Words of 32 bits of a name's hash that its stream is found by."""


@dataclass(frozen=True)
class Shape:
    """How many futures are drawn, and when their values are taken.

    Attributes
    ----------
    samples : int
        Futures.
    starts : tuple of float
        Months from the horizon's start to the start of each period, shape (periods,).
    """

    samples: int
    starts: tuple[float, ...]

    @property
    def steps(self) -> Array:
        """Years from the period before to each period, shape (periods,); 0 for the first."""
        return np.diff(np.array(self.starts), prepend=0.0) / 12


class Noise:
    """Random numbers of every process of a sampled tree.

    A process' numbers depend on the seed, the series and its name: not on other processes, nor on their order.

    Parameters
    ----------
    sampled : Sampled
        States seed, processes and correlations.
    shape : Shape
        How many numbers there are.
    series : int
        Number of an independent repetition; 0 for the tree itself.
    """

    def __init__(self, sampled: Sampled, shape: Shape, series: int = 0) -> None:
        self._sampled = sampled
        self._shape = shape
        self._series = series
        normal = sorted(name for name, process in sampled.processes.items() if isinstance(process, GAUSSIAN))
        self._weights = mixing(normal, sampled.correlations)

    def stream(self, name: str) -> np.random.Generator:
        """Return the generator of a process, at its beginning."""
        digest = hashlib.sha256(name.encode()).digest()
        words = np.frombuffer(digest[: 4 * _WORDS], dtype="<u4").tolist()
        key = np.random.SeedSequence(self._sampled.seed, spawn_key=(self._series, *words))
        return np.random.Generator(np.random.PCG64(key))

    def uniform(self, name: str) -> Array:
        """Return numbers between 0 and 1, shape (samples, periods)."""
        return self.stream(name).random((self._shape.samples, len(self._shape.starts)))

    def normal(self, name: str) -> Array:
        """Return standard normal deviates, correlated with those of other processes, shape (samples, periods)."""
        shape = (self._shape.samples, len(self._shape.starts))
        mixed = np.zeros(shape)
        # Added one by one, so that processes without a part in it cannot change a digit.
        for other, weight in self._weights[name].items():
            mixed += weight * self.stream(other).standard_normal(shape)
        return mixed

    def choices(self, name: str, shares: Sequence[float]) -> npt.NDArray[np.intp]:
        """Return a choice for each future, by shares that sum to 1.

        In the futures of the tree each is as frequent as it should be, within one. Those of a repetition are drawn one
        by one, so that the first ones are the same however many are drawn.
        """
        stream = self.stream(name)
        count = self._shape.samples
        levels = stream.random(count) if self._series else (stream.permutation(count) + stream.random(count)) / count
        edges = np.cumsum(np.array(shares))
        return np.minimum(np.searchsorted(edges / edges[-1], levels, side="right"), len(shares) - 1)


def mixing(names: Iterable[str], correlations: Sequence[Correlation]) -> Mapping[str, Mapping[str, float]]:
    """Return how independent deviates are mixed, after Cholesky.

    Parameters
    ----------
    names : iterable of str
        Processes, in the order of the factorisation.
    correlations : sequence of Correlation
        Those that are not 0; their matrix is positive semidefinite.

    Returns
    -------
    mapping of str to mapping of str to float
        For each process the weights, other than 0, of the deviates that it is mixed of.
    """
    stated = {frozenset(each.between): each.value for each in correlations}
    rows: dict[str, dict[str, float]] = {}
    for name in names:
        row: dict[str, float] = {}
        for other, known in rows.items():
            rest = stated.get(frozenset((name, other)), 0.0)
            rest -= sum(weight * known.get(earlier, 0.0) for earlier, weight in row.items())
            pivot = known.get(other, 0.0)
            if rest and pivot:
                row[other] = rest / pivot
        own = max(0.0, 1.0 - sum(weight * weight for weight in row.values()))
        # What is left of a process that follows others entirely is rounding, which nothing may be divided by.
        rows[name] = {**row, name: own**0.5} if own > _ROUNDING else row
    return rows


_ROUNDING = 1e-9
"""Parts of a variance below this are rounding."""
