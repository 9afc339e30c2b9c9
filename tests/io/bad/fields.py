"""Fields that are unknown, with the name that was probably meant, and fields that are missing."""

from typing import Any

from .changes import Changed, last_of

_UNKNOWN: list[tuple[str, Any, str | None]] = [
    ("headquarter", "HQ", "headquarters"),
    ("policy", {}, "policies"),
    ("objective/cvar_wieght", 1, "cvar_weight"),
    ("horizon/period", 4, "periods"),
    ("horizon/end", "2028-01", None),
    ("areas/support/workloads", 40, "workload"),
    ("areas/support/Critical", True, "critical"),
    ("areas/support/collaboration/platform/min_overlapp", 2, "min_overlap"),
    ("areas/support/unmet", {"price": 5, "maxshare": 1}, "max_share"),
    ("locations/MX/timezone", "UTC", "time_zone"),
    ("locations/MX/atrition", 0.1, "attrition"),
    ("locations/MX/wages", 1, None),
    ("locations/MX/workday", {"begin": 9}, None),
    ("locations/MX/roles/agent/severence", 1, "severance"),
    ("operating_models/bot/leadtime", 3, "lead_time"),
    ("operating_models/bot/setup_cost", 3, "set_up_cost"),
    ("operating_models/captive/overhead_steps/0/heads", 3, "from_heads"),
    ("operating_models/bot/fee_per_head/0/fees", 3, "fee"),
    ("operating_models/bot/conversions/captive/fee_per_heads", 3, "fee_per_head"),
    ("operating_models/bot/overrides/PL/name", "there", None),
    ("operating_models/bot/country_overrides/POL/lock-in", 6, "lock_in"),
    ("scenarios/known_from", 2, None),
    ("scenarios/stages/0/branch", {}, "branches"),
    ("scenarios/stages/0/branches/slow/prob", 0.6, None),
    ("scenarios/drivers/0/value", 1.05, "values"),
    ("scenarios/drivers/0/vendor", "acme", None),
    ("policies/pin/atmost", 60, "at_most"),
    ("policies/share/floor", 60, None),
    ("policies/survive/enable", True, "enabled"),
    ("footprint/location", {}, None),
    ("footprint/sites/MX/team", {}, "teams"),
    ("footprint/sites/MX/recent_hires/0/month_ago", 1, "months_ago"),
    ("footprint/sites/MX/seats", [{"seats": 3, "age": 1, "agee": 2}], "age"),
    ("footprint/commitments/0/model", "bot", None),
    ("reference_plans/last", {"decision": []}, "decisions"),
    ("sources/ons/titel", "x", "title"),
    ("figures/locations.MX.attrition/bassis", "estimate", "basis"),
]


UNKNOWN = [
    Changed(f"unknown {last_of(path, value)}", {path: value}, "unknown_key", last_of(path, value), nearest=near)
    for path, value, near in _UNKNOWN
]

_MISSING = [
    "name",
    "areas/support/workload",
    "areas/support/collaboration/platform/min_overlap",
    "areas/support/collaboration/platform/heads_served",
    "areas/support/collaboration/platform/unmatched",
    "locations/MX/country",
    "locations/MX/time_zone",
    "locations/MX/roles/agent/yearly_cost",
    "operating_models/captive/overhead_steps/0/cost",
    "operating_models/bot/fee_per_head/0/from_heads",
    "scenarios/kind",
    "scenarios/stages",
    "scenarios/stages/0/period",
    "scenarios/stages/0/branches",
    "scenarios/stages/0/branches/fast/probability",
    "scenarios/drivers/0/driver",
    "scenarios/drivers/0/values",
    "policies/share/kind",
    "policies/share/per",
    "policies/share/limit",
    "policies/pin/location",
    "footprint/sites/MX/recent_hires/0/area",
    "footprint/sites/MX/recent_hires/0/heads",
    "footprint/commitments/0/location",
    "footprint/commitments/0/operating_model",
    "footprint/commitments/0/months_to_start",
    "sources/ons/title",
]
"""Fields of the small instance that an instance cannot do without."""

_LACKING: list[tuple[str, Any, str]] = [
    ("areas/support/unmet", {"max_share": 0.1}, "price"),
    ("operating_models/bot/fee_per_head", [{"from_heads": 0}], "0/fee"),
    ("policies/share", {"kind": "mean_overlap"}, "floor"),
    ("policies/share", {"kind": "risk_score"}, "limit"),
    ("policies/share", {"kind": "cvar_cap"}, "limit"),
    ("policies/share", {"kind": "capital_limit"}, "limit"),
    ("policies/share", {"kind": "run_cost_limit"}, "limit"),
    ("policies/share", {"kind": "start_limit"}, "limit"),
    ("policies/share", {"kind": "count_limit", "limit": 1}, "of"),
    ("policies/share", {"kind": "must_operate"}, "location"),
    ("policies/share", {"kind": "freeze", "periods": 1}, "plan"),
    ("policies/share", {"kind": "change_limit", "plan": "last"}, "limit"),
    ("scenarios", {"kind": "fan", "futures": {"a": {"probability": 1}}}, "known_from"),
    ("scenarios", {"kind": "fan", "known_from": 1}, "futures"),
    ("scenarios", {"kind": "explicit"}, "nodes"),
    ("scenarios", {"kind": "explicit", "nodes": {"root": {"probability": 1}}}, "nodes/root/period"),
    ("footprint/sites/MX/seats", [{"age": 3}], "0/seats"),
    ("reference_plans/last", {"teams": [{"location": "HQ", "area": "support", "heads": 1}]}, "teams/0/node"),
]

MISSING = [Changed(f"no {path}", {path: ...}, "missing_key", path) for path in _MISSING] + [
    Changed(f"no {field} in {path} of {value}"[:90], {path: value}, "missing_key", f"{path}/{field}")
    for path, value, field in _LACKING
]

FIELDS = [*UNKNOWN, *MISSING]
