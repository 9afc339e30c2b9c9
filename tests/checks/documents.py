"""One instance without a fault as plain data, other forms of its tree, and a way to change values in it."""

from typing import Any

Said = dict[str, Any]
"""What a file says."""

SAID: Said = {
    "name": "small",
    "headquarters": "HQ",
    "horizon": {"start": "2027-01", "periods": 4, "months": 3},
    "areas": {
        "support": {
            "workload": {"0": 40, "2": 50},
            "role_mix": {"agent": 0.8, "lead": 0.2},
            "min_team": 2,
            "critical": True,
            "survival_share": 0.3,
            "collaboration": {"platform": {"min_overlap": 2, "heads_served": 4, "unmatched": 900}},
        },
        "platform": {"workload": [20, 20, 22, 24], "real_time_partner": "Europe/Berlin"},
    },
    "locations": {
        "HQ": {"country": "USA", "region": "NA", "time_zone": "America/Chicago", "yearly_cost": 150000},
        "MX": {
            "country": "MEX",
            "region": "LATAM",
            "time_zone": "America/Mexico_City",
            "yearly_cost": {"platform": 70000},
            "roles": {"agent": {"yearly_cost": 30000}, "lead": {"yearly_cost": 50000}},
            "talent_pool": {"*": 500},
            "attrition": 0.15,
        },
        "PL": {
            "country": "POL",
            "region": "EU",
            "time_zone": "Europe/Warsaw",
            "yearly_cost": 80000,
            "hosts": ["support", "platform"],
        },
    },
    "operating_models": {
        "captive": {
            "lead_time": 3,
            "lock_in": 6,
            "overhead_steps": [{"from_heads": 0, "cost": 50000}, {"from_heads": 50, "cost": 90000}],
        },
        "bot": {
            "vendor": "acme",
            "fee_per_head": [{"from_heads": 0, "fee": 9000}, {"from_heads": 20, "fee": 8000}],
            "take_or_pay_heads": 10,
            "conversions": {"captive": {"min_age": 6}},
            "country_overrides": {"POL": {"min_heads": 3}},
            "overrides": {"PL": {"vendor": "other", "max_heads": None, "fee_per_head": 9500}},
        },
    },
    "scenarios": {
        "kind": "stages",
        "drivers": [{"driver": "wages", "country": "MEX", "values": {"1": 1.05}}],
        "stages": [
            {
                "period": 1,
                "branches": {
                    "fast": {"probability": 0.4, "drivers": [{"driver": "ai_productivity", "values": 1.3}]},
                    "slow": {"probability": 0.6},
                },
            }
        ],
    },
    "policies": {
        "share": {"kind": "capacity_share", "per": "country", "limit": 0.6},
        "survive": {"kind": "survive_loss"},
        "pin": {"kind": "heads", "location": "MX", "at_most": 60},
    },
    "footprint": {
        "sites": {
            "HQ": {"teams": {"support": 40, "platform": 20}},
            "MX": {
                "operating_model": "bot",
                "age": 12,
                "teams": {"support": 5},
                "recent_hires": [{"area": "support", "heads": 2, "months_ago": 1}],
            },
        },
        "commitments": [{"location": "PL", "operating_model": "captive", "months_to_start": 3}],
    },
    "sources": {"ons": {"title": "Some survey"}},
    "figures": {"locations.MX.attrition": {"low": 0.1, "mid": 0.15, "high": 0.2, "sources": ["ons"]}},
}

FAN: Said = {
    "kind": "fan",
    "known_from": 2,
    "futures": {
        "fast": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"2": 0.8}}]},
        "slow": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"3": 1.1}}]},
    },
}

EXPLICIT: Said = {
    "kind": "explicit",
    "nodes": {
        "root": {"period": 0, "probability": 1},
        "t1": {"period": 1, "parent": "root", "probability": 1},
        "t2.a": {"period": 2, "parent": "t1", "probability": 0.25},
        "t2.b": {"period": 2, "parent": "t1", "probability": 0.75},
        "t3.a": {"period": 3, "parent": "t2.a", "probability": 0.25},
        "t3.b": {"period": 3, "parent": "t2.b", "probability": 0.75},
    },
}


def put(said: Said, path: str, value: Any) -> None:
    """Set a value by its keys, written with slashes; ``None`` in place of a value takes it away."""
    *steps, last = path.split("/")
    here: Any = said
    for step in steps:
        here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
    if isinstance(here, list):
        here[int(last)] = value
    elif value is ...:
        del here[last]
    else:
        here[last] = value
