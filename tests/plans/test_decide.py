"""What a plan says to do."""

import pytest

from coeplan.plans.board import board
from coeplan.plans.decide import IN_OPERATION
from coeplan.plans.lock_ins import lock_ins
from coeplan_models import Decision, DecisionKind

from .sample import HEADS, sample_instance, sample_plan


@pytest.fixture
def read():
    return board(sample_plan())


def test_sites_say_where_how_since_when_and_how_big(read):
    by_location = {site.location: site for site in read.sites}
    assert list(by_location) == ["MX_GDL", "IN_BLR", "AUS"]
    mexico, india, home = by_location.values()
    assert (mexico.start, mexico.operating_models, mexico.probability) == ("2028-Q1", ("as_a_service",), 1.0)
    assert (mexico.heads_now, mexico.final_low, mexico.final_high) == (0, 16, 20)
    assert (india.start, india.probability) == ("2028-07", 0.6)
    assert (home.start, home.headquarters, home.heads_now) == (IN_OPERATION, True, 70)
    assert [(site.peak, site.peak_period) for site in (mexico, india, home)] == [
        (20, "2028-07"),
        (18, "2028-07"),
        (70, "2027-Q4"),
    ]


def test_a_site_that_starts_in_the_first_period_has_a_start():
    plan = sample_plan()
    start = Decision(node="t00", location="AUS", kind=DecisionKind.START, operating_model="headquarters")
    read = board(plan.model_copy(update={"decisions": (*plan.decisions, start)}))
    assert next(site for site in read.sites if site.location == "AUS").start == "2027-Q4"


def test_a_start_follows_from_its_commitment(read):
    assert [(view.kind, view.node, view.follows) for view in read.decisions] == [
        ("commit", "t00", False),
        ("start", "t01", True),
        ("commit", "t02.slow", False),
        ("start", "t03.slow", True),
    ]
    assert read.decisions[0].starts == "2028-Q1"


def test_a_start_without_a_commitment_on_its_path_stands_for_itself():
    plan = sample_plan()
    elsewhere = plan.decisions[2].model_copy(update={"node": "t02.fast"})
    read = board(plan.model_copy(update={"decisions": (*plan.decisions[:2], elsewhere, plan.decisions[3])}))
    assert [view.follows for view in read.decisions if view.node == "t03.slow"] == [False]


def test_heads_before_the_first_period_follow_from_the_flows(read):
    support = next(change for change in read.team_changes if change.area == "support")
    assert support.before == pytest.approx(44)
    assert support.heads == pytest.approx(support.before - support.attrition + support.hires - support.releases)


def test_branches_leave_out_the_first_period_and_keep_the_rest_in_order(read):
    first, fast, slow = read.branches
    assert (first.parent, first.decisions[0].kind) == (None, "start")
    assert [view.kind for view in fast.decisions] == []
    assert [view.kind for view in slow.decisions] == ["commit", "start"]
    assert (slow.since, slow.until, slow.probability) == ("2028-Q2", "2028-07", 0.6)


def test_every_decision_stands_now_or_in_one_branch(read):
    now = [view for view in read.decisions if view.node == "t00"]
    later = [view for branch in read.branches for view in branch.decisions]
    assert sorted(map(repr, [*now, *later])) == sorted(map(repr, read.decisions))


def test_sizes_of_a_branch_are_those_of_its_ends(read):
    fast = read.branches[1]
    mexico = next(size for size in fast.sizes if size.location == "MX_GDL")
    assert (mexico.before, mexico.first, mexico.last) == tuple(
        HEADS[node][("MX_GDL", "support")] for node in ("t01", "t02.fast", "t03.fast")
    )
    assert "IN_BLR" not in {size.location for size in fast.sizes}


def test_lock_ins_come_from_the_terms_of_the_place():
    plan, instance = sample_plan(), sample_instance()
    (only,) = lock_ins(plan, instance)
    assert (only.location, only.months, only.free_from, only.early_exit_fee) == ("IN_BLR", 24, "2030-07", 10_000)
    convert = Decision(
        node="t03.fast",
        location="MX_GDL",
        kind=DecisionKind.CONVERT,
        operating_model="as_a_service",
        to_model="captive",
    )
    both = lock_ins(plan.model_copy(update={"decisions": (*plan.decisions, convert)}), instance)
    assert [(row.location, row.months, row.future) for row in both] == [("IN_BLR", 24, "slow"), ("MX_GDL", 36, "fast")]


def test_lock_ins_of_the_footprint_run_from_the_start():
    said = sample_instance().model_dump(mode="json")
    said["footprint"] = {
        "sites": {
            "AUS": {},
            "IN_BLR": {
                "operating_model": "captive",
                "remaining_lock_in": 4.5,
                "inherited_lock_ins": {"as_a_service": 2.0},
            },
        }
    }
    plan = sample_plan()
    instance = type(sample_instance()).model_validate(said, strict=False)
    rows = lock_ins(plan.model_copy(update={"decisions": ()}), instance)
    assert [(row.operating_model, row.entered, row.free_from) for row in rows] == [
        ("as_a_service", "before", "2027-12"),
        ("captive", "before", "2028-03"),
    ]
