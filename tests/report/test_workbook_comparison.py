"""Workbooks of several plans, and what another program makes of them."""

import pytest
from tests.report.workbooks import checks_of, formulas_of, random_plan, recalculated, values_of, with_soffice

from coeplan.api.workbook import ComparedPlan, plan_workbook


def rows_of(sheet):
    return [row for row in sheet.iter_rows(values_only=True) if row[0] is not None]


@with_soffice
def test_another_program_opens_it_and_adds_up_the_same(tmp_path):
    other = random_plan(7)
    content = plan_workbook(random_plan(8), against=[ComparedPlan(other, None, "base/plan.json")])
    bare = recalculated(content, tmp_path)
    written, found = formulas_of(content), values_of(content)
    assert bare.sheetnames == written.sheetnames
    count = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    told = found[sheet.title][cell.coordinate].value
                    own = bare[sheet.title][cell.coordinate].value
                    wanted = told if isinstance(told, str) else pytest.approx(told, rel=1e-9, abs=1e-6)
                    assert own == wanted, f"{sheet.title}!{cell.coordinate}: {cell.value}"
    assert count > 300
    checks = [row for row in bare["Reconciliation"].iter_rows(min_row=7, values_only=True) if row[0]]
    assert [row for row in checks if row[3] != 0 or row[4] != "agrees"] == []


def test_a_comparison_bridges_the_values():
    base, own = random_plan(5), random_plan(6)
    content = plan_workbook(own, against=[ComparedPlan(base, None, "out/base/plan.json")])
    book = values_of(content)
    assert book.sheetnames[1:3] == ["Against base", "Differences base"]
    rows = rows_of(book["Against base"])
    start = next(number for number, row in enumerate(rows) if row[0] == "Value of A")
    end = next(number for number, row in enumerate(rows) if row[0] == "Value of B")
    assert rows[start][3] == pytest.approx(base.value)
    assert rows[end][2:4] == (pytest.approx(own.value - base.value), pytest.approx(own.value))
    for before, step in zip(rows[start:end], rows[start + 1 : end], strict=False):
        _, _, moved, value, *_, below, _, more, less = step[:11]
        assert value == pytest.approx(before[3] + moved)
        assert (more, less) == (pytest.approx(max(moved, 0)), pytest.approx(max(-moved, 0)))
        assert below == pytest.approx(min(before[3], value))
    checks = [row for row in checks_of(content) if "comparison with base" in row[0]]
    assert len(checks) == 6
    assert {row[3] for row in checks} == {0}
    kinds = {row[0] for row in rows_of(book["Differences base"])}
    assert {"site", "decision"} <= kinds


def test_several_comparisons_have_sheets_of_their_own():
    own = random_plan(6)
    others = [ComparedPlan(random_plan(5), None, source) for source in ("a/plan.json", "b/a", "[" + 40 * "x" + "]")]
    names = values_of(plan_workbook(own, against=others)).sheetnames
    assert names[1:7:2] == ["Against a", "Against a (2)", f"Against -{22 * 'x'}"]
    assert all(len(name) <= 31 for name in names)
