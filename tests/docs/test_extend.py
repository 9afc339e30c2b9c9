"""The walks of the docs: each fits the code as it is, and what comes out of it works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.docs.extend.walks import ROOT, WALKS, StaleWalkError, Step, Walk, read_walk

ALL_AT_ONCE = Walk("all", tuple(step for walk in WALKS.values() for step in walk.steps))

COPIED = ("optimizer", "models", "instances", "tests", "benchmarks", "docs", "examples")
"""What walks change, and what its tests need."""

ASKED = {
    "operating-model": ("tests/docs/test_extend_places.py",),
    "policy": (
        "tests/docs/test_equations.py",
        "tests/docs/test_extend_places.py",
        "tests/docs/test_fields.py::test_numbers_state_their_unit",
        "tests/docs/test_fields.py::test_every_record_of_the_contract_has_a_section",
        "tests/formulation/test_golden.py",
        "tests/audit/test_codes.py",
        "tests/audit/test_policies.py",
        "tests/properties/test_looser.py::test_every_kind_of_policy_is_loosened",
        "tests/by_hand/test_by_hand.py::test_every_equation_has_a_case",
    ),
    "driver": ("tests/docs/test_extend_places.py", "tests/planning/test_people.py", "tests/audit/test_world.py"),
    "analysis": ("tests/cli/test_usage.py", "tests/test_architecture.py", "tests/docs/test_site.py"),
}
"""Tests of the project that know what a change of this kind has to bring along."""

SPOKEN_OF = (ROOT, ROOT / "optimizer" / "coeplan", ROOT / "models", ROOT / "instances" / "catalogue")
"""Folders that the pages' names of files begin at."""

BY_HAND = {"policy": "critical_mass", "driver": "hires_follow_their_driver"}
"""Cases that a walk works out by hand."""


def copy_of_the_project(folder: Path) -> Path:
    for part in COPIED:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(".hypothesis", "site"))
    for name in ("pyproject.toml", "mkdocs.yml", "constraints.txt", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy2(ROOT / name, folder / name)
    return folder


def check(folder: Path, *arguments: str) -> None:
    """Run Python on what a copy of the project holds, and see that it ends well."""
    paths = [folder / "optimizer", folder / "models", folder]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def check_tests(folder: Path, *tests: str) -> None:
    check(folder, "-m", "pytest", "-p", "no:cacheprovider", *tests)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The project after all walks."""
    folder = copy_of_the_project(tmp_path_factory.mktemp("walked"))
    ALL_AT_ONCE.apply(folder)
    return folder


def test_there_is_a_walk_for_each_kind_of_extension():
    assert set(WALKS) == {"operating-model", "policy", "driver", "analysis"} == set(ASKED)
    nav = YAML(typ="safe").load(re.sub(r"!!\S+", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))["nav"]
    (section,) = [each["Extend"] for each in nav if "Extend" in each]
    assert {page for entry in section for page in entry.values()} == {f"extend/{name}.md" for name in WALKS}


def test_tests_that_walks_are_asked_are_there():
    files = {test.partition("::")[0] for tests in ASKED.values() for test in tests}
    assert [each for each in sorted(files) if not (ROOT / each).is_file()] == []


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_a_walk_fits_the_code_as_it_is(walk):
    assert walk.applied(ROOT)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_files_that_a_walk_speaks_of_are_there(walk):
    text = (ROOT / "docs" / "extend" / f"{walk.name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`([\w./-]+/[\w./-]*)`", prose))
    assert named
    assert [each for each in sorted(named) if not any((folder / each).exists() for folder in SPOKEN_OF)] == []


def test_what_walks_write_is_in_the_style_of_the_project(walked):
    pytest.importorskip("ruff", reason="needs the dev extra")
    files = sorted({step.path for step in ALL_AT_ONCE.steps if step.path.endswith(".py")})
    assert len(files) > 20
    check(walked, "-m", "ruff", "check", "--no-cache", *files)
    check(walked, "-m", "ruff", "format", "--no-cache", "--check", *files)


def test_a_new_rule_is_kept_and_judged(walked):
    check_tests(walked, *WALKS["policy"].tests_of_its_own)


@pytest.mark.slow
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_what_comes_out_of_a_walk_works(walk, tmp_path):
    folder = copy_of_the_project(tmp_path)
    walk.apply(folder)
    check_tests(folder, *walk.tests_of_its_own, *ASKED[walk.name])
    if walk.name in BY_HAND:
        check_tests(folder, "tests/by_hand/test_by_hand.py", "-k", BY_HAND[walk.name])


@pytest.mark.slow
def test_types_and_layers_hold_after_all_walks(walked):
    pytest.importorskip("pyright", reason="needs the dev extra")
    product = sorted({each.path for each in ALL_AT_ONCE.steps if re.match(r"(optimizer|models)/.*\.py$", each.path)})
    check(walked, "-m", "pyright", "--pythonpath", sys.executable, *product)
    check(walked, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")


# -- how walks are applied ------------------------------------------------------------------------------------------

CHANGE = "@@\n one\n-two\n+2\n three\n"


def test_a_change_keeps_what_stands_around_it():
    assert Step("a.py", CHANGE, True).applied("zero\none\ntwo\nthree\nfour\n") == "zero\none\n2\nthree\nfour\n"


def test_an_empty_line_needs_no_mark():
    assert Step("a.py", "@@\n one\n\n+two\n", True).applied("one\n\nthree\n") == "one\n\ntwo\nthree\n"


def test_hunks_are_applied_one_after_the_other():
    assert Step("a.py", "@@\n-one\n+two\n@@\n two\n+three\n", True).applied("one\n") == "two\nthree\n"


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        (CHANGE, "one\nTWO\nthree\n", "hunk 1 of a.py fits 0 places"),
        (CHANGE, "one\ntwo\nthree\none\ntwo\nthree\n", "hunk 1 of a.py fits 2 places"),
        (CHANGE, "someone\ntwo\nthree\n", "fits 0 places"),
        (CHANGE, None, "a.py is not there"),
        ("one\n+two\n", "one\n", "does not begin with @@"),
        ("@@\none\n+two\n", "one\n", "has a line without a mark: 'one'"),
    ],
)
def test_a_stale_change_is_refused(text, before, said):
    with pytest.raises(StaleWalkError, match=said):
        Step("a.py", text, True).applied(before)


def test_a_new_file_is_new():
    assert Step("a.py", "x = 1\n", False).applied(None) == "x = 1\n"
    with pytest.raises(StaleWalkError, match="is there already"):
        Step("a.py", "x = 1\n", False).applied("")


def test_steps_are_the_blocks_with_a_title(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        '```python\nread = 1\n```\n\n```python title="tests/test_new.py"\nnew = 1\n```\n\n'
        '```diff title="b.py"\n@@\n-old\n+new\n```\n',
        encoding="utf-8",
    )
    (tmp_path / "b.py").write_text("old\n", encoding="utf-8")
    walk = read_walk(page)
    assert walk.steps == (Step("tests/test_new.py", "new = 1\n", False), Step("b.py", "@@\n-old\n+new\n", True))
    assert walk.tests_of_its_own == ("tests/test_new.py",)
    walk.apply(tmp_path)
    assert (tmp_path / "tests" / "test_new.py").read_text(encoding="utf-8") == "new = 1\n"
    assert (tmp_path / "b.py").read_text(encoding="utf-8") == "new\n"
