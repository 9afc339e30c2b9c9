"""The split of a product's difference over its factors."""

from itertools import permutations
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.plans.product_split import factor_weights, without_noise

FACTOR = st.floats(0.0, 1e3, allow_subnormal=False)
SIDES = st.integers(1, 5).flatmap(lambda count: st.tuples(*[st.lists(FACTOR, min_size=count, max_size=count)] * 2))


def by_trying_every_order(one, two):
    """What each factor moves on average over all orders of changing them one by one."""
    found = [0.0] * len(one)
    orders = list(permutations(range(len(one))))
    for order in orders:
        now = list(one)
        for factor in order:
            before = prod(now)
            now[factor] = two[factor]
            found[factor] += (prod(now) - before) / len(orders)
    return found


def moved(one, two):
    sides = np.array([one], dtype=float).T, np.array([two], dtype=float).T
    return (factor_weights(*sides) * (sides[1] - sides[0]))[:, 0].tolist()


@settings(max_examples=60, deadline=None)
@given(SIDES)
def test_it_is_the_mean_over_all_orders(sides):
    one, two = sides
    scale = max(1.0, prod(max(pair) for pair in zip(one, two, strict=True)))
    assert moved(one, two) == pytest.approx(by_trying_every_order(one, two), abs=1e-9 * scale)
    assert sum(moved(one, two)) == pytest.approx(prod(two) - prod(one), abs=1e-9 * scale)


def test_of_two_factors_each_is_worth_the_mean_of_the_other():
    assert moved([10.0, 3.0], [14.0, 5.0]) == pytest.approx([4.0 * 4.0, 2.0 * 12.0])


def test_many_products_are_split_at_once():
    one, two = np.array([[1.0, 10.0], [2.0, 3.0]]), np.array([[1.0, 14.0], [5.0, 5.0]])
    assert factor_weights(one, two).tolist() == [[3.5, 4.0], [1.0, 12.0]]


def test_numbers_that_differ_by_rounding_are_made_the_same_on_both_sides():
    one, two = np.array([[1.0, 1.0, 0.0]]), np.array([[1.0 + 1e-15, 1.0 + 1e-6, 0.0]])
    for first, second in ((one, two), (two, one)):
        same = without_noise(first, second)
        assert same[0][0, 0] == same[1][0, 0]
        assert same[0][0, 1] != same[1][0, 1]
    assert without_noise(one, two)[0].tolist() == without_noise(two, one)[1].tolist()
