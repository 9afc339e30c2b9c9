"""Paths: how they are written, what they fit, and what is said where they fit nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.whatif.editing import small

from coeplan.api.examples import example_names
from coeplan.api.load import load
from coeplan.api.tree import export_explicit
from coeplan.core.errors import InputError
from coeplan.whatif.document import Document
from coeplan.whatif.paths import Key, Position, find, parse_path, path_text
from coeplan.whatif.writes import value_writes
from coeplan_models import Instance, dotted
from coeplan_models.edits import SetValue

DOCUMENT = {
    "a": {"MX_GDL": 1, "MX_MEX": 2, "IN": 3, "*": 4},
    "list": [{"x": 1}, {"x": 2}],
    "nodes": {"t1": {"p": 1}, "t1.up": {"p": 2}, "t1.up.low": {"p": 3}},
    "figures": {"a.b[3]": 5, "a.b": 6, "of.a.value.that.lies[2].deep": 7},
    "odd key": 7,
    "none": None,
    "text": "words",
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a", (Key("a"),)),
        ("areas.support.workload[4]", (Key("areas"), Key("support"), Key("workload"), Position(4))),
        ("a[*][0].b", (Key("a"), Position(None), Position(0), Key("b"))),
        ('a."x.y [*]"', (Key("a"), Key("x.y [*]", quoted=True))),
        ('"\\u0041\\""', (Key('A"', quoted=True),)),
        ("three-hundred.MX_*.?", (Key("three-hundred"), Key("MX_*"), Key("?"))),
    ],
)
def test_paths_are_read(text, steps):
    assert parse_path(text) == steps


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "[0]",
        "a.[0]",
        "a[",
        "a[x]",
        "a[-1]",
        "a[0]b",
        'a"b"',
        'a."b',
        "a b",
        "a=b",
        '"\\q"',
    ],
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(InputError) as caught:
        parse_path(text)
    (fault,) = caught.value.faults
    assert fault.code == "bad_path"
    assert repr(text) in fault.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.MX_*", ["a.MX_GDL", "a.MX_MEX"]),
        ("a.*", ["a.MX_GDL", "a.MX_MEX", "a.IN", "a.*"]),
        ("a.I?", ["a.IN"]),
        ('a."*"', ["a.*"]),
        ('a."MX_GDL"', ["a.MX_GDL"]),
        ("list[*].x", ["list[0].x", "list[1].x"]),
        ("list[1].x", ["list[1].x"]),
        ("nodes.t1.p", ["nodes.t1.p"]),
        ("nodes.t1.up.p", ["nodes.t1.up.p"]),
        ("nodes.t1.up.low.p", ["nodes.t1.up.low.p"]),
        ("nodes.t1.up", ["nodes.t1.up"]),
        ("nodes.*.p", ["nodes.t1.p", "nodes.t1.up.p", "nodes.t1.up.low.p"]),
        ("figures.a.b[3]", ["figures.a.b[3]"]),
        ("figures.a.b", ["figures.a.b"]),
        ("figures.of.a.value.that.lies[2].deep", ["figures.of.a.value.that.lies[2].deep"]),
        ('figures."a.b"', ["figures.a.b"]),
        ('"odd key"', ["odd key"]),
        ("none", ["none"]),
    ],
)
def test_what_a_path_fits(text, found):
    assert [dotted(path) for path in find(DOCUMENT, parse_path(text))] == found


@pytest.mark.parametrize(
    ("text", "path", "said", "expected", "nearest"),
    [
        ("a.MX_GLD", ("a", "MX_GLD"), "a has no key 'MX_GLD'", "one of MX_GDL, MX_MEX, IN, *", "MX_GDL"),
        ("A.MX_GDL", ("A",), "the instance has no key 'A'", "one of a, list", "a"),
        ("a.PL_*", ("a", "PL_*"), "a has no key that fits 'PL_*'", "one of", None),
        ('a."MX_*"', ("a", "MX_*"), "a has no key 'MX_*'", "one of", "MX_MEX"),
        ("list[2].x", ("list", 2), "list is a list of 2, so it has no list entry [2]", None, None),
        ("list[*].y", ("list", 0, "y"), "list[0] has no key 'y'", "one of x", None),
        ("list.x", ("list", "x"), "list is a list of 2, so it has no key 'x'", None, None),
        ("a[0]", ("a", 0), "a has no list entry [0]", "one of", None),
        ("none.x", ("none", "x"), "none is empty (null), so it has no key 'x'", None, None),
        ("text.x", ("text", "x"), "text is 'words', so it has no key 'x'", None, None),
        ("a.IN.x", ("a", "IN", "x"), "a.IN is 3, so it has no key 'x'", None, None),
        ("a.IN[*]", ("a", "IN", "[*]"), "a.IN is 3, so it has no list entries", None, None),
        ('nodes."t1".up.p', ("nodes", "t1", "up"), "nodes.t1 has no key 'up'", "one of p", "p"),
        ("nodes.t1.up.q", ("nodes", "t1.up", "q"), "nodes.t1.up has no key 'q'", "one of p", None),
    ],
)
def test_a_path_that_fits_nothing_names_what_is_there(text, path, said, expected, nearest):
    with pytest.raises(InputError) as caught:
        find(DOCUMENT, parse_path(text))
    (fault,) = caught.value.faults
    assert (fault.code, fault.path, fault.message) == ("nothing_there", path, said)
    assert fault.expected is None if expected is None else (fault.expected or "").startswith(expected)
    assert fault.nearest[:1] == (() if nearest is None else (nearest,))


def test_names_come_from_every_place_where_the_path_ends():
    with pytest.raises(InputError) as caught:
        find({"l": {"a": {"one": 1}, "b": {"two": 2}}}, parse_path("l.*.tow"))
    assert caught.value.faults[0].nearest == ("two",)
    assert caught.value.faults[0].expected == "one of one, two"


def test_of_very_many_names_only_the_nearest_are_told():
    with pytest.raises(InputError) as caught:
        find({f"key{number}": 1 for number in range(41)}, parse_path("kye7"))
    assert caught.value.faults[0].expected == "a key that is there"
    assert "key7" in caught.value.faults[0].nearest


KEYS = st.text(min_size=1, max_size=8) | st.sampled_from(["a.b", "*", "MX_GDL", "[0]", '"', "x y", "="])


@given(st.lists(KEYS, min_size=1, max_size=4), st.lists(st.integers(0, 10**6), max_size=2))
def test_the_text_of_a_path_leads_back_to_it(keys, positions):
    path = (*keys, *positions)
    node = {"leaf": 1}
    root = node
    for step in reversed(path):
        root = {step: root} if isinstance(step, str) else [None] * min(step, 3) + [root]
    small_path = tuple(min(step, 3) if isinstance(step, int) else step for step in path)
    assert find(root, parse_path(path_text(small_path))) == [small_path]


def numeric_leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from numeric_leaves(value, (*path, key))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from numeric_leaves(value, (*path, position))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path


def check_every_number(instance, *, besides=()):
    document = Document(instance)
    leaves = [path for path in numeric_leaves(document.root) if path[0] not in besides]
    for path in leaves:
        said = dotted(path)
        fits = find(document.root, parse_path(said))
        assert path in fits
        assert "*" in said or fits == [path]
        writes = value_writes(document, SetValue(kind="set", path=path_text(path), value=17))
        assert [(write.path, write.value) for write in writes] == [(path, 17)]
    return len(leaves)


QUICK = ("micro-coe", "sampled-futures")
"""Examples whose numbers are gone through in the fast tier."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in example_names()]
)
def test_every_number_of_every_example_can_be_addressed(name):
    assert check_every_number(load(name), besides=("figures",)) > 300


@pytest.mark.slow
@pytest.mark.parametrize("name", example_names())
def test_every_number_that_tells_where_others_come_from_can_be_addressed(name):
    assert check_every_number(load(name), besides=set(Instance.model_fields) - {"figures"}) > 300


@pytest.mark.parametrize("tree", ["stages", "fan", "explicit", "frozen"])
def test_every_number_of_every_form_of_tree_can_be_addressed(tree):
    assert check_every_number(small(tree)) > 50
    assert check_every_number(export_explicit(small(tree))) > 50
