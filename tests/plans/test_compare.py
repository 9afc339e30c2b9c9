"""Two plans side by side."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.core.errors import InputError
from coeplan.plans.compare import RISK, compare
from coeplan_models import DecisionKind

from .sample import sample_plan

BASE = sample_plan()


def rescaled(factors, *, risk=0.0):
    """Return the sample with each amount scaled, and all that is summed from amounts made to fit."""
    amounts = tuple(
        row.model_copy(update={"money": row.money * factor, "discounted": row.discounted * factor})
        for row, factor in zip(BASE.amounts, factors, strict=True)
    )
    chance = {node.id: node.probability for node in BASE.nodes}
    total = math.fsum(chance[row.node] * row.discounted for row in amounts)
    summary = BASE.summary.model_copy(update={"expected_total": total})
    return BASE.model_copy(
        update={"amounts": amounts, "summary": summary, "value": total + risk, "bound": total + risk}
    )


scales = st.lists(st.floats(0.0, 3.0, allow_subnormal=False), min_size=len(BASE.amounts), max_size=len(BASE.amounts))


@settings(max_examples=30, deadline=None)
@given(scales, scales, st.floats(0.0, 1e6))
def test_lines_of_money_add_up_to_the_difference_of_the_values(factors_a, factors_b, risk):
    plan_a, plan_b = rescaled(factors_a), rescaled(factors_b, risk=risk)
    found = compare(plan_a, plan_b)
    scale = max(1.0, abs(plan_a.value), abs(plan_b.value))
    for lines in (found.by_category, found.by_location):
        assert math.fsum(line.difference for line in lines) == pytest.approx(found.difference, abs=2e-6 * scale)
        assert math.fsum(line.money_a for line in lines) == pytest.approx(plan_a.value, abs=1e-6 * scale)
        assert math.fsum(line.money_b for line in lines) == pytest.approx(plan_b.value, abs=1e-6 * scale)


@settings(max_examples=20, deadline=None)
@given(scales, scales)
def test_turned_round_the_differences_change_their_sign(factors_a, factors_b):
    plan_a, plan_b = rescaled(factors_a), rescaled(factors_b)
    there, back = compare(plan_a, plan_b), compare(plan_b, plan_a)
    assert there.difference == -back.difference
    forth = {line.name: line.difference for line in there.by_category}
    assert forth == {line.name: -line.difference for line in back.by_category}


def test_a_plan_does_not_differ_from_itself():
    found = compare(BASE, BASE)
    assert (found.sites, found.decisions, found.heads) == ((), (), ())
    assert found.difference == 0
    assert all(line.difference == 0 for line in (*found.by_category, *found.by_location))


def test_what_the_objective_says_beyond_the_expected_total_has_a_line_of_its_own():
    ones = [1.0] * len(BASE.amounts)
    found = compare(rescaled(ones), rescaled(ones, risk=5_000.0))
    assert found.by_category[-1].name == RISK
    assert found.by_category[-1].difference == pytest.approx(5_000.0)


def test_the_weighting_of_risk_comes_after_all_places():
    renamed = tuple(row.model_copy(update={"location": row.location and "zurich"}) for row in BASE.amounts)
    one = BASE.model_copy(update={"amounts": renamed})
    dearer = one.model_copy(update={"value": one.value + 5_000.0, "bound": one.value})
    assert [line.name for line in compare(one, dearer).by_location][-2:] == ["zurich", RISK]


def test_a_decision_that_one_plan_lacks_is_told_once():
    without = BASE.model_copy(update={"decisions": BASE.decisions[:2]})
    (only,) = compare(BASE, without).decisions
    assert (only.only_in, only.decision.kind, only.decision.location) == ("a", DecisionKind.COMMIT, "IN_BLR")


def test_another_model_at_a_site_differs_on_both_sides():
    other = tuple(
        each.model_copy(update={"operating_model": "shelter"}) if each.location == "MX_GDL" else each
        for each in BASE.decisions
    )
    sites = tuple(
        each.model_copy(update={"operating_model": "shelter"}) if each.location == "MX_GDL" else each
        for each in BASE.sites
    )
    found = compare(BASE, BASE.model_copy(update={"decisions": other, "sites": sites}))
    assert [(row.only_in, row.decision.operating_model) for row in found.decisions] == [
        ("a", "as_a_service"),
        ("b", "shelter"),
    ]
    assert [(row.location, row.models_a, row.models_b) for row in found.sites] == [
        ("MX_GDL", ("as_a_service",), ("shelter",))
    ]


def test_heads_are_told_for_all_years_of_a_place_that_differs():
    teams = tuple(
        each.model_copy(update={"heads": each.heads + 2})
        if each.node == "t03.slow" and each.area == "product"
        else each
        for each in BASE.teams
    )
    found = compare(BASE, BASE.model_copy(update={"teams": teams}))
    home = [row for row in found.heads if row.location == "AUS"]
    assert [(row.year, row.difference) for row in home] == [
        (2027, 0),
        (2028, pytest.approx(0.6 * 2)),
        (2029, pytest.approx(0.6 * 2)),
    ]
    assert {row.location for row in found.heads} == {"AUS", "all places"}


@pytest.mark.parametrize(
    ("bounds", "resolved", "low", "high"),
    [
        ((90.0, 99.0), False, -1.0, 15.0),
        ((90.0, 101.0), True, 1.0, 15.0),
        ((90.0, None), False, None, 15.0),
        ((None, 101.0), True, 1.0, None),
        ((None, None), False, None, None),
        # Where the optima may be equal, nothing is resolved.
        ((None, 100.0), False, 0.0, None),
        ((105.0, None), False, None, 0.0),
        ((105.5, None), True, None, -0.5),
    ],
)
def test_a_difference_is_resolved_where_the_bounds_leave_no_doubt(bounds, resolved, low, high):
    one = BASE.amounts[0].model_copy(update={"money": 1.0, "discounted": 1.0})
    plans = []
    for value, bound, name in ((100.0, bounds[0], "a"), (105.0, bounds[1], "b")):
        amount = one.model_copy(update={"money": value, "discounted": value})
        summary = BASE.summary.model_copy(update={"expected_total": value})
        changes = {"amounts": (amount,), "summary": summary, "value": value, "bound": bound, "instance_hash": name}
        plans.append(BASE.model_copy(update=changes))
    found = compare(*plans)
    assert (found.resolved, found.optimum_low, found.optimum_high) == (resolved, low, high)


def test_plans_in_two_currencies_are_refused():
    with pytest.raises(InputError, match="EUR"):
        compare(BASE, BASE.model_copy(update={"currency": "EUR"}))


def test_a_plan_whose_amounts_do_not_add_up_is_refused():
    broken = BASE.model_copy(update={"amounts": BASE.amounts[1:]})
    with pytest.raises(InputError) as caught:
        compare(BASE, broken)
    assert [fault.code for fault in caught.value.faults] == ["amounts_do_not_add_up"]
