"""Looser data on people and work: more of them, who are worth more, and less that is asked of them."""

from .bases import Data
from .loosenings import drivers, existing, loosening, places, scale, scale_drivers, sites

WEIGHED_BY_CAPACITY = ("mean_overlap", "share_of_a_place", "share_of_a_contract", "risk_score")
"""Policies that weigh by capacity or cap it: a place that does more may hold too much, or weigh too much."""

CONVERSIONS = ("conversion", "conversion_chain", "conversion_back", "conversion_exchange", "seats_both_ways")


@loosening()
def larger_pools(data: Data, size: float) -> None:
    """A pool is a bound from above and nothing else."""
    for place in places(data):
        scale(place, "talent_pool", 1 + size)


@loosening("pool_growth")
def faster_growing_pools(data: Data, size: float) -> None:
    """Growth acts on the pool alone, and runs forward to the middle of every period."""
    for place in places(data):
        place["talent_pool_growth"] = place.get("talent_pool_growth", 0) + size


@loosening("pool_driver")
def pools_that_shrink_less(data: Data, size: float) -> None:
    """The driver multiplies the pool alone."""
    scale_drivers(data, "talent_pool", 1 + size)


@loosening("hire_limit")
def more_hires(data: Data, size: float) -> None:
    """Gross hires a year are a bound from above and nothing else."""
    for place in places(data):
        scale(place, "hires_per_year", 1 + size)


@loosening("hire_limit")
def any_number_of_hires(data: Data, _size: float) -> None:
    """Without a figure hires are not bounded, which also takes away a bound on teams that follows from it."""
    for place in places(data):
        place.pop("hires_per_year", None)


@loosening("ramp_up", restated=frozenset({"ramp_up"}))
def shorter_ramp_up(data: Data, size: float) -> None:
    """What a hire loses, the mean of max(0, 1 - u/R), falls with R; so effective heads rise, and stay at least 0."""
    for place in places(data):
        scale(place, "ramp_up", 1 - size)


@loosening("footprint_recent_hires", restated=frozenset({"ramp_up"}))
def earlier_recent_hires(data: Data, size: float) -> None:
    """Who was hired longer ago has less ramp-up before them."""
    for site in existing(data):
        for hire in site.get("recent_hires", ()):
            hire["months_ago"] += 3 * size


def no_severance(data: Data) -> None:
    """Let releases be free."""
    for place in places(data):
        place.pop("severance", None)
        for pay in place.get("roles", {}).values():
            pay.pop("severance", None)


@loosening("attrition", without=("outage", *CONVERSIONS), before=no_severance, plan_stays=False)
def less_attrition(data: Data, size: float) -> None:
    """Where releases are free, whoever no longer leaves can be released: same teams, same hires, same cost.

    With severance they cost; at the first node of an outage nobody may be released, and where a site converts nobody
    may be both released and hired.
    """
    for place in places(data):
        scale(place, "attrition", 1 - size)


@loosening("smallest_team")
def smaller_teams(data: Data, size: float) -> None:
    """A team of at least the old smallest size has at least the new one."""
    for area in data["areas"].values():
        scale(area, "min_team", 1 - size)


@loosening()
def parts_of_heads(data: Data, _size: float) -> None:
    """Whole heads are heads; headquarters' first teams are rounded up in either case."""
    for area in data["areas"].values():
        area["whole_heads"] = False


@loosening("single_site")
def any_number_of_places(data: Data, _size: float) -> None:
    """What sits at one place sits at some number of places."""
    for area in data["areas"].values():
        area.pop("single_site", None)


@loosening("single_site")
def longer_handover(data: Data, size: float) -> None:
    """A handover is a bound from above on periods at two places."""
    for area in data["areas"].values():
        area["handover"] = area.get("handover", 1) + round(2 * size)


@loosening("earliest_move")
def earlier_move(data: Data, size: float) -> None:
    """Who moves late may move early."""
    for area in data["areas"].values():
        area["earliest_move"] = int(area.get("earliest_move", 0) * (1 - size))


@loosening("overlap_floor", "three_locations")
def lower_overlap_floor(data: Data, size: float) -> None:
    """More places reach a lower floor."""
    for area in data["areas"].values():
        scale(area, "overlap_floor", 1 - size)


