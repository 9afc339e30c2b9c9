"""Futures drawn for themselves, apart from those that a tree was made of: to judge what was decided on the tree."""

from dataclasses import dataclass

from coeplan_models import Explicit, ExplicitNode, Instance

from .draw import drawn, drawn_tree, node_drivers, sampled_of
from .processes import Panel, draw_panel


@dataclass(frozen=True)
class Futures:
    """Independent futures of an instance with a sampled tree.

    Until the tree's first branching they are as the tree is, so that what is decided there can be carried over: nothing
    is known yet that tells futures apart.

    Attributes
    ----------
    instance : Instance
        The instance, its tree drawn.
    panel : Panel
        What was drawn.
    """

    instance: Instance
    panel: Panel

    @property
    def shared(self) -> int:
        """Periods before the first branching."""
        return sampled_of(self.instance).branchings[0]

    def batches(self, size: int) -> list["Futures"]:
        """Return as many batches of a size as there are futures for, in order; what is left over is left out."""
        values = self.panel.values
        starts = range(0, len(values) - size + 1, size)
        return [Futures(self.instance, Panel(self.panel.columns, values[start : start + size])) for start in starts]

    def fan(self) -> Instance:
        """Return the instance on all futures, each as likely as any, told apart from the first branching on."""
        count = len(self.panel.values)
        nodes = self.early
        for number in range(count):
            nodes |= self._late(number, f".{number + 1}" if count > 1 else "", 1 / count)
        return self._on(nodes)

    def alone(self, number: int) -> Instance:
        """Return the instance on one of the futures."""
        return self._on(self.early | self._late(number, "", 1.0))

    def _on(self, nodes: dict[str, ExplicitNode]) -> Instance:
        return self.instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes)})

    @property
    def early(self) -> dict[str, ExplicitNode]:
        """Nodes before the first branching, which are those of the tree."""
        nodes = drawn_tree(self.instance).nodes
        return {name: node for name, node in nodes.items() if node.period < self.shared}

    def _late(self, number: int, ending: str, probability: float) -> dict[str, ExplicitNode]:
        drivers = sampled_of(self.instance).drivers
        nodes: dict[str, ExplicitNode] = {}
        for period in range(self.shared, self.panel.values.shape[1]):
            before = f"t{period - 1:02d}{'' if period == self.shared else ending}"
            values = self.panel.values[number, period]
            nodes[f"t{period:02d}{ending}"] = ExplicitNode(
                period=period,
                parent=before,
                probability=probability,
                drivers=node_drivers(self.panel.columns, values, drivers, period),
            )
        return nodes


_SERIES = 1
"""Which repetition of the draws futures are; the tree's own draws are the one with number 0."""


def draw_futures(instance: Instance, number: int) -> Futures:
    """Draw futures that are independent of the tree's and of each other; fewer are the first ones of more.

    Parameters
    ----------
    instance : Instance
        An instance with a sampled tree.
    number : int
        How many.

    Raises
    ------
    InputError
        Where values leave the range that drivers have.
    """
    ready = drawn(instance)
    return Futures(ready, draw_panel(ready, sampled_of(ready), number, _SERIES))
