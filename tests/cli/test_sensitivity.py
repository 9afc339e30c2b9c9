"""The verb ``sensitivity``."""

import json

import pytest
from tests.studies.tasks import TINY

LINE = "locations.GDL.yearly_cost = 40000..60000"


@pytest.fixture
def command(tmp_path, asking):
    """Run the verb beside the tiny instance."""
    (tmp_path / "tiny.json").write_text(json.dumps(TINY), encoding="utf-8")
    return asking(tmp_path, "sensitivity")


def test_a_tornado_is_run_in_steps_and_shown_again(command):
    asked = (
        "tiny.json",
        "--input",
        LINE,
        "--gap",
        "0",
        "--halvings",
        "0",
        "--widening",
        "0",
        "--workers",
        "in-process",
    )
    code, output, messages = command(*asked, "--limit", "1", "--json")
    assert (code, json.loads(output)["done"]) == (0, 1)
    assert "1 solves are left; the same command goes on with them." in messages
    code, output, messages = command(*asked)
    assert code == 0
    assert "Instance tiny; 1 input; 2 of 2 solves done." in output
    assert "-20.00" in output
    assert "+20.00" in output
    assert "Page again: coeplan sensitivity out/tiny-tornado" in messages
    assert command("out/tiny-tornado")[:2] == (0, output)
    told = json.loads(command("out/tiny-tornado", "--json")[1])
    (bar,) = told["tornado"]["bars"]
    assert bar["swing"] == pytest.approx(40_000)
    assert bar["low"]["state"] == "holds"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("tiny.json", "--method", "guess"), "'guess' is no method; there are tornado, morris, sobol"),
        (("tiny.json", "--samples", "4"), "--samples belongs to --method sobol, not to tornado"),
        (("tiny.json", "--method", "sobol", "--halvings", "4"), "--halvings belongs to --method tornado, not to sobol"),
        (("tiny.json", "--input", "wages are high"), "'wages are high' is no input; expected PATH x LOW..HIGH"),
        (("tiny.json", "--input", "locations.*.yearly_cost = 1..2"), "holds several values (50000, 160000)"),
        (("tiny.json", "--input", "areas.dev.workload = 4..2"), "low 4 is not below high 2"),
        (("tiny.json",), "no figure of the instance with a low and a high end is at or below these paths"),
        (("tiny.json", "--workers", "some"), "'some' is no place to run work"),
        (("tiny.json", "--dask", "4"), "goes to --dask"),
        (("none.json",), "there is neither a file nor a shipped example 'none.json'"),
    ],
)
def test_what_cannot_be_done_is_told(command, arguments, told):
    code, output, messages = command(*arguments)
    assert (code, output) == (2, "")
    assert told in messages


def test_options_of_a_run_do_not_belong_to_its_folder(command, tmp_path):
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    code, _, messages = command(".", "--input", LINE, "--seed", "3")
    assert code == 2
    assert "--input, --seed would change nothing" in messages
