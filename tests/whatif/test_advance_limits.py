"""Policies at the new start: periods moved, what is spent taken off, and what is charged at the root priced anew."""

from typing import Any

import pytest
from tests.enumeration.by_hand import merged, tiny
from tests.exact import ExactEngine

from coeplan.whatif.advance import Advanced, advance
from coeplan_models import (
    CapitalLimit,
    ChangeLimit,
    CvarCap,
    Freeze,
    Instance,
    Observed,
    Plan,
    RunCostLimit,
    WorstCaseCap,
)

from .advance_bench import broken_rule, differing_amounts, instance_of, model_of, root_charges, trial

SPENDING = {
    "horizon": {"start": "2027-04", "periods": 4, "months": 3},
    "areas": {"dev": {"workload": [1, 2, 3, 3]}},
    "locations": {"HQ": {"hosts": []}, "X": {"fit_out": 7, "seat_rent": 1, "talent_pool": 4}},
    "operating_models": {"run": {"set_up_cost": 10, "seats_included": False}},
}
"""Set-up 10 in the first quarter; one seat for 7 in each of the first three."""


def planned(exact: ExactEngine, **changes: Any) -> tuple[Instance, Plan]:
    instance = instance_of(tiny(**merged(SPENDING, changes)))
    plan = exact.plan(instance)
    assert plan is not None
    return instance, plan


def limited(exact: ExactEngine, policy: dict[str, Any], **changes: Any) -> tuple[Instance, Plan]:
    return planned(exact, policies={"money": policy}, **changes)


def check_exact(instance: Instance, plan: Plan, period: int) -> None:
    each = trial(instance, plan, period, f"t{period:02d}")
    model = model_of(each)
    assert broken_rule(each, model) is None
    assert differing_amounts(each, model) == []


def codes(found: Advanced) -> list[str]:
    return [note.code for note in found.notes]


def test_a_limit_on_the_total_loses_what_is_spent(exact: ExactEngine) -> None:
    instance, plan = limited(exact, {"kind": "capital_limit", "limit": 40})
    found = [advance(instance, plan, period).instance.policies for period in (1, 2, 3)]
    assert found == [{"money": CapitalLimit(kind="capital_limit", limit=left)} for left in (23, 16, 9)]
    # Only the periods of the policy count.
    later = {"kind": "capital_limit", "limit": 40, "first_period": 1, "last_period": 2}
    instance, plan = limited(exact, later)
    assert advance(instance, plan, 2).instance.policies == {
        "money": CapitalLimit(kind="capital_limit", limit=33, last_period=0)
    }
    over = advance(instance, plan, 3)
    assert (over.instance.policies, codes(over)) == ({}, ["policy_over"])


def test_the_rest_of_a_year_is_a_limit_of_its_own(exact: ExactEngine) -> None:
    yearly = {"kind": "capital_limit", "per": "calendar_year", "limit": 40, "price": 2}
    instance, plan = limited(exact, yearly)
    # The second quarter of the horizon is the third of the year: 17 are spent, the year ends with the next quarter.
    found = advance(instance, plan, 1).instance.policies
    stated = {"kind": "capital_limit", "per": "calendar_year", "price": 2.0}
    assert found == {
        "money": CapitalLimit.model_validate({**stated, "limit": 40.0, "first_period": 2}),
        "money_2027": CapitalLimit.model_validate({**stated, "limit": 23.0, "last_period": 1}),
    }
    check_exact(instance, plan, 1)
    # In January nothing of the year is spent.
    assert advance(instance, plan, 3).instance.policies == {
        "money": CapitalLimit.model_validate({**stated, "limit": 40.0})
    }
    # A policy that is over by the end of the year stays one.
    instance, plan = limited(exact, {**yearly, "last_period": 2})
    assert advance(instance, plan, 1).instance.policies == {
        "money": CapitalLimit.model_validate({**stated, "limit": 23.0, "last_period": 1})
    }
    # Where the horizon ends with the year, its rest is all there is.
    short = merged(SPENDING, {"horizon": {"periods": 3}, "areas": {"dev": {"workload": [1, 2, 3]}}})
    instance, plan = planned(exact, **{**short, "policies": {"money": yearly}})
    assert list(advance(instance, plan, 1).instance.policies) == ["money_2027"]


