"""What is asked of a plan, and what the answer says."""

import math
from dataclasses import dataclass, field

from coeplan.core.executor import Place
from coeplan.plans.compare import Comparison, Comparisons
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Instance, Plan

from ..diagnosis.result import Diagnosis
from .contest import Contest
from .flips import Flip
from .standing import RuleEffect
from .stopped import Stopped

GAP = 0.001
"""Gap of each solve where nothing is said: decisions differ by little."""

SECONDS = 60.0
"""Time limit of each solve where nothing is said."""


@dataclass(frozen=True, slots=True)
class WhyOptions:
    """How long to look, how far, and where.

    Attributes
    ----------
    solve : SolveOptions
        How each variant is solved.
    place : Place
        Where they are solved.
    solves : int
        Solves that may be made.
    rules : int
        Rules that are left out, one at a time.
    within : float
        Largest relative change of an input.
    halvings : int
        How often the bracket of an input is halved.
    flips : bool
        Whether inputs that turn the decision are looked for.
    seconds : float
        Time for everything.
    """

    solve: SolveOptions = field(default_factory=lambda: SolveOptions(gap=GAP, time_limit=SECONDS))
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))
    solves: int = 120
    rules: int = 12
    within: float = 0.5
    halvings: int = 5
    flips: bool = True
    seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Why:
    """Why a plan does something, or does not.

    Attributes
    ----------
    instance : Instance
        The instance.
    question : str
        What was asked.
    option : str
        The option that it is about, in words.
    alternative : str
        What is held against it.
    turned : bool
        Whether the plan does already what was asked for, so that it is forced to do otherwise.
    forced : str
        What the plan is forced to do.
    in_plan : bool
        Whether the plan has the option.
    contest : Contest
        The option against the alternative.
    comparisons : Comparisons or None
        The plan and the forced plan side by side; None where there is no forced plan.
    plan : Plan or None
        The forced plan.
    forced_instance : Instance or None
        The instance that it is a plan of.
    diagnosis : Diagnosis or None
        Which rules stand against it, where no plan can be forced.
    rules : tuple of RuleEffect
        What rules have to do with it.
    rules_left : int
        Rules that were not tried.
    flips : tuple of Flip
        Inputs, and how far they have to change for the decision to turn.
    stopped : Stopped
        Why the search ended.
    solves : int
        Solves that were made.
    seconds : float
        Wall-clock time.
    """

    instance: Instance
    question: str
    option: str
    alternative: str
    turned: bool
    forced: str
    in_plan: bool
    contest: Contest
    comparisons: Comparisons | None
    plan: Plan | None
    forced_instance: Instance | None
    diagnosis: Diagnosis | None
    rules: tuple[RuleEffect, ...]
    rules_left: int
    flips: tuple[Flip, ...]
    stopped: Stopped
    solves: int
    seconds: float = field(compare=False)

    @property
    def comparison(self) -> Comparison | None:
        """How the forced plan differs from the plan, as a bridge that adds up; None where there is no forced plan."""
        return None if self.comparisons is None else self.comparisons.comparisons[0]
