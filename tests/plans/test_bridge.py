"""The bridge between two plans' values."""

import math
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.plans.bridge_groups import MOST_GROUPS, MOST_LINES, steps
from coeplan.plans.compare import compare
from coeplan_models import Category

from .random_plans import SHAPES, Recipe, resummed, with_odds
from .sample import sample_instance, sample_plan

WEIGHTS = st.sampled_from([(1.0, 0.0, 0.9), (0.7, 0.5, 0.9), (1.0, 0.3, 0.5), (0.0, 1.0, 0.0)])
RECIPES = st.builds(
    Recipe,
    seed=st.integers(0, 10_000),
    shape=st.sampled_from(sorted(SHAPES)),
    rate=st.sampled_from((0.0, 0.08, 0.12)),
    terminal_months=st.sampled_from((0.0, 6.0, 12.0)),
    weights=WEIGHTS,
)
PLAN = Recipe(7).plan


def pair_of(one, two, known=(True, True)):
    """Compare the plans of two recipes, with their instances where known."""
    instances = (recipe.instance if at_hand else None for recipe, at_hand in zip((one, two), known, strict=True))
    return compare(one.plan, two.plan, *instances)


def scale(found):
    return max(1.0, abs(found.value_a), abs(found.value_b))


def amounts(lines):
    return {line.name: line.amount for line in lines}


@settings(max_examples=40, deadline=None)
@given(RECIPES, RECIPES, st.tuples(st.booleans(), st.booleans()))
def test_it_adds_up_with_nothing_left_over(one, two, known):
    found = pair_of(one, two, known)
    most = 1e-9 * scale(found)
    assert (found.bridge.start, found.bridge.end) == (found.value_a, found.value_b)
    assert (found.value_a, found.value_b) == pytest.approx((one.plan.value, two.plan.value), rel=1e-9)
    assert found.difference == pytest.approx(two.plan.value - one.plan.value, abs=most)
    for lines in (found.bridge.lines, found.bridge.parts, steps(found.bridge)):
        assert math.fsum(line.amount for line in lines) == pytest.approx(found.difference, abs=most)
    for name in ("category", "location", "operating_model", "area", "year"):
        lines = getattr(found, f"by_{name}")
        assert math.fsum(line.difference for line in lines) == pytest.approx(found.difference, abs=most)
        assert math.fsum(line.money_a for line in lines) == pytest.approx(found.value_a, abs=most)
        assert math.fsum(line.money_b for line in lines) == pytest.approx(found.value_b, abs=most)


@settings(max_examples=25, deadline=None)
@given(RECIPES, RECIPES)
def test_turned_round_every_line_changes_its_sign(one, two):
    there, back = pair_of(one, two), pair_of(two, one)
    forth, mirrored = amounts(there.bridge.lines), amounts(back.bridge.lines)
    for name in {*forth, *mirrored}:
        assert forth.get(name, 0.0) == pytest.approx(-mirrored.get(name, 0.0), abs=1e-9 * scale(there))
    by_name = {line.name: line for line in back.bridge.lines}
    for line in there.bridge.lines:
        if line.name in by_name:
            other = by_name[line.name]
            assert (line.quantity_a, line.quantity_b) == pytest.approx((other.quantity_b, other.quantity_a))


@settings(max_examples=40, deadline=None)
@given(RECIPES)
def test_a_plan_against_itself_has_no_line(one):
    found = pair_of(one, one)
    assert (found.bridge.lines, found.bridge.parts, steps(found.bridge)) == ((), (), ())
    assert found.difference == 0


@settings(max_examples=20, deadline=None)
@given(RECIPES, RECIPES, RECIPES)
def test_by_category_two_bridges_in_a_row_are_as_one(one, two, three):
    def by_category(first, second):
        sums = defaultdict(float)
        for line in pair_of(first, second).bridge.lines:
            sums[line.category] += line.amount
        return sums

    first, second, both = by_category(one, two), by_category(two, three), by_category(one, three)
    most = 1e-9 * max(1.0, *(abs(each.plan.value) for each in (one, two, three)))
    for name in {*first, *second, *both}:
        assert first[name] + second[name] == pytest.approx(both[name], abs=most)


