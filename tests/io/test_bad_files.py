"""Every kind of bad file is refused with the code of its fault, at its line and column."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coeplan_models import Fault

Broken = Callable[..., tuple[Path, tuple[int, int]]]
Refused = Callable[[Any], tuple[Fault, ...]]

# What stands in the good file, what is put there (the mark before the fault), and the code of the fault.
YAML = [
    ("min_team: 2", "min_team: 2a§: 3", "not_yaml"),
    ("    min_team: 2", "§\tmin_team: 2", "not_yaml"),
    ("min_team: 2", "min_team: {a: [1, 2§}", "not_yaml"),
    ("name: small", "name: §'small", "not_yaml"),
    ("name: small", "name: §@small", "not_yaml"),
    ("name: small", "name: §\x7f", "not_yaml"),
    ("name: small", 'name: "\\§q"', "not_yaml"),
    ("name: small", "name: a§\x00b", "control_character"),
    ("name: small", "name: a§\x07b", "control_character"),
    ("name: small", 'name: §"\\ud800"', "bad_text"),
    ("name: small", "name: §!!python/object:os.system x", "unknown_tag"),
    ("name: small", "name: §!mine x", "unknown_tag"),
    ("name: small", "name: §!!binary aGVsbG8=", "unknown_tag"),
    ("horizon: {", "horizon: §!!omap {", "unknown_tag"),
    ("hosts: [", "hosts: §!!set [", "unknown_tag"),
    ("discount_rate: 0.08", "discount_rate: §!!float abc", "wrong_type"),
    ("discount_rate: 0.08", "discount_rate: §!!int true", "wrong_type"),
    ("# a small instance", "%YAML 1.1\n§---", "yaml_version"),
    ("footprint:", "§---\nfootprint:", "several_documents"),
    ("    min_team: 2", "    min_team: 2\n    §min_team: 3", "duplicate_key"),
    ("region: EU", "region: EU\n    §region: EU", "duplicate_key"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, §0: 50}", "duplicate_key"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, §00: 50}", "duplicate_key"),
    ("min_team: 2", "§[a]: 2", "bad_key"),
    ("min_team: 2", "§: 2", "bad_key"),
    ("min_team: 2", "§*x : 2", "unknown_alias"),
    ("min_team: 2", "min_team: §*nowhere", "unknown_alias"),
    ("hosts: [support, platform]", "hosts: &h [support, §*h]", "unknown_alias"),
    ("    min_team: 2", "    §<<: 3", "bad_merge"),
    ("    min_team: 2", "    <<: {}\n    §<<: {}", "duplicate_key"),
    ("    min_team: 2", "    min_team: " + "[" * 62 + "§[" + "]" * 63, "too_deep"),
]

CONTRACT = [
    ("min_team: 2", "§min_tem: 2", "unknown_key"),
    ("name: small", "name: small\n§extendz: x", "unknown_key"),
    ("{kind: survive_loss}", "{kind: survive_loss, §limit: 2}", "unknown_key"),
    ("{vendor: other,", "{§vendr: other,", "unknown_key"),
    ("{min_age: 6}", "{§min_ag: 6}", "unknown_key"),
    ("    - period: 1\n      branches", "    - §branches", "missing_key"),
    ("slow: {probability: 0.6}", "§slow: {}", "missing_key"),
    ("survive: {kind: survive_loss}", "§survive: {}", "missing_key"),
    ("kind: survive_loss", "kind: §surviveloss", "unknown_kind"),
    ("kind: stages", "kind: §tree", "unknown_kind"),
    ("name: small", "name: §my plan", "bad_text"),
    ("name: small", "name: §" + "x" * 65, "bad_text"),
    ("name: small", "name: §7", "wrong_type"),
    ("name: small", "§name:", "wrong_type"),
    ("start: 2027-01,", "start: §2027-13,", "bad_text"),
    ("start: 2027-01,", "start: §2027-01-01,", "bad_text"),
    ("start: 2027-01,", "start: §2027,", "wrong_type"),
    ("name: small", "name: small\ncurrency: §usd", "bad_text"),
    ("name: small", "name: small\nschema_version: §1", "wrong_type"),
    ("name: small", "name: small\nschema_version: §'2'", "unknown_choice"),
    ("periods: 4", "periods: §4.0", "wrong_type"),
    ("periods: 4", "periods: §0", "out_of_range"),
    ("periods: 4", "periods: §99999999999999999999999999", "wrong_type"),
    ("months: 3", "months: §three", "wrong_type"),
    ("months: 3", "months: [3, 3, §0, 3]", "out_of_range"),
    ("months: 3", "§months: {0: 3}", "wrong_type"),
    ("discount_rate: 0.08", "discount_rate: §8%", "wrong_type"),
    ("discount_rate: 0.08", "discount_rate: §1_000", "wrong_type"),
    ("discount_rate: 0.08", "discount_rate: §.nan", "not_finite"),
    ("discount_rate: 0.08", "discount_rate: §-.inf", "not_finite"),
    ("discount_rate: 0.08", "discount_rate: §-1", "out_of_range"),
    ("discount_rate: 0.08", "discount_rate: §1" + "0" * 5000, "not_finite"),
    ("discount_rate: 0.08", "discount_rate: §1e999", "not_finite"),
    ("critical: true", "critical: §yes", "wrong_type"),
    ("critical: true", "critical: §1", "wrong_type"),
    ("workload: {0: 40, 2: 50}", "workload: §forty", "wrong_type"),
    ("workload: {0: 40, 2: 50}", "workload: §true", "wrong_type"),
    ("workload: {0: 40, 2: 50}", "§workload: {}", "too_few"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, 2: §-50}", "out_of_range"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, §two: 50}", "bad_key"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, §2000: 50}", "bad_key"),
    ("workload: [20, 20, 22, 24]", "workload: [20, §'20', 22, 24]", "wrong_type"),
    ("role_mix: {agent: 0.8, lead: 0.2}", "role_mix: {agent: §1.8, lead: 0.2}", "out_of_range"),
    ("role_mix: {agent: 0.8, lead: 0.2}", "§role_mix: [agent, lead]", "wrong_type"),
    ("unmatched: 900", "unmatched: §forbiden", "unknown_choice"),
    ("unmatched: 900", "unmatched: §-1", "out_of_range"),
    ("unmatched: 900", "§unmatched: [900]", "wrong_type"),
    ("min_overlap: 2", "min_overlap: §25", "out_of_range"),
    ("  platform:\n    workload", "  §plat form:\n    workload", "bad_name"),
    ("country: POL", "country: §''", "bad_text"),
    ("country: POL", "country: §48", "wrong_type"),
    ("attrition: 0.15", "attrition: §high", "wrong_type"),
    ("attrition: 0.15", "attrition: {'*': §-0.1}", "out_of_range"),
    ("attrition: 0.15", "attrition: {§'a b': 0.1}", "bad_name"),
    ("hosts: [support, platform]", "hosts: §support", "wrong_type"),
    ("hosts: [support, platform]", "hosts: [support, §null]", "wrong_type"),
    ("fee_currency: local", "fee_currency: §dollars", "unknown_choice"),
    ("fee: 9000", "fee: §-9000", "out_of_range"),
    ("fee_per_head: 9500", "fee_per_head: §free", "wrong_type"),
    ("driver: ai_productivity", "driver: §ai_prod", "unknown_choice"),
    ("{probability: 0.4,", "{probability: §4,", "out_of_range"),
    ("age: 12", "§age: [12]", "wrong_type"),
    ("footprint:\n  sites:", "footprint:\n  §site:", "unknown_key"),
    ("basis: estimate", "basis: §guess", "unknown_choice"),
]

CROSS = [
    ("headquarters: HQ", "headquarters: §HQQ", "unknown_location"),
    ("Europe/Berlin", "§Berlin", "unknown_partner"),
    ("time_zone: Europe/Warsaw", "time_zone: §Europe/Warschau", "unknown_time_zone"),
    ("hosts: [support, platform]", "hosts: [support, §platfrom]", "unknown_area"),
    ("role_mix: {agent: 0.8, lead: 0.2}", "§role_mix: {agent: 0.8, lead: 0.1}", "shares_do_not_sum"),
    ("workload: [20, 20, 22, 24]", "§workload: [20, 20, 22]", "wrong_length"),
    ("workload: {0: 40, 2: 50}", "workload: {0: 40, 4: §50}", "beyond_horizon"),
    ("{from_heads: 50, cost", "{from_heads: §0, cost", "steps_not_rising"),
    ("      captive: {min_age: 6}", "      §captve: {min_age: 6}", "unknown_operating_model"),
    ("location: MX, at_most", "location: §MXX, at_most", "unknown_location"),
    ("country: MEX, values", "country: §MX, values", "unknown_country"),
    ("- period: 1", "- period: §4", "beyond_horizon"),
    ("months_to_start: 3", "months_to_start: §30", "commitment_beyond_horizon"),
    ("sources: [ons]", "sources: [§ins]", "unknown_source"),
]


def line_of(text: str) -> str:
    """Shorten a replaced text for the name of a test."""
    return text.strip()[:24].replace("\n", " ")


ROWS = [*YAML, *CONTRACT, *CROSS]


@pytest.mark.parametrize(("old", "new", "code"), ROWS, ids=[f"{code}: {line_of(new)}" for _, new, code in ROWS])
def test_bad_file(broken: Broken, refused: Refused, old: str, new: str, code: str) -> None:
    path, (line, column) = broken(old, new)
    found = refused(path)
    faults = [fault for fault in found if fault.code == code]
    assert len(faults) == 1, [str(fault) for fault in found]
    place = faults[0].place
    assert place is not None
    assert (place.file, place.line, place.column) == (str(path), line, column)
    assert faults[0].message
    assert all(word not in str(faults[0]) for word in ("Input should", "constrained", "pydantic", "tuple"))


# Where something is missing or a sum is wrong, the fault stands at the key of the whole.
AT_KEY = [
    ("name: small\n", "", "missing_key", 2, 1),
    ("    time_zone: Europe/Warsaw\n", "", "missing_key", 33, 3),
    ("  kind: stages\n", "", "missing_key", 52, 1),
    ("{agent: 0.8, lead: 0.2}", "{agent: 0.8, lead: 0.1}", "shares_do_not_sum", 9, 5),
    ("slow: {probability: 0.6}", "slow: {probability: 0.5}", "probabilities_do_not_sum", 58, 7),
    ("yearly_cost: {platform: 70000}", "wage_growth: 0.01", "no_yearly_cost", 24, 3),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "column"), AT_KEY)
def test_fault_of_a_whole(
    good: str, tmp_path: Path, refused: Refused, old: str, new: str, code: str, line: int, column: int
) -> None:
    assert good.count(old) == 1
    path = tmp_path / "bad.yaml"
    path.write_text(good.replace(old, new), encoding="utf-8")
    (fault,) = refused(path)
    assert fault.code == code
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (line, column)
