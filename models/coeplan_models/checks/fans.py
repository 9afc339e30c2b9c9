"""Cross-check that futures, or the paths of regimes, do not differ before it is known which one holds."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from ..faults import Fault
from ..sampled import Regime, Sampled
from ..scenarios import Driver, DriverKind, Fan, Future
from .case import Case, Check, Path, number
from .drivers import SCOPES, regimes_of

EQUAL = 1e-12
"""Values of two futures agree within this."""

_MOST_TARGETS = 20_000
"""Targets compared one by one; where more would have to be, futures must agree scope by scope."""

Target = tuple[str | None, ...]
"""What a driver may move: one name for each of ``SCOPES``; of names that no driver singles out one stands for all."""

Values = tuple[float, ...]
"""Values of the periods before the futures part."""


class _Key(NamedTuple):
    kind: DriverKind
    scope: Target


def early_values(case: Case) -> Iterator[Fault]:
    """Before ``known_from`` the drivers of all futures, or of all paths of a process, give the same values."""
    scenarios = case.instance.scenarios
    if isinstance(scenarios, Fan):
        yield from _early(case, ("scenarios", "futures"), scenarios.known_from, scenarios.futures)
    elif isinstance(scenarios, Sampled):
        for name, regimes in regimes_of(scenarios):
            yield from _early(case, ("scenarios", "processes", name, "paths"), regimes.known_from, regimes.paths)


_Futures = Mapping[str, Future] | Mapping[str, Regime]


def _early(case: Case, path: Path, period: int, futures: _Futures) -> Iterator[Fault]:
    known_from = min(period, case.periods)
    lengths_hold = all(
        not isinstance(driver.values, tuple) or len(driver.values) == case.periods
        for future in futures.values()
        for driver in future.drivers
    )
    if not lengths_hold:
        return
    (first, model), *others = futures.items()
    expected = _combined(model, known_from)
    for name, future in others:
        found = _combined(future, known_from)
        if future.drivers == model.drivers or _agree(found, expected):
            continue
        difference = _difference(case, expected, found)
        if difference:
            yield Fault(
                code="futures_differ_early",
                path=(*path, name),
                message=f"differs from {first!r} before they part at period {period}: {difference}",
                expected=f"the same values as {first!r} in periods 0 to {known_from - 1}",
            )


def _combined(future: Future | Regime, periods: int) -> dict[_Key, Values]:
    """Values by kind and scope; several drivers of one scope are taken together, neutral ones left out."""
    found: dict[_Key, Values] = {}
    for driver in future.drivers:
        key = _Key(driver.driver, tuple(getattr(driver, field) for field in SCOPES))
        values = _values(driver, periods)
        found[key] = _join(key.kind, found[key], values) if key in found else values
    return {key: values for key, values in found.items() if any(value != _neutral(key.kind) for value in values)}


def _values(driver: Driver, periods: int) -> Values:
    if isinstance(driver.values, int | float):
        return (driver.values,) * periods
    if isinstance(driver.values, tuple):
        return driver.values[:periods]
    return tuple(_along(driver, driver.values, periods))


def _along(driver: Driver, series: Mapping[int, float], periods: int) -> Iterator[float]:
    """Walk a map once, where ``value_at`` would look for its keys anew in every period."""
    keys = sorted(series)
    for period in range(periods):
        position = bisect_right(keys, period)
        if position == 0:
            yield _neutral(driver.driver)
        elif position == len(keys) or driver.interpolation == "hold":
            yield series[keys[position - 1]]
        else:
            here, following = keys[position - 1], keys[position]
            weight = (period - here) / (following - here)
            yield series[here] * (1 - weight) + series[following] * weight


def _neutral(kind: DriverKind) -> float:
    return 0.0 if kind is DriverKind.LEVY else 1.0


def _join(kind: DriverKind, one: Values, other: Values) -> Values:
    adds = kind is DriverKind.LEVY
    return tuple(a + b if adds else a * b for a, b in zip(one, other, strict=True))


def _agree(one: Mapping[_Key, Values], other: Mapping[_Key, Values]) -> bool:
    return one.keys() == other.keys() and all(_first_gap(one[key], other[key]) is None for key in one)


def _first_gap(one: Values, other: Values) -> int | None:
    pairs = enumerate(zip(one, other, strict=True))
    return next((period for period, (a, b) in pairs if abs(a - b) > EQUAL), None)


def _difference(case: Case, expected: Mapping[_Key, Values], found: Mapping[_Key, Values]) -> str:
    """Say where two futures differ for something that exists; empty where it is only said in other words."""
    for kind in DriverKind:
        ours = {key.scope: values for key, values in expected.items() if key.kind is kind}
        theirs = {key.scope: values for key, values in found.items() if key.kind is kind}
        if ours == theirs:
            continue
        targets = _targets(case, [*ours, *theirs])
        if targets is None:
            return f"{kind} is narrowed in other ways"
        for target in targets:
            one, other = _moved(kind, ours, target), _moved(kind, theirs, target)
            period = _first_gap(one, other) if one and other else _gap_to_neutral(kind, one or other)
            if period is not None:
                values = [number(side[period]) if side else number(_neutral(kind)) for side in (one, other)]
                return f"{kind}{_at(target)} is {values[1]} in period {period}, not {values[0]}"
    return ""


def _gap_to_neutral(kind: DriverKind, values: Values) -> int | None:
    return _first_gap(values, (_neutral(kind),) * len(values))


def _moved(kind: DriverKind, drivers: Mapping[Target, Values], target: Target) -> Values:
    """Values of all drivers that move a target, taken together; empty where none does."""
    found: Values = ()
    for scope, values in drivers.items():
        if all(stated in (None, name) for stated, name in zip(scope, target, strict=True)):
            found = _join(kind, found, values) if found else values
    return found


def _at(target: Target) -> str:
    named = [name for name in target if name]
    return f" of {' '.join(named)}" if named else ""


def _targets(case: Case, scopes: list[Target]) -> list[Target] | None:
    """Every combination that the scopes can tell apart; ``None`` where there are too many."""
    areas, locations, countries, regions, models = (
        {scope[position] for scope in scopes} - {None} for position in range(len(SCOPES))
    )
    places = {
        (
            key if key in locations else None,
            location.country if location.country in countries else None,
            location.region if location.region in regions else None,
        )
        for key, location in case.instance.locations.items()
    }
    area_names = _told_apart(areas, case.instance.areas.keys())
    model_names = _told_apart(models, case.instance.operating_models.keys())
    if len(places) * len(area_names) * len(model_names) * len(scopes) > _MOST_TARGETS:
        return None
    in_order = sorted(places, key=str)
    return [(area, *place, model) for area, place, model in product(area_names, in_order, model_names)]


def _told_apart(named: set[str | None], known: Collection[str]) -> list[str | None]:
    rest: list[str | None] = [None] if len(named & set(known)) < len(set(known)) or not known else []
    return [*sorted(name for name in named if name is not None and name in known), *rest]


CHECKS = (Check(early_values, frozenset({"locations"})),)
"""Checks of this file."""
