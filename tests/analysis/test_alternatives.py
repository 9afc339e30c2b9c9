"""Near-optimal plans: ties, distances, limits, interruption, and what is refused."""

from dataclasses import replace

import pytest
from tests.exact import ExactEngine
from tests.studies.tasks import TINY

from coeplan.analysis.alternatives import find_alternatives
from coeplan.analysis.alternatives_plans import distance
from coeplan.analysis.alternatives_records import AlternativesOptions, Need, Relation, Subject, Tied
from coeplan.analysis.alternatives_search import LARGEST_SHARE, Search
from coeplan.api.alternatives import alternatives
from coeplan.api.load import load
from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place

HERE = AlternativesOptions(within=0.3, count=50, gap=0.0, seconds=1200, place=Place.parse("in-process"))
SERVICE = {"fee_per_head": 12000, "seats_included": True, "fixed_cost": 40000, "set_up_cost": 10000}
TWINS = TINY | {
    "name": "twins",
    "locations": TINY["locations"] | {"QRO": TINY["locations"]["GDL"]},
    "operating_models": {"aas": SERVICE},
    "policies": {"one": {"kind": "count_limit", "of": "sites", "limit": 1}},
}
"""Two places in Mexico of which one is as good as the other, and room for one."""


@pytest.fixture(scope="module")
def twins():
    instance = load(TWINS)
    with ExactEngine() as engine:
        return instance, engine.plan(instance)


@pytest.fixture(scope="module")
def all_of(twins):
    return find_alternatives(*twins, HERE)


def sites(plan):
    return {site.location for site in plan.sites if site.location != "AUS"}


def test_a_tie_is_told_as_one(twins):
    instance, plan = twins
    found = find_alternatives(instance, plan, replace(HERE, within=0.0))
    assert found.stopped == "complete"
    assert found.next_best.tied is Tied.TIED
    (other,) = found.found
    assert (other.relation, other.differs) == (Relation.TIE, 2)
    assert other.extra == pytest.approx(0.0, abs=1e-3)
    assert sites(other.plan) | sites(plan) == {"GDL", "QRO"}
    needs = {each.subject: each.need for each in found.needs}
    assert needs[Subject("country", "MEX")] is Need.MUST
    assert {needs[Subject("location", place)] for place in ("GDL", "QRO")} == {Need.OPTIONAL}


def test_a_plan_that_is_not_the_best_has_cheaper_ones(twins, all_of):
    instance, best = twins
    dearest = max(all_of.found, key=lambda each: each.plan.value).plan
    found = find_alternatives(instance, dearest, replace(HERE, within=0.0, count=3, sizes=False))
    assert dearest.value > best.value * 1.05
    assert found.next_best.tied is Tied.TIED
    assert found.next_best.value == pytest.approx(best.value)
    assert Relation.CHEAPER in {each.relation for each in found.found}
    assert found.ranges == ()


@pytest.mark.parametrize("differ", [2, 3, 4])
def test_alternatives_are_apart_audited_within_the_margin_and_the_most_different_first(twins, all_of, differ):
    instance, plan = twins
    found = find_alternatives(instance, plan, replace(HERE, count=4, differ=differ, sizes=False))
    others = [each.plan for each in found.found]
    assert len(others) == 4 or found.stopped == "complete"
    if found.stopped == "complete":
        left_out = [
            each.plan for each in all_of.found if each.plan.decisions not in [plan.decisions for plan in others]
        ]
        assert all(min(distance(one, each) for each in (plan, *others)) < differ for one in left_out)
    for each in found.found:
        apart = [distance(each.plan, other) for other in (plan, *others) if other is not each.plan]
        assert each.apart == min(apart) >= differ
        assert each.differs == distance(each.plan, plan)
        assert audit(instance, each.plan).findings == ()
        assert each.plan.value <= found.limit
        assert found.limit == pytest.approx(1.3 * plan.value)
    assert [each.differs for each in found.found] == sorted((each.differs for each in found.found), reverse=True)
    assert [each.name for each in found.found] == ["a01", "a02", "a03", "a04"][: len(others)]


