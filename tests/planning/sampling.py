"""A small instance with a sampled tree, as data and drawn."""

import json
from copy import deepcopy

from coeplan.sampling import drawn
from coeplan_models import Instance

REGIMES = {
    "kind": "regimes",
    "known_from": 2,
    "paths": {
        "slow": {"probability": 0.5, "drivers": [{"driver": "ai_productivity", "values": {"2": 1.1}}]},
        "fast": {"probability": 0.3, "drivers": [{"driver": "ai_productivity", "values": {"2": 1.5}}]},
        "leap": {
            "probability": 0.2,
            "drivers": [
                {"driver": "ai_productivity", "values": {"2": 1.5}},
                {"driver": "ai_productivity", "values": {"2": 1.4}},
                {"driver": "workload", "area": "dev", "values": {"3": 1.2}},
            ],
        },
    },
}
WAGES = {"kind": "geometric", "driver": "wages", "country": "MEX", "drift": 0.03, "volatility": 0.2}
PESO = {
    "kind": "mean_reverting",
    "driver": "fx",
    "country": "MEX",
    "start": 1.2,
    "level": 0.9,
    "reversion": 0.8,
    "volatility": 0.15,
}
LEVY = {"kind": "jump", "driver": "levy", "country": "MEX", "rate": 0.4, "value": 0.15}
OUTAGE = {"kind": "outage", "location": "MX", "rate": 0.5, "months": 6}
EXPERT = {
    "kind": "expert",
    "driver": "attrition",
    "known_from": 2,
    "low": 0.6,
    "mid": 1.0,
    "high": 1.8,
    "reading": "p10_p90",
}
ALL = {"ai": REGIMES, "wages": WAGES, "peso": PESO, "levy": LEVY, "outage": OUTAGE, "expert": EXPERT}

BASE = {
    "name": "drawn",
    "headquarters": "HQ",
    "horizon": {"start": "2027-01", "periods": 5, "months": [3, 6, 3, 12, 3]},
    "areas": {"dev": {"workload": 4}},
    "locations": {
        "HQ": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 20},
        "MX": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 20},
    },
    "operating_models": {"aas": {"fee_per_head": 12000, "seats_included": True, "lead_time": 3}},
}
"""Periods start at months 0, 3, 9, 12 and 24."""


def sampled_instance(processes=ALL, terminal_months=0, **scenarios):
    """The instance with some processes, its tree not drawn yet."""
    said = {"kind": "sampled", "seed": 3, "samples": 400, "leaves": 8, "branchings": [2, 3], "processes": processes}
    data = deepcopy(BASE) | {"scenarios": said | scenarios, "terminal_months": terminal_months}
    return Instance.model_validate_json(json.dumps(data))


def drawn_of(*arguments, **options):
    """The same with its tree drawn."""
    return drawn(sampled_instance(*arguments, **options))
