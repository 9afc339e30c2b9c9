"""A plan carried out in draws: on its own leaves, in draws by hand, and against the model and the auditor."""

import pytest
from tests.analysis.stress.world import (
    AI,
    FEES,
    FX_MX,
    GDL_OUT,
    LEVY,
    PEOPLE_LEAVE,
    WAGES_MX,
    WORK,
    alone,
    completed,
    course,
    draws_of,
    leaves_of,
    plan_of,
    planned,
)
from tests.enumeration.generator import random_instance

from coeplan.analysis.stress.branching import Branchings
from coeplan.analysis.stress.carrying import carry_out
from coeplan.analysis.stress.futures import USUAL, source_of
from coeplan.analysis.stress.steps import MOVED_BY_DRAWS, Course
from coeplan.audit import audit
from coeplan.core.errors import InputError
from coeplan.formulation.plan_fields import plan_fields
from coeplan.planning.numbers import gather
from coeplan.solving.warm import WarmStart
from coeplan_models import Category

HOME = {
    "discount_rate": 0.0,
    "terminal_months": 6,
    "areas": {"dev": {"workload": 10, "unmet": {"price": 300000, "max_share": 0.1}}},
    "locations": {
        "AUS": {
            "country": "USA",
            "time_zone": "America/Chicago",
            "yearly_cost": 160000,
            "talent_pool": 12,
            "attrition": 0.2,
            "hiring_cost": 4000,
            "hires_per_year": 8,
        }
    },
    "scenarios": {"kind": "deterministic"},
}
"""Ten people at headquarters for ten FTE of work, whom nothing else could replace."""

CRITICAL = {
    "workload": 10,
    "min_team": 2,
    "unmet": {"price": 300000, "max_share": 0.2},
    "critical": True,
    "survival_share": 0.9,
}

PRICED = {
    "share": {"kind": "capacity_share", "per": "country", "limit": 0.3, "price": 1.0},
    "home": {"kind": "risk_score", "limit": 0.0, "price": 1.0, "first_period": 1},
    "hours": {"kind": "mean_overlap", "floor": 7.9, "price": 1.0},
    "loss": {"kind": "survive_loss", "surge": 0.1, "price": 1.0},
    "year": {"kind": "run_cost_limit", "limit": 400000, "price": 0.01},
    "capital": {"kind": "capital_limit", "per": "total", "limit": 1000, "price": 0.01},
    "capital_year": {"kind": "capital_limit", "per": "calendar_year", "limit": 2000, "price": 0.01},
    "capital_period": {"kind": "capital_limit", "per": "period", "limit": 3000, "price": 0.01},
    "late": {"kind": "capital_limit", "per": "period", "limit": 0, "price": 0.01, "first_period": 3},
}
"""A policy of each kind that a draw moves, at prices that do not stop the plan from breaking it."""

CONVERTED = {
    "aas": {
        "fee_per_head": 12000,
        "seats_included": True,
        "conversions": {"own": {"fixed_fee": 5000, "fee_per_head": 700}},
    },
    "own": {"fixed_cost": 1000},
}

CONVERTING = {
    "first": {"kind": "must_operate", "location": "GDL", "operating_model": "aas", "last_period": 2},
    "then": {"kind": "must_operate", "location": "GDL", "operating_model": "own", "first_period": 3},
}
"""A site that is converted in the last quarter, and then needs seats."""

AUDITED = {"coverage", "unmet_limit", "talent_pool", "hire_limit"}
"""Rules that the auditor has under the same name."""

SHOWING = (0, 2, 5)
"""Seeds of random instances whose futures can be told apart and whose plans do something at several nodes."""


def carried(found, draws, path=None):
    """Carry a plan out, by the nearest nodes unless a path is given."""
    taken = Branchings(found.instance, found.numbers.tree).follow(draws) if path is None else path
    return carry_out(found, draws, taken).tally


def check_leaves(instance):
    plan = plan_of(instance)
    if plan is None:
        return
    found = Course.of(instance, plan)
    draws, own = leaves_of(instance, found.numbers.tree)
    tally = carried(found, draws, own)
    assert tally.total == pytest.approx([leaf.total for leaf in plan.leaf_totals], rel=1e-9, abs=1e-6)
    hard = [rule for rule in tally.worst if not rule.policy or instance.policies[rule.name].price is None]
    assert hard == []


