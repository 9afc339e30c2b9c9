"""By how much drivers multiply numbers on the scenario tree, without building it.

Factors are decimal logarithms throughout: a product of many drivers may be beyond any floating-point number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf, log10
from operator import attrgetter
from typing import NamedTuple

from ..sampled import Sampled
from ..scenarios import Driver, DriverKind, Explicit, Fan, NodeDriver, Stages
from ..series import value_at
from .case import Case, series_values
from .drivers import SCOPES, AnyScenarios, regimes_of

Subject = tuple[str | None, ...]
"""What a number belongs to, or what a driver is narrowed to, in the order of ``SCOPES``; ``None`` where to nothing."""

_Parts = tuple[bool, ...]
"""Which parts of a subject are there."""

_Drivers = tuple[Driver, ...] | tuple[NodeDriver, ...]

_Factors = Mapping[Subject, float]
"""Factors by what they are narrowed to; those of one subject multiply."""


class _Layer(NamedTuple):
    """Outcomes of which one holds: all futures of a fan, all branches of a stage, all nodes of a period."""

    first: int
    """First period in which their drivers hold."""

    after: int
    """First period in which they no longer do."""

    outcomes: Sequence[_Drivers]
    """Drivers of each."""


def _layers(scenarios: AnyScenarios, periods: int) -> Iterator[_Layer]:
    """Yield the layers of a tree; whatever holds in one may hold together with whatever holds in another."""
    if isinstance(scenarios, Explicit):
        nodes: dict[int, list[_Drivers]] = {}
        for node in scenarios.nodes.values():
            nodes.setdefault(node.period, []).append(node.drivers)
        yield from (_Layer(period, period + 1, outcomes) for period, outcomes in nodes.items())
        return
    yield _Layer(0, periods, [scenarios.drivers])
    if isinstance(scenarios, Fan):
        yield _Layer(0, periods, [future.drivers for future in scenarios.futures.values()])
    elif isinstance(scenarios, Stages):
        for stage in scenarios.stages:
            yield _Layer(stage.period, periods, [branch.drivers for branch in stage.branches.values()])
    elif isinstance(scenarios, Sampled):
        # Processes without stated values are looked at once they are drawn.
        for _, regimes in regimes_of(scenarios):
            yield _Layer(0, periods, [regime.drivers for regime in regimes.paths.values()])


class Moves:
    """What the drivers of some kinds do together.

    Parameters
    ----------
    case : Case
        Gives the scenarios and the number of periods.
    kinds : collection of DriverKind
        Kinds of drivers, all of which multiply.
    """

    def __init__(self, case: Case, kinds: frozenset[DriverKind]) -> None:
        self._kinds = kinds
        self._periods = case.periods
        self._layers = tuple(_layers(case.instance.scenarios, case.periods))
        self._at: dict[int, list[list[_Factors]]] = {}

    @cached_property
    def at_most(self) -> float:
        """A factor that none exceeds, at any time and for any subject; at least 1, whose logarithm is 0."""
        bounds = [max((_bound(self._largest(each)) for each in layer.outcomes), default=0.0) for layer in self._layers]
        return max(
            sum(bound for layer, bound in zip(self._layers, bounds, strict=True) if layer.first <= period < layer.after)
            for period in range(self._periods)
        )

    def largest(self, subject: Subject, period: int) -> float:
        """Return the largest factor of a subject over all nodes of a period."""
        keys = {
            tuple(part if held else None for part, held in zip(subject, narrowed, strict=True))
            for narrowed in self._narrowed
        }
        return sum(
            max(sum(factors.get(key, 0.0) for key in keys) for factors in layer) for layer in self._in_force(period)
        )

    @cached_property
    def _narrowed(self) -> set[_Parts]:
        """All ways in which drivers are narrowed."""
        outcomes = (outcome for layer in self._layers for outcome in layer.outcomes)
        return {_parts(_narrowed_to(each)) for drivers in outcomes for each in drivers if each.driver in self._kinds}

    def _in_force(self, period: int) -> list[list[_Factors]]:
        if period not in self._at:
            layers = [layer for layer in self._layers if layer.first <= period < layer.after]
            self._at[period] = [[self._factors(each, period) for each in layer.outcomes] for layer in layers]
        return self._at[period]

    def _factors(self, drivers: _Drivers, period: int) -> _Factors:
        chosen = (each for each in drivers if each.driver in self._kinds)
        return _together((_narrowed_to(each), _value(each, period, self._periods)) for each in chosen)

    def _largest(self, drivers: _Drivers) -> _Factors:
        chosen = (each for each in drivers if each.driver in self._kinds)
        return _together((_narrowed_to(each), max(_values(each), default=1.0)) for each in chosen)


def _together(stated: Iterable[tuple[Subject, float]]) -> _Factors:
    found: dict[Subject, float] = {}
    for subject, value in stated:
        found[subject] = found.get(subject, 0.0) + (log10(value) if value > 0 else -inf)
    return found


_narrowed_to = attrgetter(*SCOPES)
"""What a driver is narrowed to, as a subject."""


def _values(driver: Driver | NodeDriver) -> tuple[float, ...]:
    return (driver.value,) if isinstance(driver, NodeDriver) else series_values(driver.values)


def _value(driver: Driver | NodeDriver, period: int, periods: int) -> float:
    """Return a driver's value; 1 where a list of wrong length, a fault of its own, may state none."""
    if isinstance(driver, NodeDriver):
        return driver.value
    if isinstance(driver.values, tuple) and len(driver.values) != periods:
        return 1.0
    return value_at(driver.values, period, before=1.0, linear=driver.interpolation == "linear")


def _bound(factors: _Factors) -> float:
    """Factor that none exceeds: of those narrowed in the same way, to different things, one at most applies."""
    alike: dict[_Parts, float] = {}
    for subject, factor in factors.items():
        parts = _parts(subject)
        alike[parts] = max(alike.get(parts, 0.0), factor)
    return sum(alike.values())


def _parts(subject: Subject) -> _Parts:
    return tuple(part is not None for part in subject)
