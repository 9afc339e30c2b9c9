"""Operating models of the catalogue: terms that hold anywhere, and what differs by country."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .assumptions import COUNTRIES, FEE_GROWTH, assumed
from .document import Document, Path
from .people import country_pay
from .places import cities, fit_out, seat_cost
from .reference import Quantity, Reference, mean, merged

SHARED_SITE_SHARE = 0.6
"""What a BOT site pays for local management, as a share of a captive's: the builder shares it among clients."""

BENCH_SHARE = 0.5
"""Price of a head that a BOT builder keeps ready in vain, as a share of the head's loaded cost."""

BOT_TARGET_HEADS = 50
"""Heads that the early-exit fee speaks of; the mid of the table's least headcount."""

STEP_HEADS = (0, 60, 160, 260, 360)
"""Heads at which a captive's overhead steps up; the table says about 60, then every 100."""

STEP_SHARE = 0.6
"""Height of a step, as a share of the fixed cost."""

VOLUME = ((0, 1.0), (15, 0.85), (40, 0.67))
"""Heads from which an as-a-service fee is so much of the fee of the smallest team."""

FIT_OUT_YEARS = 5
"""Years over which an operator recovers the fit-out of the seats that it provides."""

HOME_OFFICE = 2400
"""Allowance a year for a head that an employer of record employs: desk, connection, shared space now and then."""

BUY_OUT_MONTHS = 3
"""Months' fees that a service operator asks for letting a head go to the client's own entity."""

CANCELLED = "share of the set-up that the other side keeps asking for"


@dataclass(frozen=True)
class Land:
    """A country in which an operating model may be used."""

    code: str
    scope: str
    """Row of the operating-model table that speaks of it."""
    city_ids: list[str]


def lands(reference: Reference) -> list[Land]:
    """Return the countries of the catalogue but the United States, in the order of the tables."""
    found: dict[str, list[str]] = {}
    for city in cities(reference):
        if city.country != "USA":
            found.setdefault(city.country, []).append(city.id)
    return [Land(code, COUNTRIES[code].scope, city_ids) for code, city_ids in found.items()]


def _row(reference: Reference, model: str, parameter: str, scope: str = "ALL") -> Quantity:
    """Return a figure of the operating-model table."""
    return reference.quantity("operating_models", model=model, parameter=parameter, scope=scope)


def _low(quantity: Quantity) -> float:
    """Return the low end of a quantity."""
    if quantity.low is None:
        raise ValueError(f"a quantity in {quantity.unit} has no low end where one is used; state it in the table")
    return quantity.low


def captive(reference: Reference) -> Document:
    """Return the company's own entity, built by itself."""
    document = Document(reference, remark="Do it yourself: the company's own legal entity, staff and office.")
    at = ("operating_models", "captive")
    document.say((*at, "name"), "Captive (do it yourself)")
    months = _row(reference, "DIY_captive", "planning_months_to_first_hire")
    document.put((*at, "lead_time"), replace(months, unit="months"))
    _put_captive_costs(document, reference, at, "OTHER")
    closure = reference.quantity("restructuring", country_iso3="ALL", parameter="planning_site_closure_fixed")
    document.put((*at, "exit_cost"), closure)
    document.put((*at, "cancellation_fee"), assumed(30000, "USD", f"{CANCELLED}: a fifth, for advisers"))
    for land in lands(reference):
        if land.scope != "OTHER":
            _put_captive_costs(document, reference, (*at, "country_overrides", land.code), land.scope)
    return document


def _captive_set_up(reference: Reference, scope: str) -> Quantity:
    """Return what it takes to found a captive; the table has no row of its own for Europe."""
    scope = "OTHER" if scope == "CEE_PRT" else scope
    return _row(reference, "DIY_captive", "planning_setup_cost", scope)


def _put_captive_costs(document: Document, reference: Reference, at: Path, scope: str) -> None:
    """State set-up, fixed cost and overhead of a captive."""
    fixed = _row(reference, "DIY_captive", "planning_fixed_ga_year", scope)
    document.put((*at, "set_up_cost"), _captive_set_up(reference, scope))
    document.put((*at, "fixed_cost"), fixed)
    for number, heads in enumerate(STEP_HEADS):
        step = (*at, "overhead_steps", number)
        document.say((*step, "from_heads"), heads)
        note = f"{number} x 60 % of the fixed cost: the table's step of about 60 % beyond 60 heads and per further 100"
        document.put((*step, "cost"), fixed.times(STEP_SHARE * number, "USD/year", note))