def check_draws(instance, seed):
    """Compare four draws with the model's own completion and the auditor, each as an instance of its own."""
    plan = plan_of(instance)
    if plan is None:
        return
    found = Course.of(instance, plan)
    source = source_of(instance, found.numbers.tree, USUAL.model_copy(update={"outages": ()}), seed)
    draws = source.draw(0, 4)
    path = Branchings(instance, found.numbers.tree).follow(draws)
    tally = carried(found, draws, path)
    for number in range(4):
        rows = completed(found, draws, path, number)
        if any(rule.name == "outage_changes" and worst[number] > 0 for rule, worst in tally.worst.items()):
            continue  # the model has no way to say this
        kept = alone(found, draws, path, number).policies
        passed = {found.numbers.tree.nodes[node].id for node in path[:, number]}
        charges = [each for each in plan.amounts if each.category is Category.BREACH and each.node in passed]
        capped = [each for each in charges if each.subject not in kept]
        for category in Category:
            expected = sum(each.discounted for each in (*rows.amounts, *capped) if each.category is category)
            assert tally.discounted[category][number] == pytest.approx(expected, rel=1e-9, abs=1e-6), category
        told = {rule.name: worst[number] for rule, worst in tally.worst.items() if worst[number] > 0}
        hard = {
            name for name, each in instance.policies.items() if each.price is None and isinstance(each, MOVED_BY_DRAWS)
        }
        assert {name for name in told if name in AUDITED | hard} == broken(found, draws, path, number, rows, hard)


def broken(found, draws, path, number, rows, hard):
    """Names of the rules and hard policies that the auditor finds broken."""
    instance = alone(found, draws, path, number)
    numbers = gather(instance)
    decisions = WarmStart.of(found.plan).decisions(numbers)
    fields = plan_fields(numbers, decisions, rows)
    findings = audit(instance, found.plan.model_copy(update=fields)).findings
    return {each.policy or each.rule for each in findings} & (AUDITED | hard)


