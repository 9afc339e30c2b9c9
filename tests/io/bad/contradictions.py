"""Trees that are none, references to what is not there, and other data that contradict each other.

Most contradictions are listed where the checks themselves are tried; these are the ones that need another tree, or
that several checks speak of.
"""

from typing import Any

from tests.checks.contradictions import FAULTS

from .changes import Changed, dotted

_OUTAGE = [{"driver": "availability", "location": "PL", "value": 0}]
_NODES = "scenarios/nodes"
_LEVY = {"driver": "levy", "values": {"0": 0.02}}
_ROWS = [{"node": "t00", "location": "HQ", "area": "support", "heads": 40}]


def _fan(name: str, changes: dict[str, Any], code: str, path: str, *also: str) -> Changed:
    return Changed(name, {"scenarios": "fan"} | changes, code, path, also)


def _nodes(name: str, changes: dict[str, Any], code: str, path: str, *also: str) -> Changed:
    put = {f"{_NODES}/{key}": value for key, value in changes.items()}
    return Changed(name, {"scenarios": "explicit"} | put, code, f"{_NODES}/{path}".rstrip("/"), also)


TREES = [
    _fan(
        "futures that part after the horizon",
        {"scenarios/known_from": 4},
        "beyond_horizon",
        "scenarios/known_from",
        "scenarios.futures.slow",
    ),
    _fan(
        "futures less than certain",
        {"scenarios/futures/slow/probability": 0.4},
        "probabilities_do_not_sum",
        "scenarios/futures",
    ),
    _fan(
        "futures more than certain",
        {"scenarios/futures/slow/probability": 0.6},
        "probabilities_do_not_sum",
        "scenarios/futures",
    ),
    _fan("one future of a half", {"scenarios/futures/slow": ...}, "probabilities_do_not_sum", "scenarios/futures"),
    _fan(
        "futures that differ at once",
        {"scenarios/futures/slow/drivers/0/values": 1.1},
        "futures_differ_early",
        "scenarios/futures/slow",
    ),
    _fan(
        "futures that differ by a levy",
        {"scenarios/futures/slow/drivers": [_LEVY]},
        "futures_differ_early",
        "scenarios/futures/slow",
    ),
    _fan(
        "futures that differ by a list",
        {"scenarios/futures/fast/drivers/0/values": [1, 1.01, 1, 1]},
        "futures_differ_early",
        "scenarios/futures/slow",
    ),
    _fan(
        "future with a list too short",
        {"scenarios/futures/fast/drivers/0/values": [1, 1]},
        "wrong_length",
        "scenarios/futures/fast/drivers/0/values",
    ),
    _fan(
        "future with an unknown place",
        {"scenarios/futures/slow/drivers/0": {"driver": "wages", "location": "MXX", "values": {"3": 2}}},
        "unknown_location",
        "scenarios/futures/slow/drivers/0/location",
    ),
    _nodes("two roots", {"t1/parent": None}, "not_one_root", "", "scenarios.nodes.root", "scenarios.nodes.t1.period"),
    _nodes(
        "no root",
        {"root/parent": "t3.b"},
        "not_one_root",
        "",
        "scenarios.nodes.root.period",
        "scenarios.nodes.root.parent",
        "scenarios.nodes.t3.b.probability",
    ),
    _nodes(
        "node that is its own parent",
        {"t2.a/parent": "t2.a"},
        "cycle",
        "t2.a/parent",
        "scenarios.nodes.t1.probability",
        "scenarios.nodes.t2.a.period",
        "scenarios.nodes.t2.a.probability",
    ),
    _nodes(
        "parent that is not there",
        {"t2.a/parent": "t9"},
        "unknown_node",
        "t2.a/parent",
        "scenarios.nodes.t1.probability",
    ),
    _nodes("orphan", {"t4": {"period": 3, "parent": "t9", "probability": 0}}, "unknown_node", "t4/parent"),
    _nodes("child in its parent's period", {"t3.a/period": 2}, "wrong_period", "t3.a/period", "scenarios.nodes.t3.a"),
    _nodes(
        "child two periods on",
        {"t2.a": ..., "t3.a/parent": "t1", "t2.b/probability": 0.75},
        "wrong_period",
        "t3.a/period",
    ),
    _nodes("root in the second period", {"root/period": 1}, "wrong_period", "root/period", "scenarios.nodes.t1.period"),
    _nodes(
        "node after the horizon",
        {"t4": {"period": 4, "parent": "t3.b", "probability": 0.75}},
        "beyond_horizon",
        "t4/period",
    ),
    _nodes("leaf before the last period", {"t3.a": ...}, "early_leaf", "t2.a"),
    _nodes(
        "root that is not certain",
        {"root/probability": 0.9, "t1/probability": 0.9, "t2.b/probability": 0.65, "t3.b/probability": 0.65},
        "probabilities_do_not_sum",
        "root/probability",
    ),
    _nodes(
        "children more likely than their parent",
        {"t3.a/probability": 0.3},
        "probabilities_do_not_sum",
        "t2.a/probability",
    ),
    _nodes(
        "node twice as available",
        {"t3.a/drivers": [{"driver": "availability", "value": 2}]},
        "availability_above_one",
        "t3.a/drivers/0/value",
    ),
    _nodes(
        "node with the home currency moved",
        {"t3.a/drivers": [{"driver": "fx", "country": "USA", "value": 2}]},
        "fx_of_home_currency",
        "t3.a/drivers/0/country",
    ),
    _nodes(
        "node with workload by country",
        {"t3.a/drivers": [{"driver": "workload", "country": "MEX", "value": 2}]},
        "scope_not_allowed",
        "t3.a/drivers/0/country",
    ),
    _nodes(
        "node with an unknown region",
        {"t3.a/drivers": [{"driver": "wages", "region": "LATM", "value": 2}]},
        "unknown_region",
        "t3.a/drivers/0/region",
    ),
    _nodes(
        "node with an unknown area",
        {"t3.a/drivers": [{"driver": "wages", "area": "suport", "value": 2}]},
        "unknown_area",
        "t3.a/drivers/0/area",
    ),
    Changed(
        "outage that never ends",
        {"scenarios": "explicit", f"{_NODES}/t3.b/drivers": _OUTAGE, "terminal_months": 6},
        "outage_at_the_end",
        f"{_NODES}/t3.b/drivers/0/value",
    ),
    Changed(
        "tree too large",
        {
            "horizon/periods": 20,
            "horizon/months": 1,
            "areas/platform/workload": 20,
            "scenarios": {
                "kind": "stages",
                "stages": [
                    {"period": period, "branches": {"a": {"probability": 0.5}, "b": {"probability": 0.5}}}
                    for period in range(1, 20)
                ],
            },
        },
        "tree_too_large",
        "scenarios",
    ),
    Changed(
        "horizon too long",
        {"horizon/months": [120, 120, 120, 120], "horizon/periods": 11, "areas/platform/workload": 20},
        "wrong_length",
        "horizon/months",
    ),
    Changed(
        "horizon of centuries",
        {"horizon/months": 120, "horizon/periods": 11, "areas/platform/workload": 20},
        "horizon_too_long",
        "horizon",
    ),
]

