"""What a study's results say: the tidy table, and level by level."""

import json

import pandas as pd
import pytest
from tests.studies.tasks import DEAD, FAILING, CaseAnswer, grid, run

from coeplan.api.show import page_text
from coeplan.api.studies import study_page, study_table, study_values, write_tables
from coeplan.report.studies import study_view
from coeplan.studies.levels import level_outcomes
from coeplan.studies.table import StudyResults, study_results


@pytest.fixture
def folder(written, tmp_path):
    """Workloads of 90 to 110, of which those of 100 and more decide nothing today; one infeasible, one failed."""
    run(written(grid([90, 100, 110, DEAD, FAILING, 120])), tmp_path / "out", limit=5)
    return tmp_path / "out"


def test_one_row_a_case_with_factors_and_figures(folder):
    table = study_table(folder)
    assert list(table.columns) == [
        *("case", "name", "factor.load", "status", "message", "value", "bound", "gap", "seconds"),
        *("today_changed", "today", "starts", "heads.GDL", "sites.aas"),
    ]
    assert list(table["factor.load"]) == ["w90", "w100", "w110", "w9001", "w9002", "w120"]
    assert list(table["status"]) == ["optimal", "optimal", "optimal", "infeasible", "failed", "left"]
    assert list(table["value"][:3]) == [90.0, 100.0, 110.0]
    assert list(table["heads.GDL"].isna()) == [False, False, False, True, True, True]
    # The base plan, worth 4, commits to a site today.
    assert list(table["today_changed"][:3]) == [False, True, True]
    assert table["today_changed"][3:].isna().all()
    assert list(table["today"][:2]) == ["commit GDL/aas", ""]
    assert table["starts"][0] == "GDL/aas@t01"


def test_tables_are_written_and_keep_their_types(folder, tmp_path):
    written = write_tables(folder, tmp_path / "tables")
    assert [path.name for path in written] == ["results.csv", "results.parquet", "levels.csv", "levels.parquet"]
    back = pd.read_parquet(tmp_path / "tables" / "results.parquet")
    pd.testing.assert_frame_equal(back, study_table(folder))
    # The run has left the same beside its results.
    assert (folder / "results.csv").read_bytes() == (tmp_path / "tables" / "results.csv").read_bytes()


def levels(folder):
    return {(each.factor, each.level): each for each in level_outcomes(study_results(folder))}


def test_levels_tell_cost_and_how_often_today_changes(written, tmp_path):
    edits = {
        "low": "areas.dev.workload = 90",
        "high": "areas.dev.workload = 110",
        "dead": f"areas.dev.workload = {DEAD}",
    }
    first = {"kind": "list", "what_ifs": edits}
    run(written(grid([], cases=first)), tmp_path / "out")
    found = levels(tmp_path / "out")
    assert list(found) == [("what_if", "low"), ("what_if", "high"), ("what_if", "dead")]
    low, high, dead = found.values()
    assert (low.mean, low.low, low.high, low.changed, low.compared, low.changed_share) == (90, 90, 90, 0, 1, 0.0)
    assert (high.mean, high.changed, high.changed_share) == (110.0, 1, 1.0)
    assert (dead.cases, dead.solved, dead.infeasible, dead.mean, dead.changed_share) == (1, 0, 1, None, None)


def drawn(number, **more):
    spread = {"path": "areas.dev.workload", "low": 80, "high": 120} | more
    return grid([], cases={"kind": "random", "number": number, "ranges": {"load": spread}})


def test_numbers_are_told_in_three_parts(written, tmp_path):
    run(written(drawn(30)), tmp_path / "out")
    found = list(levels(tmp_path / "out").values())
    assert [each.cases for each in found] == [10, 10, 10]
    assert found[0].high < found[1].low <= found[1].mean <= found[1].high < found[2].low
    assert found[0].level == f"{found[0].low:g} to {found[0].high:g}"
    values = study_table(tmp_path / "out")["value"]
    assert found[0].mean == pytest.approx(values.sort_values()[:10].mean())
    assert (found[0].changed, found[2].changed) == (0, 10)
    assert sum(each.changed for each in found) == (values >= 100).sum()


def test_the_same_number_is_in_one_part(written, tmp_path):
    run(written(drawn(40, low=90, high=91, whole=True)), tmp_path / "out")
    assert [(each.level, each.cases) for each in levels(tmp_path / "out").values()] == [("90", 1), ("91", 1)]


def test_cases_of_one_number_make_one_part(written, tmp_path):
    run(written(grid([90, 91, 92, 93, 94])), tmp_path / "out")
    results = study_results(tmp_path / "out")
    # As many draws of 1 as of all others together.
    cases = tuple(
        case.model_copy(update={"factors": {"x": level}})
        for case, level in zip(results.manifest.cases, (1.0, 2.0, 1.0, 1.0, 3.0), strict=True)
    )
    manifest = results.manifest.model_copy(update={"cases": cases})
    outcomes = level_outcomes(StudyResults(manifest, results.base, results.found))
    assert [(each.level, each.cases) for each in outcomes] == [("1", 3), ("2 to 3", 2)]


def test_the_page_tells_the_levels(folder):
    text = page_text(study_page(folder), 100)
    assert "Instance tiny; 5 of 6 cases done." in text
    assert "The base plan costs USD 4.00 (optimal); decided about sites today: commit GDL/aas." in text
    assert "Today's decisions are others than the base plan's in 2 of 3 cases (66.7 %)." in text
    unproved = "- Up to 1.11 % of a plan's cost is not proved to be needed: smaller differences between levels are not"
    assert unproved in " ".join(text.split())
    (row,) = (line.split() for line in text.splitlines() if line.strip().startswith("w110"))
    assert row == ["w110", "1", "0", "110.00", "2,650.0", "%", "110.00", "110.00", "100", "%"]
    (dead,) = (line for line in text.splitlines() if line.strip().startswith("w9001"))
    assert dead.split()[:3] == ["w9001", "1", "1"]
    assert dead.count("not known") == 5


def test_the_page_without_a_base_plan(written, tmp_path):
    def none(task):
        return CaseAnswer("infeasible", "", 0.1)

    run(written(grid([90])), tmp_path / "out", solve=none)
    text = page_text(study_page(tmp_path / "out"), 100)
    assert "There is no base plan (infeasible), so no case started from one." in text
    assert "Today's decisions" not in text.splitlines()[2]
    assert "not proved" not in text


def test_the_page_tells_the_factors_that_move_most(written, tmp_path):
    run(written(drawn(8)), tmp_path / "out")
    results = study_results(tmp_path / "out")
    cases = tuple(
        case.model_copy(update={"factors": {f"f{number:02}": float(place % (number + 1)) for number in range(25)}})
        for place, case in enumerate(results.manifest.cases)
    )
    manifest = results.manifest.model_copy(update={"cases": cases})
    text = page_text(study_view(StudyResults(manifest, results.base, results.found)), 100)
    assert "5 more factors move mean cost less than these" in text
    # The first factor has the same number in all cases, and moves nothing.
    assert "f00" not in text
    assert "f07" in text


def test_values_are_those_of_the_table(folder):
    values = json.loads(json.dumps(study_values(folder), allow_nan=False))
    assert values["base"]["value"] == 4.0
    assert [row["value"] for row in values["cases"]] == [90.0, 100.0, 110.0, None, None, None]
    assert [row["changed_share"] for row in values["levels"]] == [0.0, 1.0, 1.0, None, None]
