"""Locations of the catalogue: one file a city, and what changes for another headquarters."""

import math
from dataclasses import dataclass, replace

from .assumptions import (
    COUNTRIES,
    RENT_GROWTH,
    SQUARE_FEET_PER_SEAT,
    TIERS,
    TRIPS,
    US_PAY_TO_AUSTIN,
    US_SEATS,
    Country,
    assumed,
)
from .document import Document
from .people import put_roles, put_staffing, wage_growth
from .reference import Quantity, Reference, mean

AUSTIN = "US_AUS"
EARTH_RADIUS_KM = 6371
OTHER_HEADQUARTERS = ("US_NYC", "US_SFO")

GOVERNANCE = (
    "wgi_control_of_corruption_pctile",
    "wgi_government_effectiveness_pctile",
    "wgi_political_stability_pctile",
    "wgi_regulatory_quality_pctile",
    "wgi_rule_of_law_pctile",
)
RISK_NOTE = (
    "0.7 x (100 - mean of five World Bank governance percentiles: corruption, government effectiveness, stability, "
    "regulation, rule of law) + 0.3 x min(100, 2 x WorldRiskIndex); the weights are an assumption"
)


@dataclass(frozen=True)
class City:
    """What identifies a city in the tables."""

    id: str
    name: str
    country: str
    time_zone: str

    @property
    def facts(self) -> Country:
        """What the planner decided about its country."""
        return COUNTRIES[self.country]


def cities(reference: Reference) -> list[City]:
    """Return the cities of the catalogue, in the order of the tables."""
    rows = reference.rows("locations", metric="utc_offset_jan", hq="")
    found = [City(row["location_id"], row["city"], row["country_iso3"], row["note"]) for row in rows]
    if {city.id for city in found} != set(TIERS):
        odd = sorted({city.id for city in found} ^ set(TIERS))
        raise LookupError(f"cities {odd} stand in the tables or in TIERS but not in both; align them")
    return found


def location(reference: Reference, city: City) -> Document:
    """Return the file of one city."""
    document = Document(reference, remark=f"{city.name}, as seen from headquarters in Austin.")
    _put_identity(document, reference, city)
    put_roles(document, reference, city.id, US_PAY_TO_AUSTIN.get(city.id))
    document.put(("locations", city.id, "wage_growth"), wage_growth(reference, city.country))
    put_staffing(document, reference, city.id, city.country)
    _put_premises(document, reference, city)
    if city.id != AUSTIN:
        _put_trips(document, reference, city, AUSTIN)
    document.put(("locations", city.id, "risk_score"), risk_score(reference, city.country))
    return document


def other_headquarters(reference: Reference, headquarters: str) -> Document:
    """Return the file that makes trips start at another headquarters."""
    name = next(city.name for city in cities(reference) if city.id == headquarters)
    remark = (
        f"All locations of the catalogue, with trips to headquarters in {name} instead of Austin.\n"
        "Set `headquarters` in the instance; take out locations that it does not consider by `LOCATION_ID: null`."
    )
    document = Document(reference, ["catalogue:locations"], remark)
    for city in cities(reference):
        if city.id == headquarters:
            for item in ("trips_per_head", "trips_per_site", "trip_cost", "trip_hours"):
                document.put(("locations", city.id, item), assumed(0, "", "headquarters does not travel to itself"))
        else:
            _put_trips(document, reference, city, headquarters)
    return document


def all_locations(reference: Reference) -> Document:
    """Return the file that holds every city."""
    files = [f"catalogue:{city.id}" for city in cities(reference)]
    return Document(reference, files, "Every location of the catalogue.")


def risk_score(reference: Reference, country: str) -> Quantity:
    """Return the risk score of a country: 0 to 100 points, more is worse."""
    governance = mean([reference.quantity("risk", country_iso3=country, metric=metric) for metric in GOVERNANCE], "", 4)
    hazard = reference.quantity("risk", country_iso3=country, metric="world_risk_index")
    by_hazard = 0.3 * min(100.0, 2 * hazard.mid)
    score = governance.through(lambda value: 0.7 * (100 - value) + by_hazard, "points", RISK_NOTE, 1)
    return replace(score, sources=(*governance.sources, *hazard.sources))


