"""The published optima are reached and proved, at gap 0, from end to end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.published import FacilityCase, read_case, to_instance
from benchmarks.published.command import main
from tests.published.cases import DATA, optima, wrapped

from coeplan import Solution, SolveOptions, load, solve

OPTIMA = optima()
QUICK = ("or-library/cap61.txt", "or-library/cap74.txt", "holmberg/p10")
QUICK_FROM_FILES = ("or-library/cap71.txt",)
SECONDS = 300.0


def proved(solution: Solution) -> tuple[str, float | None, float | None]:
    return solution.termination, solution.value, solution.bound


def published(name: str) -> tuple[str, object, object]:
    same = pytest.approx(OPTIMA[name], rel=1e-6)
    return "optimal", same, same


def options() -> SolveOptions:
    return SolveOptions(gap=0.0, time_limit=SECONDS, keeping=False)


@pytest.mark.parametrize("name", QUICK)
def test_quick_cases_reach_the_published_optimum(name: str) -> None:
    assert proved(solve(to_instance(read_case(DATA / name)), options())) == published(name)


@pytest.mark.parametrize("name", QUICK_FROM_FILES)
def test_written_cases_reach_the_published_optimum(tmp_path: Path, name: str) -> None:
    out = tmp_path / "case.yaml"
    assert main([str(DATA / name), "--out", str(out)]) == 0
    assert proved(solve(out, options())) == published(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIMA)
def test_every_case_reaches_the_published_optimum(name: str) -> None:
    assert proved(solve(to_instance(read_case(DATA / name)), options())) == published(name)


@pytest.mark.slow
def test_the_largest_published_size_is_written_and_read(tmp_path: Path) -> None:
    """The size of capa, capb and capc, with long numbers: the file is not larger than instances may be."""
    facilities, customers = 100, 1000
    costs = tuple(tuple(12345.67891 + 7 * i + j / 3 for i in range(facilities)) for j in range(customers))
    case = FacilityCase("capz", (8000.0,) * facilities, (2e6,) * facilities, (56.0,) * customers, costs, False)
    file = tmp_path / "capz.txt"
    file.write_text(wrapped(case, 7).replace("8000.0 ", "capacity "), encoding="utf-8")
    assert main([str(file), "--capacity", "8000", "--out", str(tmp_path)]) == 0
    assert load(tmp_path / "capz-8000.yaml") == to_instance(read_case(file, capacity=8000))


@pytest.mark.slow
def test_the_largest_single_source_size_comes_to_an_end(tmp_path: Path) -> None:
    """The size of p56 to p71, in a process of its own, lest a solve without end takes the tests with it."""
    facilities, customers = 30, 200
    costs = tuple(tuple(float(1 + (i * 7 + j * 11) % 97) for i in range(facilities)) for j in range(customers))
    case = FacilityCase("wide", (1e4,) * facilities, (0.0,) * facilities, (20.0,) * customers, costs, True)
    (tmp_path / "wide").write_text(wrapped(case, 10), encoding="utf-8")
    assert main([str(tmp_path / "wide"), "--out", str(tmp_path)]) == 0
    command = ["-c", "from coeplan.cli.main import run; run()", "solve", "wide.yaml", "--gap", "0", "--json"]
    done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, check=True, timeout=SECONDS)
    told = json.loads(done.stdout)
    # Facilities cost nothing and have room for all, so every customer is served where it is cheapest.
    assert (told["termination"], told["value"]) == ("optimal", pytest.approx(sum(map(min, costs)), rel=1e-6))


def test_every_shipped_file_has_an_optimum() -> None:
    assert {path.relative_to(DATA).as_posix() for path in DATA.glob("*/*")} == set(OPTIMA)
