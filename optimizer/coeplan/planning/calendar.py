"""Periods as months from the horizon's start: middles, discounting, growth, durations, calendar years."""

from dataclasses import dataclass
from functools import cached_property

from coeplan_models import Horizon

MONTH_TOLERANCE = 1e-9
"""Two times in months that differ by less are the same."""


@dataclass(frozen=True)
class Calendar:
    """The periods of a horizon.

    Attributes
    ----------
    first_year, first_month : int
        Calendar year, and month from 1, in which period 0 starts.
    months : tuple of int, shape (periods,)
        Length of each period in months.
    """

    first_year: int
    first_month: int
    months: tuple[int, ...]

    @classmethod
    def of(cls, horizon: Horizon) -> "Calendar":
        """Read the horizon of an instance."""
        year, month = horizon.start.split("-")
        return cls(int(year), int(month), horizon.period_months)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Months from the horizon's start to the start of each period, shape (periods,)."""
        return tuple(sum(self.months[:period]) for period in range(len(self.months)))

    @property
    def total_months(self) -> int:
        """Length of the horizon in months."""
        return sum(self.months)

    def middle(self, period: int) -> float:
        """Years from the horizon's start to the middle of a period."""
        return (self.starts[period] + self.months[period] / 2) / 12

    def growth(self, rate: float, period: int) -> float:
        """Factor by which something that grows by ``rate`` a year has grown by the middle of a period."""
        return (1 + rate) ** self.middle(period)

    def discount(self, rate: float, period: int) -> float:
        """Factor that discounts from the middle of a period to the horizon's start."""
        return (1 + rate) ** -self.middle(period)

    def terminal_discount(self, rate: float, terminal_months: float) -> float:
        """Factor that discounts from the middle of the period that follows the horizon."""
        return (1 + rate) ** -((self.total_months + terminal_months / 2) / 12)

    def first_period_from(self, month: float) -> int | None:
        """First period that starts at least ``month`` months after the horizon's start; None if there is none."""
        for period, start in enumerate(self.starts):
            if start >= month - MONTH_TOLERANCE:
                return period
        return None

    def start_after(self, period: int, lead_time: float) -> int | None:
        """Period in which something starts that is committed in ``period``; None where that is after the horizon."""
        return self.first_period_from(self.starts[period] + lead_time)

    def within(self, period: int, since_month: float, duration: float) -> bool:
        """Whether a period starts before a duration, begun ``since_month`` months after the start, has passed."""
        return self.starts[period] < since_month + duration - MONTH_TOLERANCE

    def month_name(self, period: int) -> str:
        """First month of a period as ``YYYY-MM``."""
        index = self.first_month - 1 + self.starts[period]
        return f"{self.first_year + index // 12:04d}-{index % 12 + 1:02d}"

    def year_shares(self, period: int) -> dict[int, float]:
        """Share of a period's months that falls in each calendar year."""
        shares: dict[int, float] = {}
        for offset in range(self.months[period]):
            index = self.first_month - 1 + self.starts[period] + offset
            year = self.first_year + index // 12
            shares[year] = shares.get(year, 0.0) + 1 / self.months[period]
        return shares
