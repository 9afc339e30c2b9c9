"""Diagnoses of instances small enough to know the answer by hand."""

import importlib
from dataclasses import replace

import pytest
from tests.analysis.diagnosis.hidden import hidden
from tests.analysis.diagnosis.judge import edited, has_plan

from coeplan.analysis.diagnosis.result import WayOut
from coeplan.analysis.diagnosis.ways import Verification
from coeplan.api.diagnose import DiagnoseOptions, Status, Verified, diagnose
from coeplan.api.edits import edited_instance
from coeplan.api.load import load, load_instance
from coeplan.api.session import Session
from coeplan.core.cancel import CancelToken
from coeplan.solving.process import SolverProcess
from coeplan_models import DecisionKind

module = importlib.import_module("coeplan.analysis.diagnosis.diagnose")
resolving = importlib.import_module("coeplan.analysis.diagnosis.resolving")

HOME = {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 100000}
AWAY = {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000}


def instance(policies, **changes):
    said = {
        "name": "known",
        "headquarters": "AUS",
        "horizon": {"start": "2027-01", "periods": 3, "months": 6},
        "areas": {"dev": {"workload": 10}},
        "locations": {"AUS": HOME, "GDL": AWAY},
        "operating_models": {"aas": {"seats_included": True, "lead_time": 6}},
        "policies": policies,
    }
    return said | changes


def asked(source, **options):
    return diagnose(source, DiagnoseOptions(**{"seconds": 600, "costs": False, "workers": "in-process"} | options))


def paths(found):
    return [{rule.path for rule in conflict.rules} for conflict in found.conflicts]


def after(found, rule):
    """New number of the way out that relaxes a rule of the only conflict."""
    (conflict,) = found.conflicts
    return next(way.after for way in conflict.ways if way.rule == rule)


FEW = {"kind": "heads", "location": "AUS", "at_most": 4, "last_period": 0}
WAY = WayOut("areas.dev.workload", "do less", ("a = 1",), 2.0, 1.0, "", 0.5, None, Verified.PLAN)


def test_the_least_change_of_each_rule_is_found():
    found = asked(instance({"few": FEW}))
    assert found.status is Status.CONTRADICTORY
    assert paths(found) == [{"policies.few", "areas.dev.workload", "operating_models.aas.lead_time"}]
    assert after(found, "policies.few") == 10
    assert after(found, "areas.dev.workload") == pytest.approx(0.6)
    assert after(found, "operating_models.aas.lead_time") == 0
    assert {way.verified for way in found.conflicts[0].ways} == {Verified.PLAN}
    assert found.conflicts[0].irreducible
    assert found.complete


def test_a_limit_in_the_wrong_unit_is_told_how_much_it_needs():
    """A budget in thousands where money is meant: half a year at home and half a year in Mexico for ten."""
    found = asked(instance({"budget": {"kind": "run_cost_limit", "limit": 41}}))
    assert paths(found) == [{"policies.budget", "areas.dev.workload"}]
    assert after(found, "policies.budget") == 750000
    assert found.conflicts[0].ways[-1].verified is Verified.PLAN


@pytest.mark.parametrize(
    ("held", "asked_for"),
    [
        ("freeze 1 periods of base", {"kind": "heads", "location": "AUS", "at_least": 14, "last_period": 0}),
        ("change at most 0 of base", {"kind": "forbid", "location": "GDL"}),
    ],
)
def test_a_held_plan_with_a_commitment_is_not_blamed_alone(held, asked_for):
    """Without its lead time a held commitment would start at once, and the plan contradict itself."""
    plan = Session(instance({})).base().plan
    assert any(decision.kind is DecisionKind.COMMIT and decision.start_period == 1 for decision in plan.decisions)
    found = asked(edited_instance(instance({"core": asked_for}), [held], plans={"base": plan}).instance)
    (conflict,) = found.conflicts
    (pin,) = {rule.path for rule in conflict.rules} - {"policies.core"}
    assert pin.startswith("policies.pin-")
    assert conflict.irreducible
    assert {way.rule for way in conflict.ways} == {pin, "policies.core"}


