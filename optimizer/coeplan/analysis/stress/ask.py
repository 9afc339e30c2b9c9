"""Reads what futures are to be drawn, and says what of it an instance does not know."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coeplan.core.errors import InputError
from coeplan.io import PlaceMap, read_record
from coeplan_models import DRIVER_SCOPES, DriverKind, Fault, Instance
from coeplan_models.uncertainty import Spread, Uncertainty

STRAYING = tuple(kind for kind in DriverKind if kind not in (DriverKind.LEVY, DriverKind.AVAILABILITY))
"""Drivers that a log-normal factor makes sense of."""


def read_uncertainty(source: str | Path | Mapping[str, Any] | Uncertainty, instance: Instance) -> Uncertainty:
    """Read what futures are to be drawn.

    Parameters
    ----------
    source : path, mapping or Uncertainty
        A YAML or JSON file, what such a file says, or the record.
    instance : Instance
        The instance whose places and areas it names.

    Raises
    ------
    InputError
        If it cannot be read, breaks the contract or names what the instance does not have; every fault has its path
        and, in a file, its place.
    """
    record, places = (source, PlaceMap()) if isinstance(source, Uncertainty) else read_record(Uncertainty, source)
    faults = [*_spread_faults(record, instance), *_outage_faults(record, instance)]
    if faults:
        placed = (each.model_copy(update={"place": places.place_of(each.path)}) for each in faults)
        raise InputError(list(placed))
    return record


def _known(instance: Instance) -> dict[str, tuple[str, ...]]:
    """Return the names that each field of a scope may hold."""
    places = instance.locations.values()
    return {
        "area": tuple(instance.areas),
        "location": tuple(instance.locations),
        "country": tuple(dict.fromkeys(place.country for place in places)),
        "region": tuple(dict.fromkeys(place.region for place in places if place.region)),
        "operating_model": tuple(instance.operating_models),
    }


def _spread_faults(record: Uncertainty, instance: Instance) -> Iterator[Fault]:
    for position, spread in enumerate(record.spreads):
        path = ("spreads", position)
        if spread.driver not in STRAYING:
            yield Fault(
                code="no_spread",
                path=(*path, "driver"),
                message=f"{spread.driver} does not stray by a factor",
                value=str(spread.driver),
                expected=f"one of {', '.join(STRAYING)}; state times at which places are out under 'outages'",
            )
            continue
        yield from _scope_faults(spread, path, instance)


def _scope_faults(spread: Spread, path: tuple[str | int, ...], instance: Instance) -> Iterator[Fault]:
    allowed, known = DRIVER_SCOPES[spread.driver], _known(instance)
    for name, value in (("each", spread.each), *((name, getattr(spread, name)) for name in known)):
        narrowed = value if name == "each" else name
        if value is None:
            continue
        if narrowed not in allowed:
            message = f"{spread.driver} cannot be narrowed by {narrowed}"
            yield Fault(
                code="bad_scope", path=(*path, name), message=message, value=value, expected=", ".join(sorted(allowed))
            )
        elif name != "each" and value not in known[name]:
            yield _unknown(name, value, (*path, name), known[name])
    home = instance.locations[instance.headquarters].country
    if spread.driver is DriverKind.FX and spread.country == home:
        message = f"{home!r} has the plan's currency, which has no exchange rate"
        yield Fault(code="home_fx", path=(*path, "country"), message=message, value=home, expected="another country")


def _outage_faults(record: Uncertainty, instance: Instance) -> Iterator[Fault]:
    known = _known(instance)
    for position, outage in enumerate(record.outages):
        for name, value in (("location", outage.location), ("country", outage.country)):
            if value is not None and value not in known[name]:
                yield _unknown(name, value, ("outages", position, name), known[name])
        if outage.location is not None and outage.country is not None:
            yield Fault(
                code="two_scopes",
                path=("outages", position, "country"),
                message="an outage is of a location or of a country",
                value=outage.country,
                expected="one of the two",
            )


def _unknown(name: str, value: str, path: tuple[str | int, ...], known: tuple[str, ...]) -> Fault:
    message = f"the instance has no {name.replace('_', ' ')} {value!r}"
    return Fault(code=f"unknown_{name}", path=path, message=message, value=value, expected=f"one of {', '.join(known)}")
