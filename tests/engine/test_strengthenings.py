"""The formulation with strengthenings left out, one by one and all, against exhaustive enumeration at gap 0."""

import pytest
from benchmarks.peers.highs import Found, solve_highs
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.generator import random_instance
from tests.exact import SECONDS, WIDTH

from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import STRENGTHENINGS, build
from coeplan.formulation.compile import compile_model
from coeplan.planning import gather

NAMES = tuple(each.name for each in STRENGTHENINGS)

FAST = (5, 10, 15, 16, 18, 20, 28, 48, 58, 71, 87, 98, 103, 111)
"""Seeds that have rows of many strengthenings, or were wrong once."""

SLOW = 400
CHUNK = 20


def hear_nothing(_value: float | None, _bound: float | None) -> None:
    """Take note of nothing."""


def optimum(m: Algebra, presolve: str) -> float | None:
    """Return the least cost in plan currency; None where there is no plan."""
    matrix = compile_model(m.model).matrix
    found: Found = solve_highs(matrix, SECONDS, 0.0, hear_nothing, {"presolve": presolve})
    assert found.status in ("Optimal", "Infeasible"), found.status
    return None if found.value is None else found.value * m.money


def same(found: float | None, best: float | None) -> bool:
    return found == (None if best is None else pytest.approx(best, rel=1e-6, abs=1e-6))


def agrees(m: Algebra, best: float | None) -> bool:
    """Whether the optimum is the best plan's.

    HiGHS' presolve has called plans optimal that are not (docs/model/solving.md). What is too dear may so be its fault
    and is asked anew without; what is too cheap never is.
    """
    found = optimum(m, "on")
    too_cheap = found is not None and (best is None or found < best)
    return same(found, best) or (not too_cheap and same(optimum(m, "off"), best))


def disagreements(seed: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return what was left out where the optimum is another; one by one only where it has rows."""
    instance = random_instance(seed)
    numbers, best = gather(instance, WIDTH), enumerate_optimum(instance).value
    m = build(numbers)
    there = [(name,) for name in NAMES if len(getattr(m.model, name))]
    return [(seed, without) for without in (*there, NAMES) if not agrees(build(numbers, without), best)]


@pytest.mark.parametrize("seed", FAST)
def test_without_them_the_optimum_is_the_same(seed: int) -> None:
    assert disagreements(seed) == []


def test_each_is_left_out_of_some_instance_that_has_it() -> None:
    models = [build(gather(random_instance(seed), WIDTH)).model for seed in FAST]
    assert [name for name in NAMES if sum(len(getattr(each, name)) > 0 for each in models) < 2] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SLOW, CHUNK))
def test_without_them_many_optima_are_the_same(first: int) -> None:
    assert [each for seed in range(first, first + CHUNK) for each in disagreements(seed)] == []
