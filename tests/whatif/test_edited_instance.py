"""What programs call to edit an instance."""

import pytest
from tests.io.bad.document import GOOD
from tests.plans.sample import sample_plan
from tests.whatif.editing import SMALL, edited

from coeplan.api.edits import described, edited_instance, parse_edit, read_what_ifs
from coeplan.api.load import load_instance
from coeplan.core.errors import InputError
from coeplan_models import AskedWhatIf, Plan, WhatIf


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "dear.yaml"
    path.write_text("title: Dear\nedits:\n  - discount_rate = 0.1\n", encoding="utf-8")
    return path


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_text("what_ifs: {twice: discount_rate x 2, none: never PL}\n", encoding="utf-8")
    return path


def test_files_come_first_in_their_order(file, cases):
    found = edited_instance(SMALL, ["discount_rate + 0.01"], files=[f"{cases}#twice", file])
    assert found.edits == ("discount_rate x 2", "discount_rate = 0.1", "discount_rate + 0.01")
    assert found.instance.discount_rate == pytest.approx(0.11)
    assert found.name == "twice + dear"


def test_edits_may_be_lines_records_or_a_what_if():
    line = "discount_rate = 0.1"
    what_if = WhatIf(name="dear", edits=(parse_edit(line),))
    by_line = edited_instance(SMALL, [line])
    assert edited_instance(SMALL, [parse_edit(line)]) == by_line
    asked = edited_instance(SMALL, what_if)
    assert (asked.name, asked.instance, asked.edits) == ("dear", by_line.instance, (line,))
    assert by_line.name == ""


def test_an_instance_may_be_given_in_every_way(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    loaded = load_instance(path)
    lines = ["discount_rate = 0.1"]
    assert (
        edited_instance(path, lines)
        == edited_instance(loaded, lines)
        == edited_instance(loaded.instance, lines)
        == edited_instance(loaded.instance.model_dump(mode="json"), lines)
        == edited(*lines)
    )


def test_without_edits_the_instance_is_as_it_was():
    found = edited_instance("micro-coe")
    assert found.instance.name == "micro-coe"
    assert (found.edits, found.changes, found.name) == ((), (), "")
    assert found.base_hash == found.instance.fingerprint()


def test_faults_of_files_and_lines_come_together(file, cases, tmp_path):
    (tmp_path / "bad.yaml").write_text("- policies.none = 2\n- nonsense\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        edited_instance(SMALL, ["more nonsense", "area.x = 2"], files=[tmp_path / "bad.yaml", file], named="--set")
    assert [(each.code, str(each.place).removeprefix(f"{tmp_path}/")) for each in caught.value.faults] == [
        ("no_edit", "bad.yaml:2:3"),
        ("no_edit", "--set[1]"),
        ("nothing_there", "--set[2]"),
    ]


@pytest.mark.parametrize(
    ("name", "said", "nearest"),
    [("", "there are 2 what-ifs in it", ()), ("#twic", "there is no what-if 'twic' in it", ("twice",))],
)
def test_one_of_several_what_ifs_is_to_be_named(cases, name, said, nearest):
    with pytest.raises(InputError) as caught:
        edited_instance(SMALL, files=[f"{cases}{name}"])
    (fault,) = caught.value.faults
    assert (fault.code, fault.message, fault.nearest) == ("unknown_what_if", said, nearest)
    assert fault.expected == f"one of {cases}#twice, {cases}#none"
    assert str(fault.place) == str(cases)


def test_a_single_what_if_may_be_named_too(file):
    assert edited_instance(SMALL, files=[f"{file}#dear"]).name == "dear"
    assert [each.what_if.name for each in read_what_ifs(file)] == ["dear"]


def test_plans_are_handed_on_to_pins():
    base = load_instance(sample()).instance
    found = edited_instance(base, ["freeze 1 period of base"], plans={"base": sample_plan()})
    assert list(found.instance.reference_plans) == ["pin-base"]


def sample():
    from tests.plans.sample import SAMPLE

    return SAMPLE


def test_a_plan_says_what_was_asked():
    plan = sample_plan()
    found = edited_instance(SMALL, WhatIf(name="dear", edits=(parse_edit("discount_rate = 0.1"),)))
    asked = described(plan, found)
    said = AskedWhatIf(name="dear", edits=("discount_rate = 0.1",), base_hash=SMALL.fingerprint())
    assert asked.made_by.what_if == said
    assert Plan.model_validate_json(asked.model_dump_json()) == asked
    assert plan.made_by.what_if is None
    assert edited_instance(SMALL, list(asked.made_by.what_if.edits)).instance == found.instance


def test_a_plan_of_before_reads_as_one_of_which_nothing_was_asked():
    plan = sample_plan()
    said = plan.model_dump(mode="json")
    del said["made_by"]["what_if"]
    import json

    assert Plan.model_validate_json(json.dumps(said)) == plan
