"""Files of edits: one what-if or several, every fault with its line."""

import json

import pytest

from coeplan.core.errors import InputError
from coeplan.whatif.files import read_what_ifs
from coeplan.whatif.parse import parse_edit
from coeplan.whatif.schema import edits_schema
from coeplan_models import WhatIf

ONE = """\
schema_version: "1"
name: cheap-mexico
title: Cheaper Mexico
description: What if pay falls?
edits:
  - locations.MX_*.wage_growth x 0.9
  - {kind: shift, path: areas.support.workload, amount: 4}
  - kind: never
    location: IN_BLR
"""
EDITS = (
    parse_edit("locations.MX_*.wage_growth x 0.9"),
    parse_edit("areas.support.workload + 4"),
    parse_edit("never IN_BLR"),
)


@pytest.fixture
def read(tmp_path):
    def call(text, name="asked.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_what_ifs(path)

    return call


def test_a_file_holds_one_what_if(read, tmp_path):
    (found,) = read(ONE)
    texts = {"title": "Cheaper Mexico", "description": "What if pay falls?"}
    assert found.what_if == WhatIf(name="cheap-mexico", edits=EDITS, **texts)
    assert [str(place) for place in found.places] == [
        f"{tmp_path}/asked.yaml:6:5",
        f"{tmp_path}/asked.yaml:7:5",
        f"{tmp_path}/asked.yaml:8:5",
    ]


def test_json_says_the_same(read):
    said = {"name": "cheap-mexico", "edits": ["locations.MX_*.wage_growth x 0.9", {"kind": "never", "location": "X"}]}
    (found,) = read(json.dumps(said), "asked.json")
    assert found.what_if.edits == (EDITS[0], parse_edit("never X"))
    assert all(place is not None for place in found.places)


@pytest.mark.parametrize(
    "text",
    [
        "- never IN_BLR\n",
        "edits: never IN_BLR\n",
        "never IN_BLR\n",
        "edits: [never IN_BLR]\n",
        "edits: [{kind: never, location: IN_BLR}]\n",
    ],
)
def test_a_single_what_if_may_be_said_in_short_and_has_the_name_of_its_file(read, text):
    (found,) = read(text, "no-india.yaml")
    assert found.what_if == WhatIf(name="no-india", edits=EDITS[2:])
    assert [place.line for place in found.places] == [1]


def test_a_file_holds_several_by_name(read):
    found = read("what_ifs:\n  base: []\n  short: never IN_BLR\n  long: {title: Long, edits: [never IN_BLR]}\n")
    assert [each.what_if for each in found] == [
        WhatIf(name="base"),
        WhatIf(name="short", edits=EDITS[2:]),
        WhatIf(name="long", title="Long", edits=EDITS[2:]),
    ]
    assert [[place.line for place in each.places] for each in found] == [[], [3], [4]]


def test_plan_files_are_found_beside_the_file_and_other_plans_are_left(read, tmp_path):
    (found,) = read("- freeze 1 period of sub/plan.json\n- change at most 1 of base\n- freeze 1 period of /p.json\n")
    assert [edit.plan for edit in found.what_if.edits] == [f"{tmp_path}/sub/plan.json", "base", "/p.json"]


WRONG = [
    ("name: a b\nedits: []\n", ["bad_text 1:7 name"]),
    ("name: 5\nedits: []\n", ["wrong_type 1:7 name"]),
    ("title: [a]\nedits: []\n", ["wrong_type 1:1 title"]),
    ("title: a\n", ["missing_key 1:1 edits"]),
    ("edits: {}\n", ["wrong_type 1:1 edits"]),
    ("edits: 5\n", ["wrong_type 1:8 edits"]),
    ("edits: [", ["not_yaml 1:9 "]),
    ("edit: []\nedits: []\n", ["unknown_key 1:1 edit"]),
    ("schema_version: 1\nedits: []\n", ["wrong_type 1:17 schema_version"]),
    ("edits:\n  - x\n  - {kind: scale, path: a}\n  - {kind: scael}\n  - 5\n", [
        "no_edit 2:5 edits[0]", "missing_key 3:5 edits[1].factor",
        "unknown_kind 4:12 edits[2].kind", "wrong_type 5:5 edits[3]"]),
    ("what_ifs: {}\n", ["too_few 1:1 what_ifs"]),
    ("what_ifs: [a]\n", ["wrong_type 1:1 what_ifs"]),
    ("what_ifs: {a b: []}\n", ["bad_name 1:12 what_ifs.a b"]),
    ("what_ifs: {a: {name: b, edits: []}}\n", ["unknown_key 1:16 what_ifs.a.name"]),
    ("what_ifs: {a: [], b: {edits: [x]}}\nedits: []\n", ["no_edit 1:31 what_ifs.b.edits[0]", "unknown_key 2:1 edits"]),
    ("what_ifs: {a: [5, never A], b: {edits: 5}, c: 5}\n", [
        "wrong_type 1:16 what_ifs.a[0]", "wrong_type 1:40 what_ifs.b.edits", "wrong_type 1:47 what_ifs.c"]),
    ("edits:\n  - {kind: scale, path: a, factr: 2}\n", [
        "missing_key 2:5 edits[0].factor", "unknown_key 2:28 edits[0].factr"]),
    ("edits: {kind: never, location: A}\n", ["wrong_type 1:1 edits"]),
    ("what_ifs: {a: [never A, {kind: never}]}\n", ["bad_value 1:25 what_ifs.a[1]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "faults"), WRONG)
def test_every_fault_has_its_line(read, text, faults):
    from coeplan_models import dotted

    with pytest.raises(InputError) as caught:
        read(text)
    found = [f"{each.code} {each.place.line}:{each.place.column} {dotted(each.path)}" for each in caught.value.faults]
    assert found == faults


def test_a_misspelt_key_is_told_with_the_one_that_is_meant(read):
    with pytest.raises(InputError) as caught:
        read("titel: a\nedits: []\n")
    assert caught.value.faults[0].nearest == ("title",)
    assert caught.value.faults[0].expected == "one of title, description, edits, schema_version, name"


def test_a_file_whose_name_no_what_if_may_have_states_one(read):
    with pytest.raises(InputError) as caught:
        read("[never A]", "my edits.yaml")
    (fault,) = caught.value.faults
    assert "the file's name 'my edits' cannot be the name of a what-if" in fault.message
    assert read("{name: mine, edits: [never A]}", "my edits.yaml")[0].what_if.name == "mine"


def test_the_schema_describes_the_forms_of_a_file():
    schema = edits_schema()
    alone, several, edits = schema["anyOf"]
    assert set(alone["properties"]) == set(WhatIf.model_fields)
    assert alone["required"] == ["edits"]
    assert set(several["properties"]) == {"schema_version", "what_ifs"}
    among, short = several["properties"]["what_ifs"]["additionalProperties"]["anyOf"]
    assert set(among["properties"]) == {"title", "description", "edits"}
    assert short == edits == alone["properties"]["edits"] == among["properties"]["edits"]
    line, record = edits["anyOf"][0]["items"]["anyOf"]
    assert line == edits["anyOf"][1]
    assert line["type"] == "string"
    assert len(record["oneOf"]) == len(record["discriminator"]["mapping"]) == 11
    assert schema["$defs"]["Scale"]["properties"]["factor"]["unit"] == "factor"
    assert schema["$id"] == "urn:coeplan:edits:1"
