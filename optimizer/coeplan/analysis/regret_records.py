"""What a regret table says: rows are plans and ways to plan, columns are futures."""

from dataclasses import dataclass, field
from enum import StrEnum

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Edit, Instance, Plan
from coeplan_models import Place as FilePlace

from .why.stopped import Stopped

GAP = 0.001
"""Gap of each solve where nothing is said: regrets are differences of costs that differ by little."""

SECONDS = 60.0
"""Time limit of each solve where nothing is said."""


class RowKind(StrEnum):
    """What a row stands for."""

    PLAN = "plan"
    """A plan: its commitments are kept while several futures are possible, then each future is planned anew."""
    DECIDED = "as decided"
    """The same plan, at what it says itself that each future costs."""
    BEST = "best of a future"
    """The best plan of one future, kept like a plan in every other."""
    ARCHETYPE = "archetype"
    """What a file of edits fixes; all else is planned for each future."""


@dataclass(frozen=True, slots=True)
class Archetype:
    """A way to plan, as edits.

    Attributes
    ----------
    name, title : str
        Its name, and what it is in words.
    edits : tuple of Edit
        What it fixes.
    places : tuple of FilePlace or None
        Where each edit stands.
    """

    name: str
    title: str
    edits: tuple[Edit, ...]
    places: tuple[FilePlace | None, ...] = ()


@dataclass(frozen=True, slots=True)
class RegretOptions:
    """How long to look, and where.

    Attributes
    ----------
    solve : SolveOptions
        How each variant is solved.
    place : Place
        Where they are solved.
    solves : int
        Solves that may be made.
    futures : int
        Most futures of the tree that are columns; the likeliest are taken.
    best : bool
        Whether the best plan of each future is a row.
    known_from : int or None
        Period at which it shows that an added future has come; None where the tree's futures part.
    """

    solve: SolveOptions = field(default_factory=lambda: SolveOptions(gap=GAP, time_limit=SECONDS))
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))
    solves: int = 400
    futures: int = 9
    best: bool = True
    known_from: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What is proved of a number.

    Attributes
    ----------
    low, high : float or None
        It is at least and at most this; None where nothing is proved on that side.
    """

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Future:
    """A column: one path of the tree.

    Attributes
    ----------
    name : str
        Name of the future.
    nodes : tuple of str
        The nodes of its path, one a period.
    probability : float or None
        Probability; None for an added future, which has none.
    kept : int
        So many first periods are the same in several futures.
    instance : Instance
        The instance in this future alone.
    edits : tuple of str
        What is different in an added future.
    """

    name: str
    nodes: tuple[str, ...]
    probability: float | None
    kept: int
    instance: Instance
    edits: tuple[str, ...] = ()

    @property
    def is_added(self) -> bool:
        """Whether it is none of the tree's."""
        return self.probability is None


@dataclass(frozen=True, slots=True)
class Cell:
    """A row in a future.

    Attributes
    ----------
    value : float or None
        Cost of the best plan found, discounted, in plan currency; None where none was.
    bound : float or None
        Proved least cost; None where nothing is proved.
    regret : Span
        Cost less that of the future's own best plan.
    infeasible : bool
        Whether it is proved that there is no plan.
    says : str
        Why there is no number; empty where there is one.
    """

    value: float | None
    bound: float | None
    regret: Span
    infeasible: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class RegretRow:
    """A row: a plan or a way to plan in every future.

    Attributes
    ----------
    name, title : str
        Its name, and what it is in words.
    kind : RowKind
        What it stands for.
    cells : tuple of Cell
        One for each future.
    worst : Span
        Its largest regret; without upper end where there is no plan in some future, or none was found.
    expected : Span
        Its expected regret over the futures of the tree, as far as they are columns.
    fails : bool
        Whether it is proved that it has no plan in a future in which there is one.
    edits : tuple of str
        The edits of an archetype.
    """

    name: str
    title: str
    kind: RowKind
    cells: tuple[Cell, ...]
    worst: Span
    expected: Span
    fails: bool
    edits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which row is least by some measure.

    Attributes
    ----------
    rows : tuple of str
        Names of all rows that may be it, as far as is proved; one where it is resolved.
    tied : bool
        Whether these are several, and proved to be the same by that measure.
    """

    rows: tuple[str, ...]
    tied: bool = False

    @property
    def resolved(self) -> bool:
        """Whether one row is proved to be it."""
        return len(self.rows) == 1


@dataclass(frozen=True)
class RegretTable:
    """Plans and ways to plan against futures.

    Attributes
    ----------
    instance : Instance
        The instance.
    plan : Plan or None
        The engine's plan, solved on the way; None where plans were given, or none was found.
    futures : tuple of Future
        The columns.
    best : tuple of Span
        Cost of each future's own best plan: proved least, and best found.
    rows : tuple of RegretRow
        The rows.
    least_worst, least_expected : Verdict
        Which row has the smallest largest regret, and which the smallest expected regret.
    probability : float
        Probability of all futures that are columns.
    left_out : tuple of str
        Archetypes that do not fit the instance, each with the reason.
    stopped : Stopped
        Why the search ended.
    solves : int
        Solves that were made.
    seconds : float
        Wall-clock time.
    """

    instance: Instance
    plan: Plan | None
    futures: tuple[Future, ...]
    best: tuple[Span, ...]
    rows: tuple[RegretRow, ...]
    least_worst: Verdict
    least_expected: Verdict
    probability: float
    left_out: tuple[str, ...]
    stopped: Stopped
    solves: int
    seconds: float
