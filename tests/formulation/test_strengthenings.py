"""Strengthenings: leaving them out leaves out their rows alone, and each raises the relaxation of some instance."""

from collections import Counter
from collections.abc import Collection
from functools import cache
from pathlib import Path

import pytest
from benchmarks.peers.highs import root_relaxation
from benchmarks.strengthenings import case_of
from tests.enumeration.generator import random_instance

from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import EQUATIONS, STRENGTHENINGS, build
from coeplan.formulation.compile import compile_model
from coeplan.planning import Numbers, gather

NAMES = tuple(each.name for each in STRENGTHENINGS)

RISES: dict[str, str] = {
    "coverage_in_whole_heads": "random/66",
    "move_with_conversion": "shipped/brownfield",
    "heads_where_operating": "random/98",
    "placed_where_operating": "shipped/dual-shore",
    "forgiven_of_lost": "slow/shipped/brownfield",
    "forgiven_of_released": "random/111",
    "useful_team": "shipped/dual-shore",
    "useful_heads_where_operating": "random/34",
    "useful_heads_of_band": "random/10",
    "surplus_of_bands": "random/10",
    "capacity_share_of_site": "random/16",
}
"""A case of each whose relaxation is lower without it."""

OTHERS = ("random/5", "random/47", "random/103")

PAGE = Path(__file__).parents[2] / "docs" / "model" / "strengthening.md"


@cache
def numbers_of(case: str) -> Numbers:
    kind, _, seed = case.partition("/")
    return gather(random_instance(int(seed)), 64.0) if kind == "random" else gather(case_of(case))


@cache
def root(case: str, without: tuple[str, ...] = ()) -> float:
    """Return the value of a linear relaxation, in the model's money."""
    value, _ = root_relaxation(compile_model(build(numbers_of(case), without).model).matrix, 60)
    assert value is not None
    return value


def rows_of(m: Algebra) -> Counter[str]:
    return Counter(row.parent_component().name for row in compile_model(m.model).rows)


@pytest.mark.parametrize("without", [(), *((name,) for name in NAMES), NAMES])
def test_what_is_left_out_leaves_all_else_as_it_is(without: Collection[str]) -> None:
    numbers = numbers_of("random/10")
    whole, left = rows_of(build(numbers)), rows_of(build(numbers, without))
    assert left == Counter({name: count for name, count in whole.items() if name not in without})


def test_only_strengthenings_can_be_left_out() -> None:
    with pytest.raises(ValueError, match=r"without 'coverage', 'no_such': .*coverage_in_whole_heads, .*capacity_share"):
        build(numbers_of("random/10"), ("useful_team", "coverage", "no_such"))


def test_a_strengthening_says_where_it_comes_from_and_a_rule_does_not() -> None:
    assert [each.name for each in EQUATIONS if each.source] == list(RISES)


@pytest.mark.parametrize("name", NAMES)
def test_each_raises_the_relaxation_of_some_instance(name: str) -> None:
    full, without = root(RISES[name]), root(RISES[name], (name,))
    assert without < full - 1e-6 * abs(full)


@pytest.mark.parametrize("case", OTHERS)
def test_none_lowers_a_relaxation(case: str) -> None:
    full = root(case)
    assert [left for left in (*((name,) for name in NAMES), NAMES) if root(case, left) > full + 1e-9 * abs(full)] == []


def test_the_page_has_a_line_for_each() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert list(dict.fromkeys(named)) == list(NAMES)
    assert [each.name for each in STRENGTHENINGS if each.source not in page] == []
