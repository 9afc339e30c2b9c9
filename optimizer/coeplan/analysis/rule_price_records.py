"""What the rules of an instance cost in a plan."""

import math
from dataclasses import dataclass, field

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Instance
from coeplan_models import Place as FilePlace

from .why.result import GAP, SECONDS
from .why.stopped import Stopped


@dataclass(frozen=True, slots=True)
class PriceOptions:
    """How long to look, and where.

    Attributes
    ----------
    solve : SolveOptions
        How each variant is solved.
    place : Place
        Where they are solved.
    solves : int
        Solves that may be made.
    seconds : float
        Time for everything.
    """

    solve: SolveOptions = field(default_factory=lambda: SolveOptions(gap=GAP, time_limit=SECONDS))
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))
    solves: int = 120
    seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Price:
    """What one change of a rule moves, from a solve of the instance with the change.

    Attributes
    ----------
    edits : tuple of str
        The change, as edits.
    low, high : float or None
        Least and most that the best plan's cost differs by, as far as bounds prove, never below 0: a saving where
        the rule is looser, a cost where it is tighter. None where nothing is proved on that side.
    value, bound : float or None
        Cost of the best plan found with the change, and the proved least cost.
    infeasible : bool
        Whether it is proved that with the change there is no plan.
    step : float or None
        How many units were changed; None where the rule was switched off.
    """

    edits: tuple[str, ...]
    low: float | None
    high: float | None
    value: float | None
    bound: float | None
    infeasible: bool
    step: float | None = None

    @property
    def per_unit(self) -> tuple[float | None, float | None]:
        """Least and most per unit; per unit of the rule itself."""
        step = self.step or 1.0
        return (None if self.low is None else self.low / step, None if self.high is None else self.high / step)


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs in a plan.

    Attributes
    ----------
    says : str
        What the rule asks.
    path : str
        Where it is set in the instance.
    place : FilePlace or None
        Line that sets it; None where it came from no file.
    unit : str
        Unit of its number; empty where it has none.
    number : float or None
        Its number; None where it has none.
    off : Price or None
        What the plan would cost less without the rule; None where that was not solved.
    looser, tighter : Price or None
        What it would cost less, or more, with the number one step looser or tighter; None where that was not solved.
    verdict : str
        ``costs``, ``free``, ``not resolved`` or ``not looked at``.
    guess : float or None
        Sum of the duals of its rows in the linear relaxation, in plan currency per unit of the rows: what the rules
        were ordered by. No price. None where the rule is no rows.
    """

    says: str
    path: str
    place: FilePlace | None
    unit: str
    number: float | None
    off: Price | None
    looser: Price | None
    tighter: Price | None
    verdict: str
    guess: float | None


@dataclass(frozen=True, slots=True)
class RulePrices:
    """What the rules of an instance cost in a plan.

    Attributes
    ----------
    instance : Instance
        The instance.
    value, bound : float or None
        Cost of the plan, and its proved bound.
    prices : tuple of RulePrice
        All rules, the dearest first.
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
    prices: tuple[RulePrice, ...]
    stopped: Stopped
    solves: int
    seconds: float = field(compare=False)
