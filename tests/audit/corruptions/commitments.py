"""Commitments, cancellations and the starts that follow from them."""

from ..bench import Bench
from ..pricing import pay
from .kinds import RUN_COST, WAYS, WINDING, Level, Where, kind

BRANCHES = ("t02.boom", "t02.slump")


def commitment(bench: Bench, location: str) -> dict[str, object]:
    """Return the commitment to a place."""
    return bench.row("decisions", location=location, kind="commit")


@kind("start_without_commitment", level=Level.PRICED)
def start_without_commitment(bench: Bench) -> Where:
    """The set-up is saved, too."""
    bench.drop("decisions", location="DEN", kind="commit")
    return {"node": "t01", "location": "DEN", "operating_model": "service"}


@kind("commitment_start", "start_without_commitment", "missing_start", level=Level.PRICED, most=5)
def committed_a_period_late(bench: Bench) -> Where:
    commitment(bench, "GDL")["node"] = "t01"
    return {"node": "t01", "location": "GDL"}


@kind("start_without_commitment", "missing_start", level=Level.PRICED, most=4)
def committed_a_period_late_and_told(bench: Bench) -> Where:
    commitment(bench, "GDL").update(node="t01", start_period=3)
    return {"node": "t02.boom", "location": "GDL"}


@kind("commitment_horizon", level=Level.PRICED)
def committed_beyond_the_horizon(bench: Bench) -> Where:
    bench.decide("t02.boom", "GDL", "commit", "service", start_period=3)
    return {"node": "t02.boom", "location": "GDL", "operating_model": "service"}


@kind("start_without_commitment", "missing_start", level=Level.SETTLED)
def started_a_period_early(bench: Bench) -> Where:
    """With a head, who works there half a year early."""
    bench.row("decisions", node="t01", location="DEN")["node"] = "t00"
    bench.operate("t00", "DEN", "service")
    bench.staff("t00", "DEN", "dev", 1.0)
    return {"node": "t00", "location": "DEN"}


def stay_at_home(bench: Bench, *nodes: str) -> None:
    """Leave Guadalajara closed and let headquarters do its work."""
    for node in nodes:
        bench.drop("sites", node=node, location="GDL")
        for area in ("dev", "ops"):
            moved = bench.staff(node, "GDL", area, 0.0)
            home = bench.heads(node, "AUS", area)
            bench.staff(node, "AUS", area, home + round(moved["effective_heads"] + 0.5))


@kind("missing_start", "start_without_commitment", level=Level.SETTLED)
def started_a_period_late(bench: Bench) -> Where:
    stay_at_home(bench, "t02.slump")
    for area in ("dev", "ops"):
        bench.staff("t03.slump", "AUS", area, 2.0)
    bench.row("decisions", node="t02.slump", location="GDL")["node"] = "t03.slump"
    return {"node": "t02.slump", "location": "GDL"}


@kind("missing_start", level=Level.SETTLED)
def a_commitment_kept_in_one_future_alone(bench: Bench) -> Where:
    """Two sister nodes share the commitment, one starts."""
    stay_at_home(bench, "t02.slump", "t03.slump")
    bench.drop("decisions", node="t02.slump", location="GDL")
    return {"node": "t02.slump", "location": "GDL", "operating_model": "service"}


@kind("missing_start", on=WINDING, level=Level.SETTLED)
def a_commitment_under_way_forgotten(bench: Bench) -> Where:
    """In one branch the footprint's commitment for Manila leads to nothing."""
    for node in ("t02.calm", "t03.calm.up", "t03.calm.down"):
        bench.drop("sites", node=node, location="MNL")
        bench.staff(node, "MNL", "dev", 0.0)
    bench.staff("t02.calm", "AUS", "dev", 7.0)
    bench.staff("t03.calm.down", "AUS", "dev", 9.0)
    bench.staff("t03.calm.down", "KRK", "dev", 2.0)
    bench.staff("t03.calm.up", "KRK", "dev", 6.0)
    bench.row("sites", node="t03.calm.up", location="KRK").update(seats=6.0, seats_bought=3.0)
    bench.drop("decisions", node="t02.calm", location="MNL")
    return {"node": "t02.calm", "location": "MNL", "operating_model": "service"}


@kind("one_commitment", on=WINDING, level=Level.PRICED)
def two_commitments_for_one_start(bench: Bench) -> Where:
    """One is under way from before the horizon, another is made."""
    bench.decide("t01.calm", "MNL", "commit", "service", start_period=2)
    return {"node": "t02.calm", "location": "MNL"}


