"""Locations: what a place costs, how many people it has, and when it works."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from .areas import Area
from .base import (
    Hours,
    Identifier,
    Months,
    NonNegative,
    PerArea,
    Rate,
    Record,
    for_area,
    unit,
)


class RolePay(Record):
    """What a head of one role costs at a location."""

    yearly_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per head-year"))]
    """Loaded yearly cost of a head."""

    hiring_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per hire"))] = 0.0
    """Cost of one gross hire."""

    severance: Annotated[NonNegative, Field(json_schema_extra=unit("money per release"))] = 0.0
    """Cost of one release."""


class Workday(Record):
    """Usual working hours in local time, the same every Monday to Friday."""

    start: Annotated[Hours, Field(json_schema_extra=unit("hours after midnight"))] = 9.0
    """Start of the working day."""

    hours: Annotated[float, Field(gt=0, le=24, json_schema_extra=unit("hours"))] = 8.0
    """Length of the working day."""


class Location(Record):
    """A place that can hold teams. Amounts are in the instance's currency at the FX rates of its start."""

    name: str = ""
    """Name for people; the identifier where empty."""

    country: Annotated[str, Field(min_length=1, max_length=64)]
    """Country, as ISO 3166 alpha-3 code (``MEX``)."""

    region: str = ""
    """Region for policies and drivers; none where empty."""

    time_zone: str
    """IANA time zone, such as ``America/Mexico_City``."""

    latitude: Annotated[float, Field(ge=-90, le=90, json_schema_extra=unit("degrees"))] | None = None
    """Latitude, for maps only."""

    longitude: Annotated[float, Field(ge=-180, le=180, json_schema_extra=unit("degrees"))] | None = None
    """Longitude, for maps only."""

    hosts: tuple[Identifier, ...] | None = None
    """Areas that may sit here; absent: all; empty: none (a headquarters that hosts nothing)."""

    workday: Workday = Workday()
    """Usual working hours."""

    shift_hours: Annotated[Hours, Field(json_schema_extra=unit("hours"))] = 0.0
    """Hours by which this place may shift its working day, either way, to meet a partner."""

    yearly_cost: Annotated[PerArea, Field(json_schema_extra=unit("money per head-year"))] = Field(default_factory=dict)
    """Loaded yearly cost of a head, by area. Where absent it is the area's role mix x ``roles``."""

    roles: Mapping[Identifier, RolePay] = Field(default_factory=dict)
    """What each role costs here."""

    wage_growth: Annotated[Rate, Field(json_schema_extra=unit("per year"))] = 0.0
    """Yearly growth of pay; also moves hiring cost and severance."""

    productivity: Annotated[PerArea, Field(json_schema_extra=unit("output per head, headquarters = 1"))] = Field(
        default_factory=dict
    )
    """Output of a ramped head relative to headquarters, by area; 1 where absent."""

    talent_pool: Annotated[PerArea, Field(json_schema_extra=unit("heads"))] = Field(default_factory=dict)
    """Most heads of an area here; unbounded where absent."""

    talent_pool_growth: Annotated[Rate, Field(json_schema_extra=unit("per year"))] = 0.0
    """Yearly growth of the talent pools."""

    hires_per_year: Annotated[NonNegative, Field(json_schema_extra=unit("gross hires per year"))] | None = None
    """Most gross hires a year, all areas together; unbounded where absent."""

    attrition: Annotated[PerArea, Field(json_schema_extra=unit("share per year"))] = Field(default_factory=dict)
    """Share of heads that leave in a year, by area; 0 where absent."""

    hiring_cost: Annotated[PerArea, Field(json_schema_extra=unit("money per hire"))] = Field(default_factory=dict)
    """Cost of one gross hire, by area; where absent the role mix x ``roles``, else 0."""

    severance: Annotated[PerArea, Field(json_schema_extra=unit("money per release"))] = Field(default_factory=dict)
    """Cost of one release, by area; where absent the role mix x ``roles``, else 0."""

    ramp_up: Annotated[PerArea, Field(json_schema_extra=unit("months"))] = Field(default_factory=dict)
    """Months in which a hire's output rises linearly from 0 to 1, by area; 0 where absent."""

    seat_rent: Annotated[NonNegative, Field(json_schema_extra=unit("money per seat-year"))] = 0.0
    """Yearly rent and running cost of a seat."""

    rent_growth: Annotated[Rate, Field(json_schema_extra=unit("per year"))] = 0.0
    """Yearly growth of seat rent."""

    fit_out: Annotated[NonNegative, Field(json_schema_extra=unit("money per seat"))] = 0.0
    """Cost of fitting out one more seat."""

    lease: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months during which a bought seat cannot be given up."""

    trips_per_head: Annotated[NonNegative, Field(json_schema_extra=unit("trips per head-year"))] = 0.0
    """Trips a year for each head."""

    trips_per_site: Annotated[NonNegative, Field(json_schema_extra=unit("trips per site-year"))] = 0.0
    """Trips a year for the site as such, while it operates; not for headquarters, which is no site."""

    trip_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per trip"))] = 0.0
    """Cost of one trip."""

    trip_hours: Annotated[NonNegative, Field(json_schema_extra=unit("hours per trip"))] = 0.0
    """Travel time of one trip, one way; reported only."""

    risk_score: Annotated[NonNegative, Field(json_schema_extra=unit("points"))] = 0.0
    """Risk of the place; more is worse."""

    def pay(self, area_id: str, area: Area, item: str) -> float | None:
        """Return an area's ``yearly_cost``, ``hiring_cost`` or ``severance`` here.

        The area's own entry (or ``*``) comes first, then the role mix x ``roles``; ``None`` where neither
        is given.
        """
        stated = for_area(getattr(self, item), area_id)
        if stated is not None:
            return float(stated)
        if not area.role_mix or any(role not in self.roles for role in area.role_mix):
            return None
        return sum(share * float(getattr(self.roles[role], item)) for role, share in area.role_mix.items())

    def may_host(self, area_id: str) -> bool:
        """Whether the area is allowed here at all by ``hosts``."""
        return self.hosts is None or area_id in self.hosts
