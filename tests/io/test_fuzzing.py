"""Fuzzing itself: its judges see what goes wrong, and its changes leave nothing as it was."""

import json
from collections import Counter
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.checks.documents import SAID
from tests.io.fuzzing import judges
from tests.io.fuzzing.bases import base_instance
from tests.io.fuzzing.batch import Tally
from tests.io.fuzzing.inputs import INPUTS, Input
from tests.io.fuzzing.judges import TooSlow, in_time, judge_faults, judge_instance, judge_outcome
from tests.io.fuzzing.mutations import ACTIONS, mutated, slots
from tests.io.fuzzing.spoiling import WAYS

from coeplan.io import load_instance

FAULT = {"severity": "fault", "code": "x", "message": "m", "text": "a.yaml:1:1: m", "place": {"file": "a.yaml"}}


def test_a_judge_sees_what_the_command_catches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("on purpose")

    path = tmp_path / "small.json"
    path.write_text(json.dumps(SAID), encoding="utf-8")
    assert judge_instance(path) == "formulated"
    monkeypatch.setattr("coeplan.io.load.held", broken)
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        judge_instance(path)


@pytest.mark.parametrize(
    "changed",
    [{"text": "a.yaml:1:1: m\nn"}, {"text": "m"}, {"message": ""}, {"place": {"file": "b.yaml"}}, {"code": ""}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_judge_wants_a_place_and_one_line(changed: dict[str, Any]) -> None:
    judge_faults([FAULT], Path("a.yaml"))
    with pytest.raises(AssertionError):
        judge_faults([FAULT | changed], Path("a.yaml"))
    with pytest.raises(AssertionError):
        judge_faults([], Path("a.yaml"))


@pytest.mark.parametrize("said", [judges.Said(1, "", ""), judges.Said(2, "", ""), judges.Said(0, "", "warning")])
def test_a_judge_wants_a_result_or_a_reason(said: judges.Said) -> None:
    judge_outcome(judges.Said(2, "", "error: no\n"), Path("a.yaml"), (0, 2))
    judge_outcome(judges.Said(0, "yes\n", ""), Path("a.yaml"), (0, 2))
    with pytest.raises(AssertionError):
        judge_outcome(said, Path("a.yaml"), (0, 2))


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlow), in_time(0.05):
        while True:
            pass


def test_failures_are_told_once_each_with_the_shortest_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(chance: Random, folder: Path) -> Path:
        path = folder / "input.txt"
        path.write_text("x" * chance.randint(1, 9), encoding="utf-8")
        return path

    def judge(_: Random, path: Path) -> str:
        if path.stat().st_size > 8:
            while True:
                pass
        if path.stat().st_size > 4:
            raise KeyError(path.stat().st_size)
        return "used"

    monkeypatch.setitem(INPUTS, "odd", Input(make, judge))
    tally = Tally("odd", tmp_path, seconds=0.05)
    for seed in range(60):
        tally.judge(Random(seed))
    told = tally.told()
    assert {key.split(" ")[0]: failure["size"] for key, failure in told["failures"].items()} == {
        "KeyError": 5,
        "TooSlow": 9,
    }
    assert told["outcomes"]["crashed"] == sum(failure["count"] for failure in told["failures"].values()) > 2
    assert told["outcomes"]["used"] == 60 - told["outcomes"]["crashed"]
    assert all(Path(failure["file"]).stat().st_size == failure["size"] for failure in told["failures"].values())


@pytest.mark.parametrize("seed", range(10))
def test_what_is_changed_has_no_fault_before(seed: int) -> None:
    load_instance(base_instance(Random(seed)))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__.strip("_"))
def test_every_action_changes_a_document(action: Any) -> None:
    changed = 0
    for seed in range(20):
        data = deepcopy(SAID)
        action(Random(seed), data, list(slots(data)), {"areas": {"other": {"workload": 1}}})
        changed += json.dumps(data) != json.dumps(SAID)
    assert changed > 10


def test_mutations_are_repeatable() -> None:
    first, second = (mutated(Random(7), deepcopy(SAID), SAID) for _ in range(2))
    assert repr(first) == repr(second)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_every_way_spoils_bytes(way: Any) -> None:
    raw = json.dumps(SAID, indent=1).encode()
    assert sum(way(Random(seed), raw) != raw for seed in range(20)) > 10


def test_generated_instances_state_every_field(tmp_path: Path) -> None:
    """Every part, every kind of tree, policy and driver is made now and then."""
    kinds: Counter[str] = Counter()
    for seed in range(110):
        path = INPUTS["generated"].make(Random(seed), tmp_path)
        for holder, key in slots(json.loads(path.read_text(encoding="utf-8"))):
            if key in ("kind", "driver") and isinstance(holder[key], str):
                kinds[holder[key]] += 1
    assert {"stages", "fan", "explicit", "deterministic"} <= set(kinds)
    assert {"mean_overlap", "survive_loss", "cvar_cap", "freeze", "heads", "run_cost_limit"} <= set(kinds)
    assert {"ai_productivity", "fx", "levy", "availability", "talent_pool"} <= set(kinds)
