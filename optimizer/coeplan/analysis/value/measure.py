"""The objective as a measure of what the futures cost, each by itself."""

import math
from collections.abc import Sequence

from coeplan.planning.calendar import Calendar
from coeplan.plans.risk_measures import cvar_of, excess
from coeplan_models import OF_TOTALS, Instance, LeafTotal


def objective_of(instance: Instance, totals: Sequence[LeafTotal]) -> float:
    """Return the objective value of totals, priced caps on them included.

    It never falls where a total rises. So the least it can be, where each future may be planned by itself, is what
    it is at the least total of each, and lower bounds of the totals give one of it.

    Parameters
    ----------
    instance : Instance
        The instance: weights, levels and caps. It does not ask for regret.
    totals : sequence of LeafTotal
        Discounted total of each future, before charges for caps on totals.
    """
    weights = instance.objective
    value = weights.expectation_weight * math.fsum(each.probability * each.total for each in totals)
    if weights.cvar_weight:
        value += weights.cvar_weight * cvar_of(totals, weights.cvar_alpha)
    value += weights.worst_case_weight * max(each.total for each in totals)
    # A charge at the root is part of every total, and so counts with every weight.
    return value + weights.total_weight * _charges(instance, totals)


def _charges(instance: Instance, totals: Sequence[LeafTotal]) -> float:
    """Discounted charges for priced caps; hard ones are kept by the least totals wherever any plan keeps them."""
    discount = Calendar.of(instance.horizon).discount(instance.discount_rate, 0)
    caps = [each for each in instance.policies.values() if isinstance(each, OF_TOTALS) and each.enabled]
    return discount * math.fsum((each.price or 0.0) * max(0.0, excess(each, totals, {})) for each in caps)