@settings(max_examples=30, deadline=None)
@given(RECIPES, RECIPES)
def test_every_line_is_in_one_step_and_its_category_says_the_same_as_the_money(one, two):
    found = pair_of(one, two)
    told = steps(found.bridge)
    assert sorted(line.name for step in told for line in step.lines) == sorted(amounts(found.bridge.lines))
    assert len({line.name for line in found.bridge.lines}) == len(found.bridge.lines)
    assert len(told) <= MOST_LINES + MOST_GROUPS + 1 + 3 + 3
    for money in found.by_category:
        moved = math.fsum(line.amount for line in found.bridge.lines if line.category == money.name)
        assert moved == pytest.approx(money.difference, abs=1e-9 * scale(found))


def scaled(plan, factor, where):
    """Return a plan in which the amounts that fit cost a multiple."""
    return resummed(
        plan,
        tuple(
            row.model_copy(update={"money": row.money * factor, "discounted": row.discounted * factor})
            if where(row)
            else row
            for row in plan.amounts
        ),
    )


def test_a_price_that_rises_is_told_as_such_and_nothing_else():
    dearer = scaled(PLAN, 1.1, lambda row: (row.category, row.location) == (Category.PAYROLL, "AUS"))
    (line,) = compare(PLAN, dearer).bridge.lines
    assert (line.name, line.cause) == ("payroll AUS: pay per head", "price")
    assert line.change == pytest.approx(0.1)
    assert (line.quantity_a, line.quantity_b) == (None, None)


@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_a_name_for_its_price_and_its_quantity(category):
    plan = sample_plan()
    row = plan.amounts[0].model_copy(update={"category": category})
    one = resummed(plan, (row,), unmet=(), matches=())
    (line,) = compare(one, resummed(plan, (), unmet=(), matches=())).bridge.lines
    assert line.name.startswith(category.value.replace("_", " "))
    assert not line.name.endswith(": ")
    assert line.unit


def test_more_heads_at_the_same_pay_are_told_as_heads():
    plan = sample_plan()
    teams = tuple(
        row.model_copy(update={"heads": 2 * row.heads}) if row.location == "IN_BLR" else row for row in plan.teams
    )
    doubled = scaled(plan, 2.0, lambda row: (row.category, row.location) == (Category.PAYROLL, "IN_BLR"))
    (line,) = compare(plan, doubled.model_copy(update={"teams": teams})).bridge.lines
    assert (line.name, line.unit) == ("payroll IN_BLR: heads", "heads")
    # 18 heads for one of the 1.75 years, with probability 0.6.
    assert line.quantity_a == pytest.approx(0.6 * 18 / 1.75)
    assert line.quantity_b == pytest.approx(2 * 0.6 * 18 / 1.75)


def test_what_one_plan_alone_has_differs_by_quantity():
    plan = sample_plan()
    without = resummed(
        plan,
        tuple(row for row in plan.amounts if row.location != "IN_BLR"),
        teams=tuple(row for row in plan.teams if row.location != "IN_BLR"),
        sites=tuple(row for row in plan.sites if row.location != "IN_BLR"),
        decisions=plan.decisions[:2],
    )
    lines = compare(plan, without).bridge.lines
    assert {(line.location, line.cause) for line in lines} == {("IN_BLR", "quantity")}
    assert {line.name for line in lines} == {
        "payroll IN_BLR: heads",
        "hiring IN_BLR: hires",
        "set up IN_BLR under captive: commitments",
    }
    assert all(line.quantity_b in (0.0, None) for line in lines)


def test_a_price_from_nothing_is_a_price():
    plan = sample_plan()
    free = resummed(plan, tuple(row for row in plan.amounts if row.category is not Category.FEE))
    (line,) = compare(free, plan).bridge.lines
    assert (line.name, line.cause) == ("fee MX_GDL under as_a_service: fee per head", "price")
    assert line.change is None


def test_terms_are_compared_under_the_same_model_and_pay_under_any():
    plan = sample_plan()

    def shelter(rows):
        return tuple(
            row.model_copy(update={"operating_model": "shelter"}) if row.operating_model == "as_a_service" else row
            for row in rows
        )

    changed = {name: shelter(getattr(plan, name)) for name in ("decisions", "teams", "sites")}
    other = resummed(plan, shelter(plan.amounts), **changed)
    lines = compare(plan, other).bridge.lines
    assert {(line.category, line.operating_model, line.cause) for line in lines} == {
        (category, model, "quantity") for category in ("fee", "set_up") for model in ("as_a_service", "shelter")
    }


