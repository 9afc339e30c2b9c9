"""The shell script of the examples, with the command and jq as processes."""

import os
import shutil

import pytest

REQUIRED = os.environ.get("COEPLAN_REQUIRE_BROWSER") == "1"
"""Set where programs beside Python must not be missing."""


@pytest.fixture(autouse=True)
def jq():
    """Whatever is needed besides Python."""
    if shutil.which("jq") is None:
        told = "needs jq: install it from your system's packages"
        pytest.fail(told) if REQUIRED else pytest.skip(told)


@pytest.mark.slow
def test_the_answer_is_taken_apart(run, folder):
    printed = run("plan.sh", "tiny.json", "answer", "--gap", "0").stdout.splitlines()
    assert printed == [
        "value 248000, gap 0 %",
        "2027-H1 commit GDL as service",
        "GDL\t4\t4",
        "AUS\t0\t0",
    ]
    assert (folder / "answer" / "plan.json").is_file()


@pytest.mark.slow
def test_every_fault_is_a_line(run):
    told = run("plan.sh", "faulty.json", code=2)
    assert told.stdout == ""
    assert len(told.stderr.splitlines()) == 2
    assert "NOWHERE" in told.stderr


@pytest.mark.slow
def test_an_instance_without_a_plan_ends_with_its_code(run):
    told = run("plan.sh", "impossible.json", code=3)
    assert told.stderr == "no plan: no plan keeps every rule: proved\n"
