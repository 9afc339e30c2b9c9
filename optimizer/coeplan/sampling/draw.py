"""An instance with a sampled tree, and its nodes drawn."""

from collections.abc import Mapping

from coeplan_models import (
    DrawnStage,
    DrawnTree,
    Driver,
    ExplicitNode,
    Instance,
    NodeDriver,
    Sampled,
)
from coeplan_models.checks.samples import is_drawn, statement_of

from .noise import Array
from .processes import Column, draw_panel, driver_value, neutral, scope_of
from .reduction import Reduced, reduce_panel

_DIGITS = 9
"""Digits of values and probabilities that are kept: the last ones of an exponential differ between machines."""


def drawn(instance: Instance) -> Instance:
    """Return an instance whose sampled tree has its nodes; any other instance is returned as it is.

    Parameters
    ----------
    instance : Instance
        An instance whose statement has no fault. Nodes that were drawn before are kept while what they were drawn from
        is still what is stated.

    Raises
    ------
    InputError
        Where values leave the range that drivers have.
    """
    sampled = instance.scenarios
    if not isinstance(sampled, Sampled) or is_drawn(instance):
        return instance
    panel = draw_panel(instance, sampled, sampled.samples)
    months = instance.horizon.period_months
    reduced = reduce_panel(panel, months, sampled.branchings, sampled.leaves)
    tree = DrawnTree(
        statement=statement_of(instance, sampled),
        nodes=_nodes(reduced, panel.columns, sampled.drivers),
        distance=rounded(reduced.distance),
        stages=tuple(
            DrawnStage(period=period, nodes=int(of_leaf.max()) + 1, distance=rounded(distance))
            for period, of_leaf, distance in zip(reduced.first_periods, reduced.nodes, reduced.stages, strict=True)
        ),
        processes={name: rounded(distance) for name, distance in reduced.processes.items()},
    )
    return instance.model_copy(update={"scenarios": sampled.model_copy(update={"drawn": tree})})


def drawn_tree(instance: Instance) -> DrawnTree:
    """Return the tree that an instance's statement came to.

    Raises
    ------
    TypeError
        Where its scenarios are not sampled.
    ValueError
        Where its tree has not been drawn.
    """
    tree = sampled_of(instance).drawn
    if tree is None:
        raise ValueError(f"the sampled tree of {instance.name!r} has no nodes yet; coeplan.load_instance draws them")
    return tree


def sampled_of(instance: Instance) -> Sampled:
    """Return the scenarios of an instance that are known to be sampled.

    Raises
    ------
    TypeError
        Where they are not.
    """
    if not isinstance(instance.scenarios, Sampled):
        raise TypeError(f"the scenarios of {instance.name!r} are {instance.scenarios.kind}, not sampled")
    return instance.scenarios


def _nodes(reduced: Reduced, columns: tuple[Column, ...], drivers: tuple[Driver, ...]) -> Mapping[str, ExplicitNode]:
    """Write out the nodes: ``tPP``, and where there are several in a period ``tPP.K``."""
    nodes: dict[str, ExplicitNode] = {}
    before: dict[int, str] = {}
    for period in range(reduced.paths.shape[1]):
        stage = max(number for number, first in enumerate(reduced.first_periods) if first <= period)
        of_leaf = reduced.nodes[stage]
        several = int(of_leaf.max()) > 0
        named: dict[int, str] = {}
        for leaf, node in enumerate(of_leaf.tolist()):
            name = f"t{period:02d}.{node + 1}" if several else f"t{period:02d}"
            if name not in nodes:
                nodes[name] = ExplicitNode(
                    period=period,
                    parent=before.get(leaf),
                    probability=min(1.0, rounded(float(reduced.shares[of_leaf == node].sum()))),
                    drivers=node_drivers(columns, reduced.paths[leaf, period], drivers, period),
                )
            named[leaf] = name
        before = named
    return nodes


def node_drivers(
    columns: tuple[Column, ...], values: Array, drivers: tuple[Driver, ...], period: int
) -> tuple[NodeDriver, ...]:
    """Return the drivers of a node: those that hold everywhere, and the drawn ones that change anything.

    Parameters
    ----------
    columns : tuple of Column
        What was drawn.
    values : array
        Its values, shape (columns,).
    drivers : tuple of Driver
        Drivers of every node.
    period : int
        The node's period.
    """
    stated = [NodeDriver(**dict(scope_of(driver)), value=driver_value(driver, period)) for driver in drivers]
    found = [
        NodeDriver(**dict(column.scope), value=rounded(value))
        for column, value in zip(columns, values.tolist(), strict=True)
        if rounded(value) != neutral(column.scope.driver)
    ]
    return (*stated, *found)


def rounded(value: float) -> float:
    """Return a number with as many digits as are the same on every machine."""
    return float(f"{value:.{_DIGITS}g}")
