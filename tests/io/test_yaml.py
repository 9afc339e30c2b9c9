"""Reading YAML: what values mean, where they stand, and what is refused before it does harm."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coeplan.core.errors import InputError
from coeplan.io import PlaceMap, read_document
from coeplan.io.documents import LARGEST_YAML
from coeplan_models import Fault

Read = Callable[[str], tuple[Any, PlaceMap]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_read(text: str) -> tuple[Any, PlaceMap]:
        path = tmp_path / "file.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        return read_document(path)

    return write_and_read


@pytest.fixture
def fault(read: Read) -> Callable[[str], Fault]:
    def first(text: str) -> Fault:
        with pytest.raises(InputError) as caught:
            read(text)
        return caught.value.faults[0]

    return first


VALUES: list[tuple[str, Any]] = [
    ("2027-01", "2027-01"),
    ("2027-01-01", "2027-01-01"),
    ("2027-01-01 10:00:00", "2027-01-01 10:00:00"),
    ("yes", "yes"),
    ("NO", "NO"),
    ("on", "on"),
    ("true", True),
    ("False", False),
    ("tRUE", "tRUE"),
    ("null", None),
    ("~", None),
    ("", None),
    ("014", 14),
    ("0o14", 12),
    ("0x1F", 31),
    ("+7", 7),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("1.", 1.0),
    (".5", 0.5),
    ("1e5", 1e5),
    ("-1E-2", -0.01),
    ("-.inf", float("-inf")),
    ("inf", "inf"),
    ("'7'", "7"),
    ('"7"', "7"),
    ("!!str 7", "7"),
    ("! 7", "7"),
    ("!!int 7", 7),
    ("!!float 7", 7),
    ("!!null ''", None),
    ("!!seq [1]", [1]),
    ("!!map {a: 1}", {"a": 1}),
    ("[1, two, {three: 3}]", [1, "two", {"three": 3}]),
    ("9007199254740991", 9007199254740991),
    ("9" * 30, 1e30),
    ("|\n  one\n  two\n", "one\ntwo\n"),
    (">-\n  one\n  two\n", "one two"),
    ("{0: a, 01x: b, 2.5: c, true: d, ~: e}", {"0": "a", "01x": "b", "2.5": "c", "true": "d", "~": "e"}),
    ("'é ü 漢 😀'", "é ü 漢 😀"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_value(read: Read, text: str, value: Any) -> None:
    data, _ = read(f"key: {text}\n")
    assert data == {"key": value}
    assert type(data["key"]) is type(value) or (type(data["key"]), type(value)) == (int, int)


def test_no_number_is_kept_for_the_contract_to_refuse(read: Read) -> None:
    data, _ = read("a: .nan")
    assert data["a"] != data["a"]


@pytest.mark.parametrize(
    "text", ["%YAML 1.2\n---\na: 1\n", "---\na: 1\n...\n", "\ufeffa: 1", "a: 1\r\n", "# c\n\n---\na: 1 # d"]
)
def test_frames_of_a_document(read: Read, text: str) -> None:
    assert read(text)[0] == {"a": 1}


def test_aliases_and_merges(read: Read) -> None:
    data, places = read(
        "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  <<: [*b, *o]\n  x: 9\nsame: *b\n'<<': 5\n"
    )
    assert data["use"] == {"x": 9, "y": 2, "z": 4}
    assert data["same"] == {"x": 1, "y": 2}
    assert data["<<"] == 5
    assert str(places.place_of(("use", "y"))).endswith(":1:20")
    assert str(places.place_of(("use", "x"))).endswith(":5:6")
    assert str(places.place_of(("same",))).endswith(":6:1")


def test_places(read: Read) -> None:
    _, places = read("a:\n  b: [10, {c: 3}]\n  d: text\n  e:\nf: {}\n")

    def at(*path: str | int, key: bool = False) -> tuple[int | None, int | None]:
        place = places.place_of(path, key=key)
        assert place is not None
        return place.line, place.column

    assert at("a", "d") == (3, 6)
    assert at("a", "d", key=True) == (3, 3)
    assert at("a", "b") == (2, 3)
    assert at("a", "b", 0) == (2, 7)
    assert at("a", "b", 1) == (2, 11)
    assert at("a", "b", 1, "c") == (2, 15)
    assert at("a", "e") == (4, 3)
    assert at("f") == (5, 1)
    assert at("a", "missing", "below") == (1, 1)
    assert at("a", "b", 7) == (2, 3)
    assert at("missing") == at() == (1, 1)


def test_lines_are_counted_over_windows_line_ends(read: Read) -> None:
    _, places = read("a: 1\r\nb:\r\n  c: 2\r\n")
    assert str(places.place_of(("b", "c"))).endswith(":3:6")


def test_all_doubled_keys_are_said_at_once(read: Read) -> None:
    with pytest.raises(InputError) as caught:
        read("a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [(fault.code, str(fault.place).split(":", 1)[1]) for fault in caught.value.faults] == [
        ("duplicate_key", "2:1"),
        ("duplicate_key", "3:11"),
    ]
    assert "first in line 1" in caught.value.faults[0].message


def test_empty_files(fault: Callable[[str], Fault]) -> None:
    assert [fault(text).code for text in ("", " \n\t\n", "# only a comment\n", "\ufeff")] == ["empty_file"] * 4


@pytest.mark.parametrize(
    ("raw", "code", "line", "column"),
    [
        (b"a: 1\nb: \xff", "not_utf8", 2, 4),
        (b"\xef\xbb\xbfa: 1\nb: \xc3", "not_utf8", 2, 4),
        ("a: ü".encode("utf-16"), "not_utf8", 1, 1),
        ("a: ü".encode("latin-1"), "not_utf8", 1, 4),
        (b"a: 1\r\nb: \x00", "control_character", 2, 4),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, raw: bytes, code: str, line: int, column: int) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read_document(path)
    (fault,) = caught.value.faults
    assert fault.code == code
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (line, column)


BOMBS = [
    (
        "laughs",
        "a: &l0 [x, x]\n" + "".join(f"b{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "too_many_values",
    ),
    (
        "maps",
        "a: &l0 {x: 1}\n" + "".join(f"b{n}: &l{n} {{x: *l{n - 1}, y: *l{n - 1}}}\n" for n in range(1, 40)),
        "too_many_values",
    ),
    ("chain", "a: &l0 [x]\n" + "".join(f"b{n}: &l{n} [*l{n - 1}]\n" for n in range(1, 90)), "too_deep"),
    (
        "merges",
        "a: &l0 {x: 1}\n" + "".join(f"b{n}: &l{n} {{<<: *l{n - 1}, k{n}: 1}}\n" for n in range(1, 3000)),
        "too_many_values",
    ),
    ("itself", "a: &a [*a]\n", "unknown_alias"),
    ("itself as map", "a: &a {b: *a}\n", "unknown_alias"),
    ("brackets", "[" * 100_000, "too_deep"),
    ("braces", "{a: " * 100_000, "too_deep"),
    ("dashes", "- " * 100_000, "too_deep"),
    ("questions", "? " * 100_000, "too_deep"),
    ("keys", "? [" * 1_000, "too_deep"),
    ("indentation", "".join(" " * n + "a:\n" for n in range(500)), "too_deep"),
]


@pytest.mark.parametrize(("text", "code"), [bomb[1:] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS])
def test_bombs_are_refused_at_once(fault: Callable[[str], Fault], text: str, code: str) -> None:
    start = time.process_time()
    found = fault(text)
    assert time.process_time() - start < 10
    assert found.code == code
    assert found.place is not None
    assert found.expected


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (LARGEST_YAML + 1))
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert [fault.code for fault in caught.value.faults] == ["file_too_large"]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "instance.yaml").write_text("a: 1")
    cases = [
        ("instence.yaml", "file_not_found"),
        ("none/x.yaml", "file_not_found"),
        ("", "cannot_read"),
        ("x" * 999, "cannot_read"),
        ("a\0b", "cannot_read"),
    ]
    for name, code in cases:
        with pytest.raises(InputError) as caught:
            read_document(f"{tmp_path}/{name}")
        assert caught.value.faults[0].code == code
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "instence.yaml")
    assert caught.value.faults[0].nearest == ("instance.yaml",)


def test_a_name_that_is_neither_yaml_nor_json(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_text("a: 1")
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "plan.xlsx")
    assert caught.value.faults[0].code == "unknown_format"


def test_a_name_without_suffix_is_yaml(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("a: yes")
    assert read_document(tmp_path / "plan")[0] == {"a": "yes"}
