"""Loosening an instance never raises its optimum, and leaves every plan that it had."""

from typing import get_args

import pytest
from hypothesis import strategies as st
from tests.exact import ExactEngine

from coeplan_models import Policy

from . import loosened_people, loosened_rates, loosened_sites
from .bases import Base, bases, instance_of, no_dearer, same
from .loosened_policies import ALWAYS, POLICY_OF
from .loosenings import Loosening
from .plans import check_plan_stays
from .tiers import for_all

LOOSENINGS = {
    name: item
    for module in (loosened_people, loosened_sites, loosened_rates)
    for name, item in vars(module).items()
    if isinstance(item, Loosening)
}
SIZES = st.sampled_from((0.1, 0.5, 1.0))


def test_every_kind_of_policy_is_loosened() -> None:
    """A kind that is new in the contract has to be entered here, or the properties below would pass it over."""
    union, _ = get_args(Policy)
    known = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(union)}
    assert {
        Base(0, (feature,), False).data["policies"][name]["kind"] for feature, (name, _) in POLICY_OF.items()
    } == known


@pytest.mark.parametrize("name", LOOSENINGS)
@for_all(fast=1, slow=35, draw=st.data(), size=SIZES)
def test_looser_data_cost_no_more(exact: ExactEngine, name: str, draw: st.DataObject, size: float) -> None:
    """Each loosening says why; where a plan stays good its cost bounds the looser optimum from above."""
    way = LOOSENINGS[name]
    base = draw.draw(bases(*way.features, without=way.without, salt=name))
    tight, loose = base.data, base.data
    for data in (tight, loose):
        way.before(data)
    way.change(loose, size)
    plan, least = exact.plan(instance_of(tight)), exact.value(instance_of(loose))
    assert no_dearer(least, plan and plan.value)
    if plan is not None and way.plan_stays:
        check_plan_stays(plan, instance_of(loose), least, way.restated)


@pytest.mark.parametrize("feature", POLICY_OF)
@for_all(fast=2, slow=60, draw=st.data(), size=SIZES)
def test_looser_policies_cost_no_more(exact: ExactEngine, feature: str, draw: st.DataObject, size: float) -> None:
    """A plan breaks no row of a looser policy by more than before, and pays no more for that."""
    name, ways = POLICY_OF[feature]
    way = draw.draw(st.sampled_from([*ways, *ALWAYS]))
    base = draw.draw(bases(feature, salt=feature))
    loose = base.data
    way(loose, loose["policies"][name], size)
    plan, least = exact.plan(base.instance), exact.value(instance_of(loose))
    assert no_dearer(least, plan and plan.value)
    if plan is not None:
        check_plan_stays(plan, instance_of(loose), least)


@pytest.mark.parametrize("feature", POLICY_OF)
@for_all(fast=1, slow=12, draw=st.data())
def test_a_policy_is_off_gone_or_free_of_charge(exact: ExactEngine, feature: str, draw: st.DataObject) -> None:
    """Without a policy, with one that is not looked at, and with one that is broken for nothing, plans are the same."""
    name, _ = POLICY_OF[feature]
    base = draw.draw(bases(feature, salt=feature))
    off, gone, free = base.data, base.data, base.data
    off["policies"][name]["enabled"] = False
    del gone["policies"][name]
    free["policies"][name]["price"] = 0.0
    least = exact.value(instance_of(off))
    assert exact.value(instance_of(gone)) == same(least)
    assert exact.value(instance_of(free)) == same(least)


@pytest.mark.parametrize("feature", ["cvar_cap", "worst_case_cap", "regret_cap"])
@for_all(fast=1, slow=20, draw=st.data())
def test_periods_play_no_part_in_a_cap_on_whole_paths(exact: ExactEngine, feature: str, draw: st.DataObject) -> None:
    """A total is one of whole paths."""
    name, _ = POLICY_OF[feature]
    base = draw.draw(bases(feature, salt=feature))
    narrowed = base.data
    narrowed["policies"][name] |= {"first_period": 1, "last_period": 1}
    assert exact.value(instance_of(narrowed)) == same(exact.value(base.instance))
