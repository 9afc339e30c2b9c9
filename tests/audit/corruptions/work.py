"""Work: coverage, what stays undone, collaboration."""

from ..bench import Bench, Row
from .kinds import ALL, RUN_COST, WAYS, WINDING, Level, Where, kind


def undone(bench: Bench) -> list[Row]:
    """List what stays undone."""
    return bench.plan["unmet"]


@kind("coverage", on=(WAYS, WINDING), level=Level.PRICED, spots=undone)
def less_undone_than_there_is(_: Bench, row: Row) -> Where:
    row["fte"] -= 0.01
    return {"node": row["node"], "area": row["area"], "excess": 0.01}


@kind("coverage", on=(WAYS, WINDING), level=Level.PRICED, spots=undone)
def undone_work_left_out(bench: Bench, row: Row) -> Where:
    bench.plan["unmet"].remove(row)
    return {"node": row["node"], "area": row["area"], "excess": row["fte"]}


@kind("unmet_limit", level=Level.PRICED)
def more_undone_than_allowed(bench: Bench) -> Where:
    row = bench.row("unmet", node="t02.boom", area="ops")
    row["fte"] += 0.01
    return {"node": "t02.boom", "area": "ops", "excess": 0.01}


@kind("unmet_limit", on=ALL)
def undone_where_all_has_to_be_done(bench: Bench) -> Where:
    bench.add("unmet", node="t00", area="dev", fte=0.1)
    return {"node": "t00", "area": "dev", "excess": 0.1}


@kind("coverage", level=Level.SETTLED)
def a_head_moved_to_the_other_area(bench: Bench) -> Where:
    bench.staff("t02.boom", "AUS", "dev", 7.0)
    bench.staff("t02.boom", "AUS", "ops", bench.heads("t02.boom", "AUS", "ops") + 1)
    return {"node": "t02.boom", "area": "dev"}


@kind("coverage", on=WINDING, level=Level.SETTLED, most=3)
def an_outage_overlooked(bench: Bench) -> Where:
    bench.staff("t02.rough", "MNL", "dev", 0.0)
    return {"node": "t02.rough", "area": "dev"}


@kind("coverage", level=Level.SETTLED)
def a_head_abroad_as_good_as_one_at_home(bench: Bench) -> Where:
    """Productivity and hours in common are left out."""
    bench.staff("t03.boom", "AUS", "dev", 5.0)
    return {"node": "t03.boom", "area": "dev"}


def _matched(bench: Bench, row: Row, side: str) -> float:
    """Return the heads matched at one of a match's two places."""
    return sum(each["heads"] for each in bench.rows("matches", node=row["node"], **{side: row[side]}))


def _pairs(bench: Bench, shared: str) -> list[tuple[Row, Row]]:
    """List the pairs of matches of one node that share a place."""
    return [
        (row, other)
        for row in bench.plan["matches"]
        for other in bench.rows("matches", node=row["node"], **{shared: row[shared]})
        if other is not row
    ]


def too_many_in_need(bench: Bench) -> list[tuple[Row, Row]]:
    """List the pairs of which one place has not the heads to be matched in the other's stead."""
    return [
        (row, other)
        for row, other in _pairs(bench, "partner_location")
        if _matched(bench, row, "location") + other["heads"]
        > bench.heads(row["node"], row["location"], row["area"]) + 1e-3
    ]


@kind("match", on=(WAYS, WINDING), spots=too_many_in_need)
def heads_matched_that_are_not_there(bench: Bench, pair: tuple[Row, Row]) -> Where:
    """As many in all, but more at one place than there are."""
    row, other = pair
    row["heads"] += other["heads"]
    bench.plan["matches"].remove(other)
    return {"node": row["node"], "location": row["location"], "area": row["area"]}


SERVED = 0.4
"""Heads that each developer serves."""


def too_many_served(bench: Bench) -> list[tuple[Row, Row]]:
    """List the pairs of which one place cannot serve in the other's stead."""
    return [
        (row, other)
        for row, other in _pairs(bench, "location")
        if _matched(bench, row, "partner_location") + other["heads"]
        > SERVED * bench.heads(row["node"], row["partner_location"], row["partner"]) + 1e-3
    ]


@kind("match", on=(WAYS, WINDING), spots=too_many_served)
def more_served_than_the_ratio_allows(bench: Bench, pair: tuple[Row, Row]) -> Where:
    row, other = pair
    room = SERVED * bench.heads(row["node"], row["partner_location"], row["partner"])
    over = _matched(bench, row, "partner_location") + other["heads"] - room
    row["heads"] += other["heads"]
    bench.plan["matches"].remove(other)
    return {"node": row["node"], "location": row["partner_location"], "area": row["partner"], "excess": over}


@kind("match")
def matched_with_a_place_too_far_away(bench: Bench) -> Where:
    row = bench.row("matches", node="t03.boom", location="GDL", partner_location="AUS")
    row["heads"] -= 0.5
    bench.add("matches", row, partner_location="BLR", heads=0.5)
    return {"node": "t03.boom", "location": "GDL", "area": "ops"}


@kind("match", on=WINDING)
def matched_with_a_place_that_hardly_overlaps(bench: Bench) -> Where:
    row = bench.row("matches", node="t03.calm.up", location="GDL", partner_location="AUS")
    row["heads"] -= 0.5
    bench.add("matches", row, partner_location="KRK", heads=0.5)
    return {"node": "t03.calm.up", "location": "GDL", "area": "lab"}


@kind("match")
def matched_with_those_who_do_not_serve(bench: Bench) -> Where:
    bench.add("matches", bench.plan["matches"][0], area="dev", partner="ops")
    return {"node": bench.plan["matches"][0]["node"], "area": "dev"}


@kind("matching", *RUN_COST, level=Level.PRICED)
def fewer_matched_than_could_be(bench: Bench) -> Where:
    """And the others charged."""
    row = bench.row("matches", node="t00", location="AUS", partner_location="AUS")
    row["heads"] -= 0.5
    return {"node": "t00", "area": "ops", "excess": 0.5}


@kind("match", "matching", *RUN_COST, level=Level.PRICED)
def more_matched_than_there_are(bench: Bench) -> Where:
    """And nobody charged."""
    row = bench.row("matches", node="t03.slump", location="GDL", partner_location="GDL")
    row["heads"] += 0.5
    return {"node": "t03.slump", "location": "GDL", "excess": 0.5}


@kind("matching", on=WINDING)
def a_match_left_out_where_all_have_to_match(bench: Bench) -> Where:
    row = bench.plan["matches"].pop()
    return {"node": row["node"], "area": row["area"], "excess": row["heads"]}


@kind("collaboration_forbidden", on=WINDING, level=Level.SETTLED)
def more_heads_than_can_be_matched(bench: Bench) -> Where:
    """Headquarters' and Guadalajara's developers serve 0.4 each."""
    bench.staff("t02.rough", "GDL", "lab", 4.0)
    return {"node": "t02.rough", "area": "lab", "excess": 6 - SERVED * 13}
