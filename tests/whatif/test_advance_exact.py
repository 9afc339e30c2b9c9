"""Advancing loses nothing: what an old plan would still pay is what its decisions cost on the advanced instance.

For every node of every plan: the decisions that remain keep every rule of the advanced instance, and each single amount
is the same, at the node's prices and discounted to the new start. Nothing is solved for that, so that there is no gap.
"""

from collections import Counter

import pytest
from tests.enumeration.generator import FEATURES, random_features, random_instance
from tests.exact import ExactEngine

from coeplan_models import CvarCap, Instance

from .advance_bench import (
    Trial,
    broken_rule,
    differing_amounts,
    differing_rows,
    faults,
    model_of,
    root_charges,
    trials,
)

OVER_TIME = ("four_periods", "uneven_periods", "growth", "discounting", "terminal")
"""Features that count from the start of the horizon, and so feel it when that moves."""

MAY_BREAK = {"early_area_left", "outage_goes_on", "limit_overspent", "year_straddled"}
"""Notes of what may forbid what the old plan had in mind, or no longer charge it."""

CARRIED = {
    "hires": [(2, ("footprint_recent_hires",)), (2, ("ramp_up",)), (3, ("per_area_maps",))],
    "lock_in": [(3, ("early_exit",)), (4, ("lock_in",)), (3, ("conversion_back",))],
    "inherited_lock_in": [(1, ("footprint_converted",)), (2, ("footprint_converted",))],
    "conversion": [(1, ("conversion_back",)), (3, ("conversion_exchange",))],
    "lots": [(3, ("footprint_seats",)), (3, ("smallest_team",))],
    "seats_alone": [(3, ("build_up",))],
    "commitment": [(1, ("lead_time",)), (1, ("cancellation",)), (1, ("commitment_under_way",))],
    "building_up": [(3, ("build_up",)), (1, ("build_up",))],
    "take_or_pay": [(1, ("take_or_pay",)), (2, ("take_or_pay",))],
    "year_begun": [(3, ("run_cost_limit",)), (2, ("capital_limit",))],
}
"""Seeds and features of instances whose plans leave something of each kind to carry."""

ONCE_WRONG = (2, 43, 74, 116, 158, 255, 443)
"""Seeds that showed something: seats that cost nothing, root charges, halves of years."""


def instance_with(seed: int, features: tuple[str, ...]) -> Instance:
    """An instance with some features, and on odd seeds with everything that counts from the horizon's start."""
    return random_instance(seed, (*features, *(OVER_TIME if seed % 2 else OVER_TIME[2:4])))


def differences(exact: ExactEngine, instance: Instance) -> list[tuple[object, ...]]:
    """What is wrong with any advance of an instance's best plan."""
    plan = exact.plan(instance)
    return [] if plan is None else [found for each in trials(instance, plan) if (found := judged(each))]


def judged(of: Trial) -> tuple[object, ...]:
    """What is wrong with one advance; empty where nothing is."""
    model = model_of(of)
    found = [*faults(of), *_wrong_charges(of, model)]
    if not MAY_BREAK & set(of.inexact):
        found += [*differing_amounts(of, model), *filter(None, [broken_rule(of, model)])]
        found += differing_rows(of, model)
    return (of.advanced.instance.name, of.advanced.root, *found) if found else ()


def _wrong_charges(of: Trial, model) -> list[str]:
    """Caps on risk that are charged at the root cost what they did, while no future is over."""
    capped = [name for name, each in of.instance.policies.items() if isinstance(each, CvarCap) and each.enabled]
    pairs = {name: root_charges(of, model, name) for name in capped if not of.inexact}
    return [f"{name}: {pair}" for name, pair in pairs.items() if pair[1] != pytest.approx(pair[0], rel=1e-9, abs=1e-6)]


@pytest.mark.parametrize("kind", CARRIED)
def test_amounts_are_the_same_where_something_is_carried(exact: ExactEngine, kind: str) -> None:
    seen = 0
    for seed, features in CARRIED[kind]:
        instance = instance_with(seed, features)
        plan = exact.plan(instance)
        assert plan is not None
        for each in trials(instance, plan):
            assert judged(each) == ()
            seen += kinds(each)[kind]
    assert seen > 0, "the plans of these seeds no longer leave anything of this kind"


def kinds(of: Trial) -> Counter[str]:
    """What an advanced instance carries, by kind."""
    footprint = of.instance.footprint
    assert footprint is not None
    found = Counter[str]()
    for location, site in footprint.sites.items():
        model = of.instance.operating_models.get(site.operating_model or "")
        terms = model and model.terms_at(location, of.instance.locations[location].country)
        found["hires"] += len(site.recent_hires)
        found["lock_in"] += site.remaining_lock_in > 0
        found["inherited_lock_in"] += len(site.inherited_lock_ins)
        found["conversion"] += site.converted
        found["lots"] += len(site.seats) > 1
        found["seats_alone"] += bool(site.seats and site.operating_model is None)
        found["building_up"] += bool(terms and not site.converted and site.age < terms.build_up)
        found["take_or_pay"] += bool(terms and terms.take_or_pay_heads)
    found["commitment"] = len(footprint.commitments)
    found["year_begun"] = len(of.instance.policies.keys() - of.cut.instance.policies.keys())
    return found


APART = sorted({name for name in FEATURES if name not in str(CARRIED)})


@pytest.mark.parametrize(
    "feature", [pytest.param(name, marks=[pytest.mark.slow] if number % 4 else []) for number, name in enumerate(APART)]
)
def test_amounts_are_the_same_with_each_feature(exact: ExactEngine, feature: str) -> None:
    assert differences(exact, instance_with(1, (feature,))) == []


@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_amounts_are_the_same_where_they_were_not_once(exact: ExactEngine, seed: int) -> None:
    assert differences(exact, random_instance(seed)) == []


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_amounts_are_the_same_with_each_feature_and_more_seeds(exact: ExactEngine, feature: str) -> None:
    assert [found for seed in range(2, 12) for found in differences(exact, instance_with(seed, (feature,)))] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1500, 50))
def test_amounts_are_the_same_with_many_features(exact: ExactEngine, first: int) -> None:
    found = {seed: differences(exact, random_instance(seed)) for seed in range(first, first + 50)}
    assert {seed: (random_features(seed), wrong) for seed, wrong in found.items() if wrong} == {}
