"""Mends what a schema cannot say, so that some documents made from it contradict themselves nowhere."""

from collections.abc import Callable
from random import Random
from typing import Any

Data = dict[str, Any]

PERIODS = 3


def mended(chance: Random, data: Data) -> Data:
    """Return an instance made from its schema with most contradictions taken out, in place."""
    for mend in MENDS:
        if chance.random() < 0.97:
            mend(data)
    return data


def _frame(data: Data) -> None:
    """Headquarters is there, periods are few, and every place states what heads cost."""
    data.pop("extends", None)
    data["headquarters"] = "HQ"
    data["horizon"] = {"start": "2027-01", "periods": PERIODS, "months": 6}
    data["areas"] = data.get("areas") or {"dev": {"workload": 3}}
    for key, country in (("HQ", "USA"), ("MX", "MEX")):
        place = data.setdefault("locations", {}).setdefault(key, {"time_zone": "UTC"})
        place |= {"country": country, "yearly_cost": {"*": 90}}


def _series(data: Any) -> None:
    """Lists by period have an entry a period, maps start at 0."""
    if isinstance(data, list):
        for item in data:
            _series(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in ("workload", "values") and isinstance(value, list):
                data[key] = [*value, 1, 1, 1][:PERIODS]
            elif key in ("workload", "values") and isinstance(value, dict):
                value["0"] = value.get("0", 1)
            else:
                _series(value)


def _areas(data: Data) -> None:
    """Role mixes add up, and areas work with others than themselves."""
    for key, area in data["areas"].items():
        mix = area.get("role_mix") or {}
        area["role_mix"] = {role: 1 / len(mix) for role in mix}
        area.pop("real_time_partner", None)
        others = area.get("collaboration", {})
        area["collaboration"] = {
            other: terms for other, terms in others.items() if other != key and other in data["areas"]
        }


def _places(data: Data) -> None:
    """Places speak of areas that there are."""
    for place in data["locations"].values():
        for field, value in place.items():
            if field != "roles" and isinstance(value, dict):
                place[field] = {key: item for key, item in value.items() if key in (*data["areas"], *FIELDS)}
        place["hosts"] = [area for area in place.get("hosts") or () if area in data["areas"]] or None


FIELDS = ("*", "start", "hours")


def _terms(data: Data) -> None:
    """Models state terms that fit together."""
    for key, model in data.get("operating_models", {}).items():
        model["locations"] = None
        stated = [model, *model.get("overrides", {}).values(), *model.get("country_overrides", {}).values()]
        for terms in stated:
            _one_term(terms, key, data["operating_models"])
        model["shortfall_price"] = 5


def _one_term(terms: Data, own: str, models: Data) -> None:
    for field in ("overhead_steps", "fee_per_head"):
        if isinstance(terms.get(field), list):
            for position, step in enumerate(terms[field]):
                step["from_heads"] = 4 * position
    for field in [field for field, value in terms.items() if value is None]:
        del terms[field]
    for field in ("max_heads", "min_heads", "shortfall_price"):
        terms.pop(field, None)
    arcs = terms.get("conversions", {})
    terms["conversions"] = {other: arc for other, arc in arcs.items() if other != own and other in models}


def _tree(data: Data) -> None:
    """Trees grow within the horizon, and outcomes are certain together."""
    scenarios = data.setdefault("scenarios", {"kind": "deterministic"})
    scenarios.setdefault("kind", "deterministic")
    if scenarios["kind"] == "explicit":
        drivers = [node.get("drivers", []) for node in scenarios["nodes"].values()]
        nodes = {f"t0{period}": {"period": period, "probability": 1} for period in range(PERIODS)}
        for period, (node, said) in enumerate(zip(nodes.values(), (*drivers, [], [], []), strict=False)):
            node |= {"drivers": said} | ({"parent": f"t0{period - 1}"} if period else {})
        scenarios["nodes"] = nodes
    scenarios["stages"] = scenarios.get("stages", [])[: PERIODS - 1] or [{"branches": {"a": {}}}]
    for position, stage in enumerate(scenarios["stages"]):
        stage["period"] = position + 1
        _certain(stage.setdefault("branches", {}))
    scenarios["known_from"] = 1
    _certain(scenarios.setdefault("futures", {}))
    keys = {"fan": ("known_from", "futures", "drivers"), "stages": ("stages", "drivers"), "explicit": ("nodes",)}
    kept = ("kind", *keys.get(scenarios["kind"], ("drivers",)))
    data["scenarios"] = {key: scenarios[key] for key in kept if key in scenarios}


def _certain(outcomes: Data) -> None:
    outcomes.setdefault("a", {})
    for outcome in outcomes.values():
        outcome["probability"] = 1 / len(outcomes)


def _drivers(data: Any) -> None:
    """Drivers move all that they can move; those of futures nothing before these part."""
    for driver in _all_drivers(data.get("scenarios", {})):
        for field in ("area", "location", "country", "region", "operating_model"):
            driver.pop(field, None)
        top = 1.0 if driver.get("driver") == "availability" else 3.0
        if "value" in driver:
            driver["value"] = min(driver["value"], top)
        else:
            driver["values"] = {"0": 0.0 if driver.get("driver") == "levy" else 1.0, "1": top / 2, "2": 1.0}


def _all_drivers(data: Any) -> list[Data]:
    if isinstance(data, list):
        return [driver for item in data for driver in _all_drivers(item)]
    if not isinstance(data, dict):
        return []
    own = data.get("drivers", [])
    return [*own, *(driver for key, value in data.items() if key != "drivers" for driver in _all_drivers(value))]


def _policies(data: Data) -> None:
    """Policies hold in periods of the horizon, and speak of sites."""
    for policy in data.get("policies", {}).values():
        for field in ("first_period", "last_period", "names", "operating_model"):
            policy.pop(field, None)
        if "location" in policy or policy["kind"] == "forbid":
            policy["location"] = "MX"
        policy.pop("at_most", None)
        if policy["kind"] == "heads":
            policy["at_least"] = 1
        if policy["kind"] == "regret_cap":
            policy.pop("share", None)
            policy.setdefault("limit", 1000)
        if "area" in policy:
            policy["area"] = next(iter(data["areas"]))
    of_plans = [key for key, policy in data.get("policies", {}).items() if "plan" in policy]
    for key in of_plans:
        del data["policies"][key]


def _rest(data: Data) -> None:
    """What exists, given plans and provenance are left out but for the teams of headquarters."""
    for part in ("reference_plans", "figures", "sources"):
        data.pop(part, None)
    if "footprint" in data:
        data["footprint"] = {"sites": {"HQ": {"teams": dict.fromkeys(data["areas"], 2)}}}
    data["objective"] = {"cvar_weight": 0.5}


MENDS: list[Callable[[Data], None]] = [_frame, _series, _areas, _places, _terms, _tree, _drivers, _policies, _rest]
