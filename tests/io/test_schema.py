"""JSON Schema of the files."""

import json
from random import Random
from typing import Any

import pytest
from tests.io.fuzzing.from_schema import Maker
from tests.io.fuzzing.mutations import slots

from coeplan.io import json_schema
from coeplan.io.contract import held
from coeplan_models import Instance, Observed, Plan, Record, Study, Uncertainty

CONTRACTS: dict[Any, type[Record]] = {
    "instance": Instance,
    "plan": Plan,
    "study": Study,
    "observed": Observed,
    "uncertainty": Uncertainty,
}


def test_heads() -> None:
    instance, plan = json_schema("instance"), json_schema("plan")
    assert instance["$schema"] == plan["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (instance["$id"], plan["$id"]) == ("urn:coeplan:instance:1", "urn:coeplan:plan:1")
    assert plan["properties"].keys() == Plan.model_fields.keys()
    assert plan["additionalProperties"] is False


def test_a_whole_instance_needs_its_keys_and_one_that_extends_does_not() -> None:
    schema = json_schema("instance")
    assert schema["if"] == {"required": ["extends"]}
    assert schema["else"]["properties"].keys() - {"extends"} == Instance.model_fields.keys()
    assert set(schema["else"]["required"]) == {"name", "headquarters", "horizon", "areas", "locations"}
    assert schema["then"]["properties"].keys() == schema["else"]["properties"].keys()
    assert "required" not in schema["then"]
    assert schema["then"]["additionalProperties"] is schema["else"]["additionalProperties"] is False
    assert "catalogue" in schema["then"]["properties"]["extends"]["description"]


def test_reference_plans_may_name_a_file() -> None:
    assert json_schema("instance")["$defs"]["ReferencePlan"]["properties"]["file"]["type"] == "string"


def test_units_are_stated() -> None:
    assert json_schema("instance")["$defs"]["Location"]["properties"]["fit_out"]["unit"] == "money per seat"


@pytest.mark.parametrize("kind", CONTRACTS)
def test_every_reference_leads_somewhere_and_maps_are_closed(kind: Any) -> None:
    schema = json_schema(kind)
    assert schema["$id"] == f"urn:coeplan:{kind}:1"

    def walk(part: Any) -> None:
        if isinstance(part, list):
            for item in part:
                walk(item)
        elif isinstance(part, dict):
            reference = part.get("$ref")
            assert reference is None or reference.removeprefix("#/$defs/") in schema["$defs"]
            assert "patternProperties" not in part or part["additionalProperties"] is False
            for value in part.values():
                walk(value)

    walk(schema)


def test_the_caller_may_change_what_is_returned() -> None:
    json_schema("instance")["$defs"].clear()
    assert json_schema("instance")["$defs"]


@pytest.mark.parametrize(("kind", "contract"), [("instance", Instance), ("plan", Plan)])
def test_the_contract_takes_what_the_schema_allows(kind: Any, contract: Any) -> None:
    for seed in range(100):
        data = json.loads(json.dumps(Maker(Random(seed), json_schema(kind), 0.0).document()))
        # Other files are taken in before the contract is asked.
        for holder, key in list(slots(data)):
            if key in ("extends", "file"):
                del holder[key]
        found = held(contract, data)
        assert isinstance(found, contract), [str(finding.fault) for finding in found]
