"""What a plan's money is paid for, counted."""

import math
from collections import defaultdict

import pytest

from coeplan.plans.compare import compare
from coeplan.plans.plan_tree import PlanTree
from coeplan.plans.quantities import OF_A_MODEL, OF_AN_AREA, UNITS, Item, counted, item_of
from coeplan_models import Category, Decision, DecisionKind, Match, UnmetWork
from coeplan_models.plan_decisions import Breach

from .random_plans import Recipe, resummed
from .sample import sample_instance, sample_plan

PLAN = sample_plan()


def quantities(plan, category):
    """Return the quantities of a category by node, terminal and item."""
    found = defaultdict(float)
    for row in counted(plan, PlanTree.of(plan)):
        if row.item.category is category and row.quantity:
            found[row.node, row.terminal, row.item] += row.quantity
    return dict(found)


def test_every_category_has_a_unit():
    assert set(UNITS) == set(Category)


@pytest.mark.parametrize(
    ("category", "item"),
    [
        (Category.PAYROLL, Item(Category.PAYROLL, "MX_GDL", area="support")),
        (Category.MARGIN, Item(Category.MARGIN, "MX_GDL", "as_a_service", "support")),
        (Category.FEE, Item(Category.FEE, "MX_GDL", "as_a_service")),
        (Category.LEVY, Item(Category.LEVY, "MX_GDL")),
        (Category.TRAVEL, Item(Category.TRAVEL, "MX_GDL")),
    ],
)
def test_heads_are_counted_at_nodes_and_of_leaves_once_more_after_the_horizon(category, item):
    found = {key[:2]: number for key, number in quantities(PLAN, category).items() if key[2] == item}
    assert found == {
        ("t01", False): 10,
        ("t02.fast", False): 14,
        ("t02.slow", False): 12,
        **dict.fromkeys([("t03.fast", False), ("t03.fast", True)], 20),
        **dict.fromkeys([("t03.slow", False), ("t03.slow", True)], 16),
    }


def test_hires_count_once_and_after_the_horizon_the_heads_that_are_replaced():
    item = Item(Category.HIRING, "MX_GDL", area="support")
    found = {key[:2]: number for key, number in quantities(PLAN, Category.HIRING).items() if key[2] == item}
    hires = {(row.node, False): row.hires for row in PLAN.teams if row.location == "MX_GDL" and row.hires}
    assert found == {**hires, ("t03.fast", True): 20, ("t03.slow", True): 16}
    released = {key[0] for key in quantities(PLAN, Category.SEVERANCE) if key[2].location == "AUS"}
    assert released == {row.node for row in PLAN.teams if row.location == "AUS" and row.releases}


def test_seats_are_held_for_years_and_bought_once():
    seats, bought = quantities(PLAN, Category.RENT), quantities(PLAN, Category.FIT_OUT)
    assert {key[:2]: number for key, number in seats.items()} == {("t03.slow", False): 18, ("t03.slow", True): 18}
    assert {key[:2]: number for key, number in bought.items()} == {("t03.slow", False): 18}


def test_a_site_is_one_while_it_operates():
    found = quantities(PLAN, Category.FIXED)
    assert found["t01", False, Item(Category.FIXED, "MX_GDL", "as_a_service")] == 1
    closed = tuple(
        row.model_copy(update={"operating_model": None}) if row.location == "IN_BLR" else row for row in PLAN.sites
    )
    left = quantities(PLAN.model_copy(update={"sites": closed}), Category.OVERHEAD)
    assert "IN_BLR" not in {key[2].location for key in left}


def test_a_shortfall_is_what_is_billed_without_being_there():
    billed = tuple(row.model_copy(update={"billed_heads": row.heads + 3}) for row in PLAN.sites)
    found = quantities(PLAN.model_copy(update={"sites": billed}), Category.SHORTFALL)
    assert set(found.values()) == {3}
    assert quantities(PLAN, Category.SHORTFALL) == {}


