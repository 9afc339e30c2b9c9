"""Features of the generator: people, hours, collaboration, money over time."""

from .draft import HOME, SECOND_HOME, Draft, feature
from .features_sites import second_area


@feature
def attrition(draft: Draft) -> None:
    """People who leave, and cost to replace them."""
    for place in draft.data["locations"].values():
        place["attrition"] = draft.pick(0.0, 0.1, 0.3)
        place["hiring_cost"] = draft.pick(0, 3000, 12000)


@feature
def ramp_up(draft: Draft) -> None:
    """Hires who are not productive at once."""
    for place in draft.sites():
        place["ramp_up"] = draft.pick(2, 5, 9)
    draft.home["talent_pool"] = bigger(draft.home["talent_pool"])


def bigger(pool: float | dict[str, float]) -> float | dict[str, float]:
    """Return a pool with one more head of each area."""
    return {area: heads + 1 for area, heads in pool.items()} if isinstance(pool, dict) else pool + 1


@feature
def hire_limit(draft: Draft) -> None:
    """Few gross hires a year."""
    draft.site()["hires_per_year"] = draft.pick(2, 3, 4.5)
    if draft.pick(True, False):
        draft.home["hires_per_year"] = draft.pick(1, 3)


@feature
def pool_growth(draft: Draft) -> None:
    """Talent pools that grow or shrink."""
    draft.site()["talent_pool_growth"] = draft.pick(-0.4, 0.5)


@feature
def severance(draft: Draft) -> None:
    """What releases cost."""
    for place in draft.data["locations"].values():
        place["severance"] = draft.pick(2000, 15000, 40000)


@feature
def smallest_team(draft: Draft) -> None:
    """A smallest team, at headquarters too."""
    draft.area()["min_team"] = draft.pick(2, 1.5)


@feature
def single_site(draft: Draft) -> None:
    """An area that sits at one place, or at two for a short while."""
    area = draft.area()
    area["single_site"] = True
    area["handover"] = draft.pick(0, 1, 2)
    draft.home["severance"] = draft.pick(0, 5000)
    if draft.pick(True, False):
        for place in draft.sites():
            place["talent_pool"] = 3


@feature
def earliest_move(draft: Draft) -> None:
    """An area that may not move at first."""
    draft.area()["earliest_move"] = draft.pick(1, 2)


@feature
def overlap_floor(draft: Draft) -> None:
    """Least hours in common with the partner."""
    draft.area()["overlap_floor"] = draft.pick(1.0, 4.0, 7.5)


@feature
def overlap_loss(draft: Draft) -> None:
    """Output that is lost where hours in common are missing."""
    draft.far_place()["productivity"] = 1.0
    area = draft.area()
    area["overlap_target"] = draft.pick(5, 8)
    area["real_time_share"] = draft.pick(0.3, 0.6)
    area["loss_per_missing_hour"] = draft.pick(0.03, 0.08)
    draft.home["talent_pool"] = bigger(draft.home["talent_pool"])


@feature
def partner_zone(draft: Draft) -> None:
    """Customers in a time zone of their own."""
    area = draft.area()
    area["real_time_partner"] = draft.pick("Europe/London", "America/New_York", "Asia/Singapore")
    area["overlap_target"], area["real_time_share"], area["loss_per_missing_hour"] = 6, 0.4, 0.04
    draft.home["talent_pool"] = bigger(draft.home["talent_pool"])


@feature
def partner_location(draft: Draft) -> None:
    """A partner at one of the instance's other places."""
    draft.far_place()["productivity"] = 1.0
    area = draft.area()
    area["real_time_partner"] = draft.pick(*draft.abroad)
    area["overlap_target"], area["real_time_share"], area["loss_per_missing_hour"] = 5, 0.5, 0.07
    draft.home["talent_pool"] = bigger(draft.home["talent_pool"])


@feature
def shift_hours(draft: Draft) -> None:
    """Places that may shift their day, and days of unusual length."""
    place = draft.far_place()
    place["productivity"], place["yearly_cost"] = 1.0, 50000
    place["shift_hours"] = draft.pick(1, 2.5, 5)
    place["workday"] = {"start": draft.pick(7.5, 11), "hours": draft.pick(7, 9)}
    area = draft.area()
    area["overlap_target"], area["real_time_share"], area["loss_per_missing_hour"] = 7, 0.5, 0.06
    draft.home["talent_pool"] = bigger(draft.home["talent_pool"])


@feature
def collaboration_friction(draft: Draft) -> None:
    """Heads of one area who need heads of the other near them, at a price."""
    second_area(draft)
    first, other = draft.pick(("dev", "ops"), ("ops", "dev"))
    draft.data["areas"][first]["collaboration"] = {
        other: {
            "min_overlap": draft.pick(3, 7, 8),
            "heads_served": draft.pick(0.5, 1, 2.5),
            "unmatched": draft.pick(2000, 15000, 60000),
        }
    }


