"""The largest matching, against every cut."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coeplan.audit.matching import largest_matching

PLACES = ("north", "east", "south", "west")
HEADS = st.dictionaries(st.sampled_from(PLACES), st.floats(0, 20), max_size=4)
LINKS = st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)))


def smallest_cut(needing: dict[str, float], serving: dict[str, float], links: set[tuple[str, str]]) -> float:
    """Largest flow = smallest cut: leave out some needing places, and cover the neighbours of all others."""
    kept = chain.from_iterable(combinations(needing, size) for size in range(len(needing) + 1))
    return min(
        sum(heads for place, heads in needing.items() if place not in inside)
        + sum(heads for to, heads in serving.items() if any((place, to) in links for place in inside))
        for inside in kept
    )


@given(HEADS, HEADS, LINKS)
def test_matching_reaches_the_smallest_cut(
    needing: dict[str, float], serving: dict[str, float], links: set[tuple[str, str]]
) -> None:
    assert largest_matching(needing, serving, links) == pytest.approx(smallest_cut(needing, serving, links), abs=1e-6)


def test_a_served_head_is_handed_over_to_make_room() -> None:
    """North could take all of east, but south reaches east alone; north then goes to west."""
    links = {("north", "east"), ("north", "west"), ("south", "east")}
    assert largest_matching({"north": 3, "south": 3}, {"east": 3, "west": 3}, links) == pytest.approx(6)
    small = largest_matching({"north": 0.3, "south": 0.3}, {"east": 0.3, "west": 0.3}, links)
    assert small == pytest.approx(0.6)


def test_a_head_may_be_handed_over_several_times() -> None:
    """South reaches east alone, which north gives up for west, which east in turn gives up for north."""
    links = {("north", "east"), ("north", "west"), ("east", "west"), ("east", "north"), ("south", "east")}
    needing, serving = {"north": 3.0, "east": 2.0, "south": 3.0}, {"east": 3.0, "west": 2.0, "north": 5.0}
    assert largest_matching(needing, serving, links) == pytest.approx(7)
    assert smallest_cut(needing, serving, links) == pytest.approx(7)
