"""Key figures of nodes, holdings, summary."""

from collections.abc import Callable

from ..bench import Bench, Row
from .kinds import ALL, EMPTY, RULED, WAYS, WINDING, Where, kind

Spot = tuple[Row, str]


def numbers(*tables: str) -> Callable[[Bench], list[Spot]]:
    """List every number of some tables, that is, its row and field."""
    return lambda bench: [
        (row, field)
        for table in tables
        for row in bench.plan[table]
        for field, value in row.items()
        if isinstance(value, int | float)
    ]


@kind("key_figure", on=ALL, spots=numbers("node_figures"))
def a_figure_a_little_off(_: Bench, spot: Spot) -> Where:
    row, field = spot
    row[field] += 1 if field == "sites" else 1e-2 + row[field] * 1e-5
    return {"node": row["node"]}


@kind("holding", on=ALL, spots=numbers("holdings"))
def a_holding_a_little_off(_: Bench, spot: Spot) -> Where:
    row, field = spot
    row[field] += 1e-5 + row[field] * 1e-5
    return {"node": row["node"], "location": row["name"] if row["per"] == "location" else None}


@kind("summary", on=ALL, spots=lambda bench: [name for name, each in bench.plan["summary"].items() if each is not None])
def a_sum_a_little_off(bench: Bench, field: str) -> Where:
    bench.plan["summary"][field] += 1e-2 + bench.plan["summary"][field] * 1e-5
    return {}


@kind("summary", on=ALL)
def peak_with_headquarters(bench: Bench) -> Where:
    bench.plan["summary"]["peak_heads_abroad"] = max(row["heads"] for row in bench.plan["node_figures"])
    return {}


@kind("summary", on=ALL)
def peak_of_the_first_node(bench: Bench) -> Where:
    figures = bench.row("node_figures", node="t00")
    summary = bench.plan["summary"]
    assert figures["heads_abroad"] < summary["peak_heads_abroad"] or bench.instance.name == RULED
    summary["peak_heads_abroad"] = figures["heads_abroad"] - (1 if bench.instance.name == RULED else 0)
    return {}


@kind("summary", on=ALL)
def worst_total_expected(bench: Bench) -> Where:
    summary = bench.plan["summary"]
    summary["worst_total"] = summary["expected_total"]
    return {}


@kind("summary", on=(WAYS, WINDING, RULED))
def risk_of_the_wrong_tail(bench: Bench) -> Where:
    """The mean of the best futures."""
    summary = bench.plan["summary"]
    summary["cvar"] = min(row["total"] for row in bench.plan["leaf_totals"])
    return {}


@kind("summary", on=WAYS)
def risk_without_splitting_the_boundary(bench: Bench) -> Where:
    """The worst half is the boom, of 0.35, and a part of the slump; both are counted whole."""
    summary = bench.plan["summary"]
    summary["cvar"] = summary["expected_total"]
    return {}


@kind("summary", on=WAYS)
def risk_of_the_worst_future_alone(bench: Bench) -> Where:
    summary = bench.plan["summary"]
    summary["cvar"] = summary["worst_total"]
    return {}


@kind("summary", on=(WAYS, WINDING, RULED))
def capital_not_expected_but_added_up(bench: Bench) -> Where:
    summary = bench.plan["summary"]
    summary["expected_capital"] = sum(row["capital"] for row in bench.plan["node_figures"])
    return {}


@kind("summary", on=(WAYS, RULED))
def largest_capital_expected(bench: Bench) -> Where:
    summary = bench.plan["summary"]
    summary["largest_capital"] = summary["expected_capital"]
    return {}


@kind("summary", on=(WAYS, WINDING))
def largest_capital_of_one_node(bench: Bench) -> Where:
    largest = max(row["capital"] for row in bench.plan["node_figures"])
    bench.plan["summary"]["largest_capital"] = largest
    return {}


@kind("key_figure", on=WAYS)
def sites_with_headquarters(bench: Bench) -> Where:
    bench.row("node_figures", node="t02.boom")["sites"] += 1
    return {"node": "t02.boom", "excess": 1.0}


@kind("key_figure", on=ALL)
def heads_abroad_with_headquarters(bench: Bench) -> Where:
    row = bench.row("node_figures", node=bench.leaves[1])
    row["heads_abroad"] = row["heads"]
    return {"node": row["node"]}


@kind("key_figure", on=WAYS)
def capacity_of_effective_heads(bench: Bench) -> Where:
    lost = sum(team["heads"] - team["effective_heads"] for team in bench.rows("teams", node="t02.boom"))
    bench.row("node_figures", node="t02.boom")["capacity"] -= lost * 0.9
    return {"node": "t02.boom", "excess": 0.9 * lost}


@kind("key_figure", on=WINDING)
def capacity_of_a_place_that_is_out(bench: Bench) -> Where:
    """Availability is left out of capacity."""
    row = bench.row("node_figures", node="t02.rough")
    row["capacity"] -= 0.4 * bench.row("holdings", node="t02.rough", per="location", name="GDL")["capacity"]
    return {"node": "t02.rough"}


