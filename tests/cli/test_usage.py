"""What the command does with bad usage, and what it tells about itself."""

import json
import re

import pytest

from coeplan.cli.main import main

VERBS = (
    "new",
    "check",
    "solve",
    "whatif",
    "diagnose",
    "show",
    "compare",
    "why",
    "price",
    "threshold",
    "frontier",
    "alternatives",
    "audit",
    "advance",
    "sensitivity",
    "tree",
    "examples",
    "schema",
    "study run",
    "study status",
    "study table",
    "study open",
)


def test_version(coeplan):
    done = coeplan("--version", process=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("coeplan ")


def test_help_lists_every_verb_and_the_exit_codes(coeplan):
    done = coeplan("--help")
    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z]+)  ", done.stdout, re.MULTILINE)
    assert listed == [*dict.fromkeys(verb.split()[0] for verb in VERBS)]
    assert "3 proved infeasible" in " ".join(done.stdout.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_speaks_json(capsys, verb):
    assert main([*verb.split(), "--help"]) == 0
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
        ("study", "stop"),
        ("study", "run", "study.yaml"),
        ("examples", "--out", "copy.yaml"),
    ],
)
def test_bad_usage_is_told_on_standard_error(capsys, arguments):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Error: " in told.err
    assert "Traceback" not in told.err


def test_bad_usage_in_json(coeplan):
    done = coeplan("solve", "sample.json", "--gap", "-1", "--json", process=True)
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert told["schema_version"] == "1"
    assert (told["error"]["kind"], told["error"]["faults"]) == ("usage", [])
    assert "--gap" in told["error"]["message"]


@pytest.mark.parametrize("before", [(), ("study",)])
def test_no_verb_shows_help(capsys, before):
    assert main(before) == 2
    told = capsys.readouterr()
    assert " ".join(("Usage: coeplan", *before)) in told.out + told.err
