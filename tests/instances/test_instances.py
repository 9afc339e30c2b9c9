"""The shipped instances load, say where their numbers come from, and mean what their descriptions say."""

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from coeplan.io import LoadedInstance
from coeplan_models import (
    Deterministic,
    Driver,
    DriverKind,
    ExistingSite,
    Explicit,
    Fan,
    Instance,
    Regimes,
    Sampled,
    Stages,
    value_at,
)

Loaded = dict[str, LoadedInstance]
Index = Callable[[str, str, str, float], float]

FIRST_YEAR_QUARTERS = 4
PATHS = {
    "micro-coe": {
        "product": "software_new_build",
        "quality": "qa_test",
        "customers": "customer_success_solutions",
        "support": "support_tier1",
    },
    "three-hundred-seats": {"delivery": "software_new_build", "quality": "qa_test", "operations": "devops_sre"},
    "dual-shore": {
        "volume": "support_tier1",
        "back_office": "finance_hr_shared",
        "accounts": "customer_success_solutions",
        "data": "data_ai",
    },
    "global-footprint": {
        "product": "software_new_build",
        "platform": "devops_sre",
        "quality": "qa_test",
        "data": "data_ai",
        "success": "customer_success_solutions",
        "support": "support_tier1",
    },
}
FUTURES = {
    "micro-coe": {"low": ("low", "mid"), "base": ("base", "mid"), "high": ("high", "mid")},
    "three-hundred-seats": {"stalled": ("low", "low"), "steady": ("base", "mid"), "leap": ("high", "high")},
}
NODES = {
    "micro-coe": 28,
    "dual-shore": 12,
    "three-hundred-seats": 24,
    "brownfield": 12,
    "global-footprint": 52,
    "sampled-futures": 48,
}
WARNINGS = {"brownfield": ["policies.india"]}
"""What loading may warn of: the footprint of brownfield breaks a policy on purpose."""


@pytest.fixture(scope="module")
def index(folder: Path) -> Index:
    path = folder / "catalogue" / "reference" / "productivity.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["metric"] == "output_per_fte_index"]
    table = {
        (row["business_area"], row["scenario"], end, int(row["horizon_year"])): float(row[end])
        for row in rows
        for end in ("low", "mid", "high")
    }

    def at(business_area: str, scenario: str, end: str, years: float) -> float:
        year = int(years)
        below, above = (table[business_area, scenario, end, year + step] for step in (0, 1))
        return below + (above - below) * (years - year)

    return at


def output(drivers: Iterable[Driver], area: str, period: int) -> float:
    """Multiplier of AI productivity that drivers give an area in a period."""
    found = 1.0
    for driver in drivers:
        if driver.driver == DriverKind.AI_PRODUCTIVITY and driver.area in (None, area):
            found *= value_at(driver.values, period, before=1.0, linear=driver.interpolation == "linear")
    return found


def node_count(instance: Instance) -> int:
    scenarios, periods = instance.scenarios, instance.horizon.periods
    if isinstance(scenarios, Fan):
        return scenarios.known_from + len(scenarios.futures) * (periods - scenarios.known_from)
    if isinstance(scenarios, Stages):
        width, total, begins = 1, 0, 0
        for stage in scenarios.stages:
            total += width * (stage.period - begins)
            width, begins = width * len(stage.branches), stage.period
        return total + width * (periods - begins)
    if isinstance(scenarios, Sampled) and scenarios.drawn is not None:
        return len(scenarios.drawn.nodes)
    return len(scenarios.nodes) if isinstance(scenarios, Explicit) else periods


@pytest.mark.parametrize("name", NODES)
def test_loads_without_faults_and_warns_of_nothing_but_what_is_meant(loaded: Loaded, name: str) -> None:
    subjects = [".".join(map(str, fault.path)) for fault in loaded[name].warnings]
    assert subjects == WARNINGS.get(name, [])


@pytest.mark.parametrize("name", NODES)
def test_says_what_it_shows_at_a_size_that_can_be_solved(loaded: Loaded, name: str) -> None:
    instance = loaded[name].instance
    assert instance.name == name
    assert len(instance.description.split()) > 60
    assert "What to look at" in instance.description
    assert all(policy.description for policy in instance.policies.values())
    assert node_count(instance) == NODES[name]
    assert len(instance.locations) <= (8 if name == "global-footprint" else 5)


@pytest.mark.parametrize("name", NODES)
def test_probabilities_sum_to_one(loaded: Loaded, name: str) -> None:
    scenarios = loaded[name].instance.scenarios
    if isinstance(scenarios, Fan):
        assert sum(future.probability for future in scenarios.futures.values()) == pytest.approx(1)
    elif isinstance(scenarios, Stages):
        for stage in scenarios.stages:
            assert sum(branch.probability for branch in stage.branches.values()) == pytest.approx(1)
    elif isinstance(scenarios, Explicit):
        last = loaded[name].instance.horizon.periods - 1
        assert sum(node.probability for node in scenarios.nodes.values() if node.period == last) == pytest.approx(1)


@pytest.mark.parametrize("name", NODES)
def test_every_area_has_pay_wherever_it_may_sit(loaded: Loaded, name: str) -> None:
    instance = loaded[name].instance
    for area_id, area in instance.areas.items():
        for location_id, location in instance.locations.items():
            if location.may_host(area_id):
                assert location.pay(area_id, area, "yearly_cost"), (area_id, location_id)


@pytest.mark.parametrize("name", NODES)
def test_every_model_is_allowed_at_named_places_alone(loaded: Loaded, name: str) -> None:
    instance = loaded[name].instance
    for model_id, model in instance.operating_models.items():
        assert model.locations, f"{model_id} may operate anywhere, which makes {name} larger than it needs to be"
        assert instance.headquarters not in model.locations
    used = {place for model in instance.operating_models.values() for place in model.locations or ()}
    assert used == set(instance.locations) - {instance.headquarters}