@kind("key_figure", on=WAYS)
def overlap_weighed_by_heads(bench: Bench) -> Where:
    row = bench.row("node_figures", node="t03.boom")
    hours = bench.numbers.places.overlap
    teams = bench.rows("teams", node="t03.boom")
    weighed = sum(team["heads"] * hours[bench.key(*_at(team))] for team in teams)
    row["mean_overlap"] = weighed / sum(team["heads"] for team in teams)
    return {"node": "t03.boom"}


def _at(team: Row) -> tuple[str, str, str]:
    return team["node"], team["location"], team["area"]


@kind("key_figure", on=WAYS)
def risk_of_sites_alone(bench: Bench) -> Where:
    """Headquarters counts, too."""
    held = {row["name"]: row["capacity"] for row in bench.rows("holdings", node="t03.boom", per="location")}
    del held["AUS"]
    scores = {name: bench.instance.locations[name].risk_score for name in held}
    row = bench.row("node_figures", node="t03.boom")
    row["risk_score"] = sum(held[name] * scores[name] for name in held) / sum(held.values())
    return {"node": "t03.boom"}


def means(bench: Bench) -> list[Spot]:
    """List the means that are stated."""
    return [
        (row, field)
        for row in bench.plan["node_figures"]
        for field in ("mean_overlap", "risk_score")
        if row[field] is not None
    ]


@kind("key_figure", on=ALL, spots=means)
def no_mean(_: Bench, spot: Spot) -> Where:
    row, field = spot
    row[field] = None
    return {"node": row["node"]}


@kind("key_figure", on=EMPTY, spots=lambda _: ["mean_overlap", "risk_score"])
def a_mean_of_nobody(bench: Bench, field: str) -> Where:
    row = bench.row("node_figures", node="t00")
    assert row["capacity"] == 0
    row[field] = 7.5
    return {"node": "t00"}


@kind("holding", on=EMPTY)
def a_share_of_nothing(bench: Bench) -> Where:
    """There is no work of which it could be a share."""
    bench.add("holdings", node="t00", per="location", name="AUS", heads=0.0, capacity=0.0, share=1.0)
    return {"node": "t00"}


@kind("key_figure", on=(WAYS, WINDING))
def run_cost_with_one_off_costs(bench: Bench) -> Where:
    leaf = bench.leaves[0]
    hiring = sum(row["money"] for row in bench.rows("amounts", node=leaf, category="hiring", terminal=False))
    bench.row("node_figures", node=leaf)["run_cost"] += hiring
    return {"node": leaf, "excess": hiring}


@kind("key_figure", on=(WAYS, WINDING))
def run_cost_with_what_follows_the_horizon(bench: Bench) -> Where:
    leaf = bench.leaves[0]
    bench.row("node_figures", node=leaf)["run_cost"] *= 1.75
    return {"node": leaf}


@kind("key_figure", on=ALL)
def capital_discounted(bench: Bench) -> Where:
    row = max(bench.plan["node_figures"], key=lambda each: each["capital"])
    row["capital"] *= bench.numbers.rates.discount[bench.node(row["node"])]
    return {"node": row["node"]}


@kind("holding", on=ALL, spots=lambda bench: bench.plan["holdings"])
def a_share_of_all_capacity(bench: Bench, row: Row) -> Where:
    """Shares are of the workload."""
    row["share"] *= 0.97
    return {"node": row["node"]}


@kind("holding", on=ALL, spots=lambda bench: bench.plan["holdings"])
def no_share(_: Bench, row: Row) -> Where:
    row["share"] = None
    return {"node": row["node"]}


@kind("holding", on=ALL, spots=lambda bench: bench.plan["holdings"])
def capacity_told_as_heads(bench: Bench, row: Row) -> Where:
    row["capacity"] = row["heads"] * 1.13
    return {"node": row["node"]}


@kind("holding", on=WAYS, most=4)
def a_vendor_s_site_held_by_another(bench: Bench) -> Where:
    bench.row("holdings", node="t03.slump", per="vendor")["name"] = "bolt"
    return {"node": "t03.slump"}


@kind("holding", on=WAYS, most=3)
def a_site_that_the_company_runs_held_by_a_vendor(bench: Bench) -> Where:
    row = bench.row("holdings", node="t03.boom", per="location", name="BLR")
    bench.add("holdings", row, per="vendor", name="bolt")
    return {"node": "t03.boom"}


@kind("holding", on=WAYS, most=3)
def a_country_without_headquarters(bench: Bench) -> Where:
    """Denver's heads alone."""
    home = bench.row("holdings", node="t03.boom", per="country", name="USA")
    den = bench.row("holdings", node="t03.boom", per="location", name="DEN")
    home |= {key: den[key] for key in ("heads", "capacity", "share")}
    return {"node": "t03.boom"}
