"""Every kind of bad plan is refused, or found wrong by the auditor; a plan is no instance, and the reverse."""

import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from tests.checks.documents import SAID
from tests.io.bad.changes import Changed
from tests.io.bad.document import GOOD
from tests.io.bad.plans import BROKEN, ODD, SAMPLE, UNTOLD
from tests.io.bad.raw import BYTES, Raw
from tests.io.fuzzing.judges import in_time
from tests.plans.sample import SAMPLE as INSTANCE

from coeplan.cli.main import main

Told = tuple[int, dict[str, Any]]
Call = Callable[..., Told]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a verb in this process, and return its exit code and what it tells as JSON."""

    def run(*arguments: object) -> Told:
        with in_time():
            code = main([*map(str, arguments), "--json"])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, json.loads(told.out)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan that can be read, and its instance."""
    (tmp_path / "good.json").write_text(json.dumps(SAMPLE), encoding="utf-8")
    (tmp_path / "instance.json").write_text(json.dumps(INSTANCE), encoding="utf-8")
    return tmp_path


def verbs(folder: Path, plan: Path) -> dict[str, tuple[object, ...]]:
    """Every way to give a plan."""
    instance, good = folder / "instance.json", folder / "good.json"
    return {
        "show": ("show", plan),
        "show with its instance": ("show", plan, "--instance", instance),
        "compare as the first": ("compare", plan, good),
        "compare as the second": ("compare", good, plan),
        "audit": ("audit", instance, plan),
    }


def said(fault: dict[str, Any]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in fault["path"]).lstrip(".")


# All verbs read plans in the same way, so that the kinds take turns with them.
@pytest.mark.parametrize(
    ("kind", "turn"), list(zip(BROKEN, cycle(range(5)), strict=False)), ids=[kind.name for kind in BROKEN]
)
def test_broken_plan(folder: Path, call: Call, kind: Changed, turn: int) -> None:
    path, expected = kind.write(folder)
    code, told = call(*list(verbs(folder, path).values())[turn])
    assert (code, told["error"]["kind"]) == (2, "input")
    (fault,) = told["error"]["faults"]
    assert (fault["code"], said(fault)) == (expected.code, expected.path)
    assert (fault["place"]["file"], fault["place"]["line"]) == (str(path), expected.line)


@pytest.mark.parametrize(
    ("kind", "turn"), list(zip(ODD, cycle(range(4)), strict=False)), ids=[kind.name for kind in ODD]
)
def test_plan_that_does_not_hang_together(folder: Path, call: Call, kind: Changed, turn: int) -> None:
    path, expected = kind.write(folder)
    *readers, auditor = verbs(folder, path).values()
    code, told = call(*readers[turn])
    assert (code, told["error"]["kind"]) == (2, "input")
    assert (expected.code, expected.path) in {(fault["code"], said(fault)) for fault in told["error"]["faults"]}
    code, told = call(*auditor)
    assert (code, told["passed"]) == (5, False)


@pytest.mark.parametrize("kind", UNTOLD, ids=[kind.name for kind in UNTOLD])
def test_plan_of_which_nothing_can_be_told(folder: Path, call: Call, kind: Changed) -> None:
    path, expected = kind.write(folder)
    code, told = call("show", path, "--instance", folder / "instance.json")
    assert (code, told["error"]["kind"]) == (2, "input")
    assert expected.code in {fault["code"] for fault in told["error"]["faults"]}


# Comments, blanks and encodings are judged as those of instances are.
@pytest.mark.parametrize("kind", BYTES, ids=[kind.name for kind in BYTES])
def test_file_that_is_no_plan(folder: Path, call: Call, kind: Raw) -> None:
    path, expected = kind.write(folder)
    code, told = call("show", path)
    fault = told["error"]["faults"][0]
    # A workbook may hold an instance, but never a plan.
    wanted = "unknown_format" if path.suffix == ".xlsx" else expected.code
    assert (code, fault["code"], fault["place"]["file"]) == (2, wanted, str(path))
    assert expected.line is None or fault["place"]["line"] == expected.line


STRANGE = [
    ("instance as plan", lambda folder: ("show", folder / "instance.json")),
    ("YAML instance as plan", lambda folder: ("show", folder / "small.yaml")),
    ("instance as plan to audit", lambda folder: ("audit", folder / "instance.json", folder / "instance.json")),
    ("instance as plan to compare", lambda folder: ("compare", folder / "good.json", folder / "instance.json")),
    ("plan as instance", lambda folder: ("check", folder / "good.json")),
    ("plan as instance to solve", lambda folder: ("solve", folder / "good.json", "--out", folder / "out")),
    ("plan as instance to audit", lambda folder: ("audit", folder / "good.json", folder / "good.json")),
    ("plan as instance to show", lambda folder: ("show", folder / "good.json", "--instance", folder / "good.json")),
    ("plan as instance of a tree", lambda folder: ("tree", folder / "good.json", "--out", folder / "tree.yaml")),
]


@pytest.mark.parametrize("arguments", [each for _, each in STRANGE], ids=[name for name, _ in STRANGE])
def test_one_for_the_other(folder: Path, call: Call, arguments: Callable[[Path], tuple[object, ...]]) -> None:
    (folder / "small.yaml").write_text(GOOD, encoding="utf-8")
    code, told = call(*arguments(folder))
    faults = told["error"]["faults"]
    assert (code, told["error"]["kind"]) == (2, "input")
    assert {"unknown_key", "missing_key"} <= {fault["code"] for fault in faults}
    assert all(fault["place"]["line"] for fault in faults)


PLACES = [
    ("folder", lambda folder: folder, "cannot_read"),
    ("file that is not there", lambda folder: folder / "god.json", "file_not_found"),
    ("name longer than any file's", lambda folder: folder / ("x" * 300 + ".json"), "cannot_read"),
    ("device that is empty", lambda _: Path("/dev/null"), "empty_file"),
    ("device that never ends", lambda _: Path("/dev/zero"), "file_too_large"),
    ("link to itself", lambda folder: folder / "loop.json", "cannot_read"),
]


@pytest.mark.parametrize(("given", "code"), [place[1:] for place in PLACES], ids=[name for name, *_ in PLACES])
def test_place_of_no_plan(folder: Path, call: Call, given: Callable[[Path], Path], code: str) -> None:
    (folder / "loop.json").symlink_to("loop.json")
    for arguments in verbs(folder, given(folder)).values():
        exit_code, told = call(*arguments)
        (fault,) = told["error"]["faults"]
        assert (exit_code, fault["code"]) == (2, code)
        assert fault["place"]["file"] == str(given(folder))


def test_instance_of_another_firm(folder: Path, call: Call) -> None:
    (folder / "other.json").write_text(json.dumps(SAID), encoding="utf-8")
    code, told = call("audit", folder / "other.json", folder / "good.json")
    assert (code, told["passed"]) == (5, False)
    assert {"instance_hash", "unknown_name"} <= {finding["rule"] for finding in told["findings"]}
    code, told = call("show", folder / "good.json", "--instance", folder / "other.json")
    assert (code, told["error"]["faults"][0]["code"]) == (2, "other_instance")
