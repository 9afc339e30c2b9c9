"""Cross-checks of operating models: where they may be used, and whether their terms fit together."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ..base import ANY, Record
from ..faults import Fault, shortened
from ..operating_models import HEADQUARTERS_MODEL, FeeBand, OperatingModel, OverheadStep, Terms
from .case import MONTH_TOLERANCE, Case, Check, Path, listed, number, stated_terms, unknown_model
from .countries import ISO_COUNTRIES

_NEVER_NULL = tuple(sorted(name for name, field in Terms.model_fields.items() if field.default is not None))
"""Terms that always have a value."""


class Variant(NamedTuple):
    """Terms of a model as they are in force somewhere."""

    path: Path
    """Path of what states them: the override that comes first, or the model."""

    terms: Terms
    """The terms."""

    locations: tuple[str, ...]
    """Locations where they hold; empty for the terms of a model that no location has in force."""


def variants(case: Case, model_id: str) -> Iterator[Variant]:
    """Yield the different terms of a model with the locations where they are in force, headquarters apart.

    Locations without an override of their own, in countries without one, share their terms, so that there are
    about as many variants as overrides. Terms that an override empties although they need a value, a fault of
    their own, are left out.
    """
    model = case.instance.operating_models[model_id]
    own, of_country = _overridden(model, "overrides"), _overridden(model, "country_overrides")
    alike: dict[Path, list[str]] = {}
    for location_id, location in case.sites:
        path: Path = ("operating_models", model_id)
        if location_id in own:
            path = (*path, "overrides", location_id)
        elif location.country in of_country:
            path = (*path, "country_overrides", location.country)
        alike.setdefault(path, []).append(location_id)
    allowed = None if model.locations is None else frozenset(model.locations)
    in_force = {
        path: [key for key in locations if allowed is None or key in allowed] for path, locations in alike.items()
    }
    for path, locations in in_force.items():
        if locations:
            country = case.instance.locations[locations[0]].country
            terms = model.terms_at(locations[0], country)
            if all(getattr(terms, name) is not None for name in _NEVER_NULL):
                yield Variant(path, terms, tuple(locations))
    if not any(in_force.values()):
        yield Variant(("operating_models", model_id), model, ())


def reserved_names(case: Case) -> Iterator[Fault]:
    """No model takes the name of the built-in one."""
    if HEADQUARTERS_MODEL in case.instance.operating_models:
        yield Fault(
            code="reserved_operating_model",
            path=("operating_models", HEADQUARTERS_MODEL),
            message=f"{HEADQUARTERS_MODEL!r} is the built-in model of headquarters",
            value=HEADQUARTERS_MODEL,
            expected="another identifier",
        )


def model_locations(case: Case) -> Iterator[Fault]:
    """Models are allowed at, and overridden for, locations that exist and are no headquarters."""
    known = case.instance.locations
    for model_id, model in case.instance.operating_models.items():
        path = ("operating_models", model_id)
        for position, location_id in enumerate(model.locations or ()):
            if location_id not in known:
                yield case.unknown("location", (*path, "locations", position), location_id, known)
            elif location_id == case.instance.headquarters:
                yield _at_headquarters((*path, "locations", position), location_id)
        allowed = None if model.locations is None else frozenset(model.locations)
        for location_id in _overridden(model, "overrides"):
            if location_id not in known:
                yield case.unknown("location", (*path, "overrides", location_id), location_id, known)
            elif location_id == case.instance.headquarters or (allowed is not None and location_id not in allowed):
                yield _idle_override((*path, "overrides", location_id), model_id, location_id)


def _overridden(model: OperatingModel, field: str) -> Collection[str]:
    """Locations (``overrides``) or countries (``country_overrides``) with terms of their own."""
    return getattr(model, field).keys()


def _at_headquarters(path: Path, location_id: str) -> Fault:
    return Fault(
        code="headquarters_is_no_site",
        path=path,
        message=f"{location_id!r} is headquarters, which operates under its built-in model alone",
        value=location_id,
        expected="a location that is not headquarters",
    )


def _idle_override(path: Path, model_id: str, location_id: str) -> Fault:
    return Fault(
        severity="warning",
        code="unused_override",
        path=path,
        message=f"model {model_id!r} may not be used at {location_id!r}, so these terms never hold",
        value=location_id,
    )


def _every_country(model_id: str) -> Fault:
    return Fault(
        code="unknown_country",
        path=("operating_models", model_id, "country_overrides", ANY),
        message=f"{ANY!r} stands for all areas in a map by area, and for no country",
        value=ANY,
        expected="a country; terms of all countries are those of the model itself",
    )


def override_countries(case: Case) -> Iterator[Fault]:
    """Countries of overrides are countries; one that no location has is passed over if it is a country at all."""
    for model_id, model in case.instance.operating_models.items():
        for country in _overridden(model, "country_overrides"):
            if country == ANY:
                yield _every_country(model_id)
                continue
            if country in case.countries or country in ISO_COUNTRIES:
                continue
            nearest = case.nearest(country, case.countries)
            yield Fault(
                severity="warning",
                code="unknown_country",
                path=("operating_models", model_id, "country_overrides", country),
                message=f"no location is in country {shortened(country)!r}, and it is no ISO 3166 code, "
                "so these terms never hold",
                value=shortened(country),
                expected=f"a country in use: {listed(sorted(case.countries))}",
                nearest=nearest,
            )


def _stated(case: Case) -> Iterator[tuple[str, Path, Record]]:
    """Every model and each of its overrides: the model's identifier, the path, and what stands there."""
    for model_id, model in case.instance.operating_models.items():
        for tail, terms in stated_terms(model):
            yield model_id, ("operating_models", model_id, *tail), terms


