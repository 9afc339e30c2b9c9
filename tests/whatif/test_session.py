"""A session: what-ifs from the base's plan are what a solve from nothing gives, and say what they are."""

import pytest
from tests.enumeration.generator import random_instance

import coeplan
from coeplan.api.session import Session
from coeplan.audit import audit

OPTIONS = coeplan.SolveOptions(gap=1e-6, time_limit=30.0, keeping=False)
SEED = 10


@pytest.fixture(scope="module")
def session():
    made = Session(random_instance(SEED), OPTIONS)
    made.base()
    return made


@pytest.mark.parametrize(
    "edits",
    ["discount_rate = 0.2", "locations.*.yearly_cost x 1.5", ["areas.*.workload x 0.9", "discount_rate = 0.05"]],
)
def test_an_answer_is_that_of_a_solve_from_nothing(session, edits):
    answer = session.what_if(edits)
    cold = coeplan.solve(answer.edited.instance, OPTIONS)
    assert audit(answer.edited.instance, answer.solution.plan).passed
    assert answer.solution.value == pytest.approx(cold.value, rel=1e-5)
    assert answer.comparison.difference == pytest.approx(answer.solution.value - session.base().value, abs=1e-6)
    asked = answer.solution.plan.made_by.what_if
    assert len(asked.edits) == (1 if isinstance(edits, str) else len(edits))
    assert asked.base_hash == session.instance.fingerprint()


def test_the_base_is_solved_once_and_no_what_if_changes_it(session):
    before = session.base()
    session.what_if("discount_rate = 0.3")
    assert session.base() is before


def test_pins_may_name_the_plan_of_the_base(session):
    answer = session.what_if("freeze 1 periods of base")
    assert answer.solution.value == pytest.approx(session.base().value, rel=1e-5)


def test_a_plan_that_is_known_is_not_solved_again(session):
    plan = session.base().plan
    known = Session(session.instance, OPTIONS, plan)
    assert known.base().plan is plan
    assert known.base().seconds == 0
    assert known.what_if("discount_rate = 0.2").solution.plan is not None


def test_a_plan_of_another_instance_is_refused(session):
    with pytest.raises(coeplan.InputError, match="made for other data than instance"):
        Session(random_instance(3), OPTIONS, session.base().plan)


def test_an_edit_that_meets_nothing_is_told(session):
    with pytest.raises(coeplan.InputError, match="locations"):
        session.what_if("locations.NOWHERE.attrition x 2")


def test_an_instance_without_a_plan_still_has_answers():
    session = Session(random_instance(13), coeplan.SolveOptions(gap=1e-4, time_limit=10.0, keeping=False))
    answer = session.what_if("discount_rate = 0.1")
    assert answer.base.plan is None
    assert answer.comparison is None
