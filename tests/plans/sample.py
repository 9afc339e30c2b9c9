"""A small plan made by hand: one year and nine months, two futures, a service in Mexico, a captive in India.

Heads and decisions are written down; amounts follow from a few rates, so that all sums agree.
"""

import json
from collections import defaultdict

from coeplan_models import (
    Amount,
    Category,
    Decision,
    DecisionKind,
    Holding,
    Instance,
    Keeping,
    LeafTotal,
    MadeBy,
    NodeFigures,
    Plan,
    PlanNode,
    Site,
    Summary,
    Team,
)

HEADQUARTERS = "AUS"
COUNTRY = {"AUS": "USA", "MX_GDL": "MEX", "IN_BLR": "IND"}
RISK = {"AUS": 1.0, "MX_GDL": 3.0, "IN_BLR": 4.0}
YEARLY_COST = {"AUS": 150_000.0, "MX_GDL": 70_000.0, "IN_BLR": 40_000.0}
FEE = 9_000.0
DISCOUNT_RATE = 0.08
TERMINAL_MONTHS = 6

NODES = (
    PlanNode(id="t00", period=0, parent=None, probability=1.0, start="2027-10", months=3),
    PlanNode(id="t01", period=1, parent="t00", probability=1.0, start="2028-01", months=3),
    PlanNode(id="t02.fast", period=2, parent="t01", probability=0.4, start="2028-04", months=3),
    PlanNode(id="t02.slow", period=2, parent="t01", probability=0.6, start="2028-04", months=3),
    PlanNode(id="t03.fast", period=3, parent="t02.fast", probability=0.4, start="2028-07", months=12),
    PlanNode(id="t03.slow", period=3, parent="t02.slow", probability=0.6, start="2028-07", months=12),
)

HEADS = {
    "t00": {("AUS", "support"): 40.0, ("AUS", "product"): 30.0},
    "t01": {("AUS", "support"): 32.0, ("AUS", "product"): 30.0, ("MX_GDL", "support"): 10.0},
    "t02.fast": {("AUS", "support"): 22.0, ("AUS", "product"): 26.0, ("MX_GDL", "support"): 14.0},
    "t02.slow": {("AUS", "support"): 30.0, ("AUS", "product"): 30.0, ("MX_GDL", "support"): 12.0},
    "t03.fast": {("AUS", "support"): 12.0, ("AUS", "product"): 24.0, ("MX_GDL", "support"): 20.0},
    "t03.slow": {
        ("AUS", "support"): 10.0,
        ("AUS", "product"): 28.0,
        ("MX_GDL", "support"): 16.0,
        ("IN_BLR", "support"): 18.0,
    },
}

MODELS = {"AUS": "headquarters", "MX_GDL": "as_a_service", "IN_BLR": "captive"}

DECISIONS = (
    Decision(node="t00", location="MX_GDL", kind=DecisionKind.COMMIT, operating_model="as_a_service", start_period=1),
    Decision(node="t01", location="MX_GDL", kind=DecisionKind.START, operating_model="as_a_service"),
    Decision(node="t02.slow", location="IN_BLR", kind=DecisionKind.COMMIT, operating_model="captive", start_period=3),
    Decision(node="t03.slow", location="IN_BLR", kind=DecisionKind.START, operating_model="captive"),
)

SET_UP = {"MX_GDL": 60_000.0, "IN_BLR": 400_000.0}


