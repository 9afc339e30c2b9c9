"""The scenario tree of an experiment: the instance's, cut or drawn out to another horizon, without what it lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coeplan.planning.tree import Node, Tree
from coeplan_models import DriverKind, Explicit, ExplicitNode, Location, NodeDriver

LEFT_OUT = frozenset({DriverKind.TALENT_POOL, DriverKind.AVAILABILITY})
"""Whether people can be found, and whether the place can be reached, do not depend on how a site is run."""


@dataclass(frozen=True)
class Known:
    """What an experiment keeps of its instance.

    Attributes
    ----------
    area : str
        Its one area.
    locations : Mapping of str to Location
        Its locations.
    models : frozenset of str
        Its operating models.
    """

    area: str
    locations: Mapping[str, Location]
    models: frozenset[str]

    def has(self, driver: NodeDriver) -> bool:
        """Whether a driver speaks of something that the experiment has."""
        return (
            driver.driver not in LEFT_OUT
            and driver.area in (None, self.area)
            and any(_holds_at(driver, name, place) for name, place in self.locations.items())
            and (driver.operating_model is None or driver.operating_model in self.models)
        )


def futures(tree: Tree, periods: int, known: Known) -> Explicit:
    """Return a tree with so many periods; beyond its own last period every future goes on as it is then.

    Parameters
    ----------
    tree : Tree
        The instance's tree.
    periods : int
        Number of periods.
    known : Known
        What drivers may speak of.
    """
    nodes = {node.id: _written(node, tree, known) for node in tree.nodes if node.period < periods}
    for leaf in tree.leaves:
        if tree.nodes[leaf].period < periods:
            nodes.update(_drawn_out(tree.nodes[leaf], periods, known, frozenset(nodes)))
    return Explicit(kind="explicit", nodes=nodes)


def with_driver(tree: Explicit, driver: NodeDriver, first: int) -> Explicit:
    """Return the tree with one driver more at all nodes from a period on."""
    nodes = {
        name: node.model_copy(update={"drivers": (*node.drivers, driver)}) if node.period >= first else node
        for name, node in tree.nodes.items()
    }
    return tree.model_copy(update={"nodes": nodes})


def likeliest(tree: Tree, period: int) -> int:
    """Return the number of the most probable node of a period, the first of several."""
    nodes = [number for number, node in enumerate(tree.nodes) if node.period == period]
    return max(nodes, key=lambda number: tree.nodes[number].probability)


def _holds_at(driver: NodeDriver, name: str, place: Location) -> bool:
    return (
        driver.location in (None, name)
        and driver.country in (None, place.country)
        and driver.region in (None, place.region)
    )


def _written(node: Node, tree: Tree, known: Known) -> ExplicitNode:
    parent = tree.nodes[node.parent].id if node.parent >= 0 else None
    return _node(node.period, parent, node.probability, _kept(node.drivers, known))


def _drawn_out(leaf: Node, periods: int, known: Known, taken: frozenset[str]) -> Iterator[tuple[str, ExplicitNode]]:
    """Yield the nodes that follow a leaf, with its drivers."""
    parent, drivers = leaf.id, _kept(leaf.drivers, known)
    for period in range(leaf.period + 1, periods):
        name = _free(f"{leaf.id}-on{period}", taken)
        yield name, _node(period, parent, leaf.probability, drivers)
        parent = name


def _free(name: str, taken: frozenset[str]) -> str:
    return _free(f"{name}-", taken) if name in taken else name


def _kept(drivers: Sequence[NodeDriver], known: Known) -> tuple[NodeDriver, ...]:
    return tuple(driver for driver in drivers if known.has(driver))


def _node(period: int, parent: str | None, probability: float, drivers: tuple[NodeDriver, ...]) -> ExplicitNode:
    return ExplicitNode(period=period, parent=parent, probability=probability, drivers=drivers)
