"""The workbook of a plan: its totals, formulas, sheets, texts and print set-up."""

import json
import math
import re
import time
import zipfile
from io import BytesIO
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans.sample import sample_instance, sample_plan
from tests.report.workbooks import (
    checks_of,
    consistent,
    formulas_of,
    large_plan,
    random_plan,
    values_of,
)

from coeplan.api.workbook import plan_workbook, write_workbook
from coeplan.core.errors import InputError
from coeplan.plans.board import board
from coeplan.report.sentences import Page, answer
from coeplan.report.workbook.charts import _fill
from coeplan.report.workbook.texts import cell_text, header_text, looks_like_formula, sheet_name
from coeplan.report.workbook.workbook import CONTENTS
from coeplan_models import Category, Instance

FUNCTIONS = {"SUM", "SUMIFS", "SUMPRODUCT", "SUBTOTAL", "MAX", "MIN", "ROUND", "ABS", "IF", "COUNTIF"}
HOSTILE = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "\t=1+1")


@pytest.fixture(scope="module")
def content():
    return plan_workbook(sample_plan(), sample_instance(), audited=True)


@pytest.fixture(scope="module")
def shown(content):
    """What a program shows that does not calculate."""
    return values_of(content)


@pytest.fixture(scope="module")
def written(content):
    """What is in the cells."""
    return formulas_of(content)


def rows_of(sheet):
    return [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]


def row_named(sheet, *labels):
    """The numbers of the first row that begins with some texts."""
    rows = sheet.iter_rows(values_only=True)
    found = next(row for row in rows if tuple(cell or "" for cell in row[: len(labels)]) == labels)
    return [cell for cell in found[len(labels) :] if cell is not None]


# Totals


@pytest.mark.parametrize(("seed", "shape"), [(1, "fan"), (2, "line"), (3, "early")])
def test_every_total_agrees_with_the_plan(seed, shape):
    plan = random_plan(seed, shape)
    found = checks_of(plan_workbook(plan))
    assert [row for row in found if row[3] != 0 or row[4] != "agrees"] == []
    for _, own, stated, *_ in found:
        assert own == pytest.approx(stated, rel=1e-6, abs=1e-6)
    sources = {row[5] for row in found}
    for name in ("expected_total", "worst_total", "expected_capital", "largest_capital", "peak_heads_abroad"):
        assert f"summary.{name}" in sources
    assert len([row for row in found if row[5] == "leaf_totals.total"]) == len(plan.leaf_totals)


def test_what_is_reconciled_is_what_the_plan_says(plan, content):
    stated = {(row[0], row[5]): row[2] for row in checks_of(content)}
    # A file holds sixteen digits of a number.
    expected = pytest.approx(plan.summary.expected_total, rel=1e-15)
    assert stated["Expected cost, present value, by year", "summary.expected_total"] == expected
    assert stated["Present value of fast", "leaf_totals.total"] == pytest.approx(plan.leaf_totals[0].total, rel=1e-15)
    assert stated["Largest capital of a path", "summary.largest_capital"] == plan.summary.largest_capital
    payroll = [row for row in plan.amounts if row.category is Category.PAYROLL]
    chance = {node.id: node.probability for node in plan.nodes}
    worth = math.fsum(chance[row.node] * row.discounted for row in payroll)
    source = "amounts of category payroll, weighted by probability"
    assert stated["Payroll, present value, by year", source] == pytest.approx(worth)


def test_a_plan_without_people_or_money_has_a_workbook(plan):
    nothing = dict.fromkeys(("amounts", "teams", "sites", "decisions", "holdings"), ())
    leaves = tuple(leaf.model_copy(update={"total": 0.0}) for leaf in plan.leaf_totals)
    zero = plan.summary.model_copy(update={"expected_total": 0.0})
    empty = plan.model_copy(update={**nothing, "leaf_totals": leaves, "summary": zero, "value": 0.0, "gap": None})
    content = plan_workbook(consistent(empty))
    assert {row[4] for row in checks_of(content)} == {"agrees"}
    assert "Open no site abroad" in str(values_of(content)["Summary"]["A6"].value)


