"""Features of the generator: size, sites' life, operating models, footprint."""

from .draft import HOME, NEAR, Draft, feature


@feature
def three_locations(draft: Draft) -> None:
    """A second foreign place."""
    draft.far_place()


@feature
def two_areas(draft: Draft) -> None:
    """A second area of work, and fewer heads of each so that the search stays small."""
    draft.data["areas"]["ops"] = {"workload": draft.pick(1, 2)}
    draft.data["areas"]["dev"]["workload"] = 2
    for place in draft.sites():
        place["talent_pool"] = 2
    draft.home["talent_pool"] = {"dev": draft.pick(2, 3), "ops": draft.data["areas"]["ops"]["workload"]}


@feature
def four_periods(draft: Draft) -> None:
    """One more period."""
    draft.data["horizon"]["periods"] = 4


@feature
def uneven_periods(draft: Draft) -> None:
    """Periods of different lengths."""
    lengths = draft.pick([3, 6, 12, 12], [3, 3, 6, 12], [6, 1, 3, 8])
    draft.data["horizon"]["months"] = lengths[: draft.periods]


@feature
def changing_workload(draft: Draft) -> None:
    """Workload that falls and rises, so that heads dip."""
    load = draft.data["areas"]["dev"]["workload"]
    draft.data["areas"]["dev"]["workload"] = draft.pick(
        [load, max(1, load - 1), *[load] * (draft.periods - 2)],
        {"0": load, "1": load - 0.5},
        [max(1, load - 1), *[load] * (draft.periods - 1)],
    )


def second_area(draft: Draft) -> None:
    """Make sure that there are two areas."""
    if len(draft.areas) == 1:
        two_areas(draft)


@feature
def hosts(draft: Draft) -> None:
    """Places that may hold only some areas."""
    second_area(draft)
    draft.site()["hosts"] = [draft.pick(*draft.areas)]


@feature
def headquarters_hosts_nothing(draft: Draft) -> None:
    """Headquarters without any team; work may stay undone at a price, as nobody is there at the start."""
    draft.home["hosts"] = []
    for area in draft.data["areas"].values():
        area["unmet"] = {"price": draft.pick(150000, 300000)}


@feature
def lead_time(draft: Draft) -> None:
    """Months from commitment to start."""
    draft.model("diy")["lead_time"] = draft.pick(1, 3, 6, 7)
    if draft.pick(True, False):
        draft.model("aas")["lead_time"] = draft.pick(1, 4)


@feature
def cancellation(draft: Draft) -> None:
    """Commitments that may be cancelled, with a demand that may make it worth while."""
    for name in draft.models:
        draft.model(name)["lead_time"] = draft.pick(4, 6, 10)
        draft.model(name)["cancellation_fee"] = draft.pick(0, 1000, 5000)
    draft.moves.append({"driver": "workload", "size": draft.pick(0.4, 0.5)})


@feature
def lock_in(draft: Draft) -> None:
    """Months in which a site may not stop, under demand that falls."""
    for name in draft.models:
        draft.model(name)["lock_in"] = draft.pick(5, 9, 12)
    draft.moves.append({"driver": "workload", "size": draft.pick(0.3, 0.6)})


@feature
def early_exit(draft: Draft) -> None:
    """A lock-in that can be bought out, of sites that cost much to keep."""
    for name in draft.models:
        terms = draft.model(name)
        terms["lock_in"] = draft.pick(8, 12)
        terms["early_exit_fee"] = draft.pick(300, 1000, 4000)
        terms["fixed_cost"] = draft.pick(10000, 30000)
    draft.moves.append({"driver": "workload", "size": 0.3})


@feature
def exit_cost(draft: Draft) -> None:
    """What it costs to stop."""
    for name in draft.models:
        draft.model(name)["exit_cost"] = draft.pick(2000, 20000)
    draft.moves.append({"driver": "workload", "size": 0.4})


@feature
def conversion(draft: Draft) -> None:
    """As a service first, captive later."""
    terms = {"min_age": draft.pick(0, 4, 6, 10)}
    if draft.pick(True, False):
        terms["fixed_fee"] = draft.pick(0, 3000, 9000)
    if draft.pick(True, False):
        terms["fee_per_head"] = 1500
        draft.home["severance"] = 4000
        for place in draft.sites():
            place["severance"] = 4000
    draft.model("aas")["conversions"] = {"diy": terms}
    draft.model("aas")["fee_per_head"] = 22000


