"""Draws futures from the processes behind a sampled tree, none of which the tree was made of."""

from dataclasses import dataclass

import numpy as np

from coeplan.sampling.processes import draw_panel, driver_value, scope_of
from coeplan_models import Instance, Sampled, Scope

from .drivers import Draws, FloatArray, combine

BLOCK = 1000
"""Futures that are drawn together, whatever portions are asked for."""

BLOCKS = 1_000_000
"""More blocks than are ever drawn with one seed."""


@dataclass(frozen=True)
class ProcessSource:
    """Futures from the processes of a sampled tree.

    Attributes
    ----------
    instance : Instance
        Gives the periods.
    sampled : Sampled
        The processes; draws depend on their seed, too.
    seed : int
        Seed of the draws.
    """

    instance: Instance
    sampled: Sampled
    seed: int

    def draw(self, first: int, count: int) -> Draws:
        """Return the futures with the numbers ``first`` to ``first + count - 1``."""
        blocks = [self._block(block) for block in range(first // BLOCK, (first + count - 1) // BLOCK + 1)]
        skipped = first % BLOCK
        return Draws(
            {
                scope: np.concatenate([block[scope] for block in blocks], axis=1)[:, skipped : skipped + count]
                for scope in blocks[0]
            },
            count,
        )

    def _block(self, block: int) -> dict[Scope, FloatArray]:
        """Draw a block, shape (periods, draws) for each driver; the tree's own futures are series 0."""
        panel = draw_panel(self.instance, self.sampled, BLOCK, 1 + self.seed * BLOCKS + block)
        found: dict[Scope, FloatArray] = {}
        for column, values in zip(panel.columns, np.moveaxis(panel.values, 2, 0), strict=True):
            combine(found, column.scope, values.T)
        for driver in self.sampled.drivers:
            levels = [driver_value(driver, period) for period in range(self.instance.horizon.periods)]
            combine(found, scope_of(driver), np.repeat(np.array(levels)[:, None], BLOCK, axis=1))
        return found
