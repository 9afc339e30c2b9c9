"""Rules of instances: each can be taken away and turned, and says where it stands."""

from math import inf

import pytest
from tests.analysis.diagnosis.hidden import SMALL, base

from coeplan.analysis.diagnosis.listing import business_rules
from coeplan.analysis.diagnosis.rules import MONEY, Choice, Dial
from coeplan.analysis.diagnosis.trials import switched
from coeplan.api.load import load
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import dotted

LARGE = ("micro-coe", "global-footprint", "dual-shore", "brownfield", "three-hundred-seats")
SHIPPED = ("small", *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE))


def edited(instance, edits):
    return apply(instance, [parse_edit(edit) for edit in edits]).instance


@pytest.mark.parametrize("name", SHIPPED)
def test_all_rules_can_be_taken_away_at_once(name):
    instance = base(name)
    rules = business_rules(instance)
    assert len({rule.path for rule in rules}) == len(rules)
    off = [edit for rule in rules for edit in rule.off]
    bare = edited(instance, off)
    assert bare.fingerprint() == switched(instance, off).fingerprint()
    left = [rule for rule in business_rules(bare) if "talent_pool" not in rule.path]
    assert [dotted(rule.path) for rule in left] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_way_to_relax_a_rule_is_an_edit_that_holds(name):
    instance = base(name)
    for rule in business_rules(instance):
        for way in rule.ways:
            edits = way.edits if isinstance(way, Choice) else way.edits(way.at(min(3, way.steps)))
            assert edited(instance, edits) != instance, rule.says


def test_rules_of_the_small_instance():
    paths = {dotted(rule.path) for rule in business_rules(load(SMALL))}
    assert paths == {
        "policies.half",
        "policies.two",
        "areas.dev.workload",
        "areas.ops.workload",
        "areas.ops.min_team",
        "areas.ops.overlap_floor",
        "operating_models.aas.lead_time",
        "operating_models.diy.lead_time",
        "operating_models.diy.lock_in",
        "operating_models.diy.min_heads",
        "locations.AUS.talent_pool.*",
        "locations.GDL.talent_pool.dev",
        "locations.GDL.talent_pool.ops",
        "locations.GDL.hires_per_year",
        "locations.BLR.talent_pool.*",
    }


def test_a_policy_that_is_priced_or_off_is_no_rule():
    instance = edited(load(SMALL), ["policies.half.price = 5", "policies.two.enabled = false"])
    assert not [rule for rule in business_rules(instance) if rule.policy]


def test_a_dial_stops_at_its_last_number():
    dial = Dial(("areas", "dev", "min_team"), 5.0, -2, 0.0, "heads")
    assert dial.steps == 2
    assert [dial.at(steps) for steps in (1, 2, 9)] == [3.0, 0.0, 0.0]
    assert dial.edits(3.0) == ("areas.dev.min_team = 3",)
    assert dial.share(3.0) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("present", "step", "steps", "written"),
    [(41, 0.1, 12345258, 1240000), (8e6, 1e4, 12, 8120000), (77, 0.1, 1, 77.1), (0, 1000, 2345, 2350000)],
)
def test_money_is_written_with_three_digits_and_never_less_than_is_needed(present, step, steps, written):
    dial = Dial(("policies", "cap", "limit"), present, step, inf, MONEY)
    assert dial.edits(dial.at(dial.short(steps))) == (f"policies.cap.limit = {written}",)
    assert dial.short(steps) >= steps - 1e-6