@pytest.mark.parametrize(
    ("field", "what"),
    [("expected_total", "by period"), ("expected_capital", "along paths"), ("peak_heads_abroad", "Most heads abroad")],
)
def test_a_total_that_was_changed_is_told(plan, instance, field, what):
    wrong = plan.summary.model_copy(update={field: getattr(plan.summary, field) + 1000.0})
    content = plan_workbook(plan.model_copy(update={"summary": wrong}), instance)
    differing = [row for row in checks_of(content) if row[4] != "agrees"]
    assert {row[4] for row in differing} == {"DIFFERS"}
    assert {row[3] for row in differing} == {-1000}
    assert any(what in row[0] for row in differing)
    assert all(row[5] == f"summary.{field}" for row in differing)
    assert values_of(content)["Summary"]["A3"].value.startswith(f"{len(differing)} of ")


def test_statements_say_what_the_tables_say(plan, instance, shown):
    read, by_year = board(plan, instance), shown["Costs by year"]
    for line in read.cost_by_category[:-1]:
        name = line.name.replace("_", " ").capitalize()
        group = next(row[0] for row in by_year.iter_rows(values_only=True) if row[1] == name)
        told = row_named(by_year, group, name)
        assert told == pytest.approx([*line.by_span.values(), line.total, line.present_value])
    total = read.cost_by_category[-1]
    assert row_named(by_year, "Total cost", "")[-2:] == pytest.approx([total.total, total.present_value])
    for line in read.cost_by_location[:-1]:
        name = instance.locations[line.name].name if line.name else ""
        place = f"{name} ({line.name})" if name else line.name or "(no location)"
        assert row_named(shown["Costs by site"], place, "all", "")[-1] == pytest.approx(line.present_value)


def test_cash_of_every_future_is_that_of_the_table(plan, shown):
    rows = rows_of(shown["Costs by future"])
    head = next(row for row in rows if row[0] == "No.")
    for each in board(plan).cash:
        column = head.index(each.year)
        told = math.fsum(row[column] for row in rows if row[1] == each.future and isinstance(row[0], int))
        assert told == pytest.approx(each.total)


def test_heads_are_listed_by_period_and_range(shown):
    sheet = shown["Headcount"]
    assert row_named(sheet, "All places", "all areas") == pytest.approx([70, 72, 68, 0.4 * 56 + 0.6 * 72])
    rows = rows_of(sheet)
    last = next(number for number, row in enumerate(rows) if row[0] == "All places")
    assert rows[last + 1][1:6] == ("fewest of any future", 70, 72, 62, 56)
    assert rows[last + 2][1:6] == ("most of any future", 70, 72, 72, 72)


def test_sums_over_time_and_ranges_are_those_of_the_tables(plan, instance, shown):
    read, sheet = board(plan, instance), shown["Costs by year"]
    assert row_named(sheet, "Cumulative") == pytest.approx([row.cumulative for row in read.cash_by_year])
    assert row_named(sheet, "Least of any future") == pytest.approx([row.low for row in read.cash_by_year])
    assert row_named(sheet, "Most of any future") == pytest.approx([row.high for row in read.cash_by_year])
    capital = shown["Capital"]
    for number, leaf in enumerate(plan.leaf_totals, start=1):
        told = [row.capital for row in read.cash if row.leaf == leaf.leaf]
        name = next(row.future for row in read.cash if row.leaf == leaf.leaf)
        whole = [number, leaf.probability, *told, math.fsum(told)]
        assert row_named(capital, name) == pytest.approx(whole)
    assert row_named(capital, "Largest of any future")[:-1] == pytest.approx([row.high for row in read.capital_by_year])
    by_site = [row_named(capital, name)[-1] for name in ("All capital", "All places")]
    assert by_site == pytest.approx([plan.summary.expected_capital] * 2)


def test_no_two_series_of_a_chart_look_the_same():
    fills = [json.dumps(_fill(number), sort_keys=True) for number in range(50)]
    assert len(set(fills)) == 50


