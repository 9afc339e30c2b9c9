"""Conflicts with rules that no seed plants: what is under way, where models may be used, given plans, collaboration."""

import pytest
from tests.analysis.diagnosis.hidden import Hidden
from tests.analysis.diagnosis.judge import judge
from tests.analysis.diagnosis.test_diagnose import AWAY, asked, instance, paths

from coeplan.api.diagnose import Verified
from coeplan.api.load import load

UNDER_WAY = instance(
    {"never": {"kind": "forbid", "location": "GDL"}},
    footprint={"sites": {}, "commitments": [{"location": "GDL", "operating_model": "aas", "months_to_start": 6}]},
)
ELSEWHERE = instance(
    {"must": {"kind": "must_operate", "location": "GDL", "first_period": 2}},
    locations=instance({})["locations"] | {"QRO": AWAY},
    operating_models={"aas": {"seats_included": True, "lead_time": 6, "locations": ["QRO"]}},
)
FROZEN = instance(
    {"kept": {"kind": "freeze", "plan": "old", "periods": 1}},
    reference_plans={"old": {"teams": [{"node": "t00", "location": "AUS", "area": "dev", "heads": 4}]}},
)
TOGETHER = instance(
    {"few": {"kind": "heads", "location": "AUS", "area": "ops", "at_most": 3}},
    areas={
        "dev": {
            "workload": 10,
            "collaboration": {"ops": {"unmatched": "forbidden", "min_overlap": 4, "heads_served": 1}},
        },
        "ops": {"workload": 2},
    },
    operating_models={},
)

PLANTED = {
    "commitment under way": (UNDER_WAY, {"policies.never", "footprint.commitments[0]"}),
    "locations of a model": (ELSEWHERE, {"policies.must", "operating_models.aas.locations"}),
    "freeze": (FROZEN, {"policies.kept", "areas.dev.workload"}),
    "forbidden to be apart": (
        TOGETHER,
        {"policies.few", "areas.dev.workload", "areas.dev.collaboration.ops.unmatched"},
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_the_set_is_found_and_every_way_out_of_it_works(case):
    said, rules = PLANTED[case]
    found = asked(said)
    assert paths(found) == [rules]
    assert found.complete
    assert {way.verified for way in found.conflicts[0].ways} == {Verified.PLAN}
    assert {way.rule for way in found.conflicts[0].ways} == rules
    judge(found, Hidden(load(said), (tuple(rules),)))