def test_the_rest_of_a_year_takes_no_name_twice(exact: ExactEngine) -> None:
    long = "m" * 62
    yearly = {"kind": "run_cost_limit", "limit": 4000}
    taken = {"money_2027": {"kind": "count_limit", "of": "sites", "limit": 3}}
    instance, plan = planned(exact, policies={"money": yearly, long: yearly, **taken})
    names = list(advance(instance, plan, 1).instance.policies)
    assert names == ["money", "money_2027_2", long, f"{'m' * 59}_2027", "money_2027"]


def test_a_period_that_reaches_into_the_next_year(exact: ExactEngine) -> None:
    years = {"start": "2027-07", "periods": 3, "months": [3, 12, 12]}
    loads = {"dev": {"workload": [1, 2, 3]}}
    yearly = {"kind": "capital_limit", "per": "calendar_year", "limit": 40}
    instance, plan = limited(exact, {**yearly, "price": 2}, horizon=years, areas=loads)
    found = advance(instance, plan, 1)
    # Of the first year of the new horizon a quarter counts: 23 are left, so that 92 may be spent in it.
    rest = found.instance.policies["money_2027"]
    assert rest == CapitalLimit(kind="capital_limit", per="period", limit=92, price=0.5, last_period=0)
    assert found.instance.policies["money"].first_period == 0
    assert codes(found) == ["limit_spent"]
    check_exact(instance, plan, 1)
    # Run cost has no limit per period, so that what is left also binds the part beyond the year.
    instance, plan = limited(exact, {"kind": "run_cost_limit", "limit": 4000}, horizon=years, areas=loads)
    found = advance(instance, plan, 1)
    assert codes(found) == ["limit_spent", "year_straddled"]
    assert isinstance(found.instance.policies["money_2027"], RunCostLimit)
    # It binds nothing where less of the period lies beyond the year than within.
    early = {"start": "2027-01", "periods": 3, "months": [3, 12, 12]}
    instance, plan = limited(exact, {"kind": "run_cost_limit", "limit": 4000}, horizon=early, areas=loads)
    assert codes(advance(instance, plan, 1)) == ["limit_spent"]
    # Unless a breach has its price, which would be paid for that part as well.
    instance, plan = limited(exact, {"kind": "run_cost_limit", "limit": 4000, "price": 1}, horizon=early, areas=loads)
    assert codes(advance(instance, plan, 1)) == ["limit_spent", "year_straddled"]


def test_what_was_really_spent_counts(exact: ExactEngine) -> None:
    instance, plan = limited(exact, {"kind": "capital_limit", "limit": 40})
    found = advance(instance, plan, 1, Observed(spent={"money": 30.0}))
    assert found.instance.policies["money"] == CapitalLimit(kind="capital_limit", limit=10)
    more = advance(instance, plan, 1, Observed(spent={"money": 41.0}))
    assert more.instance.policies["money"] == CapitalLimit(kind="capital_limit", limit=0)
    assert codes(more) == ["limit_spent", "limit_overspent"]
    assert "1 more than its limit are spent so far" in more.notes[1].text


def test_money_spent_before_a_limit_holds_is_none_of_its_own(exact: ExactEngine) -> None:
    late = {"kind": "capital_limit", "per": "calendar_year", "limit": 40, "first_period": 3}
    instance, plan = limited(exact, late)
    found = advance(instance, plan, 1, Observed(spent={"money": 30.0})).instance.policies
    assert found == {"money": CapitalLimit(kind="capital_limit", per="calendar_year", limit=40, first_period=2)}


