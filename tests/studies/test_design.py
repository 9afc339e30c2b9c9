"""Random designs: they cover their ranges, are drawn again the same, and grow."""

import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.studies.design import DesignError, design
from coeplan_models.studies import RandomCases, Range

METHODS = ("latin_hypercube", "sobol")
UNIT = Range(path="x", low=0.0, high=1.0)


def random_cases(number, seed=0, method="latin_hypercube"):
    return RandomCases(kind="random", number=number, seed=seed, method=method)


@settings(max_examples=25, deadline=None)
@given(number=st.integers(1, 60), seed=st.integers(0, 2**31 - 1), dimensions=st.integers(1, 4))
def test_a_latin_hypercube_draws_every_slice_of_every_range_once(number, seed, dimensions):
    points = design(random_cases(number, seed), [UNIT] * dimensions)
    for column in zip(*points, strict=True):
        # What edits state is rounded, by less than the millionth part.
        slices = sorted(min(math.floor(value * number), number - 1) for value in column)
        apart = [abs(found - wanted) for found, wanted in zip(slices, range(number), strict=True)]
        assert max(apart) <= 1
        assert sum(apart) <= 1 + number // 50


@pytest.mark.filterwarnings("error")
@settings(max_examples=15, deadline=None)
@given(few=st.integers(1, 20), more=st.integers(0, 60), seed=st.integers(0, 1000))
def test_a_longer_sobol_design_begins_with_the_shorter_one(few, more, seed):
    ranges = [UNIT, UNIT, UNIT]
    short = design(random_cases(few, seed, "sobol"), ranges)
    assert design(random_cases(few + more, seed, "sobol"), ranges)[:few] == short


@pytest.mark.parametrize("method", METHODS)
def test_sobol_and_hypercube_spread_evenly(method):
    points = design(random_cases(64, 1, method), [UNIT, UNIT])
    quarters = [(x < 0.5, y < 0.5) for x, y in points]
    assert sum(x for x, _ in quarters) == sum(y for _, y in quarters) == 32
    assert min(quarters.count(each) for each in set(quarters)) >= (16 if method == "sobol" else 8)


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides_what_is_drawn(method):
    first, again, other = (design(random_cases(9, seed, method), [UNIT, UNIT]) for seed in (3, 3, 4))
    assert first == again
    assert first != other


@settings(max_examples=40, deadline=None)
@given(
    low=st.floats(-1e6, 1e6),
    width=st.floats(1e-3, 1e6),
    likely=st.floats(0, 1),
    distribution=st.sampled_from(["uniform", "triangular", "log"]),
    method=st.sampled_from(METHODS),
)
def test_no_number_is_outside_its_range(low, width, likely, distribution, method):
    low = abs(low) + 1e-3 if distribution == "log" else low
    mode = low + likely * width if distribution == "triangular" else None
    spread = Range(path="x", low=low, high=low + width, mode=mode, distribution=distribution)
    points = design(random_cases(16, 5, method), [spread])
    assert all(low <= value <= low + width for (value,) in points)


def median(spread, number=401):
    values = sorted(value for (value,) in design(random_cases(number), [spread]))
    return values[number // 2]


def test_distributions_have_their_medians():
    assert median(Range(path="x", low=1, high=3)) == pytest.approx(2, abs=0.01)
    assert median(Range(path="x", low=1, high=100, distribution="log")) == pytest.approx(10, rel=0.02)
    # Half of the triangle 0, 2, 10 lies below 10 - sqrt(40), of the triangle 0, 8, 10 below sqrt(40).
    low, high = (Range(path="x", low=0, high=10, mode=mode, distribution="triangular") for mode in (2, 8))
    assert median(low) == pytest.approx(10 - 40**0.5, abs=0.05)
    assert median(high) == pytest.approx(40**0.5, abs=0.05)
    assert median(Range(path="x", low=0, high=10, distribution="triangular")) == pytest.approx(5, abs=0.05)


def test_whole_numbers_lie_within_the_range():
    points = design(random_cases(200), [Range(path="x", low=1.5, high=4.4, whole=True)])
    assert {value for (value,) in points} == {2.0, 3.0, 4.0}


def test_numbers_have_six_digits():
    for (value,) in design(random_cases(50), [Range(path="x", low=1234.5678, high=99999.123)]):
        assert value in (1234.5678, 99999.123) or value == float(f"{value:.6g}")


def test_without_scipy_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(DesignError, match=r"pip install 'coeplan\[studies\]'"):
        design(random_cases(3), [UNIT])
