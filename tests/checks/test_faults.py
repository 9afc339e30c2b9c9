"""Every cross-check finds its fault, at its path, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.checks.contradictions import FAULTS, HEADS

from coeplan_models import Fault

Found = Callable[[dict[str, Any]], list[Fault]]


def test_the_instance_itself_is_without_fault(found: Found) -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("changes", "code", "path"), FAULTS, ids=[f"{code}-{'.'.join(map(str, path))}" for _, code, path in FAULTS]
)
def test_fault(found: Found, changes: dict[str, Any], code: str, path: tuple[str | int, ...]) -> None:
    faults = [fault for fault in found(changes) if fault.severity == "fault"]
    assert [(fault.code, fault.path) for fault in faults] == [(code, path)]
    assert faults[0].message
    assert faults[0].expected


NEAREST = [
    ({"headquarters": "hq"}, "HQ"),
    ({"locations/MX/time_zone": "america/mexico_city"}, "America/Mexico_City"),
    ({f"{HEADS}/country": "MEXX"}, "MEX"),
    ({f"{HEADS}/region": "latam"}, "LATAM"),
    ({"policies/pin/area": "suport"}, "support"),
    ({"footprint/sites/MX/operating_model": "Bot"}, "bot"),
    ({"areas/platform/real_time_partner": "Europe/Berln"}, "Europe/Berlin"),
]


@pytest.mark.parametrize(("changes", "name"), NEAREST, ids=[name for _, name in NEAREST])
def test_names_that_look_alike_are_offered(found: Found, changes: dict[str, Any], name: str) -> None:
    assert found(changes)[0].nearest[0] == name


def test_policies_that_are_switched_off_are_not_looked_at(found: Found) -> None:
    assert found({"policies/pin/location": "nowhere", "policies/pin/enabled": False}) == []


def test_sums_may_miss_by_rounding(found: Found) -> None:
    assert found({"areas/support/role_mix": {"agent": 0.8, "lead": 0.1999999}}) == []


def test_everything_is_found_at_once(found: Found) -> None:
    faults = found({"headquarters": "HQQ", "areas/platform/workload": [1], "policies/pin/at_least": 99})
    codes = {fault.code for fault in faults if fault.severity == "fault"}
    assert codes == {"unknown_location", "wrong_length", "most_below_least"}