@feature
def conversion_chain(draft: Draft) -> None:
    """A third model between the two, with its own lock-in."""
    draft.data["operating_models"]["bot"] = {
        "vendor": "bolt",
        "fee_per_head": draft.pick(5000, 9000),
        "set_up_cost": draft.pick(5000, 20000),
        "lead_time": draft.pick(0, 4),
        "lock_in": draft.pick(0, 6),
        "conversions": {"diy": {"min_age": draft.pick(3, 6), "fixed_fee": draft.pick(0, 4000)}},
    }
    draft.model("aas")["conversions"] = {"bot": {"min_age": draft.pick(0, 4), "fixed_fee": draft.pick(0, 2000)}}


@feature
def conversion_back(draft: Draft) -> None:
    """Conversions both ways."""
    draft.model("aas")["conversions"] = {"diy": {"fixed_fee": draft.pick(0, 2000)}}
    draft.model("diy")["conversions"] = {"aas": {"min_age": draft.pick(0, 6)}}
    draft.model("diy")["lock_in"] = draft.pick(0, 12)
    draft.moves.append({"driver": "fees", "size": draft.pick(0.2, 3.0)})


@feature
def conversion_exchange(draft: Draft) -> None:
    """A fee per head so high that it would pay to release everybody before a conversion and hire anew, if one might."""
    draft.existing_site()["operating_model"] = "aas"
    draft.model("aas")["fee_per_head"] = 40000
    draft.model("aas")["conversions"] = {"diy": {"fixed_fee": 500, "fee_per_head": 6000}}
    for place in draft.sites():
        place["severance"], place["hiring_cost"] = draft.pick(1000, 3000), draft.pick(500, 2000)


@feature
def build_up(draft: Draft) -> None:
    """Least heads, some months after the start."""
    for name in draft.models:
        draft.model(name)["min_heads"] = draft.pick(2, 3)
        draft.model(name)["build_up"] = draft.pick(0, 4, 8)
    draft.moves.append({"driver": "workload", "size": draft.pick(0.3, 0.6)})


@feature
def take_or_pay(draft: Draft) -> None:
    """Heads that are billed in any case, at the fee or at a price of their own."""
    terms = draft.model("aas")
    terms["take_or_pay_heads"] = draft.pick(1.5, 2, 3)
    terms["build_up"] = draft.pick(0, 3, 6)
    if draft.pick(True, False):
        terms["shortfall_price"] = draft.pick(3000, 30000)
    draft.moves.append({"driver": "workload", "size": draft.pick(0.5, 0.7)})


@feature
def falling_bands(draft: Draft) -> None:
    """A fee that falls with the volume."""
    first = draft.pick(20000, 40000)
    draft.model("diy")["set_up_cost"] = 90000
    draft.model("aas")["fee_per_head"] = [
        {"from_heads": 0, "fee": first},
        {"from_heads": draft.pick(2, 2.5), "fee": first * 0.6},
    ]


@feature
def rising_bands(draft: Draft) -> None:
    """A fee that rises with the volume."""
    draft.model("diy")["set_up_cost"] = 90000
    draft.model("aas")["fee_per_head"] = [
        {"from_heads": 0, "fee": 4000},
        {"from_heads": 1, "fee": 9000},
        {"from_heads": 2, "fee": draft.pick(30000, 60000)},
    ]


@feature
def overhead_steps(draft: Draft) -> None:
    """Overhead of a site by its heads."""
    steps = [{"from_heads": 0, "cost": draft.pick(0, 8000)}, {"from_heads": 2, "cost": draft.pick(5000, 30000)}]
    draft.model()["overhead_steps"] = steps


@feature
def most_heads(draft: Draft) -> None:
    """Most heads of a site."""
    draft.model()["max_heads"] = draft.pick(1, 2)


@feature
def margin(draft: Draft) -> None:
    """A margin on payroll."""
    draft.model("aas")["margin"] = draft.pick(0.1, 0.25)


@feature
def vendor_bears(draft: Draft) -> None:
    """Hiring cost and severance that the vendor pays under one model."""
    terms = draft.model()
    bears = draft.pick((False, False), (True, False), (False, True))
    terms["client_bears_hiring"], terms["client_bears_severance"] = bears
    for place in draft.data["locations"].values():
        place["hiring_cost"], place["severance"] = draft.pick(2000, 9000), draft.pick(3000, 15000)
        place["attrition"] = draft.pick(0, 0.2)


@feature
def some_locations(draft: Draft) -> None:
    """A model that may be used at one place only."""
    draft.far_place()
    draft.model()["locations"] = [draft.pick(*draft.abroad)]


@feature
def location_overrides(draft: Draft) -> None:
    """Terms that differ at a place."""
    name = draft.pick(*draft.abroad)
    own = {"set_up_cost": draft.pick(0, 30000), "seats_included": draft.pick(True, False), "vendor": "carl"}
    draft.model()["overrides"] = {name: own}


