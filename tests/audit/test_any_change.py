"""Whatever is changed in a plan's file is found, unless it claims nothing.

Plans are audited that come from anywhere: each value by itself, each row dropped or doubled, in plans of the engine.
"""

import json
from collections.abc import Callable, Mapping
from random import Random

import pytest
from pydantic import ValidationError

from coeplan.audit import audit
from coeplan_models import Plan

from .bench import Bench
from .changes import Change, Document, all_changes

Bring = Callable[[str], Bench]
Claims = Callable[[Bench, Change], bool]

PLANS = ("ways", "winding", "ruled")
SAMPLE = 40
"""Changes of each plan that are tried in the fast tier."""

SECTIONS = (
    "header",
    "nodes",
    "decisions",
    "sites",
    "teams",
    "unmet",
    "matches",
    "breaches",
    "amounts",
    "leaf_totals",
    "node_figures",
    "holdings",
    "summary",
)


def _told_otherwise(bench: Bench, change: Change) -> bool:
    """Whether a breach is still told by names of its row alone: those that go without saying may be left out."""
    if (change.table, change.field) != ("breaches", "subject") or change.value is None:
        return False
    row = change.row(bench.plan)
    policy = bench.instance.policies[row["policy"]]
    own = {getattr(policy, field, None) for field in ("location", "area", "operating_model")}
    return set(change.value.split("/")) <= {"", *row["subject"].split("/"), *own}


def _matched_otherwise(bench: Bench, change: Change) -> bool:
    """Whether a match is moved to another place where it is as possible."""
    if change.table != "matches" or change.field not in ("location", "partner_location"):
        return False
    rows: list[Document] = change.applied(bench.plan)["matches"]
    at = [(row["node"], row["area"], row["partner"], row["location"], row["partner_location"]) for row in rows]
    return len(set(at)) == len(at) and all(_possible(bench, row, rows) for row in rows)


def _possible(bench: Bench, row: Document, rows: list[Document]) -> bool:
    """Whether a match runs between places that may, and neither has too few heads for all of its matches."""
    ids = bench.numbers.area_ids
    pair = (bench.node(row["node"]), ids.index(row["area"]), ids.index(row["partner"]))
    if None in (row["location"], row["partner_location"]):
        return False
    link = (bench.place(row["location"]), bench.place(row["partner_location"]))
    ratio = bench.instance.areas[row["area"]].collaboration[row["partner"]].heads_served
    room = {
        "location": bench.heads(row["node"], row["location"], row["area"]),
        "partner_location": ratio * bench.heads(row["node"], row["partner_location"], row["partner"]),
    }
    matched = {
        side: sum(each["heads"] for each in rows if each["node"] == row["node"] and each[side] == row[side])
        for side in room
    }
    return link in bench.numbers.places.serves[pair] and all(matched[side] <= room[side] + 1e-9 for side in room)


NO_CLAIM: Mapping[str, Claims] = {
    "The title repeats the instance's, for people, and does not bear on the optimum.": (
        lambda _, change: change.path == ("title",)
    ),
    "Why the solver stopped, if not by a proof, follows from nothing in the plan.": (
        lambda _, change: change.field == "termination" and change.value == "time_limit"
    ),
    "How the plan was made follows from nothing in it.": (
        lambda _, change: change.table == "made_by" and change.field != "created"
    ),
    "An empty reason is none.": lambda _, change: change.field == "reason",
    "Names of a row that go without saying may be left out.": _told_otherwise,
    "Another matching of as many heads is as good.": _matched_otherwise,
}
"""Changes that need not be found, by the reason why."""


def unnoticed(bench: Bench, changes: list[Change]) -> list[str]:
    """Return the changes that neither the contract nor the auditor finds, though they make the plan wrong."""
    return [
        str(change)
        for change in changes
        if not any(excused(bench, change) for excused in NO_CLAIM.values()) and _passes(bench, change)
    ]


def _passes(bench: Bench, change: Change) -> bool:
    try:
        plan = Plan.model_validate_json(json.dumps(change.applied(bench.plan)))
    except ValidationError:
        return False
    return audit(bench.instance, plan).passed


@pytest.mark.parametrize("name", PLANS)
def test_some_changes_are_found(bench: Bring, name: str) -> None:
    plan = bench(name)
    changes = all_changes(plan.instance, plan.plan)
    assert unnoticed(plan, Random(f"changes of {name}").sample(changes, SAMPLE)) == []


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("name", ["ways", "ruled"])
def test_all_changes_are_found(bench: Bring, name: str, section: str) -> None:
    plan = bench(name)
    tables = SECTIONS if section == "header" else ()
    changes = [
        change
        for change in all_changes(plan.instance, plan.plan)
        if change.table == section or (tables and change.table not in tables)
    ]
    assert unnoticed(plan, changes) == []


@pytest.mark.parametrize("reason", NO_CLAIM)
def test_what_is_excused_happens_and_passes(bench: Bring, reason: str) -> None:
    """Each excuse is needed: some change that it excuses is one that nobody finds."""
    for name in PLANS:
        plan = bench(name)
        changes = [change for change in all_changes(plan.instance, plan.plan) if NO_CLAIM[reason](plan, change)]
        if any(_passes(plan, change) for change in changes):
            return
    pytest.fail("no such change passes, so that the excuse is not needed")