def test_what_must_operate_for_a_while_may_do_so_for_a_shorter_one():
    rules = {
        "must": {"kind": "must_operate", "location": "GDL", "first_period": 1, "last_period": 2},
        "shut": {"kind": "forbid", "location": "GDL", "operating_model": "aas", "first_period": 2},
    }
    found = asked(instance(rules))
    assert paths(found) == [{"policies.must", "policies.shut"}]
    (conflict,) = found.conflicts
    said = {rule.path: rule.says for rule in conflict.rules}
    assert said["policies.shut"] == "policy shut: no aas at GDL, in period 2 (2028-H1)"
    assert ("policies.must.last_period = 1",) in {way.edits for way in conflict.ways}


def test_only_whole_heads_conflict():
    exact = {
        "least": {"kind": "heads", "location": "AUS", "at_least": 10.4},
        "most": {"kind": "heads", "location": "AUS", "at_most": 10.6},
    }
    found = asked(instance(exact))
    assert paths(found) == [{"policies.least", "policies.most"}]
    assert found.conflicts[0].in_whole_numbers
    assert found.conflicts[0].irreducible


def test_the_future_that_causes_it_is_named():
    futures = {
        "calm": {"probability": 0.5},
        "boom": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 2}}]},
    }
    tree = {"kind": "fan", "known_from": 1, "futures": futures}
    everywhere = {place: HOME | {"talent_pool": 15} for place in ("AUS",)}
    found = asked(instance({}, scenarios=tree, locations=everywhere, operating_models={}))
    assert paths(found) == [{"areas.dev.workload", "locations.AUS.talent_pool.*"}]
    assert found.conflicts[0].futures == ("boom",)
    assert not found.conflicts[0].every_future
    assert after(found, "locations.AUS.talent_pool.*") == 20


def test_a_conflict_of_two_futures_that_each_has_a_plan_by_itself_names_neither():
    """One future needs a site that the other has no room for, and the commitment comes before they part."""
    futures = {
        "up": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 2}}]},
        "down": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 0.1}}]},
    }
    rules = {
        "home": {"kind": "heads", "location": "AUS", "at_most": 10},
        "share": {"kind": "capacity_share", "per": "location", "limit": 0.6},
    }
    models = {"aas": {"seats_included": True, "lead_time": 6, "min_heads": 5}}
    tree = {"kind": "fan", "known_from": 1, "futures": futures}
    found = asked(instance(rules, scenarios=tree, operating_models=models))
    committed = {"operating_models.aas.lead_time", "operating_models.aas.min_heads"}
    assert paths(found) == [{"policies.home", "policies.share", "areas.dev.workload", *committed}]
    (conflict,) = found.conflicts
    assert (conflict.futures, conflict.every_future, conflict.irreducible) == ((), False, True)
    for future in futures:
        alone = {"kind": "fan", "known_from": 1, "futures": {future: futures[future] | {"probability": 1}}}
        assert asked(instance(rules, scenarios=alone, operating_models=models)).status is Status.CONSISTENT


def test_conflicts_without_a_rule_in_common_are_all_found_and_resolved_at_once():
    rules = {
        "must": {"kind": "must_operate", "location": "GDL", "first_period": 1},
        "none": {"kind": "count_limit", "of": "sites", "limit": 0},
        "least": {"kind": "heads", "location": "AUS", "at_least": 5},
        "most": {"kind": "heads", "location": "AUS", "at_most": 3, "first_period": 1},
    }
    found = asked(instance(rules))
    assert sorted(map(sorted, paths(found))) == [
        ["policies.least", "policies.most"],
        ["policies.must", "policies.none"],
    ]
    assert found.together is not None
    assert found.together.verified is Verified.PLAN