@pytest.mark.parametrize("name", NODES)
def test_figures_lead_to_values_and_to_sources(loaded: Loaded, name: str) -> None:
    instance = loaded[name].instance
    said = instance.model_dump(mode="json")
    for path, figure in instance.figures.items():
        value: Any = said
        for key in re.findall(r"[^.\[\]]+", path):
            value = value[int(key)] if isinstance(value, list) else value[key]
        assert value is not None, path
        assert set(figure.sources) <= set(instance.sources), path
        assert figure.sources or figure.basis == "assumption", path


@pytest.mark.parametrize("name", FUTURES)
def test_futures_follow_the_paths_of_the_reference(loaded: Loaded, index: Index, name: str) -> None:
    fan = loaded[name].instance.scenarios
    assert isinstance(fan, Fan)
    for future_id, (scenario, end) in FUTURES[name].items():
        drivers = (*fan.drivers, *fan.futures[future_id].drivers)
        for area, business_area in PATHS[name].items():
            for period in range(loaded[name].instance.horizon.periods):
                path = ("base", "mid") if period < fan.known_from else (scenario, end)
                expected = index(business_area, *path, (period + 0.5) / 4)
                assert output(drivers, area, period) == pytest.approx(expected, abs=0.003), (future_id, area, period)


def test_regimes_that_are_drawn_follow_the_same_paths(loaded: Loaded) -> None:
    sampled, fan = (loaded[name].instance.scenarios for name in ("sampled-futures", "micro-coe"))
    assert isinstance(sampled, Sampled)
    assert isinstance(fan, Fan)
    regimes = sampled.processes["ai"]
    assert isinstance(regimes, Regimes)
    assert regimes.known_from == fan.known_from
    for name, path in regimes.paths.items():
        assert path.probability == fan.futures[name].probability
        assert all(driver in fan.futures[name].drivers for driver in path.drivers)
        assert len(path.drivers) == 2


@pytest.mark.parametrize("name", ["dual-shore", "global-footprint"])
def test_the_common_path_is_the_base_path(loaded: Loaded, index: Index, name: str) -> None:
    scenarios = loaded[name].instance.scenarios
    assert isinstance(scenarios, Deterministic | Stages)
    for area, business_area in PATHS[name].items():
        for period in range(12):
            expected = index(business_area, "base", "mid", (period + 0.5) / 4)
            assert output(scenarios.drivers, area, period) == pytest.approx(expected, abs=0.003)


@pytest.mark.parametrize("branch", ["low", "base", "high"])
def test_branches_of_the_first_stage_lead_to_their_paths(loaded: Loaded, index: Index, branch: str) -> None:
    scenarios = loaded["global-footprint"].instance.scenarios
    assert isinstance(scenarios, Stages)
    stage = scenarios.stages[0]
    drivers = (*scenarios.drivers, *stage.branches[branch].drivers)
    for area, business_area in PATHS["global-footprint"].items():
        for period in range(stage.period, 12):
            expected = index(business_area, branch, "mid", (period + 0.5) / 4)
            assert output(drivers, area, period) == pytest.approx(expected, abs=0.006)


def test_nodes_of_brownfield_follow_the_base_path_whatever_the_length_of_their_period(
    loaded: Loaded, index: Index
) -> None:
    instance = loaded["brownfield"].instance
    assert isinstance(instance.scenarios, Explicit)
    months = instance.horizon.period_months
    for node in instance.scenarios.nodes.values():
        middle = (sum(months[: node.period]) + months[node.period] / 2) / 12
        (multiplier,) = [each.value for each in node.drivers if each.driver == DriverKind.AI_PRODUCTIVITY]
        assert multiplier == pytest.approx(index("software_existing_code", "base", "mid", middle), abs=0.003)


def test_three_hundred_seats_are_three_hundred(loaded: Loaded) -> None:
    areas = loaded["three-hundred-seats"].instance.areas.values()
    assert sum(value_at(area.workload, 0, before=0.0) for area in areas) == 300


def test_micro_is_below_a_hundred(loaded: Loaded) -> None:
    areas = loaded["micro-coe"].instance.areas.values()
    totals = [sum(value_at(area.workload, period, before=0.0) for area in areas) for period in range(12)]
    assert 60 <= min(totals) <= max(totals) < 100


def existing_site(instance: Instance, place: str) -> ExistingSite:
    assert instance.footprint is not None
    return instance.footprint.sites[place]


def test_brownfield_pays_for_heads_that_are_not_there(loaded: Loaded) -> None:
    instance = loaded["brownfield"].instance
    site = existing_site(instance, "MX_GDL")
    terms = instance.operating_models["bot"].terms_at("MX_GDL", "MEX")
    assert site.age >= terms.build_up
    assert terms.min_heads <= sum(site.teams.values()) < terms.take_or_pay_heads
    assert site.age + site.remaining_lock_in == terms.lock_in
    assert site.age < terms.conversions["captive"].min_age <= site.age + instance.horizon.period_months[0]


@pytest.mark.parametrize("place", ["MX_GDL", "IN_BLR"])
def test_brownfield_sites_have_seats_for_their_people(loaded: Loaded, place: str) -> None:
    site = existing_site(loaded["brownfield"].instance, place)
    assert sum(site.teams.values()) <= sum(lot.seats for lot in site.seats)
    for area in site.teams:
        assert sum(hire.heads for hire in site.recent_hires if hire.area == area) <= site.teams[area]
