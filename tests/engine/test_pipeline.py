"""From an instance to an audited plan: terminations, cancelling, crashes, equal forms of one instance."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.enumeration.generator import random_instance

import coeplan
from coeplan.api.tree import export_explicit
from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress
from coeplan.solving import process
from coeplan_models import Instance

QUICK = coeplan.SolveOptions(gap=0.0, time_limit=30.0)


def tiny(**changes: object) -> dict[str, object]:
    """One area that can move from Austin to Guadalajara within two quarters."""
    data: dict[str, object] = {
        "name": "tiny",
        "headquarters": "AUS",
        "horizon": {"start": "2027-01", "periods": 3},
        "areas": {"dev": {"workload": 4}},
        "locations": {
            "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 20},
            "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 20},
        },
        "operating_models": {"aas": {"fee_per_head": 12000, "seats_included": True, "lead_time": 3}},
    }
    return data | changes


def test_a_plan_is_worth_what_hand_work_says() -> None:
    # Period 0 at home: 4 x 160,000 / 4. Then Guadalajara: 4 x (50,000 + 12,000) / 4 in each of two periods. Hiring,
    # severance and set-up cost nothing, and nothing is discounted.
    solution = coeplan.solve(tiny(), QUICK)
    assert solution.termination == "optimal"
    assert solution.value == pytest.approx(160_000 + 2 * 62_000)
    assert solution.plan is not None
    assert solution.plan.keeping is not None
    assert solution.plan.keeping.saving == pytest.approx(3 * 160_000 - 284_000)
    assert {"teams", "amounts", "headcount"} <= set(solution.tables)


def test_infeasible_is_told_apart_from_no_plan() -> None:
    data = tiny(policies={"none": {"kind": "heads", "location": "AUS", "at_most": 1}})
    solution = coeplan.solve(data, QUICK)
    assert solution.termination == "infeasible"
    assert solution.plan is None and solution.value is None


def test_heads_beyond_any_need_are_not_called_infeasible() -> None:
    # Nothing bounds teams at home but a technical limit of a few times the need, and the policy asks for 200.
    data = tiny(policies={"many": {"kind": "heads", "location": "AUS", "at_least": 200}}, operating_models={})
    data["locations"] = {"AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000}}
    solution = coeplan.solve(data, QUICK)
    assert solution.termination == "optimal"
    assert solution.value == pytest.approx(200 * 3 * 40_000)


def test_keeping_says_why_it_is_not_feasible() -> None:
    data = tiny(policies={"go": {"kind": "heads", "location": "AUS", "at_most": 1, "first_period": 1}})
    plan = coeplan.solve(data, QUICK).plan
    assert plan is not None and plan.keeping is not None
    assert plan.keeping.value is None
    assert plan.keeping.reason is not None and "not feasible" in plan.keeping.reason


@pytest.mark.parametrize("seed", [3, 7, 12, 28, 51])
def test_equal_forms_have_equal_values(seed: int, tmp_path: Path) -> None:
    instance = random_instance(seed)
    forms: list[object] = [instance, export_explicit(instance)]
    for name in ("same.yaml", "same.json"):
        coeplan.api.load.save_instance(instance, tmp_path / name)
        forms.append(tmp_path / name)
    forms.append(json.loads((tmp_path / "same.json").read_text()))
    solutions = [coeplan.solve(form, QUICK) for form in forms]  # type: ignore[arg-type]
    assert len({solution.termination for solution in solutions}) == 1
    values = [solution.value for solution in solutions]
    assert all(value == pytest.approx(values[0]) for value in values)


def test_solves_in_several_threads_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        instances = [random_instance(seed) for seed in (3, 7, 12, 51)] * 2
        together = list(pool.map(lambda instance: coeplan.solve(instance, QUICK), instances))
    alone = [coeplan.solve(instance, QUICK) for instance in instances[:4]]
    for first, second in zip(together, alone * 2, strict=True):
        assert first.termination == second.termination
        assert first.value == pytest.approx(second.value)


def medium() -> Instance:
    """An instance that takes longer than the tests that interrupt it."""
    return coeplan.load_instance("three-hundred-seats").instance


def test_cancel_gives_the_best_audited_plan() -> None:
    cancel = CancelToken()

    def stop_at_first_plan(seen: Progress) -> None:
        if seen.phase == "solving" and seen.value is not None:
            cancel.cancel()

    solution = coeplan.solve(medium(), coeplan.SolveOptions(gap=0.0, time_limit=60), stop_at_first_plan, cancel)
    assert solution.termination == "interrupted"
    assert solution.plan is not None and solution.seconds < 45


def test_killed_workers_lose_nothing_that_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []
    connection = process.Connection

    def watched(*arguments: object) -> object:
        made = connection(*arguments)  # type: ignore[arg-type]
        pids.append(made.pid)
        return made

    monkeypatch.setattr(process, "Connection", watched)
    best: list[float] = []
    killed = threading.Event()

    def kill_once_a_plan_is_held(seen: Progress) -> None:
        if seen.value is not None and seen.phase == "solving":
            best.append(seen.value)
            if not killed.is_set() and pids:
                killed.set()
                for pid in set(pids):
                    os.kill(pid, signal.SIGKILL)

    solution = coeplan.solve(medium(), coeplan.SolveOptions(gap=0.0, time_limit=15), kill_once_a_plan_is_held)
    assert killed.is_set()
    assert solution.plan is not None and solution.value is not None
    assert solution.value <= best[0] * (1 + 1e-9)


def test_time_limit_is_kept() -> None:
    began = time.monotonic()
    solution = coeplan.solve(medium(), coeplan.SolveOptions(gap=0.0, time_limit=4))
    assert solution.termination == "time_limit"
    assert solution.plan is not None
    assert time.monotonic() - began < 25