def test_a_ban_on_a_site_that_is_locked_in_to_the_end_has_to_go_or_the_lock_in():
    """A later ban is no way out: the site may stop in no period of the horizon."""
    footprint = {"sites": {"GDL": {"operating_model": "aas", "age": 12, "remaining_lock_in": 18, "teams": {"dev": 4}}}}
    never = {"kind": "forbid", "location": "GDL"}
    found = asked(instance({"never": never}, footprint=footprint))
    assert paths(found) == [{"policies.never", "footprint.sites.GDL.remaining_lock_in"}]
    assert after(found, "footprint.sites.GDL.remaining_lock_in") == 0
    assert after(found, "policies.never") is None
    assert [edit for way in found.conflicts[0].ways if way.rule == "policies.never" for edit in way.edits] == [
        "policies.never.enabled = false"
    ]


def test_an_instance_with_a_plan_is_called_consistent():
    found = asked(instance({}))
    assert (found.status, found.conflicts, found.complete) == (Status.CONSISTENT, (), True)


def test_costs_rank_the_ways_out():
    few = {"kind": "heads", "location": "AUS", "at_most": 4, "last_period": 0}
    found = asked(instance({"few": few}), costs=True)
    costs = [way.cost for way in found.conflicts[0].ways]
    assert None not in costs
    assert costs == sorted(costs)


def test_without_time_nothing_is_claimed():
    token = CancelToken()
    token.cancel()
    few = {"kind": "heads", "location": "AUS", "at_most": 4, "last_period": 0}
    found = diagnose(instance({"few": few}), DiagnoseOptions(seconds=60), cancel=token)
    assert (found.status, found.conflicts, found.complete) == (Status.UNDECIDED, (), False)


def test_rules_are_told_with_their_lines(tmp_path):
    file = tmp_path / "known.yaml"
    file.write_text(
        "name: known\nheadquarters: AUS\nhorizon: {start: 2027-01, periods: 2}\n"
        "areas:\n  dev:\n    workload: 4\n"
        "locations:\n  AUS:\n    country: USA\n    time_zone: America/Chicago\n    yearly_cost: 9\n"
        "    talent_pool: 3\n",
        encoding="utf-8",
    )
    found = asked(load_instance(file))
    lines = {rule.path: rule.place.line for rule in found.conflicts[0].rules}
    assert lines == {"areas.dev.workload": 6, "locations.AUS.talent_pool.*": 12}
    assert {way.place.line for way in found.conflicts[0].ways} == {5, 12}


def heads_at_home(**policies):
    pins = {name: {"kind": "heads", "location": "AUS", side: heads} for name, (side, heads) in policies.items()}
    return instance(pins, operating_models={})


def test_where_no_rule_alone_is_a_way_out_numbers_of_several_give_as_little_as_they_must():
    """Either of the first two contradicts one of the others as well, so that both have to give."""
    said = heads_at_home(high=("at_least", 20), low=("at_most", 16), below=("at_most", 18), above=("at_least", 17))
    found = asked(said)
    assert paths(found) == [{"policies.high", "policies.low"}]
    (way,) = found.conflicts[0].ways
    assert way.verified is Verified.PLAN
    assert way.edits == ("policies.high.at_least = 17", "policies.low.at_most = 17")
    assert way.share == pytest.approx(3 / 20 + 1 / 16)
    assert way.says == (
        "lower the least heads of policy high from 20 heads to 17 heads (by 3); and "
        "raise the most heads of policy low from 16 heads to 17 heads (by 1)"
    )


def test_where_ways_out_do_not_go_together_the_numbers_of_all_conflicts_give_as_little_as_they_must():
    """The budget pays for 16 heads at home, but not for 4 in Mexico beside them: together one head more has to give."""
    said = instance(
        {
            "least": {"kind": "heads", "location": "AUS", "at_least": 20},
            "most": {"kind": "heads", "location": "AUS", "at_most": 16, "first_period": 1},
            "away": {"kind": "heads", "location": "GDL", "at_least": 8, "first_period": 1},
            "few": {"kind": "heads", "location": "GDL", "at_most": 4, "first_period": 1},
            "budget": {"kind": "run_cost_limit", "limit": 1650000},
        }
    )
    found = asked(said)
    assert sorted(map(sorted, paths(found))) == [["policies.away", "policies.few"], ["policies.least", "policies.most"]]
    assert found.together.verified is Verified.PLAN
    assert set(found.together.edits) == {"policies.least.at_least = 15", "policies.away.at_least = 4"}
    with SolverProcess() as solver:
        possible = {
            (home, away)
            for home in (15, 16)
            for away in (4, 5)
            if has_plan(
                edited(load(said), [f"policies.least.at_least = {home}", f"policies.away.at_least = {away}"]), solver
            )
        }
    assert possible == {(15, 4)}


