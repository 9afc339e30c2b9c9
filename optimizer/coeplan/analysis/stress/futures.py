"""Draws futures: around the paths of a tree or from its processes, and with what strays and fails besides.

Every draw has random numbers of its own, from the seed and its number: the first hundred of ten thousand are the same
as those of a hundred, wherever and in whatever portions they are drawn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from coeplan.planning.calendar import Calendar
from coeplan.planning.tree import Tree, neutral, scope_values
from coeplan_models import DriverKind, Instance, Sampled, Scope
from coeplan_models.uncertainty import Outage, Spread, Uncertainty

from .drivers import Draws, FloatArray, IntArray, combine
from .processes import ProcessSource


class Source(Protocol):
    """Where futures come from."""

    def draw(self, first: int, count: int) -> Draws:
        """Return the futures with the numbers ``first`` to ``first + count - 1``."""
        ...


USUAL = Uncertainty(
    spreads=(
        Spread(driver=DriverKind.AI_PRODUCTIVITY, yearly=0.05),
        Spread(driver=DriverKind.WORKLOAD, each="area", yearly=0.05),
        Spread(driver=DriverKind.WAGES, each="country", yearly=0.03),
        Spread(driver=DriverKind.FX, each="country", yearly=0.08),
        Spread(driver=DriverKind.ATTRITION, each="location", yearly=0.15, reversion=1.0),
    ),
    outages=(Outage(per_year=0.05, months=1.0),),
)
"""What is drawn where nothing is stated: assumptions in round numbers, for a first look."""


def usual(instance: Instance) -> Uncertainty:
    """Return what is drawn where nothing is stated: of a sampled tree its processes alone, else :data:`USUAL`."""
    return Uncertainty() if isinstance(instance.scenarios, Sampled) else USUAL


def source_of(instance: Instance, tree: Tree, uncertainty: Uncertainty, seed: int) -> Source:
    """Return where futures of an instance come from: its processes, or its tree; with what strays and fails besides."""
    if isinstance(instance.scenarios, Sampled):
        return Straying(ProcessSource(instance, instance.scenarios, seed), instance, uncertainty, seed)
    return Straying(TreeSource(tree, uncertainty.smoothing, seed), instance, uncertainty, seed)


@dataclass(frozen=True)
class TreeSource:
    """Futures around the paths of a tree.

    Attributes
    ----------
    tree : Tree
        The tree, expanded.
    smoothing : float
        How far draws are from its paths, 0 to 1.
    seed : int
        Seed of all random numbers.

    Notes
    -----
    With probabilities p, paths x, their mean m, smoothing h, a path k drawn by p and independent standard normal g, a
    draw is ``m + sqrt(1 - h^2) (x_k - m) + h sum_j sqrt(p_j) g_j (x_j - m)``: means and covariances, over drivers and
    periods, are those of the tree, whatever h is (the smoothed bootstrap with shrinkage of Silverman and Young, 1987,
    with the tree's own covariance for the kernel). Multipliers that are never 0 are drawn in their logarithms, all
    else as it is and not below 0. Availability is that of the path: half an outage is none.
    """

    tree: Tree
    smoothing: float
    seed: int

    def draw(self, first: int, count: int) -> Draws:
        """Return the futures with the numbers ``first`` to ``first + count - 1``."""
        streams = [np.random.default_rng([self.seed, number]) for number in range(first, first + count)]
        chosen = np.array([self._leaf(stream.random()) for stream in streams])
        bells = np.array([stream.standard_normal(len(self.tree.leaves)) for stream in streams])
        return Draws({scope: self._smoothed(scope, each, chosen, bells) for scope, each in self.paths.items()}, count)

    @cached_property
    def _shares(self) -> FloatArray:
        shares = np.array([self.tree.nodes[leaf].probability for leaf in self.tree.leaves])
        return shares / shares.sum()

    def _leaf(self, chance: float) -> int:
        return min(int(np.searchsorted(np.cumsum(self._shares), chance, side="right")), len(self._shares) - 1)

    @cached_property
    def paths(self) -> Mapping[Scope, FloatArray]:
        """What each driver comes to along each path of the tree, shape (periods, leaves)."""
        nodes = [scope_values(node) for node in self.tree.nodes]
        scopes = dict.fromkeys(scope for node in nodes for scope in node)
        paths = [self.tree.path(leaf) for leaf in self.tree.leaves]
        return {
            scope: np.array([[nodes[node].get(scope, neutral(scope)) for node in path] for path in paths]).T
            for scope in scopes
        }

    def _smoothed(self, scope: Scope, paths: FloatArray, chosen: IntArray, bells: FloatArray) -> FloatArray:
        """Draw one driver, shape (periods, draws)."""
        if scope.driver is DriverKind.AVAILABILITY:
            return paths[:, chosen]
        logarithmic = scope.driver is not DriverKind.LEVY and bool(np.all(paths > 0))
        levels = np.log(paths) if logarithmic else paths
        mean = levels @ self._shares
        apart = levels - mean[:, None]
        width = self.smoothing
        drawn = mean[:, None] + np.sqrt(1 - width**2) * apart[:, chosen]
        drawn = drawn + width * (apart * np.sqrt(self._shares)) @ bells.T
        return np.exp(drawn) if logarithmic else np.maximum(drawn, 0.0)


@dataclass(frozen=True)
class Straying:
    """Futures in which drivers stray and places fail besides.

    Attributes
    ----------
    base : Source
        What the futures are otherwise.
    instance : Instance
        Gives periods and places.
    uncertainty : Uncertainty
        How drivers stray and places fail.
    seed : int
        Seed of all random numbers.
    """

    base: Source
    instance: Instance
    uncertainty: Uncertainty
    seed: int

    def draw(self, first: int, count: int) -> Draws:
        """Return the futures with the numbers ``first`` to ``first + count - 1``."""
        streams = [np.random.default_rng([self.seed, number, 1]) for number in range(first, first + count)]
        values = dict(self.base.draw(first, count).values)
        for spread, scope in self._spreads:
            shocks = np.array([stream.standard_normal(len(self._calendar.months)) for stream in streams])
            combine(values, scope, self._wander(spread, shocks))
        for outage, scope in self._outages:
            combine(values, scope, np.array([self._out(outage, stream) for stream in streams]).T)
        return Draws(values, count)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar.of(self.instance.horizon)

    @cached_property
    def _spreads(self) -> tuple[tuple[Spread, Scope], ...]:
        return tuple(
            (spread, scope) for spread in self.uncertainty.spreads for scope in scopes_of(spread, self.instance)
        )

    def _wander(self, spread: Spread, shocks: FloatArray) -> FloatArray:
        """Return the factor by which a driver strays in each period, shape (periods, draws); 1 in the first."""
        level, variance = np.zeros(len(shocks)), 0.0
        found = [np.ones(len(shocks))]
        for period in range(1, len(self._calendar.months)):
            years = self._calendar.middle(period) - self._calendar.middle(period - 1)
            stay, added = _step(spread, years)
            level = stay * level + np.sqrt(added) * shocks[:, period]
            variance = stay**2 * variance + added
            found.append(np.exp(level - variance / 2))
        return np.array(found)

    @cached_property
    def _outages(self) -> tuple[tuple[Outage, Scope], ...]:
        found: list[tuple[Outage, Scope]] = []
        for outage in self.uncertainty.outages:
            stated = outage.location is not None or outage.country is not None
            places = [outage.location] if stated else list(self.instance.locations)
            scopes = [Scope(driver=DriverKind.AVAILABILITY, location=each, country=outage.country) for each in places]
            found.extend((outage, scope) for scope in scopes)
        return tuple(found)

    def _out(self, outage: Outage, stream: np.random.Generator) -> FloatArray:
        """Return the share of output that is delivered in each period of one draw, shape (periods,)."""
        months = float(self._calendar.total_months)
        begins = np.sort(stream.random(stream.poisson(outage.per_year * months / 12))) * months
        lost = np.zeros(len(self._calendar.months))
        for begin, end in _merged(begins, outage.months):
            starts = np.array(self._calendar.starts, dtype=float)
            lengths = np.array(self._calendar.months, dtype=float)
            lost += np.clip(np.minimum(starts + lengths, end) - np.maximum(starts, begin), 0.0, None) / lengths
        return 1 - (1 - outage.availability) * np.minimum(lost, 1.0)


def scopes_of(spread: Spread, instance: Instance) -> tuple[Scope, ...]:
    """Return what strays by itself under a spread: one scope, or one for each area, location, country or region.

    Exchange rates are drawn for what is not in headquarters' country.
    """
    own = Scope(**{name: getattr(spread, name) for name in Scope.model_fields})
    if spread.each is None:
        return (own,)
    if spread.each == "area":
        return tuple(own.model_copy(update={"area": area}) for area in instance.areas)
    home = instance.locations[instance.headquarters].country
    places = instance.locations.items()
    abroad = [(key, each) for key, each in places if spread.driver is not DriverKind.FX or each.country != home]
    names = [key if spread.each == "location" else getattr(place, spread.each) for key, place in abroad]
    return tuple(own.model_copy(update={spread.each: name}) for name in dict.fromkeys(names) if name)


def _step(spread: Spread, years: float) -> tuple[float, float]:
    """Return which share of a deviation stays after some years, and the variance that is added."""
    if spread.reversion == 0:
        return 1.0, spread.yearly**2 * years
    stay = float(np.exp(-spread.reversion * years))
    return stay, spread.yearly**2 * (1 - stay**2) / (2 * spread.reversion)


def _merged(begins: FloatArray, months: float) -> Iterator[tuple[float, float]]:
    """Yield the times of outages from rising beginnings; those that overlap are one."""
    since: float | None = None
    until = 0.0
    for begin in map(float, begins):
        if since is not None and begin > until:
            yield since, until
            since = None
        since = begin if since is None else since
        until = begin + months
    if since is not None:
        yield since, until
