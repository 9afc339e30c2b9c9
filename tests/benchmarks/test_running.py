"""Traces, tables, the smoke test's judgement, and processes of their own."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import command
from benchmarks.instances import Options
from benchmarks.running import cases, child, run
from benchmarks.running.contestants import Limits
from benchmarks.running.jobs import Result, run_case
from benchmarks.running.table import row_of, with_ratios
from benchmarks.running.trace import Point, Recorder, first_plan, gap_at, time_to
from benchmarks.smoke.check import OPTIMA, ROOTS, differences

TRACE = [Point(1, None, 50), Point(5, 100, 50), Point(12, 100, 98), Point(40, 100, 99.5)]


def test_gap_over_time() -> None:
    assert [gap_at(TRACE, seconds) for seconds in (0, 4.9, 5, 30, 300)] == pytest.approx([1, 1, 0.5, 0.02, 0.005])
    assert [time_to(TRACE, gap) for gap in (0.02, 0.01, 0.001)] == [12, 40, None]
    assert (first_plan(TRACE), first_plan(TRACE[:1]), gap_at([], 10)) == (5, None, 1.0)


def test_a_recorder_tells_of_improvements_alone() -> None:
    told: list[Point] = []
    recorder = Recorder(told.append)
    for found in ((1, None, 5.0), (2, None, 4.0), (3, 9.0, 5.0), (4, 10.0, None), (5, 8.0, 6.0)):
        recorder.hear(*found)
    assert told == [Point(1, None, 5.0), Point(3, 9.0, 5.0), Point(5, 8.0, 6.0)]


def rows(*others: tuple[str, list[Point], dict[str, Any]], seconds: float = 60) -> list[dict[str, Any]]:
    engine = Result("c", "engine", {"build": 2.0, "root": 80.0, "status": "optimal"}, TRACE)
    results = [engine, *(Result("c", name, fields, trace) for name, trace, fields in others)]
    return with_ratios([row_of(result, seconds) for result in results], seconds)


def test_ratios_to_the_engine() -> None:
    slow = [Point(10, 100, 60), Point(50, 100, 90)]
    peer = rows(("textbook", slow, {"build": 3.0, "root": 20.0, "status": ""}))[1]
    assert (peer["gap_60"], peer["gap_ratio"]) == pytest.approx((0.1, 20))
    assert (peer["build_ratio"], peer["root_ratio"]) == (1.5, 0.25)
    # It never comes to 2 %, so the time of the run counts.
    assert (peer["time_ratio"], peer["time_ratio_is_least"]) == (60 / 12, True)
    assert "gap_120" not in peer


def test_no_plan_is_a_gap_of_everything() -> None:
    peer = rows(("scip", [], {"status": "timelimit"}))[1]
    assert (peer["gap_30"], peer["gap_ratio"]) == pytest.approx((1.0, 200))


def test_a_false_bound_is_told() -> None:
    peer = rows(("textbook", [Point(1, 120, 120)], {"status": "Optimal"}))[1]
    assert peer["remarks"] == "FALSE: the bound 120 of textbook is above the plan 100 of engine"


def test_what_the_smoke_test_minds() -> None:
    expected = {"root": {"a": 100.0, "b": 100.0}, "optimum": {"a": 100.0, "b": 100.0}}
    assert differences(expected, {"root": {"a": 100.00005, "b": 150.0}, "optimum": {"a": 100.00005}}) == []
    found = {"root": {"a": 99.9998, "c": 1.0}, "optimum": {"a": 100.0002, "b": 99.9998}}
    assert [said.split(" is ")[0] for said in differences(expected, found)] == [
        "root of a",
        "root of c",
        "optimum of a",
        "optimum of b",
    ]


def test_the_smoke_test_s_file_is_complete() -> None:
    from benchmarks.smoke.check import EXPECTED

    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert (tuple(expected["root"]), tuple(expected["optimum"])) == (ROOTS, OPTIMA)


def test_names_of_cases_say_all_of_them() -> None:
    name = cases.generated("tiny", 0, Options(True, "only:heads"))
    assert name == "generated/tiny-tree-only-heads-s0"
    assert cases.instance_of(name).name == "tiny-tree-only-heads-s0"
    assert cases.published(["p1"]) == ["published/holmberg/p1"]
    for wrong in ("generated/tiny-bush-usual-s1", "other/x", "generated/tiny"):
        with pytest.raises(ValueError, match="expected"):
            cases.instance_of(wrong)
    with pytest.raises(ValueError, match="no shipped instance nowhere"):
        cases.shipped(["nowhere"])


def test_a_part_in_this_process() -> None:
    said: list[dict[str, Any]] = []
    job = {"case": "generated/tiny-path-none-s0", "contestant": "plain", "limits": {"seconds": 30.0, "gap": 0.9}}
    for part in (child.MODEL, child.SOLVE):
        child.run(job | {"part": part}, said.append)
    fields = {name: value for each in said for name, value in each.items()}
    assert fields["root"] > 0 and fields["rows"] > 0
    assert fields["point"][1] >= fields["point"][2] > 0


def test_a_process_that_fails_is_told_of() -> None:
    result = Result("generated/nothing", "plain")
    run_case(result, Limits(1.0))
    assert len(result.faults) == 1
    assert "expected SIZE-tree" in result.faults[0]


def test_results_are_kept_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def stand_in(result: Result, _limits: Limits) -> None:
        asked.append(result.contestant)
        result.trace.append(Point(1, 10, 9))
        if len(asked) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_case", stand_in)
    whole = run.Run(["c"], ["engine", "textbook"], Limits(60), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.carry_out(whole, lambda _: None)
    assert [result.contestant for result in run.read_results(tmp_path)] == ["engine"]
    asked.clear()
    run.carry_out(whole, lambda _: None)
    assert asked == ["textbook"]
    with (tmp_path / run.CSV).open(encoding="utf-8") as file:
        assert [(row["contestant"], row["gap_ratio"]) for row in csv.DictReader(file)] == [
            ("engine", ""),
            ("textbook", "1"),
        ]
    assert "| c | textbook |" in (tmp_path / run.MARKDOWN).read_text(encoding="utf-8")


def test_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    for arguments, expected in (
        ([], "nothing to run"),
        (["--size", "tiny", "--policies", "some"], "expected none, usual"),
        (["--size", "tiny", "--out", str(tmp_path)], "is not empty"),
    ):
        with pytest.raises(SystemExit):
            command.main(arguments)
        assert expected in capsys.readouterr().err
