"""Published problems of capacity under uncertain demand, as instances.

:class:`Electricity` is the investment problem of F. V. Louveaux and Y. Smeers, "Optimal investments for electricity
generation: a stochastic model and a test problem", in Y. Ermoliev and R. J.-B. Wets (eds.), Numerical Techniques for
Stochastic Optimization, Springer (1988), with the numbers and the optimum of J. R. Birge and F. Louveaux, Introduction
to Stochastic Programming, Springer (2011), section 1.3.

:class:`Expansion` is the multi-stage generation expansion among the examples of SDDP.jl (O. Dowson and L. Kapelevich,
"SDDP.jl: a Julia package for stochastic dual dynamic programming", INFORMS Journal on Computing 33 (2021)), whose
tests state its value.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from coeplan import Instance, load

from .random_demand import optimum, silent

HEADQUARTERS = "headquarters_office"
PLACE = {"country": "ZZZ", "time_zone": "UTC"}
YEAR = 12


def setting(name: str, periods: int) -> dict[str, Any]:
    """Return what both instances have in common: years, and a headquarters that hosts nothing."""
    return {
        "name": name,
        "currency": "XXX",
        "headquarters": HEADQUARTERS,
        "horizon": {"start": "2000-01", "periods": periods, "months": YEAR},
        "locations": {HEADQUARTERS: PLACE | {"hosts": []}},
    }


# -- two stages: electricity ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Electricity:
    """Capacities of four technologies, bought before the demand of the first of three modes of operation is known.

    Money is bounded, and so is all capacity from below.
    """

    investment: tuple[float, ...] = (10.0, 7.0, 16.0, 6.0)
    operation: tuple[float, ...] = (4.0, 4.5, 3.2, 5.5)
    durations: tuple[float, ...] = (10.0, 6.0, 1.0)
    demands: tuple[tuple[float, ...], ...] = ((3.0, 3.0, 2.0), (5.0, 3.0, 2.0), (7.0, 3.0, 2.0))
    probabilities: tuple[float, ...] = (0.3, 0.4, 0.3)
    budget: float = 120.0
    least_capacity: float = 12.0
    cvar: float = 0.0
    alpha: float = 0.9

    OPTIMUM = 381.853
    """Published with all weight on the expectation."""


def electricity_instance(case: Electricity) -> Instance:
    """Say the problem as an instance.

    A technology is a place, its capacity are seats, investment is their fit-out, and a mode is an area whose heads cost
    operation times duration. Work of the first period, which costs nothing, asks for the least capacity; afterwards no
    capital is left.
    """
    modes = [f"m{number}" for number in range(len(case.durations))]
    data = setting("electricity", 2)
    data["areas"] = {"capacity": {"workload": [case.least_capacity, 0], "whole_heads": False}}
    data["areas"] |= {mode: {"workload": [0, 1], "whole_heads": False} for mode in modes}
    data["locations"] |= {
        f"technology-{number}": PLACE | {"fit_out": investment, "yearly_cost": _yearly(case, number, modes)}
        for number, investment in enumerate(case.investment)
    }
    data["operating_models"] = {"plant": {}}
    data["policies"] = {
        "budget": {"kind": "capital_limit", "per": "total", "limit": case.budget},
        "invested": {"kind": "capital_limit", "per": "period", "limit": 0.0, "first_period": 1},
    }
    data["scenarios"] = {"kind": "fan", "known_from": 1, "futures": _demands(case, modes)}
    data["objective"] = {"expectation_weight": 1 - case.cvar, "cvar_weight": case.cvar, "cvar_alpha": case.alpha}
    return load(data)


def _yearly(case: Electricity, technology: int, modes: list[str]) -> dict[str, float]:
    costs = [case.operation[technology] * duration for duration in case.durations]
    return {"capacity": 0.0} | dict(zip(modes, costs, strict=True))


def _demands(case: Electricity, modes: list[str]) -> dict[str, Any]:
    return {
        f"demand-{number}": {
            "probability": probability,
            "drivers": [
                {"driver": "workload", "area": mode, "values": {"1": demand}}
                for mode, demand in zip(modes, demands, strict=True)
            ],
        }
        for number, (demands, probability) in enumerate(zip(case.demands, case.probabilities, strict=True))
    }


def electricity_optimum(case: Electricity) -> float | None:
    """Return the optimum of the textbook's linear program, with CVaR after Rockafellar and Uryasev (2000)."""
    solver = silent()
    capacity = [solver.addVariable(lb=0) for _ in case.investment]
    invested = solver.qsum(price * each for price, each in zip(case.investment, capacity, strict=True))
    solver.addConstr(invested <= case.budget)
    solver.addConstr(solver.qsum(capacity) >= case.least_capacity)
    at_risk = solver.addVariable(lb=0)
    mean = tail = 0.0
    for demands, probability in zip(case.demands, case.probabilities, strict=True):
        cost = _operated(solver, case, capacity, demands)
        above = solver.addVariable(lb=0)
        solver.addConstr(above >= cost - at_risk)
        mean += probability * cost
        tail += probability / (1 - case.alpha) * above
    return optimum(solver, invested + (1 - case.cvar) * mean + case.cvar * (at_risk + tail))


