"""What is asked about the worth of information: which ways to plan, what stops it, what is refused, what is noted."""

import json
import re

import pytest
from tests.analysis import every_plan as every
from tests.analysis.value_cases import EXACT, WORKED, asked, best_plan
from tests.enumeration.generator import random_instance_data

from coeplan.analysis.value.entries import entries
from coeplan.analysis.value.idle import idle_until
from coeplan.analysis.value.inputs import demand_answerable
from coeplan.analysis.value.ladder import HERE_AND_NOW
from coeplan.analysis.value.notes import contradictory, notes
from coeplan.analysis.value.result import Bracket, Step, StepKind, ValueOptions, Verdict
from coeplan.analysis.value.same import SameInAll, solve_same, tie
from coeplan.analysis.value.ways import (
    flexible_pairs,
    mean_future,
    on_path,
    on_tree,
    periods_before,
    sites_as_in,
    stages,
    trunk,
    waiting,
    without,
)
from coeplan.analysis.why.result import Stopped
from coeplan.api.load import load_instance
from coeplan.audit import audit
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.planning.tree import expand
from coeplan.solving.model import NARROW, PlanningModel
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import ChangeLimit, Decision, DecisionKind, Instance, ReferencePlan

FIRM = {
    "name": "firm",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 4},
    "areas": {"dev": {"workload": 3}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 4},
        "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 4},
        "BLR": {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 50000, "talent_pool": 4},
    },
    "operating_models": {
        "aas": {
            "fee_per_head": 12000,
            "seats_included": True,
            "lead_time": 3,
            "conversions": {"diy": {"min_age": 3}},
            "country_overrides": {"IND": {"lock_in": 6}},
        },
        "diy": {"set_up_cost": 20000, "seats_included": True, "lead_time": 9},
        "pay": {"fee_per_head": 9000, "take_or_pay_heads": 2, "seats_included": True, "locations": ["GDL"]},
    },
    "scenarios": {
        "kind": "stages",
        "stages": [
            {"period": 2, "branches": {"less": {"probability": 0.25}, "more": {"probability": 0.75}}},
            {"period": 3, "branches": {"dear": {"probability": 0.5}, "calm": {"probability": 0.5}}},
        ],
    },
}


def firm(**changes) -> Instance:
    return load_instance(FIRM | changes).instance


LESS_OR_MORE = {
    "low": {"probability": 0.25, "drivers": [{"driver": "workload", "values": {"1": 0.3}}]},
    "high": {"probability": 0.75, "drivers": [{"driver": "workload", "values": {"1": 1.6}}]},
}
PARTING = every.tiny(
    1,
    scenarios={"kind": "fan", "known_from": 1, "futures": LESS_OR_MORE},
    operating_models={"aas": {"fee_per_head": 12000, "seats_included": True}},
)
"""Much work is likelier than little, so that teams differ by future and the mean's are too small for one."""


def tree_of(instance):
    return expand(instance.scenarios, instance.horizon.periods)


# -- ways to plan -----------------------------------------------------------------------------------------------------


def test_stages_end_where_futures_part():
    assert stages(tree_of(firm())) == (2, 3, 4)
    assert [tree_of(firm()).nodes[node].id for node in trunk(tree_of(firm()))] == ["t00", "t01"]
    alone = tree_of(firm(scenarios={"kind": "deterministic"}))
    assert stages(alone) == (4,)
    assert len(trunk(alone)) == 4


def test_months_are_met_by_the_periods_that_begin_before():
    assert [periods_before(firm(), months) for months in (0.5, 3, 3.5, 12, 99)] == [1, 1, 2, 4, 4]
    assert periods_before(firm(horizon={"start": "2027-01", "periods": 4, "months": [3, 3, 12, 12]}), 12) == 3


def test_flexible_is_what_is_paid_by_the_head_and_can_be_left():
    assert flexible_pairs(firm(), None) == (("GDL", "aas"),)
    assert flexible_pairs(firm(), ("pay", "diy")) == (("GDL", "diy"), ("BLR", "diy"), ("GDL", "pay"))
    policies = without((("GDL", "aas"), ("BLR", "aas")))(firm()).policies
    assert [(each.location, each.operating_model) for each in policies.values()] == [("GDL", "aas"), ("BLR", "aas")]


def test_the_mean_future_is_the_tree_until_futures_part_and_their_mean_then():
    drivers = [{"driver": "workload", "values": {"2": 0.6}}]
    first = {
        "period": 2,
        "branches": {"less": {"probability": 0.25, "drivers": drivers}, "more": {"probability": 0.75}},
    }
    instance = firm(scenarios={"kind": "stages", "stages": [first]}, objective={"cvar_weight": 1.0})
    mean = mean_future(instance, tree_of(instance))
    nodes = tree_of(mean).nodes
    assert [node.id for node in nodes[:2]] == ["t00", "t01"]
    assert len(nodes) == 4
    assert [driver.value for driver in nodes[3].drivers] == pytest.approx([0.25 * 0.6 + 0.75])
    assert mean.objective.cvar_weight == 0


