"""Freezing a plan, and limiting how much changes."""

from typing import Any

import pytest

from . import opening, passing
from .drafts import Draft
from .findings import findings, rules


def frozen(draft: Draft, reference: dict[str, Any], periods: int = 1) -> Draft:
    draft.put("reference_plans", {"old": reference})
    return draft.put("policies", {"hold": {"kind": "freeze", "plan": "old", "periods": periods}})


def as_it_is(draft: Draft) -> dict[str, Any]:
    """Return a draft's own decisions and teams."""
    fields = ("node", "location", "area", "heads")
    return {
        "decisions": [dict(row) for row in draft.decisions],
        "teams": [{field: row[field] for field in fields} for row in draft.teams],
    }


@pytest.mark.parametrize("draft", [opening.draft, passing.draft])
def test_a_plan_agrees_with_itself(draft: Any) -> None:
    assert rules(frozen(draft(), as_it_is(draft()), periods=2)) == set()


def test_later_periods_are_free() -> None:
    reference = as_it_is(opening.draft())
    reference["teams"] = [row for row in reference["teams"] if row["node"] == "t00"]
    reference["decisions"] = [row for row in reference["decisions"] if row["node"] == "t00"]
    assert rules(frozen(opening.draft(), reference)) == set()
    # The start, and the teams of 8, 4 and 4.
    differing = findings(frozen(opening.draft(), reference, periods=2))
    assert {finding.rule for finding in differing} == {"freeze"}
    assert sorted(finding.excess or 0 for finding in differing) == pytest.approx([1, 4, 4, 8])


def decision(kind: str, location: str = "MX", **rest: Any) -> dict[str, Any]:
    return {"node": "t00", "location": location, "kind": kind, "operating_model": "captive"} | rest


@pytest.mark.parametrize(
    "row",
    [
        decision("commit", start_period=1),
        decision("cancel", start_period=1, operating_model="service"),
        decision("stop"),
        # What this instance does not allow differs too: a start after the horizon, no such arc, an unknown model.
        decision("commit", start_period=1, node="t01"),
        decision("convert", operating_model="service", to_model="captive"),
        decision("commit", start_period=1, operating_model="unheard-of"),
    ],
)
def test_every_decision_of_the_given_plan_counts(row: dict[str, Any]) -> None:
    reference = as_it_is(opening.draft())
    reference["decisions"].append(row)
    (finding,) = findings(frozen(opening.draft(), reference, periods=2))
    assert (finding.rule, finding.node, finding.excess, finding.limit) == ("freeze", row["node"], 1, 0)


def test_cancellations_alone_are_told_apart_by_their_start() -> None:
    """That of a commitment follows from its lead time."""
    reference = as_it_is(opening.draft())
    reference["decisions"][0]["start_period"] = 0
    assert reference["decisions"][0]["kind"] == "commit"
    assert rules(frozen(opening.draft(), reference, periods=2)) == set()
    reference = as_it_is(passing.draft())
    reference["decisions"][0]["start_period"] = 2
    assert reference["decisions"][0]["kind"] == "cancel"
    assert [finding.excess for finding in findings(frozen(passing.draft(), reference))] == [1, 1]


def test_decisions_of_nodes_that_the_tree_does_not_have_are_passed_over() -> None:
    reference = as_it_is(opening.draft())
    reference["decisions"].append(decision("stop", node="t00.boom"))
    assert rules(frozen(opening.draft(), reference, periods=2)) == set()


def test_every_team_of_the_given_plan_counts() -> None:
    draft = passing.draft().put("locations.IN.hosts", [])
    reference = as_it_is(draft)
    reference["teams"].append({"node": "t00", "location": "IN", "area": "dev", "heads": 3})
    (finding,) = findings(frozen(draft, reference))
    assert (finding.rule, finding.location, finding.area, finding.excess) == ("freeze", "IN", "dev", 3)


def test_changes_count_commits_stops_and_conversions_in_either_plan() -> None:
    draft = passing.draft()
    reference = as_it_is(draft)
    reference["decisions"] = [
        decision("commit", start_period=1),
        decision("stop", "IN"),
        decision("start", "IN"),
        # A node that the tree does not have.
        decision("stop", "IN", node="t00.boom"),
    ]
    draft.put("reference_plans", {"old": reference})
    # The conversion here, the commitment and the stop there; cancellation and start do not count.
    for limit, kept in ((3, True), (2, False)):
        draft.put("policies", {"hold": {"kind": "change_limit", "plan": "old", "limit": limit}})
        assert rules(draft) == (set() if kept else {"change_limit"})
