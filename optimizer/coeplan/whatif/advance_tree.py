"""The scenario tree below the node that came true, as explicit nodes, with what was observed of its drivers."""

from collections.abc import Iterable, Iterator
from math import prod

from coeplan_models import DriverKind, Explicit, ExplicitNode, Fault, NodeDriver, Observed, ObservedDriver, Scope

from .advance_cut import Cut

SCOPE = tuple(Scope.model_fields)
"""What two drivers have in common that move the same."""


def remaining_tree(cut: Cut, observed: Observed) -> Explicit:
    """Write the tree below the new root node by node.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    observed : Observed
        Drivers that turned out otherwise.

    Returns
    -------
    Explicit
        Nodes under the names that they had; periods count from the new root, probabilities are conditional on it, and
        every driver has the value that it had, or that was observed.
    """
    shifts = {_scope(each): (each, _combined(cut.tree.nodes[cut.root].drivers, each)) for each in observed.drivers}
    nodes: dict[str, ExplicitNode] = {}
    for node in cut.below:
        written = cut.tree.nodes[node]
        is_root = node == cut.root
        drivers = list(written.drivers)
        for driver, before in shifts.values():
            drivers = _moved(drivers, driver, before, is_root=is_root)
        nodes[written.id] = ExplicitNode(
            period=written.period - cut.period,
            parent=None if is_root else cut.tree.nodes[written.parent].id,
            probability=min(1.0, cut.probability[node]),
            drivers=tuple(drivers),
        )
    return Explicit(kind="explicit", nodes=nodes)


def driver_faults(cut: Cut, observed: Observed) -> Iterator[Fault]:
    """Yield what is wrong with observed drivers: stated twice, or lasting where nothing can be moved by a factor."""
    seen: dict[tuple[object, ...], int] = {}
    for position, driver in enumerate(observed.drivers):
        path = ("drivers", position)
        first = seen.setdefault(_scope(driver), position)
        if first != position:
            yield Fault(
                code="driver_stated_twice",
                path=path,
                message=f"the driver of {driver.driver} has the scope of driver {first}",
                expected="each scope once",
            )
        before = _combined(cut.tree.nodes[cut.root].drivers, driver)
        if driver.lasting and driver.driver is not DriverKind.LEVY and before == 0:
            yield Fault(
                code="nothing_to_scale",
                path=(*path, "lasting"),
                message=f"the tree has {driver.driver} at 0 there, so that later values cannot move by the same factor",
                expected="lasting: false, and later values as edits of the advanced instance",
            )


def _scope(driver: Scope) -> tuple[object, ...]:
    return tuple(getattr(driver, name) for name in SCOPE)


def _same(drivers: Iterable[NodeDriver], scope: Scope) -> list[NodeDriver]:
    return [driver for driver in drivers if _scope(driver) == _scope(scope)]


def _combined(drivers: Iterable[NodeDriver], scope: Scope) -> float:
    """Value of all drivers of one scope together; neutral where there is none."""
    values = [driver.value for driver in _same(drivers, scope)]
    return sum(values, 0.0) if scope.driver is DriverKind.LEVY else prod(values)


def _moved(drivers: list[NodeDriver], observed: ObservedDriver, before: float, *, is_root: bool) -> list[NodeDriver]:
    """Put what was observed in the place of a node's drivers of the same scope."""
    if not is_root and not observed.lasting:
        return drivers
    own = _combined(drivers, observed)
    if is_root:
        value = observed.value
    elif observed.driver is DriverKind.LEVY:
        value = max(0.0, own + observed.value - before)
    else:
        value = own * observed.value / before
    others = [driver for driver in drivers if _scope(driver) != _scope(observed)]
    scope = {name: getattr(observed, name) for name in SCOPE}
    return [*others, NodeDriver.model_construct(**scope, value=value)]
