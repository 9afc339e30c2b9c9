"""The scenario tree, expanded into its nodes with what each driver says there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coeplan_models import (
    Deterministic,
    Driver,
    DriverKind,
    Explicit,
    ExplicitNode,
    Fan,
    Instance,
    Sampled,
    Scope,
    Stages,
    value_at,
)


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node of the tree."""

    id: str
    period: int
    parent: str | None
    probability: float
    drivers: tuple[tuple[Scope, float], ...]
    """What holds at this node: scope and value."""


@dataclass(frozen=True, slots=True)
class _Strand:
    """What one node of a period has in common with those that follow it until the next branching."""

    name: str
    """Branches passed, each with a dot before it."""

    came_from: str
    """The same of the parent."""

    probability: float
    drivers: tuple[Driver, ...]


def neutral(kind: DriverKind) -> float:
    """Return the value of a driver that changes nothing: rates add, all else multiplies."""
    return 0.0 if kind is DriverKind.LEVY else 1.0


def expand(instance: Instance) -> tuple[TreeNode, ...]:
    """Return every node of the instance's scenario tree, by period, parents before children."""
    scenarios = instance.scenarios
    if isinstance(scenarios, Explicit):
        return _explicit(scenarios.nodes)
    if isinstance(scenarios, Sampled):
        # What was drawn is data: the instance carries the nodes, and a plan is judged on them and not on other draws.
        if scenarios.drawn is None:
            raise ValueError("the sampled tree of the instance has no nodes; it has to be drawn when it is loaded")
        return _explicit(scenarios.drawn.nodes)
    nodes: list[TreeNode] = []
    for period, strands in enumerate(_strands(scenarios, instance.horizon.periods)):
        for strand in strands:
            nodes.append(
                TreeNode(
                    id=f"t{period:02d}{strand.name}",
                    period=period,
                    parent=f"t{period - 1:02d}{strand.came_from}" if period else None,
                    probability=strand.probability,
                    drivers=tuple((driver, _value(driver, period)) for driver in strand.drivers),
                )
            )
    return tuple(nodes)


def _explicit(nodes: Mapping[str, ExplicitNode]) -> tuple[TreeNode, ...]:
    by_period = sorted(nodes.items(), key=lambda item: item[1].period)
    return tuple(
        TreeNode(name, node.period, node.parent, node.probability, tuple((d, d.value) for d in node.drivers))
        for name, node in by_period
    )


def _value(driver: Driver, period: int) -> float:
    linear = driver.interpolation == "linear"
    return value_at(driver.values, period, before=neutral(driver.driver), linear=linear)


def _strands(scenarios: Deterministic | Fan | Stages, periods: int) -> Iterator[Sequence[_Strand]]:
    """Yield the strands of each period."""
    if isinstance(scenarios, Fan):
        yield from _fan(scenarios, periods)
    elif isinstance(scenarios, Stages):
        yield from _stages(scenarios, periods)
    else:
        for _ in range(periods):
            yield [_Strand("", "", 1.0, scenarios.drivers)]


def _fan(fan: Fan, periods: int) -> Iterator[Sequence[_Strand]]:
    # Before they part, all futures say the same, so any of them speaks for all.
    spokesman = next(iter(fan.futures.values()))
    for period in range(periods):
        if period < fan.known_from:
            yield [_Strand("", "", 1.0, fan.drivers + spokesman.drivers)]
        else:
            yield [
                _Strand(
                    f".{name}",
                    f".{name}" if period > fan.known_from else "",
                    future.probability,
                    fan.drivers + future.drivers,
                )
                for name, future in fan.futures.items()
            ]


def _stages(scenarios: Stages, periods: int) -> Iterator[Sequence[_Strand]]:
    stages = {stage.period: stage for stage in scenarios.stages}
    strands = [_Strand("", "", 1.0, scenarios.drivers)]
    for period in range(periods):
        strands = [_Strand(old.name, old.name, old.probability, old.drivers) for old in strands]
        if period in stages:
            strands = [
                _Strand(
                    f"{old.name}.{name}", old.name, old.probability * branch.probability, old.drivers + branch.drivers
                )
                for old in strands
                for name, branch in stages[period].branches.items()
            ]
        yield strands
