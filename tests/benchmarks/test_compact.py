"""Published cases against compact programs."""

import pytest
from benchmarks import compact as module
from benchmarks.command import main
from benchmarks.compact import Compared, compared, markdown
from benchmarks.peers.highs import solve_highs
from benchmarks.published import FacilityCase, read_case
from benchmarks.published.compact import compact_matrix
from tests.published.cases import DATA, optima

OPTIMA = optima()


def compact_optimum(case: FacilityCase) -> float | None:
    return solve_highs(compact_matrix(case), 60.0, 0.0, lambda _value, _bound: None).value


@pytest.mark.parametrize("name", ["or-library/cap61.txt", "holmberg/p10"])
def test_a_compact_program_comes_to_the_published_optimum(name: str) -> None:
    assert compact_optimum(read_case(DATA / name)) == pytest.approx(OPTIMA[name], rel=1e-6)


@pytest.mark.parametrize(("single_source", "optimum"), [(False, 20.0), (True, 22.0)])
def test_a_compact_program_by_hand(single_source: bool, optimum: float) -> None:
    """Only the second facility: 5 + 20 + 12 = 37. Both: 8, first customer at the first facility 2, second at the
    second 12; where demand may be divided, the third of it for which the first has room costs 2 instead of 4."""
    case = FacilityCase("two", (3.0, 9.0), (3.0, 5.0), (2.0, 3.0), ((2.0, 20.0), (6.0, 12.0)), single_source)
    assert compact_optimum(case) == pytest.approx(optimum)


def test_a_customer_without_demand_costs_nothing() -> None:
    case = FacilityCase("one", (3.0,), (3.0,), (2.0, 0.0), ((2.0,), (70.0,)), False)
    assert compact_optimum(case) == pytest.approx(5.0)


def test_a_case_is_solved_both_ways() -> None:
    found = compared("published/or-library/cap61.txt")
    assert found.agree
    assert 0 < found.solver <= found.whole
    assert found.ratio == found.solver / found.compact


def test_a_table_tells_where_optima_differ(tmp_path, monkeypatch, capsys) -> None:
    seconds = {"solver": 3.0, "whole": 4.0, "compact": 2.0}
    answers = {"cap41": Compared("cap41", 10.0, 10.0, **seconds), "cap42": Compared("cap42", 10.0, 11.0, **seconds)}
    monkeypatch.setattr(module, "compared", lambda case: answers[case.rpartition("/")[2].removesuffix(".txt")])
    out = tmp_path / "deep" / "table.md"
    assert main(["compact", "cap41", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").splitlines()[-1] == "| cap41 | 10.000 | 3.00 | 4.00 | 2.00 | 1.50 |"
    assert main(["compact", "cap41", "cap42"]) == 1
    assert "OPTIMA DIFFER" in capsys.readouterr().out
    unsolved = Compared("cap43", None, 11.0, **seconds)
    assert not unsolved.agree
    assert "NOT the same" in markdown([unsolved])


def test_a_file_of_another_kind_is_refused(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["compact", "cap41", "--out", "table.csv"])
    assert ".md" in capsys.readouterr().err