TWO = {
    "least": {"kind": "heads", "location": "AUS", "at_least": 20},
    "most": {"kind": "heads", "location": "AUS", "at_most": 16, "first_period": 1},
    "away": {"kind": "heads", "location": "GDL", "at_least": 8, "first_period": 1},
    "few": {"kind": "heads", "location": "GDL", "at_most": 4, "first_period": 1},
}


@pytest.mark.parametrize(("unproved", "told"), [(1, Verified.PLAN), (99, Verified.NO)])
def test_changes_that_are_proved_go_before_those_of_which_time_did_not_tell(monkeypatch, unproved, told):
    tried = []

    def verified(trials, on, edits, seconds):
        tried.append(edits)
        found = module_verified(trials, on, edits, seconds)
        return found and replace(found, verified=Verified.NO if len(tried) <= unproved else found.verified)

    module_verified = module.verified
    monkeypatch.setattr(module, "verified", verified)
    found = asked(instance(TWO))
    assert len(found.conflicts) == 2
    assert found.together.verified is told
    assert found.together.edits == tried[1 if told is Verified.PLAN else 0]


def test_a_choice_of_proved_ways_out_is_tried_first():
    proved = replace(WAY, share=0.9)
    open_yet = replace(WAY, share=0.1, verified=Verified.NO)
    order = sorted([(open_yet, open_yet), (proved, open_yet), (proved, proved)], key=module._hope)
    assert order == [(proved, proved), (open_yet, open_yet), (proved, open_yet)]


@pytest.mark.parametrize("costs", [False, True])
def test_a_way_out_that_has_no_plan_yet_gets_one_in_the_time_that_is_left(monkeypatch, costs):
    def without(trials, on, edits, _seconds):
        return Verification(Verified.NO, trials.variant(on, edits), None)

    monkeypatch.setattr(resolving, "verified", without)
    (conflict,) = asked(instance({"few": FEW}), costs=costs).conflicts
    assert len(conflict.ways) == 3
    assert {(way.verified, way.cost is not None) for way in conflict.ways} == {(Verified.PLAN, costs)}


def test_a_way_out_that_leaves_no_plan_is_none(monkeypatch):
    def changing_nothing(trials, on, _edits, _seconds):
        return Verification(Verified.NO, trials.variant(on, ()), None)

    monkeypatch.setattr(resolving, "verified", changing_nothing)
    (conflict,) = asked(instance({"few": FEW})).conflicts
    assert conflict.ways == ()


@pytest.mark.slow
def test_ways_out_of_several_conflicts_are_the_same_from_workers(monkeypatch):
    planted = hidden(2)
    here = asked(planted.instance)
    assert len(here.conflicts) == 3
    monkeypatch.setattr(module, "WORTH_WORKERS", 0.0)
    there = asked(planted.instance, workers="2")
    assert there.conflicts == here.conflicts
    assert there.together == here.together


def test_workers_stop_with_the_diagnosis(monkeypatch):
    monkeypatch.setattr(module, "WORTH_WORKERS", 0.0)
    token = CancelToken()
    options = DiagnoseOptions(seconds=600, costs=False, workers="2")

    def tell(step):
        if step.startswith("ways out of"):
            token.cancel()

    found = diagnose(hidden(1).instance, options, tell, token)
    assert len(found.conflicts) == 2
    assert all(way.verified is not Verified.PLAN for conflict in found.conflicts for way in conflict.ways)
