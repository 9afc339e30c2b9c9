"""The verb ``solve``, with a solver that does as it is told."""

import json
import signal

import pandas as pd
import pytest

from coeplan_models import Plan


def test_a_plan_is_shown_and_written(coeplan, folder, plan):
    done = coeplan("solve", "sample.json", standin="plan:optimal")
    assert done.returncode == 0, done.stderr
    assert "THE ANSWER" in done.stdout
    assert "Guadalajara" in done.stdout
    assert "Audited: every rule holds" in done.stdout
    out = folder / "out" / "sample"
    assert Plan.model_validate_json((out / "plan.json").read_text(encoding="utf-8")) == plan
    assert (out / "page.txt").read_text(encoding="utf-8") == done.stdout
    assert {path.suffix for path in (out / "tables").iterdir()} == {".csv", ".parquet"}
    assert (out / "tables" / "lock_ins.csv").exists()
    assert "out/sample/plan.json" in done.stderr


def test_tables_are_the_same_as_csv_and_as_parquet(coeplan, folder):
    assert coeplan("solve", "sample.json", "--out", "here", standin="plan:optimal").returncode == 0
    names = sorted(path.stem for path in (folder / "here" / "tables").glob("*.csv"))
    assert names == sorted(path.stem for path in (folder / "here" / "tables").glob("*.parquet"))
    for name in names:
        text = pd.read_csv(folder / "here" / "tables" / f"{name}.csv", keep_default_na=False, dtype=str)
        table = pd.read_parquet(folder / "here" / "tables" / f"{name}.parquet")
        assert list(text.columns) == list(table.columns)
        assert len(text) == len(table)
    amounts = pd.read_csv(folder / "here" / "tables" / "amounts.csv")
    parquet = pd.read_parquet(folder / "here" / "tables" / "amounts.parquet")
    assert amounts["money"].tolist() == parquet["money"].tolist()


def test_json_is_one_object_on_standard_output(coeplan, plan):
    done = coeplan("solve", "sample.json", "--out", "here", "--json", standin="plan:optimal")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["schema_version"] == "1"
    assert (told["termination"], told["has_plan"], told["plan"]) == ("optimal", True, "here/plan.json")
    assert (told["value"], told["bound"], told["gap"], told["seconds"]) == (plan.value, plan.bound, plan.gap, 1.5)
    assert (told["tables"], told["page"], told["exit_code"]) == ("here/tables", "here/page.txt", 0)


def test_options_reach_the_solver(coeplan):
    arguments = ("--gap", "0.1", "--time-limit", "7", "--threads", "1", "--seed", "3", "--no-keeping")
    where = ("--workers", "2", "--whole")
    done = coeplan("solve", "sample.json", *arguments, *where, "--json", standin="plan:optimal")
    (note,) = json.loads(done.stdout)["notes"]
    given = "gap=0.1, time_limit=7.0, threads=1, seed=3, keeping=False, work=None, workers='2', by_subtrees=False"
    assert note == f"options SolveOptions({given})"
    done = coeplan("solve", "sample.json", "--work", "40", "--by-subtrees", "--json", standin="plan:optimal")
    (note,) = json.loads(done.stdout)["notes"]
    assert "keeping=True, work=40.0, workers='all-cores', by_subtrees=True" in note


@pytest.mark.parametrize("termination", ["optimal", "time_limit", "work_limit", "interrupted", "solver_failed"])
def test_a_plan_is_a_success_however_the_solver_stopped(coeplan, termination):
    done = coeplan("solve", "sample.json", standin=f"plan:{termination}")
    assert done.returncode == 0
    assert f"({termination})" in done.stdout


