"""What is asked about the worth of information and flexibility, and what the answer says."""

from dataclasses import dataclass, field
from enum import StrEnum

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Instance, Plan

from ..why.result import GAP, SECONDS
from ..why.stopped import Stopped


@dataclass(frozen=True, slots=True)
class ValueOptions:
    """How long to look, at what, and where.

    Attributes
    ----------
    solve : SolveOptions
        How each variant is solved.
    place : Place
        Where they are solved.
    solves : int
        Solves that may be made.
    wait : float
        Months in which nothing is committed where waiting is looked at.
    rigid : float
        Months in which all futures have the same decisions where adapting is looked at; the whole horizon is looked
        at as well.
    flexible : tuple of str or None
        Operating models that are done without; None: at each location those with a fee per head, without lock-in and
        without take-or-pay.
    """

    solve: SolveOptions = field(default_factory=lambda: SolveOptions(gap=GAP, time_limit=SECONDS))
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))
    solves: int = 400
    wait: float = 12.0
    rigid: float = 36.0
    flexible: tuple[str, ...] | None = None


class StepKind(StrEnum):
    """Ways to plan, from knowing everything to deciding blindly."""

    WAIT_AND_SEE = "wait_and_see"
    """Each future planned as if it were certain."""
    HERE_AND_NOW = "here_and_now"
    """The instance as it is."""
    WAITING = "waiting"
    """No site is committed, stopped or converted for a while."""
    WITHOUT_FLEXIBLE = "without_flexible"
    """Flexible operating models are not used."""
    SAME_IN_ALL = "same_in_all"
    """Decisions and teams are the same in all futures for a while."""
    MEAN_SITES = "mean_sites"
    """The commitments, stops and conversions of the mean future's plan are taken for a while."""
    MEAN_PLAN = "mean_plan"
    """All that the mean future's plan decides, teams included, is done for a while."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Where the least cost of a way to plan lies.

    Attributes
    ----------
    low : float or None
        Proved: no plan costs less. None where nothing is proved.
    high : float or None
        Cost of the best plan found. None where none was.
    infeasible : bool
        Whether it is proved that there is no plan.
    """

    low: float | None = None
    high: float | None = None
    infeasible: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One way to plan, and what it costs at least and at most, in the objective.

    Attributes
    ----------
    kind : StepKind
        Which.
    periods : int or None
        The first so many periods are concerned; None where the way does not speak of a beginning.
    bracket : Bracket
        Where its least cost lies.
    reason : str
        Why there is no number; empty where there is one.
    """

    kind: StepKind
    periods: int | None
    bracket: Bracket
    reason: str = ""


class Verdict(StrEnum):
    """What brackets prove of a difference."""

    WORTH = "worth something"
    NOTHING = "worth nothing"
    UNRESOLVED = "not resolved"
    NO_PLAN = "no plan without it"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Worth:
    """By how much one way to plan is cheaper than another.

    Attributes
    ----------
    cheaper, dearer : StepKind
        The two ways.
    periods : int or None
        Periods of the one that has a beginning.
    low, high : float or None
        Least and most, as far as bounds prove, never below 0; None where nothing is proved on that side.
    verdict : Verdict
        What that proves.
    reason : str
        Why there is no number; empty where there is one.
    """

    cheaper: StepKind
    dearer: StepKind
    periods: int | None
    low: float | None
    high: float | None
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FutureValue:
    """What one future costs where it is known, and where it is not.

    Attributes
    ----------
    leaf : str
        Node in which it ends.
    name : str
        What people call it.
    probability : float
        Its probability.
    bracket : Bracket
        Discounted total of its own best plan.
    planned : float
        Discounted total of the plan in this future.
    """

    leaf: str
    name: str
    probability: float
    bracket: Bracket
    planned: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An operating model entered at a location: by the plan, and where nothing is committed for a while.

    Attributes
    ----------
    location, operating_model : str
        What is committed, started or converted to.
    soon : float
        Probability that the plan decides it in the time of waiting.
    ever : float
        Probability that the plan ever does.
    waited : float
        Probability that the best plan found that waits ever does.
    first_period : int or None
        First period in which that plan does; None where it never does.
    """

    location: str
    operating_model: str
    soon: float
    ever: float
    waited: float
    first_period: int | None


@dataclass(frozen=True, slots=True)
class InformationValue:
    """What information and flexibility are worth in a plan.

    Attributes
    ----------
    instance : Instance
        The instance.
    value, bound : float or None
        Cost of the plan, and its proved bound.
    mean : Bracket
        Cost of the plan of the mean future, were it certain: what planning with averages promises.
    mean_plan : Plan or None
        That plan; its nodes are one path. None where none was found.
    futures : tuple of FutureValue
        All futures.
    steps : tuple of Step
        The ways to plan, from the cheapest on.
    worths : tuple of Worth
        Their differences.
    entries : tuple of Entry
        What is decided later where nothing is decided now; empty where there is no such plan.
    flexible : tuple of (str, str)
        Location and operating model of what was done without.
    notes : tuple of str
        What a careful reader should know.
    stopped : Stopped
        Why the search ended.
    solves : int
        Solves that were made.
    seconds : float
        Wall-clock time.
    """

    instance: Instance
    value: float
    bound: float | None
    mean: Bracket
    mean_plan: Plan | None
    futures: tuple[FutureValue, ...]
    steps: tuple[Step, ...]
    worths: tuple[Worth, ...]
    entries: tuple[Entry, ...]
    flexible: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    stopped: Stopped
    solves: int
    seconds: float = field(compare=False)
