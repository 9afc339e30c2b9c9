"""Ways out: by how little one rule has to give so that all others can stay."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coeplan.solving.outcome import SolveOptions
from coeplan.solving.pipeline import Pipeline
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import Instance, Plan

from ..variants import Variant
from .changes import Change
from .conflicts import Found
from .elastic import least_steps
from .result import Verified
from .rules import MOST_STEPS, Dial
from .trials import Trials, Where, verdict

FIRST_SHARE = 0.02
"""The first change tried is about this share of the number; the next ones double it."""

FURTHER = 3
"""How often a change that the relaxation calls enough is enlarged where it is not."""


@dataclass(frozen=True)
class Verification:
    """What came of a solve with a way out.

    Attributes
    ----------
    verified : Verified
        What speaks for it.
    instance : Instance
        The instance with it.
    plan : Plan or None
        An audited plan; None where there was no time.
    """

    verified: Verified
    instance: Instance
    plan: Plan | None

    def variant(self, options: SolveOptions) -> Variant:
        """Return the solve of the instance, from the plan where there is one."""
        return Variant(self.instance, options, None if self.plan is None else WarmStart.of(self.plan))


class Relaxing:
    """Looks for ways out of one conflict.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    found : Found
        The conflict.
    on : frozenset of int
        Rules that are kept: all but those of other conflicts.
    """

    def __init__(self, trials: Trials, found: Found, on: frozenset[int]) -> None:
        self._trials = trials
        self._found = found
        self._on = on
        leaves = found.futures or (None,)
        self._parts = tuple(Where(leaf, whole=found.where.whole) for leaf in leaves)

    def ways(self) -> Iterator["Change"]:
        """Yield, rule by rule, the least change that the conflict's futures call enough."""
        for number in sorted(self._found.rules):
            rule = self._trials.rules[number]
            if self._enough(rule.off) is not True:
                continue
            for way in rule.ways:
                change = self._least(number, way) if isinstance(way, Dial) else Change(rule, way)
                if change is not None and self._enough(change.edits):
                    yield change
                    break
            else:
                yield Change(rule, None)

    def given_up(self) -> frozenset[int]:
        """Return rules that, given up at once, are enough, and of which none can be kept as far as is known."""
        given = self._found.rules
        for number in sorted(given):
            fewer = given - {number}
            if fewer and self._enough(tuple(edit for each in sorted(fewer) for edit in self._trials.rules[each].off)):
                given = fewer
        return given

    def _enough(self, edits: tuple[str, ...]) -> bool | None:
        """Whether edits let all rules hold together in every future that showed the conflict."""
        found: list[bool | None] = []
        for part in self._parts:
            found.append(self._trials.hold(self._on, part, edits))
            if found[-1] is False:
                return False
        return None if None in found else True

    def _least(self, number: int, dial: Dial) -> Change | None:
        """Return the least change of a number that is enough; None where none is."""
        solved = [least_steps(self._trials, self._on, part, number, dial) for part in self._parts]
        known = [each for each in solved if each is not None]
        steps = dial.short(max([1.0, *(each.steps for each in known)]))
        change = Change(self._trials.rules[number], dial, steps, least=all(each.proved for each in known))
        if len(known) == len(solved) and self._enough(change.edits):
            return change
        return self._searched(number, dial)

    def _searched(self, number: int, dial: Dial) -> Change | None:
        """Return the same by trying one number of steps after another."""
        most = min(dial.steps, MOST_STEPS)
        low, high = 0, max(1, round(FIRST_SHARE * abs(dial.value or dial.reference) / abs(dial.step)))
        least = True  # until time ends before it is known of fewer steps whether they are enough
        while not (enough := self._enough(dial.edits(dial.at(min(high, most))))):
            least = enough is False
            if high >= most:
                return None
            low, high = high, 4 * high
        high = int(min(high, most))
        while dial.short(low + 1) < dial.short(high):
            middle = (low + high) // 2
            enough = self._enough(dial.edits(dial.at(middle)))
            if enough:
                high = middle
            else:
                low, least = middle, enough is False
        return Change(self._trials.rules[number], dial, dial.short(high), least)


def verified(trials: Trials, on: frozenset[int], edits: tuple[str, ...], seconds: float) -> Verification | None:
    """Solve with rules edited, on the whole tree; None where it is proved that there is no plan.

    Raises
    ------
    AuditError
        Where the auditor refuses the plan, which is a fault of coeplan.
    """
    instance = trials.variant(on, edits)
    # A model of its own: rules that were only let go of would still be what the audit asks for.
    futures = trials.futures(instance)
    model = trials.made(instance, Where(), futures)
    result = trials.any_solution(model, seconds)
    if result is None or result.x is None:
        refused = result is not None and verdict(result) is False
        return None if refused else Verification(Verified.NO, instance, None)
    # The first solution ended the search; no cost was asked for, and none is below 0.
    stopped = replace(result, termination=Termination.INTERRUPTED, bound=0.0)
    pipeline = Pipeline(instance, SolveOptions(), warm=WarmStart(futures=futures.best))
    plan = pipeline.assemble(model, model.decisions(result.x), stopped, None)
    return Verification(Verified.PLAN, instance, plan)
