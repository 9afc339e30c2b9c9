"""Plans that keep every rule pass, and are worth what was worked out by hand."""

from collections.abc import Callable

import pytest

from coeplan.audit import audit

from . import closing, opening, parting, passing
from .drafts import Draft

# opening: t00 1000 + 400 + 14 + 9 + 30, discounted by 1.1; t01 1954.3632 of run cost, 20 severance, 57.24 hiring,
# discounted by 1.331; after the horizon 1954.3632 + 25.31 hiring, discounted by 1.61051.
OPENING = 1453 / 1.1 + 2031.6032 / 1.331 + 1979.6732 / 1.61051


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        (opening.draft, OPENING),
        (closing.draft, 544 + 834 + 700),
        (passing.draft, 695 + 641),
        (parting.draft, 0.75 * 930 + 0.25 * 1030 + 2 * 980),
    ],
    ids=["opening", "closing", "passing", "parting"],
)
def test_passes_and_is_worth(draft: Callable[[], Draft], value: float) -> None:
    report = audit(draft().problem(), draft().plan())
    assert [str(finding) for finding in report.findings] == []
    assert report.passed
    assert report.value == pytest.approx(value, rel=1e-12)


def test_the_report_says_what_was_looked_at() -> None:
    draft = opening.draft().put("policies", {"few": {"kind": "count_limit", "of": "sites", "limit": 9}})
    report = audit(draft.problem(), draft.plan())
    assert report.checked["count_limit"] == 2
    assert report.checked["coverage"] == report.checked["unmet_limit"] == 4
    assert report.checked["instance_hash"] == 1
    assert report.checked["amount"] == len(opening.draft().amounts)
    plan = opening.draft().plan()
    tables = (plan.decisions, plan.sites, plan.teams, plan.unmet, plan.matches, plan.amounts, plan.leaf_totals)
    rows = sum(len(table) for table in (*tables, plan.node_figures, plan.holdings))
    assert report.checked["unknown_name"] == report.checked["negative"] == rows
    assert report.model_validate_json(report.model_dump_json()) == report