@pytest.mark.parametrize(
    ("kind", "category", "model"),
    [
        (DecisionKind.COMMIT, Category.SET_UP, "captive"),
        (DecisionKind.CANCEL, Category.CANCELLATION, "captive"),
        (DecisionKind.STOP, Category.EXIT, "captive"),
        (DecisionKind.CONVERT, Category.CONVERSION, "shelter"),
    ],
)
def test_a_decision_counts_for_what_it_costs(kind, category, model):
    to_model = "shelter" if kind is DecisionKind.CONVERT else None
    decision = Decision(node="t03.slow", location="MX_GDL", kind=kind, operating_model="captive", to_model=to_model)
    plan = PLAN.model_copy(update={"decisions": (decision,)})
    assert quantities(plan, category) == {("t03.slow", False, Item(category, "MX_GDL", model)): 1}


def test_what_belongs_to_no_place_is_counted_too():
    amount = PLAN.amounts[0].model_copy(
        update={"category": Category.FRICTION, "location": None, "area": "support", "subject": "product"}
    )
    place = {"location": "AUS", "partner_location": "AUS"}
    plan = PLAN.model_copy(
        update={
            "amounts": (*PLAN.amounts, amount),
            "matches": (
                Match(node="t01", area="support", partner="product", heads=30.0, **place),
                Match(node="t01", area="support", partner="other", heads=5.0, **place),
            ),
            "unmet": (UnmetWork(node="t00", area="support", fte=2.5),),
            "breaches": (Breach(policy="cap", node="t00", subject="x", amount=0.5),),
        }
    )
    friction = quantities(plan, Category.FRICTION)
    item = Item(Category.FRICTION, area="support", subject="product")
    assert friction["t01", False, item] == 42 - 30
    assert friction["t00", False, item] == 40
    assert quantities(plan, Category.UNMET) == {("t00", False, Item(Category.UNMET, area="support")): 2.5}
    assert quantities(plan, Category.BREACH) == {("t00", False, Item(Category.BREACH, subject="cap")): 0.5}
    vendors = quantities(plan, Category.COORDINATION)
    assert vendors["t01", False, Item(Category.COORDINATION, subject="vendor")] == 1
    assert vendors["t03.fast", True, Item(Category.COORDINATION, subject="vendor")] == 1


@pytest.mark.parametrize("category", list(Category))
def test_an_amount_is_for_what_its_category_is_counted_by(category):
    row = PLAN.amounts[0].model_copy(update={"category": category, "operating_model": "m", "area": "a"})
    item = item_of(row)
    assert (item.operating_model, item.area) == (
        "m" if category in OF_A_MODEL else "",
        "a" if category in OF_AN_AREA else "",
    )


def test_of_what_lasts_a_line_tells_the_average_over_the_horizon_and_of_the_rest_the_sum():
    none = resummed(PLAN, ())
    lines = {line.name: line for line in compare(none, PLAN).bridge.lines}
    chance = {node.id: node.probability * node.months / 12 / 1.75 for node in PLAN.nodes}
    heads = math.fsum(chance[team.node] * team.heads for team in PLAN.teams if team.location == "MX_GDL")
    assert lines["payroll MX_GDL: pay per head"].quantity_b is None
    fewer = resummed(PLAN, PLAN.amounts, teams=tuple(t.model_copy(update={"heads": t.heads / 2}) for t in PLAN.teams))
    payroll = {line.name: line for line in compare(PLAN, fewer).bridge.lines}["payroll MX_GDL: heads"]
    assert (payroll.quantity_a, payroll.quantity_b) == pytest.approx((heads, heads / 2))


def test_after_the_horizon_without_a_length_stays_part_of_the_price():
    """A plan that has money after a horizon that its instance ends there does not lose it."""
    plan, none = PLAN, sample_instance().model_copy(update={"terminal_months": 0.0})
    odd = plan.model_copy(update={"instance_hash": none.fingerprint()})
    found = compare(plan, odd, sample_instance(), none)
    assert found.bridge.lines == ()
    other = Recipe(2)
    lines = compare(odd, other.plan, none, other.instance).bridge.lines
    assert math.fsum(line.amount for line in lines) == pytest.approx(other.plan.value - odd.value)
