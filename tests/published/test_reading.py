"""Files of both formats are read to the last digit, and told apart only where their line breaks show it."""

from pathlib import Path

import pytest
from benchmarks.published import FORMATS, FacilityCase, read_case, read_holmberg, read_or_library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.published.cases import DATA, any_numbers, optima, records, scattered, wrapped

from coeplan import InputError

READERS = {"or-library": read_or_library, "holmberg": read_holmberg}
SIZES = {
    "or-library": [(16, 50), (25, 50), (50, 50), (100, 1000)],
    "holmberg": [(10, 50), (20, 50), (30, 150), (10, 90), (20, 80), (30, 70), (10, 100), (20, 100), (30, 200)],
}
"""Sizes of the published files."""

WIDTHS = {"or-library": 7, "holmberg": 10}
"""Numbers in a line of the published files."""

# One folder serves all examples: each overwrites its file.
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORM = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "case.txt"


def written(file: Path, text: str) -> Path:
    file.write_bytes(text.encode())
    return file


def any_size(form: str, facilities: int, customers: int) -> FacilityCase:
    """A case of which every number is another one."""
    costs = tuple(tuple(1e4 * (j + 1) + i for i in range(facilities)) for j in range(customers))
    capacities, fixed = (tuple(start + i for i in range(facilities)) for start in (1e3, 2e3))
    demands = tuple(3e3 + j for j in range(customers))
    return FacilityCase("case", capacities, fixed, demands, costs, single_source=form == "holmberg")


@FORM
@MANY
@given(data=st.data())
def test_numbers_survive_any_line_breaks(file: Path, form: str, data: st.DataObject) -> None:
    case = data.draw(any_numbers(single_source=form == "holmberg"))
    assert READERS[form](written(file, data.draw(scattered(case)))) == case


@FORM
@MANY
@given(data=st.data())
def test_a_file_written_record_by_record_is_never_taken_for_the_other_format(
    file: Path, form: str, data: st.DataObject
) -> None:
    case = data.draw(any_numbers(single_source=form == "holmberg"))
    written(file, wrapped(case, data.draw(st.integers(1, 8))))
    try:
        found = read_case(file)
    except InputError as error:
        assert [fault.code for fault in error.faults] == ["format_not_visible"]
    else:
        assert found == case


@pytest.mark.parametrize(
    ("form", "size"), [(form, size) for form, sizes in SIZES.items() for size in sizes], ids=lambda value: str(value)
)
def test_published_sizes_and_breaks_show_their_format(file: Path, form: str, size: tuple[int, int]) -> None:
    case = any_size(form, *size)
    assert read_case(written(file, wrapped(case, WIDTHS[form]))) == case


@pytest.mark.parametrize("name", optima())
def test_shipped_files_show_their_format(name: str) -> None:
    form = Path(name).parent.name
    assert read_case(DATA / name) == READERS[form](DATA / name)


@given(facilities=st.integers(1, 9), customers=st.integers(1, 9))
def test_both_formats_hold_equally_many_numbers(facilities: int, customers: int) -> None:
    counts = {sum(map(len, records(any_size(form, facilities, customers)))) for form in FORMATS}
    assert counts == {2 + 2 * facilities + customers + facilities * customers}


@FORM
@pytest.mark.parametrize("gap", [" ", "\n"], ids=["one-line", "one-number-a-line"])
def test_a_file_without_records_needs_its_format_named(file: Path, form: str, gap: str) -> None:
    case = any_size(form, 3, 5)
    written(file, gap.join(str(number) for record in records(case) for number in record))
    assert READERS[form](file) == case
    said = "fit neither format, so it cannot be told; expected --format or-library or --format holmberg"
    with pytest.raises(InputError, match=said):
        read_case(file)


@FORM
def test_a_file_that_fits_both_formats_needs_its_format_named(file: Path, form: str) -> None:
    # With one customer more than facilities, both formats have records of equal length.
    case = any_size(form, 2, 3)
    assert READERS[form](written(file, wrapped(case, 10))) == case
    with pytest.raises(InputError, match="fit both formats, so it cannot be told"):
        read_case(file)


TAILS = {"none": "", "blank": "\n\n", "mixed": "\r\n \t", "zero-bytes": "\n" + "\0" * 77, "zero-byte": "\0"}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_what_follows_the_last_number_is_no_matter(file: Path, tail: str) -> None:
    case = any_size("holmberg", 2, 4)
    assert read_case(written(file, "\ufeff" + wrapped(case, 10).rstrip() + tail)) == case


def test_the_word_capacity_stands_for_the_capacity_stated(file: Path) -> None:
    written(file, "2 1\ncapacity 5.\nCAPACITY 6\n4\n10 20\n")
    case = read_or_library(file, capacity=7250.5)
    assert (case.capacities, case.fixed_costs, case.name) == ((7250.5, 7250.5), (5.0, 6.0), "case-7250-5")


def test_only_the_capacities_left_open_are_stated(file: Path) -> None:
    assert read_or_library(written(file, "2 1 capacity 5 8 6 4 10 20"), capacity=0).capacities == (0.0, 8.0)


@pytest.mark.parametrize(
    ("name", "found"),
    [("cap41.txt", "cap41"), ("p 1 (copy).dat", "p-1-copy"), ("_.txt", "case"), ("x" * 60, "x" * 40)],
)
def test_a_case_is_named_after_its_file(tmp_path: Path, name: str, found: str) -> None:
    assert read_holmberg(written(tmp_path / name, "1 1 1 1 1 1")).name == found
