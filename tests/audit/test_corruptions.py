"""Every kind of corruption of the engine's plans is found, named, and placed."""

from collections.abc import Callable

import pytest

from .bench import Bench
from .corruptions import KINDS, Kind
from .judge import check, spoilt, spots

Bring = Callable[[str], Bench]
BringRandom = Callable[[int], Bench | None]

NOT_YET = {
    "header.proved_that_there_is_no_plan": "any termination passes",
    "header.best_within_a_gap_that_is_wider": "the gap asked for is not looked at",
    "header.nothing_on_how_it_was_made": "how a plan was made is not looked at",
    "header.made_at_no_time": "how a plan was made is not looked at",
    "header.kept_and_yet_not_feasible": "a reason passes beside a value of keeping",
    "header.keeping_without_termination": "the termination of keeping is not looked at",
    "figures.a_mean_of_nobody": "a mean passes where there is no capacity",
}
"""Kinds that the auditor does not find yet, and why."""


def case(kind: Kind, plan: str) -> object:
    """Return a kind and a plan as a case of a test."""
    reason = NOT_YET.get(str(kind))
    marks = [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)]
    return pytest.param(kind, plan, id=f"{kind}-{plan}", marks=marks)


CASES = [case(kind, plan) for kind in KINDS for plan in kind.plans]
SPOTS = [case(kind, plan) for kind in KINDS if kind.spots is not None for plan in kind.plans]


@pytest.mark.parametrize(("kind", "plan"), CASES)
def test_a_corruption_is_found(bench: Bring, kind: Kind, plan: str) -> None:
    # Some spot in the midst, not the same for all kinds.
    check(kind, bench(plan), len(str(kind)))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "plan"), SPOTS)
def test_a_corruption_is_found_wherever_it_is(bench: Bring, kind: Kind, plan: str) -> None:
    for number in range(len(spots(kind, bench(plan)))):
        check(kind, bench(plan), number)


ANYWHERE = [kind for kind in KINDS if kind.anywhere and str(kind) not in NOT_YET]


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
