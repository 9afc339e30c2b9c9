"""A plan as rules: what they say, and that they lead where the tree does."""

import numpy as np
import pytest
from tests.analysis.stress.world import AI, course, draws_of, leaves_of, plan_of
from tests.enumeration.generator import random_instance

from coeplan.analysis.policy_rules.actions import Turn, turns
from coeplan.analysis.policy_rules.conditions import Test as Question
from coeplan.analysis.policy_rules.conditions import answers, between, chosen, questions, tightened
from coeplan.analysis.policy_rules.rules import PolicyRules
from coeplan.analysis.stress.branching import Branching
from coeplan.analysis.stress.steps import Course
from coeplan.report.policy_words import policy_lines
from coeplan_models import DriverKind, Scope

FX = Scope(driver=DriverKind.FX, country="MEX")


def branching(values, shares=None, scopes=(AI, FX)):
    found = np.array(values, dtype=float)
    equal = (1 / len(found),) * len(found)
    return Branching(0, tuple(range(1, len(found) + 1)), shares or equal, 1, scopes[: found.shape[1]], found)


def check_words(instance):
    """The words lead every leaf where it belongs, wherever anything tells it apart."""
    plan = plan_of(instance)
    if plan is None:
        return
    rules = PolicyRules(Course.of(instance, plan))
    draws, _ = leaves_of(instance, rules.course.numbers.tree)
    assert rules.agree(rules.follow(draws), rules.branchings.follow(draws)).all()
    assert policy_lines(rules)[0].startswith("From now (")


@pytest.mark.parametrize("seed", [2, 5])
def test_the_rule_as_worded_picks_the_right_node_on_its_own_leaves(seed):
    check_words(random_instance(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_the_rules_of_many_plans_pick_the_right_nodes_on_their_own_leaves(seed):
    check_words(random_instance(seed))


def test_the_firm_in_words():
    rules = PolicyRules(course())
    here = {step.node: step.teams for step in rules.course.steps}
    lines = policy_lines(rules)
    assert lines[0] == "From now (2027-Q1) on, in every case:"
    assert any("Guadalajara: commit to As a service in 2027-Q1 to start in 2027-Q1, grow to" in line for line in lines)
    (condition,) = [line for line in lines if "if AI" in line]
    assert condition == "From 2027-Q3 on, if AI output per head is at most 1.3:"
    assert "Else:" in lines
    assert here[2] != here[3]
    assert rules.point.cases[0].nodes == ("t02.slow",)
    told = {each.location for case in rules.point.cases for each in case.courses}
    assert told.isdisjoint(each.location for each in rules.point.common)
    draws = draws_of({AI: [[1, 1, 1.29, 1], [1, 1, 1.31, 1]]})
    assert rules.follow(draws)[2].tolist() == [2, 3]


def test_a_plan_of_one_future_is_the_same_whatever_comes():
    rules = PolicyRules(course(scenarios={"kind": "deterministic"}))
    assert rules.point is None
    assert policy_lines(rules)[-1] == "The same whatever comes."


def test_futures_that_decide_the_same_are_one_case():
    one, other = (
        {"driver": "fx", "country": "MEX", "values": 1.0},
        {"driver": "fx", "country": "MEX", "values": {0: 1, 3: 1.001}},
    )
    halves = {name: {"probability": 0.5, "drivers": [said]} for name, said in (("one", one), ("other", other))}
    rules = PolicyRules(course(scenarios={"kind": "fan", "known_from": 3, "futures": halves}))
    assert rules.point is None
    assert rules.tests == {rules.course.numbers.tree.parent[3]: 0}


def test_one_driver_is_asked_where_one_will_do():
    found = branching([[1.0, 1.0], [1.0, 1.2], [1.0, 1.6]])
    test = questions(found, [0, 1, 2])
    assert {condition.scope for _, way in answers(test, found.scopes) for condition in way} == {FX}
    assert chosen(test, found.values).tolist() == [0, 1, 2]
    merged = questions(found, [0, 0, 1])
    assert merged == Question(1, 1.4, 0, 2)
    assert [len(tightened(way)) for _, way in answers(test, found.scopes)] == [1, 2, 1]


def test_two_drivers_are_asked_where_it_takes_two():
    found = branching([[1, 1], [1, 2], [2, 1], [2, 2]])
    test = questions(found, [0, 1, 2, 3])
    assert chosen(test, found.values).tolist() == [0, 1, 2, 3]
    assert questions(branching([[1.0], [1.0]], shares=(0.4, 0.6)), [0, 1]) == 1


@pytest.mark.parametrize(
    ("low", "high", "round_number"), [(1.119, 1.559, 1.3), (0.991, 1.053, 1.02), (10, 30, 20), (0, 1, 0.5)]
)
def test_thresholds_are_round(low, high, round_number):
    assert between(low, high) == round_number


def test_sizes_turn_where_a_person_would_say_so():
    def told(before, *heads):
        return [(turn.period, turn.heads) for turn in turns(before, [Turn(t, each) for t, each in enumerate(heads)])]

    assert told(24, 24, 24) == []
    assert told(20, 22, 24, 24, 30) == [(3, 30)]
    assert told(20, 40, 38, 40, 12) == [(0, 40), (3, 12)] or told(20, 40, 38, 40, 12)[-1] == (3, 12)
    assert told(0, 10, 30, 10, 10) == [(1, 30), (2, 10)]
