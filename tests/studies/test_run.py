"""Runs: what is kept, whatever happens meanwhile."""

import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.studies import tasks
from tests.studies.tasks import DEAD, FAILING, KILLING, REFUSING, WAITING, eventually, grid, run

from coeplan.api.studies import RunOptions, open_case, read_study, run_study, study_status, study_table
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError, NoPlanError, SolverError
from coeplan.core.executor import Place
from coeplan.io import load_plan
from coeplan.studies.lock import StudyBusyError, held, locked
from coeplan.studies.reading import read_study as study_only
from coeplan.studies.solve_case import CaseTask, packed_instance, solve_case
from coeplan.studies.store import Store
from coeplan_models import Instance
from coeplan_models.studies import CaseLimits

INSTANCE = Instance.model_validate_json(json.dumps(tasks.TINY))
ROOT = Path(__file__).parents[2]


def outcome(folder):
    """All that a folder tells of its cases, but for how long they took."""
    return study_table(folder).drop(columns="seconds").to_csv(index=False)


def plans(folder):
    return {path.name: path.read_bytes() for path in (Path(folder) / "plans").iterdir()}


def done(folder):
    return {path.name: path.stat().st_mtime_ns for path in (Path(folder) / "cases").glob("*.json")}


def test_a_run_killed_three_times_ends_as_one_that_was_not(written, tmp_path):
    study = written(grid(range(100, 300)))
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    before = {}
    for wanted in (40, 90, 150):
        process = multiprocessing.get_context("fork").Process(target=run, args=(study, killed))
        process.start()
        eventually(lambda wanted=wanted: len(done(killed)) >= wanted)
        process.kill()
        process.join()
        # What was done before is neither lost nor done again.
        now = done(killed)
        assert wanted <= len(now) < 200
        assert before.items() <= now.items()
        before = now
    # As if killed in the middle of writing.
    (killed / "cases" / ".0123.json.beef.part").write_text('{"id": "01')
    assert run(study, killed).done == 200
    assert before.items() <= done(killed).items()
    assert not list(killed.rglob("*.part"))
    run(study, undisturbed)
    assert outcome(killed) == outcome(undisturbed)
    assert plans(killed) == plans(undisturbed)
    assert len(plans(killed)) == len(done(killed)) == 200


def test_neither_workers_nor_order_matter(written, tmp_path):
    study = written(grid(range(10, 30)))
    found = written(grid(reversed(range(10, 30))), "reversed.json")
    run(study, tmp_path / "one")
    run(study, tmp_path / "two", "2")
    run(found, tmp_path / "backwards")
    assert outcome(tmp_path / "one") == outcome(tmp_path / "two")
    ordered = sorted(outcome(tmp_path / "one").splitlines())
    assert sorted(outcome(tmp_path / "backwards").splitlines()) == ordered
    assert plans(tmp_path / "one") == plans(tmp_path / "two") == plans(tmp_path / "backwards")


def statuses(folder):
    return dict(zip(study_table(folder)["name"], study_table(folder)["status"], strict=True))


def test_no_case_stops_the_others(written, tmp_path):
    study = written(grid([10, DEAD, FAILING, KILLING, REFUSING, 11]))
    status = run(study, tmp_path / "out", "2")
    assert list(statuses(tmp_path / "out").values()) == [
        "optimal",
        "infeasible",
        "failed",
        "crashed",
        "refused",
        "optimal",
    ]
    assert (status.done, status.left) == (6, 0)
    messages = {result.status: result.message for result in status.amiss}
    assert messages.keys() == {"failed", "crashed", "refused"}
    assert messages["failed"] == "SolverError: the solver crashed five times"
    assert "signal SIGKILL" in messages["crashed"]


def test_cases_that_went_wrong_are_solved_again_when_asked_for(written, tmp_path):
    study = written(grid([10, FAILING, DEAD]))
    run(study, tmp_path / "out")
    kept = done(tmp_path / "out")
    assert run(study, tmp_path / "out", solve=solve_anything).by_status == {"optimal": 1, "failed": 1, "infeasible": 1}
    assert done(tmp_path / "out") == kept
    status = run(study, tmp_path / "out", solve=solve_anything, retry=True)
    assert (status.by_status, status.amiss) == ({"optimal": 2, "infeasible": 1}, ())


