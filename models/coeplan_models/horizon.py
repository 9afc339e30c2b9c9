"""The planning horizon: periods of whole months."""

from typing import Annotated

from pydantic import Field, StringConstraints

from .base import Record, unit

PeriodLength = Annotated[int, Field(ge=1, le=120)]


class Horizon(Record):
    """When planning starts, and how long each period is. Periods are numbered from 0."""

    start: Annotated[str, StringConstraints(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]
    """First month of period 0, written ``YYYY-MM``."""

    periods: Annotated[int, Field(ge=1, le=480)] = 12
    """Number of periods."""

    months: Annotated[PeriodLength | tuple[PeriodLength, ...], Field(json_schema_extra=unit("months"))] = 3
    """Length of every period, or a list with the length of each."""

    @property
    def period_months(self) -> tuple[int, ...]:
        """Length of each period in months, shape (periods,)."""
        if isinstance(self.months, int):
            return (self.months,) * self.periods
        return self.months
