"""Readable names of nodes, places and variables, in place of the formulation's numbers."""

from collections.abc import Callable, Iterable
from typing import Any

from coeplan.formulation.algebra import Algebra
from coeplan.planning.tree import BEFORE

FAMILIES: dict[str, str] = {
    "team": "node place area",
    "effective": "node place area",
    "forgiven": "node place area",
    "heads": "node site area",
    "hires": "node site area",
    "releases": "node site area",
    "moved": "node arc area",
    "idle": "node place area",
    "unmet": "node area",
    "matched": "node area area place place",
    "seats": "node place",
    "bought": "node place",
    "band_heads": "node site plain",
    "band_surplus": "node site plain",
    "shortfall": "node site plain",
    "largest": "plain node area",
    "tail": "plain node",
    "spent": "node",
    "quantile": "plain",
    "peak": "plain",
    "placed": "node place area",
    "operate": "node site",
    "start": "node site",
    "stop": "node site",
    "convert": "node arc",
    "commit": "node site",
    "cancel": "node site plain",
    "early_exit": "node node site",
    "growing": "node arc area",
    "built_up": "node site",
    "step": "node site plain",
    "band": "node site plain",
    "vendor_used": "node plain",
    "model_used": "node plain",
    "breach": "plain node plain",
}
"""What the index of each family of variables is made of, in the order in which terms of a row are written."""


class Names:
    """Names of everything in one model.

    Parameters
    ----------
    m : Algebra
        The model.
    """

    def __init__(self, m: Algebra) -> None:
        self._m = m
        self._read: dict[str, Callable[[Any], str]] = {
            "node": self._node,
            "place": lambda place: m.numbers.location_ids[place],
            "area": lambda area: m.numbers.area_ids[area],
            "site": self._site,
            "arc": self._arc,
            "plain": str,
        }
        self._variables: dict[int, str] = {id(m.model.impossible): "impossible"}
        self._order: dict[int, tuple[int, int]] = {id(m.model.impossible): (len(FAMILIES), 0)}
        for place, (family, kinds) in enumerate(FAMILIES.items()):
            for order, key in enumerate(sorted(m.columns[family], key=str)):
                column = m.columns[family][key]
                self._variables[id(column)] = self.indexed(family, kinds.split(), key)
                self._order[id(column)] = (place, order)

    def indexed(self, name: str, kinds: Iterable[str], key: Iterable[Any]) -> str:
        """Return a name with its index, each part as what it is a number of."""
        return f"{name}[{', '.join(self._read[kind](part) for kind, part in zip(kinds, key, strict=True))}]"

    def variable(self, column: Any) -> str:
        """Return the name of a variable."""
        return self._variables[id(column)]

    def order(self, column: Any) -> tuple[int, int]:
        """Return where a variable stands among the terms of a row."""
        return self._order[id(column)]

    def _node(self, node: int) -> str:
        return "before" if node == BEFORE else self._m.numbers.tree.nodes[node].id

    def _site(self, site: int) -> str:
        each = self._m.numbers.arrangements[site]
        return f"{self._m.numbers.location_ids[each.location]}/{each.model}"

    def _arc(self, arc: int) -> str:
        each = self._m.numbers.arcs[arc]
        return f"{self._site(each.source)}>{self._m.numbers.arrangements[each.target].model}"
