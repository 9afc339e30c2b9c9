"""The scenario tree: paths of AI productivity first, then what happens to the world and to markets."""

import csv
from collections.abc import Callable
from functools import cache
from typing import Any

from coeplan.core.resources import shipped

from .draw import Draw
from .setting import Setting
from .work import KINDS

Drivers = list[dict[str, Any]]

QUARTERS = 4


@cache
def _indices() -> dict[tuple[str, str], list[float]]:
    """Output per head by year from the start, keyed (kind of work, path), as the catalogue has it."""
    found: dict[tuple[str, str], dict[int, float]] = {}
    with shipped("catalogue/reference/productivity.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["metric"] == "output_per_fte_index":
                key = (row["business_area"], row["scenario"])
                found.setdefault(key, {})[int(row["horizon_year"])] = float(row["mid"])
    return {key: [years[year] for year in sorted(years)] for key, years in found.items()}


def _index(area: str, path: str, period: int) -> float:
    """Output per head at the middle of a quarter."""
    years = _indices()[KINDS[area].index, path]
    at = (period + 0.5) / QUARTERS
    before = min(int(at), len(years) - 2)
    return years[before] + (at - before) * (years[before + 1] - years[before])


def say_future(setting: Setting) -> dict[str, Any]:
    """Return the scenarios of an instance; without a tree AI productivity takes the catalogue's base path."""
    areas, periods = list(setting.instance.areas), setting.size.periods
    base = [_known_path(area, periods) for area in areas]
    if not setting.tree:
        return {"scenarios": {"kind": "deterministic", "drivers": base}}
    first, *later = setting.size.stages
    stages = [_productivity_stage(first, periods, areas)]
    for number, (period, outcomes) in enumerate(later):
        scene = _Scene(setting.draw(f"stage {number}"), period, periods, setting.abroad)
        stages.append(_stage(period, outcomes, WORLDS[number], scene))
    said: dict[str, Any] = {"scenarios": {"kind": "stages", "drivers": base, "stages": stages}}
    if setting.seed % 2:
        said["objective"] = {"expectation_weight": 1.0, "cvar_weight": 0.1, "cvar_alpha": 0.8}
    return said


def _known_path(area: str, periods: int) -> dict[str, Any]:
    values = [round(_index(area, "base", period), 4) for period in range(periods)]
    return {"driver": "ai_productivity", "area": area, "values": values}


def _productivity_stage(stage: tuple[int, int], periods: int, areas: list[str]) -> dict[str, Any]:
    period, outcomes = stage
    weights = PATHS[outcomes]
    branches = {
        name: {
            "probability": weight,
            "drivers": [] if name == "base" else [_off_base(area, name, period, periods) for area in areas],
        }
        for name, weight in weights.items()
    }
    return {"period": period, "branches": branches}


PATHS = {
    2: {"base": 0.6, "high": 0.4},
    3: {"low": 0.3, "base": 0.5, "high": 0.2},
    4: {"low": 0.25, "base": 0.4, "high": 0.2, "late": 0.15},
}
"""Weights of the paths by their number; on the late one the high one sets in two years later."""


def _off_base(area: str, path: str, period: int, periods: int) -> dict[str, Any]:
    """Output per head on a path as a multiple of that on the base path."""

    def ratio(at: int) -> float:
        if path != "late":
            return _index(area, path, at) / _index(area, "base", at)
        delay = 2 * QUARTERS
        return 1.0 if at < delay else _index(area, "high", at - delay) / _index(area, "base", at - delay)

    values = {at: round(ratio(at), 4) for at in sorted({*range(period, periods, QUARTERS), periods - 1})}
    return {"driver": "ai_productivity", "area": area, "values": values, "interpolation": "linear"}


class _Scene:
    """What the outcomes of one stage are drawn from."""

    def __init__(self, draw: Draw, period: int, periods: int, sites: dict[str, str]) -> None:
        self.draw = draw
        self.period = period
        self.later = min(period + 2, periods - 1)
        self.site = draw.one(list(sites))
        self.country = draw.one(list(dict.fromkeys(sites.values())))


def _steady(_: _Scene) -> Drivers:
    return []


def _disrupted(scene: _Scene) -> Drivers:
    """A place is out for a quarter, its country levies foreign work, and more people leave everywhere."""
    return [
        {"driver": "availability", "location": scene.site, "values": {scene.period: 0.0, scene.period + 1: 1.0}},
        {"driver": "levy", "country": scene.country, "values": {scene.period: scene.draw.number(0.05, 0.15, 2)}},
        {"driver": "attrition", "values": {scene.period: 1.25, scene.later: 1.0}},
    ]


def _boom(scene: _Scene) -> Drivers:
    """More work, and fewer and dearer people in one country."""
    more = scene.draw.number(1.1, 1.2, 2)
    return [
        {"driver": "workload", "values": {scene.period: 1.03, scene.later: more}, "interpolation": "linear"},
        {"driver": "wages", "country": scene.country, "values": {scene.period: scene.draw.number(1.05, 1.12, 2)}},
        {"driver": "talent_pool", "country": scene.country, "values": {scene.period: 0.8}},
    ]


def _slump(scene: _Scene) -> Drivers:
    """Less work."""
    less = scene.draw.number(0.82, 0.92, 2)
    return [{"driver": "workload", "values": {scene.period: 0.97, scene.later: less}, "interpolation": "linear"}]


def _dear(scene: _Scene) -> Drivers:
    """A country's currency and the operators' fees rise."""
    return [
        {"driver": "fx", "country": scene.country, "values": {scene.period: scene.draw.number(1.08, 1.2, 2)}},
        {"driver": "fees", "operating_model": "as_a_service", "values": {scene.period: 1.06}},
    ]


def _cheap(scene: _Scene) -> Drivers:
    """A country's currency falls, and with it what work there costs."""
    return [{"driver": "fx", "country": scene.country, "values": {scene.period: scene.draw.number(0.82, 0.92, 2)}}]


Outcome = tuple[str, float, Callable[[_Scene], Drivers]]

WORLDS: tuple[tuple[Outcome, ...], ...] = (
    (
        ("steady", 0.5, _steady),
        ("disrupted", 0.15, _disrupted),
        ("boom", 0.15, _boom),
        ("slump", 0.1, _slump),
        ("dear", 0.1, _dear),
    ),
    (
        ("calm", 0.5, _steady),
        ("dearer", 0.15, _dear),
        ("less", 0.15, _slump),
        ("cheaper", 0.1, _cheap),
        ("more", 0.1, _boom),
    ),
)
"""Outcomes of the second stage, and of the third: name, weight, drivers."""


def _stage(period: int, outcomes: int, world: tuple[Outcome, ...], scene: _Scene) -> dict[str, Any]:
    chosen = world[:outcomes]
    total = sum(weight for _, weight, _ in chosen)
    shares = [round(weight / total, 4) for _, weight, _ in chosen]
    shares[0] = round(1 - sum(shares[1:]), 4)
    branches = {
        name: {"probability": share, "drivers": make(scene)}
        for share, (name, _, make) in zip(shares, chosen, strict=True)
    }
    return {"period": period, "branches": branches}
