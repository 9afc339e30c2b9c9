"""Values of the drivers at a node, for one area, location or operating model."""

from collections import defaultdict

from coeplan_models import DriverKind, Instance, NodeDriver

from .tree import Tree


class DriverValues:
    """Looks up the drivers that apply at a node.

    Parameters
    ----------
    instance : Instance
        Gives country and region of each location.
    tree : Tree
        Gives the drivers of each node.
    """

    def __init__(self, instance: Instance, tree: Tree) -> None:
        self._instance = instance
        self._by_kind: list[dict[DriverKind, list[NodeDriver]]] = []
        for node in tree.nodes:
            kinds: dict[DriverKind, list[NodeDriver]] = defaultdict(list)
            for driver in node.drivers:
                kinds[driver.driver].append(driver)
            self._by_kind.append(kinds)

    def multiplier(
        self,
        kind: DriverKind,
        node: int,
        *,
        area: str | None = None,
        location: str | None = None,
        model: str | None = None,
    ) -> float:
        """Product of all drivers of a kind that apply; 1 where there is none."""
        product = 1.0
        for driver in self._by_kind[node].get(kind, ()):
            if self._applies(driver, area, location, model):
                product *= driver.value
        return product

    def levy(self, node: int, location: str, model: str) -> float:
        """Sum of all levy rates that apply to a location under a model."""
        levies = self._by_kind[node].get(DriverKind.LEVY, ())
        return sum((driver.value for driver in levies if self._applies(driver, None, location, model)), 0.0)

    def _applies(self, driver: NodeDriver, area: str | None, location: str | None, model: str | None) -> bool:
        place = self._instance.locations[location] if location is not None else None
        return (
            driver.area in (None, area)
            and driver.location in (None, location)
            and driver.operating_model in (None, model)
            and (driver.country is None or (place is not None and driver.country == place.country))
            and (driver.region is None or (place is not None and driver.region == place.region))
        )
