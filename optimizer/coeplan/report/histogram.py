"""A distribution drawn with letters, for a terminal."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

BARS = 16
WIDTH = 40


def histogram(values: NDArray[np.float64], text: Callable[[float], str]) -> str:
    """Draw how many values lie where.

    Parameters
    ----------
    values : array
        At least one value. Those beyond the first and last of 200 equal parts are counted in the outer bars.
    text : callable
        Writes a value.

    Returns
    -------
    str
        One line a bar: where it begins, the bar, and the share of all values in per cent.
    """
    return "\n".join(_lines(values, text))


def _lines(values: NDArray[np.float64], text: Callable[[float], str]) -> Iterator[str]:
    low, high = (float(edge) for edge in np.quantile(values, [0.005, 0.995]))
    bars = BARS if high > low else 1
    counts, edges = np.histogram(np.clip(values, low, high), bins=bars, range=(low, high) if high > low else None)
    labels = [text(float(edge)) for edge in edges[:-1]] if high > low else [text(low)]
    room = max(map(len, labels))
    for label, count in zip(labels, counts, strict=True):
        share = count / len(values)
        bar = "#" * round(WIDTH * count / counts.max())
        yield f"{label:>{room}} |{bar:<{WIDTH}} {100 * share:5.1f} %"
