"""The catalogue says what the reference tables say, with where it comes from."""

import csv
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coeplan.io import load_instance
from coeplan_models import Instance

Documents = dict[str, dict[str, Any]]
Rows = list[dict[str, str]]
Tables = dict[str, Rows]

LOCATIONS = 22
STRUCTURE = {"from_heads"}
"""Keys whose numbers are edges, not findings."""


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    def read(name: str) -> Rows:
        with (folder / "catalogue" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return {name: read(name) for name in ("locations", "wages", "restructuring", "risk", "operating_models", "sources")}


def mids(rows: Rows, column: str, **keys: str) -> dict[str, float]:
    chosen = [row for row in rows if all(row[key] == value for key, value in keys.items())]
    return {row[column]: float(row["mid"]) for row in chosen if row["mid"]}


def instance_of(extends: list[str], headquarters: str = "US_AUS") -> Instance:
    said: dict[str, Any] = {
        "name": "probe",
        "extends": extends,
        "headquarters": headquarters,
        "horizon": {"start": "2027-01", "periods": 4},
        "areas": {"engineering": {"workload": 20, "role_mix": {"swe_mid": 1.0}}},
    }
    return load_instance(said).instance


@pytest.fixture(scope="module")
def everything() -> Instance:
    return instance_of(["catalogue:locations", "catalogue:operating_models"])


def resolve(value: Any, path: str) -> Any:
    for key in re.findall(r"[^.\[\]]+", path):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def numbers(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in STRUCTURE:
                yield from numbers(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from numbers(item, f"{path}[{index}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def test_files_are_what_the_script_writes(build_command: list[str]) -> None:
    checked = subprocess.run([*build_command, "--check"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_check_fails_on_a_changed_missing_or_superfluous_file(
    build_command: list[str], folder: Path, tmp_path: Path
) -> None:
    for path in (folder / "catalogue").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert subprocess.run([*build_command, "--check", "--folder", tmp_path], check=False).returncode == 0
    (tmp_path / "MX_GDL.yaml").write_text("locations: {}\n")
    (tmp_path / "bot.yaml").unlink()
    (tmp_path / "invented.yaml").write_text("locations: {}\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    checked = subprocess.run(
        [*build_command, "--check", "--folder", tmp_path], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1
    assert [name for name in ("MX_GDL", "bot", "invented") if f"{name}.yaml is not" in checked.stderr] == [
        "MX_GDL",
        "bot",
        "invented",
    ]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_every_location_and_model_stands_alone(catalogue: Documents) -> None:
    places = [name for name in catalogue if re.fullmatch(r"[A-Z]{2}_[A-Z]{3}", name)]
    assert len(places) == LOCATIONS
    for place in places:
        assert set(instance_of([f"catalogue:{place}"], place).locations) == {place}
    for model, expected in {
        "captive": {"captive"},
        "bot": {"bot", "captive"},
        "as_a_service": {"as_a_service"},
        "eor": {"eor"},
        "shelter": {"shelter"},
    }.items():
        assert set(instance_of(["catalogue:US_AUS", f"catalogue:{model}"]).operating_models) == expected


def test_every_number_has_a_figure_that_gives_it(catalogue: Documents) -> None:
    for name, document in catalogue.items():
        figures = document.get("figures", {})
        said = {key: document[key] for key in ("locations", "operating_models") if key in document}
        assert set(numbers(said)) == set(figures), name
        for path, figure in figures.items():
            assert resolve(document, path) == figure["mid"], path


def test_figures_name_known_sources_and_say_what_is_assumed(catalogue: Documents, tables: Tables) -> None:
    known = {row["source_id"]: row["title"] for row in tables["sources"]}
    for document in catalogue.values():
        used: set[str] = set()
        for path, figure in document.get("figures", {}).items():
            used |= set(figure.get("sources", []))
            assert figure.get("sources") or figure["basis"] == "assumption", path
            assert figure["basis"] != "assumption" or figure["note"], path
            low, high = figure.get("low", figure["mid"]), figure.get("high", figure["mid"])
            assert low <= figure["mid"] <= high, path
        assert used == set(document.get("sources", {}))
        for source, said in document.get("sources", {}).items():
            assert said["title"] == known[source]


def test_values_are_those_of_the_tables(everything: Instance, tables: Tables) -> None:
    loaded_pay = [row for row in tables["wages"] if row["metric"] == "planning_loaded_direct"]
    for row in loaded_pay:
        assert everything.locations[row["location_id"]].roles[row["role"]].yearly_cost == float(row["mid"])
    pairs = {"seat_rent": "office_seat_cost", "fit_out": "fit_out_capex_per_seat"}
    for item, metric in pairs.items():
        for place, value in mids(tables["locations"], "location_id", metric=metric).items():
            assert getattr(everything.locations[place], item) == value
    trips = mids(tables["locations"], "location_id", metric="trip_cost_4_nights_economy", hq="US_AUS")
    assert {place: everything.locations[place].trip_cost for place in trips} == trips
    attrition = mids(tables["wages"], "country_iso3", metric="planning_attrition", role="engineering_professional")
    for location in everything.locations.values():
        assert location.attrition["*"] == attrition[location.country]


def test_derived_values_by_hand(everything: Instance) -> None:
    guadalajara, austin = everything.locations["MX_GDL"], everything.locations["US_AUS"]
    engineer = guadalajara.roles["swe_mid"]
    assert engineer.severance == pytest.approx(4.33333 * 42000 / 12, abs=0.5)
    assert engineer.hiring_cost == 0.15 * 42000
    assert guadalajara.ramp_up["*"] == 3
    assert guadalajara.risk_score == pytest.approx(
        0.7 * (100 - (17.4528 + 43.3962 + 22.7488 + 46.2264 + 24.0566) / 5) + 0.3 * 2 * 35.9, abs=0.05
    )
    assert guadalajara.wage_growth == pytest.approx((0.035 + 1.058 / (1 - 0.0154839) - 1) / 2, abs=5e-5)
    assert austin.wage_growth == 0.035
    assert everything.operating_models["bot"].lead_time == (4.5 + 3.5) / 2
    assert everything.operating_models["as_a_service"].lead_time == pytest.approx(8 * 12 / 52, abs=0.005)


def test_time_zones_have_the_offsets_of_the_tables(everything: Instance, tables: Tables) -> None:
    for month, metric in ((1, "utc_offset_jan"), (7, "utc_offset_jul")):
        for place, hours in mids(tables["locations"], "location_id", metric=metric).items():
            noon = datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(ZoneInfo(everything.locations[place].time_zone))
            assert noon.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("headquarters", ["US_NYC", "US_SFO"])
def test_other_headquarters_change_trips_alone(everything: Instance, tables: Tables, headquarters: str) -> None:
    moved = instance_of([f"catalogue:hq_{headquarters}", "catalogue:operating_models"], headquarters)
    hours = mids(tables["locations"], "location_id", metric="flight_hours_one_way", hq=headquarters)
    assert len(hours) == LOCATIONS - 3
    for place, value in hours.items():
        assert moved.locations[place].trip_hours == round(value, 1)
    assert moved.locations[headquarters].trips_per_head == 0
    assert moved.locations["US_AUS"].trips_per_head > 0
    trips = {"trips_per_head", "trips_per_site", "trip_cost", "trip_hours"}
    for place, location in everything.locations.items():
        assert moved.locations[place].model_dump(exclude=trips) == location.model_dump(exclude=trips)


def test_austin_does_not_travel_to_itself(everything: Instance) -> None:
    assert everything.locations["US_AUS"].trips_per_head == 0


def test_a_shelter_is_used_only_where_an_instance_says_so(everything: Instance) -> None:
    assert not any(everything.operating_models["shelter"].may_operate_at(place) for place in everything.locations)


def yearly_cost_beyond_payroll(instance: Instance, model: str, place: str, heads: int) -> float:
    location = instance.locations[place]
    terms = instance.operating_models[model].terms_at(place, location.country)
    steps = [step.cost for step in terms.overhead_steps if step.from_heads < heads]
    fees = [band.fee for band in terms.fee_per_head if band.from_heads <= heads]
    seat = 0 if terms.seats_included else location.seat_rent + location.fit_out / 3
    margin = terms.margin * location.roles["swe_mid"].yearly_cost
    fixed = terms.fixed_cost + max(steps, default=0) + terms.set_up_cost / 3
    return fixed + heads * (min(fees, default=0) + seat + margin)


@pytest.mark.parametrize("place", ["MX_GDL", "IN_BLR", "PL_KRK", "CO_BOG"])
def test_a_captive_pays_from_some_size_on_and_a_bot_later_if_at_all(everything: Instance, place: str) -> None:
    def cheaper(model: str, heads: int) -> bool:
        service = yearly_cost_beyond_payroll(everything, "as_a_service", place, heads)
        return yearly_cost_beyond_payroll(everything, model, place, heads) < service

    captive = [heads for heads in range(2, 301) if cheaper("captive", heads)]
    bot = [heads for heads in range(2, 301) if cheaper("bot", heads)]
    assert 40 <= captive[0] <= 140
    assert captive[-1] == 300
    assert not bot or bot[0] > captive[0]
