"""The catalogue beside what is filled in: all its values are there to look up, and none of it is read."""

import io

import openpyxl
import pytest

from coeplan.io import load_instance
from coeplan.io.catalogue import CatalogueEntry, catalogue
from coeplan.io.workbook.catalogue_sheet import CATALOGUE_SHEET
from coeplan.io.workbook.write import workbook_bytes
from coeplan_models import Figure, Source

SOURCE = Source(title="A survey", year=2026)
ENTRIES = (
    CatalogueEntry(
        "PL",
        {"locations": {"PL": {"name": "Poznań"}}},
        {
            "locations.PL.yearly_cost.*": Figure(low=1.5, mid=61000, high=70000, unit="USD", sources=("S",)),
            "locations.PL.seat_rent": Figure(mid=0, note="=1+1"),
        },
        {"S": SOURCE},
    ),
    CatalogueEntry("shelter", {"operating_models": {"shelter": {}}}, {"operating_models.shelter.margin": Figure()}, {}),
)


def rows(content):
    """The rows of the catalogue's sheet by what they are values of, each by the heads of its columns."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    _, heads, *found = book[CATALOGUE_SHEET].iter_rows(values_only=True)
    return {row[heads.index("value of")]: dict(zip(heads, row, strict=True)) for row in found}


def test_every_value_stands_there_with_range_and_source(small):
    found = rows(workbook_bytes(small, catalogue=ENTRIES))
    assert list(found) == [path for entry in ENTRIES for path in entry.figures]
    pay = found["locations.PL.yearly_cost.*"]
    assert (pay["extends"], pay["what"], pay["name"]) == ("catalogue:PL", "location", "Poznań")
    assert (pay["low"], pay["value"], pay["high"], pay["unit"]) == (1.5, 61000, 70000, "USD")
    assert (pay["basis"], pay["sources"]) == ("assumption", "A survey")
    assert found["locations.PL.seat_rent"]["value"] == 0
    model = found["operating_models.shelter.margin"]
    assert (model["what"], model["name"], model["value"]) == ("operating model", "shelter", None)


def test_people_can_filter_it_and_keep_its_heads_in_sight(small):
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small, catalogue=ENTRIES)))[CATALOGUE_SHEET]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (
        f"A2:M{2 + sum(len(each.figures) for each in ENTRIES)}",
        "B3",
    )


def test_what_the_workbook_states_stands_beside_it(small):
    data = small.locations["PL"].model_copy(update={"yearly_cost": {"*": 48000}})
    instance = small.model_copy(update={"locations": {**small.locations, "PL": data}})
    content = workbook_bytes(instance, catalogue=ENTRIES)
    formulas = {path: row["in this workbook"] for path, row in rows(content).items()}
    sheet, _, cell = formulas["locations.PL.yearly_cost.*"].removeprefix("=").partition("!")
    assert openpyxl.load_workbook(io.BytesIO(content))[sheet.strip("'")][cell].value == 48000
    assert formulas["operating_models.shelter.margin"] is None


def test_text_of_the_catalogue_is_never_a_formula(small):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small, catalogue=ENTRIES)))
    (cell,) = (cell for row in book[CATALOGUE_SHEET].iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_the_sheet_is_not_read(small, loaded):
    content = workbook_bytes(small, catalogue=ENTRIES)
    assert loaded(content).instance == small
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[CATALOGUE_SHEET]
    sheet["D3"], sheet["Z9"] = "no path at all", "=1/0"
    sheet.merge_cells("A3:B4")
    target = io.BytesIO()
    book.save(target)
    assert loaded(target.getvalue()).instance == small


def test_a_workbook_without_it_has_no_such_sheet_and_no_word_of_it(small, content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert CATALOGUE_SHEET not in book.sheetnames
    said = [str(cell.value) for row in book["Start here"].iter_rows() for cell in row]
    assert not any(CATALOGUE_SHEET in text for text in said)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small, catalogue=ENTRIES)))
    said = [str(cell.value) for row in book["Start here"].iter_rows() for cell in row]
    assert any(CATALOGUE_SHEET in text for text in said)


@pytest.mark.parametrize("key", ["locations.PL.talent_pool", "locations.PL.talent_pool.*"])
def test_a_figure_of_a_value_for_all_areas_is_found_however_it_is_written(small, key):
    place = small.locations["PL"].model_copy(update={"talent_pool": {"*": 70}})
    figures = {key: Figure(low=60, mid=70, high=90, note="of a survey")}
    instance = small.model_copy(update={"locations": {**small.locations, "PL": place}, "figures": figures})
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(instance)))
    notes = [cell.comment.text for row in book["Locations"].iter_rows(5) for cell in row if cell.comment]
    assert ["of a survey" in note for note in notes] == [True]
    heads, row = [cell.value for cell in book["Figures"][2]], [cell.value for cell in book["Figures"][5]]
    assert dict(zip(heads, row, strict=True))["(value)"].startswith("='Locations'!")


def test_the_entries_are_those_that_extends_takes(tmp_path):
    by_name = {entry.name: entry for entry in catalogue()}
    assert by_name["MX_GDL"].holds == "location"
    assert (by_name["bot"].holds, by_name["bot"].title) == ("operating model", "Build-operate-transfer")
    assert (by_name["hq_US_NYC"].holds, by_name["hq_US_NYC"].title) == ("collection", "hq_US_NYC")
    taken = load_instance(
        {
            "name": "taken",
            "headquarters": "US_AUS",
            "horizon": {"start": "2027-01", "periods": 1},
            "areas": {"dev": {"workload": 1, "role_mix": {"swe_mid": 1}}},
            "extends": [by_name[name].taken_by for name in ("US_AUS", "MX_GDL", "shelter")],
        }
    ).instance
    stated = by_name["MX_GDL"].figures["locations.MX_GDL.seat_rent"]
    assert taken.locations["MX_GDL"].seat_rent == stated.mid
    assert {key for entry in by_name.values() for figure in entry.figures.values() for key in figure.sources} <= {
        key for entry in by_name.values() for key in entry.sources
    }
