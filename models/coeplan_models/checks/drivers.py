"""Cross-checks of drivers: what they are narrowed to, and the values that some kinds may take."""

from collections.abc import Callable, Collection, Iterator, Mapping

from ..faults import Fault
from ..locations import Location
from ..sampled import Regime, Regimes, Sampled, SiteOutage
from ..scenarios import (
    DRIVER_SCOPES,
    Branch,
    Deterministic,
    Driver,
    DriverKind,
    Explicit,
    Fan,
    Future,
    NodeDriver,
    Scope,
    Stages,
)
from ..series import value_at
from .case import Case, Check, Path, listed, number, series_values, unknown_model

SCOPES = ("area", "location", "country", "region", "operating_model")
"""What a driver may be narrowed to."""

AnyScenarios = Deterministic | Fan | Stages | Sampled | Explicit


def outcomes(scenarios: AnyScenarios) -> Iterator[tuple[Path, Future | Branch | Regime]]:
    """Yield the futures of a fan, the branches of all stages, or the paths of all regimes, each with its path."""
    if isinstance(scenarios, Fan):
        for name, future in scenarios.futures.items():
            yield ("scenarios", "futures", name), future
    elif isinstance(scenarios, Stages):
        for position, stage in enumerate(scenarios.stages):
            for name, branch in stage.branches.items():
                yield ("scenarios", "stages", position, "branches", name), branch
    elif isinstance(scenarios, Sampled):
        yield from _paths(scenarios)


def _paths(scenarios: Sampled) -> Iterator[tuple[Path, Regime]]:
    for process, regimes in regimes_of(scenarios):
        for name, regime in regimes.paths.items():
            yield ("scenarios", "processes", process, "paths", name), regime


def regimes_of(scenarios: Sampled) -> Iterator[tuple[str, Regimes]]:
    """Yield the processes that are regimes, by name."""
    for name, process in scenarios.processes.items():
        if isinstance(process, Regimes):
            yield name, process


def period_drivers(scenarios: AnyScenarios) -> Iterator[tuple[Path, Driver]]:
    """Yield every driver with values by period, and its path; explicit trees have none."""
    if isinstance(scenarios, Explicit):
        return
    for position, driver in enumerate(scenarios.drivers):
        yield ("scenarios", "drivers", position), driver
    for path, outcome in outcomes(scenarios):
        for position, driver in enumerate(outcome.drivers):
            yield (*path, "drivers", position), driver


def node_drivers(scenarios: AnyScenarios) -> Iterator[tuple[Path, int, NodeDriver]]:
    """Yield every driver of an explicit tree with its path and its node's period."""
    if isinstance(scenarios, Explicit):
        for node_id, node in scenarios.nodes.items():
            for position, driver in enumerate(node.drivers):
                yield ("scenarios", "nodes", node_id, "drivers", position), node.period, driver


def process_scopes(scenarios: AnyScenarios) -> Iterator[tuple[Path, Scope]]:
    """Yield what the processes of a sampled tree move, with their paths; regimes are not among them."""
    if isinstance(scenarios, Sampled):
        for name, process in scenarios.processes.items():
            if isinstance(process, SiteOutage):
                yield ("scenarios", "processes", name), process.scope
            elif isinstance(process, Scope):
                yield ("scenarios", "processes", name), process


def all_drivers(scenarios: AnyScenarios) -> Iterator[tuple[Path, Scope]]:
    """Yield every driver with its path."""
    yield from period_drivers(scenarios)
    yield from ((path, driver) for path, _, driver in node_drivers(scenarios))
    yield from process_scopes(scenarios)


def covers(scope: Scope, location_id: str, location: Location) -> bool:
    """Whether a location matches all that the scope says of places."""
    return (
        scope.location in (None, location_id)
        and scope.country in (None, location.country)
        and scope.region in (None, location.region)
    )


def allowed_scopes(case: Case) -> Iterator[Fault]:
    """Drivers are narrowed only to what their kind can be narrowed to."""
    for path, scope in all_drivers(case.instance.scenarios):
        allowed = DRIVER_SCOPES[scope.driver]
        for field in SCOPES:
            if getattr(scope, field) is not None and field not in allowed:
                yield Fault(
                    code="scope_not_allowed",
                    path=(*path, field),
                    message=f"a driver of {scope.driver} cannot be narrowed to one {field.replace('_', ' ')}",
                    value=getattr(scope, field),
                    expected=f"only {listed([item for item in SCOPES if item in allowed])}",
                )


_KNOWN: Mapping[str, Callable[[Case], Collection[str]]] = {
    "area": lambda case: case.instance.areas,
    "location": lambda case: case.instance.locations,
    "country": lambda case: case.countries,
    "region": lambda case: case.regions,
}