def sample_plan() -> Plan:
    """Return the plan; every sum of it agrees."""
    amounts = tuple(_amounts())
    totals = _leaf_totals(amounts)
    expected = sum(total.probability * total.total for total in totals)
    figures = tuple(_figures(node, amounts) for node in NODES)
    keeping = 1.12 * expected
    return Plan(
        instance="sample",
        instance_hash=sample_instance().fingerprint(),
        title="A sample for tests",
        currency="USD",
        headquarters=HEADQUARTERS,
        termination="optimal",
        value=expected,
        bound=0.996 * expected,
        gap=0.004,
        nodes=NODES,
        decisions=DECISIONS,
        sites=tuple(_sites()),
        teams=tuple(_teams()),
        unmet=(),
        matches=(),
        breaches=(),
        amounts=amounts,
        leaf_totals=totals,
        node_figures=figures,
        holdings=tuple(_holdings()),
        summary=_summary(amounts, totals, expected),
        keeping=Keeping(
            termination="optimal", value=keeping, bound=0.99 * keeping, saving=keeping - expected, reason=None
        ),
        made_by=MadeBy(
            versions={"coeplan": "0.1.0"}, options={"gap": 0.005}, seed=0, seconds={"solve": 1.5}, created="2027-09-01"
        ),
    )


def _middle(node: PlanNode) -> float:
    starts = {0: 0, 1: 3, 2: 6, 3: 9}
    return (starts[node.period] + node.months / 2) / 12


def _amounts():
    for node in NODES:
        discount = (1 + DISCOUNT_RATE) ** -_middle(node)
        for location, area, category, yearly in _yearly(node.id):
            yield _amount(node, (category, location, area), yearly * node.months / 12, discount)
        for category, location, area, money in _one_offs(node):
            yield _amount(node, (category, location, area), money, discount)
        if node.period == 3:
            later = (1 + DISCOUNT_RATE) ** -((21 + TERMINAL_MONTHS / 2) / 12)
            for location, area, category, yearly in _yearly(node.id):
                row = _amount(node, (category, location, area), yearly * TERMINAL_MONTHS / 12, later)
                yield row.model_copy(update={"terminal": True})


def _amount(node, what, money, discount):
    category, location, area = what
    return Amount(
        node=node.id,
        category=category,
        location=location,
        operating_model=MODELS[location] if location else None,
        area=area,
        subject=None if location else "vendor",
        money=money,
        discounted=money * discount,
    )


def _yearly(node):
    for (location, area), heads in HEADS[node].items():
        yield location, area, Category.PAYROLL, heads * YEARLY_COST[location]
        if location == "MX_GDL":
            yield location, area, Category.FEE, heads * FEE
    if any(location == "MX_GDL" for location, _ in HEADS[node]):
        yield None, None, Category.COORDINATION, 20_000.0


def _one_offs(node):
    for decision in DECISIONS:
        if decision.node == node.id and decision.kind is DecisionKind.COMMIT:
            yield Category.SET_UP, decision.location, None, SET_UP[decision.location]
    for team in _teams():
        if team.node == node.id and team.hires:
            yield Category.HIRING, team.location, team.area, 3_000.0 * team.hires
        if team.node == node.id and team.releases:
            yield Category.SEVERANCE, team.location, team.area, 20_000.0 * team.releases


def _teams():
    for node in NODES:
        before = HEADS[node.parent] if node.parent else {("AUS", "support"): 44.0, ("AUS", "product"): 30.0}
        for key in dict.fromkeys((*HEADS[node.id], *before)):
            heads, earlier = HEADS[node.id].get(key, 0.0), before.get(key, 0.0)
            attrition = 0.02 * earlier
            flow = heads - earlier + attrition
            yield Team(
                node=node.id,
                location=key[0],
                area=key[1],
                heads=heads,
                operating_model=MODELS[key[0]],
                attrition=attrition,
                hires=max(0.0, flow),
                releases=max(0.0, -flow),
                effective_heads=heads,
            )


def _site_heads(node):
    found = defaultdict(float)
    for (location, _), heads in HEADS[node].items():
        found[location] += heads
    return dict(found)


def _sites():
    for node in NODES:
        for location, heads in _site_heads(node.id).items():
            yield Site(
                node=node.id,
                location=location,
                operating_model=MODELS[location],
                heads=heads,
                seats=heads if location == "IN_BLR" else 0.0,
                seats_bought=heads if location == "IN_BLR" else 0.0,
                billed_heads=heads,
                overhead_step=None,
                fee_band=0.0 if location == "MX_GDL" else None,
            )


