"""From an instance to an audited plan: gather, formulate, solve, read back, audit."""

import platform
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import AuditError
from coeplan.core.progress import Progress, ProgressCallback, relative_gap
from coeplan.core.version import __version__
from coeplan.formulation.decisions import Decisions
from coeplan_models import Instance, Keeping, MadeBy, Plan

from .hunt import Hunt, HuntOptions
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .termination import MipResult, Termination

KEEPING_SHARE = 0.15
"""Share of the time that finding out what keeping costs may take."""

WIDTHS = (4.0, 16.0, 64.0)
"""Widths of technical bounds on teams, tried in turn while a plan comes near them."""


@dataclass(frozen=True)
class SolveOptions:
    """How an instance is to be solved.

    Attributes
    ----------
    gap : float
        Stop once (value - bound) / \\|value\\| is at most this.
    time_limit : float
        Seconds for everything.
    threads : int or None
        Threads of the solver; None takes what helps.
    seed : int
        Seed of the solver's random choices.
    keeping : bool
        Whether to find out, first, what keeping everything as it is would cost.
    """

    gap: float = 0.005
    time_limit: float = 300.0
    threads: int | None = None
    seed: int = 0
    keeping: bool = True


@dataclass(frozen=True)
class Outcome:
    """Why the solver stopped and, apart from that, what is held.

    Attributes
    ----------
    termination : str
        Why the solver stopped.
    plan : Plan or None
        Best audited plan; None where none is held.
    value, bound, gap : float or None
        Objective of the plan, proved lower bound, and their relative difference.
    seconds : float
        Wall-clock time of everything.
    notes : tuple of str
        What a careful reader should know.
    """

    termination: Termination
    plan: Plan | None
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass
class _Clock:
    """Wall-clock seconds by phase."""

    began: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def note(self, phase: str, since: float) -> None:
        self.seconds[phase] = self.seconds.get(phase, 0.0) + self.elapsed - since