def bot(reference: Reference) -> Document:
    """Return build-operate-transfer, with the transfer to a captive."""
    remark = "Build-operate-transfer: a local builder runs a site that may pass over to a captive."
    document = Document(reference, ["catalogue:captive"], remark)
    at = ("operating_models", "bot")
    document.say((*at, "name"), "Build-operate-transfer")
    document.say((*at, "vendor"), "bot_builder")
    _put_bot_terms(document, reference, at)
    everywhere = mean([_engineer(reference, land) for land in lands(reference)], "mean over the countries", 0)
    _put_bot_costs(document, reference, at, ("OTHER", everywhere))
    document.say((*at, "client_bears_hiring"), False)
    _put_transfer(document, reference, (*at, "conversions", "captive"))
    for land in lands(reference):
        terms = (land.scope, _engineer(reference, land))
        _put_bot_costs(document, reference, (*at, "country_overrides", land.code), terms)
    return document


def _engineer(reference: Reference, land: Land) -> Quantity:
    """Return the loaded yearly cost of a mid-level engineer in a country."""
    return country_pay(reference, land.city_ids, "swe_mid")


def _put_bot_terms(document: Document, reference: Reference, at: Path) -> None:
    """State the terms of a BOT that hold everywhere."""
    fee = _row(reference, "BOT", "planning_build_fee")
    document.put((*at, "set_up_cost"), fee)
    phases = reference.quantities("operating_models", model="BOT", parameter="build_phase_months")
    document.put((*at, "lead_time"), mean(phases, "mean of the build phases of two sources, India", 1))
    document.put((*at, "margin"), _row(reference, "BOT", "planning_vendor_margin"))
    least = _row(reference, "BOT", "planning_min_headcount")
    insisted = replace(least, mid=_low(least), note="low end of the least headcount: what the builder insists on")
    document.put((*at, "min_heads"), insisted)
    billed = replace(least, note="mid of the least headcount: what is billed in any case")
    document.put((*at, "take_or_pay_heads"), billed)
    build_up = assumed(12, "months", "a year to reach the target; small BOTs run 18 months in all", 6, 18)
    document.put((*at, "build_up"), build_up)
    document.put((*at, "lock_in"), _row(reference, "BOT", "planning_lock_in_months"))
    document.put((*at, "exit_cost"), assumed(75000, "USD", "half of a captive's closure: the builder owns the entity"))
    document.put((*at, "cancellation_fee"), assumed(75000, "USD", f"{CANCELLED}: half of the build fee"))


def _put_bot_costs(document: Document, reference: Reference, at: Path, terms: tuple[str, Quantity]) -> None:
    """State what depends on a country's pay and on the cost of management there."""
    scope, engineer = terms
    captive_cost = _row(reference, "DIY_captive", "planning_fixed_ga_year", scope)
    note = f"{SHARED_SITE_SHARE:g} x a captive's fixed cost, as the builder shares management; the share is assumed"
    document.put((*at, "fixed_cost"), _assume(captive_cost.times(SHARED_SITE_SHARE, "USD/year", note)))
    note = f"{BENCH_SHARE:g} x loaded cost of a mid-level engineer; the share is assumed"
    document.put((*at, "shortfall_price"), _assume(engineer.times(BENCH_SHARE, "USD/head/year", note)))
    document.put((*at, "early_exit_fee"), _early_exit(reference, engineer))


def _early_exit(reference: Reference, engineer: Quantity) -> Quantity:
    """Return the price of a month of lock-in that remains: a share of the margin on the heads committed."""
    penalty = _row(reference, "BOT", "planning_early_exit_penalty")
    margin = _row(reference, "BOT", "planning_vendor_margin")
    monthly = BOT_TARGET_HEADS * engineer.mid * margin.mid / 12
    note = (
        f"{penalty.mid:g} x margin of {margin.mid:.0%} on {BOT_TARGET_HEADS} mid-level engineers; the range is "
        "that of the share"
    )
    fee = penalty.times(monthly, "USD/remaining month", note)
    return replace(fee, sources=merged((penalty, margin, engineer)))


