"""Numbers that may change from period to period."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from .base import Factor, NonNegative, PeriodNumber

PeriodSeries = (
    NonNegative | tuple[NonNegative, ...] | Annotated[Mapping[PeriodNumber, NonNegative], Field(min_length=1)]
)
"""One number for all periods, a list with one entry a period, or a map from first period to value."""

FactorSeries = Factor | tuple[Factor, ...] | Annotated[Mapping[PeriodNumber, Factor], Field(min_length=1)]
"""The same of factors."""


def value_at(series: PeriodSeries, period: int, *, before: float, linear: bool = False) -> float:
    """Return a series' value in a period.

    Parameters
    ----------
    series : PeriodSeries
        One number, one number a period, or steps keyed by their first period.
    period : int
        Period, from 0.
    before : float
        Value in periods before the first key of a map.
    linear : bool
        Interpolate between the keys of a map instead of holding each until the next; the last is held.

    Returns
    -------
    float
        The value, in the series' own unit.
    """
    if isinstance(series, int | float):
        return float(series)
    if isinstance(series, tuple):
        return float(series[period])
    earlier = [key for key in series if key <= period]
    if not earlier:
        return before
    last = max(earlier)
    later = [key for key in series if key > period]
    if not linear or not later:
        return float(series[last])
    following = min(later)
    weight = (period - last) / (following - last)
    return float(series[last]) * (1 - weight) + float(series[following]) * weight