def test_a_base_plan_that_failed_is_solved_again_when_asked_for(written, tmp_path):
    def fail_without_edits(task):
        if not task.edits:
            raise SolverError("no")
        return tasks.answer(1.0)

    study = written(grid([10]))
    assert run(study, tmp_path / "out", solve=fail_without_edits).base.status == "failed"
    assert run(study, tmp_path / "out").base.status == "failed"
    status = run(study, tmp_path / "out", retry=True)
    assert (status.base.status, status.done) == ("optimal", 1)


def solve_anything(task):
    return tasks.answer(1.0)


def test_so_many_cases_at_a_time(written, tmp_path):
    study = written(grid(range(10, 15)))
    assert [run(study, tmp_path / "out", limit=2).left for _ in range(3)] == [3, 1, 0]
    assert set(statuses(tmp_path / "out").values()) == {"optimal"}


def test_every_case_starts_from_the_base_plan(written, tmp_path):
    study = written(grid([10, 11]))
    run(study, tmp_path / "out", solve=tasks.needs_start, limit=1)
    run(study, tmp_path / "out", solve=tasks.needs_start)
    assert list(study_table(tmp_path / "out")["message"]) == ["4 bytes", "4 bytes"]


@pytest.mark.parametrize(("place", "told"), [("in-process", "None"), ("1", "90.0")])
def test_only_a_process_of_its_own_is_ended_when_it_overruns(written, tmp_path, place, told):
    run(written(grid([10], limits={"time_limit": 10})), tmp_path / "out", place, solve=tasks.tell_hard_stop)
    assert list(study_table(tmp_path / "out")["message"]) == [told]


