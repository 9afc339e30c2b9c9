"""Solves with one idea switched off."""

from inspect import signature

import pytest
from benchmarks import ideas as module
from benchmarks.command import main
from benchmarks.ideas import EVERYTHING, IDEAS, without


@pytest.mark.parametrize("idea", [name for name in IDEAS if name != EVERYTHING])
def test_an_idea_is_replaced_for_a_while_and_then_back(idea):
    before = [getattr(where, name) for where, name, _ in IDEAS[idea]]
    with without(idea):
        assert all(getattr(where, name) is instead for where, name, instead in IDEAS[idea])
    assert [getattr(where, name) for where, name, _ in IDEAS[idea]] == before


@pytest.mark.parametrize("idea", IDEAS)
def test_what_replaces_an_idea_takes_the_same_parameters(idea):
    for where, name, instead in IDEAS[idea]:
        before = getattr(where, name)
        if callable(before):
            assert list(signature(instead).parameters) == list(signature(before).parameters)


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDEAS)
def test_without_it_there_is_still_a_plan_or_an_honest_gap(idea):
    found = module.solved_without("generated/tiny-tree-usual-s0", idea, 4.0)
    assert found.gap <= 1.0
    if found.value is not None and found.bound is not None:
        assert found.bound <= found.value


@pytest.mark.slow
def test_a_table_has_a_line_for_each_solve(tmp_path):
    out = tmp_path / "ideas.md"
    chosen = ["bounds by parts", EVERYTHING]
    arguments = [
        "ideas",
        "--cases",
        "generated/tiny-path-none-s0",
        "--without",
        *chosen,
        "--time",
        "5",
        "--out",
        str(out),
    ]
    assert main(arguments) == 0
    rows = [line.split(" | ") for line in out.read_text().splitlines() if line.startswith("| generated")]
    assert [row[1] for row in rows] == chosen
    assert all(row[2].endswith(" s") and row[3].endswith(" s") and row[-1].endswith("% |") for row in rows)


def test_an_unknown_idea_is_refused():
    with pytest.raises(ValueError, match="'magic'"), without("magic"):
        pass
