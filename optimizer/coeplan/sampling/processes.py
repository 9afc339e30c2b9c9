"""Processes drawn: the value of every driver in every period of every future."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, log1p, sqrt
from statistics import NormalDist
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from coeplan.core.errors import InputError
from coeplan_models import (
    Driver,
    DriverKind,
    Expert,
    Fault,
    Geometric,
    Instance,
    Jump,
    MeanReverting,
    Process,
    Regime,
    Regimes,
    Sampled,
    Scope,
    SiteOutage,
    value_at,
)
from coeplan_models.base import LARGEST_FACTOR

from .experts import expert_values
from .noise import Array, Noise, Shape

_MONTH_TOLERANCE = 1e-9
"""Comparisons of months allow for this."""

Moved = list[tuple[Scope, Array]]
"""Drivers that a process moves, each with its values, of shape (samples, periods)."""


@dataclass(frozen=True)
class Column:
    """One driver that a process moves.

    Attributes
    ----------
    process : str
        Name of the process.
    scope : Scope
        What it moves.
    whole : bool
        Whether values between those that were drawn have no meaning: half an outage, half a levy.
    importance : float
        How much its differences count.
    """

    process: str
    scope: Scope
    whole: bool
    importance: float


@dataclass(frozen=True)
class Panel:
    """Futures that were drawn.

    Attributes
    ----------
    columns : tuple of Column
        Drivers, by process in the order of their names.
    values : array
        Multipliers (levy: rates), shape (samples, periods, columns).
    """

    columns: tuple[Column, ...]
    values: Array


def draw_panel(instance: Instance, sampled: Sampled, samples: int, series: int = 0) -> Panel:
    """Draw futures.

    Parameters
    ----------
    instance : Instance
        Gives the periods.
    sampled : Sampled
        Its scenarios.
    samples : int
        How many futures.
    series : int
        Number of an independent repetition; 0 for the tree itself.

    Raises
    ------
    InputError
        Where values leave the range that drivers have.
    """
    months = instance.horizon.period_months
    starts = tuple(float(sum(months[:period])) for period in range(len(months)))
    shape = Shape(samples, starts)
    draw = _Draw(Noise(sampled, shape, series), shape, ends_available=instance.terminal_months > 0)
    columns: list[Column] = []
    values: list[Array] = []
    for name, process in sorted(sampled.processes.items()):
        found = draw.process(name, process)
        _demand_range(name, found)
        for scope, drawn in found:
            columns.append(Column(name, scope, isinstance(process, Regimes | Jump | SiteOutage), process.importance))
            values.append(drawn)
    return Panel(tuple(columns), np.stack(values, axis=2) if values else np.zeros((samples, len(starts), 0)))


def neutral(kind: DriverKind) -> float:
    """Return the value of a driver that changes nothing."""
    return 0.0 if kind is DriverKind.LEVY else 1.0


def scope_of(driver: Scope) -> Scope:
    """Return what a driver or a process moves, without what else it says."""
    return Scope(**{name: getattr(driver, name) for name in Scope.model_fields})


def _demand_range(name: str, found: Moved) -> None:
    for scope, drawn in found:
        if drawn.min() < 0 or not drawn.max() <= LARGEST_FACTOR:
            fault = Fault(
                code="drawn_out_of_range",
                path=("scenarios", "processes", name),
                message=f"values of {scope.driver} are drawn from {drawn.min():.4g} to {drawn.max():.4g}",
                value=f"{drawn.min():.4g} to {drawn.max():.4g}",
                expected=f"values from 0 to {LARGEST_FACTOR:,.0f}: less volatility, or low and high closer together",
            )
            raise InputError([fault])


class _Draw:
    """Draws processes one by one."""

    def __init__(self, noise: Noise, shape: Shape, *, ends_available: bool) -> None:
        self._noise = noise
        self._shape = shape
        self._ends_available = ends_available
        self._periods = len(shape.starts)

    def process(self, name: str, process: Process) -> Moved:
        """Return what a process moves."""
        draw = cast("Mapping[type, Callable[[str, Any], Moved]]", self._ways)
        return draw[type(process)](name, process)

    @property
    def _ways(self) -> Mapping[type, object]:
        return {
            Regimes: self._regimes,
            Geometric: self._geometric,
            MeanReverting: self._mean_reverting,
            Jump: self._jump,
            SiteOutage: self._outage,
            Expert: self._expert,
        }

    def _regimes(self, name: str, process: Regimes) -> Moved:
        paths = list(process.paths.values())
        chosen = self._noise.choices(name, [path.probability for path in paths])
        scopes = dict.fromkeys(scope_of(driver) for path in paths for driver in path.drivers)
        courses = [(scope, np.array([self._course(path, scope) for path in paths])) for scope in scopes]
        return [(scope, course[chosen]) for scope, course in courses]

    def _course(self, path: Regime, scope: Scope) -> list[float]:
        """Return what the drivers of a path with a scope come to in each period."""
        own = [driver for driver in path.drivers if scope_of(driver) == scope]
        levy = scope.driver is DriverKind.LEVY
        course: list[float] = []
        for period in range(self._periods):
            values = [driver_value(driver, period) for driver in own]
            course.append(sum(values) if levy else float(np.prod(values)))
        return course

    def _geometric(self, name: str, process: Geometric) -> Moved:
        """Exact at the starts of the periods; the expected value grows by ``drift`` a year."""
        steps = self._shape.steps
        changes = (log1p(process.drift) - process.volatility**2 / 2) * steps
        shocks = process.volatility * np.sqrt(steps) * self._noise.normal(name)
        return [(scope_of(process), np.exp(np.cumsum(changes + shocks, axis=1)))]

    def _mean_reverting(self, name: str, process: MeanReverting) -> Moved:
        """Exact at the starts of the periods: a normal transition of the logarithm's distance from its level."""
        deviates = self._noise.normal(name)
        distance = np.full(self._shape.samples, log(process.start / process.level))
        logs = np.empty((self._shape.samples, self._periods))
        for period, step in enumerate(self._shape.steps):
            kept = exp(-process.reversion * step)
            spread = process.volatility * sqrt((1 - kept * kept) / (2 * process.reversion))
            distance = kept * distance + spread * deviates[:, period]
            logs[:, period] = distance
        return [(scope_of(process), process.level * np.exp(logs))]

    def _jump(self, name: str, process: Jump) -> Moved:
        lasts = self._lasting(name, process.rate, inf if process.months is None else process.months)
        return [(scope_of(process), np.where(lasts, process.value, neutral(process.driver)))]

    def _outage(self, name: str, process: SiteOutage) -> Moved:
        lasts = self._lasting(name, process.rate, process.months)
        if self._ends_available:
            lasts[:, -1] = False
        return [(process.scope, np.where(lasts, process.availability, 1.0))]

    def _lasting(self, name: str, rate: float, months: float) -> npt.NDArray[np.bool_]:
        """Return when events last that come at a yearly rate; one that comes in a period shows from the next on."""
        levels = self._noise.uniform(name)
        ends = np.zeros(self._shape.samples)
        lasts = np.zeros(levels.shape, dtype=np.bool_)
        for period, (start, step) in enumerate(zip(self._shape.starts, self._shape.steps, strict=True)):
            comes = (ends <= start + _MONTH_TOLERANCE) & (levels[:, period] < 1 - exp(-rate * step))
            ends[comes] = start + months
            lasts[:, period] = ends > start + _MONTH_TOLERANCE
        return lasts

    def _expert(self, name: str, process: Expert) -> Moved:
        deviates = self._noise.normal(name)[:, process.known_from]
        distribution = NormalDist()
        levels = np.array([distribution.cdf(deviate) for deviate in deviates.tolist()])
        values = np.full((self._shape.samples, self._periods), neutral(process.driver))
        values[:, process.known_from :] = expert_values(process, levels)[:, None]
        return [(scope_of(process), values)]


def driver_value(driver: Driver, period: int) -> float:
    """Return a driver's value in one period."""
    return value_at(driver.values, period, before=neutral(driver.driver), linear=driver.interpolation == "linear")
