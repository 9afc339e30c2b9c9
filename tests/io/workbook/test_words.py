"""What a workbook says of itself to somebody who has never seen one."""

import io

import openpyxl
import pytest

from coeplan.io.workbook.layout import RARE


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def field(book, name):
    """The row of a field on sheet Instance."""
    return next(row for row in book["Instance"].iter_rows(3) if row[0].value == name)


def column(book, sheet, head):
    """The head of a column and the cells below it."""
    (found,) = (cell for cell in book[sheet][2] if cell.value == head)
    return [cell for (cell,) in book[sheet].iter_rows(2, min_col=found.column, max_col=found.column)]


def test_how_a_text_is_written_stands_beside_it(book):
    assert field(book, "name")[2].value == "a name of letters, digits, _ and -"
    assert field(book, "horizon.start")[2].value == "a month such as 2027-01"
    assert field(book, "currency")[2].value == "a currency as three capitals, such as USD"
    assert field(book, "title")[2].value == "text"


def test_a_note_tells_what_each_kind_is(book):
    head, choices, *_ = column(book, "Policies", "kind")
    said = dict(line.split(": ", 1) for line in head.comment.text.splitlines())
    assert list(said) == choices.value.removeprefix("one of: ").split(", ")
    assert said["survive_loss"].startswith("Critical areas survive the loss of any one place by 'survival_share'.")
    fields = field(book, "scenarios.kind")
    assert "sampled: A tree drawn from processes" in fields[0].comment.text
    assert "alone" not in fields[3].value
    assert column(book, "Reference decisions", "kind")[0].comment is None


def test_the_first_sheet_leads_to_all_others_and_on(book):
    start = book["Start here"]
    said = {str(row[0].value): row for row in start.iter_rows(max_col=3)}
    for sheet in book.sheetnames:
        if sheet in RARE:
            assert (said[sheet][2].value == "hidden") == (book[sheet].sheet_state == "hidden"), sheet
    headings = [text for text, row in said.items() if text.startswith("What ") and row[1].value is None]
    in_order = [str(row[0].value) for row in start.iter_rows(max_col=1) if row[0].value in headings]
    assert len(in_order) == len(set(in_order)) == 4
    commands = [str(row[1].value) for row in start.iter_rows(max_col=2) if str(row[1].value).startswith("coeplan ")]
    assert [command.split()[1] for command in commands] == ["check", "solve", "report", "whatif"]
