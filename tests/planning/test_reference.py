"""Decisions of given plans, in the instance's numbers."""

from typing import Any

from coeplan.planning.reference import ReferenceDecisions
from coeplan_models import DecisionKind

from .drafts import CAPTIVE_MX, DEV, HQ, MX, SERVICE_MX, numbers_of

MODELS = {
    "service": {"locations": ["MX"], "conversions": {"captive": {}, "shelter": {}}},
    "captive": {"lead_time": 3, "conversions": {"service": {}}},
    "shelter": {"locations": ["PL"]},
}
"""Arrangements: headquarters, service and captive in Mexico, captive and shelter in Poland."""


def decision(node: str, location: str, kind: str, model: str, **more: Any) -> dict[str, Any]:
    return {"node": node, "location": location, "kind": kind, "operating_model": model, **more}


def read(*decisions: dict[str, Any], teams: tuple[dict[str, Any], ...] = ()) -> ReferenceDecisions:
    plans = {"before": {"decisions": list(decisions), "teams": list(teams)}}
    return numbers_of({"operating_models": MODELS, "reference_plans": plans}).references["before"]


def test_decisions_by_node_and_arrangement() -> None:
    found = read(
        decision("t00", "MX", "commit", "service", start_period=0),
        decision("t00", "MX", "start", "service"),
        decision("t01", "PL", "commit", "captive", start_period=2),
        decision("t02", "MX", "stop", "captive"),
    )
    assert found.taken == {
        (DecisionKind.COMMIT, (0, SERVICE_MX)),
        (DecisionKind.START, (0, SERVICE_MX)),
        (DecisionKind.COMMIT, (1, 3)),
        (DecisionKind.STOP, (2, CAPTIVE_MX)),
    }


def test_cancellations_have_their_start_and_conversions_their_arc() -> None:
    found = read(
        decision("t01", "MX", "cancel", "captive", start_period=2),
        decision("t01", "MX", "convert", "service", to_model="captive"),
        decision("t02", "MX", "convert", "captive", to_model="service"),
    )
    assert found.taken == {
        (DecisionKind.CANCEL, (1, CAPTIVE_MX, 2)),
        (DecisionKind.CONVERT, (1, 0)),
        (DecisionKind.CONVERT, (2, 1)),
    }


def test_what_is_given_twice_is_one_decision() -> None:
    found = read(
        decision("t00", "MX", "start", "service"),
        decision("t01", "PL", "commit", "service", start_period=2),
        decision("t01", "PL", "commit", "service", start_period=3),
        decision("t01", "PL", "cancel", "service", start_period=2),
        decision("t01", "PL", "cancel", "service", start_period=3),
        decision("t00", "MX", "start", "service"),
    )
    assert found.taken == {
        (DecisionKind.START, (0, SERVICE_MX)),
        (DecisionKind.COMMIT, (1, -2)),
        (DecisionKind.CANCEL, (1, -4)),
        (DecisionKind.CANCEL, (1, -5)),
    }


def test_what_the_instance_does_not_know_is_kept_apart() -> None:
    found = read(
        decision("t00", "PL", "start", "service"),
        decision("t01", "MX", "start", "shelter"),
        decision("t01", "MX", "convert", "service", to_model="shelter"),
        decision("t01", "MX", "convert", "service"),
        decision("t01", "MX", "cancel", "captive"),
        decision("t01", "PL", "commit", "service", start_period=1),
    )
    assert found.taken == {
        (DecisionKind.START, (0, -1)),
        (DecisionKind.START, (1, -2)),
        (DecisionKind.CONVERT, (1, -3)),
        (DecisionKind.CONVERT, (1, -4)),
        (DecisionKind.CANCEL, (1, -5)),
        (DecisionKind.COMMIT, (1, -6)),
    }


def test_other_nodes_do_not_count() -> None:
    found = read(
        decision("t09", "MX", "start", "service"),
        teams=({"node": "t09", "location": "MX", "area": "dev", "heads": 3},),
    )
    assert found.taken == frozenset()
    assert found.heads == {}


def test_teams_by_node_place_and_area() -> None:
    teams = (
        {"node": "t00", "location": "HQ", "area": "dev", "heads": 4},
        {"node": "t02", "location": "MX", "area": "dev", "heads": 2.5},
    )
    assert read(teams=teams).heads == {(0, HQ, DEV): 4, (2, MX, DEV): 2.5}


def test_every_given_plan_has_its_own_decisions() -> None:
    plans = {"one": {}, "two": {"decisions": [decision("t00", "MX", "start", "service")]}}
    references = numbers_of({"reference_plans": plans}).references
    assert references["one"].taken == frozenset()
    assert references["two"].taken == {(DecisionKind.START, (0, SERVICE_MX))}
