"""The verb ``sample-size``, and what ``check`` and ``tree`` say of a sampled tree."""

import json

import pandas as pd
import pytest
from tests.planning.sampling import ALL, sampled_instance

PROCESSES = {"ai": ALL["ai"], "wages": ALL["wages"]}


@pytest.fixture
def command(tmp_path, monkeypatch, asking):
    """Run the command where an instance is, and return its code, output and messages."""
    instance = sampled_instance(PROCESSES, samples=50, leaves=4)
    (tmp_path / "drawn.json").write_text(instance.model_dump_json(exclude_defaults=True), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "120")
    return asking(tmp_path)


ASK = ("sample-size", "drawn.json", "--workers", "in-process", "--replications", "2", "--gap", "0")


def test_sizes_are_shown_and_written(command, tmp_path):
    code, output, messages = command(*ASK, "--leaves", "2", "--out", "found", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"], told["shared_periods"]) == (0, 0, "complete", 2)
    (size,) = told["sizes"]
    assert (size["leaves"], size["batches"], len(size["batch_values"])) == (2, 2, 2)
    assert size["gap_upper"] >= size["gap"] >= -1
    assert "Tables: found" in messages
    assert list(pd.read_csv(tmp_path / "found" / "sample_sizes.csv")["leaves"]) == [2]


@pytest.mark.parametrize("leaves", ["1,5", "five", "", "5,"])
def test_leaves_that_cannot_be_meant_are_refused(command, leaves):
    code, _, messages = command(*ASK, "--leaves", leaves)
    assert code == 2
    assert "no list of whole numbers of at least 2" in messages


def test_more_leaves_than_draws_are_told_as_an_edit_would_be(command):
    code, _, messages = command(*ASK, "--leaves", "60")
    assert code == 2
    assert "50 futures cannot be reduced to 60 leaves" in messages
    assert command(*ASK, "--confidence", "1.5")[0] == 2


def test_check_tells_size_and_distance_and_edits_draw_anew(command):
    code, output, _ = command("check", "drawn.json")
    assert code == 0
    assert "4 of at most 4 leaves for 50 futures, distance 0." in output
    assert "by processes: ai 0." in output
    values = json.loads(command("check", "drawn.json", "--set", "scenarios.leaves = 2", "--json")[1])["sampled_tree"]
    assert (values["leaves"], values["most_leaves"], values["samples"]) == (2, 2, 50)
    assert set(values["processes"]) == set(PROCESSES)


def test_tree_writes_the_nodes_that_were_drawn(command, tmp_path):
    code, output, _ = command("tree", "drawn.json", "--out", "explicit.json")
    assert code == 0
    nodes = json.loads((tmp_path / "explicit.json").read_text(encoding="utf-8"))["scenarios"]["nodes"]
    assert f"{len(nodes)} nodes" in output
    assert len([name for name in nodes if name.startswith("t04")]) == 4
