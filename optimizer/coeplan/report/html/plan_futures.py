"""The futures that an instance looks at, and what drives each."""

from collections.abc import Iterator, Sequence

from coeplan_models import Instance
from coeplan_models.scenarios import Deterministic, Driver, DriverKind, Fan, Stages
from coeplan_models.series import value_at

from ..numbers import count, probability
from .elements import Table
from .letters import sentence, spaced, words
from .plan_subject import Subject

MOST_DRIVERS = 8
"""Drivers of one future that are told."""


def futures_table(subject: Subject, instance: Instance) -> Table:
    """Return the futures, each with its probability and how its drivers go from the first period to the last."""
    head = ("Future", "Known from", "Probability", "What drives it, from the first period to the last")
    return Table("Futures", head, tuple(_rows(subject, instance)), labels=4)


def _rows(subject: Subject, instance: Instance) -> Iterator[tuple[str, ...]]:
    scenarios = instance.scenarios
    if isinstance(scenarios, Deterministic):
        yield "The one future", "the start", probability(1.0), _drivers(subject, scenarios.drivers)
        return
    if isinstance(scenarios, Fan | Stages) and scenarios.drivers:
        yield "Every future", "the start", probability(1.0), _drivers(subject, scenarios.drivers)
    if isinstance(scenarios, Fan):
        known = subject.page.read.tree.period_name(scenarios.known_from)
        for name, future in scenarios.futures.items():
            yield words(name), known, probability(future.probability), _drivers(subject, future.drivers)
    elif isinstance(scenarios, Stages):
        for stage in scenarios.stages:
            known = subject.page.read.tree.period_name(stage.period)
            for name, branch in stage.branches.items():
                yield words(name), known, probability(branch.probability), _drivers(subject, branch.drivers)
    else:
        leaves, nodes = len(subject.page.read.tree.leaves), count(len(subject.plan.nodes), "node", "nodes")
        told = f"{scenarios.kind}, {nodes} of a tree"
        yield count(leaves, "future", "futures"), "node by node", probability(1.0), told


def _drivers(subject: Subject, drivers: Sequence[Driver]) -> str:
    told = [_driver(subject, driver) for driver in drivers[:MOST_DRIVERS]]
    left = len(drivers) - len(told)
    return "; ".join([*told, *([f"and {left} more"] if left else [])]) or "nothing changes"


def _driver(subject: Subject, driver: Driver) -> str:
    neutral = 0.0 if driver.driver is DriverKind.LEVY else 1.0
    last = len(subject.periods) - 1
    linear = driver.interpolation == "linear"
    first, end = (value_at(driver.values, period, before=neutral, linear=linear) for period in (0, last))
    course = f"x {first:.3g}" if first == end else f"x {first:.3g} → {end:.3g}"
    return f"{_driver_name(driver)}{_scope(subject, driver)} {course.removeprefix('x ') if neutral == 0 else course}"


def _driver_name(driver: Driver) -> str:
    name = "AI productivity" if driver.driver is DriverKind.AI_PRODUCTIVITY else spaced(driver.driver.value)
    return "exchange rate" if driver.driver is DriverKind.FX else sentence(name)


def _scope(subject: Subject, driver: Driver) -> str:
    names = subject.names
    said = (
        "" if driver.area is None else names.area(driver.area),
        "" if driver.location is None else names.location(driver.location),
        words(driver.country or ""),
        words(driver.region or ""),
        "" if driver.operating_model is None else names.model(driver.operating_model),
    )
    told = ", ".join(part for part in said if part)
    return f" ({told})" if told else ""
