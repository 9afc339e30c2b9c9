"""Seats: enough of them, leases, growth, and what they cost."""

from ..bench import Bench, Row
from .kinds import ALL, RUN_COST, WAYS, WINDING, Level, Where, kind


def place(site: Row) -> Where:
    """Return where a site is."""
    return {key: site[key] for key in ("node", "location")}


@kind("seats", level=Level.PRICED)
def a_seat_too_few(bench: Bench) -> Where:
    site = bench.row("sites", node="t03.boom", location="BLR")
    site |= {"seats": 4.0, "seats_bought": 4.0}
    return place(site) | {"operating_model": "captive", "excess": 1.0}


@kind("seats", level=Level.PRICED)
def a_part_of_a_seat_too_few(bench: Bench) -> Where:
    site = bench.row("sites", node="t03.boom", location="GDL")
    site |= {"seats": site["heads"] - 1e-4, "seats_bought": site["heads"] - 1e-4}
    return place(site) | {"excess": 1e-4}


@kind("seats", level=Level.PRICED)
def no_seats_after_a_conversion(bench: Bench) -> Where:
    """The old model had them included."""
    site = bench.row("sites", node="t03.boom", location="GDL")
    site |= {"seats": 0.0, "seats_bought": 0.0}
    return place(site)


def _hold(bench: Bench, nodes: tuple[str, ...], seats: float) -> None:
    for node in nodes:
        bench.row("sites", node=node, location="KRK")["seats"] = seats


@kind("seat_lease", on=WINDING, level=Level.PRICED, most=4)
def seats_given_up_within_their_lease(bench: Bench) -> Where:
    """A seat less after the stop, and bought again."""
    _hold(bench, ("t01.calm", "t02.calm"), 2.0)
    for node in ("t03.calm.up", "t03.calm.down"):
        bench.row("sites", node=node, location="KRK")["seats_bought"] = 1.0
    return {"node": "t01.calm", "location": "KRK", "excess": 1.0}


@kind("seat_lease", on=WINDING, level=Level.PRICED, most=3)
def seats_given_up_with_the_stop(bench: Bench) -> Where:
    for node in ("t01.calm", "t02.calm"):
        bench.drop("sites", node=node, location="KRK")
    for node in ("t03.calm.up", "t03.calm.down"):
        bench.row("sites", node=node, location="KRK")["seats_bought"] = 3.0
    return {"node": "t01.calm", "location": "KRK", "excess": 3.0}


@kind("seat_lease", on=WINDING, level=Level.PRICED, most=8)
def bought_seats_given_up(bench: Bench) -> Where:
    """One more at first, which is gone with the stop although its lease lasts as long as those of the others."""
    bench.row("sites", node="t00", location="KRK").update(seats=6.0, seats_bought=1.0)
    return {"node": "t01.calm", "location": "KRK", "excess": 1.0}


@kind("seat_growth", on=WINDING, level=Level.PRICED)
def seats_bought_where_they_are_included(bench: Bench) -> Where:
    site = bench.row("sites", node="t03.calm.up", location="MNL")
    site |= {"seats": 1.0, "seats_bought": 1.0}
    return place(site)


@kind("seat_growth", on=WINDING, level=Level.PRICED)
def seats_bought_where_nothing_operates(bench: Bench) -> Where:
    site = bench.row("sites", node="t02.calm", location="KRK")
    site |= {"seats": 4.0, "seats_bought": 1.0}
    for node in ("t03.calm.up", "t03.calm.down"):
        bench.row("sites", node=node, location="KRK")["seats"] = 4.0
    return place(site)


@kind("seat_growth", on=ALL, level=Level.PRICED)
def seats_at_headquarters(bench: Bench) -> Where:
    leaf = bench.leaves[0]
    site = bench.row("sites", node=leaf, location="AUS")
    site |= {"seats": 2.0, "seats_bought": 2.0}
    return place(site) | {"excess": 2.0}


def all_sites(bench: Bench) -> list[Row]:
    """List all sites."""
    return bench.plan["sites"]


@kind("seats_bought", on=ALL, spots=all_sites)
def seats_bought_that_are_not_there(_: Bench, site: Row) -> Where:
    site["seats_bought"] += 0.5
    return place(site) | {"excess": 0.5}


@kind("seats_bought", on=WINDING)
def seats_given_up_told_as_bought(bench: Bench) -> Where:
    site = bench.row("sites", node="t01.calm", location="KRK")
    site["seats_bought"] = 2.0
    return place(site) | {"excess": 2.0}


@kind("seats_bought", *RUN_COST, level=Level.PRICED, on=(WAYS, WINDING))
def seats_that_nobody_bought(bench: Bench) -> Where:
    """No fit-out is paid for the seats of a conversion."""
    site = next(site for site in bench.plan["sites"] if site["location"] == "GDL" and site["seats_bought"] > 0)
    bought, site["seats_bought"] = site["seats_bought"], 0.0
    return place(site) | {"excess": bought}
