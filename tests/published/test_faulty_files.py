"""A faulty file is refused with all that is wrong with it: what was expected, what was found, and where."""

from pathlib import Path

import pytest
from benchmarks.published import read_case, read_holmberg, read_or_library

from coeplan import InputError

# Two facilities, three customers.
HEAD = "2 3\n10 100\n20 200\n"
OR_LIBRARY = HEAD + "4\n1 2\n5\n3 4\n6\n5 6\n"
HOLMBERG = HEAD + "4 5 6\n1 3 5\n2 4 6\n"
SHORT = OR_LIBRARY.removesuffix("5 6\n")

STRANGE = ("x", "nan", "inf", "-1", "1e999", "1_000", "1,5", "0x10", "\u0663", "capacity", "1.5.", "e5")
"""Words that are no numbers of at least 0; one is a digit, but of another script."""


def refused(path: Path, text: str, reader=read_or_library, **more) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reader(path, **more)
    return [str(fault).removeprefix(str(path)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": the file is empty"),
        (" \n\0\0", ": the file is empty"),
        ("16", ":1:1: the file begins with '16'"),
        ("\n 2.5 3 1", ":2:2: the file begins with '2.5 3'"),
        ("0 3", ":1:1: the file begins with '0 3'"),
        ("2 -3", ":1:1: the file begins with '2 -3'"),
        ("1e999 1", ":1:1: the file begins with '1e999 1'"),
        ("facilities 2", ":1:1: the file begins with 'facilities 2'"),
    ],
)
def test_sizes_come_first(tmp_path: Path, text: str, said: str) -> None:
    expected = "; expected a file that begins with the numbers of facilities and of customers, whole and at least 1"
    assert refused(tmp_path / "case", text) == [said + expected]


@pytest.mark.parametrize(
    ("reader", "text", "said"),
    [
        (read_or_library, "2 3 10", ":1:5: the file ends after 3 numbers, before the fixed cost of facility 1"),
        (read_or_library, SHORT, ":8:1: the file ends after 13 numbers, before the cost of customer 3 at facility 1"),
        (read_holmberg, SHORT, ":8:1: the file ends after 13 numbers, before the cost of customer 2 at facility 2"),
        (read_holmberg, HEAD + "4", ":4:1: the file ends after 7 numbers, before the demand of customer 2"),
        (read_case, SHORT, ":8:1: the file ends after 13 numbers, before number 14"),
        (read_or_library, OR_LIBRARY + " 7 8", ":10:2: the file goes on with '7' after all its numbers; it holds 17"),
        (read_case, HOLMBERG + "\nFrom me", ":8:1: the file goes on with 'From' after all its numbers; it holds 17"),
    ],
    ids=["facilities", "customers", "facility-by-facility", "demands", "no-format", "numbers-left", "words-left"],
)
def test_the_sizes_say_how_many_numbers_there_are(tmp_path: Path, reader, text: str, said: str) -> None:
    assert refused(tmp_path / "case", text, reader) == [said + "; expected 15 for 2 facilities and 3 customers"]


@pytest.mark.parametrize("word", STRANGE, ids=ascii)
def test_every_word_is_a_number_of_at_least_0(tmp_path: Path, word: str) -> None:
    text = OR_LIBRARY.replace("3 4", f"3 {word}")
    said = f":7:3: {word!r} stands where the cost of customer 2 at facility 2 is; expected a number of at least 0"
    assert refused(tmp_path / "case", text) == [said]


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("10 100", ":2:1: '?' stands where the capacity of facility 1"),
        ("20 200", ":3:1: '?' stands where the capacity of facility 2"),
        ("4\n", ":4:1: '?' stands where the demand of customer 1"),
        ("6\n5", ":8:1: '?' stands where the demand of customer 3"),
    ],
)
def test_a_fault_says_what_should_stand_there(tmp_path: Path, old: str, said: str) -> None:
    first = old.split()[0]
    text = OR_LIBRARY.replace(old, old.replace(first, "?", 1), 1)
    assert refused(tmp_path / "case", text) == [said + " is; expected a number of at least 0"]


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    text = HOLMBERG.replace("100", "many").replace("1 3 5", "1 -3 5").removesuffix("6\n")
    assert refused(tmp_path / "case", text, read_holmberg) == [
        ":2:4: 'many' stands where the fixed cost of facility 1 is; expected a number of at least 0",
        ":5:3: '-3' stands where the cost of customer 2 at facility 1 is; expected a number of at least 0",
        ":6:3: the file ends after 14 numbers, before the cost of customer 3 at facility 2;"
        " expected 15 for 2 facilities and 3 customers",
    ]


def test_faults_without_end_are_counted(tmp_path: Path) -> None:
    said = refused(tmp_path / "case", "1 30 9 9" + " x" * 60)
    assert len(said) == 11
    assert said[-1] == ": 50 more words are no numbers of at least 0"


def test_a_capacity_left_open_must_be_stated(tmp_path: Path) -> None:
    text = OR_LIBRARY.replace("10 100", "capacity 100").replace("20 200", "capacity 200")
    said = ":2:1: the file leaves the capacity of 2 facilities open: it says 'capacity'"
    assert refused(tmp_path / "case", text) == [f"{said}; expected --capacity N, which gives their capacity"]


def test_capacities_are_not_stated_twice(tmp_path: Path) -> None:
    said = ": --capacity is given, but no facility of the file has 'capacity' for its capacity"
    assert refused(tmp_path / "case", OR_LIBRARY, capacity=5.0) == [f"{said}; expected the file without --capacity"]


def test_only_a_capacity_may_be_left_open(tmp_path: Path) -> None:
    said = refused(tmp_path / "case", OR_LIBRARY.replace("100", "capacity"), capacity=5.0)
    assert said[0].startswith(":2:4: 'capacity' stands where the fixed cost of facility 1 is")


def test_cost_without_demand_cannot_be_said(tmp_path: Path) -> None:
    text = OR_LIBRARY.replace("5\n3 4", "0\n3 4").replace("4\n1 2", "0.\n0 0")
    expected = "expected a demand above 0, or costs of 0: cost is paid per unit of demand"
    said = f":6:1: customer 2 has no demand, but serving it costs up to 4; {expected}"
    assert refused(tmp_path / "case", text) == [said]


def test_bytes_that_are_no_text_are_faults_like_others(tmp_path: Path) -> None:
    path = tmp_path / "case"
    path.write_bytes(OR_LIBRARY.encode("utf-16"))
    with pytest.raises(InputError, match="the file begins with"):
        read_or_library(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="the file cannot be read: "):
            read_or_library(path)