PLANS = [
    Changed(
        "plan that lacks frozen nodes",
        {"policies/keep": {"kind": "freeze", "plan": "last", "periods": 2}, "reference_plans/last": {"teams": _ROWS}},
        "plan_lacks_nodes",
        "policies/keep/plan",
    ),
    Changed(
        "more periods frozen than there are",
        {"policies/keep": {"kind": "freeze", "plan": "last", "periods": 5}, "reference_plans/last": {"teams": _ROWS}},
        "beyond_horizon",
        "policies/keep/periods",
        ("policies.keep.plan",),
    ),
    Changed(
        "plan misspelt in a policy",
        {
            "policies/keep": {"kind": "change_limit", "plan": "lst", "limit": 2},
            "reference_plans/last": {"teams": _ROWS},
        },
        "unknown_reference_plan",
        "policies/keep/plan",
        nearest="last",
    ),
    Changed(
        "plan of another firm's place",
        {
            "policies/keep": {"kind": "change_limit", "plan": "last", "limit": 2},
            "reference_plans/last": {"teams": [_ROWS[0] | {"location": "MY"}]},
        },
        "unknown_location",
        "reference_plans/last/teams/0/location",
    ),
    Changed(
        "plan of another firm's work",
        {
            "policies/keep": {"kind": "change_limit", "plan": "last", "limit": 2},
            "reference_plans/last": {"teams": [_ROWS[0] | {"area": "suport"}]},
        },
        "unknown_area",
        "reference_plans/last/teams/0/area",
        nearest="support",
    ),
]

CHECKED = [
    Changed(f"{code} at {dotted(path)} by {changes}", changes, code, "/".join(map(str, path)))
    for changes, code, path in FAULTS
]
"""What the checks by themselves are tried on."""

CONTRADICTIONS = [*TREES, *PLANS, *CHECKED]
