"""The verb ``export``."""

import json

from openpyxl import load_workbook


def test_a_plan_becomes_a_workbook(asking, folder):
    code, output, messages = asking(folder, "export")("plan.json", "--out", "found.xlsx")
    assert (code, output, messages) == (0, "Workbook: found.xlsx\n", "")
    book = load_workbook(folder / "found.xlsx", data_only=True)
    assert book["Summary"]["A3"].value.startswith("All ")


def test_with_its_instance_the_plan_is_audited(asking, folder):
    told = ("plan.json", "--instance", "sample.json", "--out", "found.xlsx", "--json")
    code, output, messages = asking(folder, "export")(*told)
    values = json.loads(output)
    # The sample is made by hand and breaks rules.
    assert (code, values["exit_code"], values["audited"], values["workbook"]) == (5, 5, False, "found.xlsx")
    assert "audit: " in messages
    texts = {cell.value for row in load_workbook(folder / "found.xlsx")["Summary"].iter_rows() for cell in row}
    assert "Audited: the plan FAILED, do not use it." in texts


def test_it_is_held_against_other_plans(asking, folder):
    code, _, _ = asking(folder, "export")("plan.json", "--against", "plan.json", "--out", "found.xlsx")
    book = load_workbook(folder / "found.xlsx", data_only=True)
    assert code == 0
    assert any(name.startswith("Against ") for name in book.sheetnames)


def test_what_cannot_be_written_or_read_is_told(asking, folder):
    ask = asking(folder, "export")
    code, _, messages = ask("plan.json", "--out", "found.txt")
    assert (code, "ends in .xlsx" in messages) == (2, True)
    code, _, messages = ask("nothing.json", "--against", "nowhere.json")
    assert code == 2
    assert "nothing.json" in messages
    assert "nowhere.json" in messages
    code, _, messages = ask("plan.json", "--out", "missing/found.xlsx")
    assert (code, "cannot be written" in messages) == (2, True)
    assert not list(folder.glob("*.xlsx"))