def test_plans_are_carried_from_a_path_to_the_tree_and_back():
    instance = every.tiny(1, scenarios=every.TREE)
    tree, plan = tree_of(instance), best_plan(instance)
    mean = mean_future(instance, tree)
    path = on_path(plan, tree, mean)
    assert {each.node for each in path.teams} == {node.id for node in tree_of(mean).nodes}
    likeliest = {team.heads for team in plan.teams if team.node in ("t00", "t01.low")}
    assert {each.heads for each in path.teams} == likeliest - {0.0}
    again = on_tree(best_plan(mean), tree)
    assert {each.node for each in again.teams} == {node.id for node in tree.nodes}
    by_node = {node.id: sorted(each.heads for each in again.teams if each.node == node.id) for node in tree.nodes}
    assert by_node["t01.low"] == by_node["t01.high"]


def test_waiting_says_until_when_nothing_can_operate():
    waits = {(each.location, each.operating_model): each.last_period for each in idle_until(firm(), 1)}
    # As a service from period 2 on, a captive from 4 on by itself but from 3 on out of a service.
    assert waits == {("GDL", "aas"): 1, ("GDL", "diy"): 2, ("GDL", "pay"): 0, ("BLR", "aas"): 1, ("BLR", "diy"): 2}
    held = {"sites": {"GDL": {"operating_model": "aas", "age": 3, "teams": {"dev": 1}}}}
    assert {each.location for each in idle_until(firm(footprint=held), 1)} == {"BLR"}
    limits = [each for each in waiting(2)(firm()).policies.values() if isinstance(each, ChangeLimit)]
    assert [(each.limit, each.first_period, each.last_period) for each in limits] == [(0, 0, 1)]


def test_names_of_what_is_added_are_new():
    instance = firm(
        policies={"value-0": {"kind": "count_limit", "of": "sites", "limit": 9}}, reference_plans={"value-0": {}}
    )
    added = sites_as_in(ReferencePlan(), 2)(instance)
    assert list(added.policies) == ["value-0", "value-1"]
    assert added.policies["value-1"].plan == "value-1"
    assert added.reference_plans["value-0"] == instance.reference_plans["value-0"]


# -- one schedule for all futures -------------------------------------------------------------------------------------


def schedule(plan, node):
    """What a plan decides at a node."""
    decided = {(each.kind, each.location, each.operating_model) for each in plan.decisions if each.node == node}
    return decided, {(team.location, team.area): team.heads for team in plan.teams if team.node == node and team.heads}


def test_one_schedule_has_the_same_decisions_and_teams_in_all_futures():
    free = best_plan(PARTING)
    outcome = solve_same(SameInAll(PARTING, 2, EXACT))
    assert schedule(free, "t01.low") != schedule(free, "t01.high")
    assert schedule(outcome.plan, "t01.low") == schedule(outcome.plan, "t01.high")
    assert outcome.value == pytest.approx(outcome.bound, rel=1e-6)
    assert free.value < outcome.value - 1
    assert audit(PARTING, outcome.plan).passed


def test_all_that_is_decided_is_tied_where_futures_have_parted():
    late = FIRM["operating_models"]["aas"] | {"cancellation_fee": 100, "lead_time": 6}
    models = FIRM["operating_models"] | {"aas": late, "diy": FIRM["operating_models"]["diy"] | {"lead_time": 3}}
    model = PlanningModel.of(firm(operating_models=models), NARROW)
    base = model.compiled.matrix
    assert tie(model, 2).compiled.matrix.row_count == base.row_count
    tied = tie(model, 4).compiled.matrix
    entries = range(base.entry_count, tied.entry_count)
    names = [tied.column_name(tied.column_index[entry]).partition("[")[0] for entry in entries]
    assert set(names) == {"operate", "commit", "cancel", "team"}
    assert len(names) == 2 * (tied.row_count - base.row_count)


def test_only_the_first_periods_have_one_schedule():
    assert solve_same(SameInAll(PARTING, 1, EXACT)).value == pytest.approx(best_plan(PARTING).value, rel=1e-6)


@pytest.mark.slow
def test_a_proof_that_does_not_hold_is_not_believed():
    """HiGHS 1.15.1 loses the best plan of this instance in its presolve, and calls one optimal that costs 512,519."""
    features = ("ai_driver", "attrition", "conversion_chain", "fan", "hire_limit", "overlap_loss")
    instance = load_instance(random_instance_data(217, features)).instance
    outcome = solve_same(SameInAll(instance, 3, EXACT))
    assert (outcome.value, outcome.bound) == pytest.approx((505_641.52, 505_641.52), rel=1e-6)


