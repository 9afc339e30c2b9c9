"""One-off costs: what a node's decisions, hires and releases cost once."""

from collections.abc import Iterator

from coeplan_models import Category

from .case import Case
from .rows import AmountKey
from .seats import seats_bought

Once = Iterator[tuple[AmountKey, float]]


def one_offs(case: Case, node: str) -> Once:
    """Yield the one-off costs of a node by what they belong to."""
    yield from _hires_and_releases(case, node)
    yield from _commitments(case, node)
    for location in case.world.instance.locations:
        yield from _fit_out(case, node, location)
        yield from _stop(case, node, location)
        yield from _conversion(case, node, location)


def _hires_and_releases(case: Case, node: str) -> Once:
    """Yield hiring cost on the terms in operation, severance on those under which the heads worked so far."""
    for team in case.teams(node):
        location, area = team.location, team.area
        model = case.model(node, location)
        if team.hires > 0 and case.world.terms(location, model).client_bears_hiring:
            cost = team.hires * case.world.pay(node, location, area, "hiring_cost")
            yield AmountKey(node, Category.HIRING, location, model, area), cost
        old = case.course.releasing_model(node, location)
        if team.releases > 0 and case.world.terms(location, old).client_bears_severance:
            cost = team.releases * case.world.pay(node, location, area, "severance")
            yield AmountKey(node, Category.SEVERANCE, location, old, area), cost


def _commitments(case: Case, node: str) -> Once:
    """Yield set-up at commitments, and the fee of cancellations."""
    for location, model in case.course.commitments.get(node, ()):
        cost = case.world.terms(location, model).set_up_cost * case.world.fx(node, location)
        yield AmountKey(node, Category.SET_UP, location, model), cost
    for location, model in case.course.cancellations.get(node, ()):
        cost = (case.world.terms(location, model).cancellation_fee or 0.0) * case.world.fx(node, location)
        yield AmountKey(node, Category.CANCELLATION, location, model), cost


def _fit_out(case: Case, node: str, location: str) -> Once:
    bought = seats_bought(case, node, location)
    if bought > 0:
        cost = bought * case.world.instance.locations[location].fit_out * case.world.fx(node, location)
        yield AmountKey(node, Category.FIT_OUT, location, case.model(node, location)), cost


def _stop(case: Case, node: str, location: str) -> Once:
    """Yield the exit cost of a stop, and the price of the lock-ins that it breaks."""
    fx = case.world.fx(node, location)
    model = case.course.stops.get((node, location))
    if model is not None:
        cost = case.world.terms(location, model).exit_cost * fx
        yield AmountKey(node, Category.EXIT, location, model), cost
    for locked, fee in case.course.early_exits.get((node, location), ()):
        yield AmountKey(node, Category.EARLY_EXIT, location, locked), fee * fx


def _conversion(case: Case, node: str, location: str) -> Once:
    """Yield the fee of a conversion: fixed, and for each head that passes over."""
    passed = case.course.conversions.get((node, location))
    if passed is None:
        return
    old, new = passed
    arc = case.world.terms(location, old).conversions.get(new)
    if arc is None:
        return
    fixed = case.world.terms(location, new).set_up_cost if arc.fixed_fee is None else arc.fixed_fee
    passing = 0.0
    for area in case.world.instance.areas:
        team = case.rows.teams.get((node, location, area))
        released = team.releases if team is not None else 0.0
        at = (node, location, area)
        passing += case.previous_heads(*at) - case.attrition(*at) - released
    cost = (fixed + arc.fee_per_head * passing) * case.world.fx(node, location)
    yield AmountKey(node, Category.CONVERSION, location, new), cost
