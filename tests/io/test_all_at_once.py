"""All that is wrong with a file is told in one go, in the order of the file."""

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.checks.documents import SAID
from tests.io.bad.changes import Changed, steps
from tests.io.bad.document import GOOD
from tests.io.bad.fields import FIELDS
from tests.io.bad.shapes import SHAPES

from coeplan.cli.main import main
from coeplan.core.errors import InputError
from coeplan.io import contract, load_instance
from coeplan_models import Instance, checks

AT_ONCE = 15
"""Faults put in one file."""

KIND = ("kind", "scenarios", "policies")
"""Where the last key of what is wrong is one of these, the kind of a record is lost, and its other faults with it."""


def part(path: str) -> tuple[str, ...]:
    """Return the record that a path leads into, such as one area; other parts of an instance are one record."""
    keys = path.split("/")
    return tuple(keys[: 2 if keys[0] in ("areas", "locations", "operating_models", "policies", "sources") else 1])


def chosen(seed: int) -> list[Changed]:
    """Choose kinds of bad data at random, each in another record, so that none hides another."""
    chance = random.Random(seed)
    kinds = [kind for kind in (*SHAPES, *FIELDS) if kind.path.split("/")[-1] not in KIND]
    found: dict[tuple[str, ...], Changed] = {}
    for kind in chance.sample(kinds, len(kinds)):
        record = part(kind.path)
        if all(record[: len(known)] != known and known[: len(record)] != record for known in found):
            found[record] = kind
    return list(found.values())[:AT_ONCE]


@pytest.mark.parametrize("seed", range(25))
def test_faults_in_many_records(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds, data = chosen(seed), deepcopy(SAID)
    for kind in kinds:
        kind.change(data)
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    assert main(["check", str(path), "--json"]) == 2
    faults = json.loads(capsys.readouterr().out)["faults"]
    found = {(fault["code"], tuple(fault["path"])) for fault in faults}
    assert found >= {(kind.code, steps(kind.path, data)) for kind in kinds}
    lines = [fault["place"]["line"] for fault in faults]
    assert lines == sorted(lines)


CONTRADICTIONS = [
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, 4: 50}", "areas.support.workload.4"),
    ("lead: 0.2", "lead: 0.1", "areas.support.role_mix"),
    ("[20, 20, 22, 24]", "[20, 20, 22]", "areas.platform.workload"),
    ("Europe/Berlin", "Europe/Bonn", "areas.platform.real_time_partner"),
    ("Europe/Warsaw", "Europe/Krakow", "locations.PL.time_zone"),
    ("[support, platform]", "[support, sales]", "locations.PL.hosts[1]"),
    ("from_heads: 50", "from_heads: 0", "operating_models.captive.overhead_steps[1].from_heads"),
    ("vendor: acme", "vendor: acme\n    min_heads: 9\n    max_heads: 3", "operating_models.bot.max_heads"),
    ("captive: {min_age: 6}", "bot: {min_age: 6}", "operating_models.bot.conversions.bot"),
    ("country: MEX, values", "region: LATIN, values", "scenarios.drivers[0].region"),
    ("{1: 1.05}", "{9: 1.05}", "scenarios.drivers[0].values.9"),
    ("slow: {probability: 0.6}", "slow: {probability: 0.7}", "scenarios.stages[0].branches"),
    ("{kind: survive_loss}", "{kind: survive_loss, names: [MEX]}", "policies.survive.names[0]"),
    ("at_most: 60", "at_most: 60, at_least: 61", "policies.pin.at_most"),
    ("operating_model: bot", "operating_model: bott", "footprint.sites.MX.operating_model"),
    ("months_to_start: 3", "months_to_start: 13", "footprint.commitments[0].months_to_start"),
    ("low: 0.1", "low: 0.3", "figures.locations.MX.attrition"),
    ("sources: [ons]", "sources: [onz]", "figures.locations.MX.attrition.sources[0]"),
]


