"""Stops, conversions, lock-ins and outages."""

from ..bench import Bench
from .kinds import RUN_COST, WINDING, Level, Where, kind

UP, DOWN = "t03.calm.up", "t03.calm.down"


@kind("one_event", on=WINDING, level=Level.PRICED, most=2)
def stopped_and_started_instead_of_converted(bench: Bench) -> Where:
    """To save the fee of the conversion."""
    bench.decide("t02.calm", "GDL", "commit", "captive", start_period=3)
    for node in (UP, DOWN):
        bench.row("decisions", node=node, location="GDL").update(kind="stop", to_model=None)
        bench.decide(node, "GDL", "start", "captive")
    return {"node": UP, "location": "GDL"}


@kind("not_operating", on=WINDING)
def another_model_stops(bench: Bench) -> Where:
    bench.row("decisions", node="t01.calm", kind="stop")["operating_model"] = "service"
    return {"node": "t01.calm", "location": "KRK", "operating_model": "service"}


@kind("not_operating", on=WINDING)
def stopped_twice(bench: Bench) -> Where:
    bench.decide("t02.calm", "KRK", "stop", "captive")
    return {"node": "t02.calm", "location": "KRK"}


@kind("not_operating")
def another_model_converts(bench: Bench) -> Where:
    bench.row("decisions", kind="convert")["operating_model"] = "captive"
    return {"node": "t03.boom", "location": "GDL"}


@kind("not_operating")
def converted_before_it_operates(bench: Bench) -> Where:
    bench.decide("t01", "GDL", "convert", "service", to_model="captive")
    return {"node": "t01", "location": "GDL"}


@kind("lock_in", level=Level.SETTLED)
def stopped_within_a_lock_in(bench: Bench) -> Where:
    """Half a year after the start, where a year is promised; headquarters does the work."""
    bench.drop("sites", node="t03.slump", location="GDL")
    for area, home in (("dev", 4.0), ("ops", 4.0)):
        bench.staff("t03.slump", "GDL", area, 0.0)
        bench.staff("t03.slump", "AUS", area, home)
    bench.decide("t03.slump", "GDL", "stop", "service")
    return {"node": "t03.slump", "location": "GDL", "operating_model": "service"}


@kind("conversion_age", on=WINDING, level=Level.SETTLED)
def converted_too_young(bench: Bench) -> Where:
    """After 7 of the 9 months; the lab stays at headquarters until later."""
    for node in ("t01.calm", "t02.calm"):
        bench.operate(node, "GDL", "captive", 6.0)["seats_bought"] = 6.0 if node == "t01.calm" else 0.0
        bench.staff(node, "GDL", "lab", 0.0)
        bench.staff(node, "AUS", "lab", 3.0)
    for node in (UP, DOWN):
        bench.row("sites", node=node, location="GDL")["seats_bought"] = 0.0
    bench.row("decisions", node=UP, location="GDL")["node"] = "t01.calm"
    bench.drop("decisions", node=DOWN, location="GDL")
    for node in (UP, DOWN):
        bench.staff(node, "GDL", "lab", 4.0)
        bench.staff(node, "GDL", "dev", 2.0)
        bench.staff(node, "AUS", "dev", 9.0)
        bench.staff(node, "KRK", "dev", 6.0)
        bench.row("sites", node=node, location="KRK").update(seats=6.0, seats_bought=3.0)
        bench.row("unmet", node=node, area="lab")["fte"] = 0.5
    return {"node": "t01.calm", "location": "GDL", "operating_model": "captive"}


@kind("conversion_arc", on=WINDING, level=Level.SETTLED)
def converted_without_a_way(bench: Bench) -> Where:
    bench.row("decisions", node=UP, location="GDL")["to_model"] = "partner"
    bench.operate(UP, "GDL", "partner")
    return {"node": UP, "location": "GDL", "operating_model": "partner"}


@kind("model_allowed", "seats", exact=False, most=90)
def converted_to_what_may_not_be_used(bench: Bench) -> Where:
    bench.decide("t03.boom", "DEN", "convert", "service", to_model="captive")
    return {"node": "t03.boom", "location": "DEN", "operating_model": "captive"}


