"""Commitments, starts, stops and conversions that the rules do not allow are found."""

from collections.abc import Callable

import pytest

from . import closing, opening, parting, passing
from .drafts import Draft
from .findings import findings, rules

Change = Callable[[Draft], object]
Cases = list[tuple[Change, set[str]]]


def without_commitment(draft: Draft) -> Draft:
    draft.drop("decisions", kind="commit").drop("amounts", category="set_up")
    return draft.change("node_figures", {"capital": 0}, node="t00")


def without_cancellation_fee(draft: Draft) -> Draft:
    draft.drop("amounts", category="cancellation")
    return draft.change("node_figures", {"capital": 40}, node="t00")


def cancelled_later(draft: Draft) -> Draft:
    draft.change("decisions", {"node": "t01"}, kind="cancel").change(
        "amounts", {"node": "t01"}, category="cancellation"
    )
    draft.change("node_figures", {"capital": 40}, node="t00")
    return draft.change("node_figures", {"capital": 8}, node="t01")


def without_arc(draft: Draft) -> Draft:
    draft.put("operating_models.service.conversions", {}).drop("amounts", category="conversion")
    return draft.change("node_figures", {"capital": 14}, node="t00")


def under_way(draft: Draft, *months: float, location: str = "IN") -> Draft:
    rows = [{"location": location, "operating_model": "captive", "months_to_start": month} for month in months]
    return draft.put("footprint.commitments", rows)


def also(draft: Draft, kind: str, model: str, node: str = "t00", **rest: object) -> Draft:
    return draft.add("decisions", **{"node": node, "location": "MX", "kind": kind, "operating_model": model} | rest)


OPENING: Cases = [
    (lambda d: d.change("decisions", {"start_period": None}, kind="commit"), {"decision_form", "commitment_start"}),
    (lambda d: d.change("decisions", {"start_period": 1}, kind="start"), {"decision_form"}),
    (lambda d: d.change("decisions", {"to_model": "captive"}, kind="start"), {"decision_form"}),
    (lambda d: also(d, "commit", "service", location="HQ", start_period=1), {"headquarters_fixed"}),
    (lambda d: also(d, "stop", "headquarters"), {"model_allowed"}),
    (lambda d: d.put("operating_models.service.locations", []), {"model_allowed"}),
    (without_commitment, {"start_without_commitment"}),
    (lambda d: d.put("operating_models.service.lead_time", 11), set()),
    (lambda d: d.put("operating_models.service.lead_time", 13), {"commitment_horizon", "start_without_commitment"}),
    (lambda d: d.change("decisions", {"start_period": 0}, kind="commit"), {"commitment_start"}),
    (lambda d: also(d, "stop", "service"), {"not_operating"}),
    (
        lambda d: also(d, "cancel", "service", start_period=1).put("operating_models.service.cancellation_fee", 0),
        {"cancellation"},
    ),
]


@pytest.mark.parametrize(("change", "expected"), OPENING)
def test_opening(change: Change, expected: set[str]) -> None:
    draft = opening.draft()
    change(draft)
    assert rules(draft) == expected


def test_what_may_not_be_committed_hides_no_other_commitment() -> None:
    draft = opening.draft().put("operating_models.captive", {"lead_time": 30})
    late = {"node": "t00", "location": "MX", "kind": "commit", "operating_model": "captive", "start_period": 1}
    draft.decisions.insert(0, late)
    assert rules(draft) == {"commitment_horizon"}


def test_what_cannot_be_cancelled_hides_no_other_cancellation() -> None:
    draft = passing.draft()
    real = draft.pick("decisions", kind="cancel")
    draft.decisions.insert(0, real | {"start_period": real["start_period"] + 1})
    assert rules(draft) == {"cancellation"}


CLOSING: Cases = [
    (
        lambda d: d.put("operating_models.captive.early_exit_fee", None).drop("amounts", category="early_exit"),
        {"lock_in"},
    ),
    # An inherited lock-in of 7 months still runs at month 6, and its model has no fee for leaving early.
    (
        lambda d: d.put("operating_models.old", {}).put("footprint.sites.MX.inherited_lock_ins", {"old": 7}),
        {"lock_in"},
    ),
    (lambda d: d.put("operating_models.old", {}).put("footprint.sites.MX.inherited_lock_ins", {"old": 6}), set()),
    (
        lambda d: d.put("operating_models.old", {}).change("decisions", {"operating_model": "old"}, kind="stop"),
        {"not_operating"},
    ),
    (
        lambda d: also(d, "convert", "captive", "t01", to_model="captive"),
        {"one_event", "not_operating"},
    ),
]


@pytest.mark.parametrize(("change", "expected"), CLOSING)
def test_closing(change: Change, expected: set[str]) -> None:
    draft = closing.draft()
    change(draft)
    assert rules(draft) == expected


PASSING: Cases = [
    (
        lambda d: without_cancellation_fee(d).put("operating_models.captive.cancellation_fee", None),
        {"cancellation"},
    ),
    (cancelled_later, {"cancellation"}),
    (lambda d: without_cancellation_fee(d).put("footprint.commitments", []), {"cancellation"}),
    # The footprint's commitments start at the first period that begins late enough, and the start is not optional.
    (lambda d: under_way(d, 12, 12.5), set()),
    (lambda d: under_way(d, 9, 12), {"missing_start"}),
    (lambda d: under_way(d, 8, 9, 10), {"one_commitment", "missing_start"}),
    (without_arc, {"conversion_arc"}),
    (lambda d: d.put("operating_models.service.conversions.captive.min_age", 13), {"conversion_age"}),
    (lambda d: d.put("operating_models.captive.locations", ["IN"]), {"model_allowed"}),
]


@pytest.mark.parametrize(("change", "expected"), PASSING)
def test_passing(change: Change, expected: set[str]) -> None:
    draft = passing.draft()
    change(draft)
    assert rules(draft) == expected


def test_a_conversion_keeps_the_old_lock_in() -> None:
    """The service's lock-in of 24 months still runs when the captive, which has none, stops after 12."""
    draft = passing.draft()
    also(draft, "stop", "captive", "t01")
    assert "lock_in" in rules(draft)
    draft.put("footprint.sites.MX.remaining_lock_in", 12)
    assert "lock_in" not in rules(draft)


def test_a_commitment_leads_to_a_start_in_every_future() -> None:
    draft = parting.draft().drop("decisions", node=parting.STORM, kind="start")
    assert "missing_start" in rules(draft)


def test_a_start_needs_a_free_place() -> None:
    footprint = {"sites": {"HQ": {"teams": {"dev": 10}}, "MX": {"operating_model": "service"}}}
    assert "one_model" in rules(parting.draft().put("footprint", footprint))


def out(draft: Draft, period: str, share: float) -> Draft:
    drivers = [{"driver": "availability", "location": "MX", "values": {period: share}}]
    return draft.put("scenarios", {"kind": "deterministic", "drivers": drivers})


def test_nothing_is_released_stopped_or_converted_when_an_outage_begins() -> None:
    assert rules(out(closing.draft(), "1", 0.5)) == {"outage"}
    # Of the conversion and of the release that goes with it.
    found = findings(out(passing.draft(), "0", 0.9))
    assert {finding.area for finding in found if finding.rule == "outage"} == {None, "dev"}
    assert "outage" not in rules(out(passing.draft(), "1", 0.9))
    # An outage that began before the stop is no longer in its first node.
    assert "outage" not in rules(out(closing.draft(), "0", 0.5))
