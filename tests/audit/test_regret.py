"""Worst case and regret in the objective, and what a plan says of single futures."""

from typing import Any

import pytest

from . import parting
from .drafts import Draft
from .findings import findings, rules
from .parting import CALM, STORM

WEIGHED = {"expectation_weight": 0.5, "worst_case_weight": 2, "regret_weight": 3, "cvar_alpha": 0}


def draft() -> Draft:
    """Totals are 930 and 1030; by themselves the futures would cost 900 and 950."""
    found = parting.draft().put("objective", WEIGHED)
    found.cvar, found.least = None, {CALM: 900.0, STORM: 950.0}
    return found


def with_future(leaf: str, **changes: Any) -> set[str]:
    """Return what is wrong when the plan says something else of one future."""
    rows = [each.model_dump() for each in draft().plan().futures]
    return rules(draft(), futures=[row | changes if row["leaf"] == leaf else row for row in rows])


def test_the_objective_weighs_mean_worst_case_and_regret() -> None:
    plan = draft().plan()
    assert plan.value == pytest.approx(0.5 * 955 + 2 * 1030 + 3 * 80)
    assert rules(draft()) == set()


def test_a_value_without_one_of_its_weights_is_wrong() -> None:
    for weight in ("worst_case_weight", "regret_weight"):
        less = draft().put("objective", WEIGHED | {weight: 0}).plan().value
        assert "objective" in rules(draft(), value=less, bound=0.9 * less)


def test_the_regret_of_every_leaf_is_stated_and_right() -> None:
    rows = [each.model_dump() for each in draft().plan().leaf_totals]
    for regret in (31.0, None):
        wrong = [row | {"regret": regret} if row["leaf"] == CALM else row for row in rows]
        (found,) = findings(draft(), leaf_totals=wrong)
        assert (found.rule, found.node) == ("regret", CALM)


def test_the_largest_regret_is_stated_and_right() -> None:
    summary = draft().plan().summary.model_dump()
    for regret in (79.0, None):
        assert rules(draft(), summary=summary | {"largest_regret": regret}) == {"summary"}


def test_without_futures_there_is_no_regret_to_state() -> None:
    plain = parting.draft()
    assert rules(plain) == set()
    summary = plain.plan().summary.model_dump()
    assert rules(plain, summary=summary | {"largest_regret": 0.0}) == {"summary"}
    rows = [each.model_dump() | {"regret": 0.0} for each in plain.plan().leaf_totals]
    assert rules(plain, leaf_totals=rows) == {"regret"}


def test_futures_are_stated_where_regret_is_weighed_or_capped() -> None:
    weighed = draft()
    weighed.least = {CALM: 900.0}
    assert {finding.node for finding in findings(weighed) if finding.rule == "future"} == {STORM}
    capped = parting.draft().put("policies", {"cap": {"kind": "regret_cap", "limit": 1e6}})
    assert rules(capped) == {"future"}
    assert rules(capped.put("policies.cap.enabled", False)) == set()


def test_no_future_costs_less_than_what_is_proved_of_it() -> None:
    cheaper = draft()
    cheaper.least = {CALM: 931.0, STORM: 950.0}
    assert "future" in rules(cheaper)


@pytest.mark.parametrize(
    "changes",
    [{"value": 899.0}, {"value": None}, {"termination": " "}, {"problem": ""}],
    ids=["bound above the value", "optimal without a value", "no termination", "no problem"],
)
def test_what_is_said_of_a_future_agrees(changes: dict[str, Any]) -> None:
    assert with_future(CALM, **changes) == {"future"}


def test_a_future_that_was_not_solved_to_its_end_needs_no_value() -> None:
    assert with_future(CALM, value=None, termination="time_limit") == set()


def test_a_future_stands_once_under_a_known_leaf() -> None:
    rows = [each.model_dump() for each in draft().plan().futures]
    assert rules(draft(), futures=[*rows, rows[0]]) == {"duplicate"}
    assert "unknown_name" in rules(draft(), futures=[*rows, rows[0] | {"leaf": "t09"}])
