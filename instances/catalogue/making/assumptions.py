"""What no source gives. Every number here is marked as an assumption wherever the catalogue uses it."""

from dataclasses import dataclass

from .reference import Quantity


@dataclass(frozen=True)
class Tier:
    """Size of a city's labour market as one company meets it."""

    name: str
    pool: int
    """Heads of one business area that one company can employ there."""
    hires: int
    """Gross hires a year, all areas together, that one company can make there."""


LARGE = Tier("large", 400, 150)
MEDIUM = Tier("medium", 200, 80)
SMALL = Tier("small", 100, 40)


@dataclass(frozen=True)
class Country:
    """What the planner decides about a country."""

    region: str
    scope: str
    """Row of the operating-model table that speaks of the country."""
    shift_hours: int
    """Hours by which sites there may shift their day."""
    distance: str
    """Key of ``TRIPS``."""


COUNTRIES = {
    "USA": Country("north_america", "OTHER", 0, "near"),
    "CAN": Country("north_america", "OTHER", 1, "near"),
    "MEX": Country("latin_america", "MEX", 1, "near"),
    "CRI": Country("latin_america", "OTHER", 1, "near"),
    "COL": Country("latin_america", "OTHER", 1, "near"),
    "BRA": Country("latin_america", "OTHER", 2, "near"),
    "ARG": Country("latin_america", "OTHER", 2, "near"),
    "POL": Country("central_europe", "CEE_PRT", 3, "middle"),
    "ROU": Country("central_europe", "CEE_PRT", 3, "middle"),
    "PRT": Country("western_europe", "CEE_PRT", 3, "middle"),
    "EGY": Country("middle_east_africa", "OTHER", 4, "middle"),
    "IND": Country("south_asia", "IND", 4, "far"),
    "PHL": Country("southeast_asia", "OTHER", 6, "far"),
    "VNM": Country("southeast_asia", "OTHER", 3, "far"),
}

TIERS = {
    "US_AUS": MEDIUM,
    "US_NYC": LARGE,
    "US_SFO": LARGE,
    "MX_GDL": MEDIUM,
    "MX_MTY": MEDIUM,
    "MX_MEX": LARGE,
    "CR_SJO": SMALL,
    "CO_BOG": MEDIUM,
    "CO_MDE": SMALL,
    "BR_SAO": LARGE,
    "AR_BUE": MEDIUM,
    "IN_BLR": LARGE,
    "IN_HYD": LARGE,
    "IN_PNQ": MEDIUM,
    "PH_MNL": LARGE,
    "PL_KRK": MEDIUM,
    "PL_WAW": LARGE,
    "RO_BUH": MEDIUM,
    "PT_LIS": MEDIUM,
    "VN_SGN": MEDIUM,
    "EG_CAI": MEDIUM,
    "CA_YTO": LARGE,
}
"""Tier of each city, and thereby the cities that the catalogue covers."""

TRIPS = {"near": (0.5, 12), "middle": (0.3, 8), "far": (0.2, 6)}
"""Trips a year for each head, and for the site as such."""

US_PAY_TO_AUSTIN = {"US_NYC": 1.15, "US_SFO": 1.25}
"""Pay of the American cities without planning wages, as a multiple of Austin's."""

US_SEATS = {"US_NYC": (15000, 23000), "US_SFO": (14000, None)}
"""Seat cost and fit-out of the American cities without rows; San Francisco's fit-out is derived."""

SQUARE_FEET_PER_SEAT = 107.6
"""Ten square metres, as the fit-out rows of the other cities take it."""

POOL_GROWTH = 0.03
RENT_GROWTH = 0.03
FEE_GROWTH = 0.03
"""Yearly growth of pools, rents and vendors' fees."""


def assumed(value: float, unit: str, note: str, low: float | None = None, high: float | None = None) -> Quantity:
    """Return a number without a source."""
    return Quantity(mid=value, low=low, high=high, unit=unit, basis="assumption", note=note)
