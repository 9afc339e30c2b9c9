"""Cross-checks of names between areas, locations and operating models."""

from collections.abc import Collection, Iterator
from functools import cache
from zoneinfo import available_timezones

from ..base import ANY
from ..faults import Fault, shortened
from ..locations import Location
from .case import Case, Check, Path

PER_AREA = (
    "yearly_cost",
    "productivity",
    "talent_pool",
    "attrition",
    "hiring_cost",
    "severance",
    "ramp_up",
)
"""Fields of a location that hold one number for each area."""

_NO_PLACES = frozenset({"Factory", "localtime"})
"""Entries of zone databases that stand for no place's time."""


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all IANA time zones that this machine knows."""
    return frozenset(available_timezones()) - _NO_PLACES


def headquarters(case: Case) -> Iterator[Fault]:
    """Headquarters is one of the locations."""
    if case.instance.headquarters not in case.instance.locations:
        yield case.unknown("location", ("headquarters",), case.instance.headquarters, case.instance.locations)


def areas_at_locations(case: Case) -> Iterator[Fault]:
    """Locations speak of areas that exist."""
    known = case.instance.areas.keys()
    for location_id, location in case.instance.locations.items():
        path = ("locations", location_id)
        for position, area_id in enumerate(location.hosts or ()):
            if area_id not in known:
                yield case.unknown("area", (*path, "hosts", position), area_id, known)
        yield from _area_keys(case, path, location, known)


def _area_keys(case: Case, path: Path, location: Location, known: Collection[str]) -> Iterator[Fault]:
    for field in PER_AREA:
        for area_id in getattr(location, field):
            if area_id not in known and area_id != ANY:
                yield case.unknown("area", (*path, field, area_id), area_id, known)


def collaborations(case: Case) -> Iterator[Fault]:
    """Areas collaborate with other areas that exist."""
    known = case.instance.areas
    for area_id, area in known.items():
        for other in area.collaboration:
            path = ("areas", area_id, "collaboration", other)
            if other == area_id:
                yield Fault(
                    code="collaboration_with_itself",
                    path=path,
                    message=f"area {area_id!r} cannot collaborate with itself",
                    value=other,
                    expected="another area",
                )
            elif other not in known:
                yield case.unknown("area", path, other, known)


def partners(case: Case) -> Iterator[Fault]:
    """A real-time partner is a location or a time zone."""
    for area_id, area in case.instance.areas.items():
        partner = area.real_time_partner
        if partner is None or partner in case.instance.locations or partner in time_zones():
            continue
        yield Fault(
            code="unknown_partner",
            path=("areas", area_id, "real_time_partner"),
            message=f"{shortened(partner)!r} is neither a location nor an IANA time zone",
            value=shortened(partner),
            expected="a location or an IANA time zone such as Europe/Berlin",
            nearest=case.nearest(partner, {*case.instance.locations, *time_zones()}),
        )


def zones(case: Case) -> Iterator[Fault]:
    """Time zones of locations exist."""
    for location_id, location in case.instance.locations.items():
        zone = location.time_zone
        if zone not in time_zones():
            yield Fault(
                code="unknown_time_zone",
                path=("locations", location_id, "time_zone"),
                message=f"there is no IANA time zone {shortened(zone)!r}",
                value=shortened(zone),
                expected="an IANA time zone such as America/Mexico_City",
                nearest=case.nearest(zone, time_zones()),
            )


def coordinates(case: Case) -> Iterator[Fault]:
    """Latitude and longitude come together."""
    for location_id, location in case.instance.locations.items():
        if (location.latitude is None) != (location.longitude is None):
            missing = "latitude" if location.latitude is None else "longitude"
            yield Fault(
                severity="warning",
                code="half_a_coordinate",
                path=("locations", location_id),
                message=f"{missing} is missing, so the place is left out of maps",
                expected="both latitude and longitude, or neither",
            )


CHECKS = (
    Check(headquarters),
    Check(areas_at_locations),
    Check(collaborations),
    Check(partners),
    Check(zones),
    Check(coordinates),
)
"""Checks of this file, in the order in which they run."""
