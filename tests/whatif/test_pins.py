"""Pins: the policies that they become."""

import json

import pytest
from tests.plans.sample import sample_instance, sample_plan
from tests.whatif.editing import SMALL, edited, refused

from coeplan_models import ReferencePlan

PLAN = sample_plan()
SAMPLE = sample_instance()


def pinned(*lines, base=SMALL, **more):
    """The policies that lines add, without their defaults."""
    found = edited(*lines, base=base, **more).instance.policies
    new = {name: policy for name, policy in found.items() if name not in base.policies}
    return {name: policy.model_dump(exclude_defaults=True, exclude={"description"}) for name, policy in new.items()}


@pytest.mark.parametrize(
    ("line", "policies"),
    [
        ("open PL by 2", {"pin-open-PL": {"kind": "must_operate", "location": "PL", "first_period": 2}}),
        (
            "open PL by 1 until 2",
            {"pin-open-PL": {"kind": "must_operate", "location": "PL", "first_period": 1, "last_period": 2}},
        ),
        (
            "open PL as bot by 2",
            {
                "pin-open-PL": {"kind": "must_operate", "location": "PL", "first_period": 2},
                "pin-open-PL-bot": {
                    "kind": "must_operate",
                    "location": "PL",
                    "operating_model": "bot",
                    "first_period": 2,
                    "last_period": 2,
                },
            },
        ),
        ("never PL", {"pin-never-PL": {"kind": "forbid", "location": "PL"}}),
        ("never bot at PL", {"pin-never-bot-PL": {"kind": "forbid", "location": "PL", "operating_model": "bot"}}),
        ("never model bot", {"pin-never-bot": {"kind": "forbid", "operating_model": "bot"}}),
        (
            "never area support under bot at PL",
            {
                "pin-never-support-bot-PL": {
                    "kind": "forbid",
                    "location": "PL",
                    "operating_model": "bot",
                    "area": "support",
                }
            },
        ),
        (
            "keep heads at MX 2..30",
            {"pin-heads-MX": {"kind": "heads", "location": "MX", "at_least": 2, "at_most": 30}},
        ),
        (
            "keep heads of support at HQ 4.. from 1 to 2",
            {
                "pin-heads-HQ-support": {
                    "kind": "heads",
                    "location": "HQ",
                    "area": "support",
                    "at_least": 4,
                    "first_period": 1,
                    "last_period": 2,
                }
            },
        ),
    ],
)
def test_a_pin_becomes_a_policy(line, policies):
    assert pinned(line) == policies


def test_a_policy_says_which_pin_it_comes_from():
    policy = edited("open PL by 02").instance.policies["pin-open-PL"]
    assert policy.description == "Pinned by a what-if: open PL by 2"


def test_no_pin_replaces_another_or_a_policy():
    taken = edited("add policies.pin-never-PL = {kind: start_limit, limit: 9}").instance
    found = pinned("never PL", "never PL", base=taken)
    assert set(found) == {"pin-never-PL-2", "pin-never-PL-3"}


def test_names_of_pins_are_never_too_long():
    long = "L" * 64
    base = edited(f"add locations.{long} = {{country: POL, time_zone: Europe/Warsaw, yearly_cost: 1}}").instance
    found = pinned(f"never {long}", f"open {long} by 3", f"never {long}", base=base)
    assert sorted(map(len, found)) == [58, 58, 60]