def _operated(solver: Any, case: Electricity, capacity: list[Any], demands: tuple[float, ...]) -> Any:
    """Add how capacity serves the modes of one future, and return what it costs."""
    cost: Any = 0.0
    served: list[Any] = [0.0] * len(demands)
    for technology, price in enumerate(case.operation):
        used = [solver.addVariable(lb=0) for _ in demands]
        solver.addConstr(solver.qsum(used) <= capacity[technology])
        for mode, each in enumerate(used):
            served[mode] += each
            cost += price * case.durations[mode] * each
    for each, demand in zip(served, demands, strict=True):
        solver.addConstr(each >= demand)
    return cost


# -- many stages: expansion -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expansion:
    """Units of capacity 1 that are built, whole, as demand becomes known stage by stage; what is short is bought dear.

    Attributes
    ----------
    demands : tuple of tuple of float
        Equally likely demands of each stage; the first is certain.
    build, use, short : float
        Cost of a unit, of what it makes, and of what is short, which alone is not discounted.
    keeping : float
        What money is worth a stage later.
    """

    demands: tuple[tuple[float, ...], ...] = (
        (2.5,),
        (2.0, 1.5, 0.5, 1.5, 0.0, 4.5, 4.0, 8.5),
        (0.0, 4.5, 2.0, 1.0, 9.5, 9.5, 6.5, 3.5),
        (12.5, 5.5, 2.0, 7.0, 2.0, 3.0, 7.5, 6.0),
        (3.0, 3.5, 2.5, 1.5, 4.0, 2.0, 8.5, 6.5),
    )
    units: int = 5
    build: float = 1e4
    use: float = 4.0
    short: float = 5e5
    keeping: float = 0.99

    OPTIMUM = 2.078860e6
    """Published for all five stages, within 1e3."""

    def first(self, stages: int) -> "Expansion":
        """Return the problem of the first stages."""
        return replace(self, demands=self.demands[:stages])


def expansion_instance(case: Expansion) -> Instance:
    """Say the problem as an instance.

    Every unit is a place of its own with a set-up cost. What is short is made at a place of any size, whose wages grow
    as money is discounted. Cost is discounted from the middles of periods, which is half a stage too much:
    :func:`to_published` takes it back.
    """
    stages = len(case.demands)
    units = [f"unit-{number}" for number in range(case.units)]
    rate = 1 / case.keeping - 1
    data = setting("expansion", stages)
    data["discount_rate"] = rate
    # Wages grow to the middle of the period, too.
    elsewhere = PLACE | {"yearly_cost": {"power": case.short * case.keeping**0.5}, "wage_growth": rate}
    data["areas"] = {"power": {"workload": 1, "whole_heads": False}}
    data["locations"] |= {unit: PLACE | {"yearly_cost": {"power": case.use}} for unit in units} | {"short": elsewhere}
    data["operating_models"] = {
        "plant": {"locations": units, "set_up_cost": case.build, "max_heads": 1},
        "market": {"locations": ["short"]},
    }
    later = [1.0] * (stages - 1)
    data["scenarios"] = {
        "kind": "stages",
        "drivers": [{"driver": "workload", "area": "power", "values": [case.demands[0][0], *later]}],
        "stages": [{"period": stage, "branches": _branches(case, stage)} for stage in range(1, stages)],
    }
    return load(data)


def _branches(case: Expansion, stage: int) -> dict[str, Any]:
    """Return the demands of a stage, which hold in it alone."""
    before, after = [1.0] * stage, [1.0] * (len(case.demands) - stage - 1)
    return {
        f"d{number}": {
            "probability": 1 / len(case.demands[stage]),
            "drivers": [{"driver": "workload", "area": "power", "values": [*before, demand, *after]}],
        }
        for number, demand in enumerate(case.demands[stage])
    }


def to_published(case: Expansion, value: float) -> float:
    """Return a cost discounted to the middle of the first stage, as the problem states it."""
    return value / case.keeping**0.5


@dataclass(frozen=True)
class ExpansionTable:
    """The optimum by dynamic programming: of a stage only the number of units matters, for they are alike."""

    case: Expansion

    @cached_property
    def optimum(self) -> float:
        """Return the least expected cost from the first stage on, with nothing built."""
        costs = [0.0] * (self.case.units + 1)
        for stage in reversed(range(len(self.case.demands))):
            costs = [self._least(stage, built, costs) for built in range(self.case.units + 1)]
        return costs[0]

    def _least(self, stage: int, built: int, later: list[float]) -> float:
        """Return the least expected cost from a stage on; its demand is known before units are built."""
        demands = self.case.demands[stage]
        return sum(
            min(self._cost(stage, demand, built, units) + later[units] for units in range(built, self.case.units + 1))
            for demand in demands
        ) / len(demands)

    def _cost(self, stage: int, demand: float, built: int, units: int) -> float:
        made = min(demand, units)
        paid = self.case.build * (units - built) + self.case.use * made
        return paid * self.case.keeping**stage + self.case.short * (demand - made)
