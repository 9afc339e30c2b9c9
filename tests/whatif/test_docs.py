"""What the documentation says of edits."""

import re
from pathlib import Path

import pytest

from coeplan.api.edits import edited_instance
from coeplan.api.load import load_instance
from coeplan.core.errors import InputError
from coeplan.whatif.files import read_what_ifs
from coeplan.whatif.parse import FORMS, parse_edit
from coeplan.whatif.texts import edit_text

PAGE = (Path(__file__).parents[2] / "docs" / "whatif.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


LINES = [line for block in blocks("edits") for line in block.splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_lines_are_edits_as_they_are_written(line):
    assert edit_text(parse_edit(line)) == line


@pytest.fixture(scope="module")
def micro():
    return load_instance("micro-coe")


@pytest.mark.parametrize("line", [line for line in LINES if "plan.json" not in line])
def test_lines_can_be_applied_to_the_example(line, micro):
    assert edited_instance(micro, [line]).changes


def test_the_fault_is_the_one_that_is_shown(micro):
    with pytest.raises(InputError) as caught:
        edited_instance(micro, ["areas.suport.workload x 2"], named="--set")
    assert f"fault: {caught.value}\n" in PAGE


def test_files_can_be_read(tmp_path):
    path = tmp_path / "asked.yaml"
    one, several = (block for block in blocks("yaml"))
    path.write_text(one, encoding="utf-8")
    assert [each.what_if.name for each in read_what_ifs(path)] == ["cheaper-mexico"]
    path.write_text(several, encoding="utf-8")
    assert [each.what_if.name for each in read_what_ifs(path)] == ["no-india", "dear-mexico"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.usage)
def test_every_form_is_listed(form):
    said = form.usage.split(" [")[0]
    assert f"`{said}" in PAGE
