"""A small instance, changed in a few places by each test."""

import json
from copy import deepcopy
from typing import Any

from coeplan.planning import Numbers, gather
from coeplan_models import Instance

BASE: dict[str, Any] = {
    "name": "planned",
    "headquarters": "HQ",
    "horizon": {"start": "2027-01", "periods": 3, "months": [3, 3, 6]},
    "areas": {"dev": {"workload": 10}, "ops": {"workload": 4}},
    "locations": {
        "HQ": {"country": "USA", "region": "NA", "time_zone": "Etc/GMT+6", "yearly_cost": 100000},
        "MX": {"country": "MEX", "region": "LATAM", "time_zone": "Etc/GMT+6", "yearly_cost": 50000},
        "PL": {"country": "POL", "region": "EU", "time_zone": "Etc/GMT-1", "yearly_cost": 60000},
    },
    "operating_models": {"service": {}, "captive": {"lead_time": 4}},
}
"""Periods start at months 0, 3 and 6; their middles are 1.5, 4.5 and 9 months away. Headquarters and Mexico work
15:00 to 23:00 UTC, Poland 8:00 to 16:00."""

HQ, MX, PL = range(3)
DEV, OPS = range(2)
SERVICE_MX, CAPTIVE_MX, SERVICE_PL, CAPTIVE_PL = range(1, 5)
"""Numbers of the arrangements; 0 is headquarters."""

TWO_FUTURES = {"kind": "fan", "known_from": 2, "futures": {"up": {"probability": 0.4}, "down": {"probability": 0.6}}}
"""Nodes 0 and 1, then 2 (up) and 3 (down)."""


def instance_of(changes: dict[str, Any] | None = None) -> Instance:
    """Make the base instance with values changed by their dotted paths, such as ``locations.MX.attrition``."""
    data = deepcopy(BASE)
    for path, value in (changes or {}).items():
        *steps, last = path.split(".")
        here = data
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    return Instance.model_validate_json(json.dumps(data))


def numbers_of(changes: dict[str, Any] | None = None) -> Numbers:
    """Gather the numbers of a changed base instance."""
    return gather(instance_of(changes))


def steady(*drivers: dict[str, Any]) -> dict[str, Any]:
    """Scenarios with one future and these drivers."""
    return {"kind": "deterministic", "drivers": list(drivers)}
