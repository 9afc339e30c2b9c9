"""Measures of a plan: what each is worth, read off an audited plan, and the policy that holds it to a level."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from coeplan.core.errors import InputError
from coeplan.plans.indicators import HOURS, MONEY, POINTS, SHARE
from coeplan.plans.risk_measures import mean_of_worst
from coeplan_models import OF_TOTALS, Category, Fault, Instance, Plan

Read = Callable[[Instance, Plan], float]
State = Callable[[Instance, float], dict[str, Any]]


@dataclass(frozen=True)
class Measure:
    """Something that a plan is judged by.

    Attributes
    ----------
    name : str
        Name, as users write it.
    title : str
        What it is, for people.
    unit : str
        Unit of it.
    read : callable
        Value of an instance's plan, from figures that the auditor has checked.
    policy : callable or None
        The hard policy, as plain data, that holds a plan of an instance to a level; None for cost, which is minimised
        wherever it is a measure.
    ideal : callable
        What no plan of an instance is better than.
    more_is_better : bool
        Whether a level is the least value that will do, and not the most.
    weights : tuple of float or None
        Weights of expected total, CVaR and largest total in an objective that minimises the measure; None where none
        does.
    """

    name: str
    title: str
    unit: str
    read: Read
    policy: State | None
    ideal: Callable[[Instance], float]
    more_is_better: bool = False
    weights: tuple[float, float, float] | None = None

    @property
    def sign(self) -> float:
        """Factor that turns a value into a burden, of which less is better."""
        return -1.0 if self.more_is_better else 1.0

    def burden(self, instance: Instance, plan: Plan) -> float:
        """Return the value of a plan, turned so that less is better."""
        return self.sign * self.read(instance, plan)


def _expected(_: Instance, plan: Plan) -> float:
    return plan.summary.expected_total


def _charged(instance: Instance, plan: Plan) -> float:
    """Return the charge of priced caps on totals, which is in every total and no part of what they cap."""
    capped = {name for name, each in instance.policies.items() if isinstance(each, OF_TOTALS)}
    charged = (each for each in plan.amounts if each.category is Category.BREACH and each.subject in capped)
    return sum(each.discounted for each in charged)


def _cvar(instance: Instance, plan: Plan) -> float:
    """Return the CVaR at the objective's level."""
    charge = _charged(instance, plan)
    if not charge:
        return plan.summary.cvar
    totals = [(each.probability, each.total - charge) for each in plan.leaf_totals]
    return mean_of_worst(totals, instance.objective.cvar_alpha)


def _cvar_cap(instance: Instance, level: float) -> dict[str, Any]:
    return {"kind": "cvar_cap", "alpha": instance.objective.cvar_alpha, "limit": level}


def _worst(instance: Instance, plan: Plan) -> float:
    return plan.summary.worst_total - _charged(instance, plan)


def _worst_case_cap(_: Instance, level: float) -> dict[str, Any]:
    return {"kind": "worst_case_cap", "limit": level}


def _capital(_: Instance, plan: Plan) -> float:
    return plan.summary.largest_capital


def _capital_limit(_: Instance, level: float) -> dict[str, Any]:
    return {"kind": "capital_limit", "per": "total", "limit": level}


def _risk(instance: Instance, plan: Plan) -> float:
    scores = [each.risk_score for each in plan.node_figures if each.risk_score is not None]
    return max(scores, default=_least_risk(instance))


def _least_risk(instance: Instance) -> float:
    return min(location.risk_score for location in instance.locations.values())


def _risk_limit(_: Instance, level: float) -> dict[str, Any]:
    return {"kind": "risk_score", "limit": level}


def _overlap(instance: Instance, plan: Plan) -> float:
    hours = [each.mean_overlap for each in plan.node_figures if each.mean_overlap is not None]
    return min(hours, default=_most_overlap(instance))


def _most_overlap(instance: Instance) -> float:
    """Return the longest working day: no team has more hours in common with anybody."""
    return max(location.workday.hours for location in instance.locations.values())


def _overlap_floor(_: Instance, level: float) -> dict[str, Any]:
    return {"kind": "mean_overlap", "floor": level}


def _nothing(_: Instance) -> float:
    return 0.0


def _holder_of(instance: Instance, location: str, per: str) -> str | None:
    """Return the place that a location counts in; None where headquarters' exemption covers it."""
    here, home = instance.locations[location], instance.locations[instance.headquarters]
    if per == "location":
        return None if location == instance.headquarters else location
    return None if here.country == home.country else getattr(here, per) or None


