"""Every kind of corruption of the engine's plans is found, named, and placed."""

from collections.abc import Callable

import pytest

from .bench import Bench
from .corruptions import KINDS, Kind
from .judge import check, spoilt, spots

Bring = Callable[[str], Bench]
BringRandom = Callable[[int], Bench | None]

CASES = [(kind, plan) for kind in KINDS for plan in kind.plans]
ONE_PLAN_EACH = [
    pytest.param(kind, plan, marks=[] if plan == kind.plans[len(str(kind)) % len(kind.plans)] else [pytest.mark.slow])
    for kind, plan in CASES
]
"""Every kind on one plan in the fast tier, not the same for all kinds; on all of its plans in the slow tier."""

SPOTS = [(kind, plan) for kind, plan in CASES if kind.spots is not None]


@pytest.mark.parametrize(("kind", "plan"), ONE_PLAN_EACH, ids=str)
def test_a_corruption_is_found(bench: Bring, kind: Kind, plan: str) -> None:
    # Some spot in the midst, not the same for all kinds.
    check(kind, bench(plan), len(str(kind)))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "plan"), SPOTS, ids=str)
def test_a_corruption_is_found_wherever_it_is(bench: Bring, kind: Kind, plan: str) -> None:
    for number in range(len(spots(kind, bench(plan)))):
        check(kind, bench(plan), number)


ANYWHERE = [kind for kind in KINDS if kind.anywhere]


def overlooked(random_bench: BringRandom, seed: int, most: int) -> list[str]:
    """Return the corruptions of a random plan that are not found under their first code, at so many spots each."""
    missed: list[str] = []
    for kind in ANYWHERE:
        plan = random_bench(seed)
        found = list(kind.spots(plan)) if plan is not None and kind.spots is not None else []
        for number in sorted({len(found) * part // most for part in range(most)}) if found else ():
            again = random_bench(seed)
            assert again is not None
            _, report = spoilt(kind, again, number)
            if kind.rules[0] not in {finding.rule for finding in report.findings}:
                missed.append(f"{kind} at spot {number} of seed {seed}: {[str(each) for each in report.findings[:5]]}")
    return missed


@pytest.mark.parametrize("seed", [5, 28, 51])
def test_corruptions_of_random_plans_are_found(random_bench: BringRandom, seed: int) -> None:
    assert random_bench(seed) is not None
    assert overlooked(random_bench, seed, 1) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 200, 20))
def test_corruptions_of_many_random_plans_are_found(random_bench: BringRandom, first: int) -> None:
    plans = [seed for seed in range(first, first + 20) if random_bench(seed) is not None]
    assert len(plans) > 10
    assert [said for seed in plans for said in overlooked(random_bench, seed, 3)] == []
