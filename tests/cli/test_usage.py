"""What the command does with bad usage, and what it tells about itself."""

import json
import re
from pathlib import Path

import pytest

from coeplan.cli.main import main

GROUPS = {
    "State what is to be planned": ("examples", "new", "template", "check", "tree", "schema"),
    "Find a plan": ("solve", "diagnose"),
    "Read it and hand it on": ("show", "report", "export", "audit"),
    "Change something and compare": ("whatif", "compare", "sensitivity", "study"),
    "Ask why, and what else": ("why", "price", "alternatives", "frontier", "threshold"),
    "Live with what is not known": ("regret", "value", "stress", "sample-size"),
    "Carry it out": ("policy", "advance"),
}
LISTED = [verb for verbs in GROUPS.values() for verb in verbs]
STUDY = tuple(f"study {verb}" for verb in ("run", "status", "table", "open"))
VERBS = (*(verb for verb in LISTED if verb != "study"), *STUDY)
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


def test_version(coeplan):
    done = coeplan("--version", process=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("coeplan ")


def test_help_lists_every_verb_below_its_heading_and_the_exit_codes(coeplan):
    done = coeplan("--help")
    assert done.returncode == 0
    sections = re.findall(r"^([A-Z][^\n]*):\n((?:  [a-z][^\n]*\n)+)", done.stdout, re.MULTILINE)
    assert {heading: tuple(re.findall(r"^  ([a-z-]+) ", lines, re.MULTILINE)) for heading, lines in sections} == GROUPS
    assert [heading for heading, _ in sections] == [*GROUPS]
    assert "3 proved infeasible" in " ".join(done.stdout.split())


def test_each_verb_has_one_whole_line_in_the_help(coeplan):
    lines = re.findall(r"^  [a-z][a-z-]*  .*$", coeplan("--help", COLUMNS="80").stdout, re.MULTILINE)
    assert len(lines) == len(LISTED)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)
    (start,) = {re.match(r"  [a-z-]+ +", line).end() for line in lines}
    assert start == 2 + max(map(len, LISTED)) + 2


def test_the_docs_have_the_verbs_in_the_same_order():
    page = DOCS.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == LISTED
    shown = (("study", *STUDY) if verb == "study" else (verb,) for verb in LISTED)
    assert re.findall(r"^<!-- help:(\w.*?) -->$", page, re.MULTILINE) == [name for names in shown for name in names]


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
    assert told["exit_code"] == 2


@pytest.mark.parametrize("before", [(), ("study",)])
def test_no_verb_shows_help(capsys, before):
    assert main(before) == 2
    told = capsys.readouterr()
    assert " ".join(("Usage: coeplan", *before)) in told.out + told.err
