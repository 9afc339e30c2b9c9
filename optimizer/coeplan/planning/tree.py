"""The scenario tree, expanded from any way to write it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coeplan_models import (
    Branch,
    Deterministic,
    Driver,
    DriverKind,
    Explicit,
    ExplicitNode,
    Fan,
    Future,
    NodeDriver,
    Sampled,
    Scenarios,
    Scope,
    Stages,
    value_at,
)

ROOT = 0
BEFORE = -1
"""Stands for the state before the root: the footprint."""


@dataclass(frozen=True)
class Node:
    """One node: its place in the tree, and the drivers that apply to it."""

    id: str
    period: int
    parent: int
    probability: float
    drivers: tuple[NodeDriver, ...]


@dataclass(frozen=True)
class Tree:
    """A scenario tree; nodes are numbered from 0, parents before children, in order of period."""

    nodes: tuple[Node, ...]

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def period(self) -> tuple[int, ...]:
        """Period of each node, shape (nodes,)."""
        return tuple(node.period for node in self.nodes)

    @cached_property
    def parent(self) -> tuple[int, ...]:
        """Parent of each node, shape (nodes,); ``BEFORE`` for the root."""
        return tuple(node.parent for node in self.nodes)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Children of each node."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for number, node in enumerate(self.nodes):
            if node.parent != BEFORE:
                found[node.parent].append(number)
        return tuple(tuple(those) for those in found)

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Nodes without children."""
        return tuple(number for number, those in enumerate(self.children) if not those)

    @cached_property
    def paths(self) -> tuple[tuple[int, ...], ...]:
        """Nodes from the root to each node, itself included."""
        found: list[tuple[int, ...]] = []
        for number, node in enumerate(self.nodes):
            found.append((number,) if node.parent == BEFORE else (*found[node.parent], number))
        return tuple(found)

    def path(self, node: int) -> tuple[int, ...]:
        """Nodes from the root to ``node``, itself included."""
        return self.paths[node]

    def ancestors(self, node: int) -> tuple[int, ...]:
        """Nodes from the root to the parent of ``node``."""
        return self.paths[node][:-1]


def scope_values(node: Node) -> dict[Scope, float]:
    """Return what a node's drivers come to, by scope: levies add up, all else is multiplied."""
    values: dict[Scope, float] = {}
    for driver in node.drivers:
        scope = Scope(**{name: getattr(driver, name) for name in Scope.model_fields})
        before = values.get(scope, neutral(scope))
        values[scope] = before + driver.value if scope.driver is DriverKind.LEVY else before * driver.value
    return values


def neutral(scope: Scope) -> float:
    """Return the value of a driver that changes nothing."""
    return 0.0 if scope.driver is DriverKind.LEVY else 1.0


def expand(scenarios: Scenarios, periods: int) -> Tree:
    """Expand a scenario tree.

    Parameters
    ----------
    scenarios : Scenarios
        Any way to write a tree.
    periods : int
        Number of periods of the horizon.

    Returns
    -------
    Tree
        Nodes named ``tPP`` and, after branchings, ``tPP.name``; explicit nodes keep their names.

    Raises
    ------
    ValueError
        Where a sampled tree has not been drawn, which loading an instance does.
    """
    if isinstance(scenarios, Explicit):
        return _explicit(scenarios.nodes)
    if isinstance(scenarios, Sampled):
        return _explicit(_drawn(scenarios))
    return Tree(tuple(_grow(scenarios, periods)))


@dataclass(frozen=True)
class _Outcome:
    """One way in which a branching may turn out."""

    name: str
    probability: float
    drivers: tuple[Driver, ...]


def _branchings(scenarios: Deterministic | Fan | Stages) -> Mapping[int, Sequence[_Outcome]]:
    """Return what may become known at which period."""
    if isinstance(scenarios, Deterministic):
        return {}
    if isinstance(scenarios, Fan):
        return {scenarios.known_from: _outcomes(scenarios.futures)}
    return {stage.period: _outcomes(stage.branches) for stage in scenarios.stages}


def _outcomes(named: Mapping[str, Future] | Mapping[str, Branch]) -> list[_Outcome]:
    return [_Outcome(name, each.probability, each.drivers) for name, each in named.items()]


def _before_parting(scenarios: Deterministic | Fan | Stages) -> tuple[Driver, ...]:
    """Drivers of the nodes that have passed no branching: until futures part all give the same, so the first serves."""
    return next(iter(scenarios.futures.values())).drivers if isinstance(scenarios, Fan) else ()


def _grow(scenarios: Deterministic | Fan | Stages, periods: int) -> Iterator[Node]:
    """Yield the nodes period by period; ``front`` holds the outcomes that each last node has passed."""
    branchings, shared = _branchings(scenarios), _before_parting(scenarios)
    front: list[tuple[int, float, tuple[_Outcome, ...]]] = [(BEFORE, 1.0, ())]
    count = 0
    for period in range(periods):
        grown: list[tuple[int, float, tuple[_Outcome, ...]]] = []
        for parent, probability, passed in front:
            for outcome in branchings.get(period, (None,)):
                now = passed if outcome is None else (*passed, outcome)
                weight = probability if outcome is None else probability * outcome.probability
                own = [driver for each in now for driver in each.drivers] if now else shared
                drivers = tuple(_at(driver, period) for driver in (*scenarios.drivers, *own))
                yield Node(_name(period, now), period, parent, weight, drivers)
                grown.append((count, weight, now))
                count += 1
        front = grown


def _name(period: int, passed: Sequence[_Outcome]) -> str:
    return ".".join((f"t{period:02d}", *(outcome.name for outcome in passed)))


def _at(driver: Driver, period: int) -> NodeDriver:
    """Return a driver's value in one period."""
    value = value_at(driver.values, period, before=neutral(driver), linear=driver.interpolation == "linear")
    scope = {name: getattr(driver, name) for name in Scope.model_fields}
    return NodeDriver.model_construct(**scope, value=value)


def _drawn(scenarios: Sampled) -> Mapping[str, ExplicitNode]:
    if scenarios.drawn is None:
        raise ValueError("the sampled tree has no nodes yet; coeplan.load_instance draws them")
    return scenarios.drawn.nodes


def _explicit(stated: Mapping[str, ExplicitNode]) -> Tree:
    """Number explicit nodes by period, in the order in which they are written."""
    order = sorted(stated, key=lambda name: stated[name].period)
    number = {name: position for position, name in enumerate(order)}
    nodes: list[Node] = []
    for name in order:
        written = stated[name]
        parent = BEFORE if written.parent is None else number[written.parent]
        nodes.append(Node(name, written.period, parent, written.probability, written.drivers))
    return Tree(tuple(nodes))
