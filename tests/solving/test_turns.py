"""One thread shared by search and proof."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.enumeration.generator import random_instance

from coeplan.solving import size
from coeplan.solving.model import PlanningModel
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.search import COLUMNS_PER_SECOND_PLANNED
from coeplan.solving.solve import solve_instance
from coeplan.solving.turns import Turns


class Watch:
    """A clock that goes when it is told to."""

    counts_work = False

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def steps(self, count: int, seconds: float = 1.0) -> Iterator[None]:
        for _ in range(count):
            self.time += seconds
            yield


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def turns(watch: Watch) -> Turns:
    return Turns(watch, ends=150.0, share=0.4)


def test_the_first_turn_is_as_long_as_it_is_said_to_be(watch: Watch, turns: Turns) -> None:
    assert turns.left() == pytest.approx(20.0)
    turns.begin(watch.steps(99), 3.0)
    assert watch.time == 103.0
    assert turns.left() == pytest.approx(17.0)


def test_a_turn_comes_when_others_have_had_their_share(watch: Watch, turns: Turns) -> None:
    turns.begin(watch.steps(99), 3.0)
    watch.time += 4.0
    turns.catch_up()
    assert watch.time == 107.0, "3 of 7 seconds are more than its share"
    watch.time += 5.0
    turns.catch_up()
    assert watch.time == 114.0, "after 12 seconds 4.8 are due, two steps more"
    assert turns.left() == pytest.approx(15.0)


def test_in_the_middle_of_a_step_its_time_counts(watch: Watch, turns: Turns) -> None:
    seen = []

    def steps() -> Iterator[None]:
        watch.time += 2.5
        seen.append(turns.left())
        yield

    turns.begin(steps(), 1.0)
    assert seen == [pytest.approx(17.5)]


def test_no_more_is_left_than_until_the_end(watch: Watch, turns: Turns) -> None:
    watch.time = 149.0
    assert turns.left() == pytest.approx(1.0)


def test_a_search_that_is_over_takes_no_turns(watch: Watch, turns: Turns) -> None:
    turns.begin(watch.steps(2), 10.0)
    assert watch.time == 102.0
    watch.time += 30.0
    turns.catch_up()
    assert watch.time == 132.0


def test_with_one_thread_the_search_begins_and_goes_on_between_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree counts as large, so that it is taken apart at once."""
    monkeypatch.setattr(size, "LARGE", 0)
    instance = random_instance(3)
    asked: list[object] = []
    begin, catch_up = Turns.begin, Turns.catch_up
    monkeypatch.setattr(Turns, "begin", lambda self, steps, most: (asked.append(most), begin(self, steps, 0.0)))
    monkeypatch.setattr(Turns, "catch_up", lambda self: (asked.append("turn"), catch_up(self)))
    columns = PlanningModel.of(instance, 4.0).compiled.matrix.column_count
    options = SolveOptions(gap=1e-6, time_limit=20.0, keeping=False, threads=1)
    alone = solve_instance(instance, options)
    assert asked[0] == pytest.approx(columns / COLUMNS_PER_SECOND_PLANNED)
    assert asked[1:] == ["turn"] * (len(asked) - 1) != []
    asked.clear()
    beside = solve_instance(instance, replace(options, threads=2))
    assert not asked
    assert alone.value == pytest.approx(beside.value, rel=1e-5)
