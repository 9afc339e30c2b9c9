"""What is proved of a tree that is taken apart into subtrees, and what is to be proved next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coeplan.planning.tree import Tree
from coeplan_models import Instance

from .path_prices import PathPrices
from .paths import path_instance
from .subtree_tasks import BoundTask, PriceTask, Pricing, SubtreeBound
from .subtrees import Part

OWN_PRICES = 3.0
"""How many times what the mean path took a subtree is given at least, if its own relaxation is to be solved."""


class SubtreeProofs:
    """Bounds of subtrees, which together bound the whole.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    tree : Tree
        Its tree, expanded.
    parts : sequence of Part
        The subtrees.
    gap : float
        Relative gap asked for of the whole.
    counts_work : bool
        Whether seconds are units of work.
    """

    def __init__(self, instance: Instance, tree: Tree, parts: Sequence[Part], gap: float, counts_work: bool) -> None:
        self._instance = instance
        self._tree = tree
        self._parts = parts
        self._gap = gap
        self._counts_work = counts_work
        self._bounds: dict[int, SubtreeBound] = {}
        self._pricing: Pricing | None = None

    @property
    def open(self) -> list[int]:
        """Numbers of the subtrees that nobody has looked at closely, the likeliest first: most hangs on them."""
        looked_at = {number for number, bound in self._bounds.items() if not bound.quick}
        left = (number for number in range(len(self._parts)) if number not in looked_at)
        return sorted(left, key=lambda number: -self._parts[number].probability)

    @property
    def bound(self) -> float:
        """What any plan costs at least, in plan currency; a subtree of which nothing is known counts as nothing."""
        return sum(self._parts[number].probability * bound.money for number, bound in sorted(self._bounds.items()))

    @property
    def technical(self) -> dict[str, float]:
        """Most heads of a team that were looked at, by location, where no data bound them."""
        left_out: dict[str, float] = {}
        for bound in self._bounds.values():
            for place, heads in bound.technical.items():
                left_out[place] = min(left_out.get(place, heads), heads)
        return left_out

    def learn(self, result: Pricing | SubtreeBound) -> None:
        """Take in what a task has given."""
        if isinstance(result, Pricing):
            self._pricing = result
            return
        known = self._bounds.get(result.part)
        money = result.money if known is None else max(known.money, result.money)
        self._bounds[result.part] = replace(result, money=money)

    def quick_prices(self, part: int) -> PathPrices | None:
        """Return prices at which to look at a subtree quickly; None where that is done, or no price is known."""
        return None if part in self._bounds or self._pricing is None else self._pricing.prices

    def price_tasks(self, seconds: float) -> Iterator[PriceTask]:
        """Yield what is to be known of prices before subtrees are bounded."""
        if self._pricing is None and self.open:
            yield PriceTask(path_instance(self._instance, self._tree), seconds, self._counts_work)

    def bound_tasks(self, seconds: float) -> Iterator[BoundTask]:
        """Yield a task for each subtree of which nothing is proved, by what is known of prices when it is asked for.

        A subtree gets prices of its own where there is time for them, else those of the mean path.
        """
        for number in self.open:
            pricing = self._pricing
            own = pricing is None or seconds >= OWN_PRICES * pricing.spent
            yield BoundTask(
                part=number,
                instance=self._parts[number].instance,
                gap=self._gap,
                seconds=seconds,
                prices=None if own or pricing is None else pricing.prices,
                counts_work=self._counts_work,
                least_totals=self._parts[number].least_totals,
            )
