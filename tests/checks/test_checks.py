"""The checks as a whole: they are quick, they never fail themselves, and they bear with parts that are broken."""

import json
import random
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coeplan_models import Fault, Instance
from coeplan_models.checks import CHECKS, check_around, check_instance
from coeplan_models.checks.names import time_zones

Said = dict[str, Any]
InstanceOf = Callable[[Said], Instance]


def test_every_check_says_what_holds() -> None:
    runs = [check.run for check in CHECKS]
    assert len(set(runs)) == len(runs)
    assert all(run.__doc__ for run in runs)


def test_parts_that_checks_read_exist() -> None:
    assert {part for check in CHECKS for part in check.reads} <= set(Instance.model_fields)


def test_time_zones_are_known() -> None:
    assert {"America/Chicago", "America/Mexico_City", "Asia/Kolkata", "Europe/Warsaw", "UTC"} <= time_zones()


def test_faults_around_a_broken_part(said: Said, instance_of: InstanceOf) -> None:
    said["areas"]["platform"]["workload"] = [1]
    said["operating_models"]["bot"]["fee_per_head"] = []
    said["locations"]["MX"]["time_zone"] = "nowhere"
    instance = instance_of(said)

    def codes(*broken: tuple[str | int, ...]) -> set[str]:
        return {fault.code for fault in check_around(instance, broken)}

    assert codes() == {"wrong_length", "shortfall_without_price", "unknown_time_zone"}
    assert codes(("areas", "platform")) == {"shortfall_without_price", "unknown_time_zone"}
    # Terms are judged where they are in force, and a broken location may be anywhere.
    assert codes(("locations", "PL")) == {"wrong_length", "unknown_time_zone"}
    assert codes(("locations", "MX")) == {"wrong_length"}
    assert codes(("scenarios",)) == {"wrong_length", "shortfall_without_price", "unknown_time_zone"}


def test_no_warning_depends_on_a_stand_in(said: Said, instance_of: InstanceOf) -> None:
    said["locations"]["MX"]["latitude"] = 20.7
    assert [fault.severity for fault in check_instance(instance_of(said))] == ["warning"]
    assert check_around(instance_of(said), [("areas", "support")]) == []


@pytest.mark.parametrize("heads", [1, 25_000])
def test_ten_thousand_areas(instance_of: InstanceOf, heads: int) -> None:
    ids = [f"a{number:05d}" for number in range(10_000)]
    places = {
        f"L{n}": {"country": f"C{n}", "time_zone": "UTC", "roles": {"dev": {"yearly_cost": 3}}} for n in range(22)
    }
    instance = instance_of(
        {
            "name": "big",
            "headquarters": "L0",
            "horizon": {"start": "2027-01"},
            "areas": {key: {"workload": heads, "min_team": 1, "role_mix": {"dev": 1}} for key in ids},
            "locations": places,
            "operating_models": {f"m{n}": {} for n in range(4)},
            "policies": {"share": {"kind": "capacity_share", "per": "country", "limit": 0.9}},
            "scenarios": {
                "kind": "deterministic",
                "drivers": [{"driver": "workload", "area": key, "values": 1.1} for key in ids],
            },
            "footprint": {
                "sites": {
                    "L0": {"teams": dict.fromkeys(ids, heads)},
                    "L1": {"operating_model": "m0", "teams": dict.fromkeys(ids, 1)},
                }
            },
        }
    )
    start = time.process_time()
    assert check_instance(instance) == [] or heads == 1  # with one head at home L1 holds half of the work
    assert time.process_time() - start < 3


def test_ten_thousand_unknown_names_take_no_time(instance_of: InstanceOf, said: Said) -> None:
    pair = {"min_overlap": 1, "heads_served": 1, "unmatched": 0}
    said["areas"] |= {
        f"a{n:05d}": {"workload": 1, "role_mix": {"agent": 1}, "collaboration": {f"b{n:05d}": pair}}
        for n in range(10_000)
    }
    instance = instance_of(said)
    start = time.process_time()
    assert len(check_instance(instance)) == 10_000
    assert time.process_time() - start < 5


POOL: list[Any] = [
    0,
    1,
    -1,
    0.5,
    3,
    7,
    1e12,
    480,
    "HQ",
    "MX",
    "bot",
    "support",
    "",
    [],
    {},
    None,
    True,
    [1],
    {"0": 1},
    {"3": 2},
]


def slots(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of plain data that holds a value: what holds it, and its key there."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield data, key
        yield from slots(value)


def changed(said: Said, seed: int, changes: int) -> Instance | None:
    """Change values at random; ``None`` where the contract no longer holds."""
    chance = random.Random(seed)
    data = deepcopy(said)
    kept = None
    for _ in range(changes):
        before = deepcopy(data)
        holder, key = chance.choice(list(slots(data)))
        if chance.random() < 0.2:
            del holder[key]
        else:
            source, at = chance.choice(list(slots(before)))
            holder[key] = deepcopy(chance.choice(POOL) if chance.random() < 0.6 else source[at])
        try:
            kept = Instance.model_validate_json(json.dumps(data))
        except ValidationError:
            data = before
    return kept


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), form=st.sampled_from(["stages", "fan", "explicit"]))
def test_checks_never_fail_themselves(said: Said, fan: Said, explicit: Said, seed: int, form: str) -> None:
    scenarios = {"stages": said["scenarios"], "fan": fan, "explicit": explicit}[form]
    instance = changed(said | {"scenarios": scenarios}, seed, 25)
    if instance is not None:
        found = check_instance(instance)
        assert all(isinstance(fault, Fault) and fault.place is None for fault in found)
        assert len(found) == len(set(found))


def test_absurd_but_lawful_numbers(said: Said, instance_of: InstanceOf) -> None:
    said["horizon"] = {"start": "2027-01", "periods": 480, "months": 120}
    said["areas"]["platform"]["workload"] = 1e12
    said["locations"]["MX"] |= {"talent_pool_growth": 10, "talent_pool": 1e12}
    assert [fault.code for fault in check_instance(instance_of(said)) if fault.severity == "fault"] == [
        "horizon_too_long"
    ]