def conversions(case: Case) -> Iterator[Fault]:
    """Sites are converted to other models that exist."""
    for model_id, path, terms in _stated(case):
        for target in getattr(terms, "conversions", None) or ():
            where = (*path, "conversions", target)
            if target == model_id:
                yield Fault(
                    code="conversion_to_itself",
                    path=where,
                    message=f"model {model_id!r} cannot be converted to itself",
                    value=target,
                    expected="another operating model",
                )
            elif target not in case.instance.operating_models:
                yield unknown_model(case, where, target)


def emptied_terms(case: Case) -> Iterator[Fault]:
    """An override empties (``null``) only terms that may be absent, such as a fee that then is not charged."""
    for _, path, terms in _stated(case):
        for name in _NEVER_NULL:
            if name in terms.model_fields_set and getattr(terms, name) is None:
                yield Fault(
                    code="empty_term",
                    path=(*path, name),
                    message=f"{name} is null, but the terms need a value",
                    value="null",
                    expected="a value, or no such key, so that the model's own holds",
                )


def steps(case: Case) -> Iterator[Fault]:
    """Overhead steps and fee bands start at 0 and rise."""
    for _, path, terms in _stated(case):
        for field in ("overhead_steps", "fee_per_head"):
            yield from _rising((*path, field), getattr(terms, field) or ())


def _rising(path: Path, found: Sequence[OverheadStep | FeeBand]) -> Iterator[Fault]:
    if found and found[0].from_heads != 0:
        yield Fault(
            code="steps_not_from_zero",
            path=(*path, 0, "from_heads"),
            message=f"the first entry starts at {number(found[0].from_heads)} heads",
            value=number(found[0].from_heads),
            expected="0",
        )
    for position in range(1, len(found)):
        before, here = found[position - 1].from_heads, found[position].from_heads
        if here <= before:
            yield Fault(
                code="steps_not_rising",
                path=(*path, position, "from_heads"),
                message=f"the entry from {number(here)} heads follows one from {number(before)}",
                value=number(here),
                expected=f"more than {number(before)}",
            )


def terms_fit(case: Case) -> Iterator[Fault]:
    """Wherever terms are in force, head limits leave room, and a shortfall has a price."""
    for model_id in case.instance.operating_models:
        for path, terms, locations in variants(case, model_id):
            at = f" at {listed(locations)}" if locations else ""
            if terms.max_heads is not None and terms.max_heads < terms.min_heads:
                yield Fault(
                    code="most_below_least",
                    path=(*path, "max_heads"),
                    message=f"max_heads {number(terms.max_heads)} is below min_heads {number(terms.min_heads)}{at}",
                    value=number(terms.max_heads),
                    expected=f"at least {number(terms.min_heads)}",
                )
            if terms.take_or_pay_heads > 0 and terms.shortfall_price is None and not terms.fee_per_head:
                yield Fault(
                    code="shortfall_without_price",
                    path=(*path, "take_or_pay_heads"),
                    message=f"{number(terms.take_or_pay_heads)} heads are billed at least{at}, but at no price",
                    value=number(terms.take_or_pay_heads),
                    expected="a shortfall_price or a fee_per_head",
                )


def durations(case: Case) -> Iterator[Fault]:
    """Lead times and lock-ins fit into the horizon."""
    for model_id in case.instance.operating_models:
        for path, terms, locations in variants(case, model_id):
            at = f" at {listed(locations)}" if locations else ""
            if case.first_period(terms.lead_time) is None:
                yield Fault(
                    severity="warning",
                    code="never_starts",
                    path=(*path, "lead_time"),
                    message=f"{model_id!r} cannot start{at}: lead time {number(terms.lead_time)} months",
                    value=number(terms.lead_time),
                    expected=f"at most {case.starts[-1]} months, the start of the last period",
                )
            if terms.lock_in > case.horizon_months + MONTH_TOLERANCE:
                yield Fault(
                    severity="warning",
                    code="lock_in_beyond_horizon",
                    path=(*path, "lock_in"),
                    message=f"lock-in of {number(terms.lock_in)} months{at} outlasts the horizon",
                    value=number(terms.lock_in),
                    expected=f"at most {case.horizon_months} months, for a stop within the horizon",
                )


CHECKS = (
    Check(reserved_names),
    Check(model_locations),
    Check(override_countries),
    Check(conversions),
    Check(emptied_terms),
    Check(steps),
    Check(terms_fit, frozenset({"locations"})),
    Check(durations, frozenset({"locations"})),
)
"""Checks of this file, in the order in which they run."""
