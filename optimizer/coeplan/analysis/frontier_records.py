"""What is asked of a frontier, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan.whatif.apply import Edited
from coeplan_models import Instance, Plan

from .measures import Measure

SOLVES_PER_POINT = 6
"""So many solves are made for each point that is looked for, and a few more to begin with."""

FIRST_SOLVES = 10


@dataclass(frozen=True)
class FrontierOptions:
    """How a frontier is looked for.

    Attributes
    ----------
    points : int
        Most points to look for.
    steps : mapping of str to float
        Smallest difference that matters, in the measure's own unit, by the measure's name; of one that is not named,
        the smallest that can be told apart.
    solve : SolveOptions
        Gap and limits of each solve, which has one thread.
    place : Place
        Where solves run.
    """

    points: int = 12
    steps: Mapping[str, float] = field(default_factory=dict)
    solve: SolveOptions = field(default_factory=SolveOptions)
    place: Place = field(default_factory=lambda: Place.parse("in-process"))

    @property
    def most_solves(self) -> int:
        """How many solves are made at most."""
        return SOLVES_PER_POINT * self.points + FIRST_SOLVES


@dataclass(frozen=True)
class FrontierPoint:
    """A plan that no other plan found is better than in one measure without being worse in another.

    Attributes
    ----------
    name : str
        ``p01`` is the point at which the measure that is minimised is least.
    values : mapping of str to float
        Value of each measure, by its name.
    bound : float or None
        No plan that is as good in all other measures is below this in the one that is minimised, the first.
    gap : float or None
        How far the first measure may be from the bound, relative to it.
    might_beat : tuple of str
        Points with less in the first measure that a plan which is as good as this one in all others might match there:
        the bound is too low to tell.
    edited : Edited
        The instance that the plan was made for: with the levels that the measures were held to, as edits.
    plan : Plan
        The plan, audited.
    termination : str
        Why its solve stopped.
    """

    name: str
    values: Mapping[str, float]
    bound: float | None
    gap: float | None
    might_beat: tuple[str, ...]
    edited: Edited
    plan: Plan
    termination: str


@dataclass(frozen=True)
class Unexplored:
    """Where there may be points that were not found.

    Attributes
    ----------
    better_than : mapping of str to float
        Such a point is strictly better than this in each measure named.
    point : str or None
        Point that is known to be there; others have a lower value of the first measure. None where none is known.
    bound : float or None
        No plan there is below this in the first measure; None where nothing is proved.
    tried : bool
        Whether a solve found nothing there, and did not prove that there is nothing, within its limit.
    """

    better_than: Mapping[str, float]
    point: str | None
    bound: float | None
    tried: bool


@dataclass(frozen=True)
class Frontier:
    """What was found between measures.

    Attributes
    ----------
    instance : Instance
        What was asked about.
    measures : tuple of Measure
        The measures; the first one was minimised, the others held to levels.
    points : tuple of FrontierPoint
        By rising value of the first measure.
    unexplored : tuple of Unexplored
        Where there may be others, the largest first; empty where every point was found.
    stopped : str
        ``complete``, ``points`` or ``solves`` (as many as were asked for), ``limits`` (of single solves),
        ``interrupted``, or, where there is no point, why the first solve stopped.
    solves : int
        How many solves were made.
    seconds : float
        Wall-clock time.
    notes : tuple of str
        Which solves failed, and why.
    """

    instance: Instance
    measures: tuple[Measure, ...]
    points: tuple[FrontierPoint, ...]
    unexplored: tuple[Unexplored, ...]
    stopped: str
    solves: int
    seconds: float
    notes: tuple[str, ...] = ()
