"""What totals come to: caps, the objective, and the bridge's split of how risk is weighed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coeplan.plans.indicators import indicators
from coeplan.plans.plan_tree import PlanTree
from coeplan.plans.risk_measures import excess, objective_value, regret_of
from coeplan.plans.risk_weighting import Worth, risk_charge, risk_shifts
from coeplan_models import CvarCap, LeafTotal, Objective, RegretCap, WorstCaseCap

from .sample import sample_plan

TOTALS = (
    LeafTotal(leaf="a", probability=0.5, total=100.0),
    LeafTotal(leaf="b", probability=0.3, total=140.0),
    LeafTotal(leaf="c", probability=0.2, total=120.0),
)
LEAST = {"a": 90.0, "b": 135.0, "c": 100.0}


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        (CvarCap(kind="cvar_cap", alpha=0.5, limit=130), (0.3 * 140 + 0.2 * 120) / 0.5 - 130),
        (WorstCaseCap(kind="worst_case_cap", limit=125), 15),
        (WorstCaseCap(kind="worst_case_cap", limit=150), -10),
        (RegretCap(kind="regret_cap", limit=5), 15),
        # Regrets of 10, 5 and 20 against 4.5, 6.75 and 5.
        (RegretCap(kind="regret_cap", share=0.05), 15),
        (RegretCap(kind="regret_cap", share=0.2), 0),
    ],
)
def test_by_how_much_totals_exceed_a_cap(cap: CvarCap | WorstCaseCap | RegretCap, expected: float) -> None:
    assert excess(cap, TOTALS, LEAST) == pytest.approx(expected)


def test_a_regret_is_never_below_nothing() -> None:
    assert regret_of(1e6, 1e6 + 5e-4) == 0.0
    assert regret_of(1e6 + 5e-4, 1e6) == 0.0
    assert regret_of(1e6 + 2.0, 1e6) == pytest.approx(2.0)


def test_the_objective_weighs_what_the_summary_states() -> None:
    stated = {"expected_total": 100.0, "cvar": 130.0, "worst_total": 170.0, "largest_regret": 7.0}
    summary = sample_plan().summary.model_copy(update=stated)
    weights = Objective(expectation_weight=0.5, cvar_weight=2.0, worst_case_weight=3.0, regret_weight=11.0)
    assert objective_value(weights, summary) == pytest.approx(50 + 260 + 510 + 77)
    with pytest.raises(ValueError, match="states no largest regret"):
        objective_value(weights, summary.model_copy(update={"largest_regret": None}))


NUMBERS = st.floats(0.0, 100.0)
WEIGHTS = st.builds(
    Objective,
    expectation_weight=NUMBERS,
    cvar_weight=NUMBERS,
    cvar_alpha=st.sampled_from((0.0, 0.4, 0.9)),
    worst_case_weight=NUMBERS,
    regret_weight=NUMBERS,
)


@st.composite
def worths(draw: st.DrawFn) -> Worth:
    totals = tuple((share, draw(NUMBERS)) for share in (0.25, 0.75))
    expected = sum(share * total for share, total in totals)
    weights = draw(WEIGHTS)
    regret = draw(NUMBERS) if weights.regret_weight else draw(st.none() | NUMBERS)
    found = Worth(expected, 0.0, totals, weights, regret)
    return Worth(expected, risk_charge(weights, found), totals, weights, regret)


@given(worths(), worths())
def test_shifts_of_risk_add_up_and_change_signs_with_sides(one: Worth, two: Worth) -> None:
    there, back = risk_shifts(one, two), risk_shifts(two, one)
    assert math.fsum(shift.amount for shift in there) == pytest.approx(two.risk - one.risk, abs=1e-6)
    assert [shift.amount for shift in back] == pytest.approx([-shift.amount for shift in there], abs=1e-9)


def test_each_shift_has_its_cause() -> None:
    def of(regret: float, totals: tuple[tuple[float, float], ...] = ((1.0, 50.0),), **weights: float) -> Worth:
        stated = Objective(**weights)
        return Worth(50.0, risk_charge(stated, Worth(50.0, 0.0, totals, stated, regret)), totals, stated, regret)

    def causes(one: Worth, two: Worth) -> dict[str, float]:
        return {shift.cause: shift.amount for shift in risk_shifts(one, two) if shift.amount}

    assert causes(of(5, regret_weight=2), of(8, regret_weight=2)) == {"regret": 6}
    assert causes(of(5, regret_weight=2), of(5, regret_weight=4)) == {"weights": 10}
    assert causes(of(5, worst_case_weight=1), of(5, ((1.0, 70.0),), worst_case_weight=1)) == {"cost": 20}


def test_regrets_are_indicators_where_the_plan_states_them() -> None:
    plan = sample_plan()
    assert indicators(plan, PlanTree(plan.nodes)).find("largest_regret") is None
    regrets = {leaf.leaf: float(number) for number, leaf in enumerate(plan.leaf_totals)}
    stated = [leaf.model_copy(update={"regret": regrets[leaf.leaf]}) for leaf in plan.leaf_totals]
    found = indicators(plan.model_copy(update={"leaf_totals": tuple(stated)}), PlanTree(plan.nodes))
    assert found.value("largest_regret") == max(regrets.values())
    assert {row.node: row.value for row in found.all_of("regret")} == regrets