def test_another_discount_rate_is_told_as_discounting():
    plan = sample_plan()
    amounts = tuple(row.model_copy(update={"discounted": row.money}) for row in plan.amounts)
    found = compare(plan, resummed(plan, amounts))
    assert {line.cause for line in found.bridge.lines} == {"discounting"}
    assert all(line.change > 0 for line in found.bridge.lines)
    assert [step.name for step in steps(found.bridge)] == ["discounting"]


def test_other_odds_are_told_as_such():
    plan = with_odds(PLAN, 0.5, 0.5)
    found = compare(plan, with_odds(PLAN, 0.9, 0.1))
    assert {line.cause for line in found.bridge.lines} == {"probability"}
    assert [step.name for step in steps(found.bridge)] == ["probabilities of futures"]


def test_a_future_that_cannot_come_true_still_adds_up():
    plan = with_odds(PLAN, 1.0, 0.0)
    found = compare(plan, with_odds(PLAN, 0.0, 1.0))
    assert math.fsum(amounts(found.bridge.lines).values()) == pytest.approx(found.difference, rel=1e-9)
    assert {line.cause for line in found.bridge.lines} == {"probability"}


def longer(plan):
    """Return a plan in which twice as much time follows the horizon."""
    rows = tuple(
        row.model_copy(update={"money": 2 * row.money, "discounted": 2 * row.discounted}) if row.terminal else row
        for row in plan.amounts
    )
    return resummed(plan, rows)


def test_more_time_after_the_horizon_is_time_where_the_instances_say_so():
    plan, instance = sample_plan(), sample_instance()
    more = instance.model_copy(update={"terminal_months": 2 * instance.terminal_months})
    doubled = longer(plan).model_copy(update={"instance_hash": more.fingerprint()})
    known = compare(plan, doubled, instance, more).bridge
    assert {line.cause for line in known.lines} == {"time"}
    assert {part.span for part in known.parts} == {"after horizon"}
    unknown = compare(plan, doubled, instance).bridge
    assert {line.cause for line in unknown.lines} == {"price"}
    assert math.fsum(line.amount for line in unknown.lines) == pytest.approx(doubled.value - plan.value)


def test_years_that_one_plan_alone_covers_are_time():
    one, two = Recipe(3, shape="fan"), Recipe(3, shape="line")
    found = pair_of(one, two)
    only = {part.cause for part in found.bridge.parts if part.span == "2027"}
    assert "time" not in only
    early = pair_of(Recipe(3, shape="early", terminal_months=0.0), Recipe(3, shape="line", terminal_months=0.0))
    causes = defaultdict(set)
    for part in early.bridge.parts:
        causes[part.span].add(part.cause)
    assert "time" in causes["2027"]
    assert "time" in causes["2028"]


def weighted(weights, plan_seed=5):
    return Recipe(plan_seed, weights=weights)


def test_other_weights_of_risk_are_told_apart_from_other_cost():
    base = weighted((1.0, 0.2, 0.5))
    only_weights = pair_of(base, weighted((0.8, 0.4, 0.5)))
    assert amounts(only_weights.bridge.lines).keys() == {"weighting of risk: weights of the objective"}
    only_level = pair_of(base, weighted((1.0, 0.2, 0.1)))
    assert amounts(only_level.bridge.lines).keys() == {"weighting of risk: level of the CVaR"}
    unknown = pair_of(base, weighted((0.8, 0.4, 0.5)), known=(True, False))
    assert amounts(unknown.bridge.lines).keys() == {"weighting of risk: objective beyond the expected cost"}
    costs = pair_of(base, weighted((1.0, 0.2, 0.5), plan_seed=6))
    risk = {line.cause for line in costs.bridge.lines if line.category == "weighting of risk"}
    assert risk == {"cost"}


def test_small_lines_are_gathered_under_names_that_say_where():
    two = scaled(PLAN, 1.5, lambda row: (row.category, row.location) == (Category.PAYROLL, "AUS"))
    two = scaled(two, 1.001, lambda row: row.category is Category.FEE)
    found = compare(PLAN, two)
    names = [step.name for step in steps(found.bridge)]
    assert names[0] == "payroll AUS: pay per head"
    assert len(names) == 2
    assert names[1].startswith(("other fee", "fee "))