class Pipeline:
    """Solves one instance.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    options : SolveOptions
        How to solve it.
    on_progress : callable, optional
        Told about incumbents and bounds, in plan currency, in the calling thread.
    cancel : CancelToken, optional
        Stops the solve; the best audited plan is still returned.
    """

    def __init__(
        self,
        instance: Instance,
        options: SolveOptions,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._instance = instance
        self._options = options
        self._tell = on_progress
        self._cancel = cancel or CancelToken()
        self._clock = _Clock()

    def run(self) -> Outcome:
        """Solve, widening technical bounds on teams as long as a plan comes near them or they leave none."""
        held: Outcome | None = None
        with SolverProcess() as solver:
            for width in WIDTHS:
                since = self._clock.elapsed
                self._report("formulating")
                model = PlanningModel.of(self._instance, width)
                self._clock.note("formulate", since)
                solver.load(model.compiled.matrix)
                found, pressed = self._solve(solver, model)
                held = found if held is None or found.plan is not None else held
                if not pressed or self._cancel.cancelled or self._left() < 1:
                    break
        assert held is not None
        return held

    def _left(self) -> float:
        return max(0.5, self._options.time_limit - self._clock.elapsed)

    def _solve(self, solver: SolverProcess, model: PlanningModel) -> tuple[Outcome, bool]:
        """Solve one model; also tell whether its plan comes near a technical bound."""
        keep = self._keep(solver, model) if self._options.keeping else None
        since = self._clock.elapsed
        result = Hunt(model, self._hunt_options(), self._cancel).run(solver, None if keep is None else keep.x)
        self._clock.note("solve", since)
        if result.x is None:
            too_narrow = result.termination is Termination.INFEASIBLE and bool(model.numbers.limits.technical)
            return self._without_plan(model, result), too_narrow
        decisions = model.decisions(result.x)
        plan = self.assemble(model, decisions, result, keep)
        outcome = Outcome(
            termination=result.termination,
            plan=plan,
            value=plan.value,
            bound=plan.bound,
            gap=plan.gap,
            seconds=self._clock.elapsed,
            notes=plan.made_by.notes,
        )
        return outcome, model.presses_technical_limit(decisions)

    def _hunt_options(self) -> HuntOptions:
        return HuntOptions(
            gap=self._options.gap,
            ends=time.monotonic() + self._left(),
            threads=self._options.threads,
            seed=self._options.seed,
            report=self._report,
        )

    def _report(
        self, phase: str, value: float | None = None, bound: float | None = None, message: str | None = None
    ) -> None:
        """Tell where things stand; value and bound in plan currency."""
        if self._tell is not None:
            self._tell(Progress(phase, self._clock.elapsed, value, bound, relative_gap(value, bound), message))

    # -- keeping --------------------------------------------------------------------------------------------------

    def _keep(self, solver: SolverProcess, model: PlanningModel) -> MipResult:
        """Solve the same instance without commitment, conversion or new site."""
        since = self._clock.elapsed
        seconds = min(self._left(), max(1.0, KEEPING_SHARE * self._options.time_limit))
        self._report("keeping")
        options = SolverOptions(gap=self._options.gap, time_limit=seconds, threads=self._options.threads)
        result = solver.solve(options, cancel=self._cancel, fixed=model.keeping())
        self._clock.note("keeping", since)
        return result

    def _keeping(self, model: PlanningModel, result: MipResult | None, value: float) -> Keeping | None:
        if result is None:
            return None
        scale = model.money
        kept = None if result.objective is None else result.objective * scale
        return Keeping(
            termination=str(result.termination),
            value=kept,
            bound=None if result.bound is None else result.bound * scale,
            saving=None if kept is None else kept - value,
            reason=None if kept is not None else _why_not_kept(result.termination),
        )

    # -- plan -----------------------------------------------------------------------------------------------------

    def _without_plan(self, model: PlanningModel, result: MipResult) -> Outcome:
        bound = None if result.bound is None else result.bound * model.money
        return Outcome(result.termination, None, None, bound, None, self._clock.elapsed, result.notes)

    def assemble(self, model: PlanningModel, decisions: Decisions, result: MipResult, keep: MipResult | None) -> Plan:
        """Make the plan of a solution and have it audited.

        Raises
        ------
        AuditError
            Where the auditor refuses it.
        """
        since = self._clock.elapsed
        rows = model.rows(decisions)
        self._clock.note("read back", since)
        value = self._value(rows)
        # No amount is negative, so 0 is a proved bound even where the solver has none yet.
        bound = min(max(0.0, (result.bound or 0.0) * model.money), value)
        plan = Plan(
            instance=self._instance.name,
            instance_hash=self._instance.fingerprint(),
            title=self._instance.title,
            currency=self._instance.currency,
            headquarters=self._instance.headquarters,
            termination=str(result.termination),
            value=value,
            bound=bound,
            gap=relative_gap(value, bound),
            keeping=self._keeping(model, keep, value),
            made_by=self._made_by(result),
            **rows,
        )
        since = self._clock.elapsed
        report = audit(self._instance, plan)
        self._clock.note("audit", since)
        if not report.passed:
            raise AuditError([str(finding) for finding in report.findings])
        return plan.model_copy(update={"made_by": self._made_by(result)})

    def _value(self, rows: Mapping[str, Any]) -> float:
        weights = self._instance.objective
        summary = rows["summary"]
        return weights.expectation_weight * summary.expected_total + weights.cvar_weight * summary.cvar

    def _made_by(self, result: MipResult) -> MadeBy:
        packages = ("highspy", "pyomo", "pydantic", "numpy")
        return MadeBy(
            versions={"coeplan": __version__, "python": platform.python_version()}
            | {name: version(name) for name in packages},
            options=asdict(self._options),
            seed=self._options.seed,
            seconds=dict(self._clock.seconds) | {"total": self._clock.elapsed},
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            bound_confirmed=result.confirmed,
            notes=(*result.notes, *(f"{each.how}: {each.detail}" for each in result.attempts if each.detail)),
        )


def _why_not_kept(termination: Termination) -> str:
    """Say why no plan without change is known."""
    if termination is Termination.INFEASIBLE:
        return "keeping is not feasible: no sizes of the existing sites keep every rule on every path"
    return f"no plan without change was found ({termination})"
