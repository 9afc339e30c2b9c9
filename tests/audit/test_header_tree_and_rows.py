"""A plan of another instance or tree, or with rows that cannot be, is found."""

import math
from typing import Any

import pytest

from coeplan.audit import audit

from . import opening, parting
from .findings import IN_MONEY, findings, rules

EARLY, NONE = {"termination": "time_limit"}, {"termination": "infeasible"}
MADE = {"versions": {"by": "hand"}, "options": {"gap": 1}, "seed": 0, "seconds": {"total": 0}, "created": "2026-01-01"}


@pytest.mark.parametrize(("further", "kept"), [(0.0, True), (9e-5, True), (1.1e-4, False), (0.1, False)])
def test_what_is_optimal_is_proved_to_the_gap_asked_for(further: float, kept: bool) -> None:
    """Up to what rounding after the solve explains."""
    value, gap = opening.draft().plan().value, 0.02 + further
    header = {"bound": (1 - gap) * value, "gap": gap, "made_by": MADE | {"options": {"gap": 0.02}}}
    assert rules(opening.draft(), **header) == (set() if kept else {"termination"})
    assert rules(opening.draft(), **header, termination="time_limit") == set()


@pytest.mark.parametrize(
    ("options", "enough"),
    [
        ({"gap": None}, False),
        ({"gap": "small"}, False),
        ({"gap": True}, False),
        ({"seed": 3}, False),
        ({"gap": 1}, True),
    ],
)
def test_what_is_optimal_tells_the_gap_asked_for(options: dict[str, Any], enough: bool) -> None:
    made = MADE | {"options": options}
    assert rules(opening.draft(), made_by=made) == (set() if enough else {"made_by"})
    assert rules(opening.draft(), made_by=made, termination="time_limit") == set()


def test_keeping_that_is_optimal_tells_the_gap_asked_for() -> None:
    value = opening.draft().plan().value
    keeping = {"termination": "optimal", "value": value, "bound": value, "saving": 0.0, "reason": None}
    header = {"made_by": MADE | {"options": {"seed": 3}}} | EARLY
    assert rules(opening.draft(), **header, keeping=keeping) == {"made_by"}
    assert rules(opening.draft(), **header, keeping=keeping | EARLY) == set()


@pytest.mark.parametrize("created", ["2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00Z", "20260101T000000+00:00"])
def test_a_time_is_told_in_utc(created: str) -> None:
    assert rules(opening.draft(), made_by=MADE | {"created": created}) == set()


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1e-3])
def test_seconds_are_a_number_of_at_least_0(seconds: float) -> None:
    plan = opening.draft().plan()
    made = plan.made_by.model_copy(update={"seconds": {"solve": seconds}})
    report = audit(opening.draft().problem(), plan.model_copy(update={"made_by": made}))
    assert [finding.rule for finding in report.findings] == ["made_by"]


def test_a_bound_is_not_above_the_value_but_for_rounding() -> None:
    value = opening.draft().plan().value
    assert rules(opening.draft(), bound=value * 1.01, gap=-0.01) == {"bound"}
    assert rules(opening.draft(), bound=value * (1 + 1e-8), gap=0.0) == set()


@pytest.mark.parametrize(
    ("keeping", "kept"),
    [
        ({"value": 6000.0, "bound": 5000.0, "saving": "right", "reason": None}, True),
        ({"value": 6000.0, "bound": 5000.0, "saving": 1.0, "reason": None}, False),
        ({"value": 6000.0, "bound": 5000.0, "saving": None, "reason": None}, False),
        ({"value": 6000.0, "bound": 6001.0, "saving": "right", "reason": None}, False),
        # The gap asked for is 1, so that any bound of at least 0 proves it.
        ({"value": 6000.0, "bound": -1.0, "saving": "right", "reason": None}, False),
        ({"value": 6000.0, "bound": None, "saving": "right", "reason": None}, False),
        ({"value": 6000.0, "bound": None, "saving": "right", "reason": None, **EARLY}, True),
        ({"value": 6000.0, "bound": -1.0, "saving": "right", "reason": "", **EARLY}, True),
        ({"value": 6000.0, "bound": 0.0, "saving": "right", "reason": "out of time", **EARLY}, False),
        ({"value": None, "bound": None, "saving": None, "reason": "infeasible", **NONE}, True),
        ({"value": None, "bound": 4000.0, "saving": None, "reason": "out of time", **EARLY}, True),
        ({"value": None, "bound": None, "saving": None, "reason": None, **NONE}, False),
        ({"value": None, "bound": None, "saving": 5.0, "reason": "infeasible", **NONE}, False),
        ({"value": None, "bound": None, "saving": None, "reason": "unknown"}, False),
    ],
)
def test_keeping(keeping: dict[str, Any], kept: bool) -> None:
    if keeping["saving"] == "right":
        keeping = keeping | {"saving": 6000.0 - opening.draft().plan().value}
    assert rules(opening.draft(), keeping={"termination": "optimal"} | keeping) == (set() if kept else {"keeping"})


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("holdings", {**opening.draft().holdings[0], "node": "t09"}),
        ("unmet", {"node": "t00", "area": "sales", "fte": 1}),
        ("decisions", {"node": "t00", "location": "MX", "kind": "stop", "operating_model": "bot"}),
        ("sites", {**opening.draft().sites[0], "location": "IN"}),
        ("breaches", {"policy": "cap", "node": "t00", "subject": "", "amount": 1}),
    ],
)
def test_names_that_the_instance_does_not_have(table: str, row: dict[str, Any]) -> None:
    assert rules(opening.draft().add(table, **row)) == {"unknown_name"}


def test_rows_that_are_missing() -> None:
    assert rules(opening.draft().drop("sites", node="t00", location="HQ")) == {"missing_row"}
    gone = parting.draft().drop("teams", node=parting.STORM, location="HQ")
    assert rules(gone) == {"missing_row", "coverage", "site_heads", "billed_heads", "holding"} | IN_MONEY


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_numbers_that_are_none(number: float) -> None:
    plan = parting.draft().plan()
    teams = (plan.teams[0].model_copy(update={"heads": number}), *plan.teams[1:])
    report = audit(parting.draft().problem(), plan.model_copy(update={"teams": teams, "value": number}))
    assert {"negative", "missing_row", "objective"} <= {finding.rule for finding in report.findings}
    assert not report.passed


def test_a_finding_says_what_where_and_by_how_much() -> None:
    (finding,) = findings(opening.draft().put("locations.MX.talent_pool", 3))
    assert (finding.rule, finding.node, finding.location, finding.area) == ("talent_pool", "t01", "MX", "dev")
    assert finding.excess == pytest.approx(1)
    assert finding.limit == pytest.approx(3)
    assert str(finding) == (
        "talent_pool: team against the talent pool of area dev at MX in node t01: "
        "4, but at most 3 is allowed, 1 too much"
    )


def test_rules_hold_within_their_tolerance() -> None:
    for pool, kept in ((4 - 3e-6, True), (4 - 5e-6, False)):
        draft = opening.draft().put("locations.MX.talent_pool", pool)
        assert rules(draft) == (set() if kept else {"talent_pool"})


def test_all_broken_rules_are_reported() -> None:
    draft = opening.draft().put("locations.MX.talent_pool", 3).put("operating_models.service.max_heads", 3)
    assert rules(draft.put("areas.dev.overlap_floor", 6.5), gap=0.3) == {"talent_pool", "max_heads", "placement", "gap"}
