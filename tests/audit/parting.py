"""Two futures that part after the first of two periods: a commitment leads to a start in both, one has an outage.

Two periods of 6 months from October, so that each straddles or ends a calendar year. No discounting. The objective
weighs the expected total by 1 and the CVaR at 0.5 by 2.
"""

from typing import Any

from .drafts import Draft, holding, paid, site, team

INSTANCE: dict[str, Any] = {
    "name": "parting",
    "headquarters": "HQ",
    "horizon": {"start": "2026-10", "periods": 2, "months": 6},
    "objective": {"cvar_weight": 2, "cvar_alpha": 0.5},
    "areas": {"dev": {"workload": 10, "critical": True, "survival_share": 0.5}},
    "locations": {
        "HQ": {"country": "USA", "time_zone": "Etc/UTC", "yearly_cost": 100, "hiring_cost": 7},
        "MX": {"country": "MEX", "time_zone": "Etc/UTC", "yearly_cost": 40, "hiring_cost": 5},
    },
    "operating_models": {"service": {"vendor": "acme", "set_up_cost": 30, "lead_time": 6, "seats_included": True}},
    "scenarios": {
        "kind": "fan",
        "known_from": 1,
        "futures": {
            "calm": {"probability": 0.75},
            "storm": {
                "probability": 0.25,
                "drivers": [{"driver": "availability", "location": "MX", "values": {"1": 0.5}}],
            },
        },
    },
}

HQ, SERVICE = "headquarters", "service"
CALM, STORM = "t01.calm", "t01.storm"


def _figures(node: str, heads: float, abroad: float, workload: float, **money: float) -> dict[str, Any]:
    row = {"node": node, "heads": heads, "heads_abroad": abroad, "sites": int(abroad > 0), "workload": workload}
    return row | {"capacity": heads, "mean_overlap": 8, "risk_score": 0} | money


def _holdings(node: str, at_headquarters: float) -> list[dict[str, Any]]:
    abroad = (("location", "MX"), ("country", "MEX"), ("vendor", "acme"), ("operating_model", SERVICE))
    return [
        holding(node, "location", "HQ", at_headquarters, at_headquarters, 10),
        holding(node, "country", "USA", at_headquarters, at_headquarters, 10),
        *(holding(node, per, name, 4, 4, 10) for per, name in abroad),
    ]


DRAFT = Draft(
    instance=INSTANCE,
    nodes=[
        {"id": "t00", "period": 0, "parent": None, "probability": 1, "start": "2026-10", "months": 6},
        {"id": CALM, "period": 1, "parent": "t00", "probability": 0.75, "start": "2027-04", "months": 6},
        {"id": STORM, "period": 1, "parent": "t00", "probability": 0.25, "start": "2027-04", "months": 6},
    ],
    discount={},
    paths={CALM: ["t00", CALM], STORM: ["t00", STORM]},
    decisions=[
        {"node": "t00", "location": "MX", "kind": "commit", "operating_model": SERVICE, "start_period": 1},
        {"node": CALM, "location": "MX", "kind": "start", "operating_model": SERVICE},
        {"node": STORM, "location": "MX", "kind": "start", "operating_model": SERVICE},
    ],
    sites=[
        site("t00", "HQ", HQ, 10),
        site(CALM, "HQ", HQ, 6),
        site(CALM, "MX", SERVICE, 4),
        # Half of Mexico's output is lost, so headquarters keeps 8.
        site(STORM, "HQ", HQ, 8),
        site(STORM, "MX", SERVICE, 4),
    ],
    teams=[
        team(("t00", "HQ", "dev"), HQ, 10),
        team((CALM, "HQ", "dev"), HQ, 6, releases=4),
        team((CALM, "MX", "dev"), SERVICE, 4, hires=4),
        team((STORM, "HQ", "dev"), HQ, 8, releases=2),
        team((STORM, "MX", "dev"), SERVICE, 4, hires=4),
    ],
    amounts=[
        paid("t00", "payroll", 500, location="HQ", operating_model=HQ, area="dev"),
        paid("t00", "set_up", 30, location="MX", operating_model=SERVICE),
        paid(CALM, "payroll", 300, location="HQ", operating_model=HQ, area="dev"),
        paid(STORM, "payroll", 400, location="HQ", operating_model=HQ, area="dev"),
        *(paid(node, "payroll", 80, location="MX", operating_model=SERVICE, area="dev") for node in (CALM, STORM)),
        *(paid(node, "hiring", 20, location="MX", operating_model=SERVICE, area="dev") for node in (CALM, STORM)),
    ],
    # Totals are 930 and 1030; the worst half is the 0.25 at 1030 and 0.25 at 930.
    cvar=980,
    node_figures=[
        _figures("t00", 10, 0, 10, capital=30, run_cost=500),
        _figures(CALM, 10, 4, 10, capital=0, run_cost=380),
        _figures(STORM, 12, 4, 10, capital=0, run_cost=480),
    ],
    holdings=[
        holding("t00", "location", "HQ", 10, 10, 10),
        holding("t00", "country", "USA", 10, 10, 10),
        *_holdings(CALM, 6),
        *_holdings(STORM, 8),
    ],
)


def draft() -> Draft:
    """Return a copy of the draft, free to be changed."""
    return DRAFT.copy()
