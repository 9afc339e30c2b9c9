"""Single numbers about a plan."""

import pytest

from coeplan.plans.board import board
from coeplan_models import Keeping

from .sample import sample_plan


def test_saving_and_what_of_it_is_proved():
    plan = sample_plan()
    found = board(plan).indicators
    assert found.value("saving_share") == pytest.approx(plan.keeping.saving / plan.keeping.value)
    assert found.value("saving_proved") == pytest.approx(plan.keeping.bound - plan.value)


def test_nothing_is_known_of_a_saving_without_keeping():
    found = board(sample_plan().model_copy(update={"keeping": None})).indicators
    assert [found.value(name) for name in ("saving", "saving_proved", "keeping_value")] == [None, None, None]
    reason = Keeping(termination="infeasible", value=None, bound=None, saving=None, reason="no pool is large enough")
    found = board(sample_plan().model_copy(update={"keeping": reason})).indicators
    assert found.value("saving_share") is None


def test_the_worst_future_is_the_dearest():
    plan = sample_plan()
    found = board(plan).indicators
    worst = found.find("worst_total")
    assert worst is not None
    assert (worst.value, worst.subject) == (plan.summary.worst_total, "slow")
    assert found.value("worst_over_expected") == pytest.approx(worst.value - plan.summary.expected_total)


def test_countries_are_told_at_their_largest():
    shares = board(sample_plan()).indicators.all_of("largest_country_share")
    assert [(row.subject, row.value) for row in shares] == [
        ("USA", pytest.approx(1.0)),
        ("MEX", pytest.approx(20 / 70)),
        ("IND", pytest.approx(18 / 70)),
    ]
    assert shares[1].node == "t03.fast"


def test_risk_is_worst_where_high_and_overlap_where_low():
    plan = sample_plan()
    found = board(plan).indicators
    assert found.value("risk_score_worst") == max(each.risk_score for each in plan.node_figures)
    assert found.value("mean_overlap_worst") == min(each.mean_overlap for each in plan.node_figures)


def test_a_plan_without_capacity_has_no_means():
    plan = sample_plan()
    empty = tuple(each.model_copy(update={"mean_overlap": None, "risk_score": None}) for each in plan.node_figures)
    found = board(plan.model_copy(update={"node_figures": empty})).indicators
    assert found.find("risk_score_worst") is None
    assert found.value("mean_overlap_now") is None


def test_flows_of_the_first_period_are_summed():
    plan = sample_plan()
    found = board(plan).indicators
    assert found.value("hires_now") == pytest.approx(sum(t.hires for t in plan.teams if t.node == "t00"))
    branching = found.find("first_branches")
    assert branching is not None
    assert (branching.value, branching.period) == (2, "2028-Q2")
