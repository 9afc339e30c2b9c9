"""The sizes that the engine is designed for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """One size of instance.

    Attributes
    ----------
    name : str
        Name of the size.
    locations, models, areas, periods : int
        How many of each; headquarters is one of the locations, and periods are quarters.
    stages : tuple of (int, int)
        Period of each branching, and into how many outcomes.
    tree : bool
        Whether the size has its tree unless asked otherwise.
    firm : float
        How large the firm's areas are, as a multiple of what their kind says.
    sites : int
        Most sites at once, where that is a policy.
    """

    name: str
    locations: int
    models: int
    areas: int
    periods: int
    stages: tuple[tuple[int, int], ...]
    tree: bool
    firm: float
    sites: int

    @property
    def leaves(self) -> int:
        """Leaves of the tree."""
        found = 1
        for _, outcomes in self.stages:
            found *= outcomes
        return found

    @property
    def nodes(self) -> int:
        """Nodes of the tree."""
        count, width, since = 0, 1, 0
        for period, outcomes in self.stages:
            count += width * (period - since)
            width, since = width * outcomes, period
        return count + width * (self.periods - since)


SIZES = {
    size.name: size
    for size in (
        Size("tiny", 3, 3, 3, 6, ((3, 2),), False, 0.6, 2),
        Size("small", 5, 3, 4, 12, ((4, 3),), False, 1.4, 3),
        Size("medium", 8, 3, 6, 12, ((4, 3), (8, 3)), True, 1.7, 5),
        Size("large", 15, 3, 8, 16, ((4, 3), (7, 3), (10, 3)), True, 2.2, 7),
        Size("very-large", 22, 4, 10, 20, ((4, 4), (8, 5), (11, 5)), True, 2.8, 10),
    )
}
"""Every size by its name; the trees have 9, 28, 52, 202 and 980 nodes. Tiny ones are for tests."""
