"""What a kind of corruption is, and the table of all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..bench import Bench
from ..pricing import add_up, price
from ..settle import put_terms, ramp_up, settle

Where = dict[str, Any]
"""Fields of a finding of the kind's first rule, which its message has to name, too; ``excess`` is a number."""


def _nothing(_: Bench) -> None:
    """Leave all else as it is."""


def _priced(bench: Bench) -> None:
    ramp_up(bench)
    price(bench)


def _staffed(bench: Bench) -> None:
    for site in bench.plan["sites"]:
        put_terms(bench, site)
    _priced(bench)


class Level(Enum):
    """How far the rest of the plan follows a change."""

    ROWS = (_nothing,)
    """Nothing follows: one thing is misstated."""

    SUMS = (add_up,)
    """Totals, key figures and value follow the amounts."""

    PRICED = (_priced,)
    """Effective heads and amounts follow the rows, and sums follow them."""

    STAFFED = (_staffed,)
    """So do the heads, bands and steps of sites."""

    SETTLED = (settle,)
    """Flows and matches follow heads and sites, and all else follows them."""

    def follow(self, bench: Bench) -> None:
        """Let the rest of the plan follow."""
        self.value[0](bench)


RUN_COST = ("amount", "discounted_amount", "leaf_total", "objective", "summary", "key_figure")
"""What shows where an amount of run cost or capital is off and all sums follow it."""

ONCE = ("amount", "discounted_amount", "leaf_total", "objective", "summary")
"""What shows where another amount is off, or one after the horizon."""

MANY = 24
"""Most findings where an amount is off: one for each leaf, sum and figure above it."""


@dataclass(frozen=True)
class Kind:
    """One kind of corruption.

    Attributes
    ----------
    name, family : str
        Name of the function, and of the module that it stands in.
    plans : tuple of str
        Good plans that it is applied to.
    level : Level
        How far the rest of the plan follows.
    rules : tuple of str
        Codes that show, the rule that is broken first.
    exact : bool
        Whether no others show.
    most : int
        Most findings.
    change : callable
        What is done to the plan; takes the bench, and the spot if there are several.
    spots : callable, optional
        Lists every spot of the plan where it can be done; absent: there is one.
    """

    name: str
    family: str
    plans: tuple[str, ...]
    level: Level
    rules: tuple[str, ...]
    exact: bool
    most: int
    change: Callable[..., Where]
    spots: Callable[[Bench], Sequence[Any]] | None = None

    def __str__(self) -> str:
        """Return family and name."""
        return f"{self.family}.{self.name}"

    @property
    def anywhere(self) -> bool:
        """Whether the kind finds its spots in any plan."""
        return self.spots is not None and len(self.plans) > 1

    def applied(self, bench: Bench, spot: Any = None) -> Where:
        """Spoil the plan on the bench and let the rest follow; return what has to be named."""
        where = self.change(bench) if self.spots is None else self.change(bench, spot)
        self.level.follow(bench)
        return where


KINDS: list[Kind] = []
"""All kinds, in the order of their modules."""

WAYS, WINDING, RULED = "ways", "winding", "ruled"
EMPTY, FREE = "empty", "free"
ALL = (WAYS, WINDING, RULED)


def kind(
    *rules: str,
    on: str | tuple[str, ...] = WAYS,
    level: Level = Level.ROWS,
    exact: bool = True,
    most: int | None = None,
    spots: Callable[[Bench], Sequence[Any]] | None = None,
) -> Callable[[Callable[..., Where]], Callable[..., Where]]:
    """Enter a function into the table."""

    def enter(change: Callable[..., Where]) -> Callable[..., Where]:
        usual = MANY if "objective" in rules else len(rules)
        entry = Kind(
            name=change.__name__,
            family=change.__module__.rsplit(".", 1)[-1],
            plans=(on,) if isinstance(on, str) else on,
            level=level,
            rules=rules,
            exact=exact,
            most=usual if most is None else most,
            change=change,
            spots=spots,
        )
        assert all(str(other) != str(entry) for other in KINDS), f"two kinds are named {entry}"
        KINDS.append(entry)
        return change

    return enter
