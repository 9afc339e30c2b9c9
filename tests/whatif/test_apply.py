"""Edits applied: in their order, checked like any instance, every fault with its edit."""

import pytest
from tests.io.bad.document import GOOD
from tests.whatif.editing import SMALL, changes, edited, refused

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Place


@pytest.fixture
def loaded(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return load_instance(path)


def test_each_edit_sees_what_those_before_it_did():
    assert edited("discount_rate = 0.1", "discount_rate x 2").instance.discount_rate == 0.2
    assert edited("discount_rate x 2", "discount_rate = 0.1").instance.discount_rate == 0.1
    assert changes(edited("discount_rate = 0.1", "discount_rate x 2")) == [
        ("discount_rate", 0.08, 0.1),
        ("discount_rate", 0.1, 0.2),
    ]


def test_nothing_is_changed_of_what_was_given():
    before = SMALL.model_dump_json()
    edited("locations.*.wage_growth + 1", "remove policies.pin")
    assert SMALL.model_dump_json() == before


def test_all_faults_of_all_edits_are_told_at_once():
    faults = refused("locations.MY.fit_out x 2", "discount_rate = 0.1", "policies.shar.limit = 1", "discount_rate = x")
    assert [(str(fault.place), fault.code) for fault in faults] == [
        ("--set[1]", "nothing_there"),
        ("--set[3]", "nothing_there"),
        ("--set[4]", "wrong_type"),
    ]


def test_what_could_not_be_done_is_not_blamed_on_what_could():
    # Area new is lacking only because the first edit failed.
    faults = refused("add area.new = {workload: 1}", "locations.PL.hosts = [new]")
    assert [fault.code for fault in faults] == ["nothing_there"]


def test_what_could_not_be_read_is_told_with_the_rest():
    with pytest.raises(InputError) as no_edit:
        parse_edit("nonsense", Place(file="here"))
    faults = refused("locations.MY.fit_out x 2", unread=no_edit.value.faults)
    assert [fault.code for fault in faults] == ["no_edit", "nothing_there"]


@pytest.mark.parametrize(
    ("lines", "code", "path", "place"),
    [
        (("discount_rate = 0.1", "areas.support.overlap_floor = 30"), "out_of_range", "areas.support.overlap_floor", 2),
        (
            ("areas.*.overlap_floor = 3", "areas.support.overlap_floor x 10", "discount_rate = 0"),
            "out_of_range",
            "areas.support.overlap_floor",
            2,
        ),
        (("discount_rate = 0", "merge {areas: {support: {min_tem: 2}}}"), "unknown_key", "areas.support.min_tem", 2),
        (
            ("discount_rate = 0", "scenarios.stages[0].branches.fast.probability = 0.5"),
            "probabilities_do_not_sum",
            "scenarios.stages[0].branches",
            2,
        ),
        (("discount_rate = 0", "remove locations.PL"), "unknown_location", "operating_models.bot.overrides.PL", 2),
        (("remove locations.PL", "discount_rate = 0"), "unknown_location", "footprint.commitments[0].location", 1),
        (("discount_rate = 0", "locations.MX.country = ZAF"), "unknown_country", "scenarios.drivers[0].country", 2),
        (
            ("policies.share.per = region", "policies.share.per = vendor", "add policies.share.names = [own]"),
            "unknown_vendor",
            "policies.share.names[0]",
            3,
        ),
        (
            ("remove areas.support", "locations.PL.hosts = [support]"),
            "unknown_area",
            "footprint.sites.HQ.teams.support",
            1,
        ),
        (("headquarters = PLL",), "unknown_location", "headquarters", 1),
    ],
)
def test_a_fault_of_the_edited_instance_has_the_place_and_the_text_of_its_edit(lines, code, path, place):
    from coeplan_models import dotted

    faults = {dotted(fault.path): fault for fault in refused(*lines)}
    assert faults[path].code == code
    assert str(faults[path].place) == f"--set[{place}]"
    assert faults[path].message.endswith(f"(edit: {lines[place - 1]})")


def test_a_fault_that_no_edit_can_be_blamed_for_keeps_its_place_in_the_file(loaded):
    # Either edit alone is sound: the horizon is cut below the period of a stage, which is far from both.
    faults = refused("horizon.periods = 1", "discount_rate = 0", base=loaded)
    stage = next(fault for fault in faults if fault.path[:1] == ("scenarios",))
    assert (stage.place.file, stage.place.line) == (loaded.files[0], 55)
    assert "(edit:" not in stage.message


def test_with_one_edit_there_is_no_other_to_blame():
    assert {str(fault.place) for fault in refused("horizon.periods = 1")} == {"--set[1]"}


def test_what_was_wrong_before_is_not_blamed_on_an_edit():
    broken = SMALL.model_copy(update={"headquarters": "NOWHERE"})
    faults = {
        fault.code: fault for fault in refused("policies.share.limit = 2", "areas.support.min_team = 3", base=broken)
    }
    assert "(edit:" not in faults["unknown_location"].message
    (alone,) = [fault for fault in refused("policies.share.limit = 2", base=broken) if fault.path == ("headquarters",)]
    assert "(edit:" not in alone.message


def test_new_warnings_have_the_place_of_their_edit_and_old_ones_stay(loaded, tmp_path):
    path = tmp_path / "warned.yaml"
    path.write_text(GOOD.replace("at_most: 60", "at_most: 4"), encoding="utf-8")
    warned = load_instance(path)
    assert [fault.code for fault in warned.warnings] == ["footprint_breaks_limit"]
    found = edited(
        "add footprint.sites.PL = {seats: [{seats: 5, age: 1}]}", "operating_models.bot.lock_in = 99", base=warned
    )
    assert [(fault.code, str(fault.place)) for fault in found.warnings] == [
        ("footprint_breaks_limit", str(warned.warnings[0].place)),
        ("lock_in_beyond_horizon", "--set[2]"),
        # The terms of PL follow those of the model; no edit touched them, so the file says where they stand.
        ("lock_in_beyond_horizon", f"{path}:51:7"),
    ]
    assert edited("policies.pin.at_most = 60", base=warned).warnings == ()


def test_edits_without_a_place_are_told_by_their_text():
    with pytest.raises(InputError) as caught:
        apply(SMALL, [parse_edit("discount_rate = x")])
    (fault,) = caught.value.faults
    assert fault.place is None
    assert "(edit: discount_rate = x)" in fault.message


FIGURES = """\
figures:
  locations.MX.attrition: {mid: 0.15}
  "locations.MX.roles.agent.yearly_cost": {mid: 30000}
  "locations.MX.roles.agent.severance": {mid: 0}
  "areas.platform.workload[2]": {mid: 22}
  locations.PL.yearly_cost: {mid: 80000}
"""
KEYS = (
    "locations.MX.attrition",
    "locations.MX.roles.agent.yearly_cost",
    "locations.MX.roles.agent.severance",
    "areas.platform.workload[2]",
    "locations.PL.yearly_cost",
)


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("locations.MX.attrition = 0.2", (0,)),
        ("locations.MX.attrition x 1", ()),
        ("add locations.MX.attrition.support = 0.2", (0,)),
        ("locations.MX.roles.*.yearly_cost x 2", (1,)),
        ("locations.MX.roles.agent = {yearly_cost: 1, severance: 2}", (1, 2)),
        ("areas.platform.workload + 1", (3,)),
        ("areas.platform.workload[1] = 9", ()),
        ("areas.platform.workload = 9", (3,)),
        ("areas.platform.workload[2] = 23", (3,)),
        ("merge {locations: {MX: {attrition: 0.3}}, figures: {locations.MX.attrition: {mid: 0.3}}}", ()),
        ('figures."locations.MX.attrition".mid = 0.1', ()),
        ("remove figures.*", (0, 1, 2, 3, 4)),
    ],
)
def test_what_is_said_of_the_origin_of_a_changed_value_goes(line, gone):
    text = GOOD[: GOOD.index("figures:")] + FIGURES
    base = load_instance(as_data(text)).instance
    assert tuple(base.figures) == KEYS
    kept = tuple(key for number, key in enumerate(KEYS) if number not in gone)
    assert tuple(edited(line, base=base).instance.figures) == kept


def as_data(text):
    from pathlib import Path

    from coeplan.io.read_yaml import read_yaml
    from coeplan.io.tree import Origin, plain

    return plain(read_yaml(text, Origin("text", Path("text"))))
