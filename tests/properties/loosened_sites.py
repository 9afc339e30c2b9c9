"""Looser data on sites, their terms and what exists: less that binds, and more to choose from."""

import copy

from .bases import Data
from .loosenings import existing, loosening, places, scale, sites, terms

MOVES_MONEY_IN_TIME = ("uneven_periods", "fx_driver", "local_fees", "capital_limit", "freeze", "change_limit")


def committed_before_it_is_known(data: Data) -> None:
    """Let sites be worth while, and be committed before it is known whether there will be any work for them."""
    months = data["horizon"]["months"]
    for each in data["operating_models"].values():
        each |= {"lead_time": 2 * (months if isinstance(months, int) else months[0]), "fixed_cost": 60_000}
        each["set_up_cost"] = 500
    scale(data["locations"][data["headquarters"]], "yearly_cost", 2)
    data["scenarios"]["known_from"] = 1
    data["scenarios"]["futures"]["low"].setdefault("drivers", []).append({"driver": "workload", "values": {"1": 0}})


def work_that_ends(data: Data) -> None:
    """Let sites be worth while in the first period, and be idle from then on, bound for long and dear to keep."""
    for area in data["areas"].values():
        first = area["workload"]
        while isinstance(first, dict | list):
            first = first["0"] if isinstance(first, dict) else first[0]
        area["workload"] = {"0": first, "1": 0}
    scale(data["locations"][data["headquarters"]], "yearly_cost", 2)
    for each in data["operating_models"].values():
        each |= {"fixed_cost": 60_000, "lock_in": 24, "seats_included": False}
        each.pop("lead_time", None)
    for place in sites(data):
        place["lease"] = 24


def work_that_ends_in_sites_that_are_bound(data: Data) -> None:
    """The same, of sites that cannot buy themselves out."""
    work_that_ends(data)
    for each in terms(data):
        each.pop("early_exit_fee", None)


@loosening("lead_time", without=MOVES_MONEY_IN_TIME, plan_stays=False)
def shorter_lead_time(data: Data, size: float) -> None:
    """With periods of one length the same start can be had by committing later, when discounting makes it cheaper.

    Not where a later commitment is dearer (FX), falls into another period or year of a limit on capital, or counts
    once for each branch that has parted by then; nor with periods of different lengths, of which a shorter lead time
    may pass one over: with periods of 12 and then 1 months, 13 months lead to period 2, 12 months never do.
    """
    for each in terms(data):
        scale(each, "lead_time", 1 - size)


@loosening("cancellation", "fan", before=committed_before_it_is_known)
def cheaper_cancellation(data: Data, size: float) -> None:
    """Who cancels pays less."""
    for each in terms(data):
        scale(each, "cancellation_fee", 1 - size)


@loosening("fan", without=("cancellation",), before=committed_before_it_is_known)
def commitments_that_can_be_cancelled(data: Data, size: float) -> None:
    """Nobody has to cancel."""
    for each in data["operating_models"].values():
        each.setdefault("cancellation_fee", 9000 * size)


@loosening("lock_in", before=work_that_ends)
def shorter_lock_in(data: Data, size: float) -> None:
    """Stops are barred for a shorter time, and fewer months remain to be paid for."""
    for each in terms(data):
        scale(each, "lock_in", 1 - size)


@loosening("footprint_converted")
def shorter_remaining_lock_ins(data: Data, size: float) -> None:
    """As with lock-ins that begin within the horizon."""
    for site in existing(data):
        scale(site, "remaining_lock_in", 1 - size)
        scale(site, "inherited_lock_ins", 1 - size)


@loosening("lock_in", before=work_that_ends_in_sites_that_are_bound)
def lock_ins_that_can_be_bought_out(data: Data, size: float) -> None:
    """Nobody has to leave early."""
    for each in data["operating_models"].values():
        each.setdefault("early_exit_fee", 900 * size)


@loosening("build_up")
def fewer_least_heads(data: Data, size: float) -> None:
    """Least heads are a bound from below and nothing else."""
    for each in terms(data):
        scale(each, "min_heads", 1 - size)


