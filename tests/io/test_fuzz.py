"""Whatever a file holds, the program uses it or refuses it with faults: no other error, no hang, bounded memory."""

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.enumeration.generator import random_instance_data
from tests.exact import ExactEngine
from tests.io.fuzzing.inputs import INPUTS, INSTANCE, PLAN
from tests.io.fuzzing.judges import SECONDS, in_time
from tests.io.fuzzing.spoiling import TOKENS

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin

ROOT = Path(__file__).parents[2]

FEW = {
    "mutated": 12,
    "generated": 20,
    "spoiled": 40,
    "mutated-plan": 10,
    "generated-plan": 10,
    "spoiled-plan": 12,
}
"""Inputs of each kind in the fast tier."""

MANY = 10_000
"""Inputs of each kind in the slow tier."""

USED = {
    "mutated": 0.1,
    "generated": 0.2,
    "spoiled": 0.02,
    "mutated-plan": 0.1,
    "generated-plan": 0.1,
    "spoiled-plan": 0.05,
}
"""Share of the inputs, at least, that must get past the reader, or fuzzing would only try the reader."""

PLANS = range(12)
"""Seeds of the instances whose plans are fuzzed; some are infeasible."""


@pytest.fixture(scope="module")
def folder(exact: ExactEngine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for inputs, with optimal plans and their instances in folders of their own."""
    found = tmp_path_factory.mktemp("fuzzing")
    for seed in PLANS:
        data = random_instance_data(seed)
        plan = exact.plan(load_instance(data).instance)
        if plan is not None:
            own = found / f"plan-{seed}"
            own.mkdir()
            (own / INSTANCE).write_text(json.dumps(data), encoding="utf-8")
            (own / PLAN).write_text(plan.model_dump_json(), encoding="utf-8")
    return found


def few(kind: str) -> settings:
    """Return Hypothesis' settings for a kind of inputs in the fast tier: always the same inputs, however slow."""
    return settings(
        max_examples=FEW[kind], derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


def judged(kind: str, chance: Random, folder: Path) -> str:
    """Make an input of a kind, have it judged, and return what became of it."""
    with in_time():
        return INPUTS[kind].judge(chance, INPUTS[kind].make(chance, folder))


@few("mutated")
@given(st.randoms(use_true_random=False))
def test_mutated_instances(folder: Path, chance: Random) -> None:
    judged("mutated", chance, folder)


@few("mutated-plan")
@given(st.randoms(use_true_random=False))
def test_mutated_plans(folder: Path, chance: Random) -> None:
    judged("mutated-plan", chance, folder)


@pytest.mark.parametrize("kind", [kind for kind, each in INPUTS.items() if not each.by_hypothesis])
def test_other_inputs(folder: Path, kind: str) -> None:
    outcomes = {judged(kind, Random(f"{kind} {seed}"), folder) for seed in range(FEW[kind])}
    assert len(outcomes) > 1, "nothing gets past the reader"


def batch(kind: str, inputs: int, start: int, folder: Path) -> dict[str, Any]:
    """Judge many inputs in a process of bounded memory, and return what it tells."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.io.fuzzing.batch", kind, str(inputs), str(start), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", INPUTS)
def test_many_inputs(folder: Path, kind: str) -> None:
    told = batch(kind, MANY, MANY, folder)
    assert told["failures"] == {}
    assert told["inputs"] >= MANY
    refused = told["outcomes"].get("refused", 0)
    assert USED[kind] * MANY < told["inputs"] - refused < told["inputs"], told


PIECES = st.lists(st.sampled_from([*TOKENS, "a", "b: ", "0"]), max_size=40)


def check_tokens(tokens: list[str]) -> None:
    start = time.process_time()
    try:
        read_yaml("".join(tokens), Origin("file.yaml", Path("file.yaml")))
    except InputError as error:
        assert error.faults
    assert time.process_time() - start < SECONDS


@settings(deadline=None)
@given(PIECES)
@example(['"\\U0011ffff"'])
@example(["%YAML 99999999999999999999.1\n--- a"])
@example(["!<"])
def test_tokens(tokens: list[str]) -> None:
    check_tokens(tokens)


@pytest.mark.slow
@settings(max_examples=20000, deadline=None)
@given(PIECES)
def test_many_tokens(tokens: list[str]) -> None:
    check_tokens(tokens)


@pytest.mark.parametrize(
    "token", [*TOKENS, "a: ", "- a\n", "a: b\n ", "[a, ", "{a: ", "'a' ", "a\n\n", "- &a\n", "? - "]
)
def test_one_token_over_and_over(token: str) -> None:
    check_tokens([token] * min(5000, 1 + 30_000 // len(token)))
