"""Edits as lines: every form is read as its record, written as a line, and explained where it is misspelt."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coeplan.core.errors import InputError
from coeplan.whatif.parse import FORMS, KINDS, edit_of, parse_edit
from coeplan.whatif.texts import edit_text
from coeplan_models import Place
from coeplan_models.edits import (
    AddEntry,
    ChangeAtMost,
    FreezePeriods,
    KeepHeads,
    Merge,
    Never,
    OpenSite,
    Remove,
    Scale,
    SetValue,
    Shift,
    WhatIf,
)


def open_site(**fields):
    return OpenSite(kind="open", **fields)


def never(**fields):
    return Never(kind="never", **fields)


def heads(**fields):
    return KeepHeads(kind="keep_heads", location="MX_GDL", **fields)


def put(path, value):
    return SetValue(kind="set", path=path, value=value)


CANONICAL = [
    ("policies.country_share.limit = 0.4", put("policies.country_share.limit", 0.4)),
    ("operating_models.bot.lock_in = 24", put("operating_models.bot.lock_in", 24)),
    ("a = null", put("a", None)),
    ("a = true", put("a", True)),
    ("a = some_words", put("a", "some_words")),
    ('a = "null"', put("a", "null")),
    ('a = "24"', put("a", "24")),
    ('a = ""', put("a", "")),
    ("a = [1, 2.5, x]", put("a", [1, 2.5, "x"])),
    ("a = {}", put("a", {})),
    ('a."x = y".b = 1', put('a."x = y".b', 1)),
    ("locations.MX_*.wages.* x 1.1", Scale(kind="scale", path="locations.MX_*.wages.*", factor=1.1)),
    ("a x -2", Scale(kind="scale", path="a", factor=-2)),
    ("a x 1e-07", Scale(kind="scale", path="a", factor=1e-7)),
    ("a x 1e+300", Scale(kind="scale", path="a", factor=1e300)),
    ("areas.support.workload + 4", Shift(kind="shift", path="areas.support.workload", amount=4)),
    ("areas.support.workload[2] - 0.5", Shift(kind="shift", path="areas.support.workload[2]", amount=-0.5)),
    ("remove locations.IN_BLR", Remove(kind="remove", path="locations.IN_BLR")),
    (
        "add policies.no_india = {kind: forbid, location: IN_BLR}",
        AddEntry(kind="add", path="policies.no_india", value={"kind": "forbid", "location": "IN_BLR"}),
    ),
    (
        'merge {policies: {survive: null}, title: "Two words", "a key": [{b: 1}]}',
        Merge(kind="merge", patch={"policies": {"survive": None}, "title": "Two words", "a key": [{"b": 1}]}),
    ),
    ("open MX_GDL by 4", open_site(location="MX_GDL", by=4)),
    (
        "open MX_GDL as bot by 4 until 8",
        open_site(location="MX_GDL", operating_model="bot", by=4, until=8),
    ),
    ("never IN_BLR", never(location="IN_BLR")),
    ("never bot at IN_BLR", never(operating_model="bot", location="IN_BLR")),
    ("never model bot", never(operating_model="bot")),
    ("never area support", never(area="support")),
    ("never area support at IN_BLR", never(area="support", location="IN_BLR")),
    ("never area support under bot", never(area="support", operating_model="bot")),
    (
        "never area support under bot at IN_BLR",
        never(area="support", operating_model="bot", location="IN_BLR"),
    ),
    ("keep heads at MX_GDL 20..30", heads(at_least=20, at_most=30)),
    ("keep heads at MX_GDL 20..", heads(at_least=20)),
    ("keep heads at MX_GDL ..30.5", heads(at_most=30.5)),
    ("keep heads at MX_GDL 20", heads(at_least=20, at_most=20)),
    (
        "keep heads of support at MX_GDL 0..30 from 4 to 8",
        heads(area="support", at_least=0, at_most=30, first_period=4, last_period=8),
    ),
    ("freeze 2 periods of plan.json", FreezePeriods(kind="freeze", periods=2, plan="plan.json")),
    ("freeze 1 period of out/my plan.json", FreezePeriods(kind="freeze", periods=1, plan="out/my plan.json")),
    ('freeze 1 period of " x\\n"', FreezePeriods(kind="freeze", periods=1, plan=" x\n")),
    ("change at most 3 of plan.json", ChangeAtMost(kind="change_at_most", limit=3, plan="plan.json")),
]


@pytest.mark.parametrize(("line", "edit"), CANONICAL)
def test_a_line_is_read_and_written(line, edit):
    assert parse_edit(line) == edit
    assert edit_text(edit) == line


def test_every_form_of_every_kind_is_among_them():
    fits = {form for line, _ in CANONICAL for form in FORMS if form.pattern.fullmatch(line)}
    assert fits == set(FORMS)
    assert {form.kind for form in FORMS} == set(KINDS)
    assert {edit.kind for _, edit in CANONICAL} == set(KINDS)


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("  a=0.4 ", "a = 0.4"),
        ("a = 1: 2", 'a = {"1": 2}'),
        ("a * 1.1", "a x 1.1"),
        ("a × 1.10", "a x 1.1"),
        ("a x +.5", "a x 0.5"),
        ("a x 2.", "a x 2"),
        ("a -4", "a - 4"),
        ("a +  4e0", "a + 4"),
        ("add a={b: 1}", "add a = {b: 1}"),
        ("remove   a", "remove a"),
        ("open  MX_GDL\tby 04", "open MX_GDL by 4"),
        ("freeze 1 periods of p.json", "freeze 1 period of p.json"),
        ("keep heads at MX 2..2", "keep heads at MX 2"),
        ("keep heads at MX 2.. from 0", "keep heads at MX 2.."),
        ("open x by 4", "open x by 4"),
        ("remove x", "remove x"),
        ("add x 3", "add x 3"),
        ("never = 3", "never = 3"),
        ("a = 1e400x", 'a = "1e400x"'),
    ],
)
def test_lines_may_be_written_in_other_ways(line, canonical):
    read = parse_edit(line)
    assert edit_text(read) == canonical
    assert parse_edit(canonical) == read


def test_a_word_of_a_pin_may_be_the_name_of_something():
    assert parse_edit("never model at bot") == never(operating_model="model", location="bot")
    assert parse_edit("never model") == never(location="model")
    assert parse_edit("never area at at at") == never(area="at", location="at")
    assert parse_edit("add x 3") == Scale(kind="scale", path="add", factor=3)


@pytest.mark.parametrize(
    ("line", "code", "said", "expected"),
    [
        ("", "no_edit", "the edit is empty", "PATH = VALUE or PATH x FACTOR or PATH + AMOUNT, or a line"),
        ("areas.support.workload", "no_edit", "'areas.support.workload' is no edit", "PATH = VALUE"),
        ("areas.support.workload =", "no_edit", "is no edit", "PATH = VALUE"),
        ("areas.support.workload x fast", "no_edit", "is no edit", "PATH = VALUE or PATH x FACTOR"),
        ("areas.support.workload x 1,1", "no_edit", "is no edit", "PATH = VALUE or PATH x FACTOR"),
        ("open MX_GDL", "no_edit", "is no edit", "open LOCATION [as MODEL] by PERIOD"),
        ("opne MX_GDL by 4", "no_edit", "is no edit", "open LOCATION [as MODEL] by PERIOD"),
        ("keep 20 at MX", "no_edit", "is no edit", "keep heads [of AREA] at LOCATION LEAST..MOST"),
        ("never bot in IN_BLR", "no_edit", "is no edit", "never LOCATION or never MODEL at LOCATION or"),
        ("freeze two periods of p.json", "no_edit", "is no edit", "freeze COUNT periods of PLAN"),
        ("add policies.x", "no_edit", "is no edit", "add PATH = VALUE"),
        ("open MX_GDL by 9999999999", "no_edit", "is no edit", "open LOCATION"),
        ("open MX_GDL by 1201", "out_of_range", "1201 is out of range", "a whole number from 0 to 1,200"),
        ("open MX.GDL by 1", "bad_text", "'MX.GDL' is not written as it should be", "a name of letters, digits, _"),
        ("keep heads at MX ..", "bad_value", "at_least or at_most has to be given", None),
        ("freeze 0 periods of p.json", "out_of_range", "0 is out of range", "a whole number from 1 to 1,200 (periods)"),
        ("a x 1e999", "not_finite", "inf is no finite number", "a number (factor)"),
        ("a = .inf", "bad_value", "inf is no finite number", None),
        ("a = [1, .nan]", "bad_value", "nan is no finite number", None),
        ("a = {b: ", "not_yaml", "in 'a = {b:'", "YAML"),
        ("a = {b: 1, b: 2}", "duplicate_key", "key 'b' stands twice", "each key once"),
        ("merge [1]", "wrong_type", "the value is a list", "a map"),
    ],
)
def test_what_is_no_edit_is_explained(line, code, said, expected):
    place = Place(file="--set[2]")
    with pytest.raises(InputError) as caught:
        parse_edit(line, place)
    (fault,) = caught.value.faults
    assert fault.code == code
    assert said in fault.message
    assert fault.expected is None if expected is None else (fault.expected or "").startswith(expected)
    assert fault.place == place


@pytest.mark.parametrize(
    ("said", "code", "path", "nearest"),
    [
        ({"path": "a"}, "unknown_kind", ("kind",), ()),
        ({"kind": "scael"}, "unknown_kind", ("kind",), ("scale",)),
        ({"kind": 3}, "unknown_kind", ("kind",), ()),
        ({"kind": "scale", "path": "a"}, "missing_key", ("factor",), ()),
        ({"kind": "scale", "path": "a", "factor": 1, "pth": 1}, "unknown_key", ("pth",), ("path",)),
        ({"kind": "scale", "path": "a", "factor": "2"}, "wrong_type", ("factor",), ()),
        ({"kind": "scale", "path": 3, "factor": 2}, "wrong_type", ("path",), ()),
        ({"kind": "never"}, "bad_value", (), ()),
        ({"kind": "set", "path": "", "value": 2}, "bad_text", ("path",), ()),
    ],
)
def test_a_map_that_is_no_edit_is_explained(said, code, path, nearest):
    with pytest.raises(InputError) as caught:
        edit_of(said)
    (fault,) = caught.value.faults
    assert (fault.code, fault.path, fault.nearest[:1]) == (code, path, nearest)


def test_everything_wrong_with_a_map_is_told_at_once():
    with pytest.raises(InputError) as caught:
        edit_of({"kind": "keep_heads", "locaton": "MX", "at_least": -1})
    assert {fault.path for fault in caught.value.faults} == {("location",), ("locaton",), ("at_least",)}


NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,6}", fullmatch=True) | st.sampled_from(
    ["at", "by", "as", "of", "to", "from", "until", "model", "area", "under", "heads", "x", "1"]
)
PATHS = st.from_regex(
    r'([A-Za-z*?_0-9-]{1,6}|"[^"\\]{0,6}")(\.[A-Za-z*?0-9-]{1,6}|\[[0-9*]\]|\."[^"\\]{0,6}"){0,3}', fullmatch=True
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | NUMBERS
    | TEXTS
    | st.sampled_from(["null", "yes", "1_0", "0x1F", ".5", "~", "- a", "a: b", "#"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
PERIODS = st.integers(0, 1200)
HEADS = st.floats(0, 1e12)
FILES = TEXTS.filter(bool)


def optional(strategy):
    return st.none() | strategy


EDITS = (
    st.builds(put, PATHS, VALUES)
    | st.builds(Scale, kind=st.just("scale"), path=PATHS, factor=FINITE)
    | st.builds(Shift, kind=st.just("shift"), path=PATHS, amount=FINITE)
    | st.builds(AddEntry, kind=st.just("add"), path=PATHS, value=VALUES)
    | st.builds(Remove, kind=st.just("remove"), path=PATHS)
    | st.builds(Merge, kind=st.just("merge"), patch=st.dictionaries(TEXTS, VALUES, max_size=3))
    | st.builds(open_site, location=NAMES, operating_model=optional(NAMES), by=PERIODS, until=optional(PERIODS))
    | st.fixed_dictionaries({}, optional={"location": NAMES, "operating_model": NAMES, "area": NAMES})
    .filter(bool)
    .map(lambda named: never(**named))
    | st.builds(
        KeepHeads,
        kind=st.just("keep_heads"),
        location=NAMES,
        area=optional(NAMES),
        at_least=HEADS,
        at_most=optional(HEADS),
        first_period=PERIODS,
        last_period=optional(PERIODS),
    )
    | st.builds(FreezePeriods, kind=st.just("freeze"), periods=st.integers(1, 1200), plan=FILES)
    | st.builds(ChangeAtMost, kind=st.just("change_at_most"), limit=st.integers(0, 10**8), plan=FILES)
)


def exactly(edit):
    """The edit as JSON, in which 1, 1.0 and true differ."""
    return json.dumps(edit.model_dump(mode="json"))


@given(EDITS.filter(lambda edit: getattr(edit, "path", "").isprintable()))
def test_the_line_of_an_edit_is_read_as_the_same_edit(edit):
    line = edit_text(edit)
    assert line.isprintable()
    read = parse_edit(line)
    assert read == edit
    # Of -0.0 the sign is lost, which changes nothing.
    assert exactly(read).replace("-0.0", "0.0") == exactly(edit).replace("-0.0", "0.0")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    "edit", ['"kind": "set", "path": "a", "value": [{}]', '"kind": "merge", "patch": {{"a": [{}]}}']
)
def test_numbers_that_no_file_may_hold_are_refused_in_json_too(edit, number):
    text = f'{{"name": "a", "edits": [{{{edit.format(number)}}}]}}'
    with pytest.raises(ValidationError, match="is no finite number"):
        WhatIf.model_validate_json(text)