def test_policies_that_are_switched_off_move_without_a_word(exact: ExactEngine) -> None:
    off = {"kind": "capital_limit", "limit": 5, "enabled": False, "first_period": 2}
    over = {"kind": "start_limit", "limit": 1, "enabled": False, "last_period": 0}
    instance, plan = planned(exact, policies={"money": off, "starts": over})
    found = advance(instance, plan, 1)
    assert found.instance.policies == {
        "money": CapitalLimit(kind="capital_limit", limit=5, enabled=False, first_period=1)
    }
    assert found.notes == ()


RISKY: dict[str, Any] = {
    "discount_rate": 0.1,
    "horizon": {"start": "2027-01", "periods": 3, "months": [3, 12, 12]},
    "areas": {"dev": {"workload": 2}},
    "scenarios": {
        "kind": "stages",
        "stages": [
            {
                "period": 2,
                "branches": {
                    "calm": {"probability": 0.75},
                    "rough": {
                        "probability": 0.25,
                        "drivers": [{"driver": "wages", "values": 3}],
                    },
                },
            }
        ],
    },
}


def test_a_cap_on_risk_goes_on_until_futures_are_over(exact: ExactEngine) -> None:
    cap = {"kind": "cvar_cap", "alpha": 0.5, "limit": 150, "price": 3}
    instance = instance_of(tiny(**RISKY, policies={"risk": cap}))
    plan = exact.plan(instance)
    assert plan is not None
    each = trial(instance, plan, 1, "t01")
    assert [note.code for note in each.advanced.notes] == []
    before, now = root_charges(each, model_of(each), "risk")
    assert before > 0
    assert now == pytest.approx(before, rel=1e-9)
    over = advance(instance, plan, 2, Observed(future="rough"))
    moved = over.instance.policies["risk"]
    assert isinstance(moved, CvarCap)
    assert not moved.enabled
    spent = over.spent - sum(row.discounted for row in plan.amounts if row.category == "breach")
    assert moved.limit == pytest.approx(max(0.0, 150 - spent) * 1.1**1.25)
    assert [note.code for note in over.notes if not note.exact] == ["cap_switched_off"]


def test_a_cap_on_the_worst_case_goes_on_less_what_is_spent(exact: ExactEngine) -> None:
    """The futures that are left are some of those that it was kept in."""
    instance = instance_of(tiny(**RISKY, policies={"worst": {"kind": "worst_case_cap", "limit": 5000}}))
    plan = exact.plan(instance)
    assert plan is not None
    over = advance(instance, plan, 2, Observed(future="rough"))
    moved = over.instance.policies["worst"]
    assert isinstance(moved, WorstCaseCap)
    assert (moved.enabled, over.notes) == (True, ())
    assert moved.limit == pytest.approx((5000 - over.spent) * 1.1**1.25)


def test_what_is_regretted_from_the_old_start_cannot_be_carried(exact: ExactEngine) -> None:
    cap = {"kind": "regret_cap", "limit": 1000}
    instance = instance_of(tiny(**RISKY, policies={"regret": cap}, objective={"regret_weight": 0.5}))
    plan = exact.plan(instance)
    assert plan is not None
    found = advance(instance, plan, 1)
    assert not found.instance.policies["regret"].enabled
    assert [(note.code, note.exact) for note in found.notes] == [
        ("cap_switched_off", False),
        ("risk_of_what_remains", False),
    ]


def test_a_cap_that_is_spent_leaves_nothing(exact: ExactEngine) -> None:
    instance = instance_of(tiny(**RISKY, policies={"risk": {"kind": "cvar_cap", "limit": 1, "price": 3}}))
    plan = exact.plan(instance)
    assert plan is not None
    found = advance(instance, plan, 1)
    assert codes(found) == ["limit_overspent"]
    assert found.instance.policies["risk"].model_dump()["limit"] == 0


