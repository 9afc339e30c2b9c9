"""What one solve leaves to the next one of a similar instance: a plan to start from, and prices to prove with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray
from coeplan.planning import Numbers
from coeplan.planning.reference import read_reference
from coeplan_models import FutureBest, Instance, Plan, ReferencePlan

from .basis import Vertex
from .model import PlanningModel
from .path_prices import row_weights, unknown_price
from .references import decisions_of

KNOWN = "an instance that allows no less and costs no more"
"""Where a bound comes from that was known before."""


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
        Dual of each row of the relaxation by its name, where it is not 0, per unit of :func:`row_weights`.
    futures : tuple of FutureBest
        What single futures cost at least; those of the instance's own futures need not be solved again.
    vertex : Vertex or None
        A vertex of the relaxation.
    floor : float or None
        Proved: no plan of the instance costs less, in plan currency. Unlike all else this has to be true.
    """

    plan: ReferencePlan | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    futures: tuple[FutureBest, ...] = ()
    vertex: Vertex | None = None
    floor: float | None = None

    @classmethod
    def of(cls, plan: Plan) -> "WarmStart":
        """Start from a plan of which nothing else is known."""
        return cls(ReferencePlan.of(plan), futures=plan.futures)

    def decisions(self, numbers: Numbers) -> Decisions | None:
        """Return what the plan decides, as far as an instance knows it."""
        if self.plan is None:
            return None
        known = tuple(
            team for team in self.plan.teams if team.location in numbers.location_ids and team.area in numbers.area_ids
        )
        return decisions_of(numbers, read_reference(numbers, self.plan.model_copy(update={"teams": known})))

    def duals(self, model: PlanningModel) -> FloatArray | None:
        """Return a price for each row of a model, shape (rows,); None where no price is known."""
        names = model.compiled.matrix.row_names
        if not self.prices or names is None:
            return None
        prices = [self.prices.get(name, unknown_price(model, name.partition("[")[0])) for name in names]
        return np.array(prices) * row_weights(model)


def measured_from(instance: Instance, warm: WarmStart | None) -> tuple[FutureBest, ...]:
    """Return what regret is measured from in an instance; nothing where it does not ask for regret."""
    return warm.futures if warm is not None and instance.asks_for_regret else ()


def least_totals(instance: Instance, warm: WarmStart | None) -> dict[str, float] | None:
    """Return the same as numbers by leaf, in plan currency; None where the instance does not ask for regret."""
    futures = measured_from(instance, warm)
    return {each.leaf: each.bound for each in futures} if futures else None


def prices_of(model: PlanningModel, duals: FloatArray | None) -> dict[str, float]:
    """Return the prices of a model's rows by their names, where they are not 0, per unit of :func:`row_weights`."""
    names = model.compiled.matrix.row_names
    if duals is None or names is None:
        return {}
    prices = duals / row_weights(model)
    return {names[row]: float(prices[row]) for row in np.flatnonzero(duals)}
