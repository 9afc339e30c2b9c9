"""The verb ``template``, and other verbs on what it wrote."""

import json
import shutil
from pathlib import Path

import coeplan
from coeplan.api.template import EXAMPLE

EXAMPLES = Path(__file__).parents[2] / "instances"


def test_a_template_is_the_example_and_says_so(asking, tmp_path):
    command = asking(tmp_path)
    code, output, _ = command("template", "--out", "plan.xlsx")
    assert code == 0
    assert output == "Wrote plan.xlsx. Next: fill it in and save it; coeplan check plan.xlsx; coeplan solve plan.xlsx\n"
    assert coeplan.load(tmp_path / "plan.xlsx") == coeplan.load(EXAMPLE)
    code, output, _ = command("check", "plan.xlsx")
    assert code == 0
    assert "plan.xlsx holds instance 'micro-coe' and can be solved: 0 faults" in output


def test_an_instance_goes_into_a_workbook_and_back(asking, tmp_path, folder, instance):
    command = asking(folder)
    code, output, _ = command("template", "--out", "sample.xlsx", "--from", "sample.json", "--json")
    assert code == 0
    assert json.loads(output) == {
        "schema_version": "1",
        "path": "sample.xlsx",
        "from": "sample.json",
        "is_example": False,
        "exit_code": 0,
    }
    assert coeplan.load(folder / "sample.xlsx") == instance
    code, _, messages = command("tree", "sample.xlsx", "--out", "explicit.xlsx")
    assert code == 0, messages
    assert coeplan.load(folder / "explicit.xlsx").scenarios.kind == "explicit"


def test_a_filled_workbook_is_not_overwritten(asking, tmp_path):
    (tmp_path / "plan.xlsx").write_text("mine")
    command = asking(tmp_path)
    code, _, messages = command("template", "--out", "plan.xlsx")
    assert code == 2
    assert "never overwritten" in messages
    assert (tmp_path / "plan.xlsx").read_text() == "mine"
    code, _, messages = command("template", "--out", "plan.xls")
    assert code == 2
    assert "expected a name such as plan.xlsx" in messages


def test_faults_of_a_workbook_are_told_with_sheet_and_cell(asking, tmp_path):
    shutil.copy(EXAMPLES / "micro-coe.yaml", tmp_path / "plan.xlsx")
    code, output, _ = asking(tmp_path, "check")("plan.xlsx", "--json")
    told = json.loads(output)
    assert (code, told["valid"], told["faults"][0]["code"]) == (2, False, "not_a_workbook")
    assert told["faults"][0]["place"]["sheet"] is None
