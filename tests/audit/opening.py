"""A site opens in Mexico as a service: fees in bands, take-or-pay, margin, levy, FX, ramp-up, friction, unmet work.

Two periods of 12 months. The discount rate of 21 % makes the middles of the periods worth 1/1.1 and 1/1.331 (half a
year and one year and a half), and wages in Mexico grow as fast, so they are at 1.331 in the second period.
"""

from typing import Any

from .drafts import Draft, holding, paid, site, team

INSTANCE: dict[str, Any] = {
    "name": "opening",
    "headquarters": "HQ",
    "discount_rate": 0.21,
    "coordination_cost": 11,
    "terminal_months": 12,
    "horizon": {"start": "2026-01", "periods": 2, "months": 12},
    "areas": {
        "dev": {"workload": {"0": 10, "1": 11}, "unmet": {"price": 50, "max_share": 0.5}},
        "support": {
            "workload": 4,
            "collaboration": {"dev": {"min_overlap": 7, "heads_served": 0.25, "unmatched": 6}},
        },
    },
    "locations": {
        "HQ": {
            "country": "USA",
            "time_zone": "Etc/UTC",
            "yearly_cost": 100,
            "attrition": 0.1,
            "hiring_cost": 10,
            "severance": 20,
            "risk_score": 1,
        },
        # Etc/GMT+2 is two hours behind UTC: 6 hours of overlap with headquarters.
        "MX": {
            "country": "MEX",
            "region": "LATAM",
            "time_zone": "Etc/GMT+2",
            "yearly_cost": 40,
            "wage_growth": 0.21,
            "productivity": 0.8,
            "attrition": 0.25,
            "hiring_cost": 5,
            "severance": 9,
            "ramp_up": 6,
            "trips_per_head": 1,
            "trips_per_site": 2,
            "trip_cost": 3,
            "risk_score": 5,
        },
    },
    "operating_models": {
        "service": {
            "vendor": "acme",
            "set_up_cost": 30,
            "lead_time": 12,
            "fixed_cost": 7,
            "overhead_steps": [{"from_heads": 0, "cost": 2}, {"from_heads": 5, "cost": 9}],
            "fee_per_head": [{"from_heads": 0, "fee": 12}, {"from_heads": 5, "fee": 10}],
            "fee_currency": "local",
            "margin": 0.1,
            "min_heads": 2,
            "max_heads": 10,
            "take_or_pay_heads": 6,
            "lock_in": 12,
            "client_bears_severance": False,
            "seats_included": True,
        },
        "captive": {"set_up_cost": 60, "lead_time": 12},
    },
    "scenarios": {
        "kind": "deterministic",
        "drivers": [
            {"driver": "fx", "country": "MEX", "values": {"1": 2}},
            {"driver": "levy", "country": "MEX", "values": 0.1},
        ],
    },
}

HQ, SERVICE = "headquarters", "service"

# Run cost of t01, by row. Mexico pays its 4 heads 40 x 1.331 x FX 2 each. Take-or-pay bills 6 heads, so the band from
# 5 on prices at 10 x FX 2; 4 heads are there, 2 are not. Levy: 10 % of 425.92 + 42.592 + 80 + 40.
# Support: 4 heads, of which 8 x 0.25 = 2 find a developer at headquarters (Mexico overlaps by 6 h, not 7).
RUN_COST = [
    ("payroll", 800, {"location": "HQ", "operating_model": HQ, "area": "dev"}),
    ("payroll", 400, {"location": "HQ", "operating_model": HQ, "area": "support"}),
    ("payroll", 425.92, {"location": "MX", "operating_model": SERVICE, "area": "dev"}),
    ("margin", 42.592, {"location": "MX", "operating_model": SERVICE, "area": "dev"}),
    ("fee", 80, {"location": "MX", "operating_model": SERVICE}),
    ("shortfall", 40, {"location": "MX", "operating_model": SERVICE}),
    ("levy", 58.8512, {"location": "MX", "operating_model": SERVICE}),
    ("fixed", 14, {"location": "MX", "operating_model": SERVICE}),
    ("overhead", 4, {"location": "MX", "operating_model": SERVICE}),
    # (1 trip x 4 heads + 2) x 3 x FX 2
    ("travel", 36, {"location": "MX", "operating_model": SERVICE}),
    ("coordination", 11, {"subject": "acme"}),
    ("friction", 12, {"area": "support", "subject": "dev"}),
    ("unmet", 30, {"area": "dev"}),
]

