"""One thread shared by search and proof."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.enumeration.generator import random_instance

from coeplan.solving import size
from coeplan.solving.hunt import SHORTEST_TURN
from coeplan.solving.model import PlanningModel
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.prover import Prover
from coeplan.solving.search import COLUMNS_PER_SECOND_PLANNED
from coeplan.solving.solve import solve_instance
from coeplan.solving.termination import Termination
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
    return Turns(watch, ends=150.0, share=lambda: 0.4)


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


def test_the_share_may_change_with_any_step(watch: Watch) -> None:
    """Without a plan the search has most of the time; from its first plan on, less."""
    planned: list[float] = []
    turns = Turns(watch, ends=150.0, share=lambda: 0.4 if planned else 0.8)

    def steps() -> Iterator[None]:
        for count in range(99):
            watch.time += 1.0
            if count == 5:
                planned.append(watch.time)
            yield

    turns.begin(steps(), 1.0)
    assert turns.left() == pytest.approx(39.0)
    watch.time += 9.0
    turns.catch_up()
    assert watch.time == 115.0, "8 of 10 seconds were due until the plan came with the sixth step"
    assert turns.left() == pytest.approx(14.0)


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
    options = SolveOptions(gap=1e-6, time_limit=20.0, keeping=False, threads=1)
    alone = solve_instance(instance, options)
    assert asked[0] == SHORTEST_TURN, "on a large tree the first turn ends with the first plan"
    assert asked[1:] == ["turn"] * (len(asked) - 1) != []
    asked.clear()
    beside = solve_instance(instance, replace(options, threads=2))
    assert not asked
    assert alone.value == pytest.approx(beside.value, rel=1e-5)


def test_a_small_tree_is_searched_first_as_long_as_steps_share_out(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = random_instance(3)
    asked: list[float] = []
    first_leg, begin = Prover.first_leg, Turns.begin
    unfinished = {"termination": Termination.TIME_LIMIT}
    monkeypatch.setattr(Prover, "first_leg", lambda self, *given: replace(first_leg(self, *given), **unfinished))
    monkeypatch.setattr(Turns, "begin", lambda self, steps, most: (asked.append(most), begin(self, steps, most)))
    solve_instance(instance, SolveOptions(gap=1e-6, time_limit=20.0, keeping=False, threads=1))
    columns = PlanningModel.of(instance, 4.0).compiled.matrix.column_count
    assert asked == [pytest.approx(columns / COLUMNS_PER_SECOND_PLANNED)]


def test_a_large_tree_has_a_bound_before_it_has_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the mean path's prices; with those of its own relaxation the first bound came after a minute."""
    monkeypatch.setattr(size, "LARGE", 0)
    instance = random_instance(3)
    told: list[tuple[float | None, float | None]] = []
    options = SolveOptions(gap=1e-6, time_limit=20.0, keeping=False, threads=1)
    outcome = solve_instance(instance, options, lambda seen: told.append((seen.value, seen.bound)))
    assert outcome.value is not None
    bounds = [bound for value, bound in told if value is None and bound is not None]
    assert bounds
    assert all(0 < bound <= outcome.value * (1 + 1e-6) for bound in bounds)
