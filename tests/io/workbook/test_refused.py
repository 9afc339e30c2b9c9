"""What stands in cells that cannot be taken, and files that are no workbooks: refused, with the place."""

import io
import json
import re
import zipfile

import pytest
from tests.io.workbook.surgery import STYLES, WORKBOOK, cell, changed, number, packed, part, parts_of, text, with_part

from coeplan.io import load_instance
from coeplan.io.workbook import package, sheets
from coeplan.io.workbook.write import workbook_bytes

MIN_TEAM = cell("Areas", "min_team")


def where(faults):
    return {f"{fault.place.sheet}!{fault.place.cell}": fault for fault in faults if fault.place.sheet}


def test_all_faults_of_all_sheets_are_told_at_once(content, refused):
    bad = {
        ("Areas", MIN_TEAM): (text("2,5"), "wrong_type"),
        ("Areas", cell("Areas", "survival_share")): (number(3), "out_of_range"),
        ("Areas", cell("Areas", "critical")): (text("perhaps"), "wrong_type"),
        ("Areas", cell("Areas", "handover", 1)): ('t="e"><v>#REF!</v>', "error_in_cell"),
        ("Areas", cell("Areas", "earliest_move", 1)): ("><f>1+1</f>", "formula_without_result"),
        ("Instance", cell("Instance", "discount_rate")): ('t="d"><v>2027-01-01</v>', "date_in_cell"),
        ("Instance", cell("Instance", "horizon.months")): (text("3,6"), "wrong_type"),
        ("Locations", cell("Locations", "fit_out", 1)): (number("1e13"), "out_of_range"),
        ("Locations", cell("Locations", "hosts", 2)): (text("[1"), "not_json"),
        ("Role mix", "A5"): (text("suport"), "unknown_key"),
        ("Roles and pay", cell("Roles and pay", "severance")): (text("10%"), "wrong_type"),
        ("Collaboration", cell("Collaboration", "unmatched")): (text("forbiden"), "unknown_choice"),
    }
    faults = refused(changed(content, *((*place, inside) for place, (inside, _) in bad.items())))
    found = where(faults)
    for (sheet, name), (_, code) in bad.items():
        assert found[f"{sheet}!{name}"].code == code
        assert found[f"{sheet}!{name}"].expected
    said = str(found[f"Areas!{MIN_TEAM}"])
    assert f"plan.xlsx:Areas!{MIN_TEAM}: areas.support.min_team: '2,5' is text; expected a number" in said
    assert found["Role mix!A5"].nearest == ("support",)
    assert "'Role mix'!A5" in str(found["Role mix!A5"])


@pytest.mark.parametrize(
    "sheet, name, inside, code",
    [
        ("Areas", "B2", text("nam"), "unknown_key"),
        ("Areas", "B2", text("min_team"), "duplicate_key"),
        ("Areas", "AZ7", number(3), "missing_key"),
        ("Areas", "A3", text("support"), "moved_rows"),
        ("Areas", "A6", text("support"), "duplicate_key"),
        ("Areas", "A6", number(1.5), "bad_key"),
        ("Areas", cell("Areas", "workload"), number(7), "stated_twice"),
        ("Instance", "A4", text("nme"), "unknown_key"),
        ("Instance", "A5", text("name"), "duplicate_key"),
        ("Stages", "A5", text("2"), "gap"),
        ("Stages", "A5", text("x"), "bad_key"),
        ("Drivers", "C6", ">", "missing_key"),
        ("Locations by area", "A5", text("XX"), "unknown_key"),
    ],
)
def test_what_is_out_of_place_is_refused(content, refused, sheet, name, inside, code):
    faults = refused(changed(content, (sheet, name, inside)))
    assert code in {fault.code for fault in faults if fault.place.sheet == sheet}


@pytest.mark.parametrize("extends", ["", "catalogue:as_a_service"])
def test_an_area_whose_row_is_deleted_is_told_once_with_all_rows_that_speak_of_it(content, refused, extends):
    row = with_part(content, part("Areas"), lambda said: re.sub('<row r="5".*?</row>', "", said))
    faults = refused(changed(row, ("Instance", cell("Instance", "extends"), text(extends) if extends else ">")))
    [fault] = [each for each in faults if each.path == ("areas", "support")]
    assert fault.code == "unknown_key"
    assert fault.message.startswith("'support' has no row on sheet Areas")
    assert fault.expected.startswith(
        "one of platform; or a row for it on sheet Areas; or no row that speaks of it, at "
    )
    assert "'Role mix'!A5:A6" in fault.expected
    assert "Collaboration!A5" in fault.expected
    assert not [each for each in faults if each.path[:2] == ("areas", "support") and each is not fault]


