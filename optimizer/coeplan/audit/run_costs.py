"""Run cost: what a node costs for each year that it lasts."""

from collections.abc import Iterator

from coeplan_models import Category

from .case import Case
from .collaboration import unmatched_heads
from .rows import AmountKey
from .site_heads import billed_heads
from .site_rows import fee_band, overhead_step

Yearly = Iterator[tuple[AmountKey, float]]


def run_costs(case: Case, node: str) -> Yearly:
    """Yield the run cost of a node by what it belongs to, in money per year."""
    for location in case.world.instance.locations:
        if case.model(node, location) is not None or case.site_heads(node, location) > 0:
            yield from _site(case, node, location)
        yield from _rent(case, node, location)
    yield from _coordination(case, node)
    yield from _friction(case, node)
    yield from _unmet(case, node)


def _site(case: Case, node: str, location: str) -> Yearly:
    """Yield what one place in operation costs a year."""
    world = case.world
    model = case.model(node, location)
    fx = world.fx(node, location)
    terms = world.terms(location, model)
    levied = 0.0
    for key, yearly in (*_payroll(case, node, location), *_fees(case, node, location)):
        levied += yearly
        yield key, yearly
    key = AmountKey(node, Category.LEVY, location, model)
    if model is not None:
        yield key, levied * world.levy_rate(node, location, model)
    yield key._replace(category=Category.FIXED), terms.fixed_cost * fx
    step = overhead_step(case, node, location)
    if step is not None:
        yield key._replace(category=Category.OVERHEAD), step.price * fx
    yield key._replace(category=Category.TRAVEL), _trips(case, node, location) * fx


def _payroll(case: Case, node: str, location: str) -> Yearly:
    model = case.model(node, location)
    margin = case.world.terms(location, model).margin
    for area in case.world.instance.areas:
        heads = case.heads(node, location, area)
        if heads > 0:
            payroll = heads * case.world.pay(node, location, area, "yearly_cost")
            yield AmountKey(node, Category.PAYROLL, location, model, area), payroll
            yield AmountKey(node, Category.MARGIN, location, model, area), payroll * margin


def _fees(case: Case, node: str, location: str) -> Yearly:
    """Yield the fee for the heads that are there, and the price of those that are billed without being there."""
    model = case.model(node, location)
    if model is None or location == case.world.headquarters:
        return
    terms = case.world.terms(location, model)
    index = case.world.fee_index(node, location, model)
    heads = case.site_heads(node, location)
    band = fee_band(case, node, location)
    fee = band.price if band is not None else 0.0
    price = fee if terms.shortfall_price is None else terms.shortfall_price
    shortfall = billed_heads(case, node, location) - heads
    yield AmountKey(node, Category.FEE, location, model), heads * fee * index
    yield AmountKey(node, Category.SHORTFALL, location, model), shortfall * price * index


def _trips(case: Case, node: str, location: str) -> float:
    """Return the cost of a year's trips at a place, before FX; headquarters is no site, so it has none as such."""
    place = case.world.instance.locations[location]
    is_site = location != case.world.headquarters and case.model(node, location) is not None
    trips = place.trips_per_head * case.site_heads(node, location) + (place.trips_per_site if is_site else 0.0)
    return trips * place.trip_cost


def _rent(case: Case, node: str, location: str) -> Yearly:
    seats = case.seats(node, location)
    if seats > 0:
        place = case.world.instance.locations[location]
        rent = place.seat_rent * case.world.grown(node, place.rent_growth) * case.world.fx(node, location)
        yield AmountKey(node, Category.RENT, location, case.model(node, location)), seats * rent


def _coordination(case: Case, node: str) -> Yearly:
    vendors = {case.vendor(node, location) for location, _ in case.sites(node)}
    for vendor in sorted(vendor for vendor in vendors if vendor is not None):
        yield AmountKey(node, Category.COORDINATION, subject=vendor), case.world.instance.coordination_cost


def _friction(case: Case, node: str) -> Yearly:
    for area, asks in case.world.instance.areas.items():
        for partner, terms in asks.collaboration.items():
            if terms.unmatched != "forbidden" and terms.unmatched > 0:
                unmatched = unmatched_heads(case, node, area, partner)
                yield AmountKey(node, Category.FRICTION, area=area, subject=partner), terms.unmatched * unmatched


def _unmet(case: Case, node: str) -> Yearly:
    for area, asks in case.world.instance.areas.items():
        fte = case.rows.unmet.get((node, area), 0.0)
        if asks.unmet is not None and fte > 0:
            yield AmountKey(node, Category.UNMET, area=area), asks.unmet.price * fte


def terminal_hiring(case: Case, node: str) -> Yearly:
    """Yield what it costs a year to replace those who leave after the horizon, where the company pays for it."""
    for team in case.teams(node):
        model = case.model(node, team.location)
        if case.world.terms(team.location, model).client_bears_hiring:
            at = (node, team.location, team.area)
            leavers = case.world.attrition_rate(*at) * team.heads
            key = AmountKey(node, Category.HIRING, team.location, model, team.area, terminal=True)
            yield key, leavers * case.world.pay(*at, "hiring_cost")