@loosening("hosts")
def sites_that_host_everything(data: Data, _size: float) -> None:
    """Areas that did not sit somewhere need not sit there.

    Headquarters stays as it is: without a footprint it holds what it hosts, so hosting more means more people.
    """
    for place in sites(data):
        place.pop("hosts", None)


@loosening("overlap_loss", without=WEIGHED_BY_CAPACITY)
def less_lost_for_want_of_hours(data: Data, size: float) -> None:
    """Output rises everywhere, and more output than work is allowed."""
    for area in data["areas"].values():
        scale(area, "loss_per_missing_hour", 1 - size)


@loosening("partner_zone", without=WEIGHED_BY_CAPACITY)
def fewer_hours_aimed_at(data: Data, size: float) -> None:
    """Fewer hours are missing, so output rises."""
    for area in data["areas"].values():
        scale(area, "overlap_target", 1 - size)


@loosening("shift_hours", "collaboration_friction", without=WEIGHED_BY_CAPACITY, restated=frozenset({"matching"}))
def more_hours_to_shift(data: Data, size: float) -> None:
    """The longest common part under more shifts is at least as long; only the site shifts, never its partner."""
    for place in places(data):
        place["shift_hours"] = place.get("shift_hours", 0) + 4 * size


@loosening(without=WEIGHED_BY_CAPACITY)
def more_productive_places(data: Data, size: float) -> None:
    """Coverage asks for at least the workload, so more output than before covers it as well."""
    for place in places(data):
        place.setdefault("productivity", 1.0)
        scale(place, "productivity", 1 + size)


@loosening("ai_driver", without=WEIGHED_BY_CAPACITY)
def more_help_from_ai(data: Data, size: float) -> None:
    """As with productivity: more output covers the work as well."""
    scale_drivers(data, "ai_productivity", 1 + size)


@loosening("outage")
def no_outage(data: Data, _size: float) -> None:
    """All of the output is there, and the rule that bars releases and stops when an outage begins asks for nothing."""
    for driver in drivers(data, "availability"):
        name = "value" if "value" in driver else "values"
        driver[name] = 1


@loosening("footprint_site", without=("share_of_a_place", "share_of_a_contract"), restated=frozenset({"unmet_limit"}))
def less_work(data: Data, size: float) -> None:
    """Who does more work does less. The teams at the start are stated here; without a footprint they follow the work.

    A cap on capacity is a share of the workload, so it tightens with it.
    """
    for area in data["areas"].values():
        scale(area, "workload", 1 - size / 2)


@loosening("unmet")
def more_may_stay_undone(data: Data, size: float) -> None:
    """The share is a bound from above; an area without terms for undone work gets some, which nobody has to use."""
    for area in data["areas"].values():
        terms_of_area = area.setdefault("unmet", {"price": 500_000})
        terms_of_area["max_share"] = min(1.0, terms_of_area.get("max_share", 1.0) + size)


@loosening("collaboration_friction", "three_locations", restated=frozenset({"matching"}))
def nearness_over_fewer_hours(data: Data, size: float) -> None:
    """More pairs of places serve, so that no more heads than before find no match."""
    for area in data["areas"].values():
        for need in area.get("collaboration", {}).values():
            need["min_overlap"] *= 1 - size


@loosening("collaboration_friction", "three_locations", restated=frozenset({"matching"}))
def heads_that_serve_more(data: Data, size: float) -> None:
    """As many heads as before find a match, or more."""
    for area in data["areas"].values():
        for need in area.get("collaboration", {}).values():
            need["heads_served"] *= 1 + size


@loosening("collaboration_forbidden")
def unmatched_heads_at_a_price(data: Data, size: float) -> None:
    """A plan without unmatched heads pays nothing for them."""
    for area in data["areas"].values():
        for need in area.get("collaboration", {}).values():
            need["unmatched"] = 100_000 * size if need["unmatched"] == "forbidden" else need["unmatched"]


@loosening(without=("roles",))
def an_area_without_work(data: Data, _size: float) -> None:
    """Nobody has to work in it; who does is one more way to fill a site."""
    data["areas"]["spare"] = {"workload": 0}
