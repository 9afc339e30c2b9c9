"""What the command does with bad usage, and what it tells about itself."""

import json

import pytest

from coeplan.cli.main import main

VERBS = ("new", "check", "solve", "show", "compare", "audit", "tree", "examples", "schema")


def test_version(coeplan):
    done = coeplan("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("coeplan ")


def test_help_lists_every_verb_and_the_exit_codes(coeplan):
    done = coeplan("--help")
    assert done.returncode == 0
    for verb in VERBS:
        assert f"  {verb} " in done.stdout
    assert "3 proved infeasible" in " ".join(done.stdout.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_speaks_json(capsys, verb):
    assert main([verb, "--help"]) == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("solve",),
        ("solve", "sample.json", "--gap", "-1"),
        ("solve", "sample.json", "--gap", "small"),
        ("solve", "sample.json", "--time-limit", "0"),
        ("solve", "sample.json", "--threads", "0"),
        ("solve", "sample.json", "--fast"),
        ("schema", "policy"),
        ("compare", "plan.json"),
        ("examples", "--out", "copy.yaml"),
    ],
)
def test_bad_usage_is_told_on_standard_error(coeplan, arguments):
    done = coeplan(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_usage_in_json(coeplan):
    done = coeplan("solve", "sample.json", "--gap", "-1", "--json")
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert told["schema_version"] == "1"
    assert (told["error"]["kind"], told["error"]["faults"]) == ("usage", [])
    assert "--gap" in told["error"]["message"]


def test_no_verb_shows_help(coeplan):
    done = coeplan()
    assert done.returncode == 2
    assert "Usage: coeplan" in done.stdout + done.stderr