def test_a_case_that_overruns_ends_its_process():
    script = (
        "from coeplan.api.load import load_instance; from coeplan_models.studies import CaseLimits\n"
        "from coeplan.studies.solve_case import CaseTask, packed_instance, solve_case\n"
        "instance = packed_instance(load_instance('global-footprint').instance)\n"
        "solve_case(CaseTask(instance, (), CaseLimits(), None, 0.1))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith("ended after 0.1 s, where it may take no longer")


def test_a_process_is_not_ended_after_its_case():
    task = CaseTask(packed_instance(INSTANCE), ("areas.sales.workload = 1",), CaseLimits(), None, 0.3)
    assert solve_case(task).status == "refused"
    time.sleep(0.5)


def test_the_base_plan_is_solved_once(written, tmp_path):
    study = written(grid([10, 11]))
    run(study, tmp_path / "out", limit=1)
    base = tmp_path / "out" / "base" / "result.json"
    before = base.stat().st_mtime_ns
    run(study, tmp_path / "out")
    assert base.stat().st_mtime_ns == before
    assert study_status(tmp_path / "out").base.value == 4.0


# Stopping.


@pytest.mark.parametrize("place", ["in-process", "2"])
def test_stopping_keeps_what_is_done_and_no_more(written, tmp_path, place):
    study = written(grid([10, 11, WAITING, 12, 13, 14]))
    cancel = CancelToken()
    told = []

    def stop_soon(progress):
        told.append(progress)
        if progress.done == (2 if place == "in-process" else 5):
            cancel.cancel()

    options = RunOptions(place=Place.parse(place), solve=tasks.stand_in)
    status = run_study(study, tmp_path / "out", options, stop_soon, cancel)
    assert statuses(tmp_path / "out")["load=w9005"] == "left"
    assert status.done == told[-1].done == (2 if place == "in-process" else 5)
    assert run(study, tmp_path / "out", solve=solve_anything).left == 0


def test_a_failure_of_stopping_is_no_result(written, tmp_path):
    cancel = CancelToken()

    def break_off(task):
        if task.edits:
            cancel.cancel()
            raise OSError("the pipe is gone")
        return tasks.answer(1.0)

    status = run_study(written(grid([10])), tmp_path / "out", RunOptions(IN_PROCESS, solve=break_off), cancel=cancel)
    assert (status.done, status.left) == (0, 1)


IN_PROCESS = Place.parse("in-process")


def test_stopping_while_the_base_plan_is_solved(written, tmp_path):
    cancel = CancelToken()

    def interrupted(task):
        cancel.cancel()
        return tasks.CaseAnswer("interrupted", "", 0.1)

    status = run_study(written(grid([10])), tmp_path / "out", RunOptions(IN_PROCESS, solve=interrupted), cancel=cancel)
    assert (status.base, status.done) == (None, 0)


def test_progress_tells_how_long_it_will_take(written, tmp_path):
    study = written(grid([FAILING, 10, DEAD, 11]))
    run(study, tmp_path / "out", limit=1)
    told = []
    run_study(study, tmp_path / "out", RunOptions(IN_PROCESS, limit=2, solve=tasks.stand_in), told.append)
    assert [(each.cases, each.done, each.aim) for each in told] == [(4, 1, 3), (4, 2, 3), (4, 3, 3)]
    assert [each.amiss for each in told] == [1, 1, 1]
    first, second, last = (each.seconds_left for each in told)
    assert first is None and second > 0 and last == 0


def test_progress_begins_with_the_base_plan_and_counts_what_goes_wrong(written, tmp_path):
    told = []
    run_study(written(grid([10, FAILING])), tmp_path / "out", RunOptions(IN_PROCESS, solve=tasks.stand_in), told.append)
    assert [(each.base_solved, each.amiss) for each in told] == [(False, 0), (True, 0), (True, 0), (True, 1)]


# One folder, one study, one run.


def test_two_runs_at_once_are_refused(written, tmp_path):
    study = written(grid([10]))
    run(study, tmp_path / "out")
    script = (
        "import sys, time; from pathlib import Path; from coeplan.studies.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", script, tmp_path / "out" / "lock"], stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline().strip() == b"held"
        assert study_status(tmp_path / "out").running
        with pytest.raises(StudyBusyError, match=f"being run already, by process {other.pid} on "):
            run(study, tmp_path / "out")
    finally:
        other.kill()
        other.communicate()
    # The lock has gone with its holder.
    assert not study_status(tmp_path / "out").running
    assert run(study, tmp_path / "out").left == 0


def test_a_look_at_the_lock_does_not_refuse_a_run(tmp_path):
    path = tmp_path / "lock"
    assert not held(path)
    taken = locked(path)
    with path.open("a+b") as stream:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX)
        threading.Timer(0.2, fcntl.flock, [stream, fcntl.LOCK_UN]).start()
        with taken:
            assert held(path)
    assert not held(path)


def changed(**changes):
    return grid([10, 11], **changes)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"name": "other"}, "other_study", "the folder holds study 'loads', not 'other'"),
        ({"limits": {"gap": 0.02}}, "other_limits", "limit gap was 0.005 when .* and is 0.02"),
        ({"limits": {"work": 9}}, "other_limits", "limit work was absent when .* and is 9"),
        ({"instance": "micro-coe"}, "other_instance", "instance 'micro-coe' holds other data"),
    ],
)
def test_what_cannot_be_compared_is_refused(written, tmp_path, change, code, told):
    run(written(changed()), tmp_path / "out")
    before = outcome(tmp_path / "out")
    with pytest.raises(InputError, match=told) as caught:
        run(written(changed(**change)), tmp_path / "out")
    assert [fault.code for fault in caught.value.faults] == [code]
    assert outcome(tmp_path / "out") == before


def test_other_data_of_the_same_instance_are_refused(written, tmp_path):
    study = written(changed())
    run(study, tmp_path / "out")
    (tmp_path / "tiny.json").write_text(json.dumps(tasks.TINY | {"discount_rate": 0.1}), encoding="utf-8")
    with pytest.raises(InputError, match="instance 'tiny' holds other data"):
        run(study, tmp_path / "out")


