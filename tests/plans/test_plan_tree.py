"""Periods, futures and years of a plan's tree by name."""

import pytest

from coeplan.plans.plan_tree import PlanTree, month_index, month_name, period_label
from coeplan_models import PlanNode

from .sample import sample_plan


def node(identifier, parent, start, months=3, probability=1.0, period=0):
    return PlanNode(id=identifier, period=period, parent=parent, probability=probability, start=start, months=months)


@pytest.mark.parametrize(
    ("start", "months", "label"),
    [
        ("2028-01", 3, "2028-Q1"),
        ("2028-10", 3, "2028-Q4"),
        ("2028-07", 6, "2028-H2"),
        ("2028-01", 12, "2028"),
        ("2028-03", 1, "2028-03"),
        ("2028-02", 3, "2028-02"),
        ("2028-07", 12, "2028-07"),
        ("2028-01", 24, "2028-01"),
    ],
)
def test_period_label(start, months, label):
    assert period_label(start, months) == label


def test_months_count_on_over_years():
    assert month_name(month_index("2027-11") + 3) == "2028-02"


def test_segments_reach_from_branching_to_branching():
    tree = PlanTree.of(sample_plan())
    assert [segment.nodes for segment in tree.segments] == [
        ("t00", "t01"),
        ("t02.fast", "t03.fast"),
        ("t02.slow", "t03.slow"),
    ]
    assert [segment.future for segment in tree.segments] == ["", "fast", "slow"]
    assert tree.segments[1].parent == "t01"
    assert tree.future("t01") == ""
    assert tree.future("t03.slow") == "slow"


def test_branches_of_branches_carry_both_names():
    nodes = (
        node("t00", None, "2027-01"),
        node("t01.fast", "t00", "2027-04", probability=0.5),
        node("t01.slow", "t00", "2027-04", probability=0.5),
        node("t02.fast.low", "t01.fast", "2027-07", probability=0.2),
        node("t02.fast.high", "t01.fast", "2027-07", probability=0.3),
        node("t02.slow.low", "t01.slow", "2027-07", probability=0.5),
    )
    tree = PlanTree(nodes)
    assert tree.future("t02.fast.low") == "fast.low"
    # One child alone is no branching: nothing new shows itself.
    assert tree.future("t02.slow.low") == "slow"


def test_nodes_with_names_of_their_own_are_called_by_the_node_at_which_they_part():
    nodes = (
        node("now", None, "2027-01"),
        node("good", "now", "2027-04", probability=0.5),
        node("bad", "now", "2027-04", probability=0.5),
        node("good-later", "good", "2027-07", probability=0.5),
        node("bad-later", "bad", "2027-07", probability=0.5),
    )
    tree = PlanTree(nodes)
    assert [tree.future(leaf.id) for leaf in tree.leaves] == ["good", "bad"]
    assert tree.future("now") == ""


def test_a_period_that_straddles_years_is_shared_by_months():
    tree = PlanTree.of(sample_plan())
    assert tree.years == (2027, 2028, 2029)
    assert tree.year_shares["t03.fast"] == {2028: 0.5, 2029: 0.5}
    assert tree.year_shares["t00"] == {2027: 1.0}


def test_the_node_with_the_last_month_closes_a_year():
    tree = PlanTree.of(sample_plan())
    closing = {year: [n.id for n in tree.nodes if tree.closes_year(n.id, year)] for year in tree.years}
    assert closing == {
        2027: ["t00"],
        2028: ["t03.fast", "t03.slow"],
        2029: ["t03.fast", "t03.slow"],
    }
