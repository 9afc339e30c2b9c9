"""Plan files that break the contract, and plans that do not hang together."""

import json
from typing import Any

from tests.plans.sample import sample_plan

from .changes import Changed, last_of

SAMPLE: dict[str, Any] = json.loads(sample_plan().model_dump_json())

_BROKEN: list[tuple[str, Any, str]] = [
    ("schema_version", "2", "unknown_choice"),
    ("schema_version", 1, "wrong_type"),
    ("instance", "my plan", "bad_text"),
    ("instance", ..., "missing_key"),
    ("instance_hash", None, "wrong_type"),
    ("valeu", 1, "unknown_key"),
    ("value", "much", "wrong_type"),
    ("value", None, "wrong_type"),
    ("gap", {}, "wrong_type"),
    ("headquarters", "", "bad_text"),
    ("nodes", {}, "wrong_type"),
    ("nodes/0", "t00", "wrong_type"),
    ("nodes/0/id", "t 00", "bad_text"),
    ("nodes/0/period", -1, "out_of_range"),
    ("nodes/0/period", 0.5, "wrong_type"),
    ("nodes/0/probability", 1.5, "out_of_range"),
    ("nodes/0/months", 10**9, "out_of_range"),
    ("nodes/1/parent", ..., "missing_key"),
    ("decisions/0/kind", "open", "unknown_choice"),
    ("decisions/0/location", 7, "wrong_type"),
    ("decisions/0/start_period", 2000, "out_of_range"),
    ("decisions/0/model", "x", "unknown_key"),
    ("teams/0/heads", -1, "out_of_range"),
    ("teams/0/hires", "3", "wrong_type"),
    ("sites/0/seats", None, "wrong_type"),
    ("amounts/0/category", "wages", "unknown_choice"),
    ("amounts/0/money", True, "wrong_type"),
    ("amounts/0/terminal", "no", "wrong_type"),
    ("holdings/0/per", "city", "unknown_choice"),
    ("leaf_totals", None, "wrong_type"),
    ("summary/cvar", ..., "missing_key"),
    ("summary/best", 1, "unknown_key"),
    ("keeping", [], "wrong_type"),
    ("made_by/seed", 0.5, "wrong_type"),
    ("made_by/options", {"gap": []}, "wrong_type"),
    ("made_by/notes", "none", "wrong_type"),
]

BROKEN = [
    Changed(f"{path} is {value!r}", {path: value}, code, last_of(path, value), base=SAMPLE)
    for path, value, code in _BROKEN
]
"""Plans that break the contract: no verb reads them."""

_ODD: list[tuple[str, str, Any, str]] = [
    ("no nodes", "nodes", [], "nodes"),
    ("node twice", "nodes/1/id", "t00", "nodes/1"),
    ("two roots", "nodes/1/parent", None, "nodes/1"),
    ("root with a parent", "nodes/0/parent", "t01", "nodes/0"),
    ("parent that is not there", "nodes/1/parent", "t09", "nodes/1"),
    ("node that is its own parent", "nodes/1/parent", "t01", "nodes/1"),
    ("parent that comes later", "nodes/1/parent", "t02.fast", "nodes/1"),
    ("period left out", "nodes/1/period", 2, "nodes/1"),
    ("start that is no month", "nodes/1/start", "soon", "nodes/1"),
    ("thirteenth month", "nodes/1/start", "2028-13", "nodes/1"),
    ("decision at an unknown node", "decisions/0/node", "t09", "decisions/0"),
    ("start in an unknown period", "decisions/0/start_period", 99, "decisions/0/start_period"),
    ("team at an unknown node", "teams/0/node", "t09", "teams/0"),
    ("site at an unknown node", "sites/0/node", "t09", "sites/0"),
    ("amount at an unknown node", "amounts/0/node", "t09", "amounts/0"),
    ("holding at an unknown node", "holdings/0/node", "t09", "holdings/0"),
    ("no totals", "leaf_totals", [], "leaf_totals"),
    ("total of an inner node", "leaf_totals/0/leaf", "t01", "leaf_totals"),
    ("key figures of a node missing", "node_figures", SAMPLE["node_figures"][1:], "node_figures"),
]

ODD = [Changed(name, {path: value}, "unsound_plan", place, base=SAMPLE) for name, path, value, place in _ODD]
"""Plans that keep the contract but do not hang together: the auditor finds them wrong, nothing else reads them."""

_CERTAIN = {f"nodes/{position}/probability": 0 for position in range(len(SAMPLE["nodes"]))}

UNTOLD = [
    Changed("futures that never come", _CERTAIN, "unsound_plan", "nodes", base=SAMPLE),
    Changed("years without a month", {"nodes/4/start": "2035-07"}, "unsound_plan", "nodes/4", base=SAMPLE),
    Changed(
        "place that the instance has not",
        {"decisions/1/location": "MX_GDX"},
        "unsound_plan",
        "decisions/1",
        base=SAMPLE,
    ),
    Changed(
        "model that the instance has not",
        {"decisions/1/operating_model": "bot"},
        "unsound_plan",
        "decisions/1",
        base=SAMPLE,
    ),
]
"""Plans that hang together row by row, and still leave nothing to tell of their instance."""