def test_what_a_kind_does_not_have_is_told_with_the_kind(content, refused):
    other = ("Instance", cell("Instance", "scenarios.kind"), text("deterministic"))
    (fault,) = [each for each in refused(changed(content, other)) if each.path == ("scenarios", "stages")]
    assert str(fault).endswith("there is no key 'stages' here, of kind deterministic; expected one of kind, drivers")


def test_one_number_beside_those_of_periods_is_told_both_ways_out(content, refused):
    (fault,) = refused(changed(content, ("Areas", cell("Areas", "workload"), number(7))))
    assert fault.expected == (
        "'each period' or 'from period' in column workload; or the one number, and the columns of periods empty"
    )


def test_rows_may_speak_of_what_the_catalogue_brings(content, loaded):
    brought = ("Instance", cell("Instance", "extends"), text("catalogue:as_a_service"))
    model, country = ("Overrides", "A9", text("as_a_service")), ("Overrides", "B9", text("MEX"))
    lead_time = ("Overrides", cell("Overrides", "lead_time", 4), number(7))
    found = loaded(changed(content, brought, model, country, lead_time)).instance.operating_models["as_a_service"]
    assert found.country_overrides["MEX"].lead_time == 7
    assert found.name == "As a service"


def test_a_list_by_period_has_no_gap(content, refused):
    heads = [cell("Areas", "unmet.max_share", 1)]
    column = chr(ord(heads[0][0]) + 3)
    faults = refused(changed(content, ("Areas", f"{column}6", ">")))
    assert [fault.code for fault in faults] == ["missing_period"]


def test_merged_cells_are_refused_below_the_title(content, refused, loaded):
    def merging(area):
        end = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
        return with_part(content, part("Areas"), lambda said: said.replace("</sheetData>", f"</sheetData>{end}"))

    [fault] = refused(merging("B5:B6"))
    assert (fault.code, str(fault.place)) == ("merged_cells", f"{fault.place.file}:Areas!B5")
    assert loaded(merging("A1:F1")).instance.name == "small"


def test_a_date_by_its_format_is_a_date(content, refused, loaded):
    dated = with_part(content, STYLES, lambda said: said.replace("</cellXfs>", '<xf numFmtId="14"/></cellXfs>'))
    style = parts_of(content)[STYLES].decode().partition("<cellXfs")[2].partition("</cellXfs>")[0].count("<xf ")
    inside = f's="{style}"><v>46388</v>'
    [fault] = refused(changed(dated, ("Areas", MIN_TEAM, inside)))
    assert (fault.code, fault.message) == ("date_in_cell", "the cell holds the date 2027-01-01")
    start = cell("Instance", "horizon.start")
    assert loaded(changed(dated, ("Instance", start, inside))).instance.horizon.start == "2027-01"
    [fault] = refused(changed(dated, ("Instance", start, f's="{style}"><v>46389</v>')))
    assert fault.code == "date_in_cell"


def test_stored_results_of_formulas_count_unless_all_is_to_be_computed_anew(content, refused, loaded):
    formula = changed(content, ("Areas", MIN_TEAM, "><f>1+2</f><v>3</v>"))
    saved = with_part(formula, WORKBOOK, lambda said: said.replace('fullCalcOnLoad="1"', ""))
    assert loaded(saved).instance.areas["support"].min_team == 3
    [fault] = refused(formula)
    assert (fault.code, fault.place.cell) == ("formula_without_result", MIN_TEAM)


def test_people_may_write_names_as_numbers_and_truth_as_text(content, loaded):
    hosts, area = cell("Locations", "hosts", 1), cell("Areas", "critical")
    said = changed(content, ("Areas", area, text("true")), ("Locations", hosts, text("support, platform")))
    instance = loaded(said).instance
    assert instance.areas["support"].critical
    assert instance.locations["MX"].hosts == ("support", "platform")
    said = changed(content, ("Instance", cell("Instance", "name"), number(2027)))
    assert loaded(said).instance.name == "2027"


def test_a_workbook_may_extend_the_catalogue(content, loaded):
    extended = changed(content, ("Instance", cell("Instance", "extends"), text("catalogue:as_a_service")))
    assert "as_a_service" in loaded(extended).instance.operating_models