def _put_transfer(document: Document, reference: Reference, at: Path) -> None:
    """State the terms on which a BOT passes over to a captive."""
    phases = reference.quantities("operating_models", model="BOT", parameter="operate_phase_months")
    note = "mean of the operate phases of five sources, rounded down to two years"
    age = mean(phases, note, 1)
    document.put((*at, "min_age"), replace(age, mid=24.0))
    own = _captive_set_up(reference, "OTHER")
    note = "half of a captive's set-up: the entity exists, management has to be taken over; the share is assumed"
    document.put((*at, "fixed_fee"), _assume(own.times(0.5, "USD", note)))
    document.put((*at, "fee_per_head"), _row(reference, "BOT", "planning_transfer_fee_per_head"))


def _assume(quantity: Quantity) -> Quantity:
    """Return a quantity that rests on an assumed factor."""
    return replace(quantity, basis="assumption")


def as_a_service(reference: Reference) -> Document:
    """Return the team as a service: a fee per head with seats, no lock-in."""
    remark = "As a service: an operator that exists already hosts the team for a fee per head, seats included."
    document = Document(reference, remark=remark)
    at = ("operating_models", "as_a_service")
    document.say((*at, "name"), "As a service")
    document.say((*at, "vendor"), "service_operator")
    document.put((*at, "set_up_cost"), _row(reference, "AS_A_SERVICE", "planning_onboarding_fee"))
    weeks = _row(reference, "AS_A_SERVICE", "planning_weeks_to_first_hire")
    document.put((*at, "lead_time"), _months(weeks))
    foreign = [city_id for land in lands(reference) for city_id in land.city_ids]
    _put_bands(document, at, _service_fee(reference, "OTHER"), _flexible_seat(reference, foreign))
    document.put((*at, "fee_growth"), assumed(FEE_GROWTH, "per year", "about general inflation in dollars"))
    smallest = _row(reference, "AS_A_SERVICE", "article_minimum_team", "MEX")
    note = f"low end of what the seller names; {smallest.note}"
    document.put((*at, "min_heads"), replace(smallest, mid=_low(smallest), note=note))
    document.put((*at, "cancellation_fee"), assumed(5000, "USD", f"{CANCELLED}: a quarter"))
    document.say((*at, "seats_included"), True)
    for land in lands(reference):
        fee = _service_fee(reference, "OTHER" if land.scope == "CEE_PRT" else land.scope)
        _put_bands(document, (*at, "country_overrides", land.code), fee, _flexible_seat(reference, land.city_ids))
    return document


def _months(weeks: Quantity) -> Quantity:
    """Return weeks as months."""
    return weeks.times(12 / 52, "months", f"{weeks.mid:g} weeks x 12/52", 2)


def _service_fee(reference: Reference, scope: str) -> Quantity:
    """Return the yearly fee of the smallest team, without seats."""
    return _row(reference, "AS_A_SERVICE", "planning_fee_per_head_month", scope)


def _flexible_seat(reference: Reference, city_ids: list[str]) -> Quantity:
    """Return what an operator asks for a seat a year: rent, and the fit-out over five years."""
    rent = mean([seat_cost(reference, city_id) for city_id in city_ids], "", 0)
    works = mean([fit_out(reference, city_id) for city_id in city_ids], "", 0)
    return rent.plus(works.times(1 / FIT_OUT_YEARS, "USD/seat/year", ""), "")


def _put_bands(document: Document, at: Path, fee: Quantity, seat: Quantity) -> None:
    """State an as-a-service fee by volume."""
    for number, (heads, share) in enumerate(VOLUME):
        band = (*at, "fee_per_head", number)
        document.say((*band, "from_heads"), heads)
        note = (
            f"12 x {fee.mid:g} a month x {share:g} for volume (about 35 % less at 50 heads than at 10), and "
            f"{seat.mid:,.0f} for a seat (rent, fit-out over five years); that seats are included is assumed"
        )
        yearly = fee.times(12 * share, "USD/head/year", note)
        document.put((*band, "fee"), yearly.plus(replace(seat, unit="USD/head/year"), note))


