"""A service in Mexico passes over to a captive, and a commitment of before the horizon for India is called off.

Two periods of 12 months, no discounting.
"""

from typing import Any

from .drafts import Draft, holding, paid, site, team

INSTANCE: dict[str, Any] = {
    "name": "passing",
    "headquarters": "HQ",
    "horizon": {"start": "2026-01", "periods": 2, "months": 12},
    "areas": {"dev": {"workload": 8}},
    "locations": {
        "HQ": {"country": "USA", "time_zone": "Etc/UTC", "yearly_cost": 100},
        "MX": {
            "country": "MEX",
            "time_zone": "Etc/UTC",
            "yearly_cost": 40,
            "attrition": {"dev": 0.2},
            "hiring_cost": 5,
            "severance": 9,
            "seat_rent": 6,
            "fit_out": 2,
            "lease": 36,
        },
        "IN": {"country": "IND", "time_zone": "Etc/UTC", "yearly_cost": 30},
    },
    "operating_models": {
        "service": {
            "vendor": "acme",
            "fee_per_head": 10,
            "seats_included": True,
            "client_bears_hiring": False,
            "lock_in": 36,
            "conversions": {"captive": {"min_age": 12, "fee_per_head": 3}},
        },
        "captive": {"set_up_cost": 25, "lead_time": 12, "cancellation_fee": 8, "build_up": 12, "min_heads": 2},
    },
    "footprint": {
        "sites": {
            "HQ": {"teams": {"dev": 5}},
            "MX": {"operating_model": "service", "age": 12, "remaining_lock_in": 24, "teams": {"dev": 5}},
        },
        "commitments": [{"location": "IN", "operating_model": "captive", "months_to_start": 9}],
    },
}

HQ, CAPTIVE = "headquarters", "captive"

NODES = ("t00", "t01")
DRAFT = Draft(
    instance=INSTANCE,
    nodes=[
        {"id": "t00", "period": 0, "parent": None, "probability": 1, "start": "2026-01", "months": 12},
        {"id": "t01", "period": 1, "parent": "t00", "probability": 1, "start": "2027-01", "months": 12},
    ],
    discount={},
    paths={"t01": ["t00", "t01"]},
    decisions=[
        # Nine months of lead time are met at the start of the second period.
        {"node": "t00", "location": "IN", "kind": "cancel", "operating_model": CAPTIVE, "start_period": 1},
        {"node": "t00", "location": "MX", "kind": "convert", "operating_model": "service", "to_model": CAPTIVE},
    ],
    sites=[
        site("t00", "HQ", HQ, 5),
        site("t00", "MX", CAPTIVE, 3, seats=3, seats_bought=3),
        site("t01", "HQ", HQ, 5),
        site("t01", "MX", CAPTIVE, 3, seats=3),
    ],
    teams=[
        team(("t00", "HQ", "dev"), HQ, 5),
        team(("t00", "MX", "dev"), CAPTIVE, 3, attrition=1, releases=1),
        team(("t01", "HQ", "dev"), HQ, 5),
        team(("t01", "MX", "dev"), CAPTIVE, 3, attrition=0.6, hires=0.6),
    ],
    amounts=[
        *(paid(node, "payroll", 500, location="HQ", operating_model=HQ, area="dev") for node in NODES),
        *(paid(node, "payroll", 120, location="MX", operating_model=CAPTIVE, area="dev") for node in NODES),
        *(paid(node, "rent", 18, location="MX", operating_model=CAPTIVE) for node in NODES),
        paid("t00", "fit_out", 6, location="MX", operating_model=CAPTIVE),
        # The captive's set-up, as the arc has no fee of its own, and 3 for each of the 5 - 1 - 1 heads.
        paid("t00", "conversion", 34, location="MX", operating_model=CAPTIVE),
        # Releases are still on the service's terms.
        paid("t00", "severance", 9, location="MX", operating_model="service", area="dev"),
        paid("t00", "cancellation", 8, location="IN", operating_model=CAPTIVE),
        # Hires are on the captive's terms.
        paid("t01", "hiring", 3, location="MX", operating_model=CAPTIVE, area="dev"),
    ],
    node_figures=[
        {
            "node": node,
            "heads": 8,
            "heads_abroad": 3,
            "sites": 1,
            "workload": 8,
            "capacity": 8,
            "mean_overlap": 8,
            "risk_score": 0,
            "capital": capital,
            "run_cost": 638,
        }
        for node, capital in (("t00", 48), ("t01", 0))
    ],
    holdings=[
        row
        for node in NODES
        for row in (
            holding(node, "location", "HQ", 5, 5, 8),
            holding(node, "country", "USA", 5, 5, 8),
            holding(node, "location", "MX", 3, 3, 8),
            holding(node, "country", "MEX", 3, 3, 8),
            holding(node, "operating_model", CAPTIVE, 3, 3, 8),
        )
    ],
)


def draft() -> Draft:
    """Return a copy of the draft, free to be changed."""
    return DRAFT.copy()
