"""Whatever the sizes of teams, the auditor reckons as the engine's rates do: only rules about sizes may be broken.

Best plans see little of the instance: bands that are too dear, shortfalls that do not pay, teams that nobody needs.
"""

from collections.abc import Callable
from random import Random

import pytest
from tests.enumeration import features_policies
from tests.enumeration.draft import Feature
from tests.enumeration.generator import random_features

from coeplan.audit import audit

from .bench import Bench
from .settle import settle

Bring = Callable[[str], Bench]

SIZES = {
    "capacity_share",
    "collaboration_forbidden",
    "coverage",
    "handover",
    "hire_limit",
    "max_heads",
    "min_heads",
    "min_team",
    "outage",
    "placement",
    "seats",
    "single_site",
    "talent_pool",
    "whole_heads",
}
"""Rules that another size of a team may break."""

POLICIES = {name for name, item in vars(features_policies).items() if isinstance(item, Feature)}
OBJECTIVES = {"cvar_objective", "expectation_weight"}
"""Features of random instances that are about what is minimised, not about limits."""


def without_policies(seed: int) -> tuple[str, ...]:
    """Return the features that a seed chooses, but for policies, whose breaches would have to follow."""
    return tuple(name for name in random_features(seed) if name not in POLICIES - OBJECTIVES)


def resize(bench: Bench, random: Random) -> None:
    """Give some teams another size where a site operates; all else follows."""
    open_sites = [site for site in bench.plan["sites"] if site["operating_model"] is not None]
    for _ in range(random.choice((1, 3, 6))):
        site, area = random.choice(open_sites), random.choice(list(bench.instance.areas))
        heads = bench.heads(site["node"], site["location"], area) + random.choice((-2, -1, 0.5, 1, 2))
        bench.staff(site["node"], site["location"], area, max(0.0, heads))
    settle(bench)


def amiss(bench: Bench) -> list[str]:
    """Return what the auditor finds that has nothing to do with sizes."""
    report = audit(bench.instance, bench.finished())
    # Hires of the path may lose more output than a smaller team has.
    drowned = {
        (team["node"], team["location"], team["area"])
        for team in bench.plan["teams"]
        if team["heads"] > 0 and team["effective_heads"] == 0
    }
    return [
        str(finding)
        for finding in report.findings
        if finding.rule not in SIZES
        and not (finding.rule == "ramp_up" and (finding.node, finding.location, finding.area) in drowned)
    ]


@pytest.mark.parametrize("name", ["ways", "winding"])
def test_teams_of_any_size(bench: Bring, name: str) -> None:
    for seed in range(6):
        plan = bench(name)
        resize(plan, Random(f"{name} {seed}"))
        assert amiss(plan) == []


def test_teams_of_any_size_of_random_plans(random_bench: Callable[..., Bench | None]) -> None:
    assert _amiss_somewhere(random_bench, range(5)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(5, 205, 40))
def test_teams_of_any_size_of_many_random_plans(random_bench: Callable[..., Bench | None], first: int) -> None:
    assert _amiss_somewhere(random_bench, range(first, first + 40)) == []


def _amiss_somewhere(random_bench: Callable[..., Bench | None], seeds: range) -> list[str]:
    found: list[str] = []
    for seed in seeds:
        for part in range(4):
            plan = random_bench(seed, without_policies(seed))
            if plan is not None:
                resize(plan, Random(f"{seed} {part}"))
                found += [f"seed {seed}, part {part}: {said}" for said in amiss(plan)]
    return found
