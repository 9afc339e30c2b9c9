"""Every kind of bad file is refused by the command with exit code 2, at its keys, its line and its column."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from tests.io.bad.contradictions import CONTRADICTIONS
from tests.io.bad.document import GOOD
from tests.io.bad.expected import Expected
from tests.io.bad.fields import FIELDS
from tests.io.bad.places import EXTENDS, PLACES
from tests.io.bad.raw import RAW
from tests.io.bad.readings import READINGS
from tests.io.bad.shapes import SHAPES
from tests.io.bad.syntax import SYNTAX
from tests.io.bad.written import WRITTEN
from tests.io.fuzzing.judges import LONGEST, in_time, judge_words

from coeplan.cli.main import main

Told = dict[str, Any]
Check = Callable[[Path], tuple[int, Told]]


class Kind(Protocol):
    """One kind of bad file."""

    @property
    def name(self) -> str: ...

    def write(self, folder: Path) -> tuple[Path, Expected]: ...


KINDS: list[Kind] = [*SYNTAX, *WRITTEN, *READINGS, *SHAPES, *FIELDS, *CONTRADICTIONS, *RAW, *PLACES, *EXTENDS]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Run ``coeplan check`` in this process, and return its exit code and what it tells as JSON."""

    def call(path: Path) -> tuple[int, Told]:
        with in_time():
            code = main(["check", str(path), "--json"])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, json.loads(told.out)

    return call


def said(fault: Told) -> str:
    """Return the keys that a fault names, as its line for people says them."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in fault["path"]).lstrip(".")


EVERY = 3
"""One of so many kinds is tried in the fast tier."""

EACH_KIND = [
    pytest.param(kind, id=kind.name, marks=[pytest.mark.slow] if number % EVERY else [])
    for number, kind in enumerate(KINDS)
]


@pytest.mark.parametrize("kind", EACH_KIND)
def test_bad_file(kind: Kind, tmp_path: Path, check: Check) -> None:
    path, expected = kind.write(tmp_path)
    code, told = check(path)
    assert (code, told["error"]["kind"]) == (2, "input")
    faults = told["error"]["faults"]
    ours = [fault for fault in faults if (fault["code"], said(fault)) == (expected.code, expected.path)]
    assert len(ours) == 1, [fault["text"] for fault in faults]
    (fault,) = ours
    place = fault["place"]
    assert place["file"].endswith(expected.file) if expected.file else place["file"] == str(path)
    assert expected.line is None or place["line"] == expected.line
    assert expected.column is None or place["column"] == expected.column
    assert expected.nearest in (None, *fault["nearest"][:1])
    others = tuple(said(other) for other in faults if other is not fault)
    assert expected.also in (None, others)
    for each in faults:
        check_words(each)


def check_words(fault: Told) -> None:
    """Make sure that a fault's line says the place, the keys and the matter, in words of the file."""
    place = fault["place"]
    where = ":".join(str(part) for part in (place["file"], place["line"], place["column"]) if part is not None)
    keys = f"{said(fault)}: ".replace("\n", "\\n").replace("\x1b", "\\x1b") if fault["path"] else ""
    assert fault["text"].startswith(f"{where}: {keys}{fault['message']}")
    assert fault["message"]
    judge_words(fault | {"text": fault["text"].replace(place["file"], "")})
    assert not re.search(r"Input should|constrained|pydantic|Traceback|chr\(\)", fault["text"])


@pytest.mark.parametrize("text", ["line\nend", "x" * LONGEST])
def test_a_judge_wants_words_that_people_can_read(text: str) -> None:
    judge_words({"text": text.replace("\n", " ")[1:]})
    with pytest.raises(AssertionError):
        judge_words({"text": text})


# Where something is missing or a sum is wrong, the fault stands at the key of the whole.
AT_KEY = [
    ("name: small\n", "", "missing_key", 2, 1),
    ("    time_zone: Europe/Warsaw\n", "", "missing_key", 33, 3),
    ("  kind: stages\n", "", "missing_key", 52, 1),
    ("{agent: 0.8, lead: 0.2}", "{agent: 0.8, lead: 0.1}", "shares_do_not_sum", 9, 5),
    ("slow: {probability: 0.6}", "slow: {probability: 0.5}", "probabilities_do_not_sum", 58, 7),
    ("yearly_cost: {platform: 70000}", "wage_growth: 0.01", "no_yearly_cost", 24, 3),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "column"), AT_KEY)
def test_fault_of_a_whole(tmp_path: Path, check: Check, old: str, new: str, code: str, line: int, column: int) -> None:
    assert GOOD.count(old) == 1
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    exit_code, told = check(path)
    (fault,) = told["faults"]
    assert (exit_code, fault["code"]) == (2, code)
    assert (fault["place"]["line"], fault["place"]["column"]) == (line, column)


# A number that stands for a map or a list is told as the number that it is.
OF_NUMBERS = [
    ("attrition: 0.15", "attrition: -0.15", "-0.15 is out of range; expected a number at least 0 or a map"),
    ("attrition: 0.15", "attrition: .inf", "inf is no finite number; expected a number or a map"),
    (
        "per_head: 9500",
        "per_head: 1e13",
        "10000000000000.0 is out of range; expected a number at most 1,000,000,000,000",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), OF_NUMBERS)
def test_words_of_a_number_that_stands_for_more(tmp_path: Path, check: Check, old: str, new: str, words: str) -> None:
    assert GOOD.count(old) == 1
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    (fault,) = check(path)[1]["faults"]
    assert f": {words}" in fault["text"]
    assert fault["value"] == words.split(" ")[0]


def test_values_are_counted_as_they_are_read(tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list without an end would fill the memory before it could be measured."""
    monkeypatch.setattr("coeplan.io.read_json.MOST_VALUES", 10)
    path = tmp_path / "bad.json"
    path.write_text("[" + "1," * 10, encoding="utf-8")
    (fault,) = check(path)[1]["faults"]
    assert (fault["code"], fault["place"]["column"]) == ("too_many_values", 20)


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [kind.name for kind in KINDS]
    assert sorted(names) == sorted(set(names))
