"""What is held in the course of a solve, and what of the solver's word is believed.

Every solution is checked against the matrix here, and its objective computed here.
A bound cannot be checked, but it can be caught out: no true lower bound lies above
the objective of a feasible solution.
"""

import math
from dataclasses import dataclass

import numpy as np

from coeplan.core.progress import relative_gap
from coeplan.formulation.matrix import FEASIBILITY_TOLERANCE, FloatArray, MatrixModel

# Feasibility tolerances times large duals make honest bounds and objectives differ by this share.
TRUST_TOLERANCE = 1e-5

# The default of HiGHS, which also stops at an absolute gap, where a share of the value says nothing.
ABSOLUTE_GAP = 1e-6

_MOST_NOTES = 50


@dataclass(slots=True)
class _RunBound:
    """Best bound that one run of the solver claimed; ``exposed`` once it was proved false."""

    value: float | None = None
    exposed: bool = False


def leeway(value: float) -> float:
    """How far an honest bound or objective may be from ``value``, in the units of both."""
    return TRUST_TOLERANCE * max(1.0, abs(value))


class Ledger:
    """Best solution, best bound and remarks of one solve.

    Parameters
    ----------
    model
        What is being solved, with all changes made.
    """

    def __init__(self, model: MatrixModel) -> None:
        self._model = model
        self._runs = [_RunBound()]
        self._notes: list[str] = []
        self.x: FloatArray | None = None
        self.objective: float | None = None
        self.rejected = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks, in the order they were made."""
        return tuple(self._notes)

    @property
    def bound(self) -> float | None:
        """Best bound that has not been proved false, and never above the solution held."""
        believed = [run.value for run in self._runs if run.value is not None and not run.exposed]
        if not believed:
            return None
        best = max(believed)
        return best if self.objective is None else min(best, self.objective)

    @property
    def gap(self) -> float | None:
        """Relative gap between what is held and what is proved."""
        return relative_gap(self.objective, self.bound)

    def note(self, text: str) -> None:
        """Add a remark, once; the number of remarks is limited, lest a mad solver fill memory."""
        if text not in self._notes and len(self._notes) < _MOST_NOTES:
            self._notes.append(text)

    def begin_run(self) -> None:
        """From here on bounds come from another run of the solver."""
        self._runs.append(_RunBound())

    def closed(self, gap: float, absolute: float = ABSOLUTE_GAP) -> bool:
        """Whether the solution held is within ``gap`` (a share) or ``absolute`` of the bound believed."""
        bound = self.bound
        if self.objective is None or bound is None:
            return False
        # The solver compares its own objective, before polishing; do not argue about the last digits.
        allowed = max(gap * abs(self.objective), absolute) + leeway(self.objective)
        return self.objective - bound <= allowed

    def take_bound(self, value: float | None) -> None:
        """Hear a bound; only a better one than the same run gave before counts."""
        run = self._runs[-1]
        if value is None or not math.isfinite(value) or (run.value is not None and value <= run.value):
            return
        run.value = value
        self._catch_false_bounds()

    def take_solution(self, x: FloatArray, claimed: float | None = None) -> bool:
        """Check a solution and keep it if it is better than what is held.

        Parameters
        ----------
        x
            The solution.
        claimed
            Its objective as the solver gave it; None where nothing was claimed.

        Returns
        -------
        bool
            Whether it is the best now.
        """
        wrong = self._model.violation(x)
        if wrong is not None:
            self.rejected += 1
            self.note(f"a solution of the solver was refused: {wrong}")
            return False
        honest = self._model.objective_of(x)
        if claimed is not None and not abs(claimed - honest) <= leeway(honest):
            self.note(f"the solver gave {claimed:.10g} as the objective of a solution that has {honest:.10g}")
        x = self._polished(x)
        objective = self._model.objective_of(x)
        if self.objective is not None and objective >= self.objective:
            return False
        x.flags.writeable = False
        self.x, self.objective = x, objective
        self._catch_false_bounds()
        return True

    def _polished(self, x: FloatArray) -> FloatArray:
        """``x`` with whole columns exactly whole and no bound overstepped, if that is feasible too."""
        model = self._model
        # Adding 0.0 turns -0.0, which reads badly in a plan, into 0.0.
        neat = np.clip(np.where(model.integer, np.round(x), x), model.lower, model.upper) + 0.0
        return neat if model.violation(neat, FEASIBILITY_TOLERANCE) is None else x.copy()

    def _catch_false_bounds(self) -> None:
        if self.objective is None:
            return
        for run in self._runs:
            if run.exposed or run.value is None or run.value <= self.objective + leeway(self.objective):
                continue
            run.exposed = True
            self.note(
                f"the solver claimed the lower bound {run.value:.10g}, but a feasible solution"
                f" has {self.objective:.10g}; bounds of that run are not believed"
            )