def test_what_one_future_cannot_decide_none_does():
    stops = {"driver": "talent_pool", "location": "GDL", "values": {"1": 0.0}}
    futures = {"open": {"probability": 0.5}, "shut": {"probability": 0.5, "drivers": [stops]}}
    instance = every.tiny(1, scenarios={"kind": "fan", "known_from": 1, "futures": futures})
    plan = solve_same(SameInAll(instance, 2, EXACT)).plan
    heads = {team.node: team.heads for team in plan.teams if team.location == "GDL" and team.heads}
    assert not {"t01.open", "t01.shut"} & heads.keys()


def test_teams_that_nothing_limits_are_bounded_by_what_a_plan_costs():
    data = json.loads(PARTING.model_dump_json())
    for place in data["locations"].values():
        del place["talent_pool"]
    outcome = solve_same(SameInAll(load_instance(data).instance, 2, EXACT))
    assert outcome.bound == pytest.approx(outcome.value, rel=1e-6)
    assert outcome.value <= solve_same(SameInAll(PARTING, 2, EXACT)).value + 1e-6 * outcome.value


# -- the search -------------------------------------------------------------------------------------------------------


def test_regret_and_unknown_models_are_refused():
    asks = firm(objective={"regret_weight": 0.5}, policies={"most": {"kind": "regret_cap", "limit": 9}})
    with pytest.raises(InputError) as raised:
        demand_answerable(asks, ValueOptions(flexible=("aas", "eor")))
    paths = [fault.path for fault in raised.value.faults]
    assert paths == [(), ("objective", "regret_weight"), ("policies", "most")]
    assert "aas, diy, pay" in str(raised.value)
    demand_answerable(firm(), ValueOptions(flexible=("aas",)))


def test_a_plan_that_regrets_can_be_valued_with_the_edits_that_are_told():
    weights = {"expectation_weight": 0, "regret_weight": 1}
    asks = firm(objective=weights, policies={"most": {"kind": "regret_cap", "limit": 9}})
    with pytest.raises(InputError) as raised:
        demand_answerable(asks, ValueOptions())
    told = re.findall(r"--set ([^\s;]+)", str(raised.value))
    assert len(told) == 3
    edited = apply(asks, [parse_edit(text) for text in told]).instance
    demand_answerable(edited, ValueOptions())
    assert edited.objective.total_weight == 1
    mixed = firm(objective={"regret_weight": 1})
    with pytest.raises(InputError, match="regret_weight=0;"):
        demand_answerable(mixed, ValueOptions())


@pytest.mark.slow
def test_every_way_is_solved_and_told():
    told = []
    found = asked(PARTING, tell=lambda progress: told.append(progress.phase))
    assert found.stopped is Stopped.COMPLETE
    kinds = [step.kind for step in found.steps]
    assert kinds == [
        StepKind.WAIT_AND_SEE,
        StepKind.HERE_AND_NOW,
        StepKind.WAITING,
        StepKind.WITHOUT_FLEXIBLE,
        StepKind.SAME_IN_ALL,
        StepKind.MEAN_SITES,
        StepKind.MEAN_SITES,
        StepKind.MEAN_PLAN,
        StepKind.MEAN_PLAN,
    ]
    assert told[0] == "futures one by one, 0 of at most 15 solves"
    assert "one schedule for all futures, 10 of at most 15 solves" in told
    assert [future.name for future in found.futures] == ["low", "high"]
    assert all(future.bracket.high <= future.planned for future in found.futures)
    # In one of the futures there is more work than the mean future's teams can do.
    broken = found.steps[-1]
    assert broken.bracket.infeasible
    assert broken.reason == "it cannot be carried out in high"
    assert found.worths[-1].verdict is Verdict.NO_PLAN
    assert found.mean.high == pytest.approx(found.mean_plan.value)


@pytest.mark.slow
def test_a_plan_that_only_all_futures_together_rule_out_is_told_as_such():
    # In the mean a captive is cheapest; on the tree it costs 200,000, and in no single future is anything capped.
    cap = {"budget": {"kind": "cvar_cap", "alpha": 0.0, "limit": 190000}}
    found = asked(load_instance(WORKED | {"policies": cap}).instance, wait=6)
    reasons = {(step.kind, step.periods): step.reason for step in found.steps}
    assert reasons[StepKind.MEAN_PLAN, 1].startswith("it could be carried out in each future by itself")
    assert reasons[StepKind.MEAN_PLAN, 2].startswith("not even the first period: it could be carried out")
    assert found.steps[1].bracket.high == pytest.approx(186000)