BOTH = [
    {"terminal": terminal, **paid("t01", what, money, **rest)}
    for terminal in (False, True)
    for what, money, rest in RUN_COST
]
DRAFT = Draft(
    instance=INSTANCE,
    nodes=[
        {"id": "t00", "period": 0, "parent": None, "probability": 1, "start": "2026-01", "months": 12},
        {"id": "t01", "period": 1, "parent": "t00", "probability": 1, "start": "2027-01", "months": 12},
    ],
    discount={"t00": 1 / 1.1, "t01": 1 / 1.331},
    # The middle of the 12 months after the horizon is 2.5 years away: 1.21 ^ 2.5 = 1.1 ^ 5.
    terminal_discount=1 / 1.61051,
    paths={"t01": ["t00", "t01"]},
    decisions=[
        {"node": "t00", "location": "MX", "kind": "commit", "operating_model": SERVICE, "start_period": 1},
        {"node": "t01", "location": "MX", "kind": "start", "operating_model": SERVICE},
    ],
    sites=[
        site("t00", "HQ", HQ, 14),
        site("t01", "HQ", HQ, 12),
        site("t01", "MX", SERVICE, 4, billed_heads=6, overhead_step=0, fee_band=5),
    ],
    teams=[
        # Without a footprint headquarters starts with 10 and 4; a tenth leaves within a year.
        team(("t00", "HQ", "dev"), HQ, 10, attrition=1, hires=1),
        team(("t00", "HQ", "support"), HQ, 4, attrition=0.4, hires=0.4),
        team(("t01", "HQ", "dev"), HQ, 8, attrition=1, releases=1),
        team(("t01", "HQ", "support"), HQ, 4, attrition=0.4, hires=0.4),
        # Ramp-up over 6 of the 12 months costs a quarter of the 4 hires.
        team(("t01", "MX", "dev"), SERVICE, 4, hires=4, effective_heads=3),
    ],
    # Output 8 + 0.8 x 3 = 10.4 of 11.
    unmet=[{"node": "t01", "area": "dev", "fte": 0.6}],
    matches=[
        {
            "node": node,
            "area": "support",
            "partner": "dev",
            "location": "HQ",
            "partner_location": "HQ",
            "heads": heads,
        }
        for node, heads in (("t00", 2.5), ("t01", 2))
    ],
    amounts=[
        paid("t00", "payroll", 1000, location="HQ", operating_model=HQ, area="dev"),
        paid("t00", "payroll", 400, location="HQ", operating_model=HQ, area="support"),
        paid("t00", "hiring", 10, location="HQ", operating_model=HQ, area="dev"),
        paid("t00", "hiring", 4, location="HQ", operating_model=HQ, area="support"),
        # 4 heads of support, 10 x 0.25 of them matched: 1.5 x 6.
        paid("t00", "friction", 9, area="support", subject="dev"),
        # Before FX rises.
        paid("t00", "set_up", 30, location="MX", operating_model=SERVICE),
        paid("t01", "severance", 20, location="HQ", operating_model=HQ, area="dev"),
        paid("t01", "hiring", 4, location="HQ", operating_model=HQ, area="support"),
        # 4 x 5 x 1.331 x FX 2
        paid("t01", "hiring", 53.24, location="MX", operating_model=SERVICE, area="dev"),
        *BOTH,
        # Replacing those who leave after the horizon: 0.1 x 8 x 10, 0.1 x 4 x 10, 0.25 x 4 x 5 x 1.331 x 2.
        paid("t01", "hiring", 8, location="HQ", operating_model=HQ, area="dev", terminal=True),
        paid("t01", "hiring", 4, location="HQ", operating_model=HQ, area="support", terminal=True),
        paid("t01", "hiring", 13.31, location="MX", operating_model=SERVICE, area="dev", terminal=True),
    ],
    node_figures=[
        {
            "node": "t00",
            "heads": 14,
            "heads_abroad": 0,
            "sites": 0,
            "workload": 14,
            "capacity": 14,
            "mean_overlap": 8,
            "risk_score": 1,
            "capital": 30,
            "run_cost": 1409,
        },
        {
            "node": "t01",
            "heads": 16,
            "heads_abroad": 4,
            "sites": 1,
            "workload": 15,
            "capacity": 15.2,
            # 12 FTE at headquarters with 8 hours and 1 point, 3.2 in Mexico with 6 hours and 5 points.
            "mean_overlap": 115.2 / 15.2,
            "risk_score": 28 / 15.2,
            "capital": 0,
            "run_cost": 1954.3632,
        },
    ],
    holdings=[
        holding("t00", "location", "HQ", 14, 14, 14),
        holding("t00", "country", "USA", 14, 14, 14),
        holding("t00", "operating_model", HQ, 14, 14, 14),
        holding("t01", "location", "HQ", 12, 12, 15),
        holding("t01", "country", "USA", 12, 12, 15),
        holding("t01", "location", "MX", 4, 3.2, 15),
        holding("t01", "country", "MEX", 4, 3.2, 15),
        holding("t01", "region", "LATAM", 4, 3.2, 15),
        holding("t01", "vendor", "acme", 4, 3.2, 15),
        holding("t01", "operating_model", SERVICE, 4, 3.2, 15),
    ],
)


def draft() -> Draft:
    """Return a copy of the draft, free to be changed."""
    return DRAFT.copy()