def _put_identity(document: Document, reference: Reference, city: City) -> None:
    """State what and where the city is."""
    at = ("locations", city.id)
    said = {
        "name": city.name,
        "country": city.country,
        "region": city.facts.region,
        "time_zone": city.time_zone,
    }
    for item, value in said.items():
        document.say((*at, item), value)
    for item, metric in (("latitude", "lat"), ("longitude", "lon")):
        document.put((*at, item), reference.quantity("locations", location_id=city.id, metric=metric))
    shift = assumed(city.facts.shift_hours, "hours", "what staff there usually accept; night shifts are not counted")
    document.put((*at, "shift_hours"), shift)


def seat_cost(reference: Reference, city_id: str) -> Quantity:
    """Return the yearly cost of a seat."""
    if city_id in US_SEATS:
        return assumed(US_SEATS[city_id][0], "USD/seat/year", "no row for this city; a guess above Austin's 9,000")
    return reference.quantity("locations", location_id=city_id, metric="office_seat_cost")


def fit_out(reference: Reference, city_id: str) -> Quantity:
    """Return the cost of fitting out a seat."""
    if city_id not in US_SEATS:
        return reference.quantity("locations", location_id=city_id, metric="fit_out_capex_per_seat")
    guess = US_SEATS[city_id][1]
    if guess is not None:
        return assumed(guess, "USD/seat", "no row for this city; a guess just below San Francisco's")
    rate = reference.quantity("locations", location_id=city_id, metric="fit_out_cost")
    return rate.times(SQUARE_FEET_PER_SEAT, "USD/seat", "fit-out per square foot x 107.6 square feet (10 m2) a seat")


def _put_premises(document: Document, reference: Reference, city: City) -> None:
    """State what seats cost and how long they bind."""
    at = ("locations", city.id)
    document.put((*at, "seat_rent"), seat_cost(reference, city.id))
    document.put((*at, "rent_growth"), assumed(RENT_GROWTH, "per year", "about general inflation in dollars"))
    document.put((*at, "fit_out"), fit_out(reference, city.id))
    lease = reference.quantity("operating_models", model="DIY_captive", parameter="planning_lease_commitment")
    document.put((*at, "lease"), replace(lease, unit="months"))


def _put_trips(document: Document, reference: Reference, city: City, headquarters: str) -> None:
    """State how often people travel between headquarters and the city, and what it takes."""
    at = ("locations", city.id)
    per_head, per_site = TRIPS[city.facts.distance]
    note = "the closer, the more often people travel"
    document.put((*at, "trips_per_head"), assumed(per_head, "trips/head/year", note))
    document.put((*at, "trips_per_site"), assumed(per_site, "trips/site/year", note))
    if city.country == "USA":
        cost, hours = _domestic_trip(reference, city.id, headquarters)
    else:
        keys = {"location_id": city.id, "hq": headquarters}
        cost = reference.quantity("locations", metric="trip_cost_4_nights_economy", **keys)
        hours = reference.quantity("locations", metric="flight_hours_one_way", **keys)
    document.put((*at, "trip_cost"), cost)
    document.put((*at, "trip_hours"), hours.times(1, hours.unit, hours.note, 1))


def _domestic_trip(reference: Reference, origin: str, destination: str) -> tuple[Quantity, Quantity]:
    """Return cost and hours of a trip between two American cities."""
    (overall,) = reference.rows("locations", metric="us_international_trip_cost")
    cost = Quantity(
        mid=float(overall["note"].rsplit(" ", 1)[-1]),
        unit="USD/trip",
        year=int(overall["year"]),
        sources=(overall["source_id"],),
        basis="observed",
        note="average American business trip, stated beside the international one",
    )
    hours = great_circle_km(reference, origin, destination) / 850 + 0.6
    note = "great circle between the airports at 850 km/h + 0.6 h, as the other rows compute it"
    sources = reference.quantity("locations", location_id=origin, metric="lat").sources
    return cost, Quantity(mid=hours, unit="hours", year=2026, sources=sources, basis="derived", note=note)


def great_circle_km(reference: Reference, origin: str, destination: str) -> float:
    """Return the distance between the airports of two cities in km, on a sphere."""
    cities_of_trip = (origin, destination)
    latitudes, longitudes = (
        [math.radians(reference.quantity("locations", location_id=city, metric=item).mid) for city in cities_of_trip]
        for item in ("lat", "lon")
    )
    chord = (
        math.sin((latitudes[1] - latitudes[0]) / 2) ** 2
        + math.cos(latitudes[0]) * math.cos(latitudes[1]) * math.sin((longitudes[1] - longitudes[0]) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
