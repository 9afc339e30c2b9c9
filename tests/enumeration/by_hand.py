"""A tiny instance to change by hand, and its optimum.

All money is in small round numbers, nothing is discounted and headquarters costs 100 a head and year, unless said.
"""

import json
from typing import Any, cast

from coeplan_models import Instance

from .enumerate import Enumeration, enumerate_optimum

Data = dict[str, Any]


def tiny(**changes: Any) -> Data:
    """Return two years of one head's work at headquarters, with a place X that costs 40 and is open at once."""
    data: Data = {
        "name": "by-hand",
        "headquarters": "HQ",
        "horizon": {"start": "2027-01", "periods": 2, "months": 12},
        "areas": {"dev": {"workload": 1}},
        "locations": {
            "HQ": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 100, "talent_pool": 4},
            "X": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 40, "talent_pool": 4},
        },
        "operating_models": {"run": {"seats_included": True}},
    }
    return merged(data, changes)


def merged(data: Data, changes: Data) -> Data:
    """Return data with changes put over them, maps into maps."""
    found = dict(data)
    for key, value in changes.items():
        before = found.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        found[key] = merged(cast("Data", before), cast("Data", value)) if both else value
    return found


def best(**changes: Any) -> Enumeration:
    """Return the optimum of the changed instance."""
    return enumerate_optimum(Instance.model_validate_json(json.dumps(tiny(**changes))))


def value(**changes: Any) -> float:
    """Return the optimum's value of an instance that is feasible."""
    found = best(**changes)
    assert found.value is not None
    return found.value


def heads(found: Enumeration, location: str) -> dict[str, float]:
    """Return the heads of all areas at a location, by node."""
    counts: dict[str, float] = {}
    for team in found.teams:
        if team.location == location:
            counts[team.node] = counts.get(team.node, 0.0) + team.heads
    return counts


def terms(**values: Any) -> Data:
    """Return changes to the one operating model."""
    return {"run": values}