def scope_names(case: Case) -> Iterator[Fault]:
    """What drivers are narrowed to exists."""
    for path, scope in all_drivers(case.instance.scenarios):
        for field, known in _KNOWN.items():
            name = getattr(scope, field)
            if name is not None and name not in known(case):
                yield case.unknown(field, (*path, field), name, known(case))
        model = scope.operating_model
        if model is not None and model not in case.instance.operating_models:
            yield unknown_model(case, (*path, "operating_model"), model)


def empty_scopes(case: Case) -> Iterator[Fault]:
    """What drivers are narrowed to occurs together: a location does lie in the country named with it."""
    pairs = {(location.country, location.region) for location in case.instance.locations.values()}
    for path, scope in all_drivers(case.instance.scenarios):
        named = [field for field in ("location", "country", "region") if getattr(scope, field) is not None]
        if any(getattr(scope, field) not in _KNOWN[field](case) for field in named) or _occurs(case, scope, pairs):
            continue
        said = listed([f"{field} {getattr(scope, field)!r}" for field in named])
        yield Fault(
            severity="warning",
            code="driver_without_effect",
            path=path,
            message=f"no location matches {said} at once, so the driver moves nothing",
            expected="scopes that hold together",
        )


def _occurs(case: Case, scope: Scope, pairs: Collection[tuple[str, str]]) -> bool:
    """Whether some location matches a scope whose names are all known; ``pairs`` are countries with regions."""
    if scope.location is not None:
        return covers(scope, scope.location, case.instance.locations[scope.location])
    return scope.country is None or scope.region is None or (scope.country, scope.region) in pairs


def home_currency(case: Case) -> Iterator[Fault]:
    """FX moves no location in headquarters' country, whose currency is the home currency."""
    for path, scope in all_drivers(case.instance.scenarios):
        if scope.driver is not DriverKind.FX or case.home is None:
            continue
        location = case.instance.locations.get(scope.location or "")
        for field, country in (("country", scope.country), ("location", location and location.country)):
            if country == case.home:
                yield Fault(
                    code="fx_of_home_currency",
                    path=(*path, field),
                    message=f"{getattr(scope, field)!r} is in headquarters' country, which has the home currency",
                    value=getattr(scope, field),
                    expected=f"a {field} abroad",
                )


def availability_values(case: Case) -> Iterator[Fault]:
    """Availability lies between 0 and 1."""
    for path, driver in period_drivers(case.instance.scenarios):
        if driver.driver is DriverKind.AVAILABILITY and (largest := max(series_values(driver.values), default=0.0)) > 1:
            yield _too_available((*path, "values"), largest)
    for path, _, driver in node_drivers(case.instance.scenarios):
        if driver.driver is DriverKind.AVAILABILITY and driver.value > 1:
            yield _too_available((*path, "value"), driver.value)


def _too_available(path: Path, value: float) -> Fault:
    return Fault(
        code="availability_above_one",
        path=path,
        message=f"a site cannot be available {number(value)} times",
        value=number(value),
        expected="a share from 0 to 1",
    )


def availability_at_the_end(case: Case) -> Iterator[Fault]:
    """With terminal months every location is available in the last period, or the outage would never end."""
    if case.instance.terminal_months == 0:
        return
    for path, driver, value in _last_values(case):
        locations = case.instance.locations.items()
        out = driver.driver is DriverKind.AVAILABILITY and value < 1
        if out and any(covers(driver, key, location) for key, location in locations):
            yield Fault(
                code="outage_at_the_end",
                path=path,
                message=f"availability is {number(value)} in the last period, and terminal_months would go on with it",
                value=number(value),
                expected="availability 1 in the last period, or terminal_months 0",
            )


def _last_values(case: Case) -> Iterator[tuple[Path, Scope, float]]:
    last = case.periods - 1
    for path, driver in period_drivers(case.instance.scenarios):
        if not isinstance(driver.values, tuple) or len(driver.values) == case.periods:
            linear = driver.interpolation == "linear"
            yield (*path, "values"), driver, value_at(driver.values, last, before=1.0, linear=linear)
    for path, period, driver in node_drivers(case.instance.scenarios):
        if period == last:
            yield (*path, "value"), driver, driver.value


CHECKS = (
    Check(allowed_scopes),
    Check(scope_names, frozenset({"locations"})),
    Check(empty_scopes, frozenset({"locations"})),
    Check(home_currency, frozenset({"locations"})),
    Check(availability_values),
    Check(availability_at_the_end, frozenset({"locations", "terminal_months"})),
)
"""Checks of this file, in the order in which they run."""
