"""The engine against exhaustive enumeration of random tiny instances: feasibility and value, to 1e-6 relative."""

from itertools import combinations

import pytest
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.generator import FEATURES, random_features, random_instance
from tests.exact import ExactEngine

FAST = 60
SLOW = 2000
CHUNK = 50

# Seeds that were wrong once: false optima of HiGHS' presolve, heads exchanged at a conversion, frozen decisions that
# the instance does not allow.
ONCE_WRONG = (5, 15, 28, 323, 684, 721, 992, 1255, 1632)


def agree(exact: ExactEngine, seed: int, features: tuple[str, ...] | None = None) -> bool:
    """Whether engine and enumeration give the same feasibility and value; the engine's plan is audited, too."""
    instance = random_instance(seed, features)
    found, best = exact.value(instance), enumerate_optimum(instance).value
    return found == best if found is None or best is None else found == pytest.approx(best, rel=1e-6, abs=1e-6)


def disagreements(exact: ExactEngine, seeds: range | tuple[int, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return [(seed, random_features(seed)) for seed in seeds if not agree(exact, seed)]


@pytest.mark.parametrize("first", range(0, FAST, 20))
def test_many_features_at_once(exact: ExactEngine, first: int) -> None:
    assert disagreements(exact, range(first, first + 20)) == []


def test_seeds_that_were_wrong_once(exact: ExactEngine) -> None:
    assert disagreements(exact, ONCE_WRONG) == []


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_alone(exact: ExactEngine, feature: str) -> None:
    assert agree(exact, 1, (feature,))


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_with_each_other(exact: ExactEngine, feature: str) -> None:
    pairs = [pair for pair in combinations(FEATURES, 2) if pair[0] == feature]
    assert [pair for pair in pairs if not agree(exact, 2, pair)] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FAST, SLOW, CHUNK))
def test_many_seeds(exact: ExactEngine, first: int) -> None:
    assert disagreements(exact, range(first, min(first + CHUNK, SLOW))) == []
