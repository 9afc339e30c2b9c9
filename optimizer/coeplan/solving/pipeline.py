"""From an instance to an audited plan: gather, formulate, solve, read back, audit."""

from collections.abc import Callable, Iterator

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress, ProgressCallback, relative_gap
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray
from coeplan_models import Instance, Keeping, Plan, ReferencePlan

from .assembly import KEEPING_SHARE, Assembly, Proof, Stopwatch, kept, unlooked
from .hunt import Hunt
from .hunt_options import HuntOptions
from .model import NARROW, WIDEST, PlanningModel
from .options import SolverOptions
from .outcome import Outcome, SolveOptions
from .process import SolverProcess
from .termination import MipResult, Termination
from .warm import WarmStart, least_totals, measured_from, prices_of


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
    warm : WarmStart, optional
        What is known of a similar instance.
    """

    def __init__(
        self,
        instance: Instance,
        options: SolveOptions,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
        warm: WarmStart | None = None,
    ) -> None:
        self._instance = instance
        self._options = options
        self._tell = on_progress
        self._cancel = cancel or CancelToken()
        self._watch = Stopwatch()
        self._assembly = Assembly(instance, options, self._watch, measured_from(instance, warm))
        self._clock = options.clock()
        self._ends = self._clock.now() + options.limit
        self._warm = warm
        self._kept: MipResult | None = None
        self._known: Decisions | None = None
        self._wide: PlanningModel | None = None

    def run(self) -> Outcome:
        """Solve, and again with wider technical bounds on teams where those leave no plan or may leave out one."""
        width, held = NARROW, None
        with SolverProcess(clock=self._clock) as solver, SolverProcess(clock=self._clock) as searcher:
            for each in (solver,) if self._options.alone else (solver, searcher):
                each.start()
            while True:
                model = self._wide if self._wide is not None else self._formulate(width)
                found, narrow = self._solve(solver, searcher, model)
                held = found if held is None or found.plan is not None else held
                if not narrow or self._wide is model or width >= WIDEST:
                    return held
                if found.value is None:
                    width *= 4
                else:
                    self._widened(found.value)

    def _left(self) -> float:
        return max(0.5, self._ends - self._clock.now())

    def _formulate(self, width: float, budget: float | None = None) -> PlanningModel:
        since = self._watch.elapsed
        self._report("formulating")
        model = PlanningModel.of(self._instance, width, budget, least_totals(self._instance, self._warm))
        self._watch.note("formulate", since)
        return model

    def _widened(self, value: float) -> PlanningModel:
        """Make, once, the model whose technical bounds are those that the value of a known plan proves."""
        if self._wide is None:
            self._wide = self._formulate(WIDEST, value)
        return self._wide

    def _solve(self, solver: SolverProcess, searcher: SolverProcess, model: PlanningModel) -> tuple[Outcome, bool]:
        """Solve one model; also tell whether its technical bounds may be too narrow."""
        solver.load(model.compiled.matrix)
        if self._options.keeping and (self._kept is None or self._kept.x is None):
            self._kept = self._keep(solver, model)
        technical = bool(model.numbers.limits.technical)
        since = self._watch.elapsed
        hunt = Hunt(
            model, self._hunt_options(self._widened if technical else lambda _: model), self._cancel, self._warm
        )
        result = hunt.run(solver, searcher, self._starts(model))
        self._watch.note("solve", since)
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
            seconds=self._watch.elapsed,
            notes=plan.made_by.notes,
            warm=self._left_behind(plan, model, hunt),
        )
        pressed = not result.confirmed and model.presses_technical_limit(self._known)
        return outcome, hunt.beyond is not None or (pressed and self._may_go_on())

    def _left_behind(self, plan: Plan, model: PlanningModel, hunt: Hunt) -> WarmStart:
        """Return what the next solve of a similar instance starts from; what was not found anew is handed on."""
        known = self._warm or WarmStart()
        prices = prices_of(model, hunt.prover.prices) or known.prices
        return WarmStart(ReferencePlan.of(plan), prices, plan.futures, hunt.prover.vertex or known.vertex)

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
            clock=self._clock,
            ends=self._clock.now() + self._left(),
            alone=self._options.alone,
            seed=self._options.seed,
            reusable=self._options.reusable,
            report=self._report,
            wide=wide,
        )

    def _report(
        self, phase: str, value: float | None = None, bound: float | None = None, message: str | None = None
    ) -> None:
        """Tell where things stand; value and bound in plan currency."""
        if self._tell is not None:
            self._tell(Progress(phase, self._watch.elapsed, value, bound, relative_gap(value, bound), message))

    # -- keeping --------------------------------------------------------------------------------------------------

    def _keep(self, solver: SolverProcess, model: PlanningModel) -> MipResult:
        """Solve the same instance without commitment, conversion or new site."""
        since = self._watch.elapsed
        seconds = min(self._left(), max(1.0, KEEPING_SHARE * self._options.limit))
        self._report("keeping")
        options = SolverOptions(gap=self._options.gap, time_limit=seconds, threads=self._options.threads)
        result = solver.solve(options, cancel=self._cancel, fixed=model.keeping())
        self._watch.note("keeping", since)
        return result

    def _keeping(self, model: PlanningModel, result: MipResult, plan_value: float) -> Keeping:
        scale = model.money
        value = None if result.objective is None else result.objective * scale
        return kept(result.termination, value, None if result.bound is None else result.bound * scale, plan_value)

    # -- plan -----------------------------------------------------------------------------------------------------

    def _without_plan(self, model: PlanningModel, result: MipResult) -> Outcome:
        bound = None if result.bound is None else result.bound * model.money
        return Outcome(result.termination, None, None, bound, None, self._watch.elapsed, result.notes)

    def assemble(self, model: PlanningModel, decisions: Decisions, result: MipResult, keep: MipResult | None) -> Plan:
        """Make the plan of a solution and have it audited.

        Raises
        ------
        AuditError
            Where the auditor refuses it.
        """
        since = self._watch.elapsed
        fields = model.rows(decisions)
        self._watch.note("read back", since)
        keeping = None if keep is None else self._keeping(model, keep, self._assembly.value(fields))
        return self._assembly.plan(fields, _proof(model, result), keeping)


def _proof(model: PlanningModel, result: MipResult) -> Proof:
    """Say what is known of a solution."""
    attempts = (f"{each.how}: {each.detail}" for each in result.attempts if each.detail)
    left_out = () if result.confirmed else unlooked(model.technical())
    return Proof(
        termination=result.termination,
        bound=None if result.bound is None else result.bound * model.money,
        source=result.bound_source,
        confirmed=result.confirmed,
        notes=(*result.notes, *attempts, *left_out),
    )