@pytest.mark.parametrize("seed", SHOWING)
def test_the_leaves_of_the_tree_cost_what_the_plan_says(seed):
    check_leaves(random_instance(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_the_leaves_of_many_trees_cost_what_their_plans_say(seed):
    check_leaves(random_instance(seed))


@pytest.mark.parametrize("seed", SHOWING[:2])
def test_a_draw_costs_and_breaks_what_the_model_and_the_auditor_say(seed):
    check_draws(random_instance(seed), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_many_draws_cost_and_break_what_the_model_and_the_auditor_say(seed):
    check_draws(random_instance(seed), seed)


def test_the_firm_in_draws_that_move_everything_costs_what_the_model_says():
    found = course()
    draws = draws_of(
        {
            AI: [[1, 1, 1.2, 1.3], [1, 0.9, 1.5, 1.7]],
            WAGES_MX: [[1, 1.1, 1.2, 1.3], [1, 1, 0.9, 0.8]],
            FX_MX: [[1, 0.9, 0.8, 0.7], [1, 1.2, 1.2, 1.2]],
            FEES: [[1, 1, 2, 2], [1, 1, 1, 1]],
            LEVY: [[0, 0.1, 0.1, 0.2], [0, 0, 0, 0]],
            PEOPLE_LEAVE: [[1, 2, 3, 4], [1, 0, 0, 0]],
            WORK: [[1, 1, 1, 1], [1, 1.2, 1.2, 1.2]],
            GDL_OUT: [[1, 1, 1, 1], [1, 0.5, 1, 1]],
        }
    )
    path = Branchings(found.instance, found.numbers.tree).follow(draws)
    tally = carried(found, draws, path)
    for number in range(2):
        rows = completed(found, draws, path, number)
        assert tally.total[number] == pytest.approx(sum(each.discounted for each in rows.amounts))
        assert sum(each.discounted for each in rows.amounts if each.category is Category.UNMET) == pytest.approx(
            tally.discounted[Category.UNMET][number]
        )
    assert tally.discounted[Category.LEVY][0] > 0 == tally.discounted[Category.LEVY][1]


def test_priced_policies_charge_in_a_draw_what_the_model_says():
    found = course(policies=PRICED, areas={"dev": CRITICAL})
    draws = draws_of(
        {
            AI: [[1, 1, 1.2, 1.3], [1, 0.9, 1.5, 1.7]],
            FX_MX: [[1, 1.5, 1.5, 1.5], [1.5, 1.2, 1.2, 1.2]],
            PEOPLE_LEAVE: [[1, 2, 3, 4], [1, 0, 0, 0]],
            WORK: [[1, 1.2, 1.3, 1.4], [1, 0.8, 0.8, 0.8]],
        }
    )
    path = Branchings(found.instance, found.numbers.tree).follow(draws)
    tally = carried(found, draws, path)
    assert {rule.name for rule in tally.worst if rule.policy} == set(PRICED) - {"late"}
    for number in range(2):
        rows = completed(found, draws, path, number)
        expected = sum(each.discounted for each in rows.amounts if each.category is Category.BREACH)
        assert tally.discounted[Category.BREACH][number] == pytest.approx(expected)
        for name in PRICED:
            stated = [each.amount for each in rows.breaches if each.policy == name]
            worst = [each[number] for rule, each in tally.worst.items() if rule.name == name]
            assert max(worst, default=0.0) == pytest.approx(max(stated, default=0.0), abs=1e-5)


def test_a_site_that_is_converted_and_holds_seats_costs_what_the_model_says():
    found = course(operating_models=CONVERTED, policies=CONVERTING)
    assert found.steps[4].arcs
    draws = draws_of({FX_MX: [[1, 1, 1.1, 1.3]], PEOPLE_LEAVE: [[1, 1, 1, 3]], GDL_OUT: [[1, 1, 1, 0.25]]})
    path = Branchings(found.instance, found.numbers.tree).follow(draws)
    tally = carried(found, draws, path)
    calm = draws_of({FX_MX: [[1, 1, 1.1, 1.3]], PEOPLE_LEAVE: [[1, 1, 1, 3]]})
    rows = completed(found, calm, path, 0)
    fees = sum(each.discounted for each in rows.amounts if each.category is Category.CONVERSION)
    assert tally.discounted[Category.CONVERSION] == pytest.approx([fees])
    step = found.steps[path[3, 0]]
    assert tally.empty_seats[3] == pytest.approx([step.seats[1] - 0.25 * step.teams[1, 0]])


def test_draws_worked_out_by_hand():
    found = course(**HOME)
    draws = draws_of({AI: [1.0, 0.8, 1.25], PEOPLE_LEAVE: [1.0, 1.0, 0.0], WORK: [1.0, 1.0, 1.0]})
    tally = carried(found, draws)
    # Ten people at 160,000 for a year and the half that follows it; replacing those of 20 % a year who leave in a
    # quarter at 4,000 each, and in the half year after, by the year, one of them.
    hiring = 16_000 * 10 * (1 - 0.8**0.25) + 4_000
    assert tally.discounted[Category.PAYROLL] == pytest.approx([2_400_000] * 3)
    assert tally.discounted[Category.HIRING] == pytest.approx([hiring, hiring, 0.0])
    assert tally.discounted[Category.UNMET] == pytest.approx([0.0, 1.5 * 2 * 300_000, 0.0])
    assert tally.unmet[0][:, 1] == pytest.approx([2.0] * 4)
    # A tenth may stay undone: one FTE too much. A quarter more output than work: two of ten people in vain.
    (rule,) = tally.worst
    assert (rule.name, rule.unit) == ("unmet_limit", "FTE")
    assert tally.worst[rule] == pytest.approx([0.0, 1.0, 0.0])
    assert tally.idle_heads[0] == pytest.approx([0.0, 0.0, 2.0])


def test_more_people_may_leave_than_a_place_can_hire():
    found = course(**HOME)
    draws = draws_of({PEOPLE_LEAVE: [1.0, [1.0, 3.0, 1.0, 1.0]]})
    (rule,) = carried(found, draws).worst
    assert rule.name == "hire_limit"
    most = carried(found, draws).worst[rule]
    assert most == pytest.approx([0.0, 10 * (1 - 0.4**0.25) - 2])


def test_a_place_that_is_out_leaves_people_and_work():
    found = course()
    abroad = {step.period: step.teams.get((1, 0), 0.0) for step in found.steps}
    assert abroad[1] > 0
    draws = draws_of({AI: [1.0, 1.0], GDL_OUT: [1.0, [1.0, 0.25, 1.0, 1.0]]})
    path = Branchings(found.instance, found.numbers.tree).follow(draws)
    result = carry_out(found, draws, path)
    assert result.hit.tolist() == [[False, False], [False, True], [False, False], [False, False]]
    assert result.tally.idle_heads[1, 1] >= 0.75 * abroad[1]
    assert result.tally.unmet[0][1, 1] > result.tally.unmet[0][1, 0]
    assert result.tally.unmet_without_outages[1, 1] == pytest.approx(result.tally.unmet[0][1, 0])


def test_an_outage_of_a_place_without_people_hits_nobody():
    found = course(policies={"home": {"kind": "forbid", "location": "GDL"}})
    draws = draws_of({GDL_OUT: [[1, 0.25, 1, 1]]})
    path = Branchings(found.instance, found.numbers.tree).follow(draws)
    assert not carry_out(found, draws, path).hit.any()


def test_nobody_may_be_released_as_an_outage_begins():
    found = course()
    fast = found.steps[3]
    released = fast.before[1, 0] * 0.8**0.25 - fast.teams[1, 0]
    assert released > 0
    out = [1, 1, 0.5, 0.5]
    draws = draws_of({AI: [[1, 1, 1.6, 1.6]] * 2, GDL_OUT: [out, [1, 0.5, 0.5, 0.5]]})
    worst = {rule.name: each for rule, each in carried(found, draws).worst.items()}
    assert worst["outage_releases"] == pytest.approx([released, 0.0])


def test_a_price_of_nothing_is_refused():
    free = {"kind": "deterministic", "drivers": [{"driver": "fees", "values": {0: 1.0, 1: 0.0}}]}
    found = planned(scenarios=free)
    with pytest.raises(InputError, match="fees is 0 in node t01"):
        Course.of(found.loaded.instance, found.plan)