@pytest.mark.parametrize(
    ("termination", "code"),
    [
        ("infeasible", 3),
        ("infeasible_unconfirmed", 4),
        ("time_limit", 4),
        ("work_limit", 4),
        ("interrupted", 4),
        ("unbounded", 1),
        ("solver_failed", 1),
    ],
)
def test_each_way_to_have_no_plan_has_its_code(coeplan, folder, termination, code):
    done = coeplan("solve", "sample.json", standin=termination)
    assert done.returncode == code
    assert "There is no plan to show" in done.stdout
    assert "Coverage of support cannot be met." in done.stdout
    assert not (folder / "out" / "sample" / "plan.json").exists()
    again = coeplan("solve", "sample.json", "--json", standin=termination)
    told = json.loads(again.stdout)
    assert (again.returncode, told["exit_code"]) == (code, code)
    assert (told["has_plan"], told["plan"], told["value"]) == (False, None, None)
    assert (told["termination"], told["bound"], told["notes"]) == (termination, 17e6, ["tried twice"])


def test_a_plan_of_an_earlier_run_is_pointed_out(coeplan, folder):
    assert coeplan("solve", "sample.json", standin="plan:optimal").returncode == 0
    done = coeplan("solve", "sample.json", standin="infeasible")
    assert done.returncode == 3
    assert "out/sample/plan.json is of an earlier run" in done.stderr


@pytest.mark.parametrize(
    ("told", "code", "kind", "said"),
    [
        ("audit_error", 5, "audit", "coverage: 3 FTE short at t01"),
        ("solver_error", 1, "solver", "the solver crashed five times"),
        ("full_disk", 1, "system", "No space left on device"),
        ("fault", 1, "internal", "unexpected ZeroDivisionError: a fault of the program"),
    ],
)
def test_each_error_has_its_code_and_no_traceback(coeplan, told, code, kind, said):
    done = coeplan("solve", "sample.json", "--json", standin=told)
    assert done.returncode == code
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == kind
    assert said in error["message"]
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("--debug", "solve", "sample.json"), ("solve", "sample.json", "--debug")])
def test_debug_shows_the_traceback_wherever_it_stands(coeplan, arguments):
    done = coeplan(*arguments, standin="fault")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "standin.py" in done.stderr


def test_progress_is_told_in_plain_lines(coeplan):
    done = coeplan("solve", "sample.json", standin="plan:optimal")
    assert "a remark from the solver" in done.stderr
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


def test_an_example_is_taken_by_its_name_and_said_to_be(coeplan):
    done = coeplan("solve", "micro-coe", "--json", standin="infeasible")
    assert json.loads(done.stdout)["instance"] == "micro-coe"
    assert "There is no file 'micro-coe'; taking the shipped example of that name" in done.stderr


def test_a_folder_that_cannot_be_made_is_found_out_before_the_search(coeplan):
    done = coeplan("solve", "sample.json", "--out", "plan.json/below", standin="fault")
    assert done.returncode == 2
    assert "'plan.json/below' cannot be made" in done.stderr


def wait_for(process, text):
    """Read standard error until a line holds the text."""
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"the command ended without saying {text!r}")


def test_the_first_interrupt_hands_over_the_best_plan(begin, folder):
    process = begin("solve", "sample.json", standin="wait")
    wait_for(process, "searching")
    process.send_signal(signal.SIGINT)
    output, messages = process.communicate(timeout=60)
    assert process.returncode == 0, messages
    assert "THE ANSWER" in output
    assert "it was interrupted (interrupted)" in output
    assert "Stopping; the best found so far follows" in messages
    assert (folder / "out" / "sample" / "plan.json").exists()


def test_a_search_is_told_with_plan_bound_and_gap(begin):
    process = begin("solve", "sample.json", standin="wait")
    wait_for(process, "searching  best 20.500 M  bound 18.200 M  gap 11.20 %")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_the_second_interrupt_aborts(begin, folder):
    process = begin("solve", "sample.json", "--json", standin="deaf")
    wait_for(process, "searching")
    process.send_signal(signal.SIGINT)
    wait_for(process, "Stopping")
    process.send_signal(signal.SIGINT)
    output, messages = process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(output)["error"]["kind"] == "aborted"
    assert "error: stopped by Ctrl-C before there was anything to show" in messages
    assert "Traceback" not in messages
    assert not (folder / "out" / "sample" / "plan.json").exists()
