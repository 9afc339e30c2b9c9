"""Months, years and days of the horizon."""

from collections.abc import Mapping
from datetime import date

from coeplan_models import Horizon

MONTHS_A_YEAR = 12
MONTH_SLACK = 1e-9
"""Comparisons of months allow for this."""


class Calendar:
    """The periods of a horizon, laid on the civil calendar.

    Parameters
    ----------
    horizon : Horizon
        Start month and lengths of the periods.

    Attributes
    ----------
    lengths : tuple of int
        Months of each period, shape (periods,).
    starts : tuple of int
        Months from the horizon's start to the start of each period, shape (periods,).
    months : int
        Months of the whole horizon.
    """

    def __init__(self, horizon: Horizon) -> None:
        self.lengths = horizon.period_months
        self.starts = tuple(sum(self.lengths[:period]) for period in range(len(self.lengths)))
        self.months = sum(self.lengths)
        year, month = horizon.start.split("-")
        # Months counted from year 0, so that month arithmetic is plain integer arithmetic.
        self._origin = int(year) * MONTHS_A_YEAR + int(month) - 1

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.lengths)

    def middle(self, period: int) -> float:
        """Return the years from the horizon's start to the middle of a period."""
        return (self.starts[period] + self.lengths[period] / 2) / MONTHS_A_YEAR

    def label(self, period: int) -> str:
        """Return a period's first month as ``YYYY-MM``."""
        first = self.first_day(self.starts[period])
        return f"{first.year:04d}-{first.month:02d}"

    def first_day(self, month: int) -> date:
        """Return the first day of the month that begins so many months after the horizon's start."""
        year, month_of_year = divmod(self._origin + month, MONTHS_A_YEAR)
        return date(year, month_of_year + 1, 1)

    def period_from(self, month: float) -> int | None:
        """Return the first period that starts at or after a month of the horizon; none where there is none."""
        for period, start in enumerate(self.starts):
            if start >= month - MONTH_SLACK:
                return period
        return None

    def year_shares(self, period: int) -> Mapping[int, float]:
        """Return which share of a period's months lies in each calendar year; the shares sum to 1."""
        shares: dict[int, float] = {}
        for month in range(self.starts[period], self.starts[period] + self.lengths[period]):
            year = (self._origin + month) // MONTHS_A_YEAR
            shares[year] = shares.get(year, 0.0) + 1 / self.lengths[period]
        return shares
