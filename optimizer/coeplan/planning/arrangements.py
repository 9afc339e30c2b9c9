"""Arrangements: the operating models that a location may run under, with their terms there."""

from collections.abc import Sequence
from dataclasses import dataclass

from coeplan_models import HEADQUARTERS_MODEL, Conversion, ExistingSite, Instance, Terms

from .calendar import Calendar


@dataclass(frozen=True)
class Arrangement:
    """One operating model at one location.

    Attributes
    ----------
    location : int
        Number of the location.
    model : str
        Operating model; ``headquarters`` for headquarters.
    terms : Terms
        Its terms there, overrides applied.
    first_period : int
        First period in which it can operate, by lead time, footprint or conversion; past the horizon where only its
        terms matter, for a lock-in that is left of it.
    """

    location: int
    model: str
    terms: Terms
    first_period: int


@dataclass(frozen=True)
class Arc:
    """A conversion from one arrangement to another at the same location."""

    source: int
    target: int
    min_age: float
    fixed_fee: float
    fee_per_head: float


HEADQUARTERS_TERMS = Terms(seats_included=True)
"""Terms under which headquarters operates: no cost of its own, seats included, the client bears all."""


def arrange(instance: Instance, calendar: Calendar) -> tuple[tuple[Arrangement, ...], tuple[Arc, ...]]:
    """List every arrangement that can operate within the horizon, headquarters first, and the arcs between them."""
    candidates = _candidates(instance)
    first = _first_periods(instance, calendar, candidates)
    arrangements: list[Arrangement] = []
    number: dict[tuple[str, str], int] = {}
    locations = list(instance.locations)
    for key, terms in candidates.items():
        if (begins := first[key]) is not None:
            number[key] = len(arrangements)
            arrangements.append(Arrangement(locations.index(key[0]), key[1], terms, begins))
    arcs = tuple(
        _arc(number[location, model], number[location, target], conversion, candidates[location, target])
        for (location, model), terms in candidates.items()
        for target, conversion in terms.conversions.items()
        if (location, model) in number and (location, target) in number
    )
    return tuple(arrangements), arcs


def existing_site(instance: Instance, location: str) -> ExistingSite | None:
    """Return what the footprint says of a location."""
    return instance.footprint.sites.get(location) if instance.footprint is not None else None


def _inherited_models(instance: Instance, location: str) -> tuple[str, ...]:
    """Models whose lock-in the footprint's site has inherited."""
    site = existing_site(instance, location)
    return () if site is None else tuple(site.inherited_lock_ins)


def _arc(source: int, target: int, conversion: Conversion, new_terms: Terms) -> Arc:
    fixed = new_terms.set_up_cost if conversion.fixed_fee is None else conversion.fixed_fee
    return Arc(source, target, conversion.min_age, fixed, conversion.fee_per_head)


def _candidates(instance: Instance) -> dict[tuple[str, str], Terms]:
    """Terms of every allowed pair of location and model."""
    found = {(instance.headquarters, HEADQUARTERS_MODEL): HEADQUARTERS_TERMS}
    for location_id, location in instance.locations.items():
        if location_id == instance.headquarters:
            continue
        for model_id, model in instance.operating_models.items():
            if model.may_operate_at(location_id) or model_id in _inherited_models(instance, location_id):
                found[location_id, model_id] = model.terms_at(location_id, location.country)
    return found


FirstPeriods = dict[tuple[str, str], int | None]


def _first_periods(instance: Instance, calendar: Calendar, candidates: dict[tuple[str, str], Terms]) -> FirstPeriods:
    """First period in which each candidate can operate; None where it cannot."""
    first: FirstPeriods = {key: calendar.start_after(0, terms.lead_time) for key, terms in candidates.items()}
    for location_id, model_id in candidates:
        if model_id != HEADQUARTERS_MODEL and not instance.operating_models[model_id].may_operate_at(location_id):
            first[location_id, model_id] = None
    first[instance.headquarters, HEADQUARTERS_MODEL] = 0
    _start_from_footprint(instance, calendar, first)
    while _spread(instance, calendar, candidates, first):
        pass  # first periods only become earlier, so that this ends
    return first


def _start_from_footprint(instance: Instance, calendar: Calendar, first: FirstPeriods) -> None:
    """Take what operates, what is under way, and whose lock-in is left, from the footprint."""
    if instance.footprint is None:
        return
    for location_id, site in instance.footprint.sites.items():
        if site.operating_model is not None:
            first[location_id, site.operating_model] = 0
        for model in site.inherited_lock_ins:
            if first.get((location_id, model)) is None:
                first[location_id, model] = len(calendar.months)  # it never operates, but its terms hold
    for commitment in instance.footprint.commitments:
        key = (commitment.location, commitment.operating_model)
        _improve(first, key, calendar.first_period_from(commitment.months_to_start))


def _improve(first: dict[tuple[str, str], int | None], key: tuple[str, str], period: int | None) -> bool:
    known = first[key]
    if period is None or (known is not None and known <= period):
        return False
    first[key] = period
    return True


def _spread(
    instance: Instance,
    calendar: Calendar,
    candidates: dict[tuple[str, str], Terms],
    first: dict[tuple[str, str], int | None],
) -> bool:
    """Carry the first periods over one conversion; return whether anything changed."""
    changed = False
    for (location_id, model_id), terms in candidates.items():
        begins = first[location_id, model_id]
        if begins is None or begins >= len(calendar.months):
            continue
        site = existing_site(instance, location_id)
        here = site is not None and site.operating_model == model_id
        since = -site.age if here and site is not None else float(calendar.starts[begins])
        for target, conversion in terms.conversions.items():
            if (location_id, target) not in candidates:
                continue
            earliest = 0.0 if here else calendar.starts[begins] + 1e-6  # it must have operated in a period before
            period = calendar.first_period_from(max(since + conversion.min_age, earliest))
            changed |= _improve(first, (location_id, target), period)
    return changed


def vendors(arrangements: Sequence[Arrangement]) -> tuple[str, ...]:
    """Vendors of all arrangements, in order of first appearance."""
    return tuple(dict.fromkeys(each.terms.vendor for each in arrangements if each.terms.vendor is not None))