def test_an_objective_of_risk_is_told_once_futures_are_over(exact: ExactEngine) -> None:
    instance = instance_of(tiny(**RISKY, objective={"cvar_weight": 1.0}))
    plan = exact.plan(instance)
    assert plan is not None
    assert advance(instance, plan, 1).notes == ()
    over = advance(instance, plan, 2, Observed(future="calm"))
    assert [(note.code, note.exact) for note in over.notes] == [("risk_of_what_remains", False)]


def given(exact: ExactEngine, limit: int, plan: dict[str, Any], **policy: Any) -> tuple[Instance, Plan]:
    calm = {"kind": "change_limit", "plan": "before", "limit": limit, **policy}
    return planned(exact, policies={"calm": calm}, reference_plans={"before": plan}, discount_rate=0.2)


def test_a_limit_on_changes_loses_those_made(exact: ExactEngine) -> None:
    cancelled = {"node": "t02", "kind": "cancel", "location": "X", "operating_model": "run", "start_period": 3}
    nothing: dict[str, Any] = {
        "decisions": [cancelled],
        "teams": [{"node": "t02", "location": "HQ", "area": "dev", "heads": 1}],
    }
    instance, plan = given(exact, 3, nothing)
    found = advance(instance, plan, 1)
    # The commitment at the start differs from the given plan; the start that follows from it is not counted.
    moved = found.instance.policies["calm"]
    assert isinstance(moved, ChangeLimit)
    assert (moved.limit, moved.price) == (2, None)
    kept = found.instance.reference_plans["before"]
    assert [team.node for team in kept.teams] == ["t02"]
    assert [(each.node, each.start_period) for each in kept.decisions] == [("t02", 2)]
    assert advance(instance, plan, 3).instance.reference_plans["before"].teams == ()


def test_a_limit_on_changes_forgets_futures_that_are_over(exact: ExactEngine) -> None:
    calm = {"calm": {"kind": "change_limit", "plan": "before", "limit": 9}}
    instance = instance_of(tiny(**RISKY, policies=calm, reference_plans={"before": {"decisions": [], "teams": []}}))
    plan = exact.plan(instance)
    assert plan is not None
    assert codes(advance(instance, plan, 1)) == []
    assert codes(advance(instance, plan, 2, Observed(future="calm"))) == ["changes_resolved"]


def test_changes_beyond_their_limit_cost_as_much_as_they_did(exact: ExactEngine) -> None:
    late = {"node": "t03", "location": "X", "operating_model": "run"}
    stopping: dict[str, Any] = {"decisions": [{**late, "kind": "stop"}], "teams": []}
    instance, plan = given(exact, 0, stopping, price=1.0)
    each = trial(instance, plan, 1, "t01")
    # Two differ: the commitment, and the stop that never comes. The former is made; the latter costs as before.
    assert each.inexact == ["limit_overspent"]
    before, now = root_charges(each, model_of(each), "calm")
    assert now == pytest.approx(before / 2)


def test_a_freeze_goes_on_with_what_remains_of_its_plan(exact: ExactEngine) -> None:
    row = {"location": "X", "operating_model": "run"}
    teams = [
        {"node": f"t{period:02d}", "location": "X", "area": "dev", "heads": heads}
        for period, heads in enumerate((1, 2, 3))
    ]
    decisions = [{"node": "t00", "kind": "commit", "start_period": 0, **row}, {"node": "t00", "kind": "start", **row}]
    frozen = {"kind": "freeze", "plan": "before", "periods": 2}
    instance, plan = planned(
        exact, policies={"frozen": frozen}, reference_plans={"before": {"decisions": decisions, "teams": teams}}
    )
    found = advance(instance, plan, 1)
    assert found.instance.policies["frozen"] == Freeze(kind="freeze", plan="before", periods=1)
    kept = found.instance.reference_plans["before"]
    assert ([team.heads for team in kept.teams], kept.decisions) == ([2, 3], ())
    check_exact(instance, plan, 1)
    over = advance(instance, plan, 2)
    assert (over.instance.policies, codes(over)) == ({}, ["policy_over"])
