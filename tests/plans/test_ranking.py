"""Which of several plans costs least, and what the bounds leave open."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coeplan.plans.ranking import Stand, ranking

STANDS = st.lists(
    st.builds(
        lambda problem, value, below: (problem, value, None if below is None else value - below),
        st.sampled_from("pqrst"),
        st.integers(0, 30).map(float),
        st.one_of(st.none(), st.integers(0, 8).map(float)),
    ),
    min_size=2,
    max_size=7,
)


def stands_of(rows):
    return [Stand(chr(65 + number), *row) for number, row in enumerate(rows)]


def ranked(*rows):
    return {row.label: row for row in ranking(stands_of(rows))}


@given(STANDS)
def test_groups_and_pairs_follow_from_the_intervals(rows):
    stands = stands_of(rows)
    found = ranking(stands)
    assert [row.value for row in found] == sorted(stand.value for stand in stands)
    problems = {stand.label: stand.problem for stand in stands}
    for one, two in combinations(found, 2):
        same = problems[one.label] == problems[two.label]
        low_one, low_two = (float("-inf") if row.optimum_low is None else row.optimum_low for row in (one, two))
        apart = one.optimum_high < low_two or two.optimum_high < low_one
        assert (two.label in one.same_instance) == (one.label in two.same_instance) == same
        assert (two.label in one.not_told_from) == (one.label in two.not_told_from) == (not same and not apart)
        if one.group != two.group:
            first, then = (one, low_two) if one.group < two.group else (two, low_one)
            assert first.optimum_high < then
        elif same:
            assert (one.optimum_low, one.optimum_high) == (two.optimum_low, two.optimum_high)
    assert {row.group for row in found} == set(range(1, 1 + len({row.group for row in found})))


def test_plans_of_one_instance_share_what_is_proved():
    found = ranked(("p", 100.0, 90.0), ("p", 105.0, 95.0), ("q", 101.0, 100.5))
    assert (found["A"].optimum_low, found["A"].optimum_high) == (95.0, 100.0)
    assert (found["B"].optimum_low, found["B"].optimum_high) == (95.0, 100.0)
    assert {label: row.group for label, row in found.items()} == {"A": 1, "B": 1, "C": 2}
    assert (found["A"].same_instance, found["A"].not_told_from) == (("B",), ())
    assert {label: row.rank for label, row in found.items()} == {"A": 1, "C": 2, "B": 3}
    assert found["C"].over_base == 1.0


def test_overlaps_in_a_chain_are_one_group_though_its_ends_are_told_apart():
    found = ranked(("p", 10.0, 8.0), ("q", 12.0, 9.0), ("r", 14.0, 11.0), ("s", 20.0, 15.0))
    assert {label: row.group for label, row in found.items()} == {"A": 1, "B": 1, "C": 1, "D": 2}
    assert (found["A"].not_told_from, found["B"].not_told_from) == (("B",), ("A", "C"))
    assert (found["C"].not_told_from, found["D"].not_told_from) == (("B",), ())


@pytest.mark.parametrize(("bound", "group", "open_to"), [(10.0, 1, ("B",)), (10.5, 2, ())])
def test_optima_that_may_be_equal_are_not_told_apart(bound, group, open_to):
    found = ranked(("p", 10.0, 9.0), ("q", 12.0, bound))
    assert (found["B"].group, found["A"].not_told_from) == (group, open_to)


def test_without_a_bound_nothing_lower_is_told_apart():
    found = ranked(("p", 10.0, 9.0), ("q", 12.0, None))
    assert (found["B"].optimum_low, found["B"].group) == (None, 1)
    above = ranked(("p", 10.0, 9.0), ("q", 5.0, None))
    assert (above["A"].group, above["B"].group) == (2, 1)


def test_equal_values_share_their_rank():
    assert [row.rank for row in ranked(("p", 1.0, 1.0), ("q", 1.0, 1.0), ("r", 2.0, 2.0)).values()] == [1, 1, 3]
