"""The scheduler step of the examples: exit codes, retries, the lock."""

import json
import runpy
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from tests.examples.conftest import EXAMPLES, SECONDS

import coeplan
from coeplan.cli.exits import ExitCode, of_termination

STEP = runpy.run_path(str(EXAMPLES / "scheduled_step.py"))
CODE = STEP["Code"]


def plan(results, said="tiny.json", **options):
    """Run the step in this process, which costs next to nothing, as if from a command line."""
    more = [text for name, value in options.items() for text in (f"--{name.replace('_', '-')}", str(value))]
    return STEP["main"]([str(results.parent / said), str(results), *more])


@pytest.fixture(autouse=True)
def signals():
    """Whatever the step does with signals ends with the test."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_plan_is_kept_pointed_to_and_not_made_again(folder, capsys):
    assert plan(folder / "results", gap=0) == CODE.PLAN
    told = json.loads(capsys.readouterr().out)
    assert told["value"] == pytest.approx(248000)
    assert json.loads((folder / "results" / "latest.json").read_text()) == told
    path = folder / "results" / told["plan"]
    assert coeplan.audit_plan(coeplan.load(folder / "tiny.json"), coeplan.load_plan(path)).passed
    assert (path.parent / "tables" / "amounts.csv").is_file()

    made = path.stat().st_mtime_ns
    assert plan(folder / "results") == CODE.PLAN
    assert json.loads(capsys.readouterr().out) == told
    assert path.stat().st_mtime_ns == made
    # A retry of what was killed while it wrote, and a plan that somebody has damaged: both are made anew.
    (folder / "results" / "unfinished").mkdir()
    for damage in ("{", path.read_text().replace('"heads":4', '"heads":3')):
        path.write_text(damage)
        assert plan(folder / "results", gap=0) == CODE.PLAN
        assert coeplan.load_plan(path).value == pytest.approx(248000)
    names = sorted(each.name for each in (folder / "results").iterdir())
    assert names == ["latest.json", "lock", path.parent.name]


@pytest.mark.slow
def test_other_data_get_a_folder_of_their_own(folder):
    assert plan(folder / "results") == CODE.PLAN
    dearer = json.loads((folder / "tiny.json").read_text())
    dearer["locations"]["GDL"]["yearly_cost"] = 60000
    (folder / "dearer.json").write_text(json.dumps(dearer))
    assert plan(folder / "results", "dearer.json") == CODE.PLAN
    assert len(list((folder / "results").glob("tiny-*/plan.json"))) == 2


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ("impossible.json", CODE.INFEASIBLE, "no plan keeps every rule: proved"),
        ("faulty.json", CODE.BAD_INPUT, "NOWHERE"),
        ("nothing.json", CODE.BAD_INPUT, "nothing.json"),
    ],
)
def test_what_gives_no_plan_has_its_code_and_leaves_nothing(folder, capsys, said, code, told):
    assert plan(folder / "results", said) == code
    assert told in capsys.readouterr().err
    assert [each.name for each in (folder / "results").iterdir()] == ["lock"]


def test_a_folder_that_cannot_be_made_is_a_failure(folder, capsys):
    (folder / "results").write_text("a file")
    assert plan(folder / "results") == CODE.FAILED
    assert "results" in capsys.readouterr().err


def test_a_lock_that_is_no_lock_is_a_failure(folder, capsys):
    (folder / "results" / "lock").mkdir(parents=True)
    assert plan(folder / "results") == CODE.FAILED
    assert "cannot be used" in capsys.readouterr().err


def test_a_second_run_is_told_to_try_again(folder, capsys):
    (folder / "results").mkdir()
    lock = sqlite3.connect(folder / "results" / "lock", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    assert plan(folder / "results") == CODE.TRY_AGAIN
    assert "another run is at work" in capsys.readouterr().err
    lock.close()
    assert plan(folder / "results") == CODE.PLAN


def test_codes_are_those_of_the_command():
    shared = {code.name: code.value for code in CODE if code is not CODE.TRY_AGAIN}
    known = {code.name: code.value for code in ExitCode}
    assert shared == {"PLAN" if name == "DONE" else name: value for name, value in known.items()}
    for termination in ("infeasible", "infeasible_unconfirmed", "time_limit", "unbounded", "solver_failed"):
        assert STEP["without_plan"](termination) == of_termination(termination, has_plan=False)


@pytest.mark.slow
def test_it_is_a_program(run, folder):
    first = run("scheduled_step.py", "tiny.json", "results", "--gap", "0").stdout
    assert (folder / "results" / "latest.json").read_text() == first
    assert run("scheduled_step.py", "tiny.json", "results").stdout == first
    run("scheduled_step.py", "faulty.json", "results", code=2)


@pytest.mark.slow
def test_a_step_that_is_told_to_end_is_to_be_tried_again(folder):
    """The scheduler's patience is at its end while a solve runs; what comes after it finds a free lock."""
    command = [sys.executable, str(EXAMPLES / "scheduled_step.py"), "micro-coe", "results", "--gap", "0"]
    started = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    ends = time.monotonic() + SECONDS
    while not (folder / "results" / "lock").exists():
        assert time.monotonic() < ends, "the step should have taken its lock by now"
        time.sleep(0.05)
    started.send_signal(signal.SIGTERM)
    assert started.communicate(timeout=SECONDS)[1].startswith("micro-coe: the solve was interrupted")
    assert started.returncode == CODE.TRY_AGAIN
    assert not (folder / "results" / "latest.json").exists()
    assert plan(folder / "results") == CODE.PLAN