def _holdings():
    for node in NODES:
        for location, heads in _site_heads(node.id).items():
            for per, name in (("location", location), ("country", COUNTRY[location])):
                yield Holding(node=node.id, per=per, name=name, heads=heads, capacity=heads, share=heads / 70)


def _figures(node, amounts):
    heads = _site_heads(node.id)
    total = sum(heads.values())
    here = [row for row in amounts if row.node == node.id and not row.terminal]
    return NodeFigures(
        node=node.id,
        heads=total,
        heads_abroad=total - heads[HEADQUARTERS],
        sites=len(heads) - 1,
        workload=70.0,
        capacity=total,
        mean_overlap=8.0 - 6.0 * (total - heads[HEADQUARTERS]) / total,
        risk_score=sum(RISK[location] * number for location, number in heads.items()) / total,
        capital=sum(row.money for row in here if row.category is Category.SET_UP),
        run_cost=sum(
            row.money for row in here if row.category in (Category.PAYROLL, Category.FEE, Category.COORDINATION)
        ),
    )


def _leaf_totals(amounts):
    paths = {"t03.fast": ("t00", "t01", "t02.fast", "t03.fast"), "t03.slow": ("t00", "t01", "t02.slow", "t03.slow")}
    chance = {node.id: node.probability for node in NODES}
    return tuple(
        LeafTotal(leaf=leaf, probability=chance[leaf], total=sum(row.discounted for row in amounts if row.node in path))
        for leaf, path in paths.items()
    )


def _summary(amounts, totals, expected):
    chance = {node.id: node.probability for node in NODES}
    capital = [row for row in amounts if row.category is Category.SET_UP]
    return Summary(
        expected_total=expected,
        cvar=max(total.total for total in totals),
        worst_total=max(total.total for total in totals),
        expected_capital=sum(chance[row.node] * row.money for row in capital),
        largest_capital=sum(row.money for row in capital),
        peak_heads_abroad=34.0,
    )


def sample_instance() -> Instance:
    """Return an instance that the plan may have been made for."""
    return Instance.model_validate_json(json.dumps(SAMPLE))


SAMPLE = {
    "name": "sample",
    "title": "A sample for tests",
    "headquarters": "AUS",
    "discount_rate": DISCOUNT_RATE,
    "coordination_cost": 20000,
    "terminal_months": TERMINAL_MONTHS,
    "horizon": {"start": "2027-10", "periods": 4, "months": [3, 3, 3, 12]},
    "areas": {
        "support": {"name": "Customer support", "workload": 40},
        "product": {"name": "Product development", "workload": 30},
    },
    "locations": {
        "AUS": {"name": "Austin", "country": "USA", "time_zone": "America/Chicago", "yearly_cost": 150000},
        "MX_GDL": {
            "name": "Guadalajara",
            "country": "MEX",
            "time_zone": "America/Mexico_City",
            "yearly_cost": 70000,
        },
        "IN_BLR": {"name": "Bengaluru", "country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 40000},
    },
    "operating_models": {
        "as_a_service": {"name": "As a service", "vendor": "partner", "set_up_cost": 60000, "fee_per_head": 9000},
        "captive": {
            "name": "Captive",
            "set_up_cost": 400000,
            "lead_time": 3,
            "lock_in": 24,
            "early_exit_fee": 10000,
            "overrides": {"MX_GDL": {"lock_in": 36}},
        },
    },
    "scenarios": {
        "kind": "fan",
        "known_from": 2,
        "futures": {
            "fast": {
                "probability": 0.4,
                "drivers": [{"driver": "ai_productivity", "values": {"2": 1.3}}],
            },
            "slow": {"probability": 0.6},
        },
    },
}