def test_cases_may_come_and_go(written, tmp_path):
    run(written(grid([10, 11])), tmp_path / "out")
    kept = done(tmp_path / "out")
    status = run(written(grid([11, 12, 13])), tmp_path / "out")
    assert (status.cases, status.done, status.others) == (3, 3, 1)
    assert kept.items() <= done(tmp_path / "out").items()
    assert list(study_table(tmp_path / "out")["value"]) == [11.0, 12.0, 13.0]


def test_renamed_cases_are_known_by_their_edits(written, tmp_path):
    run(written(grid([10])), tmp_path / "out")
    again = grid([10], cases={"kind": "list", "what_ifs": {"more": "areas.dev.workload = 10"}})
    status = run(written(again), tmp_path / "out", solve=solve_anything)
    assert (status.done, status.others) == (1, 0)
    table = study_table(tmp_path / "out")
    assert (table["name"][0], table["factor.what_if"][0], table["value"][0]) == ("more", "more", 10.0)


# Damaged files.


def damage(path, how):
    if how == "cut":
        path.write_bytes(path.read_bytes()[:40])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "other":
        others = [each for each in path.parent.iterdir() if each != path]
        path.write_bytes(others[0].read_bytes())
    else:
        path.unlink()


@pytest.mark.parametrize(
    ("part", "how"),
    [("cases", "cut"), ("cases", "empty"), ("cases", "other"), ("cases", "gone"), ("plans", "cut"), ("plans", "gone")],
)
def test_damaged_results_are_told_and_solved_again(written, tmp_path, part, how):
    study = written(grid(range(10, 14)))
    run(study, tmp_path / "out")
    before = outcome(tmp_path / "out")
    damage(sorted((tmp_path / "out" / part).iterdir())[0], how)
    status = study_status(tmp_path / "out")
    assert (status.done, status.left, len(status.damaged)) == (3, 1, 0 if (part, how) == ("cases", "gone") else 1)
    assert list(study_table(tmp_path / "out")["status"]).count("left") == 1
    assert run(study, tmp_path / "out").damaged == ()
    assert outcome(tmp_path / "out") == before


def test_a_damaged_base_plan_is_solved_again(written, tmp_path):
    study = written(grid([10]))
    run(study, tmp_path / "out")
    damage(tmp_path / "out" / "base" / "plan.json.gz", "cut")
    assert study_status(tmp_path / "out").base is None
    run(study, tmp_path / "out")
    assert study_status(tmp_path / "out").base.value == 4.0


def test_a_damaged_study_is_told(written, tmp_path):
    study = written(grid([10]))
    run(study, tmp_path / "out")
    damage(tmp_path / "out" / "study.json", "cut")
    with pytest.raises(InputError, match=r"study.json' is damaged; expected run the study into another folder"):
        run(study, tmp_path / "out")


def test_a_folder_without_a_study_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no study in the folder"):
        study_status(tmp_path)


def test_a_damaged_plan_is_told_when_it_is_opened(written, tmp_path):
    run(written(grid([10])), tmp_path / "out")
    with pytest.raises(InputError, match=r"json.gz' is damaged; expected remove the file and run the study again"):
        open_case(tmp_path / "out", "load=w10", tmp_path / "case")


# On a cluster, and with nothing stood in for.


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        silence_logs=50,
    ) as running:
        yield running.scheduler_address


def test_a_cluster_finds_the_same(written, tmp_path, cluster):
    study = written(grid([*range(10, 20), DEAD, FAILING]))
    run(study, tmp_path / "here")
    run(study, tmp_path / "there", cluster)
    assert outcome(tmp_path / "here") == outcome(tmp_path / "there")
    assert plans(tmp_path / "here") == plans(tmp_path / "there")


REAL = {
    "kind": "grid",
    "axes": {
        "fee": {"as_is": [], "high": "operating_models.aas.fee_per_head = 30000"},
        "load": {
            "six": "areas.dev.workload = 6",
            "pinned": "change at most 0 of base",
            "none": "keep heads at AUS 0..1",
            "wrong": "areas.sales.workload = 6",
        },
    },
}


