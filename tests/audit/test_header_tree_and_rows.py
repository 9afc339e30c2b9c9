"""A plan of another instance or tree, or with rows that cannot be, is found."""

import math
from typing import Any

import pytest

from coeplan.audit import audit

from . import opening, parting
from .findings import IN_MONEY, findings, rules


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
        ({"value": None, "bound": None, "saving": None, "reason": "infeasible"}, True),
        ({"value": None, "bound": None, "saving": None, "reason": None}, False),
        ({"value": None, "bound": None, "saving": 5.0, "reason": "infeasible"}, False),
    ],
)
def test_keeping(keeping: dict[str, Any], kept: bool) -> None:
    if keeping["saving"] == "right":
        keeping = keeping | {"saving": 6000.0 - opening.draft().plan().value}
    assert rules(opening.draft(), keeping={"termination": "optimal", **keeping}) == (set() if kept else {"keeping"})


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
