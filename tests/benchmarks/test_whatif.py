"""The comparison of what-ifs from the base with solves from nothing."""

import pytest
from benchmarks import whatif as module
from benchmarks.command import main

from coeplan.api.edits import parse_edit


@pytest.mark.parametrize("edit", module.EDITS)
def test_every_edit_can_be_read(edit):
    parse_edit(edit)


def test_a_table_tells_both_times_and_who_is_dearer(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(module, "EDITS", ("discount_rate + 0.02", "locations.NOWHERE.attrition x 2"))
    out = tmp_path / "table.md"
    limits = ("--gap", "0.5", "--time", "20", "--base-time", "3")
    assert main(["whatif", "shipped/dual-shore", *limits, "--out", str(out)]) == 0
    rows = [line for line in out.read_text().splitlines() if line.startswith("| `")]
    assert len(rows) == 1
    edit, cold, _, warm, _, ratio, _ = (cell.strip() for cell in rows[0].strip("|").split("|"))
    assert edit == "`discount_rate + 0.02`"
    assert float(ratio) == pytest.approx(float(warm) / float(cold), abs=0.1)
    assert "left out: " in capsys.readouterr().out
