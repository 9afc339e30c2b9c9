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
from coeplan.solving import hunt, process
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


def test_teams_far_beyond_the_work_are_found_where_ramp_up_asks_for_them() -> None:
    # One quarter, 1.46 FTE or 625.6 a year for each left undone, and nobody to begin with. A hire at X loses seven
    # eighths of the quarter: 12 hires do 1.5 FTE, 12 x 22.81 / 4 + 3.16 + 1.51 / 4. Technical bounds are at 9 heads,
    # and up to there a site is not worth its while: leaving all undone, or hiring at home, looks best.
    data = tiny(
        horizon={"start": "2027-01", "periods": 1},
        areas={"dev": {"workload": 1.46, "unmet": {"price": 625.6}}},
        locations={
            "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 97.01, "ramp_up": 9},
            "GDL": {"country": "MEX", "time_zone": "America/Chicago", "yearly_cost": 22.81, "ramp_up": 12},
        },
        operating_models={"own": {"set_up_cost": 3.16, "fixed_cost": 1.51, "seats_included": True}},
        footprint={"sites": {"AUS": {"teams": {"dev": 0}}}},
    )
    solution = coeplan.solve(data, QUICK)
    assert (solution.termination, solution.notes) == ("optimal", ())
    assert solution.value == pytest.approx(12 * 22.81 / 4 + 3.16 + 1.51 / 4)


def test_a_bound_says_which_teams_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt, "SHORTEST_LOOK", 1e9)
    assert coeplan.solve(tiny(), QUICK).notes == ()
    home = {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000}
    (note,) = coeplan.solve(tiny(locations={"AUS": home}, operating_models={}), QUICK).notes
    assert "teams at AUS" in note and "up to 24 heads" in note


def test_given_plans_may_decide_what_the_instance_cannot() -> None:
    # Nothing can start within the horizon, so the site that the given plan commits and starts, and its team, are four
    # decisions and numbers that differ: 4 heads at home instead of none, none in Guadalajara instead of 4 in period 1.
    team = {"node": "t01", "location": "GDL", "area": "dev", "heads": 4}
    given = {
        "decisions": [
            {"node": "t01", "location": "GDL", "kind": "commit", "operating_model": "aas", "start_period": 1},
            {"node": "t01", "location": "GDL", "kind": "start", "operating_model": "aas"},
        ],
        "teams": [team, *({"node": f"t0{n}", "location": "AUS", "area": "dev", "heads": 4} for n in (0, 2))],
    }
    data = tiny(
        operating_models={"aas": {"seats_included": True, "lead_time": 24}},
        reference_plans={"given": given},
        policies={"as_given": {"kind": "freeze", "plan": "given", "periods": 3, "price": 1000}},
    )
    solution = coeplan.solve(data, QUICK)
    assert solution.value == pytest.approx(3 * 160_000 + 1000 * (1 + 1 + 4 + 4))


def test_keeping_says_why_it_is_not_feasible() -> None:
    data = tiny(policies={"go": {"kind": "heads", "location": "AUS", "at_most": 1, "first_period": 1}})
    plan = coeplan.solve(data, QUICK).plan
    assert plan is not None and plan.keeping is not None
    assert plan.keeping.value is None
    assert plan.keeping.reason is not None and "not feasible" in plan.keeping.reason


@pytest.mark.parametrize("seed", [3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (7, 12, 28, 51))])
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_time_limit_is_kept() -> None:
    began = time.monotonic()
    solution = coeplan.solve(medium(), coeplan.SolveOptions(gap=0.0, time_limit=4))
    assert solution.termination == "time_limit"
    assert solution.plan is not None
    assert time.monotonic() - began < 25
