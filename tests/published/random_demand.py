"""Facility location with random demand: a published case in which facilities are opened before demand is known.

The data are a case's of the OR-Library; demand of each customer is multiplied by a factor of its own in every future.
What is minimised is the cost of opening, which is certain, and expectation or CVaR of the assignment's cost.

As an instance, the first period is the one in which facilities are opened: a model takes a period to set up, so that
what stands in the second was committed to in the first, and there is no work before. Futures part at the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import highspy
from benchmarks.published import FacilityCase, to_instance

from coeplan import Instance, load

MODEL = "facility"
PERIOD = 12
"""Months of a period, so that a yearly cost is that of a period."""


@dataclass(frozen=True)
class RandomDemand:
    """A case with futures of its demand.

    Attributes
    ----------
    case : FacilityCase
        Facilities, customers and costs; its demands are multiplied by the factors.
    factors : tuple of tuple of float
        By future and customer.
    probabilities : tuple of float
        By future.
    """

    case: FacilityCase
    factors: tuple[tuple[float, ...], ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True)
class Aim:
    """What is minimised, and the most that the CVaR of all cost may be, if that is bounded."""

    expectation: float = 1.0
    cvar: float = 0.0
    alpha: float = 0.9
    cap: float | None = None


def drawn(case: FacilityCase, futures: int, seed: int) -> RandomDemand:
    """Draw futures that are not equally likely, with factors from 0.4 to 1.6, to three digits."""
    source = Random(seed)
    factors = tuple(tuple(round(source.uniform(0.4, 1.6), 3) for _ in case.demands) for _ in range(futures))
    weights = [source.randint(1, 4) for _ in range(futures)]
    return RandomDemand(case, factors, tuple(weight / sum(weights) for weight in weights))


def first_of(case: FacilityCase, facilities: int, customers: int) -> FacilityCase:
    """Return the case of the first facilities and customers of another."""
    return FacilityCase(
        name=f"{case.name}-{facilities}-{customers}",
        capacities=case.capacities[:facilities],
        fixed_costs=case.fixed_costs[:facilities],
        demands=case.demands[:customers],
        costs=tuple(costs[:facilities] for costs in case.costs[:customers]),
        single_source=case.single_source,
    )


# -- as an instance ---------------------------------------------------------------------------------------------------


def instance_of(drawn: RandomDemand, aim: Aim) -> Instance:
    """Say the case with its futures as an instance."""
    data = to_instance(drawn.case).model_dump(mode="json", exclude_unset=True)
    data["horizon"] |= {"periods": 2, "months": PERIOD}
    data["operating_models"][MODEL]["lead_time"] = PERIOD
    for area in data["areas"].values():
        area["workload"] = [0, area["workload"]]
    data["scenarios"] = {"kind": "fan", "known_from": 1, "futures": _futures(drawn, list(data["areas"]))}
    data["objective"] = {"expectation_weight": aim.expectation, "cvar_weight": aim.cvar, "cvar_alpha": aim.alpha}
    if aim.cap is not None:
        data["policies"] = {"cap": {"kind": "cvar_cap", "alpha": aim.alpha, "limit": aim.cap}}
    return load(data)


def _futures(drawn: RandomDemand, customers: list[str]) -> dict[str, Any]:
    return {
        f"s{number:02d}": {
            "probability": probability,
            "drivers": [
                {"driver": "workload", "area": name, "values": {"1": factor}}
                for name, factor in zip(customers, factors, strict=True)
            ],
        }
        for number, (factors, probability) in enumerate(zip(drawn.factors, drawn.probabilities, strict=True))
    }


# -- the compact model ------------------------------------------------------------------------------------------------


def least(drawn: RandomDemand, aim: Aim) -> float | None:
    """Return the optimum of the extensive form, written for itself; None where there is no solution.

    By future, every facility serves a share of every customer, if it is open, and within its capacity. CVaR is that of
    Rockafellar and Uryasev (2000): the value at risk, and what futures cost above it.
    """
    case = drawn.case
    solver = silent()
    opened = [solver.addBinary() for _ in case.capacities]
    fixed = solver.qsum(cost * each for cost, each in zip(case.fixed_costs, opened, strict=True))
    assigned = [assignment(solver, case, factors, opened) for factors in drawn.factors]
    at_risk = solver.addVariable(lb=-highspy.kHighsInf)
    above = [solver.addVariable(lb=0) for _ in assigned]
    for cost, each in zip(assigned, above, strict=True):
        solver.addConstr(each >= cost - at_risk)
    chances = drawn.probabilities
    mean = solver.qsum(chance * cost for chance, cost in zip(chances, assigned, strict=True))
    tail = solver.qsum(chance / (1 - aim.alpha) * each for chance, each in zip(chances, above, strict=True)) + at_risk
    if aim.cap is not None:
        solver.addConstr(fixed + tail <= aim.cap)
    return optimum(solver, (aim.expectation + aim.cvar) * fixed + aim.expectation * mean + aim.cvar * tail)


def assignment(solver: Any, case: FacilityCase, factors: Sequence[float], opened: Sequence[Any]) -> Any:
    """Add how demand of one future is served, and return what it costs."""
    loads: list[Any] = [0.0] * len(opened)
    cost: list[Any] = []
    for demand, costs, factor in zip(case.demands, case.costs, factors, strict=True):
        shares = [solver.addVariable(lb=0) for _ in opened]
        solver.addConstr(solver.qsum(shares) == 1)
        for number, (share, place) in enumerate(zip(shares, opened, strict=True)):
            solver.addConstr(share <= place)
            loads[number] += demand * factor * share
            cost.append(costs[number] * factor * share)
    for load_there, capacity, place in zip(loads, case.capacities, opened, strict=True):
        solver.addConstr(load_there <= capacity * place)
    return solver.qsum(cost)


def silent() -> Any:
    """Return a solver of its own, at gap 0."""
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "threads": 1}.items():
        solver.setOptionValue(name, value)
    return solver


def optimum(solver: Any, cost: Any) -> float | None:
    """Minimise; None where there is no solution."""
    solver.minimize(cost)
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal, status
    return solver.getObjectiveValue()