def test_amounts_are_numbers_with_formats(written):
    for name in ("Headcount", "Costs by year", "Costs by period", "Costs by site", "Futures", "Capital"):
        cells = [cell for row in written[name].iter_rows(min_row=5) for cell in row if cell.data_type in "nf"]
        numbers = [cell for cell in cells if cell.value is not None and not (cell.font.b and cell.data_type == "n")]
        assert len(numbers) > 20
        assert all("0" in cell.number_format for cell in numbers)
        assert not any(isinstance(cell.value, str) and cell.value.startswith("#") for cell in numbers)


def test_totals_are_live_formulas(written):
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert set(re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", cell.value))) <= FUNCTIONS
    total = next(row for row in written["Costs by year"].iter_rows() if row[0].value == "Total cost")
    assert all(cell.data_type == "f" for cell in total[2:])


# Texts


def named_anew(instance, texts):
    """The instance with texts wherever a file may say any, each text somewhere."""
    said, supply = json.loads(instance.model_dump_json()), cycle(texts)
    said["title"], said["description"] = next(supply), next(supply)
    for part in ("locations", "areas", "operating_models"):
        for entry in said[part].values():
            entry["name"] = next(supply)
    said["sources"] = {
        f"S{number}": dict.fromkeys(("title", "address", "bias"), text) for number, text in enumerate(texts)
    }
    said["figures"] = {"discount_rate": {"note": next(supply), "unit": next(supply), "sources": ["S0"]}}
    return Instance.model_validate_json(json.dumps(said))


def book_of(plan, named):
    said = {"title": named.title, "instance_hash": named.fingerprint()}
    return formulas_of(plan_workbook(plan.model_copy(update=said), named))


def test_texts_of_files_are_never_formulas(plan, instance):
    book = book_of(plan, named_anew(instance, HOSTILE))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    for text in HOSTILE:
        found = [cell for cell in cells if str(cell.value or "").startswith(text.strip())]
        assert len(found) >= 3
        assert {cell.data_type for cell in found} == {"s"}
        assert all(cell.quotePrefix for cell in found)
    assert {cell.parent.title for cell in cells if cell.hyperlink} == {"Summary"}
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink)


def test_any_letters_can_be_read_back(plan, instance):
    texts = ("a\x00b\x1f", "</t><script>&amp;", "😀" * 3000, "\ufffe\ufffd", "line\nline\r\n", "''", "_x0041_")
    book = book_of(plan, named_anew(instance, texts))
    assert book.sheetnames == ["Summary", *CONTENTS]
    titles = {row[1] for row in book["Sources"].iter_rows(min_row=5, values_only=True)}
    assert titles == {cell_text(text) for text in texts}


@settings(max_examples=60)
@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=31), max_size=5))
def test_names_of_sheets_are_allowed(wanted, taken):
    name = sheet_name(wanted, taken)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name.strip("'") == name.strip() == name
    assert name.casefold() not in {each.casefold() for each in taken} | {"history"}


def test_headers_hold_no_codes():
    assert header_text("R&D &P") == "R&&D &&P"
    assert len(header_text("&" * 500)) <= 240
    assert [looks_like_formula(text) for text in ("=a", "+a", "-a", "@a", "a=")] == [True, True, True, True, False]


# Sheets


