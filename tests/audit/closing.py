"""An existing captive in Mexico grows, then stops inside its lock-in and leaves leased seats behind.

Three periods of 6 months, no discounting. Recent hires of the footprint still ramp up.
"""

from typing import Any

from .drafts import Draft, holding, paid, site, team

INSTANCE: dict[str, Any] = {
    "name": "closing",
    "headquarters": "HQ",
    "horizon": {"start": "2026-01", "periods": 3, "months": 6},
    "areas": {"dev": {"workload": [12, 14, 14]}},
    "locations": {
        "HQ": {"country": "USA", "time_zone": "Etc/UTC", "yearly_cost": 100},
        "MX": {
            "country": "MEX",
            "time_zone": "Etc/UTC",
            "yearly_cost": 40,
            "severance": 9,
            "ramp_up": 6,
            "hires_per_year": 4,
            "seat_rent": 6,
            "fit_out": 2,
            "lease": 12,
        },
    },
    "operating_models": {
        "captive": {"fixed_cost": 8, "lead_time": 6, "lock_in": 24, "early_exit_fee": 4, "exit_cost": 50},
    },
    "footprint": {
        "sites": {
            "HQ": {"teams": {"dev": 8}},
            "MX": {
                "operating_model": "captive",
                "age": 15,
                "remaining_lock_in": 9,
                "teams": {"dev": 4},
                "recent_hires": [{"area": "dev", "heads": 2, "months_ago": 3}],
                "seats": [{"seats": 5, "age": 3}],
            },
        }
    },
}

HQ, CAPTIVE = "headquarters", "captive"


def _figures(node: str, *, heads: float, abroad: float, workload: float, **money: float) -> dict[str, Any]:
    """Return figures of a node where all heads work as at headquarters."""
    row = {"node": node, "heads": heads, "heads_abroad": abroad, "sites": int(abroad > 0), "workload": workload}
    return row | {"capacity": heads, "mean_overlap": 8, "risk_score": 0} | money


DRAFT = Draft(
    instance=INSTANCE,
    nodes=[
        {"id": "t00", "period": 0, "parent": None, "probability": 1, "start": "2026-01", "months": 6},
        {"id": "t01", "period": 1, "parent": "t00", "probability": 1, "start": "2026-07", "months": 6},
        {"id": "t02", "period": 2, "parent": "t01", "probability": 1, "start": "2027-01", "months": 6},
    ],
    discount={},
    paths={"t02": ["t00", "t01", "t02"]},
    decisions=[{"node": "t01", "location": "MX", "kind": "stop", "operating_model": CAPTIVE}],
    sites=[
        site("t00", "HQ", HQ, 8),
        site("t00", "MX", CAPTIVE, 6, seats=6, seats_bought=1),
        site("t01", "HQ", HQ, 14),
        # All 6 seats are inside their lease of 12 months: 5 are 9 months old, 1 is 6 months old.
        site("t01", "MX", None, 0, seats=6),
        site("t02", "HQ", HQ, 14),
    ],
    teams=[
        team(("t00", "HQ", "dev"), HQ, 8),
        # The 2 hires of now lose the mean of 1 to 0, a half each; the 2 of three months ago the mean of a half to 0
        # over half the period, an eighth each.
        team(("t00", "MX", "dev"), CAPTIVE, 6, hires=2, effective_heads=4.75),
        team(("t01", "HQ", "dev"), HQ, 14, hires=6),
        team(("t01", "MX", "dev"), None, 0, releases=6),
        team(("t02", "HQ", "dev"), HQ, 14),
    ],
    amounts=[
        paid("t00", "payroll", 400, location="HQ", operating_model=HQ, area="dev"),
        paid("t00", "payroll", 120, location="MX", operating_model=CAPTIVE, area="dev"),
        paid("t00", "fixed", 4, location="MX", operating_model=CAPTIVE),
        paid("t00", "rent", 18, location="MX", operating_model=CAPTIVE),
        paid("t00", "fit_out", 2, location="MX", operating_model=CAPTIVE),
        paid("t01", "payroll", 700, location="HQ", operating_model=HQ, area="dev"),
        paid("t01", "rent", 18, location="MX"),
        paid("t01", "exit", 50, location="MX", operating_model=CAPTIVE),
        # 3 of the 9 months remain.
        paid("t01", "early_exit", 12, location="MX", operating_model=CAPTIVE),
        paid("t01", "severance", 54, location="MX", operating_model=CAPTIVE, area="dev"),
        paid("t02", "payroll", 700, location="HQ", operating_model=HQ, area="dev"),
    ],
    node_figures=[
        _figures("t00", heads=14, abroad=6, workload=12, capital=2, run_cost=542),
        _figures("t01", heads=14, abroad=0, workload=14, capital=0, run_cost=718),
        _figures("t02", heads=14, abroad=0, workload=14, capital=0, run_cost=700),
    ],
    holdings=[
        holding("t00", "location", "HQ", 8, 8, 12),
        holding("t00", "country", "USA", 8, 8, 12),
        holding("t00", "location", "MX", 6, 6, 12),
        holding("t00", "country", "MEX", 6, 6, 12),
        holding("t00", "operating_model", CAPTIVE, 6, 6, 12),
        *(
            holding(node, per, name, 14, 14, 14)
            for node in ("t01", "t02")
            for per, name in (("location", "HQ"), ("country", "USA"))
        ),
    ],
)


def draft() -> Draft:
    """Return a copy of the draft, free to be changed."""
    return DRAFT.copy()
