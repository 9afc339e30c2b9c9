"""Edits of values: what they change, what they leave, and what they refuse."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.whatif.editing import SMALL, changes, edited, refused

from coeplan.whatif.apply import apply
from coeplan.whatif.document import differences, merged
from coeplan.whatif.parse import parse_edit
from coeplan.whatif.texts import edit_text
from coeplan_models import Instance

CASES = json.loads((Path(__file__).parent / "rfc7396.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("target", "patch", "result"), CASES)
def test_a_merge_patch_does_what_its_standard_says(target, patch, result):
    before = json.dumps([target, patch])
    assert json.dumps(merged(target, patch), sort_keys=True) == json.dumps(result, sort_keys=True)
    assert json.dumps([target, patch]) == before


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("discount_rate = 0.1", [("discount_rate", 0.08, 0.1)]),
        ("policies.share.limit = 0.4", [("policies.share.limit", 0.6, 0.4)]),
        (
            "operating_models.*.lock_in = 24",
            [(f"operating_models.{name}.lock_in", 0, 24) for name in ("captive", "bot")],
        ),
        ("locations.MX.hires_per_year = 8", [("locations.MX.hires_per_year", None, 8)]),
        ("locations.MX.attrition = 0.2", [("locations.MX.attrition.*", 0.15, 0.2)]),
        ("areas.platform.workload[2] = 25", [("areas.platform.workload[2]", 22, 25)]),
        ("areas.support.workload.2 = 55", [("areas.support.workload.2", 50, 55)]),
        ("areas.support.workload = 45", [("areas.support.workload", {"0": 40, "2": 50}, 45)]),
        ("operating_models.bot.overrides.PL.lock_in = 6", [("operating_models.bot.overrides.PL.lock_in", None, 6)]),
        (
            "scenarios.stages[0].branches.fast.drivers[0].values = 1.4",
            [("scenarios.stages[0].branches.fast.drivers[0].values", 1.3, 1.4)],
        ),
        ("areas.support.workload x 1.5", [("areas.support.workload.0", 40, 60), ("areas.support.workload.2", 50, 75)]),
        (
            "areas.platform.workload x 2",
            [(f"areas.platform.workload[{at}]", w, 2 * w) for at, w in enumerate([20, 20, 22, 24])],
        ),
        (
            "locations.MX.roles.*.yearly_cost x 2",
            [
                ("locations.MX.roles.agent.yearly_cost", 30000, 60000),
                ("locations.MX.roles.lead.yearly_cost", 50000, 100000),
            ],
        ),
        (
            "operating_models.bot.fee_per_head x 2",
            [
                ("operating_models.bot.fee_per_head[0].fee", 9000, 18000),
                ("operating_models.bot.fee_per_head[1].fee", 8000, 16000),
            ],
        ),
        (
            "operating_models.captive.overhead_steps + 100",
            [
                ("operating_models.captive.overhead_steps[0].cost", 50000, 50100),
                ("operating_models.captive.overhead_steps[1].cost", 90000, 90100),
            ],
        ),
        (
            "operating_models.bot.fee_per_head[1].from_heads + 5",
            [("operating_models.bot.fee_per_head[1].from_heads", 20, 25)],
        ),
        ("locations.MX.wage_growth - 0.01", [("locations.MX.wage_growth", 0, -0.01)]),
        ("areas.*.survival_share x 0.5", [("areas.support.survival_share", 0.3, 0.15)]),
        ("remove policies.share.limit", None),
        ("remove locations.PL.hosts", [("locations.PL.hosts", ["support", "platform"], None)]),
        ("remove locations.PL.hosts[1]", [("locations.PL.hosts[1]", "platform", None)]),
        (
            "remove operating_models.bot.conversions.captive.min_age",
            [("operating_models.bot.conversions.captive.min_age", 6, None)],
        ),
        ("add locations.MX.attrition.support = 0.3", [("locations.MX.attrition.support", None, 0.3)]),
        (
            "add policies.few = {kind: start_limit, limit: 1}",
            [("policies.few", None, {"kind": "start_limit", "limit": 1})],
        ),
        (
            "add locations.*.attrition.platform = 0.1",
            [(f"locations.{at}.attrition.platform", None, 0.1) for at in ("HQ", "MX", "PL")],
        ),
        (
            "add operating_models.bot.fee_per_head[2] = {from_heads: 60, fee: 7000}",
            [("operating_models.bot.fee_per_head[2]", None, {"from_heads": 60, "fee": 7000})],
        ),
        ("add operating_models.bot.max_heads = 90", [("operating_models.bot.max_heads", None, 90)]),
        (
            "merge {title: Cheap, policies: {pin: null, share: {limit: 0.7}}}",
            [
                ("title", "", "Cheap"),
                ("policies.share.limit", 0.6, 0.7),
                (
                    "policies.pin",
                    {
                        "kind": "heads",
                        "enabled": True,
                        "description": "",
                        "first_period": 0,
                        "last_period": None,
                        "price": 100,
                        "location": "MX",
                        "area": None,
                        "at_least": None,
                        "at_most": 60,
                    },
                    None,
                ),
            ],
        ),
        ("merge {footprint: null, discount_rate: null}", None),
    ],
)
def test_what_an_edit_changes(line, changed):
    if line == "remove policies.share.limit":
        assert [fault.code for fault in refused(line)] == ["missing_key"]
    elif changed is None:
        found = edited(line).instance
        assert (found.footprint, found.discount_rate) == (None, 0)
    else:
        assert sorted(changes(edited(line)), key=str) == sorted(changed, key=str)


def test_a_change_says_what_it_is_and_which_edit_did_it():
    found = edited("remove  policies.pin", "policies.share.limit=0.4", "add locations.MX.severance.support = 5")
    assert found.edits == (
        "remove policies.pin",
        "policies.share.limit = 0.4",
        "add locations.MX.severance.support = 5",
    )
    assert [(each.what, each.edit) for each in found.changes] == [
        ("removed", found.edits[0]),
        ("changed", found.edits[1]),
        ("added", found.edits[2]),
    ]


def test_an_entry_is_added_in_its_place_and_read_like_one_of_a_file():
    found = edited("add operating_models.bot.fee_per_head[2] = {from_heads: 60, fee: 7000}").instance
    assert [band.from_heads for band in found.operating_models["bot"].fee_per_head] == [0, 20, 60]


@pytest.mark.parametrize(
    ("line", "code", "path", "said"),
    [
        ("locations.MY.fit_out x 2", "nothing_there", ("locations", "MY"), "locations has no key 'MY'"),
        ("locations.MX.fitout = 2", "nothing_there", ("locations", "MX", "fitout"), "has no key 'fitout'"),
        ("policies.shares = {}", "nothing_there", ("policies", "shares"), "policies has no key 'shares'"),
        ("areas.support.unmet.price = 5", "nothing_there", ("areas", "support", "unmet", "price"), "is empty (null)"),
        (
            "operating_models.bot.overrides.PL.conversions.captive = {}",
            "nothing_there",
            ("operating_models", "bot", "overrides", "PL", "conversions"),
            "has no key 'conversions'",
        ),
        ("extends = x", "nothing_there", ("extends",), "the instance has no key 'extends'"),
        ("bad..path = 2", "bad_path", (), "'bad..path' is no path"),
        ("locations.MX x 2", "not_a_number", ("locations", "MX"), "this is a record"),
        ("locations.MX.roles x 2", "not_a_number", ("locations", "MX", "roles", "agent"), "this is a record"),
        ("footprint.commitments x 2", "not_a_number", ("footprint", "commitments", 0), "this is a record"),
        ("headquarters x 2", "not_a_number", ("headquarters",), "headquarters holds the text 'HQ'"),
        ("areas.support.critical + 1", "not_a_number", ("areas", "support", "critical"), "the truth value true"),
        (
            "locations.PL.hosts x 2",
            "not_a_number",
            ("locations", "PL", "hosts", 0),
            "hosts[0] holds the text 'support'",
        ),
        ("locations.*.hires_per_year x 2", "not_a_number", (), "locations.*.hires_per_year holds no number"),
        ("locations.*.ramp_up + 1", "not_a_number", (), "holds no number"),
        ("add policies.share = {}", "there_already", ("policies", "share"), "policies.share is there already"),
        ("add locations.MX.fitout = 2", "unknown_key", ("locations", "MX", "fitout"), "there is no key 'fitout' here"),
        ("add extends = x", "unknown_key", ("extends",), "there is no key 'extends' here"),
        ("merge {footprnt: null}", "unknown_key", ("footprnt",), "there is no key 'footprnt' here"),
        ("merge {extends: x}", "unknown_key", ("extends",), "there is no key 'extends' here"),
        (
            "add locations.MX.attrition.s* = 1",
            "cannot_add",
            ("locations", "MX", "attrition", "s*"),
            "'s*' stands for several keys",
        ),
        (
            "add areas.platform.workload[5] = 2",
            "cannot_add",
            ("areas", "platform", "workload", 5),
            "[5] is not the next place",
        ),
        (
            "add areas.platform.workload[*] = 2",
            "cannot_add",
            ("areas", "platform", "workload"),
            "[*] is not the next place",
        ),
        (
            "add areas.platform.workload.x = 2",
            "cannot_add",
            ("areas", "platform", "workload", "x"),
            "workload is no map",
        ),
        ("add policies[0] = 2", "cannot_add", ("policies", 0), "[0] is not the next place of policies"),
        ("remove locations.MX.hosts[0]", "nothing_there", ("locations", "MX", "hosts", 0), "is empty (null)"),
        (
            "remove operating_models.bot.overrides.PL.lock_in",
            "nothing_there",
            ("operating_models", "bot", "overrides", "PL", "lock_in"),
            "has no key",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(line, code, path, said):
    (fault,) = refused(line)
    assert (fault.code, fault.path) == (code, path)
    assert said in fault.message
    assert fault.message.endswith(f"(edit: {line})")
    assert str(fault.place) == "--set[1]"


def test_a_merge_passes_over_the_removal_of_what_is_not_there():
    once = edited("merge {footprint: null, policies: {share: null}}")
    twice = edited(*[once.edits[0]] * 2)
    assert (twice.instance, twice.changes) == (once.instance, once.changes)


def test_every_record_that_is_asked_for_is_refused_and_none_is_changed():
    faults = refused("locations.* x 2")
    assert [fault.path[1] for fault in faults] == ["HQ", "MX", "PL"]


def test_what_is_empty_is_passed_over_where_something_is_not():
    base = edited("locations.MX.hires_per_year = 8").instance
    assert changes(edited("locations.*.hires_per_year x 2", base=base)) == [("locations.MX.hires_per_year", 8, 16)]


def test_a_whole_number_stays_one_where_it_can():
    assert edited("horizon.periods x 1").instance.horizon.periods == 4
    assert isinstance(edited("areas.support.workload x 1.5").changes[0].after, float)
    base = edited(
        "areas.platform.workload = 20", "merge {scenarios: {kind: deterministic, stages: null, drivers: []}}"
    ).instance
    assert edited("horizon.periods x 2", base=base).instance.horizon.periods == 8
    (fault,) = refused("horizon.periods x 1.1", base=base)
    assert (fault.path, fault.expected) == (("horizon", "periods"), "a whole number from 1 to 480")
    assert fault.message == "4.4 is a number (edit: horizon.periods x 1.1)"


def test_several_entries_of_a_list_are_removed_at_once():
    assert (
        edited("remove operating_models.*.overhead_steps[*]").instance.operating_models["captive"].overhead_steps == ()
    )
    found = edited("remove locations.*.hosts[*]")
    assert found.instance.locations["PL"].hosts == ()
    assert changes(found) == [("locations.PL.hosts[0]", "support", None), ("locations.PL.hosts[1]", "platform", None)]


def test_later_edits_may_name_what_earlier_ones_wrote_in_short():
    found = edited(
        "locations.MX.attrition = 0.2",
        "locations.MX.attrition.* x 2",
        "operating_models.captive.fee_per_head = 500",
        "operating_models.captive.fee_per_head[0].fee + 1",
        "operating_models.bot.overrides.PL.fee_per_head = 600",
        "operating_models.bot.overrides.PL.fee_per_head[*].fee + 1",
        "add operating_models.bot.country_overrides.POL = {fee_per_head: 700}",
        "operating_models.bot.country_overrides.POL.fee_per_head[0].fee + 1",
    ).instance
    models = found.operating_models
    assert found.locations["MX"].attrition == {"*": 0.4}
    assert [band.fee for band in models["captive"].fee_per_head] == [501]
    assert [band.fee for band in models["bot"].terms_at("PL", "POL").fee_per_head] == [601]
    assert [band.fee for band in models["bot"].terms_at("MX", "POL").fee_per_head] == [701]


def test_an_edit_keeps_no_hold_of_what_it_wrote():
    first = edited("add policies.few = {kind: heads, location: MX, at_least: 2}", "policies.few.at_least x 3")
    assert [each.after for each in first.changes] == [{"kind": "heads", "location": "MX", "at_least": 2}, 6]
    assert edited(*first.edits).changes == first.changes


def test_an_edit_is_what_it_was_after_later_ones_changed_what_it_wrote():
    lines = [
        "add policies.few = {kind: heads, location: MX, at_least: 2}",
        "policies.few.at_least x 3",
        "policies.pin = {kind: heads, location: MX, at_most: 50}",
        "policies.pin.at_most x 2",
        "merge {policies: {last: {kind: start_limit, limit: 4}}}",
        "policies.last.limit x 2",
    ]
    edits = [parse_edit(line) for line in lines]
    apply(SMALL, edits)
    assert [edit_text(edit) for edit in edits] == lines


def test_a_truth_value_is_no_number_to_the_changes():
    assert [each.path for each in differences({"a": True, "b": 1, "c": [0]}, {"a": 1, "b": 1.0, "c": [False]})] == [
        ("a",),
        ("c", 0),
    ]


NUMBERS = [
    "discount_rate",
    "locations.*.wage_growth",
    "locations.MX.roles.*.yearly_cost",
    "areas.support.workload",
    "areas.platform.workload[*]",
    "operating_models.bot.fee_per_head",
    "policies.share.limit",
]
FACTORS = st.floats(0.2, 5)
FEW = settings(max_examples=15, deadline=None)


def close(left: Instance, right: Instance) -> bool:
    found = list(differences(left.model_dump(mode="json"), right.model_dump(mode="json")))
    return all(abs(each.before - each.after) <= 1e-12 * abs(each.before) for each in found)


@FEW
@given(st.sampled_from(NUMBERS), st.sampled_from(["x 1", "+ 0"]))
def test_an_edit_that_says_what_is_so_changes_nothing(path, nothing):
    found = edited(f"{path} {nothing}")
    assert found.changes == ()
    assert found.instance == SMALL
    assert found.instance.fingerprint() == found.base_hash == SMALL.fingerprint()


@FEW
@given(st.sampled_from(NUMBERS), FACTORS)
def test_what_is_scaled_and_scaled_back_is_what_it_was(path, factor):
    assert close(edited(f"{path} x {factor!r}", f"{path} x {1 / factor!r}").instance, SMALL)


@FEW
@given(st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True), FACTORS, st.floats(0, 0.3))
def test_edits_of_different_values_may_change_places(paths, factor, amount):
    lines = [f"{paths[0]} x {factor!r}", f"{paths[1]} + {amount!r}"]
    assert edited(*lines).instance == edited(*reversed(lines)).instance


@FEW
@given(st.sampled_from([*NUMBERS[:5], "policies.share.limit"]), st.floats(0, 0.9))
def test_to_set_twice_is_to_set_once(path, value):
    once, twice = edited(f"{path} = {value!r}"), edited(*[f"{path} = {value!r}"] * 2)
    assert twice.instance == once.instance
    assert twice.changes == once.changes