@kind("cancellation", level=Level.PRICED)
def cancelled_when_it_should_start(bench: Bench) -> Where:
    bench.row("decisions", kind="cancel")["node"] = "t03.slump"
    return {"node": "t03.slump", "location": "BLR", "operating_model": "captive"}


@kind("cancellation", "missing_start", *RUN_COST, level=Level.PRICED)
def cancelled_where_it_was_made(bench: Bench) -> Where:
    bench.row("decisions", kind="cancel")["node"] = "t00"
    return {"node": "t00", "location": "BLR"}


@kind("cancellation", "start_without_commitment", *RUN_COST, level=Level.PRICED)
def cancelled_twice(bench: Bench) -> Where:
    """For both futures, and again for one; the boom starts all the same."""
    bench.add("decisions", bench.row("decisions", kind="cancel"), node="t01")
    return {"node": "t02.slump", "location": "BLR"}


@kind("start_without_commitment", level=Level.PRICED)
def cancelled_and_started(bench: Bench) -> Where:
    bench.add("decisions", bench.row("decisions", kind="cancel"), node="t02.boom")
    return {"node": "t03.boom", "location": "BLR"}


@kind("cancellation", level=Level.PRICED, most=2)
def cancelled_without_terms(bench: Bench) -> Where:
    """The service has no cancellation fee."""
    bench.decide("t01", "GDL", "commit", "service", start_period=3)
    for node in BRANCHES:
        bench.decide(node, "GDL", "cancel", "service", start_period=3)
    return {"node": "t02.boom", "location": "GDL", "operating_model": "service"}


@kind("cancellation", "missing_start", *RUN_COST)
def cancellation_of_another_start(bench: Bench) -> Where:
    bench.row("decisions", kind="cancel")["start_period"] = 2
    return {"node": "t02.slump", "location": "BLR"}


@kind("missing_start", level=Level.PRICED)
def a_cancellation_forgotten(bench: Bench) -> Where:
    """Neither cancelled nor started."""
    bench.drop("decisions", kind="cancel")
    return {"node": "t03.slump", "location": "BLR"}


@kind("commitment_start")
def an_earlier_start_than_the_lead_time_allows(bench: Bench) -> Where:
    commitment(bench, "GDL")["start_period"] = 1
    return {"node": "t00", "location": "GDL", "operating_model": "service"}


@kind("commitment_start", "decision_form")
def a_commitment_without_a_start(bench: Bench) -> Where:
    commitment(bench, "GDL")["start_period"] = None
    return {"node": "t00", "location": "GDL"}


@kind("model_allowed", level=Level.SUMS)
def committed_to_what_may_not_be_used(bench: Bench) -> Where:
    """A captive in Denver, cancelled in time."""
    bench.decide("t00", "DEN", "commit", "captive", start_period=3)
    pay(bench, "t00", "set_up", 12.0, location="DEN", operating_model="captive")
    for node in BRANCHES:
        bench.decide(node, "DEN", "cancel", "captive", start_period=3)
        pay(bench, node, "cancellation", 2.5, location="DEN", operating_model="captive")
    return {"node": "t00", "location": "DEN", "operating_model": "captive"}


@kind("headquarters_fixed", on=(WAYS, WINDING))
def headquarters_stops(bench: Bench) -> Where:
    bench.decide("t01" if "t01" in bench.nodes else "t00", "AUS", "stop", "headquarters")
    return {"location": "AUS"}


@kind("headquarters_fixed")
def a_commitment_to_headquarters(bench: Bench) -> Where:
    bench.decide("t00", "AUS", "commit", "service", start_period=2)
    return {"node": "t00", "location": "AUS"}


@kind("model_allowed")
def the_terms_of_headquarters_abroad(bench: Bench) -> Where:
    bench.decide("t00", "BLR", "commit", "headquarters", start_period=0)
    return {"node": "t00", "location": "BLR"}


@kind("decision_form", on=(WAYS, WINDING))
def a_start_with_a_date(bench: Bench) -> Where:
    row = next(row for row in bench.plan["decisions"] if row["kind"] == "start")
    row["start_period"] = 2
    return {"node": row["node"], "location": row["location"]}


@kind("decision_form", on=(WAYS, WINDING))
def a_start_with_a_new_model(bench: Bench) -> Where:
    row = next(row for row in bench.plan["decisions"] if row["kind"] == "start")
    row["to_model"] = "captive"
    return {"node": row["node"], "location": row["location"]}
