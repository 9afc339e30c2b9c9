"""The search for plans that decide otherwise: the cheapest first, then those that differ most from all before."""

from dataclasses import dataclass

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import FloatArray, MatrixChange
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.termination import MipResult, Termination
from coeplan_models import Plan

from .alternatives_batches import LEAST_SECONDS
from .alternatives_known import Known, Tell
from .alternatives_matrix import Extension, apart
from .alternatives_plans import distance
from .alternatives_records import Alternative, AlternativesOptions, NextBest, Tied

FAR_ENOUGH = 0.05
"""Relative gap at which a plan is as different as can be."""

NEXT_BEST_SHARE = 0.4
"""Share of the time of the search for the cheapest plan that decides otherwise."""

LARGEST_SHARE = 0.25
"""Share of the time left that one alternative may take where many are missing: most take far less."""

FAR_SHARE = 0.6
"""Share of an alternative's time for making it different; the rest makes it cheap."""


@dataclass(frozen=True)
class _Held:
    """A plan that others have to differ from, with its columns."""

    plan: Plan
    x: FloatArray


class Search:
    """Looks for plans that differ from all that are known.

    Parameters
    ----------
    known : Known
        The model, the margin, and where plans are kept.
    options : AlternativesOptions
        How many plans, and how different.
    cancel : CancelToken
        Stops it.
    """

    def __init__(self, known: Known, options: AlternativesOptions, cancel: CancelToken) -> None:
        self._known = known
        self._options = options
        self._cancel = cancel
        self._choices = tuple(known.wording.choices())
        self._held = [_Held(known.plan, known.base)]
        self.next_best = NextBest(Tied.UNRESOLVED, None, known.plan.bound)
        self.stopped = "limits"
        self.solves = 0

    def run(self, seconds: float, tell: Tell) -> None:
        """Look for the cheapest, then for the most different, for so many seconds."""
        ends = self._known.left - seconds
        with SolverProcess() as solver:
            tell("cheapest plan that decides otherwise")
            if self._find_cheapest(solver, NEXT_BEST_SHARE * seconds):
                share = LARGEST_SHARE
                while self._missing and self._open(ends) and self.stopped != "complete":
                    tell(f"{self._found} of at most {self._options.count} alternatives")
                    found = self._find_far(solver, (self._known.left - ends) * max(1 / self._missing, share))
                    # What a share of the time was too short for has all that is left, and then it is over.
                    if not found and share == 1.0:
                        break
                    share = LARGEST_SHARE if found else 1.0
        if self.stopped != "complete":
            self.stopped = "interrupted" if self._cancel.cancelled else self.stopped if self._missing else "count"

    @property
    def _found(self) -> int:
        return len(self._held) - 1

    @property
    def _missing(self) -> int:
        return max(0, self._options.count - self._found)

    def _open(self, ends: float) -> bool:
        return not self._cancel.cancelled and self._known.left - ends >= LEAST_SECONDS

    def adopt(self) -> None:
        """Take plans that were found for other reasons for alternatives that are missing, the most different first."""
        while self._missing:
            others = [held.plan for held in self._held[1:]]
            apart = [self._known.nearest(plan, others) for plan, _ in self._known.taken]
            if max(apart, default=0) < self._options.differ:
                return
            self._held.append(_Held(*self._known.taken[apart.index(max(apart))]))
            if not self._missing and self.stopped == "limits":
                self.stopped = "count"

    def found(self) -> tuple[Alternative, ...]:
        """Return what was found, the most different from the plan first, then the cheapest."""
        base = self._known.plan
        plans = [held.plan for held in self._held[1:]][: self._options.count]
        plans.sort(key=lambda plan: (-distance(plan, base), plan.value))
        return tuple(
            Alternative(
                name=f"a{number:02d}",
                plan=plan,
                relation=self._known.relation(plan),
                extra=plan.value - base.value,
                differs=distance(plan, base),
                apart=self._known.nearest(plan, [other for other in plans if other is not plan]),
            )
            for number, plan in enumerate(plans, start=1)
        )

    def _find_cheapest(self, solver: SolverProcess, seconds: float) -> bool:
        """Find the cheapest plan that decides otherwise in anything; return whether there is one, or may be."""
        extension, _ = self._differing(1)
        solver.load(extension.built())
        result = self._solved(solver, seconds, self._options.gap)
        if result.termination is Termination.INFEASIBLE:
            self.stopped = "complete"
            self.next_best = NextBest(Tied.UNIQUE, None, None)
            return False
        money, plan = self._known.wording.model.money, self._known.plan
        # Leaving plans out raises no bound, so that what is proved of all holds here, too.
        bound = max((each for each in (_money(result, money), plan.bound) if each is not None), default=None)
        taken = self._take(result)
        value = None if taken is None else taken.value
        tied = Tied.UNRESOLVED
        if value is not None and value <= plan.value + self._known.nearly:
            tied = Tied.TIED
        elif bound is not None and bound > plan.value + self._known.nearly:
            tied = Tied.UNIQUE
        self.next_best = NextBest(tied, value, bound if value is None or bound is None else min(bound, value))
        return True

    def _find_far(self, solver: SolverProcess, seconds: float) -> bool:
        """Find the plan that differs most from the nearest of those known; return whether there is one."""
        extension, far = self._differing(self._options.differ)
        solver.load(extension.built())
        result = self._solved(solver, FAR_SHARE * seconds, FAR_ENOUGH, self._farthest(far))
        if result.termination is Termination.INFEASIBLE:
            self.stopped = "complete"
        if result.x is None:
            return False
        held = _at_least(far, float(round(result.x[far])), float(len(self._choices)))
        cheap = self._solved(solver, (1 - FAR_SHARE) * seconds, self._options.gap, held, result.x)
        before = self._found
        self._take(cheap if cheap.x is not None else result)
        return self._found > before

    def _differing(self, least: int) -> tuple[Extension, int]:
        """Return the model of plans within the margin that differ enough, and the column that says by how much."""
        wording = self._known.wording
        extension = Extension(wording.matrix)
        far = extension.column(float(len(self._choices)), whole=True)
        extension.row({far: 1.0}, lower=least)
        terms, most = wording.limit_row(self._known.limit)
        extension.row(terms, upper=most)
        for held in self._held:
            terms, constant = apart(self._choices, held.x)
            extension.row({**terms, far: -1.0}, lower=-constant)
        return extension, far

    def _farthest(self, far: int) -> MatrixChange:
        """Return the change that asks for the largest difference instead of the least cost."""
        return objective(far + 1, {far: -1.0})

    def _solved(
        self,
        solver: SolverProcess,
        seconds: float,
        gap: float,
        change: MatrixChange | None = None,
        start: FloatArray | None = None,
    ) -> MipResult:
        self.solves += 1
        limit = max(LEAST_SECONDS, seconds)
        options = SolverOptions(gap=gap, time_limit=limit, threads=1, seed=self._options.seed)
        return solver.solve(options, start, cancel=self._cancel, fixed=change)

    def _take(self, result: MipResult) -> Plan | None:
        """Return a solution's plan; it is an alternative where it differs enough, by its own rows."""
        taken = None if result.x is None else self._known.take(result.x)
        if taken is None:
            return None
        plan, x = taken
        if self._known.nearest(plan, [held.plan for held in self._held[1:]]) >= self._options.differ:
            self._held.append(_Held(plan, x))
        return plan


def objective(columns: int, terms: dict[int, float]) -> MatrixChange:
    """Return the change that minimises a sum instead of the cost.

    Parameters
    ----------
    columns : int
        Number of all columns.
    terms : dict of int to float
        Coefficients of the sum, by column.
    """
    cost = np.zeros(columns)
    cost[list(terms)] = list(terms.values())
    return MatrixChange(cost_columns=np.arange(columns, dtype=np.int32), cost=cost, offset=0.0)


def _at_least(column: int, lower: float, upper: float) -> MatrixChange:
    return MatrixChange(columns=np.array([column], dtype=np.int32), lower=np.array([lower]), upper=np.array([upper]))


def _money(result: MipResult, money: float) -> float | None:
    return None if result.bound is None else result.bound * money
