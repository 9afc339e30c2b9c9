"""Rows that name what there is not, stand twice, are missing, or hold what cannot be."""

from collections.abc import Callable

from ..bench import Bench
from .kinds import ALL, RULED, WAYS, WINDING, Where, kind

NAMED = {
    "decisions": ("node", "location", "operating_model"),
    "sites": ("node", "location", "operating_model"),
    "teams": ("node", "location", "area", "operating_model"),
    "unmet": ("node", "area"),
    "matches": ("node", "area", "partner", "location", "partner_location"),
    "breaches": ("policy", "node"),
    "amounts": ("node", "location", "operating_model", "area"),
    "leaf_totals": ("leaf",),
    "node_figures": ("node",),
    "holdings": ("node",),
}
"""Fields of each table that name something of the instance."""

Spot = tuple[str, int, str]


def names(bench: Bench) -> list[Spot]:
    """List every name of every row: table, number of the row, field."""
    return [
        (table, number, field)
        for table, fields in NAMED.items()
        for number, row in enumerate(bench.plan[table])
        for field in fields
        if row[field] is not None
    ]


def rows(*tables: str) -> Callable[[Bench], list[tuple[str, int]]]:
    """List every row of some tables."""
    return lambda bench: [(table, number) for table in tables for number in range(len(bench.plan[table]))]


@kind("unknown_name", on=ALL, exact=False, most=260, spots=names)
def a_name_that_the_instance_does_not_have(bench: Bench, spot: Spot) -> Where:
    table, number, field = spot
    row = bench.plan[table][number]
    row[field] = "nowhere"
    return {"node": row["node"]} if "node" in row and field != "node" else {}


@kind("duplicate", on=ALL, spots=rows(*(table for table in NAMED if table != "amounts")))
def a_row_twice(bench: Bench, spot: tuple[str, int]) -> Where:
    table, number = spot
    row = bench.plan[table][number]
    bench.add(table, row)
    return {"node": row["node"]} if "node" in row else {}


@kind("amount", "discounted_amount", on=ALL, most=2, spots=rows("amounts"))
def an_amount_twice(bench: Bench, spot: tuple[str, int]) -> Where:
    table, number = spot
    row = bench.add(table, bench.plan[table][number])
    return {"node": row["node"], "excess": row["money"]}


@kind("amount", "discounted_amount", on=ALL, most=2, spots=rows("amounts"))
def an_amount_missing(bench: Bench, spot: tuple[str, int]) -> Where:
    table, number = spot
    row = bench.plan[table].pop(number)
    return {"node": row["node"], "excess": row["money"]}


@kind("duplicate", on=(WAYS, WINDING))
def a_commitment_twice(bench: Bench) -> Where:
    """With another start, as if it were another one."""
    row = next(row for row in bench.plan["decisions"] if row["kind"] == "commit")
    bench.add("decisions", row, start_period=row["start_period"] - 1)
    return {"node": row["node"], "location": row["location"]}


@kind("negative", on=ALL, most=2)
def a_negative_amount_made_up_for(bench: Bench) -> Where:
    row = max(bench.plan["amounts"], key=lambda each: each["money"])
    factor = row["discounted"] / row["money"]
    row |= {"money": row["money"] + 5, "discounted": row["discounted"] + 5 * factor}
    bench.add("amounts", row, money=-5.0, discounted=-5.0 * factor)
    return {"node": row["node"]}


@kind("key_figure", on=ALL, spots=rows("node_figures"))
def figures_of_a_node_missing(bench: Bench, spot: tuple[str, int]) -> Where:
    row = bench.plan["node_figures"].pop(spot[1])
    return {"node": row["node"]}


@kind("holding", on=ALL, spots=rows("holdings"))
def a_holding_missing(bench: Bench, spot: tuple[str, int]) -> Where:
    row = bench.plan["holdings"].pop(spot[1])
    return {"node": row["node"]}


@kind("missing_row", on=ALL)
def headquarters_without_a_row(bench: Bench) -> Where:
    bench.drop("sites", node="t00", location="AUS")
    return {"node": "t00", "location": "AUS"}


@kind("missing_row", "amount", exact=False, on=ALL, most=60)
def a_site_without_a_row(bench: Bench) -> Where:
    """Its seats are gone with it, and what they cost."""
    row = next(row for row in bench.plan["sites"] if row["seats"] > 0 and row["operating_model"] is not None)
    bench.plan["sites"].remove(row)
    return {"node": row["node"], "location": row["location"]}


def _teams_that_go_on(bench: Bench) -> list[dict[str, object]]:
    """List the teams that were there before."""
    return [
        team
        for team in bench.plan["teams"]
        if any(
            row["heads"] > 0
            for row in bench.rows(
                "teams", node=bench.parent(team["node"]), location=team["location"], area=team["area"]
            )
        )
    ]


@kind("missing_row", on=ALL, exact=False, most=90, spots=_teams_that_go_on)
def a_team_without_a_row(bench: Bench, spot: dict[str, object]) -> Where:
    where = {key: spot[key] for key in ("node", "location", "area")}
    bench.drop("teams", **where)
    return where


@kind("site_row", on=WAYS)
def a_row_of_a_place_without_a_site(bench: Bench) -> Where:
    bench.operate("t00", "BLR", None)
    return {"node": "t00", "location": "BLR"}


@kind("breach", on=RULED)
def a_breach_of_nothing(bench: Bench) -> Where:
    """Stated of a policy that is hard, at no cost."""
    bench.add("breaches", policy="binding-share", node="t00", subject="GDL", amount=0.0)
    return {"node": "t00", "policy": "binding-share"}
