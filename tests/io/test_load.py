"""From a file to a checked instance: everything at once, in order, from whatever source."""

import json
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from coeplan.core.errors import InputError
from coeplan.io import dump_instance, load_instance, read_document, save_instance, write_document
from coeplan_models import Fault, Instance

Refused = Callable[[Any], tuple[Fault, ...]]


def placed(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    return [(fault.code, str(fault.place).rsplit("yaml:", 1)[-1]) for fault in faults]


def test_a_good_file(good_file: Path) -> None:
    loaded = load_instance(str(good_file))
    assert loaded.warnings == ()
    assert loaded.files == (str(good_file),)
    assert loaded.instance.horizon.start == "2027-01"
    assert str(loaded.place_of(("areas", "support", "workload", 2))) == f"{good_file}:8:26"
    assert str(loaded.place_of(("locations", "MX", "attrition", "*"))) == f"{good_file}:32:5"
    with pytest.raises(AttributeError):
        loaded.instance = None  # type: ignore[misc, assignment]


def test_warnings_have_places(good: str, tmp_path: Path) -> None:
    path = tmp_path / "warned.yaml"
    path.write_text(good.replace("age: 12", "age: 12\n      remaining_lock_in: 1").replace("at_most: 60", "at_most: 4"))
    assert placed(load_instance(path).warnings) == [
        ("footprint_breaks_limit", "64:45"),
        ("lock_in_longer_than_model", "71:26"),
    ]


def test_contract_and_cross_checks_speak_in_one_report(good: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "bad.yaml"
    text = good.replace("min_team: 2", "min_tem: 2").replace("headquarters: HQ", "headquarters: HQQ")
    path.write_text(text.replace("{probability: 0.4,", "{probability: 0.5,").replace("[ons]", "[ins]"))
    assert placed(refused(path)) == [
        ("unknown_location", "3:15"),
        ("unknown_key", "10:5"),
        ("probabilities_do_not_sum", "58:7"),
        ("unknown_source", "77:70"),
    ]


STAND_INS = [
    ("min_team: 2", "min_tem: 2"),
    ("country: POL", "country: 5"),
    ("vendor: acme", "vendor: a b"),
    ("kind: stages", "kind: stage"),
    ("{kind: survive_loss}", "{kind: survive}"),
    ("    MX:\n      operating_model", "    MX:\n      operatin_model"),
    ("year: 2025", "year: MMXXV"),
    ("basis: estimate", "basis: guess"),
    ("name: small", "name: my plan"),
    ("name: small", ""),
    ("discount_rate: 0.08", "discount: 0.08"),
    ("areas:\n", "areas:\n  bad id: {workload: 1}\n"),
]


@pytest.mark.parametrize(("old", "new"), STAND_INS, ids=[new or "nothing" for _, new in STAND_INS])
def test_a_stand_in_causes_no_fault_of_its_own(good: str, tmp_path: Path, refused: Refused, old: str, new: str) -> None:
    path = tmp_path / "bad.yaml"
    assert good.count(old) == 1
    path.write_text(good.replace(old, new))
    alone = refused(path)
    assert {fault.code for fault in alone} <= {
        *("unknown_key", "wrong_type", "bad_text", "unknown_kind", "unknown_choice", "missing_key", "bad_name"),
    }
    path.write_text(
        good.replace(old, new)
        + "reference_plans: {last: {decisions: [{node: t00, location: X, kind: commit, operating_model: bot}]}}"
    )
    assert [fault.code for fault in refused(path) if fault not in alone] == ["unknown_location"]


@pytest.mark.parametrize("old", ["horizon: {", "headquarters: HQ", "locations:\n", "areas:\n"])
def test_without_the_frame_nothing_else_can_be_checked(good: str, tmp_path: Path, refused: Refused, old: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(good.replace(old, "x" + old).replace("[ons]", "[ins]"))
    assert [fault.code for fault in refused(path)] == ["unknown_key", "missing_key"] or refused(path)[
        0
    ].code == "missing_key"
    assert "unknown_source" not in {fault.code for fault in refused(path)}


def test_faults_are_in_the_order_of_the_file(good: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        good.replace("price: 100", "price: x").replace("periods: 4", "periods: x").replace("fee: 8000", "fee: x")
    )
    lines = [fault.place.line for fault in refused(path) if fault.place]
    assert lines == [5, 46, 64]


@pytest.mark.parametrize("text", ["[1, 2]", "just text", "7", "~", '"x"'])
def test_a_file_that_is_no_map(tmp_path: Path, refused: Refused, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    (fault,) = refused(path)
    assert (fault.code, fault.expected) == ("wrong_type", "a map")
    assert str(fault.place) == f"{path}:1:1"


def test_messages_name_value_expectation_and_unit(good: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(good.replace("min_overlap: 2", "min_overlap: 25"))
    assert str(refused(path)[0]) == (
        f"{path}:14:31: areas.support.collaboration.platform.min_overlap: 25 is out of range; "
        "expected a number from 0 to 24 (hours a day)"
    )
    path.write_text(good.replace("workload: {0: 40, 2: 50}", "workload: forty"))
    assert str(refused(path)[0]).endswith(
        "areas.support.workload: 'forty' is text; expected a number from 0 to 1,000,000,000,000 or a list with "
        "a number from 0 to 1,000,000,000,000 as each entry or a map (baseline FTE)"
    )
    path.write_text(good.replace("  survive: {kind: survive_loss}", "  survive: {kind: surviv_loss}"))
    assert str(refused(path)[0]).endswith("did you mean survive_loss?")


def test_long_values_are_shortened(good: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(good.replace("name: small", f"name: {'x' * 500}").replace("min_team: 2", f"{'y' * 500}: 2"))
    assert all(len(fault.value or "") <= 60 and "x" * 100 not in fault.message for fault in refused(path))


def test_mappings(good_file: Path) -> None:
    data, _ = read_document(good_file)
    expected = load_instance(good_file).instance
    assert load_instance(data).instance == expected
    assert load_instance(MappingProxyType(data)).instance == expected
    assert load_instance(json.loads(json.dumps(data))).instance == expected
    assert load_instance(data).files == ()


def test_mappings_with_values_of_python(good_file: Path) -> None:
    class Choice(Enum):
        LOCAL = "local"

    data, _ = read_document(good_file)
    data["areas"]["platform"]["workload"] = tuple(np.array([20, 20, 22, 24]))
    data["areas"]["support"]["workload"] = {0: np.float64(40), 2: np.int64(50)}
    data["operating_models"]["bot"]["fee_currency"] = Choice.LOCAL
    assert load_instance(data).instance == load_instance(good_file).instance


SELF: list[Any] = []
SELF.append(SELF)
TWICE: Any = 0
for _ in range(40):
    TWICE = [TWICE, TWICE]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (SELF, "too_deep"),
        (TWICE, "too_many_values"),
        ({1: 2, "1": 3}, "duplicate_key"),
        ({True: 2}, "bad_key"),
        ({1.5: 2}, "bad_key"),
        ({None: 2}, "bad_key"),
        (1j, "wrong_type"),
        (b"bytes", "wrong_type"),
        ({1, 2}, "wrong_type"),
        ("\ud800", "bad_text"),
        (10**400, "not_finite"),
        (float("nan"), "not_finite"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "value",
)
def test_mappings_with_what_no_file_can_say(good_file: Path, refused: Refused, value: Any, code: str) -> None:
    data, _ = read_document(good_file)
    data["discount_rate"] = value
    start = time.process_time()
    (fault,) = refused(data)
    assert (fault.code, fault.place) == (code, None)
    assert time.process_time() - start < 5


def test_instances(good_file: Path) -> None:
    instance = load_instance(good_file).instance
    loaded = load_instance(instance)
    assert loaded.instance is instance
    assert loaded.place_of(("areas",)) is None
    assert load_instance(good_file) == load_instance(good_file)


def test_instances_are_cross_checked(good_file: Path, refused: Refused) -> None:
    instance = load_instance(good_file).instance
    (fault,) = refused(Instance.model_validate(instance.model_copy(update={"headquarters": "X"})))
    assert fault.code == "unknown_location"


@pytest.mark.parametrize("name", ["out.yaml", "out.json"])
def test_saved_instances_are_the_same(good_file: Path, tmp_path: Path, name: str) -> None:
    instance = load_instance(good_file).instance
    save_instance(instance, tmp_path / name)
    again = load_instance(tmp_path / name).instance
    assert again == instance
    assert again.fingerprint() == instance.fingerprint()


def test_what_is_dumped_has_no_defaults(good_file: Path) -> None:
    data = dump_instance(load_instance(good_file).instance)
    said, _ = read_document(good_file)
    del said["horizon"]["months"]  # 3 is the default
    assert data.pop("schema_version") == "1"
    assert data == said


@pytest.mark.parametrize(
    "scenarios",
    [
        {"kind": "deterministic", "drivers": [{"driver": "wages", "values": 1.1}]},
        {"kind": "fan", "known_from": 1, "futures": {"a": {"probability": 1}}},
    ],
)
def test_dumped_kinds_are_told_apart(good_file: Path, scenarios: dict[str, Any]) -> None:
    data, _ = read_document(good_file)
    instance = load_instance(data | {"scenarios": scenarios}).instance
    assert load_instance(dump_instance(instance)).instance == instance


def test_null_in_an_override_is_kept(good_file: Path) -> None:
    instance = load_instance(good_file).instance
    again = load_instance(dump_instance(instance)).instance
    model = again.operating_models["bot"]
    assert model.overrides["PL"].model_fields_set == {"vendor", "max_heads", "fee_per_head"}
    assert model.terms_at("PL", "POL") == instance.operating_models["bot"].terms_at("PL", "POL")


@pytest.mark.slow
def test_ten_thousand_areas(tmp_path: Path) -> None:
    areas = {f"a{number:05d}": {"workload": 25_000, "min_team": 3} for number in range(10_000)}
    places = {f"L{n}": {"country": f"C{n}", "time_zone": "UTC", "yearly_cost": 5} for n in range(5)}
    data = {"name": "big", "headquarters": "L0", "horizon": {"start": "2027-01"}, "areas": areas, "locations": places}
    for name, seconds in (("big.json", 5), ("big.yaml", 12)):
        write_document(data, tmp_path / name)
        start = time.process_time()
        loaded = load_instance(tmp_path / name)
        assert time.process_time() - start < seconds
        assert len(loaded.instance.areas) == 10_000


def test_ten_thousand_faults(tmp_path: Path) -> None:
    areas = {f"a{number:05d}": {"workload": -1, "min_tem": 3} for number in range(5_000)}
    data = {"name": "big", "headquarters": "HQ", "horizon": {"start": "2027-01"}, "areas": areas, "locations": {}}
    write_document(data, tmp_path / "big.json")
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        load_instance(tmp_path / "big.json")
    assert time.process_time() - start < 10
    assert len(caught.value.faults) == 10_001