def test_the_rest_is_stated_by_its_path(content, refused, loaded, small):
    rest = parts_of(content)
    name = f"xl/worksheets/sheet{int(part('Sources').removeprefix('xl/worksheets/sheet').removesuffix('.xml')) + 1}.xml"

    def stating(*rows):
        cells = "".join(
            f'<row r="{number}"><c r="A{number}" {text(path)}</c><c r="B{number}" {value}</c></row>'
            for number, (path, value) in enumerate(rows, start=3)
        )
        said = rest[name].decode().replace("</sheetData>", f"{cells}</sheetData>")
        return packed(rest | {name: said.encode()})

    found = loaded(stating(("locations.PL.fit_out", number(7)), ("title", text('"A')), ("title", text(' b"')))).instance
    assert (found.locations["PL"].fit_out, found.title) == (7, "A b")
    faults = refused(stating(("areas.support.min_team", number(7)), ("a..b", number(1)), ("title", text("A b"))))
    assert [fault.code for fault in faults] == ["stated_twice", "bad_path", "not_json"]
    assert all(fault.place.sheet == "More" for fault in faults)


def test_unknown_sheets_are_refused_and_notes_are_not(content, refused, loaded):
    def named(name):
        return with_part(content, WORKBOOK, lambda said: said.replace('name="Policies"', f'name="{name}"'))

    [fault] = refused(named("Polices"))
    assert (fault.code, fault.nearest) == ("unknown_sheet", ("Policies",))
    assert loaded(named("(our rules)")).instance.name == "small"


@pytest.mark.parametrize(
    "raw, code",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted_or_old"),
        (b"name: small", "not_a_workbook"),
        (b"PK\x03\x04 and no more", "damaged_workbook"),
        (b"", "not_a_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(refused, raw, code):
    [fault] = refused(raw)
    assert (fault.code, fault.place.sheet) == (code, None)


@pytest.mark.parametrize("name", ["plan.xlsm", "plan.xls", "plan.ods"])
def test_other_kinds_of_workbooks_are_refused_by_name(content, refused, name):
    [fault] = refused(content, name)
    assert (fault.code, fault.expected) == ("unknown_format", "a workbook saved as .xlsx, without macros")


def test_macros_entities_and_lost_parts_are_refused(content, refused):
    parts = parts_of(content)
    [fault] = refused(packed(parts | {"xl/vbaProject.bin": b"x"}))
    assert fault.code == "macros"
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    [fault] = refused(packed(parts | {part("Areas"): bomb.encode()}))
    assert fault.code == "not_a_workbook"
    for lost in (WORKBOOK, part("Areas"), "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        [fault] = refused(packed({name: each for name, each in parts.items() if name != lost}))
        assert fault.code == "damaged_workbook", lost


def test_bombs_are_refused_before_they_are_inflated(content, refused, monkeypatch):
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/bomb.xml", b" " * (package.LARGEST_INFLATED // 8))
    monkeypatch.setattr(package, "LARGEST_INFLATED", 2**24)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    [fault] = refused(target.getvalue())
    assert (fault.code, fault.message) == ("file_too_large", "the workbook would take 32 MiB once inflated")


def test_empty_rows_cost_little_and_their_number_is_bounded(content, loaded, refused, monkeypatch):
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(500, 60_500))
    said = with_part(content, part("Areas"), lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    assert loaded(said).instance.name == "small"
    monkeypatch.setattr(sheets, "MOST_ELEMENTS", 50_000)
    [fault] = refused(said)
    assert fault.code == "too_many_values"


def test_text_is_never_written_as_a_formula(small, loaded):
    data = small.model_dump(mode="json") | {"title": '=HYPERLINK("http://x")', "description": "@SUM(A1)"}
    content = workbook_bytes(type(small).model_validate_json(json.dumps(data)))
    parts = parts_of(content)
    formulas = [each for name, part in parts.items() if "worksheets" in name for each in re.findall(b"<f>.", part)]
    assert set(formulas) == {b"<f>'"}, "references of sheet Figures to other sheets alone"
    assert loaded(content).instance.title == data["title"]


def test_what_a_yaml_file_extends_may_be_a_workbook(content, tmp_path):
    (tmp_path / "base.xlsx").write_bytes(content)
    over = tmp_path / "over.yaml"
    over.write_text("extends: base.xlsx\nname: over\n", encoding="utf-8")
    found = load_instance(over)
    assert (found.instance.name, found.instance.headquarters) == ("over", "HQ")
    assert found.place_of(("areas", "support", "min_team")).cell == MIN_TEAM
