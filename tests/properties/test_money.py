"""Money: its unit is free, and nothing gets cheaper when something gets dearer."""

from hypothesis import strategies as st
from tests.exact import ExactEngine

from .bases import Base, bases, instance_of, no_dearer, same
from .contract import fields
from .money import HOLDS_MONEY, MONEY, MONEY_PER_MONEY, POLICY_PRICES, PRICES, repriced
from .plans import check_plan_stays
from .tiers import for_all

COSTS = sorted(PRICES | POLICY_PRICES | MONEY_PER_MONEY)


def test_every_field_of_money_is_known() -> None:
    """An amount that is new in the contract has to be entered here, or the properties below would pass it over."""
    stated = {key for key, said in fields().items() if any(unit.startswith("money") for unit in said.units)}
    assert stated == MONEY | MONEY_PER_MONEY | HOLDS_MONEY


def test_numbers_without_a_unit_are_no_money() -> None:
    """Every number has a unit, but for shares, months and heads of maps, weights, and provenance, which counts not."""
    bare = {key for key, said in fields().items() if "number" in said.types and not said.units}
    assert {key for key in bare if key[0] != "Figure"} == {
        ("Area", "role_mix"),
        ("ExistingSite", "teams"),
        ("ExistingSite", "inherited_lock_ins"),
        ("Objective", "expectation_weight"),
        ("Objective", "cvar_weight"),
        ("Objective", "worst_case_weight"),
        ("Objective", "regret_weight"),
    }


@for_all(fast=12, slow=250, base=bases(most=6), factor=st.sampled_from((1e-3, 0.37, 4.0, 1e4)))
def test_the_unit_of_money_is_free(exact: ExactEngine, base: Base, factor: float) -> None:
    """Every amount is linear in prices, and every limit on money compares amounts with money.

    Prices of breaches that are money themselves stay: they are money for money.
    """
    scaled = instance_of(repriced(base.instance, lambda field: factor if field in MONEY else 1.0))
    least = exact.value(base.instance)
    assert exact.value(scaled) == same(None if least is None else least * factor)


@for_all(
    fast=12,
    slow=250,
    base=bases(most=6),
    factor=st.sampled_from((0.5, 0.9)),
    cheaper=st.sets(st.sampled_from(COSTS), min_size=1),
)
def test_higher_prices_cost_no_less(
    exact: ExactEngine, base: Base, factor: float, cheaper: set[tuple[str, str]]
) -> None:
    """No amount is negative, so a plan's cost rises with each price, whether paid, capped or part of a CVaR."""
    loose = instance_of(repriced(base.instance, lambda field: factor if field in cheaper else 1.0))
    plan, least = exact.plan(base.instance), exact.value(loose)
    assert no_dearer(least, plan and plan.value)
    if plan is not None:
        check_plan_stays(plan, loose, least)