def test_the_first_sheet_answers(plan, instance, shown, written):
    assert shown.sheetnames == ["Summary", *CONTENTS]
    texts = {cell for row in rows_of(shown["Summary"]) for cell in row}
    assert set(answer(Page.of(board(plan, instance), instance, True, 120))) <= texts
    assert "Audited: every rule holds and the cost is as stated." in texts
    assert row_named(shown["Summary"], "Expected cost, present value")[0] == pytest.approx(plan.summary.expected_total)
    links = {cell.hyperlink.location for row in written["Summary"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in CONTENTS}


def test_every_sheet_is_set_up_for_reading_and_printing(written):
    for sheet in written:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (1, None)
        assert "&A" in sheet.oddHeader.right.text or "[Tab]" in sheet.oddHeader.right.text
        assert sheet.column_dimensions["A"].width > 5
        if sheet.title != "Summary":
            assert sheet.freeze_panes is not None
            assert sheet.print_title_rows is not None
    for name in ("Decisions", "Costs by future", "Headcount by future", "Assumptions", "Reconciliation"):
        assert written[name].auto_filter.ref is not None
    assert written.properties.creator == "coeplan"
    assert written.properties.title


def test_charts_draw_cells_with_numbers(content, shown):
    with zipfile.ZipFile(BytesIO(content)) as file:
        charts = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(file.read(name).decode() for name in file.namelist() if "drawings/drawing" in name)
    assert len(charts) == 6
    assert drawings.count("descr=") >= 6
    for chart in charts:
        ranges = re.findall(r"<c:val><c:numRef><c:f>'([^']+)'!([^<]+)</c:f>", chart)
        assert ranges
        for sheet, cells in ranges:
            found = [cell.value for row in shown[sheet][cells.replace("$", "")] for cell in row]
            assert all(isinstance(value, int | float) for value in found)


def test_assumptions_come_with_unit_range_and_source(plan, instance):
    said = json.loads(instance.model_dump_json())
    said["sources"] = {"WAGES": {"title": "Survey of wages", "address": "https://example.org", "year": 2026}}
    said["figures"] = {
        "locations.MX_GDL.attrition": {"low": 0.1, "high": 0.3, "basis": "estimate", "sources": ["WAGES"], "year": 2026}
    }
    said["locations"]["MX_GDL"]["attrition"] = {"*": 0.2}
    said["figures"]["locations.MX_GDL.attrition.*"] = said["figures"].pop("locations.MX_GDL.attrition")
    known = Instance.model_validate_json(json.dumps(said))
    book = values_of(plan_workbook(plan.model_copy(update={"instance_hash": known.fingerprint()}), known))
    rows = {row[1]: row for row in book["Assumptions"].iter_rows(min_row=5, values_only=True)}
    told = rows["locations.MX_GDL.attrition.*"]
    assert told[2:9] == (0.2, "share per year", 0.1, 0.3, "estimate", 2026, "WAGES")
    assert rows["discount_rate"][2:4] == (instance.discount_rate, "per year")
    assert rows["headquarters"][2] == instance.headquarters
    assert ("WAGES", "Survey of wages", 2026, "https://example.org", None) in rows_of(book["Sources"])
    without = values_of(plan_workbook(plan))["Assumptions"]
    assert "--instance" in without["A2"].value


# Files


def test_the_same_plan_gives_the_same_file(plan, instance, content):
    assert plan_workbook(plan, instance, audited=True) == content


@pytest.mark.parametrize("size", [(9, 8, 5, 4), pytest.param((27, 16, 8, 6), marks=pytest.mark.slow)])
def test_a_large_plan_is_small_and_quick(size):
    plan = large_plan(*size)
    began = time.process_time()
    content = plan_workbook(plan)
    assert time.process_time() - began < 5
    assert len(content) < 5_000_000
    assert {row[4] for row in checks_of(content)} == {"agrees"}


def test_a_file_is_written_whole_or_not_at_all(tmp_path, plan, instance, monkeypatch):
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"before")
    with pytest.raises(InputError, match="other data"):
        write_workbook(target, plan.model_copy(update={"instance_hash": "other"}), instance)
    assert target.read_bytes() == b"before"

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr("os.fsync", full)
        with pytest.raises(InputError, match="No space left"):
            write_workbook(target, plan, instance)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
    assert target.read_bytes() == b"before"
    assert write_workbook(target, plan, instance) == target
    assert values_of(target.read_bytes()).sheetnames[0] == "Summary"


@pytest.mark.parametrize("name", ["plan.xls", "plan", "plan.xlsm"])
def test_other_names_are_refused(tmp_path, plan, name):
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        write_workbook(tmp_path / name, plan)
    assert list(tmp_path.iterdir()) == []
