"""The tutorial: its commands run in their order, and what the page shows is what comes out."""

import re
import runpy
import shutil
from pathlib import Path

import pytest
import typer

import coeplan
from coeplan.cli.main import app, main

ROOT = Path(__file__).parents[2]
MAKE = runpy.run_path(str(ROOT / "docs" / "make_tutorial.py"))
FILES = sorted(MAKE["FILES"].iterdir())
TEXT = MAKE["PAGE"].read_text(encoding="utf-8")
GAP, settled, stretches = MAKE["GAP"], MAKE["settled"], MAKE["stretches"]
TOLD = list(MAKE["told"](TEXT))
STEPS = [step for step, _ in TOLD]

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MONEY = re.compile(r"USD [0-9.]+ M")


def missing_from(shown, lines):
    """The first of the lines shown that do not stand in an output, in order and without a gap but where marked."""
    start = 0
    for number, stretch in enumerate(stretches(shown)):
        wanted = settled("\n".join(stretch)) if stretch else []
        places = range(start, len(lines) - len(wanted) + 1) if number else [0]
        found = next((place for place in places if lines[place : place + len(wanted)] == wanted), None)
        if found is None:
            return wanted
        start = found + len(wanted)
    return None if start == len(lines) or shown[-1] == GAP else lines[start:]


@pytest.mark.parametrize("page", ["index.md", "getting-started.md"])
def test_who_begins_is_led_to_it(page):
    assert "](tutorial.md)" in (ROOT / "docs" / page).read_text(encoding="utf-8")


def test_the_page_tells_of_every_step():
    verbs = [command[1] for command in STEPS]
    assert list(dict.fromkeys(verbs)) == [
        *("check", "template", "solve", "policy", "compare", "threshold", "regret", "stress", "report")
    ]


@pytest.mark.parametrize("command", STEPS, ids=" ".join)
def test_a_command_is_one_that_there_is(command):
    name, verb, *arguments = command
    assert name == "coeplan"
    found = typer.main.get_command(app).commands[verb]
    assert found.make_context(verb, arguments).params


def test_the_files_are_shown_and_can_be_used(tmp_path, monkeypatch, capsys):
    for path in FILES:
        assert f'--8<-- "docs/tutorial/{path.name}"' in TEXT
        assert f"](tutorial/{path.name})" in TEXT
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    instance = coeplan.load("seats.yaml")
    assert sum(area.workload for area in instance.areas.values()) == 300
    named = [word.partition("#")[2] for command in STEPS for word in command if word.startswith("ways.yaml#")]
    assert len(set(named)) == 3
    for name in named:
        assert main(["check", "seats.yaml", "--edits", f"ways.yaml#{name}"]) == 0, capsys.readouterr().err


def test_every_amount_in_the_words_stands_in_an_output():
    words = _BLOCK.sub("", TEXT)
    shown = "\n".join(line for _, lines in TOLD for line in lines)
    amounts = set(_MONEY.findall(words))
    assert amounts
    assert {amount for amount in amounts if amount not in " ".join(shown.split())} == set()


def test_what_is_missing_is_found():
    lines = settled("a\nb 1.5 s\nc\nd")
    assert missing_from(["a", "b 2 s", GAP], lines) is None
    assert missing_from(["a", GAP, "d"], lines) is None
    assert missing_from([GAP, "c", "d"], lines) is None
    assert missing_from(["a", "c", GAP], lines) == ["a", "c"]
    assert missing_from([GAP, "d", GAP, "c", GAP], lines) == ["c"]
    assert missing_from([GAP, "c"], lines) == ["d"]
    assert missing_from(["b 1.5 s", GAP], lines) == ["b 0 s"]


PAGE = "words\n\n```console\n$ coeplan a 'x y'\n{}\n...\n{}\n$ coeplan b\n```\n\nmore words\n"


def test_the_page_is_taken_anew_between_the_ends_of_what_it_shows():
    asked = []

    def run(words):
        asked.append(words)
        return "head\nnew\n took 3.5 s\nleft out\nCOST\n1   2\n────\n" if words[1] == "a" else "not shown\n"

    page = PAGE.format("head\nold\n took 1 s", "COST\n──")
    assert MAKE["refreshed"](page, run) == PAGE.format("head\nnew\n took 3.5 s", "COST\n1   2\n────")
    assert asked == [["coeplan", "a", "x y"], ["coeplan", "b"]]
    with pytest.raises(SystemExit, match="coeplan a 'x y' no longer prints 'gone'"):
        MAKE["refreshed"](PAGE.format("gone", "COST"), run)


def test_the_page_stays_where_nothing_has_changed():
    outputs = {" ".join(words): "\n".join(line for line in shown if line != GAP) for words, shown in TOLD}
    assert MAKE["refreshed"](TEXT, lambda words: outputs[" ".join(words)]) == TEXT


@pytest.mark.slow
def test_what_the_page_shows_is_what_comes_out(tmp_path, monkeypatch, capsys):
    for path in FILES:
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for command, shown in TOLD:
        code = main(command[1:])
        output = capsys.readouterr()
        assert code == 0, output.err
        missing = missing_from(shown, settled(output.out.rstrip("\n"))) if shown else None
        assert missing is None, "\n".join(["not as the page shows it:", *missing, "", " ".join(command), output.out])
    assert (tmp_path / "report.html").is_file()