@kind("decision_form", "site_model", "team_model", exact=False, most=130)
def a_conversion_to_nothing(bench: Bench) -> Where:
    bench.row("decisions", kind="convert")["to_model"] = None
    return {"node": "t03.boom", "location": "GDL"}


@kind("one_model", level=Level.PRICED, most=2)
def started_where_it_operates(bench: Bench) -> Where:
    """A second time, with a commitment of its own."""
    bench.decide("t01", "DEN", "commit", "service", start_period=2)
    for node in ("t02.boom", "t02.slump"):
        bench.decide(node, "DEN", "start", "service")
    return {"node": "t02.boom", "location": "DEN", "operating_model": "service"}


@kind("one_event", "not_operating")
def started_and_stopped_at_once(bench: Bench) -> Where:
    bench.decide("t03.boom", "BLR", "stop", "captive")
    return {"node": "t03.boom", "location": "BLR"}


@kind("site_model", "one_model", on=WINDING, exact=False, most=60)
def a_stop_forgotten(bench: Bench) -> Where:
    """The site is gone without a word."""
    bench.drop("decisions", node="t01.calm", kind="stop")
    return {"node": "t01.calm", "location": "KRK"}


@kind("site_model", "team_model", exact=False, most=130)
def a_conversion_forgotten(bench: Bench) -> Where:
    bench.drop("decisions", kind="convert")
    return {"node": "t03.boom", "location": "GDL"}


@kind("outage", on=WINDING, level=Level.SETTLED)
def released_when_an_outage_begins(bench: Bench) -> Where:
    bench.staff("t02.rough", "GDL", "dev", 5.0)
    bench.staff("t02.rough", "AUS", "dev", 8.0)
    return {"node": "t02.rough", "location": "GDL", "area": "dev"}


@kind("outage", on=WINDING, level=Level.SETTLED)
def converted_when_an_outage_begins(bench: Bench) -> Where:
    bench.operate("t02.rough", "GDL", "captive", 6.0)["seats_bought"] = 6.0
    bench.row("decisions", node="t03.rough.up", location="GDL")["node"] = "t02.rough"
    bench.drop("decisions", node="t03.rough.down", location="GDL")
    bench.staff("t02.rough", "GDL", "lab", 0.0)
    bench.staff("t02.rough", "AUS", "lab", 3.0)
    for node in ("t03.rough.up", "t03.rough.down"):
        bench.staff(node, "GDL", "lab", 3.0)
        bench.row("sites", node=node, location="GDL")["seats_bought"] = 0.0
        bench.row("unmet", node=node, area="lab")["fte"] = 1.2
    return {"node": "t02.rough", "location": "GDL", "operating_model": "service"}


@kind("outage", exact=False, on=WINDING, most=220)
def stopped_when_an_outage_begins(bench: Bench) -> Where:
    bench.decide("t02.rough", "GDL", "stop", "service")
    return {"node": "t02.rough", "location": "GDL", "operating_model": "service"}


@kind("team_while_closed", "holding", on=WINDING, level=Level.SETTLED, most=4)
def heads_that_stay_after_the_stop(bench: Bench) -> Where:
    bench.staff("t01.calm", "KRK", "dev", 2.0)
    return {"node": "t01.calm", "location": "KRK", "area": "dev", "excess": 2.0}


@kind("team_while_closed", "hires_while_closed", "holding", *RUN_COST, level=Level.SETTLED)
def a_head_before_the_start(bench: Bench) -> Where:
    """Whom nobody pays, as there is no site."""
    bench.staff("t01", "GDL", "ops", 1.0)
    return {"node": "t01", "location": "GDL", "area": "ops", "excess": 1.0}


@kind("hires_while_closed", on=WINDING, level=Level.PRICED)
def hired_where_nothing_operates(bench: Bench) -> Where:
    row = bench.staff("t02.calm", "KRK", "dev", 0.0)
    row |= {"hires": 1.0, "releases": 1.0}
    return {"node": "t02.calm", "location": "KRK", "area": "dev", "excess": 1.0}


@kind("hires_while_closed", on=WINDING, level=Level.PRICED)
def hired_before_the_start(bench: Bench) -> Where:
    """And let go at once."""
    bench.staff("t01.calm", "MNL", "dev", 0.0).update(hires=1.0, releases=1.0)
    return {"node": "t01.calm", "location": "MNL", "area": "dev", "excess": 1.0}