@feature
def collaboration_forbidden(draft: Draft) -> None:
    """Heads of one area who may not be without heads of the other near them."""
    second_area(draft)
    first, other = draft.pick(("dev", "ops"), ("ops", "dev"))
    need = {"min_overlap": draft.pick(2, 6, 7.5), "heads_served": draft.pick(1, 2, 3), "unmatched": "forbidden"}
    draft.data["areas"][first].setdefault("collaboration", {})[other] = need


@feature
def unmet(draft: Draft) -> None:
    """Work that may stay undone, within limits, at a price."""
    area = draft.area()
    area["unmet"] = {"price": draft.pick(40000, 120000, 260000), "max_share": draft.pick(0.3, 0.5, 1.0)}


@feature
def roles(draft: Draft) -> None:
    """Pay by roles, for an area whose places state no cost of their own."""
    name = draft.pick(*draft.areas)
    draft.data["areas"][name]["role_mix"] = {"engineer": 0.75, "lead": 0.25}
    for place in draft.data["locations"].values():
        base: float = place["yearly_cost"]
        place["yearly_cost"] = {area: base for area in draft.areas if area != name}
        place["roles"] = {
            "engineer": {"yearly_cost": base * 0.9, "hiring_cost": draft.pick(0, 4000), "severance": 2000},
            "lead": {"yearly_cost": base * 1.4, "hiring_cost": 6000, "severance": draft.pick(0, 8000)},
        }


@feature
def per_area_maps(draft: Draft) -> None:
    """Values by area besides the one for all others."""
    place, area = draft.site(), draft.pick(*draft.areas)
    place["productivity"] = {"*": 0.9, area: draft.pick(0.6, 1.2)}
    place["hiring_cost"] = {"*": 1000, area: draft.pick(0, 8000)}
    place["attrition"] = {area: draft.pick(0.05, 0.25)}
    place["ramp_up"] = {area: draft.pick(0, 3)}


@feature
def travel(draft: Draft) -> None:
    """Trips by head and by site."""
    for place in draft.sites():
        place["trips_per_head"], place["trips_per_site"] = draft.pick(0, 1.5), draft.pick(0, 4)
        place["trip_cost"] = draft.pick(1500, 4000)
    if draft.pick(True, False):
        draft.home["trips_per_head"], draft.home["trip_cost"] = 1, 2000


@feature
def coordination(draft: Draft) -> None:
    """A cost for each vendor in use."""
    draft.data["coordination_cost"] = draft.pick(3000, 20000)
    draft.model("diy").setdefault("vendor", "home-grown")


@feature
def growth(draft: Draft) -> None:
    """Wages, rents and fees that grow."""
    for place in draft.data["locations"].values():
        place["wage_growth"] = draft.pick(0.0, 0.04, 0.12)
        place["rent_growth"] = draft.pick(0.0, 0.1)
    draft.model("aas")["fee_growth"] = draft.pick(-0.2, 0.15)


@feature
def discounting(draft: Draft) -> None:
    """A high discount rate."""
    draft.data["discount_rate"] = draft.pick(0.15, 0.3)


@feature
def terminal(draft: Draft) -> None:
    """Run cost that goes on after the horizon."""
    draft.data["terminal_months"] = draft.pick(6, 12, 24)


@feature
def local_fees(draft: Draft) -> None:
    """Fees billed in local currency, which moves."""
    draft.model("aas")["fee_currency"] = "local"
    draft.moves.append({"driver": "fx", "location": draft.pick(*foreign(draft)), "size": draft.pick(0.6, 1.5)})


def foreign(draft: Draft) -> list[str]:
    """Return the places outside headquarters' country."""
    home = draft.home["country"]
    return [name for name in draft.abroad if draft.data["locations"][name]["country"] != home]


@feature
def regions(draft: Draft) -> None:
    """Regions, with risk scores that differ."""
    for name, place in draft.data["locations"].items():
        place["region"] = "north" if name == HOME else draft.pick("north", "south")
        place["risk_score"] = draft.pick(1, 3) if name == HOME else draft.pick(2, 6, 9)


@feature
def second_home_place(draft: Draft) -> None:
    """A place in headquarters' own country, which FX, levy and some policies pass over."""
    if len(draft.abroad) > 1:
        return
    draft.data["locations"][SECOND_HOME] = draft.place("USA", "America/Denver", draft.pick(110000, 130000))
    if len(draft.areas) > 1:
        draft.data["locations"][SECOND_HOME]["talent_pool"] = 2
