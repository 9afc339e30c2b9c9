"""What an instance may say that contradicts itself: changes, the code of the fault, and its path."""

from typing import Any

HEADS = "scenarios/drivers/0"
COMMITMENT = "footprint/commitments/0"

FAULTS: list[tuple[dict[str, Any], str, tuple[str | int, ...]]] = [
    # names
    ({"headquarters": "HQQ"}, "unknown_location", ("headquarters",)),
    ({"locations/PL/hosts": ["support", "platfrom"]}, "unknown_area", ("locations", "PL", "hosts", 1)),
    ({"locations/MX/attrition": {"suport": 0.1}}, "unknown_area", ("locations", "MX", "attrition", "suport")),
    ({"locations/MX/ramp_up": {"suport": 3}}, "unknown_area", ("locations", "MX", "ramp_up", "suport")),
    ({"locations/MX/time_zone": "America/Mexico City"}, "unknown_time_zone", ("locations", "MX", "time_zone")),
    ({"locations/MX/time_zone": "localtime"}, "unknown_time_zone", ("locations", "MX", "time_zone")),
    ({"areas/platform/real_time_partner": "Berlin"}, "unknown_partner", ("areas", "platform", "real_time_partner")),
    (
        {"areas/platform/collaboration": {"suport": {"min_overlap": 1, "heads_served": 1, "unmatched": 0}}},
        "unknown_area",
        ("areas", "platform", "collaboration", "suport"),
    ),
    (
        {"areas/platform/collaboration": {"platform": {"min_overlap": 1, "heads_served": 1, "unmatched": 0}}},
        "collaboration_with_itself",
        ("areas", "platform", "collaboration", "platform"),
    ),
    # periods
    ({"horizon/months": [3, 3, 3]}, "wrong_length", ("horizon", "months")),
    ({"areas/platform/workload": [20, 20]}, "wrong_length", ("areas", "platform", "workload")),
    ({"areas/platform/workload": []}, "wrong_length", ("areas", "platform", "workload")),
    ({"areas/support/workload": {"0": 4, "4": 5}}, "beyond_horizon", ("areas", "support", "workload", "4")),
    ({"areas/support/workload": {"1": 4}}, "no_first_value", ("areas", "support", "workload")),
    ({f"{HEADS}/values": [1.0]}, "wrong_length", ("scenarios", "drivers", 0, "values")),
    ({f"{HEADS}/values": {"9": 1.0}}, "beyond_horizon", ("scenarios", "drivers", 0, "values", "9")),
    ({"objective": {"expectation_weight": 0}}, "no_objective", ("objective",)),
    # pay
    ({"areas/support/role_mix": {"agent": 0.8, "lead": 0.1}}, "shares_do_not_sum", ("areas", "support", "role_mix")),
    ({"areas/support/role_mix": {"agent": 0.5, "boss": 0.5}}, "no_yearly_cost", ("locations", "MX")),
    ({"locations/MX/yearly_cost": {"support": 1}}, "no_yearly_cost", ("locations", "MX")),
    # operating models
    ({"operating_models/headquarters": {}}, "reserved_operating_model", ("operating_models", "headquarters")),
    (
        {"operating_models/bot/locations": ["PL", "MXX", "MX"]},
        "unknown_location",
        ("operating_models", "bot", "locations", 1),
    ),
    (
        {"operating_models/bot/locations": ["MX", "PL", "HQ"]},
        "headquarters_is_no_site",
        ("operating_models", "bot", "locations", 2),
    ),
    ({"operating_models/bot/overrides/XX": {}}, "unknown_location", ("operating_models", "bot", "overrides", "XX")),
    (
        {"operating_models/bot/conversions": {"bot": {}}},
        "conversion_to_itself",
        ("operating_models", "bot", "conversions", "bot"),
    ),
    (
        {"operating_models/bot/conversions": {"captve": {}}},
        "unknown_operating_model",
        ("operating_models", "bot", "conversions", "captve"),
    ),
    (
        {"operating_models/bot/conversions": {"headquarters": {}}},
        "reserved_operating_model",
        ("operating_models", "bot", "conversions", "headquarters"),
    ),
    (
        {"operating_models/bot/overrides/PL/conversions": {"captve": {}}},
        "unknown_operating_model",
        ("operating_models", "bot", "overrides", "PL", "conversions", "captve"),
    ),
    (
        {"operating_models/bot/overrides/PL/lead_time": None},
        "empty_term",
        ("operating_models", "bot", "overrides", "PL", "lead_time"),
    ),
    (
        {"operating_models/captive/overhead_steps/0/from_heads": 5},
        "steps_not_from_zero",
        ("operating_models", "captive", "overhead_steps", 0, "from_heads"),
    ),
    (
        {"operating_models/captive/overhead_steps/1/from_heads": 0},
        "steps_not_rising",
        ("operating_models", "captive", "overhead_steps", 1, "from_heads"),
    ),
    (
        {"operating_models/bot/overrides/PL/fee_per_head": [{"from_heads": 1, "fee": 3}]},
        "steps_not_from_zero",
        ("operating_models", "bot", "overrides", "PL", "fee_per_head", 0, "from_heads"),
    ),
    (
        {"operating_models/bot/fee_per_head": []},
        "shortfall_without_price",
        ("operating_models", "bot", "take_or_pay_heads"),
    ),
    (
        {"operating_models/bot/country_overrides/POL/min_heads": 30, "operating_models/bot/overrides/PL/max_heads": 20},
        "most_below_least",
        ("operating_models", "bot", "overrides", "PL", "max_heads"),
    ),
    (
        {"operating_models/captive/max_heads": 5, "operating_models/captive/min_heads": 6},
        "most_below_least",
        ("operating_models", "captive", "max_heads"),
    ),
    # drivers
    ({f"{HEADS}/operating_model": "bot"}, "scope_not_allowed", ("scenarios", "drivers", 0, "operating_model")),
    ({f"{HEADS}/driver": "workload"}, "scope_not_allowed", ("scenarios", "drivers", 0, "country")),
    ({f"{HEADS}/country": "MXE"}, "unknown_country", ("scenarios", "drivers", 0, "country")),
    ({f"{HEADS}/area": "suport"}, "unknown_area", ("scenarios", "drivers", 0, "area")),
    ({f"{HEADS}/location": "MXX"}, "unknown_location", ("scenarios", "drivers", 0, "location")),
    ({f"{HEADS}/region": "LATIN"}, "unknown_region", ("scenarios", "drivers", 0, "region")),
    (
        {HEADS: {"driver": "fees", "operating_model": "bott", "values": 1}},
        "unknown_operating_model",
        ("scenarios", "drivers", 0, "operating_model"),
    ),
    (
        {HEADS: {"driver": "levy", "operating_model": "headquarters", "values": 1}},
        "reserved_operating_model",
        ("scenarios", "drivers", 0, "operating_model"),
    ),
    (
        {HEADS: {"driver": "fx", "country": "USA", "values": 1}},
        "fx_of_home_currency",
        ("scenarios", "drivers", 0, "country"),
    ),
    (
        {HEADS: {"driver": "fx", "location": "HQ", "values": 1}},
        "fx_of_home_currency",
        ("scenarios", "drivers", 0, "location"),
    ),
    (
        {HEADS: {"driver": "availability", "values": {"1": 1.5}}},
        "availability_above_one",
        ("scenarios", "drivers", 0, "values"),
    ),
    (
        {HEADS: {"driver": "availability", "location": "MX", "values": {"2": 0}}, "terminal_months": 12},
        "outage_at_the_end",
        ("scenarios", "drivers", 0, "values"),
    ),
    (
        {
            HEADS: {"driver": "availability", "values": {"0": 1, "2": 1, "3": 0.5}, "interpolation": "linear"},
            "terminal_months": 12,
        },
        "outage_at_the_end",
        ("scenarios", "drivers", 0, "values"),
    ),
    # trees
    ({"scenarios/stages/0/period": 4}, "beyond_horizon", ("scenarios", "stages", 0, "period")),
    (
        {"scenarios/stages/0/branches/slow/probability": 0.5},
        "probabilities_do_not_sum",
        ("scenarios", "stages", 0, "branches"),
    ),
    (
        {"scenarios/stages": [{"period": period, "branches": {"one": {"probability": 1}}} for period in (2, 2)]},
        "stages_not_rising",
        ("scenarios", "stages", 1, "period"),
    ),
    # footprint
    ({"footprint/sites/XX": {"seats": [{"seats": 3, "age": 1}]}}, "unknown_location", ("footprint", "sites", "XX")),
    (
        {"footprint/sites/MX/teams": {"support": 5, "platfrom": 5}},
        "unknown_area",
        ("footprint", "sites", "MX", "teams", "platfrom"),
    ),
    (
        {"footprint/sites/MX/operating_model": "bott"},
        "unknown_operating_model",
        ("footprint", "sites", "MX", "operating_model"),
    ),
    (
        {"footprint/sites/MX/operating_model": "headquarters"},
        "reserved_operating_model",
        ("footprint", "sites", "MX", "operating_model"),
    ),
    (
        {"footprint/sites/MX/inherited_lock_ins": {"bott": 3}},
        "unknown_operating_model",
        ("footprint", "sites", "MX", "inherited_lock_ins", "bott"),
    ),
    (
        {"footprint/sites/HQ/operating_model": "bot"},
        "headquarters_is_no_site",
        ("footprint", "sites", "HQ", "operating_model"),
    ),
    (
        {"footprint/sites/HQ/operating_model": "headquarters"},
        "headquarters_is_no_site",
        ("footprint", "sites", "HQ", "operating_model"),
    ),
    (
        {"footprint/sites/HQ/seats": [{"seats": 3, "age": 1}]},
        "headquarters_is_no_site",
        ("footprint", "sites", "HQ", "seats"),
    ),
    ({"footprint/sites/MX/operating_model": ...}, "site_without_model", ("footprint", "sites", "MX")),
    ({"operating_models/bot/locations": ["PL"]}, "model_not_allowed", ("footprint", "sites", "MX", "operating_model")),
    (
        {"footprint/sites/MX/recent_hires/0/heads": 6},
        "more_hires_than_team",
        ("footprint", "sites", "MX", "recent_hires"),
    ),
    (
        {"footprint/sites/MX/recent_hires/0/area": "suport"},
        "unknown_area",
        ("footprint", "sites", "MX", "recent_hires", 0, "area"),
    ),
    ({f"{COMMITMENT}/location": "PLL"}, "unknown_location", ("footprint", "commitments", 0, "location")),
    ({f"{COMMITMENT}/location": "HQ"}, "headquarters_is_no_site", ("footprint", "commitments", 0, "location")),
    (
        {f"{COMMITMENT}/operating_model": "captve"},
        "unknown_operating_model",
        ("footprint", "commitments", 0, "operating_model"),
    ),
    (
        {"operating_models/captive/locations": ["MX"]},
        "model_not_allowed",
        ("footprint", "commitments", 0, "operating_model"),
    ),
    (
        {f"{COMMITMENT}/months_to_start": 9.1},
        "commitment_beyond_horizon",
        ("footprint", "commitments", 0, "months_to_start"),
    ),
    # policies
    ({"policies/share/first_period": 4}, "beyond_horizon", ("policies", "share", "first_period")),
    ({"policies/share/last_period": 4}, "beyond_horizon", ("policies", "share", "last_period")),
    (
        {"policies/share/first_period": 3, "policies/share/last_period": 2},
        "no_periods",
        ("policies", "share", "last_period"),
    ),
    ({"policies/share/names": ["MEX", "POOL"]}, "unknown_country", ("policies", "share", "names", 1)),
    (
        {"policies/share": {"kind": "capacity_share", "per": "vendor", "limit": 1, "names": ["acmee"]}},
        "unknown_vendor",
        ("policies", "share", "names", 0),
    ),
    (
        {"policies/share": {"kind": "capacity_share", "per": "region", "limit": 1, "names": ["POL"]}},
        "unknown_region",
        ("policies", "share", "names", 0),
    ),
    (
        {"policies/share": {"kind": "capacity_share", "per": "operating_model", "limit": 1, "names": ["acme"]}},
        "unknown_operating_model",
        ("policies", "share", "names", 0),
    ),
    ({"policies/survive/names": ["MEX"]}, "unknown_location", ("policies", "survive", "names", 0)),
    ({"policies/pin/location": "MXX"}, "unknown_location", ("policies", "pin", "location")),
    ({"policies/pin/area": "suport"}, "unknown_area", ("policies", "pin", "area")),
    ({"policies/pin": {"kind": "heads", "location": "MX"}}, "no_bound", ("policies", "pin")),
    ({"policies/regret": {"kind": "regret_cap"}}, "no_bound", ("policies", "regret")),
    ({"policies/regret": {"kind": "regret_cap", "limit": 1, "share": 0.1}}, "two_bounds", ("policies", "regret")),
    ({"policies/pin/at_least": 61}, "most_below_least", ("policies", "pin", "at_most")),
    ({"policies/no": {"kind": "forbid"}}, "nothing_forbidden", ("policies", "no")),
    ({"policies/no": {"kind": "forbid", "location": "HQ"}}, "headquarters_forbidden", ("policies", "no", "location")),
    (
        {"policies/no": {"kind": "forbid", "operating_model": "bott"}},
        "unknown_operating_model",
        ("policies", "no", "operating_model"),
    ),
    (
        {"policies/no": {"kind": "forbid", "operating_model": "headquarters"}},
        "reserved_operating_model",
        ("policies", "no", "operating_model"),
    ),
    (
        {"policies/must": {"kind": "must_operate", "location": "HQ"}},
        "headquarters_is_no_site",
        ("policies", "must", "location"),
    ),
    (
        {
            "policies/must": {"kind": "must_operate", "location": "PL", "operating_model": "bot", "first_period": 1},
            "operating_models/bot/locations": ["MX"],
            "operating_models/bot/overrides": {},
        },
        "model_not_allowed",
        ("policies", "must", "operating_model"),
    ),
    (
        {"policies/keep": {"kind": "freeze", "plan": "last", "periods": 1}},
        "unknown_reference_plan",
        ("policies", "keep", "plan"),
    ),
    (
        {"policies/keep": {"kind": "change_limit", "plan": "last", "limit": 1}},
        "unknown_reference_plan",
        ("policies", "keep", "plan"),
    ),
    # provenance
    (
        {"figures/locations.MX.attrition/sources": ["ins"]},
        "unknown_source",
        ("figures", "locations.MX.attrition", "sources", 0),
    ),
    ({"figures/locations.MX.attrition/low": 0.3}, "range_not_rising", ("figures", "locations.MX.attrition")),
]
