"""The command writes cases as files that ``coeplan`` reads, or says what is wrong and writes none."""

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.published import read_case, read_holmberg, read_or_library, to_instance
from benchmarks.published.command import main
from tests.published.cases import DATA

from coeplan import load

CAP = DATA / "or-library" / "cap41.txt"
P = DATA / "holmberg" / "p1"
OPEN = "1 1 capacity 5 4 10"


def test_one_file_becomes_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "mine.yaml"
    assert main([str(CAP), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 16 facilities, 50 customers\n"
    assert load(out) == to_instance(read_or_library(CAP))


def test_several_files_become_a_folder(tmp_path: Path) -> None:
    assert main([str(CAP), str(P), "--out", str(tmp_path / "all")]) == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["cap41.yaml", "p1.yaml"]
    assert load(tmp_path / "all" / "p1.yaml") == to_instance(read_case(P))


def test_the_format_named_counts(tmp_path: Path) -> None:
    flat = tmp_path / "flat.txt"
    flat.write_text(" ".join(P.read_text(encoding="utf-8").split()), encoding="utf-8")
    assert main([str(flat), "--out", str(tmp_path / "x.yaml")]) == 1
    assert main([str(flat), "--format", "holmberg", "--out", str(tmp_path / "x.json")]) == 0
    assert load(tmp_path / "x.json") == to_instance(read_holmberg(flat))


def test_a_capacity_makes_a_case_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "capz.txt").write_text(OPEN, encoding="utf-8")
    for capacity in ("8000", "1.e4"):
        asked = [str(tmp_path / "capz.txt"), "--format", "or-library", "--capacity", capacity, "--out", str(tmp_path)]
        assert main(asked) == 0
    found = {path.name: load(path).operating_models["facility"] for path in tmp_path.glob("*.yaml")}
    assert {name: model.terms_at("f01", "ZZZ").max_heads for name, model in found.items()} == {
        "capz-8000.yaml": 8000,
        "capz-10000.yaml": 10000,
    }


def test_faults_of_all_files_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "short").write_text("2 2 1", encoding="utf-8")
    (tmp_path / "open").write_text(OPEN, encoding="utf-8")
    files = [str(path) for path in (CAP, tmp_path / "short", tmp_path / "none", tmp_path / "open")]
    assert main([*files, "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    heads = [line.split(": ")[0].removeprefix(str(tmp_path)) for line in told.err.splitlines()]
    assert heads == ["/short:1:5", "/none", "/open", "/open:1:5"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("files", "out", "said"),
    [
        ([CAP, P], "one.yaml", "2 files are to be written to the one file"),
        ([P, P], "folder", "two cases of this name would be written to one file"),
        ([P], "file/folder", "the folder cannot be made"),
        ([P], "full.yaml", "cannot be written"),
    ],
    ids=["many-to-one", "same-name", "no-folder", "no-file"],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: list[Path], out: str, said: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full.yaml").mkdir()
    assert main([*map(str, files), "--out", str(tmp_path / out)]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("capacity", ["lots", "-1", "nan", "1e999", "1_000"])
def test_a_capacity_is_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str], capacity: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(CAP), f"--capacity={capacity}", "--out", str(tmp_path)])
    assert f"{capacity!r} is no number of at least 0" in capsys.readouterr().err


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.published", str(P), "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=DATA.parents[2], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'p1.yaml'}: 10 facilities, 50 customers\n"
