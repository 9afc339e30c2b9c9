"""Reading JSON: what values mean, where they stand, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coeplan.core.errors import InputError
from coeplan.io import read_document
from coeplan.io.read_json import read_json
from coeplan.io.tree import Node, Origin, PlaceMap, plain, whole

ORIGIN = Origin("file.json", Path("file.json"))


def read(text: str) -> Node:
    return read_json(text, ORIGIN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            '{"a": [1, -2, 0.5, 1e3, true, false, null, "t", {}, []]}',
            {"a": [1, -2, 0.5, 1000.0, True, False, None, "t", {}, []]},
        ),
        (' {"\\u00fc\\n" : "\\ud83d\\ude00" } ', {"ü\n": "😀"}),
        ("7", 7),
        ('"2027-01"', "2027-01"),
        ("9" * 30, 1e30),
        ("-0", 0),
    ],
)
def test_value(text: str, value: Any) -> None:
    assert plain(read(text)) == value


def test_places() -> None:
    places = PlaceMap(read('{\n  "a": {"b": [1,\n    {"c": 2}]}\n}'))
    assert str(places.place_of(("a", "b", 1, "c"))) == "file.json:3:11"
    assert str(places.place_of(("a", "b", 1, "c"), key=True)) == "file.json:3:6"
    assert str(places.place_of(("a", "b", 0))) == "file.json:2:15"
    assert str(places.place_of(("a", "b"))) == "file.json:2:9"


BAD = [
    ("{", 1, 2, "not_json"),
    ('{"a": 1,}', 1, 9, "not_json"),
    ("[1, 2,\n]", 2, 1, "not_json"),
    ('{"a" 1}', 1, 6, "not_json"),
    ("{a: 1}", 1, 2, "not_json"),
    ("[1 2]", 1, 4, "not_json"),
    ("[01]", 1, 2, "not_json"),
    ("[1.]", 1, 3, "not_json"),
    ("[.5]", 1, 2, "not_json"),
    ("[+1]", 1, 2, "not_json"),
    ('{"a": NaN}', 1, 7, "not_json"),
    ('{"a": -Infinity}', 1, 7, "not_json"),
    ("[tru]", 1, 2, "not_json"),
    ("[nulls]", 1, 2, "not_json"),
    ("['a']", 1, 2, "not_json"),
    ('["a', 1, 2, "not_json"),
    ('["a\nb"]', 1, 4, "not_json"),
    ('["\\x"]', 1, 3, "not_json"),
    ('["\\ud800"]', 1, 10, "not_json"),
    ("{} {}", 1, 4, "not_json"),
    ("// comment\n{}", 1, 1, "not_json"),
    ('{"a": 1,\n "a": 2}', 2, 2, "duplicate_key"),
    ("[" * 65, 1, 66, "too_deep"),
    ("[" * 100_000, 1, 66, "too_deep"),
    ('{"a":' * 100_000, 1, 326, "too_deep"),
]


@pytest.mark.parametrize(("text", "line", "column", "code"), BAD, ids=[text[:20] for text, *_ in BAD])
def test_bad_json(text: str, line: int, column: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    fault = caught.value.faults[0]
    assert fault.code == code
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (line, column)


def test_all_doubled_keys_are_said_with_what_follows() -> None:
    with pytest.raises(InputError) as caught:
        read('{"a": 1, "a": 2, "b": {"c": 1, "c": 2}, "d": }')
    assert [fault.code for fault in caught.value.faults] == ["duplicate_key", "duplicate_key", "not_json"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(JSON, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_reads_what_the_standard_library_writes(value: Any, indent: Any, ascii_only: bool) -> None:
    assert plain(read(json.dumps(value, indent=indent, ensure_ascii=ascii_only))) == value


@given(st.text(alphabet='{}[]:,"\\0123456789.eE+-truefalsn \n', max_size=40))
def test_accepts_what_the_standard_library_accepts(text: str) -> None:
    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("twice")
        return dict(pairs)

    def exact(digits: str) -> int | float:
        return whole(int(digits))

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        expected = json.loads(text, object_pairs_hook=each_once, parse_constant=refuse, parse_int=exact)
    except ValueError:
        with pytest.raises(InputError):
            read(text)
    else:
        assert plain(read(text)) == expected


def test_file(tmp_path: Path, refused: Callable[[Any], Any]) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"name": "x",\n "areas": []}')
    assert read_document(path)[0] == {"name": "x", "areas": []}
    assert {(fault.code, str(fault.place)) for fault in refused(path)} >= {("wrong_type", f"{path}:2:2")}
