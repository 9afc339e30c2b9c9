"""The engine at gap 0, for tests that compare optima."""

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import MatrixModel
from coeplan.planning.tree import expand
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.paths import future_instance
from coeplan.solving.pipeline import Pipeline
from coeplan.solving.process import SolverProcess
from coeplan.solving.second_look import Finding, look_below
from coeplan.solving.termination import MipResult, Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import FutureBest, Instance, Plan

WIDTH = 64.0
"""How many times the need teams may reach that nothing bounds: more than any tiny instance asks for."""

SECONDS = 60.0


class ExactEngine:
    """Solves small instances to optimality in one worker process that stays warm.

    The primal search beside the proof is left out: what is compared is the formulation,
    the way back from columns to a plan, and the auditor, who checks every plan here.
    """

    def __init__(self) -> None:
        self._solver = SolverProcess()

    def __enter__(self) -> "ExactEngine":
        return self

    def __exit__(self, *_error: object) -> None:
        self._solver.close()

    def plan(self, instance: Instance) -> Plan | None:
        """Return the optimal, audited plan; None where the instance is infeasible.

        Raises
        ------
        AuditError
            Where the auditor refuses the plan.
        AssertionError
            Where the solver proved neither.
        """
        futures = self._futures(instance) if instance.asks_for_regret else ()
        if futures is None:
            return None
        least = {each.leaf: each.bound for each in futures} if futures else None
        model = PlanningModel.of(instance, WIDTH, least_totals=least)
        result = self._solve(model.compiled.matrix)
        if result.x is None:
            assert result.termination is Termination.INFEASIBLE, f"{instance.name}: {result.termination}"
            return None
        assert result.termination is Termination.OPTIMAL, f"{instance.name}: {result.termination}"
        pipeline = Pipeline(instance, SolveOptions(), warm=WarmStart(futures=futures))
        return pipeline.assemble(model, model.decisions(result.x), result, None)

    def _solve(self, matrix: MatrixModel) -> MipResult:
        """Solve, and see that nothing is below the bound: HiGHS 1.15.1 loses the best plan of a few instances.

        With presolve it loses that of others than without. Where nothing is left to doubt with, that is an error.
        """
        for presolve in (True, False):
            self._solver.load(matrix)
            options = SolverOptions(gap=0.0, time_limit=SECONDS, threads=1, presolve=presolve)
            result = self._solver.solve(options)
            if result.x is None or result.bound is None:
                return result
            if look_below(self._solver, matrix, result.bound, options, CancelToken())[0] is Finding.CONFIRMED:
                return result
        raise AssertionError(
            "whatever the solver calls optimal, there is something better; expected a proof that holds"
        )

    def _futures(self, instance: Instance) -> tuple[FutureBest, ...] | None:
        """Return what each future costs at least by itself; None where one has no plan."""
        tree = expand(instance.scenarios, instance.horizon.periods)
        found: list[FutureBest] = []
        for leaf in tree.leaves:
            alone = future_instance(instance, tree, leaf)
            plan = self.plan(alone)
            if plan is None or plan.bound is None:
                return None
            found.append(
                FutureBest(
                    leaf=tree.nodes[leaf].id,
                    termination=plan.termination,
                    value=plan.value,
                    bound=plan.bound,
                    problem=alone.fingerprint(),
                )
            )
        return tuple(found)

    def value(self, instance: Instance) -> float | None:
        """Return the least cost in plan currency; None where the instance is infeasible."""
        plan = self.plan(instance)
        return None if plan is None else plan.value
