"""What all parts of carrying a plan out stand on: the plan, the draws, and what is counted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coeplan.planning import Numbers
from coeplan_models import DriverKind

from .drivers import DrawnDrivers, Draws, FloatArray, IntArray
from .steps import Course, Index, Team, asked
from .tally import Tally


@dataclass(frozen=True)
class Ground:
    """A plan among draws.

    Attributes
    ----------
    course : Course
        The plan.
    draws : Draws
        The futures.
    """

    course: Course
    draws: Draws

    @property
    def calm(self) -> Numbers:
        """Planning numbers with drivers at rest; the node of a period has its number."""
        return self.course.calm

    @property
    def shape(self) -> tuple[int, int]:
        """Periods and draws."""
        return len(self.calm.calendar.months), self.draws.count

    @cached_property
    def tally(self) -> Tally:
        """What is counted."""
        return Tally(self.calm, self.draws.count)

    @cached_property
    def drivers(self) -> DrawnDrivers:
        """What the drivers of the draws come to."""
        return DrawnDrivers(self.course.instance, self.draws)

    def of_team(self, kind: DriverKind, cell: Team, period: int, rows: IntArray) -> FloatArray:
        """Return what a driver comes to for a team, shape (rows,)."""
        area, location = self.calm.area_ids[cell[1]], self.calm.location_ids[cell[0]]
        return self.drivers.value((kind, area, location, None), period, rows)

    def factor(self, index: Index, period: int, rows: IntArray) -> FloatArray:
        """Return by what drivers multiply a price, shape (rows,)."""
        factor = np.ones(len(rows))
        for each in asked(index):
            factor = factor * self.drivers.value(each, period, rows)
        return factor
