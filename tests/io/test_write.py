"""Writing: what is written reads the same, and a file is replaced whole or not at all."""

import math
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.core.errors import InputError
from coeplan.io import read_document, write_atomically, write_document
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin, plain
from coeplan.io.yaml_text import yaml_text

ODD = [
    *("yes", "NO", "null", "~", "", "2027-01", "1e5", "0x1", "0o7", "12:30", "1_000", ".inf", "-", "<<", "|", "y"),
    *("a: b", "# x", "- a", " a", "a ", "--- a", "...", "%a", "? a", "&a", "*a", "!a", "@a", "`a`", "'", '"', "\\"),
    *("a\nb", "a\n\n b\n", "a\n--- b\n", "a\n...\nb", "#a\nb", "\ta\nb", "a\n", "\na", "a\n\n", "a\n  ", "a \nb"),
    *("é", "漢", "😀", "\x7f", "\x85a", "\u2028", "\ufeff", "a\tb", "\x00", "\x1b", "\ue000"),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(ODD)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
SCALARS = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | TEXT
DATA = st.dictionaries(
    TEXT,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
    ),
    max_size=4,
)


@settings(deadline=None)
@given(DATA)
def test_yaml_reads_as_it_was_written(data: dict[str, Any]) -> None:
    assert plain(read_yaml(yaml_text(data), Origin("x.yaml", Path("x.yaml")))) == data


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_reads_as_it_was_written(odd: str) -> None:
    data = {odd: odd, "list": [odd, [odd], {odd: odd}]}
    assert plain(read_yaml(yaml_text(data), Origin("x.yaml", Path("x.yaml")))) == data


def test_yaml_is_for_people() -> None:
    data = {
        "name": "small",
        "title": "Two sites: a trial",
        "description": "First line.\nSecond line.\n",
        "share": 0.00001,
        "workload": {"0": 40, "2": 50.5},
        "hosts": ["support", "platform"],
        "country": "NO",
        "none": None,
        "empty": {},
        "steps": [{"from_heads": 0, "cost": 5}, {}, [1]],
    }
    assert yaml_text(data).splitlines() == [
        "name: small",
        'title: "Two sites: a trial"',
        "description: |",
        "  First line.",
        "  Second line.",
        "share: 1.0e-05",
        "workload:",
        "  0: 40",
        "  2: 50.5",
        "hosts: [support, platform]",
        'country: "NO"',
        "none: null",
        "empty: {}",
        "steps:",
        "  - from_heads: 0",
        "    cost: 5",
        "  - {}",
        "  - [1]",
    ]


def test_long_lists_stand_in_lines() -> None:
    data = {"names": [f"location_{number:02d}" for number in range(20)]}
    assert len(yaml_text(data).splitlines()) == 21


@pytest.mark.parametrize("name", ["x.yaml", "x.yml", "x.json"])
def test_documents(tmp_path: Path, name: str) -> None:
    data = {"a": {"b": [1, 2.5, "ü", None, True]}, "months": (3, 3)}
    write_document(data, tmp_path / name)
    assert read_document(tmp_path / name)[0] == {**data, "months": [3, 3]}


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_numbers_that_are_none_are_not_written(tmp_path: Path, name: str, value: float) -> None:
    with pytest.raises(ValueError):
        write_document({"a": value}, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_unknown_types_are_not_written() -> None:
    with pytest.raises(ValueError, match="complex"):
        yaml_text({"a": 1j})


def test_content_is_written_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    write_atomically(path, b"\x00\r\n")
    assert path.read_bytes() == b"\x00\r\n"
    write_atomically(path, "ü\r\n")
    assert path.read_bytes() == "ü\r\n".encode()
    assert [item.name for item in tmp_path.iterdir()] == ["x.bin"]


def test_permissions_stay_and_links_are_followed(tmp_path: Path) -> None:
    path, link = tmp_path / "x.txt", tmp_path / "link.txt"
    write_atomically(path, "old")
    assert path.stat().st_mode & 0o777 == 0o666 & ~_mask()
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_nothing_changes_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    write_atomically(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.txt"]


@pytest.mark.parametrize("name", ["none/x.txt", "", "a\0b"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_atomically(f"{tmp_path}/{name}", "new")
    assert caught.value.faults[0].code == "cannot_write"
    assert list(tmp_path.iterdir()) == []
