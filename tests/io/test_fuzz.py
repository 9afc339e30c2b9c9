"""Whatever a file holds, it loads or is refused with faults: no other error, and no hang."""

import json
import random
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coeplan.core.errors import InputError
from coeplan.io import load_instance, read_document
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin

SECONDS = 10
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
THOROUGH = settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

POOL: list[Any] = [
    *(0, 1, -1, 0.5, 7, 1e12, 1e13, 10**30, 480, True, None, "", "HQ", "MX", "bot", "support", "yes", "a b", "*", "é"),
    *(
        [],
        {},
        [1],
        [None],
        [[]],
        {"0": 1},
        {"3": 2},
        {"x": 1},
        {"kind": "fan"},
        {"kind": 5},
        float("nan"),
        float("inf"),
    ),
]
TOKENS = [
    *(
        "- ",
        "? ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a ",
        "*a ",
        "!!str ",
        "!x ",
        "'",
        '"',
        "\\",
        "\n",
        "  ",
        "\t",
        "|",
        ">",
    ),
    *(
        "#",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "<<: ",
        "~",
        "\x00",
        "\x85",
        "\u2028",
        "\ufeff",
        "é",
        "\r",
        "1e999",
        "9" * 400,
    ),
]


def load(path: Path) -> None:
    """Load a file; only faults may come of it, each with a place in it, and soon."""
    start = time.process_time()
    try:
        load_instance(path)
    except InputError as error:
        assert error.faults
        assert all(fault.place is not None and fault.place.file == str(path) for fault in error.faults)
        assert all(fault.message and str(fault) for fault in error.faults)
    assert time.process_time() - start < SECONDS


def slots(data: Any) -> Iterator[tuple[Any, Any]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield data, key
        yield from slots(value)


def mutated(data: Any, seed: int) -> Any:
    """Change some values of plain data at random: others in their place, gone, or under another key."""
    chance = random.Random(seed)
    found = deepcopy(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        places = list(slots(found))
        holder, key = chance.choice(places)
        source, at = chance.choice(places)
        value = deepcopy(chance.choice(POOL) if chance.random() < 0.6 else source[at])
        action = chance.random()
        if action < 0.15:
            del holder[key]
        elif action < 0.3 and isinstance(holder, dict):
            holder[str(chance.choice((at, "x y", "", "0", "extends", "kind")))] = value
        else:
            holder[key] = value
    return found


def spoiled(raw: bytes, seed: int) -> bytes:
    """Change some bytes of a file at random: others in their place, gone, doubled, or tokens put in."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, width = chance.randrange(len(raw) + 1), chance.choice((0, 1, 1, 5, 50))
        put = chance.choice((chance.randbytes(1), chance.choice(TOKENS).encode(), raw[at : at + 20], b""))
        raw = raw[:at] + put + raw[at + width :]
    return raw


def check_mutated(good_file: Path, seed: int) -> None:
    data, _ = read_document(good_file)
    path = good_file.with_name("mutated.json")
    path.write_text(json.dumps(mutated(data, seed)).replace("NaN", "1e999").replace("Infinity", "1e999"))
    load(path)


def check_spoiled(good_file: Path, seed: int) -> None:
    path = good_file.with_name("spoiled.yaml")
    path.write_bytes(spoiled(good_file.read_bytes(), seed))
    load(path)


def check_tokens(tokens: list[str]) -> None:
    start = time.process_time()
    try:
        read_yaml("".join(tokens), Origin("file.yaml", Path("file.yaml")))
    except InputError as error:
        assert error.faults
    assert time.process_time() - start < SECONDS


SEEDS = st.integers(0, 2**32)
PIECES = st.lists(st.sampled_from([*TOKENS, "a", "b: ", "0"]), max_size=40)


@QUIET
@given(SEEDS)
def test_mutated_values(good_file: Path, seed: int) -> None:
    check_mutated(good_file, seed)


@QUIET
@given(SEEDS)
def test_spoiled_bytes(good_file: Path, seed: int) -> None:
    check_spoiled(good_file, seed)


@settings(deadline=None)
@given(PIECES)
@example(['"\\U0011ffff"'])
@example(["%YAML 99999999999999999999.1\n--- a"])
@example(["!<"])
def test_tokens(tokens: list[str]) -> None:
    check_tokens(tokens)


@pytest.mark.slow
@THOROUGH
@given(SEEDS)
def test_many_mutated_values(good_file: Path, seed: int) -> None:
    check_mutated(good_file, seed)


@pytest.mark.slow
@THOROUGH
@given(SEEDS)
def test_many_spoiled_bytes(good_file: Path, seed: int) -> None:
    check_spoiled(good_file, seed)


@pytest.mark.slow
@settings(max_examples=20000, deadline=None)
@given(PIECES)
def test_many_tokens(tokens: list[str]) -> None:
    check_tokens(tokens)


@pytest.mark.parametrize(
    "token", [*TOKENS, "a: ", "- a\n", "a: b\n ", "[a, ", "{a: ", "'a' ", "a\n\n", "- &a\n", "? - "]
)
def test_one_token_over_and_over(token: str) -> None:
    check_tokens([token] * 5000)