def test_solves_are_bounded_and_what_is_left_is_told():
    found = asked(PARTING, solves=2)
    assert (found.stopped, found.solves) == (Stopped.SOLVES, 2)
    verdicts = {worth.dearer: worth.verdict for worth in found.worths}
    assert verdicts[StepKind.HERE_AND_NOW] is not Verdict.UNKNOWN
    assert verdicts[StepKind.WAITING] is Verdict.UNKNOWN
    reasons = {step.kind: step.reason for step in found.steps}
    assert reasons[StepKind.WAITING] == "it was not looked at"
    assert reasons[StepKind.MEAN_PLAN] == "the mean future was not looked at"
    assert found.entries == ()


def test_an_interrupt_keeps_what_is_there():
    token = CancelToken()

    def tell(progress):
        if ", 1 of" in progress.phase:
            token.cancel()

    found = asked(PARTING, tell=tell, cancel=token)
    assert found.stopped is Stopped.INTERRUPTED
    assert found.solves < 4
    # One future is known, the other is not: nothing bounds the mean of both from below.
    assert found.steps[0].bracket.low is None
    assert found.steps[0].bracket.high <= found.value + 1e-6 * found.value
    assert found.worths[0].verdict is Verdict.UNKNOWN


def test_a_plan_with_a_wide_gap_is_solved_again():
    best = best_plan(PARTING)
    loose = best.model_copy(update={"bound": 0.0, "gap": 1.0})
    found = asked(PARTING, loose, solves=4)
    now = next(step for step in found.steps if step.kind is StepKind.HERE_AND_NOW)
    assert now.bracket.low == pytest.approx(best.value, rel=1e-6)
    assert found.bound == 0.0


def test_with_one_future_there_is_nothing_to_learn():
    instance = every.tiny(1)
    found = asked(instance, wait=6)
    assert [step.kind for step in found.steps if step.kind is not StepKind.WITHOUT_FLEXIBLE] == [
        StepKind.HERE_AND_NOW,
        StepKind.WAITING,
    ]
    assert found.futures[0].name == "the only future"
    assert found.notes[0].startswith("There is one future")


def test_a_better_plan_that_turns_up_is_told():
    best = best_plan(PARTING)
    steps = (Step(StepKind.HERE_AND_NOW, None, Bracket(best.value - 2000, best.value - 1000)),)
    told = notes(PARTING, tree_of(PARTING), best, steps)
    assert told[0].startswith("A plan was found that costs 1,000 less")
    assert told[1].startswith("No operating model has a fee per head")
    assert len(told) == 2


def test_what_single_futures_leave_out_is_told():
    out = {"driver": "availability", "location": "GDL", "values": [1.0, 1.0, 0.5, 1.0]}
    shown = {"period": 2, "branches": {"out": {"probability": 0.5, "drivers": [out]}, "not": {"probability": 0.5}}}
    instance = firm(
        scenarios={"kind": "stages", "stages": [shown]},
        policies={"calm": {"kind": "change_limit", "plan": "given", "limit": 1}},
        reference_plans={"given": {}},
    )
    steps = [Step(kind, None, Bracket(0.0, 1e9)) for kind in (StepKind.HERE_AND_NOW, StepKind.WITHOUT_FLEXIBLE)]
    plan = best_plan(PARTING)
    told = notes(instance, tree_of(instance), plan, steps)
    assert [each.split()[0:3] for each in told] == [["The", "mean", "future"], ["In", "a", "future"]]
    (wrong,) = contradictory({HERE_AND_NOW: Bracket(2.0, 1.0)})
    assert wrong.startswith("A bound of here_and_now exceeds the cost of a plan of here_and_now by 1.00")


def test_entries_are_told_with_their_probabilities():
    plan = best_plan(PARTING)

    def deciding(*decisions):
        return plan.model_copy(update={"decisions": decisions})

    def decision(kind, node, model, to=None):
        return Decision(node=node, location="GDL", kind=kind, operating_model=model, to_model=to)

    ours = deciding(
        decision(DecisionKind.COMMIT, "t00", "aas"),
        decision(DecisionKind.START, "t01.low", "aas"),
        decision(DecisionKind.CONVERT, "t01.low", "aas", "diy"),
    )
    theirs = deciding(decision(DecisionKind.COMMIT, "t01.high", "aas"))
    found = entries(ours, theirs, 1)
    assert [(each.operating_model, each.soon, each.ever, each.waited, each.first_period) for each in found] == [
        ("aas", 1.0, 1.0, 0.75, 1),
        ("diy", 0.0, 0.25, 0.0, None),
    ]
