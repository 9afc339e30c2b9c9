"""Where teams may sit, and how large they and their sites may be."""

from ..bench import Bench, Row
from .flows import place
from .kinds import ALL, WINDING, Level, Where, kind


def whole(bench: Bench) -> list[Row]:
    """List the teams that have to be whole."""
    return [
        team for team in bench.plan["teams"] if bench.instance.areas[team["area"]].whole_heads and team["heads"] > 0
    ]


@kind("whole_heads", level=Level.SETTLED)
def half_a_head(bench: Bench) -> Where:
    team = bench.staff("t01", "AUS", "dev", 7.5)
    return place(team) | {"excess": 0.5}


@kind("whole_heads", on=ALL, level=Level.SETTLED, exact=False, most=60, spots=whole)
def a_little_more_than_a_head(bench: Bench, team: Row) -> Where:
    return place(bench.staff(team["node"], team["location"], team["area"], team["heads"] + 0.01)) | {"excess": 0.01}


@kind("min_team", level=Level.SETTLED)
def a_team_below_the_smallest(bench: Bench) -> Where:
    team = bench.staff("t03.boom", "AUS", "ops", 0.95)
    bench.row("unmet", node="t03.boom", area="ops")["fte"] += 0.05
    return place(team) | {"excess": 0.05}


@kind("talent_pool", level=Level.SETTLED)
def more_heads_than_talents(bench: Bench) -> Where:
    team = bench.staff("t02.boom", "DEN", "dev", 4.0)
    return place(team) | {"excess": 1.0}


@kind("talent_pool", on=WINDING, level=Level.SETTLED)
def more_heads_than_a_shrinking_pool(bench: Bench) -> Where:
    """Three talents were there at first."""
    team = bench.staff("t02.calm", "MNL", "dev", 3.0)
    return place(team) | {"excess": 3 - 3 * 0.8**0.75}


@kind("hire_limit", level=Level.SETTLED)
def more_hires_than_allowed(bench: Bench) -> Where:
    """Eleven in a year."""
    team = bench.row("teams", node="t02.boom", location="GDL", area="ops")
    bench.staff("t02.boom", "GDL", "ops", team["heads"] + 0.05)
    bench.staff("t03.boom", "AUS", "ops", 1.1)
    return {"node": "t02.boom", "location": "GDL", "excess": 0.05}


@kind("hire_limit", level=Level.PRICED, exact=False, most=12)
def hires_that_are_let_go_at_once(bench: Bench) -> Where:
    """Gross hires count, whatever is left of them."""
    team = bench.row("teams", node="t03.slump", location="GDL", area="ops")
    team |= {"hires": team["hires"] + 12, "releases": team["releases"] + 12}
    return {"node": "t03.slump", "location": "GDL"}


@kind("max_heads", on=WINDING, level=Level.SETTLED)
def more_heads_than_the_model_takes(bench: Bench) -> Where:
    bench.staff("t03.calm.up", "GDL", "dev", 4.0)
    bench.row("sites", node="t03.calm.up", location="GDL").update(seats=7.0, seats_bought=7.0)
    return {"node": "t03.calm.up", "location": "GDL", "operating_model": "captive", "excess": 1.0}


@kind("min_heads", on=WINDING, level=Level.SETTLED)
def fewer_heads_than_the_model_asks_for(bench: Bench) -> Where:
    """At a site that came by a conversion, so that there is no time to build up."""
    bench.staff("t00", "KRK", "dev", 0.0)
    bench.staff("t00", "AUS", "dev", 9.0)
    return {"node": "t00", "location": "KRK", "operating_model": "captive", "excess": 2.0}


@kind("min_heads", level=Level.SETTLED)
def a_converted_site_without_its_least_heads(bench: Bench) -> Where:
    bench.staff("t03.boom", "GDL", "dev", 0.0)
    bench.staff("t03.boom", "AUS", "dev", 8.0)
    bench.staff("t03.boom", "DEN", "dev", 3.0)
    bench.row("sites", node="t03.boom", location="GDL").update(seats=2.125, seats_bought=2.125)
    return {"node": "t03.boom", "location": "GDL", "operating_model": "captive", "excess": 3 - 2.125}


@kind("placement", level=Level.SETTLED)
def a_team_without_output(bench: Bench) -> Where:
    team = bench.staff("t03.boom", "BLR", "ops", 1.0)
    bench.row("sites", node="t03.boom", location="BLR").update(seats=6.0, seats_bought=6.0)
    return place(team)


@kind("placement", on=WINDING, level=Level.SETTLED)
def moved_too_early(bench: Bench) -> Where:
    """The lab may move from the second period on."""
    team = bench.staff("t00", "GDL", "lab", 1.0)
    for node in ("t01.calm", "t01.rough"):
        bench.staff(node, "GDL", "lab", 0.0)
        bench.staff(node, "AUS", "lab", 3.0)
    bench.add("unmet", node="t02.calm", area="lab", fte=0.5)
    return place(team)


@kind("placement", on=WINDING, level=Level.SETTLED)
def too_far_from_the_partner(bench: Bench) -> Where:
    """The lab in Krakow, whose working day hardly meets headquarters'."""
    team = bench.staff("t03.calm.up", "KRK", "lab", 1.0)
    bench.row("sites", node="t03.calm.up", location="KRK").update(seats=4.0, seats_bought=1.0)
    return place(team)


@kind("placement", level=Level.SETTLED)
def where_the_area_is_not_hosted(bench: Bench) -> Where:
    return place(bench.staff("t03.boom", "DEN", "ops", 1.0))


@kind("handover", on=WINDING, level=Level.SETTLED)
def a_handover_that_lasts(bench: Bench) -> Where:
    bench.staff("t02.calm", "AUS", "lab", 1.0)
    bench.staff("t02.calm", "GDL", "lab", 3.0)
    for leaf in ("t03.calm.up", "t03.calm.down"):
        bench.row("unmet", node=leaf, area="lab")["fte"] += 0.1
    return {"node": "t02.calm", "area": "lab", "excess": 1.0}


@kind("single_site", "placement", on=WINDING, level=Level.SETTLED)
def at_three_places_at_once(bench: Bench) -> Where:
    bench.staff("t03.calm.up", "AUS", "lab", 1.0)
    bench.staff("t03.calm.up", "KRK", "lab", 1.0)
    bench.row("sites", node="t03.calm.up", location="KRK").update(seats=4.0, seats_bought=1.0)
    return {"node": "t03.calm.up", "area": "lab", "excess": 1.0}


def teams(bench: Bench) -> list[Row]:
    """List all teams."""
    return bench.plan["teams"]


@kind("team_model", on=ALL, spots=teams)
def a_team_under_another_model(bench: Bench, team: Row) -> Where:
    """Or under any, where the place is closed."""
    team["operating_model"] = bench.other_model(team["operating_model"])
    return place(team)


@kind("capacity_share", level=Level.SETTLED)
def a_share_a_little_above_its_limit(bench: Bench) -> Where:
    team = bench.row("teams", node="t02.slump", location="GDL", area="ops")
    bench.staff("t02.slump", "GDL", "ops", team["heads"] + 1e-4)
    return {"node": "t02.slump", "location": "GDL", "policy": "share", "excess": 0.9e-4}