@feature
def country_overrides(draft: Draft) -> None:
    """Terms that differ in a country, and again at a place in it."""
    name = draft.pick(*draft.abroad)
    country = draft.data["locations"][name]["country"]
    terms = draft.model()
    terms["country_overrides"] = {
        country: {"fixed_cost": draft.pick(0, 15000), "margin": draft.pick(0, 0.1)},
        "FRA": {},
    }
    if draft.pick(True, False):
        terms.setdefault("overrides", {})[name] = {"fixed_cost": 1000}


@feature
def seats(draft: Draft) -> None:
    """Seats that cost money under a model that does not include them."""
    draft.rent_seats()


@feature
def seats_over_a_dip(draft: Draft) -> None:
    """Seats, and one period with less work: hold them, or buy them again."""
    draft.rent_seats()
    for place in draft.sites():
        place["yearly_cost"], place["lease"] = 60000, draft.pick(0, 3)
    draft.model("aas")["fee_per_head"] = 35000
    draft.model("diy")["set_up_cost"] = 3000
    periods = draft.periods
    draft.data["areas"]["dev"]["workload"] = [2, 1, *[2] * (periods - 2)]


@feature
def seats_both_ways(draft: Draft) -> None:
    """Seats, with conversions between a model that includes them and one that does not."""
    draft.rent_seats()
    draft.model("aas")["conversions"] = {"diy": {"fixed_fee": 500}}
    draft.model("diy")["conversions"] = {"aas": {"fixed_fee": 500}}
    draft.moves.append({"driver": "fees", "size": draft.pick(0.1, 2.5)})


@feature
def footprint_site(draft: Draft) -> None:
    """A site abroad that exists, locked in for a while."""
    site = draft.existing_site()
    site["remaining_lock_in"] = draft.pick(0, 4, 8)
    if draft.pick(True, False):
        draft.model(site["operating_model"])["early_exit_fee"] = draft.pick(500, 3000)


@feature
def footprint_converted(draft: Draft) -> None:
    """A site that came by a conversion and inherits the old model's lock-in."""
    site = draft.existing_site()
    other = "aas" if site["operating_model"] == "diy" else "diy"
    site["converted"], site["age"] = True, 2
    site["inherited_lock_ins"] = {other: draft.pick(3, 7)}
    draft.model(other)["early_exit_fee"] = draft.pick(200, 2000)
    terms = draft.model(site["operating_model"])
    terms["min_heads"], terms["build_up"] = 1, 24


@feature
def footprint_recent_hires(draft: Draft) -> None:
    """Existing teams, some of whom still ramp up."""
    site = draft.existing_site()
    name = next(name for name, other in draft.footprint()["sites"].items() if other is site)
    draft.data["locations"][name]["ramp_up"] = draft.pick(4, 8)
    area = next(iter(site["teams"]), None)
    if area is not None:
        hires = [{"area": area, "heads": draft.pick(0.5, 1), "months_ago": draft.pick(0, 2.5)}]
        site["recent_hires"] = hires


@feature
def footprint_seats(draft: Draft) -> None:
    """Seats that exist, of different ages, at a site or at a place that has nothing else left."""
    draft.rent_seats()
    lots = [{"seats": draft.pick(1, 2), "age": draft.pick(1, 4)}, {"seats": 1, "age": 11}]
    if draft.pick(True, False):
        site = draft.existing_site()
        site["operating_model"] = "diy"
        site["seats"] = [{"seats": 2, "age": 4}, *lots]
    else:
        sites = draft.footprint()["sites"]
        sites.setdefault(next((n for n in draft.abroad if n not in sites), NEAR), {})["seats"] = lots


@feature
def commitment_under_way(draft: Draft) -> None:
    """A commitment made before the horizon."""
    sites = draft.footprint()["sites"]
    free = [name for name in draft.abroad if "operating_model" not in sites.get(name, {})]
    if not free:
        free = draft.abroad
    name = draft.pick(*draft.models)
    draft.footprint()["commitments"] = [
        {"location": draft.pick(*free), "operating_model": name, "months_to_start": draft.pick(0, 2, 5)}
    ]
    if draft.pick(True, False):
        draft.model(name)["cancellation_fee"] = draft.pick(0, 2000)


@feature
def understaffed_home(draft: Draft) -> None:
    """A footprint in which headquarters has a head too few of each area, and must hire."""
    teams = draft.footprint()["sites"][HOME]["teams"]
    for area in teams:
        teams[area] = max(0, teams[area] - 1)
    draft.home["hiring_cost"] = 5000
