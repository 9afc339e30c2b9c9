"""Locations and operating models of the catalogue, and what an instance says of them itself."""

from typing import Any

from .draw import Draw
from .sizes import Size

HEADQUARTERS = ("US_AUS", "US_NYC", "US_SFO")

NEAR = ("MX_GDL", "MX_MTY", "MX_MEX", "CR_SJO", "CO_BOG", "CO_MDE", "BR_SAO", "AR_BUE", "CA_YTO")
EUROPE = ("PL_KRK", "PL_WAW", "RO_BUH", "PT_LIS", "EG_CAI")
ASIA = ("IN_BLR", "IN_HYD", "IN_PNQ", "PH_MNL", "VN_SGN")
CITIES = (*HEADQUARTERS, *NEAR, *EUROPE, *ASIA)
MEXICO = ("MX_GDL", "MX_MTY", "MX_MEX")

LOCK_IN = 30
"""Months for which the catalogue's builder locks in; a horizon that is shorter has half of its own."""

SUPPORT_ATTRITION = 0.28
"""Yearly attrition of first-line support: twice that of engineers, as the catalogue's notes have it."""


def draw_headquarters(size: Size, seed: int) -> str:
    """Return the city of headquarters: Austin, for which the catalogue is written, or for large firms any of three."""
    return Draw(size.name, seed, "headquarters").one(HEADQUARTERS) if size.locations > 8 else HEADQUARTERS[0]


def draw_sites(size: Size, seed: int, headquarters: str) -> list[str]:
    """Return the places that may have a site: near ones, European and Asian, about 2 : 1 : 1."""
    draw = Draw(size.name, seed, "sites")
    count = size.locations - 1
    home = tuple(city for city in HEADQUARTERS if city != headquarters)
    if count >= len(NEAR + EUROPE + ASIA):
        return [*home, *NEAR, *EUROPE, *ASIA]
    far = max(1, count // 4)
    return draw.some(NEAR, count - 2 * far) + draw.some(EUROPE, far) + draw.some(ASIA, far)


def say_places(size: Size, seed: int, headquarters: str, sites: list[str], areas: dict[str, Any]) -> dict[str, Any]:
    """Return what the instance says of locations beside the catalogue."""
    draw = Draw(size.name, seed, "places")
    work = sum(area["workload"][0] for area in areas.values())
    said: dict[str, Any] = {} if headquarters == HEADQUARTERS[0] else dict.fromkeys(CITIES)
    said[headquarters] = {"attrition": {"support": SUPPORT_ATTRITION}, "hires_per_year": max(80, round(1.2 * work))}
    for city in sites:
        said[city] = {"attrition": {"support": SUPPORT_ATTRITION}, "productivity": draw.number(0.86, 1.0, 2)}
        if draw.chance(0.35):
            said[city]["hosts"] = draw.some(list(areas), max(3, round(0.6 * len(areas))))
    return said


def bases(headquarters: str, sites: list[str], models: list[str]) -> list[str]:
    """Return the files of the catalogue that the instance extends.

    Away from Austin they are one with all places and their trips there; those that the instance does not consider
    are then taken out by :func:`say_places`.
    """
    places = [headquarters, *sites] if headquarters == HEADQUARTERS[0] else [f"hq_{headquarters}"]
    return [f"catalogue:{name}" for name in (*places, *models)]


def draw_models(size: Size, seed: int, sites: list[str]) -> dict[str, dict[str, Any]]:
    """Return the operating models, with what the instance says of them beside the catalogue."""
    draw = Draw(size.name, seed, "models")
    billed = draw.whole(24, 36)
    models: dict[str, dict[str, Any]] = {
        "captive": {},
        "bot": {"take_or_pay_heads": billed, "min_heads": billed - 8},
        "as_a_service": {
            "max_heads": draw.whole(28, 45),
            "conversions": {"captive": {"min_age": 12, "fixed_fee": 75000, "fee_per_head": 2550}},
        },
    }
    if 3 * size.periods <= LOCK_IN:
        models["bot"]["lock_in"] = 3 * size.periods // 2
    mexican = [city for city in sites if city in MEXICO]
    if size.models > 3 and mexican and draw.chance(0.5):
        models["shelter"] = {
            "locations": mexican,
            "conversions": {"captive": {"min_age": 12, "fixed_fee": 75000, "fee_per_head": 0}},
        }
    elif size.models > 3:
        models["eor"] = {"conversions": {"as_a_service": {"min_age": 0, "fixed_fee": 20000, "fee_per_head": 0}}}
    return models
