"""From an instance to an audited plan: gather, formulate, solve, read back, audit."""

import platform
import time
from collections.abc import Callable, Iterator, Mapping
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
from coeplan.formulation.matrix import FloatArray
from coeplan_models import Instance, Keeping, MadeBy, Plan

from .hunt import Hunt, HuntOptions
from .model import NARROW, WIDEST, PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .termination import MipResult, Termination

KEEPING_SHARE = 0.15
"""Share of the time that finding out what keeping costs may take."""


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
        self._kept: MipResult | None = None
        self._known: Decisions | None = None
        self._wide: PlanningModel | None = None

    def run(self) -> Outcome:
        """Solve, and again with wider technical bounds on teams where those leave no plan or may leave out one."""
        width, held = NARROW, None
        with SolverProcess() as solver:
            while True:
                model = self._wide if self._wide is not None else self._formulate(width)
                found, narrow = self._solve(solver, model)
                held = found if held is None or found.plan is not None else held
                if not narrow or self._wide is model or width >= WIDEST:
                    return held
                if found.value is None:
                    width *= 4
                else:
                    self._widened(found.value)

    def _left(self) -> float:
        return max(0.5, self._options.time_limit - self._clock.elapsed)

    def _formulate(self, width: float, budget: float | None = None) -> PlanningModel:
        since = self._clock.elapsed
        self._report("formulating")
        model = PlanningModel.of(self._instance, width, budget)
        self._clock.note("formulate", since)
        return model

    def _widened(self, value: float) -> PlanningModel:
        """Make, once, the model whose technical bounds are those that the value of a known plan proves."""
        if self._wide is None:
            self._wide = self._formulate(WIDEST, value)
        return self._wide

    def _solve(self, solver: SolverProcess, model: PlanningModel) -> tuple[Outcome, bool]:
        """Solve one model; also tell whether its technical bounds may be too narrow."""
        solver.load(model.compiled.matrix)
        if self._options.keeping and (self._kept is None or self._kept.x is None):
            self._kept = self._keep(solver, model)
        technical = bool(model.numbers.limits.technical)
        since = self._clock.elapsed
        hunt = Hunt(model, self._hunt_options(self._widened if technical else lambda _: model), self._cancel)
        result = hunt.run(solver, self._starts(model))
        self._clock.note("solve", since)
        if result.x is None:
            narrow = technical and result.termination is Termination.INFEASIBLE and self._may_go_on()
            return self._without_plan(model, result), narrow
        self._known = hunt.beyond or model.decisions(result.x)
        plan = self.assemble(model, model.decisions(result.x), result, self._kept)
        outcome = Outcome(
            termination=result.termination,
            plan=plan,
            value=plan.value,
            bound=plan.bound,
            gap=plan.gap,
            seconds=self._clock.elapsed,
            notes=plan.made_by.notes,
        )
        pressed = not result.confirmed and model.presses_technical_limit(self._known)
        return outcome, hunt.beyond is not None or (pressed and self._may_go_on())

    def _may_go_on(self) -> bool:
        return not self._cancel.cancelled and self._left() > 1

    def _starts(self, model: PlanningModel) -> Iterator[FloatArray]:
        """Yield the plans known already, as columns of a model."""
        if self._kept is not None and self._kept.x is not None:
            yield self._kept.x
        if self._known is not None:
            yield model.vector(self._known)

    def _hunt_options(self, wide: Callable[[float], PlanningModel]) -> HuntOptions:
        return HuntOptions(
            gap=self._options.gap,
            ends=time.monotonic() + self._left(),
            threads=self._options.threads,
            seed=self._options.seed,
            report=self._report,
            wide=wide,
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
            made_by=self._made_by(model, result),
            **rows,
        )
        since = self._clock.elapsed
        report = audit(self._instance, plan)
        self._clock.note("audit", since)
        if not report.passed:
            raise AuditError([str(finding) for finding in report.findings])
        return plan.model_copy(update={"made_by": self._made_by(model, result)})

    def _value(self, rows: Mapping[str, Any]) -> float:
        weights = self._instance.objective
        summary = rows["summary"]
        return weights.expectation_weight * summary.expected_total + weights.cvar_weight * summary.cvar

    def _made_by(self, model: PlanningModel, result: MipResult) -> MadeBy:
        packages = ("highspy", "pyomo", "pydantic", "numpy")
        return MadeBy(
            versions={"coeplan": __version__, "python": platform.python_version()}
            | {name: version(name) for name in packages},
            options=asdict(self._options),
            seed=self._options.seed,
            seconds=dict(self._clock.seconds) | {"total": self._clock.elapsed},
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            bound_source=result.bound_source,
            bound_confirmed=result.confirmed,
            notes=(
                *result.notes,
                *(f"{each.how}: {each.detail}" for each in result.attempts if each.detail),
                *_unlooked(model, result),
            ),
        )


def _why_not_kept(termination: Termination) -> str:
    """Say why no plan without change is known."""
    if termination is Termination.INFEASIBLE:
        return "keeping is not feasible: no sizes of the existing sites keep every rule on every path"
    return f"no plan without change was found ({termination})"


def _unlooked(model: PlanningModel, result: MipResult) -> Iterator[str]:
    """Say which teams the bound leaves out of account, unless a second look found none there."""
    numbers = model.numbers
    if not numbers.limits.technical or result.confirmed:
        return
    places = sorted({numbers.location_ids[place] for _, place, _ in numbers.limits.technical})
    fewest = min(numbers.limits.team[key] for key in numbers.limits.technical)
    yield (
        f"nothing in the data limits teams at {', '.join(places)}; the bound holds for plans with up to {fewest:g} "
        "heads in each. State a talent pool to have it hold for all"
    )
