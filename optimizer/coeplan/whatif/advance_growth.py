"""Amounts that grow, restated at the new start.

Growth runs from the start of the horizon to the middle of each period, and ``(1 + g) ** (years + m)`` is
``(1 + g) ** years * (1 + g) ** m``: a base multiplied by its growth over the years that passed gives at every later
time, whatever the lengths of the periods, exactly what it would have been.
"""

from collections.abc import Mapping

from coeplan_models import FeeBand, Instance, Location, OperatingModel, Terms
from coeplan_models.operating_models import TermsOverride

PAY = ("yearly_cost", "hiring_cost", "severance")
"""What grows with wages, by area and by role."""

FEES = ("fee_per_head", "shortfall_price")
"""What grows with fees."""


def grown_locations(instance: Instance, years: float) -> dict[str, Location]:
    """Return the locations with pay, rents and talent pools as they are after some years."""
    return {location_id: _grown_location(location, years) for location_id, location in instance.locations.items()}


def grown_models(instance: Instance, years: float) -> dict[str, OperatingModel]:
    """Return the operating models with fees and shortfall prices as they are after some years, wherever they hold."""
    countries = {location_id: location.country for location_id, location in instance.locations.items()}
    return {model_id: _grown_model(model, countries, years) for model_id, model in instance.operating_models.items()}


def _scaled(values: Mapping[str, float], factor: float) -> dict[str, float]:
    return {key: value * factor for key, value in values.items()}


def _grown_location(location: Location, years: float) -> Location:
    wages, rents, pools = (
        (1 + rate) ** years for rate in (location.wage_growth, location.rent_growth, location.talent_pool_growth)
    )
    pay = {item: _scaled(getattr(location, item), wages) for item in PAY}
    roles = {
        name: role.model_copy(update={item: getattr(role, item) * wages for item in PAY})
        for name, role in location.roles.items()
    }
    rest = {"talent_pool": _scaled(location.talent_pool, pools), "seat_rent": location.seat_rent * rents}
    return location.model_copy(update={**pay, "roles": roles, **rest})


def _grown_model(model: OperatingModel, countries: Mapping[str, str], years: float) -> OperatingModel:
    """Restate the model's own fees, then those of countries, then those of locations, each against what it inherits.

    Fees and their growth may be overridden apart from each other: where only the growth differs, the fee that was the
    same at the old start is another one now, and has to be stated.
    """
    grown = model.model_copy(update=_grown_fees(model, years))
    nations: Mapping[str, TermsOverride] = model.country_overrides
    grown = grown.model_copy(
        update={
            "country_overrides": {
                country: _grown_override(override, model.terms_at("", country), grown, years)
                for country, override in nations.items()
            }
        }
    )
    places: Mapping[str, TermsOverride] = model.overrides
    return grown.model_copy(
        update={
            "overrides": {
                place: _grown_override(
                    override, model.terms_at(place, countries[place]), grown.terms_at("", countries[place]), years
                )
                for place, override in places.items()
            }
        }
    )


def _grown_fees(terms: Terms, years: float) -> dict[str, object]:
    factor = (1 + terms.fee_growth) ** years
    bands: tuple[FeeBand, ...] = terms.fee_per_head
    return {
        "fee_per_head": tuple(band.model_copy(update={"fee": band.fee * factor}) for band in bands),
        "shortfall_price": None if terms.shortfall_price is None else terms.shortfall_price * factor,
    }


def _grown_override(override: TermsOverride, in_force: Terms, inherited: Terms, years: float) -> TermsOverride:
    """Restate an override so that the terms in force with it grow as they did."""
    fees = _grown_fees(in_force, years)
    stated = {
        name: fee for name, fee in fees.items() if name in override.model_fields_set or fee != getattr(inherited, name)
    }
    return override.model_copy(update=stated)
