"""The scenario tree, written out node by node."""

from dataclasses import dataclass, field

from coeplan_models import Deterministic, Driver, Explicit, Fan, Instance, NodeDriver, Scenarios, Stages

from .contract import driver_value


@dataclass
class Node:
    """A node: what is known in it, and when it is.

    ``begin`` and ``months`` are in months from the horizon's start; ``leaves`` are positions among all leaves.
    """

    index: int
    name: str
    period: int
    parent: "Node | None"
    probability: float
    drivers: tuple[NodeDriver, ...]
    begin: float = 0.0
    months: int = 0
    discount: float = 1.0
    children: list["Node"] = field(default_factory=list["Node"])
    leaves: tuple[int, ...] = ()

    @property
    def middle(self) -> float:
        """Middle of the period, in years."""
        return (self.begin + self.months / 2) / 12


@dataclass
class Sketch:
    """A node before it has a place in time."""

    name: str
    period: int
    parent: "Sketch | None"
    probability: float
    drivers: tuple[NodeDriver, ...]
    in_force: tuple[Driver, ...] = ()


def scenario_tree(instance: Instance) -> list[Node]:
    """Return all nodes, parents before children, ordered by period, then as the branches are written."""
    lengths = period_lengths(instance)
    nodes: list[Node] = []
    place: dict[int, Node] = {}
    for sketch in sketches(instance.scenarios, len(lengths)):
        parent = place[id(sketch.parent)] if sketch.parent else None
        node = Node(len(nodes), sketch.name, sketch.period, parent, sketch.probability, sketch.drivers)
        node.begin = float(sum(lengths[: node.period]))
        node.months = lengths[node.period]
        node.discount = (1 + instance.discount_rate) ** -node.middle
        if parent:
            parent.children.append(node)
        nodes.append(node)
        place[id(sketch)] = node
    number_leaves(nodes)
    return nodes


def period_lengths(instance: Instance) -> list[int]:
    """Return the length of every period in months."""
    months = instance.horizon.months
    return [months] * instance.horizon.periods if isinstance(months, int) else list(months)


def number_leaves(nodes: list[Node]) -> None:
    """Give every node the positions of the leaves below it, so that those of a node's children follow each other."""
    count = 0

    def visit(node: Node) -> None:
        nonlocal count
        if not node.children:
            node.leaves = (count,)
            count += 1
            return
        for child in node.children:
            visit(child)
        node.leaves = tuple(leaf for child in node.children for leaf in child.leaves)

    visit(nodes[0])


def sketches(scenarios: Scenarios, periods: int) -> list[Sketch]:
    """Return the nodes of any form of tree, period by period."""
    if isinstance(scenarios, Explicit):
        return explicit_sketches(scenarios)
    layer = [first_sketch(scenarios)]
    done = list(layer)
    for period in range(1, periods):
        layer = [child for sketch in layer for child in followers(scenarios, sketch, period)]
        done += layer
    return done


def explicit_sketches(scenarios: Explicit) -> list[Sketch]:
    """Return the nodes as they are written, parents first."""
    known: dict[str, Sketch] = {}
    for name, node in sorted(scenarios.nodes.items(), key=lambda item: item[1].period):
        parent = known[node.parent] if node.parent is not None else None
        known[name] = Sketch(name, node.period, parent, node.probability, node.drivers)
    return list(known.values())


def valued(drivers: tuple[Driver, ...], period: int) -> tuple[NodeDriver, ...]:
    """Return the values of drivers in a period."""
    return tuple(driver_value(driver, period) for driver in drivers)


def first_sketch(scenarios: Deterministic | Fan | Stages) -> Sketch:
    """Return the root. In a fan all futures agree there, so that the first one speaks for all."""
    drivers = scenarios.drivers
    if isinstance(scenarios, Fan):
        drivers += next(iter(scenarios.futures.values())).drivers
    return Sketch("t00", 0, None, 1.0, valued(drivers, 0), drivers)


def followers(scenarios: Deterministic | Fan | Stages, sketch: Sketch, period: int) -> list[Sketch]:
    """Return the nodes that follow a node: one, or one for each branch that parts there."""
    label = sketch.name.partition(".")[2]

    def follow(added: str, share: float, drivers: tuple[Driver, ...]) -> Sketch:
        name = ".".join(part for part in (f"t{period:02d}", label, added) if part)
        return Sketch(name, period, sketch, sketch.probability * share, valued(drivers, period), drivers)

    if isinstance(scenarios, Fan) and period == scenarios.known_from:
        return [follow(n, f.probability, scenarios.drivers + f.drivers) for n, f in scenarios.futures.items()]
    if isinstance(scenarios, Stages):
        for stage in scenarios.stages:
            if stage.period == period:
                return [follow(n, b.probability, sketch.in_force + b.drivers) for n, b in stage.branches.items()]
    return [follow("", 1.0, sketch.in_force)]
