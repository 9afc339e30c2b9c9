"""What the drivers of a node say about one thing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coeplan_models import DriverKind, Location, Scope

from .tree import TreeNode, neutral


@dataclass(frozen=True, slots=True)
class Target:
    """What a driver is asked about."""

    location: str | None = None
    area: str | None = None
    operating_model: str | None = None


class Drivers:
    """Products (for levy: sums) of all drivers that apply to a thing at a node.

    Parameters
    ----------
    nodes : iterable of TreeNode
        The tree.
    locations : mapping of str to Location
        The instance's locations, which say in which country and region each lies.
    """

    def __init__(self, nodes: Iterable[TreeNode], locations: Mapping[str, Location]) -> None:
        self._locations = locations
        self._stated: dict[tuple[str, DriverKind], list[tuple[Scope, float]]] = defaultdict(list)
        for node in nodes:
            for scope, value in node.drivers:
                if value != neutral(scope.driver):
                    self._stated[node.id, scope.driver].append((scope, value))
        self._known: dict[tuple[str, DriverKind, Target], float] = {}

    def value(self, node: str, kind: DriverKind, target: Target) -> float:
        """Return the multiplier (for levy: the rate) that holds for a target at a node."""
        stated = self._stated.get((node, kind))
        if stated is None:
            return neutral(kind)
        key = (node, kind, target)
        if key not in self._known:
            self._known[key] = self._combined(kind, stated, target)
        return self._known[key]

    def _combined(self, kind: DriverKind, stated: list[tuple[Scope, float]], target: Target) -> float:
        combined = neutral(kind)
        for scope, value in stated:
            if self._applies(scope, target):
                combined = combined + value if kind is DriverKind.LEVY else combined * value
        return combined

    def _applies(self, scope: Scope, target: Target) -> bool:
        place = self._locations[target.location] if target.location is not None else None
        asked = (
            (scope.area, target.area),
            (scope.location, target.location),
            (scope.country, place.country if place else None),
            (scope.region, place.region if place else None),
            (scope.operating_model, target.operating_model),
        )
        return all(wanted is None or wanted == given for wanted, given in asked)
