"""The page of a diagnosis: what is told of a conflict, and what of its ways out."""

from dataclasses import replace

import pytest
from rich.console import Console

from coeplan.analysis.diagnosis.result import Conflict, Diagnosis, NamedRule, Status, Together, Verified, WayOut
from coeplan.report.diagnosis import diagnosis_view
from coeplan.report.diagnosis_tables import diagnosis_tables

RULES = tuple(NamedRule(f"rule {name}", f"policies.{name}", None, ()) for name in "ab")
WAY = WayOut("policies.a", "raise a", ("policies.a.at_most = 9",), 3.0, 9.0, "heads", 2.0, None, Verified.PLAN)
OTHER = replace(WAY, rule="policies.b", says="raise b")
TOGETHER = replace(WAY, rule="policies.a and policies.b")
CONFLICT = Conflict(RULES, True, False, (), False, (0, 1), (WAY, OTHER))
CALENDAR = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")


def page(conflict: Conflict) -> str:
    console = Console(width=300)
    with console.capture() as caught:
        console.print(diagnosis_view(Diagnosis("firm", "USD", CALENDAR, Status.CONTRADICTORY, (conflict,))))
    return caught.get()


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        ((2,), "in period 2 (2027-Q3)."),
        ((0, 1), "in periods 0 to 1 (2027-Q1 to 2027-Q2)."),
        ((0, 2), "in periods 0 (2027-Q1) and 2 (2027-Q3)."),
    ],
)
def test_periods_are_told_with_their_dates(periods, told):
    assert f"It shows {told}" in page(replace(CONFLICT, periods=periods))


def test_a_change_that_may_be_more_than_needed_is_told_as_such():
    assert "less may be enough" not in page(CONFLICT)
    assert "less may be enough: time did not tell" in page(replace(CONFLICT, ways=(WAY, replace(OTHER, least=False))))


def test_tables_have_a_row_for_each_rule_and_each_way_out():
    found = Diagnosis(
        "firm", "USD", CALENDAR, Status.CONTRADICTORY, (CONFLICT, CONFLICT), Together((WAY,), Verified.PLAN)
    )
    tables = diagnosis_tables(found)
    rules, ways = tables["conflicts"], tables["ways_out"]
    assert rules["conflict"].tolist() == [1, 1, 2, 2]
    assert set(rules["dates"]) == {"2027-Q1; 2027-Q2"}
    assert ways[["conflict", "way", "rule"]].values.tolist() == [
        [1, 1, "policies.a"],
        [1, 2, "policies.b"],
        [2, 1, "policies.a"],
        [2, 2, "policies.b"],
        [0, 1, "policies.a"],
    ]


@pytest.mark.parametrize(
    ("ways", "told"),
    [((WAY, OTHER), False), ((WAY,), True), ((TOGETHER,), False)],
)
def test_rules_that_no_way_out_names_are_spoken_of(ways, told):
    assert ("none was found to be enough by itself" in page(replace(CONFLICT, ways=ways))) is told
