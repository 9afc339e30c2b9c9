"""The table of what strengthenings bring: its lines, its files, and what it refuses."""

import csv
from pathlib import Path

import pytest
from benchmarks import command
from benchmarks.strengthenings import ALL, CASES, COLUMNS, NAMES, Measured, case_of, markdown, measured

CASE = "generated/tiny-path-usual-s0"


@pytest.fixture(scope="module")
def found() -> Measured:
    return measured(CASE)


def test_a_case_is_measured_with_each_and_all_left_out(found: Measured) -> None:
    assert tuple(found.without) == NAMES
    assert all(found.share(name) > -1e-9 for name in NAMES)
    assert found.lost(ALL) > 0
    saved = {name: found.full.rows - left.rows for name, left in found.without.items()}
    assert saved.pop(ALL) == sum(saved.values()) > 0
    assert all(found.full.columns >= left.columns for left in found.without.values())


def test_tables_have_a_line_for_each(found: Measured) -> None:
    lines = [line.split(" | ") for line in markdown([found, found]).splitlines() if line.startswith("| ")]
    first = [line[0].removeprefix("| ") for line in lines if len(line) == 3]
    once = ["left out", "---", "nothing: the relaxation", *NAMES]
    assert first == [*once, *once[:2], "nothing: rows, columns, seconds", *NAMES]


def test_a_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["strengthenings", "--cases", CASE, "--out", str(tmp_path / "new" / "table.csv")]) == 0
    with (tmp_path / "new" / "table.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert tuple(lines[0]) == COLUMNS
    assert [line["without"] for line in lines] == ["", *NAMES]
    full, everything = float(lines[0]["root"]), lines[-1]
    assert float(everything["lost"]) == pytest.approx(full - float(everything["root"]), rel=1e-3)
    assert float(everything["share"]) == pytest.approx(float(everything["lost"]) / full, rel=1e-3)
    assert "see " in capsys.readouterr().out


def test_forms_of_a_case() -> None:
    slow, usual = case_of("slow/shipped/brownfield"), case_of("shipped/brownfield")
    months = [[sum(each.ramp_up.values()) for each in found.locations.values()] for found in (usual, slow)]
    assert months[1] == [2 * each for each in months[0]]
    assert sum(months[0]) > 0
    assert [case for case in CASES if case.startswith("mean/")] == ["mean/shipped/micro-coe"]
    periods = case_of("mean/shipped/micro-coe").scenarios.model_dump()["nodes"]
    assert len({node["period"] for node in periods.values()}) == len(periods)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "table.txt"], "expected a name that ends in .csv or .md"),
        (["--cases", "elsewhere/brownfield"], "expected generated/"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["strengthenings", *arguments])
    assert caught.value.code == command.MISUSED
    assert said in capsys.readouterr().err