@pytest.mark.parametrize(
    ("line", "path", "nearest"),
    [
        ("never PLL", "policies.pin-never-PLL.location", "PL"),
        ("never bott at PL", "policies.pin-never-bott-PL.operating_model", "bot"),
        ("open MY by 2", "policies.pin-open-MY.location", None),
        ("open PL by 4", "policies.pin-open-PL.first_period", None),
        ("open PL by 3 until 2", "policies.pin-open-PL.last_period", None),
        ("keep heads of suport at MX 2", "policies.pin-heads-MX-suport.area", "support"),
        ("freeze 5 periods of plan", "policies.pin-freeze-5.periods", None),
        ("never HQ", "policies.pin-never-HQ.location", None),
    ],
)
def test_a_pin_of_what_is_not_there_is_refused_like_a_policy(line, path, nearest):
    from coeplan_models import dotted

    faults = {dotted(fault.path): fault for fault in refused(line, plans={"plan": PLAN}, base=SMALL)}
    assert str(faults[path].place) == "--set[1]"
    assert f"(edit: {line})" in faults[path].message
    assert nearest is None or nearest in faults[path].nearest


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "announced plan.json"
    path.write_text(PLAN.model_dump_json(), encoding="utf-8")
    return path


def test_a_plan_file_becomes_a_reference_plan(file):
    found = edited(f"freeze 2 periods of {file}", base=SAMPLE).instance
    assert found.reference_plans == {"pin-announced-plan": ReferencePlan.of(PLAN)}
    policy = found.policies["pin-freeze-2"]
    assert (policy.kind, policy.plan, policy.periods) == ("freeze", "pin-announced-plan", 2)


def test_a_plan_that_several_pins_name_is_there_once(file):
    found = edited(f"freeze 1 period of {file}", f"change at most 3 of {file}", base=SAMPLE).instance
    assert list(found.reference_plans) == ["pin-announced-plan"]
    policy = found.policies["pin-changes-3"]
    assert (policy.kind, policy.plan, policy.limit) == ("change_limit", "pin-announced-plan", 3)


def test_plans_may_be_handed_over_or_be_those_of_the_instance():
    given = edited("freeze 1 period of base", base=SAMPLE, plans={"base": PLAN}).instance
    assert given.reference_plans == {"pin-base": ReferencePlan.of(PLAN)}
    again = edited("change at most 0 of pin-base", base=given).instance
    assert again.reference_plans == given.reference_plans
    assert again.policies["pin-changes-0"].plan == "pin-base"


def test_a_plan_that_is_handed_over_comes_before_one_of_the_instance():
    given = edited("change at most 1 of base", base=SAMPLE, plans={"base": PLAN}).instance
    fewer = PLAN.model_copy(update={"decisions": PLAN.decisions[:2]})
    found = edited("change at most 2 of pin-base", base=given, plans={"pin-base": fewer}).instance
    name = found.policies["pin-changes-2"].plan
    assert found.reference_plans[name] == ReferencePlan.of(fewer)
    assert found.reference_plans["pin-base"] == ReferencePlan.of(PLAN)


def test_different_plans_of_the_same_name_are_told_apart(tmp_path, file):
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    fewer = PLAN.model_copy(update={"decisions": PLAN.decisions[:2]})
    other.write_text(fewer.model_dump_json(), encoding="utf-8")
    found = edited(f"change at most 1 of {file}", f"change at most 2 of {other}", base=SAMPLE).instance
    assert [len(plan.decisions) for plan in found.reference_plans.values()] == [4, 2]
    assert [found.policies[f"pin-changes-{n}"].plan for n in (1, 2)] == ["pin-announced-plan", "pin-announced-plan-2"]


def test_a_plan_that_is_not_there_is_refused_at_the_edit(tmp_path):
    (fault,) = refused(f"freeze 1 period of {tmp_path}/none.json")
    assert (fault.code, str(fault.place)) == ("file_not_found", "--set[1]")


def test_what_is_wrong_in_a_plan_keeps_its_line(file):
    said = json.loads(PLAN.model_dump_json())
    said["currency"] = 5
    file.write_text(json.dumps(said, indent=1), encoding="utf-8")
    (fault,) = refused(f"freeze 1 period of {file}")
    assert fault.place.file == str(file)
    assert fault.place.line > 1
    assert "(edit: freeze 1 period of" in fault.message


def test_a_pin_does_not_mind_what_an_edit_made_of_the_policies():
    (fault,) = [fault for fault in refused("policies = 3", "never PL") if fault.path == ("policies",)]
    assert str(fault.place) == "--set[1]"
