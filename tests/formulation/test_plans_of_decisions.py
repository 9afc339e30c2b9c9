"""From a solution to a plan: what follows from the decisions keeps every row, costs no more, and passes the auditor.

The solver is given a liking for one family of variables at a time, so that plans hold what no sensible one would:
sites that stop and start again, conversions to and fro, cancellations, exits out of lock-ins.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.exact import ExactEngine

from coeplan.formulation.matrix import MatrixChange
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.pipeline import Pipeline
from coeplan.solving.process import SolverProcess
from coeplan.solving.termination import MipResult, Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import Category, DecisionKind, FutureBest, Instance, Plan

from .golden import LEAST_TOTALS, instance_of

LIKED = {
    "given": "convert",
    "inherited": "start stop convert commit cancel early_exit moved",
    "life": "start stop convert commit cancel moved convert+team",
    "money": "operate start stop convert commit cancel moved step band unmet seats shortfall",
    "pins": "operate model_used",
    "regrets": "start stop",
    "risk": "operate start",
    "seats": "start stop convert moved seats",
    "staff": "start stop placed",
    "tails": "start stop",
    "terms": "operate start stop convert built_up convert+team moved step band",
    "together": "matched stop",
    "work": "start stop unmet",
}
"""Families that are liked in turn, or together, by instance."""

LIKING = 100.0
"""What each unit of a liked variable is worth, in the model's money."""

TELLING = (("money", "unmet"), ("money", "moved"), ("money", "stop"), ("terms", "built_up"), ("pins", ""))
"""Cases that together show everything."""

CASES = [(name, family) for name, families in LIKED.items() for family in ("", *families.split())]


def instance_to_solve(name: str) -> Instance:
    """An instance of this folder, without the frozen decisions that nothing can keep."""
    instance = instance_of(name)
    kept = {policy: stated for policy, stated in instance.policies.items() if (name, policy) != ("given", "so_far")}
    return instance.model_copy(update={"policies": kept})


class Worker:
    """One solver for all cases; the model of an instance stays loaded while its cases follow each other."""

    def __init__(self, solver: SolverProcess) -> None:
        self._solver = solver
        self._loaded: tuple[str, PlanningModel] | None = None

    def model(self, name: str) -> PlanningModel:
        if self._loaded is None or self._loaded[0] != name:
            self._loaded = name, PlanningModel.of(instance_to_solve(name), 4.0, least_totals=LEAST_TOTALS.get(name))
            self._solver.load(self._loaded[1].compiled.matrix)
        return self._loaded[1]

    def solve(self, name: str, family: str) -> MipResult:
        """Solve an instance with a liking for a family of variables."""
        model = self.model(name)
        liked = columns(model, family)
        change = MatrixChange(cost_columns=liked, cost=model.compiled.matrix.cost[liked] - LIKING)
        return self._solver.solve(SolverOptions(gap=0.0, time_limit=60.0, threads=1), fixed=change)


def columns(model: PlanningModel, family: str) -> np.ndarray:
    places = model.compiled.places()
    families = [model.algebra.columns[each] for each in family.split("+") if each]
    return np.array([places[id(column)] for each in families for column in each.values()], dtype=np.int64)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with SolverProcess() as solver:
        yield Worker(solver)


def plan_of(name: str, model: PlanningModel, result: MipResult) -> Plan:
    """Return the plan of a solution; the auditor raises where it finds anything."""
    # What was solved had another objective, so that nothing is proved of this plan.
    found = replace(result, termination=Termination.INTERRUPTED, bound=None)
    futures = tuple(
        FutureBest(leaf=leaf, termination="time_limit", value=None, bound=bound, problem="as stated")
        for leaf, bound in LEAST_TOTALS.get(name, {}).items()
    )
    pipeline = Pipeline(instance_to_solve(name), SolveOptions(), warm=WarmStart(futures=futures))
    return pipeline.assemble(model, model.decisions(result.x), found, None)


@pytest.mark.parametrize(("name", "family"), CASES, ids=lambda each: each or "nothing")
def test_what_follows_from_decisions(worker: Worker, name: str, family: str) -> None:
    model, result = worker.model(name), worker.solve(name, family)
    assert result.termination is Termination.OPTIMAL
    matrix = model.compiled.matrix
    completed = model.vector(model.decisions(result.x))
    assert matrix.violation(completed) is None
    assert matrix.objective_of(completed) <= matrix.objective_of(result.x) + 1e-6
    plan = plan_of(name, model, result)
    assert plan.value == pytest.approx(matrix.objective_of(completed) * model.money, rel=1e-9)
    for each in filter(None, family.split("+")):
        assert completed[columns(model, each)].sum() > 0.5, "the liking had no effect"


def test_together_the_plans_hold_every_kind_of_decision_and_amount(worker: Worker) -> None:
    kinds: set[DecisionKind] = set()
    categories: set[Category] = set()
    for name, family in TELLING:
        plan = plan_of(name, worker.model(name), worker.solve(name, family))
        kinds |= {decision.kind for decision in plan.decisions}
        categories |= {amount.category for amount in plan.amounts}
    assert kinds == set(DecisionKind)
    assert categories == set(Category)


def test_frozen_decisions_that_the_instance_does_not_allow_leave_no_plan(exact: ExactEngine) -> None:
    assert exact.value(instance_of("given")) is None
