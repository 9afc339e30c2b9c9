"""The comparison of what-ifs from the base with solves from nothing."""

import pytest
from benchmarks import whatif as module
from benchmarks.command import main
from tests.studies.tasks import TINY

from coeplan.api.edits import parse_edit
from coeplan.api.load import load_instance


@pytest.mark.parametrize("edit", module.EDITS)
def test_every_edit_can_be_read(edit):
    parse_edit(edit)


@pytest.fixture(params=["tiny", pytest.param("generated", marks=pytest.mark.slow)])
def _case(request, monkeypatch):
    """A tiny instance in the place of the case; the case itself is for the slow tier."""
    if request.param == "tiny":
        monkeypatch.setattr(module, "instance_of", lambda case: load_instance(TINY).instance)


@pytest.mark.usefixtures("_case")
def test_a_table_tells_both_times_and_who_is_dearer(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(module, "EDITS", ("discount_rate + 0.02", "locations.NOWHERE.attrition x 2"))
    out = tmp_path / "table.md"
    limits = ("--gap", "0.5", "--time", "10", "--base-time", "3")
    assert main(["whatif", "generated/tiny-path-none-s0", *limits, "--out", str(out)]) == 0
    rows = [line for line in out.read_text().splitlines() if line.startswith("| `")]
    assert len(rows) == 1
    edit, cold, _, warm, _, ratio, _ = (cell.strip() for cell in rows[0].strip("|").split("|"))
    assert edit == "`discount_rate + 0.02`"
    # Times are rounded to a tenth of a second, which is much of what so small a case takes.
    least, most = (float(warm) - 0.06) / (float(cold) + 0.06), (float(warm) + 0.06) / max(0.01, float(cold) - 0.06)
    assert least <= float(ratio) <= most
    assert "left out: " in capsys.readouterr().out
