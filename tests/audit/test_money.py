"""Every amount, total and key figure is recomputed."""

from collections.abc import Callable
from typing import Any

import pytest

from coeplan.audit import audit

from . import closing, opening, parting, passing
from .drafts import Draft
from .findings import findings, rules

DRAFTS = pytest.mark.parametrize("draft", [opening.draft, closing.draft, passing.draft, parting.draft])


def rules_with_amounts(draft: Draft, change: Callable[[list[Any]], object]) -> set[str]:
    """Return the codes found when the amounts alone are changed, and totals are still right."""
    amounts = list(draft.plan().amounts)
    change(amounts)
    plan = draft.plan().model_copy(update={"amounts": tuple(amounts)})
    return {finding.rule for finding in audit(draft.problem(), plan).findings}


@DRAFTS
def test_an_amount_that_is_missing(draft: Callable[[], Draft]) -> None:
    for index in range(len(draft().amounts)):
        assert rules_with_amounts(draft(), lambda rows, at=index: rows.pop(at)) == {"amount", "discounted_amount"}


@DRAFTS
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("location", "XX"),
        ("area", "ops"),
        ("operating_model", "else"),
        ("subject", "x"),
        ("terminal", None),
        ("category", "rent"),
    ],
)
def test_an_amount_that_belongs_to_something_else(draft: Callable[[], Draft], field: str, value: str | None) -> None:
    """Unknown names are dropped, so the amount is missing in any case; known ones are superfluous too."""
    for index, row in enumerate(draft().plan().amounts):
        other = (not row.terminal) if field == "terminal" else value
        if field == "category" and row.category == "rent":
            continue

        def change(rows: list[Any], at: int = index, to: object = other) -> None:
            rows[at] = rows[at].model_copy(update={field: to})

        assert {"amount", "discounted_amount"} <= rules_with_amounts(draft(), change)


@DRAFTS
def test_an_amount_that_is_a_little_off(draft: Callable[[], Draft]) -> None:
    for index, row in enumerate(draft().plan().amounts):

        def scale(rows: list[Any], factor: float, field: str, at: int = index) -> None:
            rows[at] = rows[at].model_copy(update={field: getattr(rows[at], field) * factor})

        for factor, kept in ((1 + 5e-7, True), (1 - 3e-6, False), (1 + 3e-6, False)):
            off = rules_with_amounts(draft(), lambda rows, by=factor: scale(rows, by, "money"))
            assert off == (set() if kept else {"amount"}), row
            off = rules_with_amounts(draft(), lambda rows, by=factor: scale(rows, by, "discounted"))
            assert off == (set() if kept or row.discounted * 3e-6 < 1e-6 else {"discounted_amount"}), row


@DRAFTS
def test_any_number_of_rows_may_add_up(draft: Callable[[], Draft]) -> None:
    def split(rows: list[Any]) -> None:
        halves = [row.model_copy(update={"money": row.money / 2, "discounted": row.discounted / 2}) for row in rows]
        rows[:] = [*halves, *halves]

    assert rules_with_amounts(draft(), split) == set()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({"category": "coordination", "node": "t01"}, "coordination for acme in node t01:"),
        ({"category": "payroll", "node": "t00", "area": "dev"}, "payroll of area dev at HQ under headquarters in node"),
        ({"category": "fee", "node": "t01", "terminal": True}, "terminal fee at MX under service in node t01:"),
    ],
)
def test_a_finding_on_an_amount_says_what_it_is_for(amount: dict[str, Any], words: str) -> None:
    draft = opening.draft()
    stated = [row for row in draft.amounts if {"terminal": False, **row}.items() >= amount.items()]
    stated[0]["money"] += 1
    (wrong,) = [finding for finding in findings(draft) if finding.rule == "amount"]
    assert wrong.message.startswith(words)


@pytest.mark.parametrize(("less", "found"), [(0.5, {"negative"}), (2e-9, {"negative"}), (5e-10, set())])
def test_no_row_takes_money_back(less: float, found: set[str]) -> None:
    """Not even where what a thing costs is right in all."""

    def give_and_take(rows: list[Any]) -> None:
        first = rows[0]
        rows[0] = first.model_copy(update={"money": first.money + less, "discounted": first.discounted + less})
        rows.append(first.model_copy(update={"money": -less, "discounted": -less}))

    assert rules_with_amounts(opening.draft(), give_and_take) == found


@DRAFTS
def test_figures_that_are_off(draft: Callable[[], Draft]) -> None:
    plan = draft().plan()
    for table, rule in (("leaf_totals", "leaf_total"), ("node_figures", "key_figure"), ("holdings", "holding")):
        for row in range(len(getattr(plan, table))):
            for field, number in getattr(plan, table)[row].model_dump().items():
                if isinstance(number, int | float):
                    rows = list(getattr(plan, table))
                    rows[row] = rows[row].model_copy(update={field: number + 0.1 if field != "sites" else number + 1})
                    report = audit(draft().problem(), plan.model_copy(update={table: tuple(rows)}))
                    assert {finding.rule for finding in report.findings} == {rule}, field


@DRAFTS
def test_a_summary_that_is_off(draft: Callable[[], Draft]) -> None:
    plan = draft().plan()
    for field, number in plan.summary.model_dump().items():
        off = 0.1 if number is None else number + 0.1
        summary = plan.summary.model_copy(update={field: off})
        report = audit(draft().problem(), plan.model_copy(update={"summary": summary}))
        assert [finding.rule for finding in report.findings] == ["summary"], field


@DRAFTS
@pytest.mark.parametrize(
    ("table", "rule"), [("leaf_totals", "leaf_total"), ("node_figures", "key_figure"), ("holdings", "holding")]
)
def test_figures_that_are_missing(draft: Callable[[], Draft], table: str, rule: str) -> None:
    """Headquarters as a model of its own is the one holding that may be left out."""
    plan = draft().plan()
    for row in getattr(plan, table):
        rows = tuple(other for other in getattr(plan, table) if other != row)
        report = audit(draft().problem(), plan.model_copy(update={table: rows}))
        optional = table == "holdings" and row.name == "headquarters"
        assert {finding.rule for finding in report.findings} == (set() if optional else {rule})


def test_means_are_absent_without_capacity_and_there_alone() -> None:
    for field in ("mean_overlap", "risk_score"):
        assert rules(opening.draft().change("node_figures", {field: None}, node="t00")) == {"key_figure"}
