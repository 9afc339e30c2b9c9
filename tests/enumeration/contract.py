"""How the data of an instance are read: series, pay, terms.

The contract offers helpers for this; they are written anew here, so that a slip in them shows as a difference.
"""

from collections.abc import Mapping
from math import prod
from typing import Any, cast

from coeplan_models import (
    ANY,
    HEADQUARTERS_MODEL,
    Area,
    Driver,
    DriverKind,
    Instance,
    Location,
    NodeDriver,
    PeriodSeries,
    Record,
    Terms,
)

from .errors import OutOfScopeError

HEADQUARTERS_TERMS = Terms(seats_included=True)
"""Built-in terms of headquarters: no costs, no vendor, seats included, the client bears hiring and severance."""


def stated(values: Mapping[str, float], area: str) -> float | None:
    """Return the number of an area, else that of all areas, else ``None``."""
    if area in values:
        return float(values[area])
    return float(values[ANY]) if ANY in values else None


def in_period(series: PeriodSeries, period: int, linear: bool = False) -> float | None:
    """Return a series' value in a period; ``None`` before the first key of a map."""
    if isinstance(series, int | float):
        return float(series)
    if isinstance(series, tuple):
        return float(series[period])
    past, future = [key for key in series if key <= period], [key for key in series if key > period]
    if not past:
        return None
    value = float(series[max(past)])
    if linear and future:
        step = (period - max(past)) / (min(future) - max(past))
        value += step * (float(series[min(future)]) - value)
    return value


def workload_in(area_id: str, area: Area, period: int) -> float:
    """Return an area's workload in baseline FTE, drivers left out."""
    value = in_period(area.workload, period)
    if value is None:
        raise OutOfScopeError(
            f"area {area_id}: workload has no value in period {period}, and nothing says what holds before the "
            "first key of a map; start the map at period 0"
        )
    return value


def pay(location: Location, area_id: str, area: Area, item: str) -> float | None:
    """Return an area's yearly cost, hiring cost or severance at a location: its own, else by its roles."""
    own = stated(getattr(location, item), area_id)
    if own is not None:
        return own
    if not area.role_mix or not set(area.role_mix) <= set(location.roles):
        return None
    return sum(share * getattr(location.roles[role], item) for role, share in area.role_mix.items())


def terms_of(instance: Instance, model_id: str, location_id: str) -> Terms:
    """Return the terms of a model at a location: the location's own first, then its country's, then the model's."""
    if model_id == HEADQUARTERS_MODEL:
        return HEADQUARTERS_TERMS
    model = instance.operating_models[model_id]
    own = cast("Mapping[str, Record]", model.overrides).get(location_id)  # pyright: ignore[reportUnknownMemberType]
    countries = cast("Mapping[str, Record]", model.country_overrides)  # pyright: ignore[reportUnknownMemberType]
    national = countries.get(instance.locations[location_id].country)
    chosen: dict[str, Any] = {}
    for name in Terms.model_fields:
        source = next((s for s in (own, national) if s is not None and name in s.model_fields_set), model)
        chosen[name] = getattr(source, name)
    return Terms.model_construct(**chosen)


def usable(instance: Instance, model_id: str, location_id: str) -> bool:
    """Whether a model may be used at a location; never at headquarters."""
    named = instance.operating_models[model_id].locations
    return location_id != instance.headquarters and (named is None or location_id in named)


def driver_value(driver: Driver, period: int) -> NodeDriver:
    """Return a driver's value in one period; neutral before the first key of its map."""
    value = in_period(driver.values, period, driver.interpolation == "linear")
    if value is None:
        value = 0.0 if driver.driver is DriverKind.LEVY else 1.0
    return NodeDriver(
        driver=driver.driver,
        area=driver.area,
        location=driver.location,
        country=driver.country,
        region=driver.region,
        operating_model=driver.operating_model,
        value=value,
    )


class Subject:
    """What a driver may speak of: an area, a place with its country and region, a model; each may be open."""

    def __init__(
        self, area: str | None = None, place: str | None = None, where: Location | None = None, model: str | None = None
    ) -> None:
        self.named = {
            "area": area,
            "location": place,
            "country": where.country if where else None,
            "region": where.region if where else None,
            "operating_model": model,
        }

    def matches(self, driver: NodeDriver) -> bool:
        """Whether all scopes that the driver states fit."""
        return all(getattr(driver, scope) in (None, name) for scope, name in self.named.items())


def multiplier(drivers: tuple[NodeDriver, ...], kind: DriverKind, subject: Subject) -> float:
    """Return the product of all drivers of a kind that speak of the subject."""
    return prod(d.value for d in drivers if d.driver is kind and subject.matches(d))


def added_rate(drivers: tuple[NodeDriver, ...], subject: Subject) -> float:
    """Return the sum of all levy drivers that speak of the subject."""
    return sum(d.value for d in drivers if d.driver is DriverKind.LEVY and subject.matches(d))
