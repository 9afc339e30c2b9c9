"""What a long piece of work tells while it is under way."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One report on the state of a search.

    Parameters
    ----------
    phase
        What is being done, in words for a person.
    seconds
        Time since the work began.
    value
        Objective of the best solution held; None while none is held.
    bound
        Best proved lower bound on the objective; None while nothing is proved.
    gap
        ``relative_gap(value, bound)``.
    message
        A line of the solver's log or a remark; None in a plain report.
    """

    phase: str
    seconds: float
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    message: str | None = None


ProgressCallback = Callable[[Progress], None]


def relative_gap(value: float | None, bound: float | None) -> float | None:
    """Distance between the value held and the bound proved, as a share of the value.

    ``|value - bound| / |value|``, as HiGHS measures it.

    Returns
    -------
    float or None
        0 where the two are equal, even at a value of 0. None where either is
        absent or infinite, and where the value is 0 and the bound is not: no
        share of nothing says how far there is to go, and infinity would only
        hide that from sums and files. The distance is not clipped: a bound
        *above* the value is a false bound, and should not look like a gap of 0.
    """
    if value is None or bound is None or not (math.isfinite(value) and math.isfinite(bound)):
        return None
    if value == bound:
        return 0.0
    if value == 0.0:
        return None
    return abs(value - bound) / abs(value)
