"""Measures: the value that is read off a plan is the level that the auditor lets pass, and no tighter one."""

import pytest
from tests.enumeration import random_instance_data

from coeplan.analysis.measures import COST, MEASURES, chosen_measures
from coeplan.api.load import load
from coeplan.audit import audit
from coeplan.core.errors import InputError
from coeplan_models import Instance

HELD = [name for name in MEASURES if name != COST]
LITTLE = 1e-4


def rich_instance():
    """A tree, seats, regions, a second place at home, capital, and a priced cap on CVaR that is broken."""
    features = ("three_locations", "regions", "second_home_place", "stages", "seats", "risk_score", "vendor_bears")
    data = random_instance_data(3, features)
    del data["operating_models"]["aas"]
    data["operating_models"]["diy"]["vendor"] = "acme"
    cap = {"kind": "cvar_cap", "alpha": 0.5, "limit": 1000, "price": 0.3}
    return data | {"policies": {"cap": cap}, "objective": {"cvar_alpha": 0.6}}


@pytest.fixture(scope="module")
def made(exact):
    instance = load(rich_instance())
    # Work is spread over the places, so that every measure says something.
    shared = {"keep": {"kind": "heads", "location": "GDL", "at_least": 1, "first_period": 1}}
    spread = Instance.model_validate(
        instance.model_dump() | {"policies": instance.model_dump()["policies"] | shared}, strict=False
    )
    return spread, exact.plan(spread)


def broken(instance, plan, measure, level):
    """Whether the auditor finds the measure's policy broken at a level."""
    policies = {**instance.model_dump()["policies"], "held": measure.policy(instance, level)}
    held = Instance.model_validate(instance.model_dump() | {"policies": policies}, strict=False)
    return any(finding.policy == "held" for finding in audit(held, plan).findings)


@pytest.mark.parametrize("name", HELD)
def test_a_plan_keeps_its_own_value_and_nothing_better(made, name):
    instance, plan = made
    measure = MEASURES[name]
    value = measure.read(instance, plan)
    assert value > 0
    little = LITTLE * max(1.0, value) * measure.sign
    assert not broken(instance, plan, measure, value)
    assert broken(instance, plan, measure, value - little)
    assert not broken(instance, plan, measure, value + little)
    assert measure.burden(instance, plan) >= measure.sign * measure.ideal(instance)


def test_the_cvar_leaves_out_what_a_broken_cap_on_it_costs(made):
    instance, plan = made
    assert MEASURES["cvar"].read(instance, plan) < plan.summary.cvar


def test_the_worst_case_leaves_out_what_a_broken_cap_on_totals_costs(made):
    instance, plan = made
    charge = plan.summary.cvar - MEASURES["cvar"].read(instance, plan)
    assert MEASURES["worst"].read(instance, plan) == pytest.approx(plan.summary.worst_total - charge)


def test_values_are_the_figures_of_the_plan(made):
    instance, plan = made
    assert MEASURES["cost"].read(instance, plan) == plan.summary.expected_total
    assert MEASURES["capital"].read(instance, plan) == plan.summary.largest_capital
    assert MEASURES["risk"].read(instance, plan) == max(each.risk_score for each in plan.node_figures)
    assert MEASURES["overlap"].read(instance, plan) == min(each.mean_overlap for each in plan.node_figures)
    shares = [each.share for each in plan.holdings if each.per == "country" and each.name != "USA"]
    assert MEASURES["concentration"].read(instance, plan) == pytest.approx(max(shares))


def test_a_plan_without_capacity_is_as_good_as_can_be(made):
    instance, plan = made
    empty = [each.model_copy(update={"risk_score": None, "mean_overlap": None}) for each in plan.node_figures]
    nobody = plan.model_copy(update={"node_figures": tuple(empty), "holdings": ()})
    assert MEASURES["risk"].read(instance, nobody) == MEASURES["risk"].ideal(instance)
    assert MEASURES["overlap"].read(instance, nobody) == MEASURES["overlap"].ideal(instance)
    assert MEASURES["concentration"].read(instance, nobody) == 0.0


def test_a_share_of_no_work_is_refused(made):
    instance, plan = made
    idle = [each.model_copy(update={"workload": 0.0}) for each in plan.node_figures]
    with pytest.raises(InputError, match="no area has workload"):
        MEASURES["concentration"].read(instance, plan.model_copy(update={"node_figures": tuple(idle)}))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (["cost", "risk"], ["cost", "risk"]),
        (["risk", "cost"], ["cost", "risk"]),
        (["cvar", "overlap", "cost"], ["cost", "cvar", "overlap"]),
        (["capital", "cvar"], ["cvar", "capital"]),
    ],
)
def test_cost_is_minimised_and_without_it_cvar(asked, given):
    assert [measure.name for measure in chosen_measures(asked)] == given


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "not none"),
        (["cost"], "not cost; expected"),
        (["cost", "cost"], "not cost, cost"),
        (["cost", "risk", "cvar", "overlap"], "2 or 3 different measures"),
        (["cost", "rusk"], "there is no measure 'rusk'.*did you mean risk"),
        (["risk", "overlap"], "expected cost, risk, overlap"),
    ],
)
def test_what_is_no_frontier_is_refused(asked, told):
    with pytest.raises(InputError, match=told):
        chosen_measures(asked)
