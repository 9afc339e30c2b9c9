"""What is written as a workbook reads the same, whatever the instance says."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.enumeration import random_instance
from tests.io.workbook.surgery import cell

from coeplan.io import load_instance, save_instance
from coeplan.io.tree import Origin, plain
from coeplan.io.workbook.layout import MORE, contract, tables
from coeplan.io.workbook.paths import path_of, text_of
from coeplan.io.workbook.read import read_workbook
from coeplan.io.workbook.spread import spread
from coeplan.io.workbook.write import workbook_bytes
from coeplan_models import Instance

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "instances").glob("*.yaml"))
BY_HAND = sorted((ROOT / "tests" / "by_hand").glob("*/*.yaml"))
OFFICE = shutil.which("soffice")
ODD_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "",
        " ",
        "=1+1",
        "+1",
        "-1",
        "@x",
        "(none)",
        "[]",
        "{}",
        "007",
        "1e5",
        "TRUE",
        "_x0041_",
        "a\nb",
        "\t",
        "\x00",
        "a" * 40_000,
    ]
)
NUMBER = st.floats(0, 1e12) | st.integers(0, 10**12)


def assert_same(one, other):
    assert other.model_dump_json() == one.model_dump_json()
    assert other == one
    assert other.fingerprint() == one.fingerprint()


@pytest.mark.parametrize("path", SHIPPED[:1], ids=lambda path: path.stem)
def test_a_shipped_instance_reads_as_it_was_written(path, loaded):
    instance = load_instance(path).instance
    assert_same(instance, loaded(workbook_bytes(instance)).instance)
    assert not spread(instance)[MORE]


@pytest.mark.slow
@pytest.mark.parametrize("path", [*SHIPPED, *BY_HAND], ids=lambda path: path.stem)
def test_every_instance_at_hand_reads_as_it_was_written(path, loaded):
    instance = load_instance(path).instance
    assert_same(instance, loaded(workbook_bytes(instance)).instance)


@pytest.mark.parametrize("seed", range(4))
def test_random_instances_read_as_they_were_written(seed, loaded):
    instance = random_instance(seed)
    assert_same(instance, loaded(workbook_bytes(instance)).instance)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 220))
def test_more_random_instances_read_as_they_were_written(seed, loaded):
    instance = random_instance(seed)
    assert_same(instance, loaded(workbook_bytes(instance)).instance)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ODD_TEXT, key=ODD_TEXT, cost=NUMBER, series=st.lists(NUMBER, min_size=4, max_size=4), hosts=st.booleans())
def test_odd_values_read_as_they_were_written(small, tmp_path, title, key, cost, series, hosts):
    data = small.model_dump(mode="json")
    data["title"] = data["locations"]["HQ"]["name"] = title
    data["locations"]["PL"] |= {"yearly_cost": cost, "region": title, "hosts": [] if hosts else None}
    data["areas"]["platform"]["workload"] = series
    data["figures"] = {key: {"mid": cost, "note": title, "sources": []}}
    instance = Instance.model_validate_json(json.dumps(data))
    path = tmp_path / "odd.xlsx"
    save_instance(instance, path)
    back = Instance.model_validate_json(json.dumps(plain(read_workbook(Origin("odd.xlsx", path)))))
    assert_same(instance, back)


def test_what_says_something_by_being_empty_is_kept(small, loaded):
    data = small.model_dump(mode="json")
    data["footprint"] = {}
    data["operating_models"] = {
        "own": {
            "max_heads": 9,
            "overhead_steps": [{"from_heads": 0, "cost": 1}],
            "overrides": {"MX": {"max_heads": None, "overhead_steps": [], "conversions": {}}, "PL": {}},
        }
    }
    instance = Instance.model_validate_json(json.dumps(data))
    back = loaded(workbook_bytes(instance)).instance
    assert_same(instance, back)
    assert back.operating_models["own"].terms_at("MX", "MEX").max_heads is None


def test_the_same_instance_is_the_same_file(small, content):
    assert workbook_bytes(small) == content


def test_every_field_of_the_contract_has_a_place_on_a_sheet():
    placed = {slot.path + column.path for table in tables() for slot in table.slots for column in table.columns}
    held = {slot.path for table in tables() for slot in table.slots if not slot.maps}
    held |= {(*slot.path, name, "{}") for table in tables() for slot in table.slots for name in slot.maps}

    def missing(path, depth=0):
        for record in contract().at(path):
            for name, schema in record.get("properties", {}).items():
                here = (*path, name)
                inside = [here, (*here, "{}"), (*here, "[]")]
                if here in placed or here == ("scenarios", "drawn"):
                    continue
                known = [each for each in held if len(each) == len(here) + 1 and each[:-1] == here]
                flat = [each for each in placed if each[: len(here)] == here]
                if not known and not flat and contract().readings(schema):
                    yield inside[0]
                for each in known:
                    if depth < 6:
                        yield from missing(each, depth + 1)

    assert list(missing(())) == []


def test_another_reader_finds_values_choices_and_notes():
    instance = load_instance(ROOT / "instances" / "dual-shore.yaml").instance
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(instance)))
    assert book.sheetnames[0] == "Start here"
    locations = book["Locations"]
    heads = [each.value for each in locations[2]]
    assert heads[0] == "location"
    assert locations["A3"].value == "Unit:"
    assert locations.cell(3, heads.index("seat_rent") + 1).value == "money per seat-year, at least 0"
    first = next(iter(instance.locations))
    assert locations["A5"].value == first
    assert locations[cell("Locations", "fit_out")].value == instance.locations[first].fit_out
    noted = [each.comment.text for row in locations.iter_rows(5) for each in row if each.comment]
    assert any("low" in text and "Source: " in text for text in noted)
    checks = {str(check.sqref): check for check in book["Policies"].data_validations.dataValidation}
    kind = cell("Policies", "kind")
    found = next(check for area, check in checks.items() if area.startswith(f"{kind}:"))
    assert found.type == "list"
    headquarters = cell("Instance", "headquarters")
    checks = {str(check.sqref): check for check in book["Instance"].data_validations.dataValidation}
    assert checks[headquarters].formula1 == "'Locations'!$A$5:$A$1005"
    rate = checks[cell("Instance", "horizon.periods")]
    assert (rate.type, rate.formula1, rate.formula2) == ("whole", "1", "480")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-calc-nogui")
def test_libreoffice_saves_what_reads_the_same(tmp_path):
    instances = {path.stem: load_instance(path).instance for path in SHIPPED}
    odd = instances["brownfield"].model_dump(mode="json") | {"title": "=1+1", "description": "a\nb\tc _x0041_"}
    odd["discount_rate"] = 0.1 + 0.2
    instances["odd"] = Instance.model_validate_json(json.dumps(odd))
    for name, instance in instances.items():
        save_instance(instance, tmp_path / f"{name}.xlsx")
    files = [str(tmp_path / f"{name}.xlsx") for name in instances]
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), *files],
        check=True,
        capture_output=True,
        timeout=600,
    )
    for name, instance in instances.items():
        assert_same(instance, load_instance(tmp_path / "saved" / f"{name}.xlsx").instance)


@pytest.mark.parametrize("path", [("areas", "x", "workload"), ("a", "b.c", 3, 'd"e'), ("*", "\x00", "ü")])
def test_paths_read_as_they_were_written(path):
    assert path_of(text_of(path)) == path


@pytest.mark.parametrize("text", ["", ".a", "a.", "a..b", "a[x]", 'a."', '"\\q"'])
def test_what_is_no_path_is_none(text):
    assert path_of(text) is None
