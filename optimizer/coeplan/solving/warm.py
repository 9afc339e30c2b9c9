"""What one solve leaves to the next one of a similar instance: a plan to start from, and prices to prove with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray, MatrixModel
from coeplan.planning import Numbers
from coeplan.planning.reference import read_reference
from coeplan_models import Plan, ReferencePlan

from .references import decisions_of


@dataclass(frozen=True)
class WarmStart:
    """What is known of a similar instance.

    Nothing here has to fit: of the plan that is taken which the instance knows, and prices of rows that it does not
    have fall away. Any prices give a bound; those of a similar instance nearly the best one.

    Attributes
    ----------
    plan : ReferencePlan or None
        Decisions and team sizes.
    prices : mapping of str to float
        Dual of each row of the relaxation by its name, where it is not 0.
    """

    plan: ReferencePlan | None = None
    prices: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "WarmStart":
        """Start from a plan of which nothing else is known."""
        return cls(ReferencePlan.of(plan))

    def decisions(self, numbers: Numbers) -> Decisions | None:
        """Return what the plan decides, as far as an instance knows it."""
        if self.plan is None:
            return None
        known = tuple(
            team for team in self.plan.teams if team.location in numbers.location_ids and team.area in numbers.area_ids
        )
        return decisions_of(numbers, read_reference(numbers, self.plan.model_copy(update={"teams": known})))

    def duals(self, matrix: MatrixModel) -> FloatArray | None:
        """Return a price for each row of a matrix, shape (rows,); None where no price is known."""
        if not self.prices or matrix.row_names is None:
            return None
        return np.array([self.prices.get(name, 0.0) for name in matrix.row_names])


def prices_of(matrix: MatrixModel, duals: FloatArray | None) -> dict[str, float]:
    """Return the prices of a matrix's rows by their names, where they are not 0."""
    if duals is None or matrix.row_names is None:
        return {}
    return {matrix.row_names[row]: float(duals[row]) for row in np.flatnonzero(duals)}