def eor(reference: Reference) -> Document:
    """Return the employer of record: a fee per head, nothing to build."""
    remark = "Employer of record: staff are employed by a provider and work from home; for a handful of heads."
    document = Document(reference, remark=remark)
    at = ("operating_models", "eor")
    document.say((*at, "name"), "Employer of record")
    document.say((*at, "vendor"), "employer_of_record")
    note = "ten days to the first hire; less than a month counts as at once"
    document.put((*at, "lead_time"), assumed(0, "months", note))
    (fee,) = reference.quantities("operating_models", model="EOR", parameter="fee_per_head_month", source_id="CLEO")
    note = (
        f"12 x {fee.mid:g} a month, global (Latin America about 500), and an allowance of {HOME_OFFICE:,} a year for "
        "working at home or in shared space, which is assumed; a refundable deposit is left out"
    )
    allowance = assumed(HOME_OFFICE, "USD/head/year", "")
    document.put((*at, "fee_per_head"), fee.times(12, "USD/head/year", note).plus(allowance, note))
    own = "a manager's time: the provider employs people but does not lead them"
    document.put((*at, "fixed_cost"), assumed(40000, "USD/year", own, 20000, 80000))
    document.put((*at, "fee_growth"), assumed(FEE_GROWTH, "per year", "about general inflation in dollars"))
    most = "beyond this an entity is cheaper (15 to 22 heads) and the law harder to satisfy; banned in part in Mexico"
    document.put((*at, "max_heads"), assumed(20, "heads", most, 15, 22))
    document.say((*at, "seats_included"), True)
    return document


def shelter(reference: Reference) -> Document:
    """Return the Mexican shelter: an existing entity under which the company runs its own staff."""
    remark = (
        "Shelter: the company's staff under a Mexican operator's entity.\n"
        "Mexico only: `locations` is empty here, so the instance names the Mexican cities in which it may be used."
    )
    document = Document(reference, remark=remark)
    at = ("operating_models", "shelter")
    document.say((*at, "name"), "Shelter (Mexico)")
    document.say((*at, "vendor"), "shelter_operator")
    document.say((*at, "locations"), [])
    document.put((*at, "set_up_cost"), assumed(40000, "USD", "onboarding and registrations; no price is published"))
    weeks = _row(reference, "SHELTER_MX", "planning_weeks_to_launch", "MEX")
    document.put((*at, "lead_time"), _months(weeks))
    own = _row(reference, "DIY_captive", "planning_fixed_ga_year", "MEX")
    note = "0.4 x a captive's fixed cost: a site leader and finance, the operator does the rest; the share is assumed"
    document.put((*at, "fixed_cost"), _assume(own.times(0.4, "USD/year", note)))
    fee = _row(reference, "SHELTER_MX", "planning_fee_per_head_month", "MEX")
    yearly = fee.times(12, "USD/head/year", f"12 x {fee.mid:g} a month; seats are the client's")
    document.put((*at, "fee_per_head"), yearly)
    document.put((*at, "fee_growth"), assumed(FEE_GROWTH, "per year", "about general inflation in dollars"))
    document.say((*at, "fee_currency"), "local")
    document.put((*at, "min_heads"), assumed(10, "heads", "below this the operator earns too little"))
    document.put((*at, "build_up"), assumed(6, "months", "time to reach the least heads"))
    document.put((*at, "lock_in"), assumed(12, "months", "contracts run a year or more"))
    document.put((*at, "early_exit_fee"), assumed(5000, "USD/remaining month", "about ten heads' fees"))
    document.put((*at, "exit_cost"), assumed(20000, "USD", "handing staff back; the entity is the operator's"))
    document.put((*at, "cancellation_fee"), assumed(10000, "USD", f"{CANCELLED}: a quarter"))
    return document


def all_models(reference: Reference) -> Document:
    """Return all operating models, with the ways from one to another."""
    files = ["bot", "captive", "as_a_service", "eor", "shelter"]
    remark = "All operating models and the ways between them."
    document = Document(reference, [f"catalogue:{name}" for name in files], remark)
    buy_out = BUY_OUT_MONTHS * _service_fee(reference, "OTHER").mid
    ways = {
        ("as_a_service", "captive"): (12, 75000, buy_out),
        ("eor", "captive"): (0, 150000, 0),
        ("eor", "as_a_service"): (0, 20000, 0),
        ("shelter", "captive"): (12, 75000, 0),
    }
    for (old, new), (age, fixed, per_head) in ways.items():
        at = ("operating_models", old, "conversions", new)
        note = "no source speaks of this way; the fixed fee is all or half of the new model's set-up"
        document.put((*at, "min_age"), assumed(age, "months", note))
        document.put((*at, "fixed_fee"), assumed(fixed, "USD", note))
        note = f"{BUY_OUT_MONTHS} months' fee where a team is bought out of a service, else nothing"
        document.put((*at, "fee_per_head"), assumed(per_head, "USD/head", note))
    return document


FILES: Mapping[str, Callable[[Reference], Document]] = {
    "captive": captive,
    "bot": bot,
    "as_a_service": as_a_service,
    "eor": eor,
    "shelter": shelter,
    "operating_models": all_models,
}
"""File of each operating model."""
