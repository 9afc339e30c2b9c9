"""A facility-location case in the planner's own words; README.md says what stands for what."""

from typing import Any

from coeplan import Instance, load

from .case import FacilityCase

HEADQUARTERS = "headquarters_office"
"""Location that is headquarters and hosts nothing."""

MODEL = "facility"
"""The one operating model."""

COUNTRY = "ZZZ"
ZONE = "UTC"
"""Everything is in one country and one time zone, so that no place is better than another."""

NO_CURRENCY = "XXX"
"""ISO 4217 code of amounts that are in no currency."""


def to_instance(case: FacilityCase) -> Instance:
    """Say a case as an instance whose optimum is the case's.

    Parameters
    ----------
    case : FacilityCase
        The case.

    Returns
    -------
    Instance
        Checked, with facilities ``f01``, ``f02``, ... as locations and customers ``c001``, ... as areas.

    Raises
    ------
    InputError
        If a number is larger than an instance may hold.
    """
    return load(_plain(case))


def _plain(case: FacilityCase) -> dict[str, Any]:
    facilities = _names("f", len(case.capacities), 2)
    customers = _names("c", len(case.demands), 3)
    return {
        "schema_version": "1",
        "name": case.name,
        "title": f"{case.name}: {len(facilities)} facilities, {len(customers)} customers",
        "description": _description(case),
        "currency": NO_CURRENCY,
        "headquarters": HEADQUARTERS,
        "horizon": {"start": "2000-01", "periods": 1, "months": 12},
        "areas": {name: _area(case, number) for number, name in enumerate(customers)},
        "locations": {HEADQUARTERS: {"country": COUNTRY, "time_zone": ZONE, "hosts": []}}
        | {name: _location(case, number, customers) for number, name in enumerate(facilities)},
        "operating_models": {MODEL: {"overrides": {name: _terms(case, n) for n, name in enumerate(facilities)}}},
    }


def _names(letter: str, count: int, digits: int) -> list[str]:
    """Return numbered names that sort as they count."""
    width = max(digits, len(str(count)))
    return [f"{letter}{number:0{width}d}" for number in range(1, count + 1)]


def _description(case: FacilityCase) -> str:
    served = "wholly at one facility" if case.single_source else "at any open facilities, in any shares"
    return f"A published facility-location case: which facilities to open, each customer served {served}."


def _area(case: FacilityCase, customer: int) -> dict[str, Any]:
    """A customer; teams are fractional, for neither demands nor capacities need be whole."""
    area: dict[str, Any] = {"workload": case.demands[customer], "whole_heads": False}
    # Without a handover one place is one place; the default would allow two in the only period.
    return area | ({"single_site": True, "handover": 0} if case.single_source else {})


def _location(case: FacilityCase, facility: int, customers: list[str]) -> dict[str, Any]:
    yearly = {
        name: _per_unit(case.costs[customer][facility], case.demands[customer])
        for customer, name in enumerate(customers)
    }
    return {"country": COUNTRY, "time_zone": ZONE, "yearly_cost": yearly}


def _per_unit(cost: float, demand: float) -> float:
    """Cost of one unit of demand; a customer without demand has no costs either and needs nobody."""
    return cost / demand if demand > 0 else 0.0


def _terms(case: FacilityCase, facility: int) -> dict[str, Any]:
    return {"set_up_cost": case.fixed_costs[facility], "max_heads": case.capacities[facility]}