def _capacities(instance: Instance, plan: Plan, per: str) -> dict[tuple[str, str], float]:
    """Return what each vendor, model or place holds at each node, in FTE; what is exempt is left out."""
    found: dict[tuple[str, str], float] = {}
    if per in ("vendor", "operating_model"):
        rows = [(each.node, each.name, each) for each in plan.holdings if each.per == per]
        rows = [row for row in rows if per == "vendor" or row[1] in instance.operating_models]
    else:
        places = [each for each in plan.holdings if each.per == "location"]
        rows = [(each.node, _holder_of(instance, each.name, per), each) for each in places]
    for node, name, holding in rows:
        if name is not None:
            found[node, name] = found.get((node, name), 0.0) + holding.capacity
    return found


def _largest_share(per: str) -> Read:
    """Return how to read the largest share of the workload that anything of a kind holds at any node."""

    def read(instance: Instance, plan: Plan) -> float:
        workload = {each.node: each.workload for each in plan.node_figures}
        held = {key: capacity for key, capacity in _capacities(instance, plan, per).items() if capacity > 0}
        idle = sorted({node for node, _ in held if not workload[node]})
        if idle:
            raise InputError([_no_workload(instance, idle[0])])
        return max((capacity / workload[node] for (node, _), capacity in held.items()), default=0.0)

    return read


def _no_workload(instance: Instance, node: str) -> Fault:
    return Fault(
        code="no_workload",
        message=f"at node {node} of {instance.name} no area has workload, so nobody's share of it can be told",
        value=node,
        expected="workload at every node, or another measure than concentration",
    )


def _share_limit(per: str) -> State:
    def policy(_: Instance, level: float) -> dict[str, Any]:
        return {"kind": "capacity_share", "per": per, "limit": level}

    return policy


def _concentration(name: str, per: str) -> Measure:
    title = f"largest share of one {per.replace('_', ' ')}"
    return Measure(name, title, SHARE, _largest_share(per), _share_limit(per), _nothing)


COST = "cost"

MEASURES = {
    each.name: each
    for each in (
        Measure(COST, "expected cost", MONEY, _expected, None, _nothing, weights=(1.0, 0.0, 0.0)),
        Measure("cvar", "CVaR of cost", MONEY, _cvar, _cvar_cap, _nothing, weights=(0.0, 1.0, 0.0)),
        Measure(
            "worst", "cost of the dearest future", MONEY, _worst, _worst_case_cap, _nothing, weights=(0.0, 0.0, 1.0)
        ),
        _concentration("concentration", "country"),
        _concentration("concentration_location", "location"),
        _concentration("concentration_region", "region"),
        _concentration("concentration_vendor", "vendor"),
        _concentration("concentration_model", "operating_model"),
        Measure("risk", "highest mean risk score", POINTS, _risk, _risk_limit, _least_risk),
        Measure("overlap", "lowest mean overlap", HOURS, _overlap, _overlap_floor, _most_overlap, more_is_better=True),
        Measure("capital", "capital of the path that asks for most", MONEY, _capital, _capital_limit, _nothing),
    )
}
"""Every measure by its name."""

FEWEST, MOST = 2, 3
"""How many measures a frontier lies between."""


def chosen_measures(names: Sequence[str]) -> tuple[Measure, ...]:
    """Return measures by their names, first the one that is minimised, which is cost where it is among them.

    Parameters
    ----------
    names : sequence of str
        Two or three different names of ``MEASURES``, ``cost``, ``cvar`` or ``worst`` among them.

    Raises
    ------
    InputError
        Where there are too few or too many, one is not known, one stands twice, or none of them can be minimised.
    """
    faults = [_unknown(name) for name in names if name not in MEASURES]
    if not FEWEST <= len(set(names)) <= MOST or len(set(names)) < len(names):
        faults.append(_not_so_many(names))
    if faults:
        raise InputError(faults)
    found = [MEASURES[name] for name in names]
    minimised = sorted((each for each in found if each.weights is not None), key=lambda each: each.name != COST)
    if not minimised:
        raise InputError([_nothing_to_minimise(names)])
    return (minimised[0], *(each for each in found if each is not minimised[0]))


def _unknown(name: str) -> Fault:
    return Fault(
        code="unknown_measure",
        message=f"there is no measure {name!r}",
        value=name,
        expected=f"one of {', '.join(MEASURES)}",
        nearest=tuple(get_close_matches(name, MEASURES, n=3)),
    )


def _not_so_many(names: Sequence[str]) -> Fault:
    return Fault(
        code="number_of_measures",
        message=f"a frontier lies between {FEWEST} or {MOST} different measures, not {', '.join(names) or 'none'}",
        value=", ".join(names),
        expected="for instance cost,concentration or cost,cvar,risk",
    )


def _nothing_to_minimise(names: Sequence[str]) -> Fault:
    return Fault(
        code="nothing_to_minimise",
        message=f"neither {' nor '.join(names)} is money, and a plan that is not even asked to be cheap is no plan",
        value=", ".join(names),
        expected=f"{', '.join((COST, *names[: MOST - 1]))}: what lies between the others is among its points",
    )
