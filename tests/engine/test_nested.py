"""Planning a tree path by path: who plans what, with what held, and what becomes of a branch without a way on."""

import json
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.generator import random_instance

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.planning import gather
from coeplan.solving.clock import WallClock
from coeplan.solving.model import PlanningModel
from coeplan.solving.nested import Allowance, NestedPlanning, PathTask, Planners, plan_path
from coeplan.solving.paths import path_instance
from coeplan.solving.process import SolverProcess
from coeplan.solving.search import PrimalSearch
from coeplan_models import Explicit, Instance

HALVES = {name: {"probability": 0.5} for name in ("low", "high")}
INSTANCE = Instance.model_validate_json(
    json.dumps(
        {
            "name": "nested",
            "headquarters": "HQ",
            "horizon": {"start": "2027-01", "periods": 5, "months": 12},
            "areas": {"dev": {"workload": 1}},
            "locations": {"HQ": {"country": "USA", "time_zone": "Etc/UTC", "yearly_cost": 100}},
            "scenarios": {
                "kind": "stages",
                "stages": [{"period": 1, "branches": HALVES}, {"period": 3, "branches": HALVES}],
            },
        }
    )
)
TREE = gather(INSTANCE).tree


class Planner:
    """Notes its tasks; a plan has one team in every period, whose size is the task's number."""

    def __init__(self, fails: Callable[[PathTask, int], bool] = lambda task, number: False) -> None:
        self.tasks: list[PathTask] = []
        self._fails = fails

    def __call__(self, tasks: Sequence[PathTask]) -> Iterator[Decisions | None]:
        for task in tasks:
            self.tasks.append(task)
            number = len(self.tasks)
            plan = Decisions(team={(period, 0, 0): float(number) for period in range(5)})
            yield None if self._fails(task, number) else plan


def known(task: PathTask) -> str:
    """Return the last node of the tree on a task's path."""
    assert isinstance(task.instance.scenarios, Explicit)
    return [name for name in task.instance.scenarios.nodes if not name.startswith("mean")][-1]


def planned(planner: Planner) -> Decisions | None:
    return NestedPlanning(INSTANCE, TREE, Allowance(60.0, 90.0), 0, Planners(WallClock(), planner)).run()


def test_each_branch_plans_its_own_periods() -> None:
    planner = Planner()
    whole = planned(planner)
    assert whole is not None
    assert [known(task) for task in planner.tasks] == [
        "t00",
        *("t02.low", "t02.high"),
        *("t04.low.low", "t04.low.high", "t04.high.low", "t04.high.high"),
    ]
    assert [task.periods for task in planner.tasks] == [0, 1, 1, 3, 3, 3, 3]
    guides = [task.guide and task.guide.team[0, 0, 0] for task in planner.tasks]
    assert guides == [None, 1, 1, 2, 2, 3, 3]
    teams = {TREE.nodes[node].id: size for (node, _, _), size in whole.team.items()}
    assert teams["t00"] == 1
    assert (teams["t01.low"], teams["t02.low"], teams["t01.high"]) == (2, 2, 3)
    assert (teams["t03.low.high"], teams["t04.low.high"], teams["t04.high.high"]) == (5, 5, 7)
    assert len(teams) == len(TREE)


def test_where_a_branch_finds_no_way_on_its_parent_plans_for_it() -> None:
    planner = Planner(lambda task, number: number == 3)
    whole = planned(planner)
    assert whole is not None
    assert [known(task) for task in planner.tasks[3:6]] == ["t02.high", "t02.low", "t02.high"]
    assert [task.periods for task in planner.tasks[3:6]] == [0, 1, 1]
    # What is planned for a future that found no way on is whole for all that is known of it.
    assert [task.last for task in planner.tasks[3:6]] == [2, 2, 2]
    teams = {TREE.nodes[node].id: size for (node, _, _), size in whole.team.items()}
    assert (teams["t00"], teams["t01.low"], teams["t01.high"]) == (4, 5, 6)


def test_whole_sizes_are_asked_for_until_more_is_known() -> None:
    planner = Planner()
    planned(planner)
    assert [task.last for task in planner.tasks] == [0, 2, 2, 4, 4, 4, 4]


@pytest.mark.parametrize("branch", ["t00", "t02.high", "t04.low.low"])
def test_without_a_plan_for_some_branch_there_is_none(branch: str) -> None:
    assert planned(Planner(lambda task, number: known(task) == branch)) is None


def test_time_is_shared_by_levels() -> None:
    planner = Planner()
    planned(planner)
    seconds = [task.seconds for task in planner.tasks]
    assert seconds[0] == pytest.approx(0.35 * 60, rel=0.01)
    # The planner took no time, so what the first level left is there for the others.
    assert seconds[1] == pytest.approx(60 / 2 / 2, rel=0.01)
    assert seconds[3] == pytest.approx(60 / 4, rel=0.01)
    assert [task.latest for task in planner.tasks] == pytest.approx([45.0, 22.5, 22.5, *[22.5] * 4], rel=0.01)


class Ticking:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        self._now += 1.0
        return self._now


@pytest.mark.parametrize("first_plan", [3, 20, 200])
def test_a_path_without_a_plan_gets_until_the_latest_moment(monkeypatch, first_plan: int) -> None:
    asked: list[float] = []

    def run(search: PrimalSearch, *_arguments: object, **_options: object) -> None:
        while (left := search._left()) > 0:
            asked.append(left)
            if len(asked) == first_plan:
                search._offer(np.zeros(1), 1.0)

    monkeypatch.setattr(PrimalSearch, "run", run)
    monkeypatch.setattr(PlanningModel, "decisions", lambda model, x: Decisions())
    task = PathTask(path_instance(INSTANCE, TREE), 0, 4, None, 10.0, 40.0, 0)
    plan = plan_path(task, SimpleNamespace(clock=Ticking()), CancelToken())
    assert (plan is None) == (first_plan == 200)
    assert len(asked) == {3: 9, 20: 20, 200: 39}[first_plan]
    assert asked[0] == 16.0
    assert min(asked[: min(first_plan, 24)]) == 16.0


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with SolverProcess() as process:
        yield process


@pytest.mark.parametrize(("first", "count"), [pytest.param(0, 40, marks=pytest.mark.slow), (20, 10)])
def test_plans_keep_the_rules_and_cost_no_less_than_the_best(solver: SolverProcess, first: int, count: int) -> None:
    held = 0
    for seed in range(first, first + count):
        instance = random_instance(seed)
        tree = gather(instance).tree
        best = enumerate_optimum(instance).value
        if len(tree.leaves) < 2 or best is None:
            continue
        model = PlanningModel.of(instance, 64.0)
        cancel = CancelToken()
        planning = NestedPlanning(
            instance,
            tree,
            Allowance(20.0, 30.0),
            0,
            Planners(WallClock(), lambda tasks, c=cancel: [plan_path(task, solver, c) for task in tasks]),
        )
        decisions = planning.run()
        if decisions is None:
            continue
        x = model.vector(decisions)
        if model.compiled.matrix.violation(x) is None:
            held += 1
            assert model.compiled.matrix.objective_of(x) * model.money >= best - 1e-5 * max(1.0, abs(best)), seed
    assert held >= 2