def test_contradictions_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD
    for old, new, _ in CONTRADICTIONS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path)]) == 2
    *lines, verdict = capsys.readouterr().out.splitlines()
    assert verdict == f"{path} cannot be used: {len(CONTRADICTIONS)} faults, 0 warnings."
    told = [line.removeprefix(f"fault: {path}:").split(": ")[1] for line in lines]
    assert told == [keys for _, _, keys in CONTRADICTIONS]


def test_faults_of_every_sort(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What breaks the contract does not keep contradictions elsewhere from being told."""
    text = GOOD.replace("min_team: 2", "min_tem: 2").replace("vendor: acme", "vendor: 7").replace("low: 0.1", "low: 1")
    text = text.replace("kind: survive_loss", "kind: survive").replace("time_zone: Europe/Warsaw", "time_zone: Warsaw")
    text = text.replace("slow: {probability: 0.6}", "slow: {probability: 0.7}").replace("months_to_start: 3", "")
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path), "--json"]) == 2
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["code"] for fault in faults] == [
        *("unknown_key", "unknown_time_zone", "wrong_type", "probabilities_do_not_sum", "unknown_kind", "missing_key"),
        "range_not_rising",
    ]


@pytest.mark.parametrize("most", [pytest.param(30, marks=pytest.mark.slow), 400])
def test_large_documents_break_the_contract_where_they_do_at_once(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging portion by portion finds the same, wherever a document is cut."""
    for kind in (*SHAPES, *FIELDS):
        monkeypatch.setattr(contract, "_MOST_AT_ONCE", 10**9)
        at_once = contract.held(Instance, kind.data())
        assert contract.broken_portions(Instance, kind.data()) == []
        monkeypatch.setattr(contract, "_MOST_AT_ONCE", most)
        in_portions = contract.broken_portions(Instance, kind.data())
        assert set(in_portions) == (set() if isinstance(at_once, Instance) else set(at_once)), kind.name


MANY, MOST = 300, 100
"""Faults in a file, and how many of them are told at once while these tests run."""


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell fewer faults at once than the product does, so that a small file has too many."""
    for module in ("io.tree", "io.contract", "io.report", "io.load"):
        monkeypatch.setattr(f"coeplan.{module}.MOST_FAULTS", MOST)
    monkeypatch.setattr(contract, "_MOST_AT_ONCE", MOST)
    monkeypatch.setattr(checks, "_MOST", MOST + 1)


def large(**changed: Any) -> dict[str, Any]:
    """Return the small instance with parts changed."""
    return deepcopy(SAID) | changed


def placed(data: dict[str, Any]) -> dict[str, Any]:
    """Return the small instance with one place more, which hosts areas by the hundreds that are not there."""
    data["locations"]["XX"] = {**data["locations"]["MX"], "hosts": [f"x{number}" for number in range(MANY)]}
    return data


TOO_MANY = {
    "unknown fields": json.dumps(large(**{f"x{number}": 1 for number in range(MANY)})),
    "records without what they need": json.dumps(large(footprint={"commitments": [{}] * MANY})),
    "unknown areas": json.dumps(placed(large())),
    "fields twice": "{" + ",".join(['"name": "x"'] * MANY) + "}",
}


@pytest.mark.usefixtures("most")
@pytest.mark.parametrize("name", TOO_MANY)
def test_of_very_many_faults_the_first_are_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(TOO_MANY[name], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_instance(path)
    *faults, last = caught.value.faults
    assert len(faults) == MOST
    assert {fault.code for fault in faults} <= {"unknown_key", "missing_key", "unknown_area", "duplicate_key"}
    assert last.code == "too_many_faults"
    assert last.place == faults[-1].place


@pytest.mark.usefixtures("most")
def test_very_many_warnings_hide_no_fault() -> None:
    data = large()
    data["figures"] = {f"nothing{number}": {} for number in range(MANY)}
    data["figures"]["locations.MX.attrition"] = {"low": 2, "mid": 1}
    found = checks.check_instance(Instance.model_validate_json(json.dumps(data)))
    assert len(found) == MOST + 2
    assert [fault.code for fault in found if fault.severity == "fault"] == ["range_not_rising"]