def test_after_the_cheapest_comes_what_is_as_different_as_a_plan_can_be(all_of, twins):
    instance, plan = twins
    few = find_alternatives(instance, plan, replace(HERE, count=2, sizes=False))
    cheapest, other = sorted((each.plan for each in few.found), key=lambda each: each.value)

    def apart(one):
        return min(distance(one, plan), distance(one, cheapest))

    assert apart(other) == max(apart(each.plan) for each in all_of.found) > 1


def test_more_than_there_are_ends_with_a_proof(all_of):
    assert all_of.stopped == "complete"
    assert 4 < len(all_of.found) < 50
    decisions = {frozenset(map(str, each.plan.decisions)) for each in all_of.found}
    assert len(decisions) == len(all_of.found)


def test_what_a_share_of_the_time_was_too_short_for_gets_all_that_is_left(monkeypatch, twins):
    given = []
    monkeypatch.setattr(Search, "_find_far", lambda self, solver, seconds: bool(given.append(seconds)))
    find_alternatives(*twins, HERE)
    assert len(given) == 2
    assert given[1] == pytest.approx(given[0] / LARGEST_SHARE, rel=0.05)


def test_plans_that_answer_questions_about_sites_are_alternatives_too(monkeypatch, twins):
    instance, plan = twins
    monkeypatch.setattr(Search, "_find_far", lambda *_: False)
    found = find_alternatives(instance, plan, replace(HERE, within=2.0))
    others = [each.plan for each in found.found]
    assert len(others) > 1
    assert found.stopped == "limits"
    for each in found.found:
        assert each.apart == min(distance(each.plan, one) for one in (plan, *others) if one is not each.plan) >= 1
    few = find_alternatives(instance, plan, replace(HERE, within=2.0, count=2))
    assert (len(few.found), few.stopped) == (2, "count")


def test_an_interrupt_leaves_what_was_found(twins):
    token, phases = CancelToken(), []

    def stop(progress):
        phases.append(progress.phase)
        if progress.phase.startswith("1 of"):
            token.cancel()

    found = find_alternatives(*twins, HERE, stop, token)
    assert found.stopped == "interrupted"
    assert len(found.found) == 1
    assert found.next_best.tied is Tied.TIED
    assert phases[0] == "cheapest plan that decides otherwise"
    needs = {each.subject: each.need for each in found.needs}
    assert needs[Subject("location", "GDL")] is Need.OPTIONAL
    assert needs[Subject("country", "MEX")] is Need.UNRESOLVED


def test_nothing_is_claimed_where_nothing_was_asked(twins):
    token = CancelToken()
    token.cancel()
    instance, plan = twins
    found = find_alternatives(instance, plan, HERE, cancel=token)
    assert (found.found, found.stopped) == ((), "interrupted")
    assert (found.next_best.tied, found.next_best.value) == (Tied.UNRESOLVED, None)
    assert found.next_best.bound == plan.bound
    assert {each.need for each in found.needs} == {Need.UNRESOLVED}
    for each in found.ranges:
        assert (each.least, each.most) == (each.planned, each.planned)
        assert (each.least_proved, each.most_proved) == (0.0, None)


@pytest.mark.slow
def test_workers_answer_as_this_process_does(twins, all_of):
    found = find_alternatives(*twins, replace(HERE, place=Place.parse("2")))
    assert found.needs == all_of.needs
    assert found.ranges == all_of.ranges


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"within": -0.1}, "margin is -0.1"),
        ({"within": float("nan")}, "margin is nan"),
        ({"count": -1}, "number of alternatives is -1"),
        ({"differ": 0}, "decisions that differ is 0"),
        ({"gap": 1.0}, "gap is 1"),
        ({"seconds": 0.0, "gap": -1.0}, "gap is -1(.|\n)*time limit is 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes, told):
    with pytest.raises(InputError, match=told):
        replace(HERE, **changes)


def test_a_plan_that_breaks_a_rule_is_refused(twins):
    instance, plan = twins
    other = load(TWINS | {"policies": {"none": {"kind": "count_limit", "of": "sites", "limit": 0}}})
    with pytest.raises(InputError, match="keeps its rules"):
        alternatives(other, plan, HERE)
    assert len(alternatives(instance, plan, replace(HERE, within=0.0, count=0, sizes=False)).found) == 0