EXACTLY = {"gap": 0.0, "time_limit": 10.0}


def test_real_cases_are_solved_kept_and_opened(written, tmp_path):
    study = written({"name": "real", "instance": "tiny.json", "limits": EXACTLY, "cases": REAL})
    status = run_study(study, tmp_path / "out", RunOptions(IN_PROCESS))
    assert status.by_status == {"optimal": 4, "infeasible": 2, "refused": 2}
    assert status.base.value == pytest.approx(160_000 + 2 * 62_000)
    values = dict(zip(study_table(tmp_path / "out")["name"], study_table(tmp_path / "out")["value"], strict=True))
    assert values["fee=as_is, load=six"] == pytest.approx(1.5 * 284_000)
    assert values["fee=high, load=pinned"] == pytest.approx(160_000 + 2 * 80_000)
    told = {result.message.partition(";")[0] for result in status.amiss}
    assert told == {"areas.sales: areas has no key 'sales' (edit: areas.sales.workload = 6)"}
    written_plan = open_case(tmp_path / "out", "fee=high, load=six", tmp_path / "case")
    plan = load_plan(written_plan.plan)
    assert plan.value == pytest.approx(values["fee=high, load=six"])
    assert "Audited: every rule holds" in written_plan.page.read_text(encoding="utf-8")
    row = Store(tmp_path / "out").result(read_study(study).cases[4].id)
    assert row.figures.heads_at_end == {"GDL": 6.0}
    assert (row.figures.sites_at_end, row.figures.starts) == ({"aas": 1.0}, ("GDL/aas@t01",))
    assert row.figures.today == ("commit GDL/aas",)
    assert open_case(tmp_path / "out", "base", tmp_path / "base").plan.exists()
    with pytest.raises(NoPlanError, match="its status is infeasible"):
        open_case(tmp_path / "out", "fee=as_is, load=none", tmp_path / "case")
    with pytest.raises(InputError, match=r"the study has no case 'fee=high, load=sx'.*did you mean fee=high, load=six"):
        open_case(tmp_path / "out", "fee=high, load=sx", tmp_path / "case")
    packed = gzip.decompress(Store(tmp_path / "out").packed_plan("base"))
    assert json.loads(packed)["made_by"]["options"]["threads"] == 1


def test_the_examples_of_the_documentation_are_sound():
    text = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    blocks = [part.partition("```")[0] for part in text.split("```yaml\n")[1:]]
    whole, random = (YAML(typ="safe").load(block) for block in blocks)
    assert study_only(whole).study.cases.kind == "grid"
    assert study_only(whole | random).study.cases.kind == "random"


SPREAD = {
    "wage": {"path": "locations.GDL.yearly_cost", "low": 40000, "high": 140000},
    "load": {"path": "areas.dev.workload", "low": 3, "high": 12},
}


@pytest.mark.slow
def test_real_solves_on_two_workers_killed_and_resumed(written, tmp_path):
    cases = {"kind": "random", "number": 30, "ranges": SPREAD, "method": "sobol"}
    study = written({"name": "real", "instance": "tiny.json", "limits": EXACTLY, "cases": cases})
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    for wanted in (5, 12, 20):
        options = {"solve": solve_case}
        process = multiprocessing.get_context("fork").Process(target=run, args=(study, killed, "2"), kwargs=options)
        process.start()
        eventually(lambda wanted=wanted: len(done(killed)) >= wanted)
        process.kill()
        process.join()
    run(study, killed, "2", solve=solve_case)
    run(study, undisturbed, solve=solve_case)
    for name in ("name", "status", "today"):
        assert list(study_table(killed)[name]) == list(study_table(undisturbed)[name])
    assert list(study_table(killed)["value"]) == pytest.approx(list(study_table(undisturbed)["value"]), rel=1e-9)
    assert len(done(killed)) == 30
