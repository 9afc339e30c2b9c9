"""Searches on costs that are known beforehand."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.threshold.trial import ExactRounds, known

from coeplan.analysis.threshold.ask import Book, Cell, Cost
from coeplan.analysis.threshold.curve import NEITHER, OPEN, TIE, Run, along_heads, along_multipliers
from coeplan.analysis.threshold.grid import STEPS, edges, sizes
from coeplan.analysis.threshold.seek import Seek
from coeplan_models import Terms

MOST = 40


def solved(curve, cost):
    rounds = ExactRounds(cost)
    rounds.run([curve], "")
    return rounds.book


def by_model(**costs):
    return lambda cell: known(costs[cell.model](cell.heads))


def test_a_crossing_is_found_between_grid_points_and_proved_on_both_sides():
    curve = along_heads("X", ("a", "b"), (1, 10, 40))
    book = solved(curve, by_model(a=lambda n: 10 * n, b=lambda n: 135 + 2 * n))
    turn = curve.turn(book, "a", "b")
    assert (turn.winner, turn.loser, turn.before, turn.since) == ("b", "a", 16, 17)
    assert turn.exact
    assert turn.only
    assert curve.cheapest(book) == (Run(1, 16, "a"), Run(17, 40, "b"))
    assert len(book.costs) < 2 * 10


def test_a_step_of_overhead_gives_ranges_and_not_one_number():
    curve = along_heads("X", ("a", "b"), (1, 15, 16, 40))
    book = solved(curve, by_model(a=lambda n: 10 * n, b=lambda n: 81 + 2 * n + (80 if n > 15 else 0)))
    assert [(run.first, run.last, run.state) for run in curve.duel(book, "a", "b")] == [
        (1, 10, "a"),
        (11, 15, "b"),
        (16, 20, "a"),
        (21, 40, "b"),
    ]
    turn = curve.turn(book, "a", "b")
    assert (turn.since, turn.exact, turn.only) == (21, True, False)


def test_equal_costs_are_a_tie_and_do_not_hide_the_turn():
    curve = along_heads("X", ("a", "b"), range(1, 21))
    book = solved(curve, by_model(a=lambda n: 10 * n, b=lambda n: 100))
    assert curve.duel(book, "a", "b") == (Run(1, 9, "a"), Run(10, 10, TIE), Run(11, 20, "b"))
    assert curve.cheapest(book)[1].state == TIE
    assert curve.turn(book, "a", "b").only


def test_overlapping_proofs_are_not_resolved():
    curve = along_heads("X", ("a", "b"), (1, 2, 3))
    costs = {"a": {1: (10, 10), 2: (20, 15), 3: (30, 30)}, "b": {1: (20, 20), 2: (19, 18), 3: (25, 25)}}
    book = solved(curve, lambda cell: Cost(*costs[cell.model][cell.heads], "time_limit"))
    assert [run.state for run in curve.duel(book, "a", "b")] == ["a", OPEN, "b"]
    assert curve.turn(book, "a", "b").since == 3
    nothing = Cost(None, 1.0, "time_limit")
    book.costs[curve.cell("b", 3)] = nothing
    assert curve.duel(book, "a", "b")[-1].state == OPEN
    assert curve.turn(book, "a", "b") is None


def test_what_cannot_be_run_loses_to_what_can():
    curve = along_heads("X", ("a", "b"), (1, 5, 9))
    book = solved(curve, by_model(a=lambda n: None if n > 4 else n, b=lambda n: None if n > 7 else 10 * n))
    assert curve.duel(book, "a", "b") == (Run(1, 4, "a"), Run(5, 7, "b"), Run(8, 9, NEITHER))
    assert curve.turn(book, "a", "b") is None
    assert curve.cheapest(book)[-1].state == NEITHER


def test_a_search_that_was_cut_short_says_no_exact_turn():
    curve = along_heads("X", ("a", "b"), (1, 40))
    book = Book({cell: by_model(a=lambda n: n, b=lambda n: 20)(cell) for cell in curve.wanted(Book())})
    turn = curve.turn(book, "a", "b")
    assert (turn.before, turn.since, turn.exact) == (1, 40, False)
    assert curve.wanted(book) == [Cell("X", "a", 20), Cell("X", "b", 20)]


def test_the_multiplier_is_searched_to_a_hundredth():
    curve = along_multipliers("X", ("a", "b"), (1.0, 2.0), heads=30)
    book = solved(curve, lambda cell: known(30 / cell.multiplier if cell.model == "a" else 20 + cell.heads * 0))
    assert curve.turn(book, "a", "b").since == 151
    assert {cell.heads for cell in book.costs} == {30}


COSTS = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 6)) for _ in range(3)]), min_size=2, max_size=MOST)


@given(COSTS, st.sets(st.integers(1, MOST)))
def test_every_end_of_a_stretch_is_true_and_with_all_sizes_tried_nothing_is_missed(costs, some):
    models = ("a", "b", "c")
    table = {
        (model, number): row[position] for number, row in enumerate(costs, 1) for position, model in enumerate(models)
    }
    truth = {number: least(row, models) for number, row in enumerate(costs, 1)}
    for grid in ({1, len(costs), *(each for each in some if each <= len(costs))}, set(truth)):
        curve = along_heads("X", models, grid)
        book = solved(curve, lambda cell: known(table[cell.model, cell.heads]))
        found = curve.cheapest(book)
        assert all(truth[run.first] == truth[run.last] == run.state for run in found)
        assert all(one.last + 1 == other.first for one, other in pairwise(found))
        if len(grid) == len(truth):
            assert {number: run.state for run in found for number in range(run.first, run.last + 1)} == truth


def least(row, models):
    """What costs least by looking at all."""
    able = {model: cost for model, cost in zip(models, row, strict=True) if cost is not None}
    if not able:
        return NEITHER
    best = [model for model, cost in able.items() if cost == min(able.values())]
    return best[0] if len(best) == 1 else TIE


def test_sizes_stand_on_both_sides_of_where_terms_change():
    terms = Terms.model_validate(
        {
            "overhead_steps": ({"from_heads": 0, "cost": 0}, {"from_heads": 63, "cost": 5}),
            "min_heads": 25,
            "take_or_pay_heads": 31,
            "max_heads": 90,
        }
    )
    assert set(edges(terms)) == {0, 63, 25, 31, 90}
    found = sizes([terms], 70)
    assert {63, 64, 25, 26, 31, 32, 70} <= set(found)
    assert found[0] == 1
    assert found[-1] == 70
    assert list(found) == sorted(set(found))
    assert set(found) - set(STEPS) <= {63, 64, 25, 26, 31, 32, 70}


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.01, 50), st.floats(0, 3))
def test_a_turn_is_found_again_wherever_it_moved(since, truth, slope, bend):
    most = 250
    since = min(since, most)
    seek = Seek("X", "b", "a", "v", since, most)

    def cost(cell):
        gain = slope * (cell.heads - truth + 0.5)
        gain *= bend if gain < 0 else 1
        return known(10_000.0 - (gain or -0.01) if cell.model == "b" else 10_000.0)

    book = solved(seek, cost)
    expected = most + 1 if truth > most else truth
    assert seek.found(book) == max(1, expected)
    assert len({cell.heads for cell in book.costs}) <= 40


def test_a_straight_line_is_followed_in_few_experiments():
    seek = Seek("X", "b", "a", "v", 43, 1000)
    book = solved(seek, by_model(a=lambda n: 10 * n, b=lambda n: 8 * n + 2 * 399 + 1))
    assert seek.found(book) == 400
    assert len(book.costs) <= 2 * 8


def test_what_is_not_known_yet_is_not_told():
    seek = Seek("X", "b", "a", "v", 10, 20)
    assert seek.found(Book()) is None
    assert [cell.heads for cell in seek.wanted(Book())] == [9, 9, 10, 10]
    assert seek.margin(Book(), 10) is None


@pytest.mark.parametrize(("values", "told"), [((10.0, 10.5), -1), ((10.5, 10.0), 1), ((10.0, 10.0 + 1e-7), 0)])
def test_costs_that_rounding_may_have_parted_are_not_told_apart(values, told):
    cells = [Cell("X", model, 1) for model in "ab"]
    book = Book({cell: known(value) for cell, value in zip(cells, values, strict=True)})
    assert book.cheaper(*cells) == told
    assert book.cheaper(cells[0], Cell("X", "c", 1)) is None
    assert all(book.cheaper(one, other) == -book.cheaper(other, one) for one, other in combinations(cells, 2))
