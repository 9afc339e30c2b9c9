"""Drivers in many drawn futures at once: arrays with one row a period and one column a draw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coeplan.planning.drivers import DriverValues
from coeplan.planning.tree import BEFORE, Node, Tree, neutral
from coeplan_models import DriverKind, Instance, NodeDriver, Scope

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Asked = tuple[DriverKind, str | None, str | None, str | None]
"""Kind of driver, and the area, location and operating model that it is asked for."""


@dataclass(frozen=True)
class Draws:
    """Futures that were drawn.

    Attributes
    ----------
    values : mapping of Scope to array, shape (periods, draws)
        Multipliers; levies: rates. A scope that is absent changes nothing.
    count : int
        How many there are.
    """

    values: Mapping[Scope, FloatArray]
    count: int

    def seen(self, scope: Scope, period: int, instance: Instance) -> FloatArray:
        """Return what all drivers that hold for a scope as a whole come to in a period, shape (draws,)."""
        found = np.full(self.count, neutral(scope))
        for each, values in self.values.items():
            if covers(each, scope, instance):
                found = found + values[period] if scope.driver is DriverKind.LEVY else found * values[period]
        return found


def covers(outer: Scope, inner: Scope, instance: Instance) -> bool:
    """Whether a driver of one scope moves all that a driver of another one does."""
    place = instance.locations.get(inner.location or "")
    country = inner.country or (place.country if place is not None else None)
    region = inner.region or (place.region if place is not None else None)
    return (
        outer.driver is inner.driver
        and outer.area in (None, inner.area)
        and outer.operating_model in (None, inner.operating_model)
        and outer.location in (None, inner.location)
        and outer.country in (None, country)
        and outer.region in (None, region)
    )


def combine(values: dict[Scope, FloatArray], scope: Scope, moved: FloatArray) -> None:
    """Let something move a driver beside what moves it already."""
    if scope not in values:
        values[scope] = moved
    else:
        values[scope] = values[scope] + moved if scope.driver is DriverKind.LEVY else values[scope] * moved


class DrawnDrivers:
    """Looks up what drivers of draws come to for an area, location or operating model.

    Parameters
    ----------
    instance : Instance
        Gives country and region of each location.
    draws : Draws
        The futures.
    """

    def __init__(self, instance: Instance, draws: Draws) -> None:
        self._draws = draws
        self._scopes = tuple(draws.values)
        self._holds = _Holds(instance, self._scopes)
        self._found: dict[Asked, FloatArray | None] = {}
        self._period: int | None = None

    def value(self, asked: Asked, period: int, rows: IntArray) -> FloatArray:
        """Return what all drivers of a kind that apply come to in some draws, shape (rows,).

        Multipliers are multiplied, 1 where there is none; levies add up, 0 where there is none.
        """
        found = self._at(asked, period)
        return np.full(len(rows), 0.0 if asked[0] is DriverKind.LEVY else 1.0) if found is None else found[rows]

    def _at(self, asked: Asked, period: int) -> FloatArray | None:
        """Combine the drivers of a period once for all draws; what other periods came to is forgotten."""
        if period != self._period:
            self._found.clear()
            self._period = period
        if asked not in self._found:
            self._found[asked] = self._combined(asked, period)
        return self._found[asked]

    def _combined(self, asked: Asked, period: int) -> FloatArray | None:
        parts = [self._draws.values[scope][period] for scope in self._holds.those(asked)]
        if not parts:
            return None
        combine = np.sum if asked[0] is DriverKind.LEVY else np.prod
        return combine(np.stack(parts), axis=0)


class _Holds:
    """Which scopes hold for what: asked of the one who knows, with each scope as the only driver of a node."""

    def __init__(self, instance: Instance, scopes: Iterable[Scope]) -> None:
        self._scopes = tuple(scopes)
        self._numbers: dict[DriverKind, list[int]] = {}
        for number, scope in enumerate(self._scopes):
            self._numbers.setdefault(scope.driver, []).append(number)
        marked = (NodeDriver(**scope.model_dump(), value=2.0) for scope in self._scopes)
        nodes = [Node(f"s{number}", 0, BEFORE, 1.0, (driver,)) for number, driver in enumerate(marked)]
        self._values = DriverValues(instance, Tree(tuple(nodes)))
        self._known: dict[Asked, tuple[Scope, ...]] = {}

    def those(self, asked: Asked) -> tuple[Scope, ...]:
        """Return the scopes that hold."""
        if asked not in self._known:
            numbers = self._numbers.get(asked[0], ())
            self._known[asked] = tuple(self._scopes[number] for number in numbers if self._hold(asked, number))
        return self._known[asked]

    def _hold(self, asked: Asked, number: int) -> bool:
        kind, area, location, model = asked
        return self._values.multiplier(kind, number, area=area, location=location, model=model) != 1.0
