"""Diagnoses of instances small enough to know the answer by hand."""

import pytest

from coeplan.api.diagnose import DiagnoseOptions, Status, Verified, diagnose
from coeplan.api.load import load_instance
from coeplan.core.cancel import CancelToken

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
    return diagnose(source, DiagnoseOptions(**{"seconds": 60, "costs": False, "workers": "in-process"} | options))


def paths(found):
    return [{rule.path for rule in conflict.rules} for conflict in found.conflicts]


def after(found, rule):
    """New number of the way out that relaxes a rule of the only conflict."""
    (conflict,) = found.conflicts
    return next(way.after for way in conflict.ways if way.rule == rule)


def test_the_least_change_of_each_rule_is_found():
    few = {"kind": "heads", "location": "AUS", "at_most": 4, "last_period": 0}
    found = asked(instance({"few": few}))
    assert found.status is Status.CONTRADICTORY
    assert paths(found) == [{"policies.few", "areas.dev.workload", "operating_models.aas.lead_time"}]
    assert after(found, "policies.few") == 10
    assert after(found, "areas.dev.workload") == pytest.approx(0.6)
    assert after(found, "operating_models.aas.lead_time") == 0
    assert {way.verified for way in found.conflicts[0].ways} == {Verified.PLAN}
    assert found.conflicts[0].irreducible
    assert found.complete


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
