"""What the rows of sites say of heads, billing, bands and steps."""

from ..bench import Bench, Row
from ..settle import settle
from .kinds import ALL, RULED, RUN_COST, WAYS, WINDING, Level, Where, kind
from .seats import all_sites, place

MONEY = RUN_COST


@kind("site_heads", on=ALL, spots=all_sites)
def heads_miscounted(_: Bench, site: Row) -> Where:
    site["heads"] += 0.01
    return place(site) | {"excess": 0.01}


@kind("billed_heads", on=ALL, spots=all_sites)
def billed_heads_miscounted(_: Bench, site: Row) -> Where:
    site["billed_heads"] += 0.01
    return place(site) | {"excess": 0.01}


@kind("site_model", on=ALL, spots=all_sites)
def another_model_in_operation(bench: Bench, site: Row) -> Where:
    site["operating_model"] = bench.other_model(site["operating_model"])
    return place(site)


@kind("site_model", "team_model", on=WAYS, most=3)
def teams_and_site_under_another_model(bench: Bench) -> Where:
    """At a site that is about to be converted."""
    for table in ("sites", "teams"):
        for row in bench.rows(table, node="t02.boom", location="GDL"):
            row["operating_model"] = "captive"
    return {"node": "t02.boom", "location": "GDL"}


def _with(field: str):
    return lambda bench: [site for site in bench.plan["sites"] if site[field] is not None]


@kind("fee_band", on=ALL, spots=_with("fee_band"))
def no_fee_band(_: Bench, site: Row) -> Where:
    site["fee_band"] = None
    return place(site)


@kind("overhead_step", on=(WAYS, WINDING), spots=_with("overhead_step"))
def no_overhead_step(_: Bench, site: Row) -> Where:
    site["overhead_step"] = None
    return place(site)


@kind("fee_band", on=ALL, spots=lambda bench: bench.rows("sites", fee_band=None))
def a_fee_band_where_there_is_none(_: Bench, site: Row) -> Where:
    site["fee_band"] = 0.0
    return place(site)


@kind("overhead_step", on=ALL, spots=lambda bench: bench.rows("sites", overhead_step=None))
def a_step_where_there_is_none(_: Bench, site: Row) -> Where:
    site["overhead_step"] = 0.0
    return place(site)


@kind("billed_heads", *MONEY, on=WAYS, level=Level.PRICED)
def take_or_pay_ignored(bench: Bench) -> Where:
    """And nothing charged for the heads that are not there."""
    site = bench.row("sites", node="t03.slump", location="GDL")
    off = site["billed_heads"] - site["heads"]
    site["billed_heads"] = site["heads"]
    return place(site) | {"excess": off}


@kind("billed_heads", "fee_band", *MONEY, on=WINDING, level=Level.PRICED)
def take_or_pay_ignored_in_the_band(bench: Bench) -> Where:
    """The band of the heads that are there, which is dearer."""
    site = bench.row("sites", node="t03.calm.up", location="MNL")
    site |= {"billed_heads": site["heads"], "fee_band": 0.0}
    return place(site)


@kind("billed_heads", *MONEY, on=WAYS, level=Level.PRICED)
def take_or_pay_before_its_time(bench: Bench) -> Where:
    """While the site builds up."""
    site = bench.row("sites", node="t02.slump", location="GDL")
    site["billed_heads"] = 7.0
    return place(site)


@kind("fee_band", *MONEY, on=WAYS, level=Level.PRICED)
def a_band_too_cheap(bench: Bench) -> Where:
    site = bench.row("sites", node="t02.boom", location="DEN")
    site["fee_band"] = 4.0
    return place(site)


@kind("fee_band", *MONEY, on=WAYS, level=Level.PRICED)
def a_band_too_dear(bench: Bench) -> Where:
    site = bench.row("sites", node="t02.boom", location="GDL")
    site["fee_band"] = 0.0
    return place(site)


@kind("overhead_step", *MONEY, on=(WAYS, WINDING), level=Level.PRICED)
def a_step_too_cheap(bench: Bench) -> Where:
    site = next(site for site in bench.plan["sites"] if (site["overhead_step"] or 0) > 0)
    site["overhead_step"] = 0.0
    return place(site)


def _at_the_edge(bench: Bench) -> Row:
    """Give the service in the slump four heads, at which a cheaper band begins and a dearer step."""
    bench.staff("t02.slump", "GDL", "ops", 1.0)
    bench.staff("t02.slump", "AUS", "ops", 2.5)
    bench.staff("t03.slump", "AUS", "ops", 1.5)
    settle(bench)
    site = bench.row("sites", node="t02.slump", location="GDL")
    assert (site["heads"], site["fee_band"], site["overhead_step"]) == (4.0, 4.0, 0.0)
    return site


@kind("fee_band", *MONEY, on=WAYS, level=Level.PRICED)
def the_dearer_band_at_an_edge(bench: Bench) -> Where:
    site = _at_the_edge(bench)
    site["fee_band"] = 0.0
    return place(site)


@kind("overhead_step", *MONEY, on=WAYS, level=Level.PRICED)
def the_dearer_step_at_an_edge(bench: Bench) -> Where:
    site = _at_the_edge(bench)
    site["overhead_step"] = 4.0
    return place(site)


@kind("fee_band", on=(WAYS, WINDING, RULED))
def a_band_that_does_not_exist(bench: Bench) -> Where:
    site = next(site for site in bench.plan["sites"] if site["fee_band"] is not None)
    site["fee_band"] = 2.0
    return place(site)