@loosening("build_up", without=("take_or_pay",))
def longer_build_up(data: Data, size: float) -> None:
    """Least heads hold later. (Take-or-pay would, too, and that may lose a cheaper volume band.)"""
    for each in terms(data):
        each["build_up"] = each.get("build_up", 0) + 12 * size


@loosening("take_or_pay", without=("falling_bands",))
def less_take_or_pay(data: Data, size: float) -> None:
    """Fewer heads are billed. Where fees do not fall with the volume that costs no more."""
    for each in terms(data):
        scale(each, "take_or_pay_heads", 1 - size)


@loosening("most_heads")
def more_heads_of_a_site(data: Data, size: float) -> None:
    """Most heads are a bound from above and nothing else."""
    for each in terms(data):
        scale(each, "max_heads", 1 + 2 * size)


@loosening("most_heads")
def any_number_of_heads_of_a_site(data: Data, _size: float) -> None:
    """The same, with no bound at all."""
    for each in terms(data):
        each.pop("max_heads", None)


@loosening("seats", before=work_that_ends)
def shorter_lease(data: Data, size: float) -> None:
    """Seats have to be kept for a shorter time."""
    for place in places(data):
        scale(place, "lease", 1 - size)


@loosening("footprint_seats")
def older_seats(data: Data, size: float) -> None:
    """The lease of older seats ends earlier."""
    for site in existing(data):
        for lot in site.get("seats", ()):
            lot["age"] += 6 * size


@loosening("some_locations")
def models_for_all_places(data: Data, _size: float) -> None:
    """Nobody has to use a model somewhere."""
    for model in data["operating_models"].values():
        model.pop("locations", None)


@loosening("location_overrides")
def another_model(data: Data, size: float) -> None:
    """Nobody has to use it."""
    models = data["operating_models"]
    models["other"] = copy.deepcopy(models["aas"])
    models["other"] |= {"vendor": "dora", "fixed_cost": 20_000 * size, "fee_per_head": 9000 * size}


@loosening("footprint_site")
def a_conversion(data: Data, size: float) -> None:
    """Nobody has to convert."""
    arcs = data["operating_models"]["aas"].setdefault("conversions", {})
    arcs.setdefault("diy", {"fixed_fee": 20_000 * size})


@loosening("conversion", "footprint_site")
def earlier_conversions(data: Data, size: float) -> None:
    """Who converts at an age is older than a smaller one."""
    for each in terms(data):
        for arc in each.get("conversions", {}).values():
            scale(arc, "min_age", 1 - size)


@loosening("regions", "risk_score")
def safer_places(data: Data, size: float) -> None:
    """Risk scores are weighed against a ceiling and nothing else."""
    for place in places(data):
        scale(place, "risk_score", 1 - size)


@loosening("survive_loss")
def less_that_must_survive(data: Data, size: float) -> None:
    """Capacity elsewhere has to reach less."""
    for area in data["areas"].values():
        scale(area, "survival_share", 1 - size)


@loosening(without=("survive_loss",))
def a_twin_of_a_place(data: Data, _size: float) -> None:
    """Nobody has to use it. (Only the loss of it would have to be survived, which asks for work that is done.)"""
    name = next(name for name in data["locations"] if name != data["headquarters"])
    data["locations"]["TWIN"] = copy.deepcopy(data["locations"][name])
    for model in data["operating_models"].values():
        if name in model.get("locations", ()):
            model["locations"].append("TWIN")
        if name in model.get("overrides", {}):
            model["overrides"]["TWIN"] = copy.deepcopy(model["overrides"][name])


@loosening("vendor_bears")
def vendors_who_bear_everything(data: Data, _size: float) -> None:
    """Hiring and severance are no longer charged."""
    for model in data["operating_models"].values():
        model["client_bears_hiring"] = model["client_bears_severance"] = False


@loosening("travel")
def fewer_trips(data: Data, size: float) -> None:
    """Trips are paid for and nothing else."""
    for place in places(data):
        scale(place, "trips_per_head", 1 - size)
        scale(place, "trips_per_site", 1 - size)


@loosening("seats")
def no_rent_for_seats(data: Data, _size: float) -> None:
    """Rent is paid for seats and nothing else."""
    for place in sites(data):
        place.pop("seat_rent", None)
