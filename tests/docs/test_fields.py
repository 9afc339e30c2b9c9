"""The field pages against the contract."""

import importlib
import pkgutil

import pytest

import coeplan_models
from coeplan_docs.fields import FIELD_PAGES, kind, records, unit
from coeplan_models import Fault, Record

ROOTS = (*(model for page in FIELD_PAGES.values() for model in page.models), Fault)
"""Records that no other holds: those of the pages, and what messages are made of."""

WITHOUT_UNIT = {
    "Objective.expectation_weight": "a weight",
    "Objective.cvar_weight": "a weight",
    "Objective.worst_case_weight": "a weight",
    "Objective.regret_weight": "a weight",
    "Figure.low": "in the figure's own unit",
    "Figure.mid": "in the figure's own unit",
    "Figure.high": "in the figure's own unit",
    "Area.role_mix": "shares that sum to 1",
    "ExistingSite.teams": "heads, as the meaning says",
    "ExistingSite.inherited_lock_ins": "months, as the meaning says",
    "PlanNode.probability": "a probability",
    "LeafTotal.probability": "a probability",
    "Holding.share": "a share",
    "Plan.gap": "a share",
    "Breach.amount": "in the policy's own unit",
    "MadeBy.seconds": "seconds, as the name says",
    "Range.low": "in the value's own unit, or a factor",
    "Range.high": "in the value's own unit, or a factor",
    "Range.mode": "in the value's own unit, or a factor",
    "Uncertainty.smoothing": "a share",
    "ObservedSite.teams": "heads, as the meaning says",
    "ObservedSite.inherited_lock_ins": "months, as the meaning says",
}
"""Fields that hold numbers but state no unit, and why."""

SHARED = {"Record", "Scope", "Terms", "Override", "PolicyBase", "ProcessBase", "RangedCases", "SensitivityCases"}
"""Records that are in no file by themselves: what others share."""


def fields():
    """Every field once, with its schema."""
    found = {}
    for model in ROOTS:
        for record, schema in records(model).items():
            found |= {f"{record}.{name}": each for name, each in schema["properties"].items()}
    return found


FIELDS = fields()


def holds_number(schema):
    parts = [schema, *schema.get("anyOf", [])]
    parts += [each["items"] for each in parts if "items" in each]
    for each in list(parts):
        parts += [*each.get("patternProperties", {}).values()]
        parts += [each["additionalProperties"]] if isinstance(each.get("additionalProperties"), dict) else []
    return any(each.get("type") == "number" for each in parts)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_a_meaning(field):
    assert FIELDS[field].get("description", "").strip().endswith((".", ":")), "a sentence"


def test_numbers_state_their_unit():
    missing = {field for field, schema in FIELDS.items() if holds_number(schema) and not unit(schema)}
    assert missing == set(WITHOUT_UNIT)


def test_every_record_of_the_contract_has_a_section():
    listed = {name for model in ROOTS for name in records(model)}
    assert contract() - listed == SHARED


def contract():
    """Names of all records of the contract, whether its package offers them or not."""
    names = (each.name for each in pkgutil.walk_packages(coeplan_models.__path__, "coeplan_models."))
    members = [each for name in names for each in vars(importlib.import_module(name)).values()]
    return {each.__name__ for each in members if isinstance(each, type) and issubclass(each, Record)}


@pytest.mark.parametrize("page", FIELD_PAGES.values(), ids=FIELD_PAGES)
def test_pages_name_every_field(page):
    text = page()
    for record, schema in (each for model in page.models for each in records(model).items()):
        section = text.partition(f"## {record} {{#{record}}}")[2].partition("\n## ")[0]
        for name in schema["properties"]:
            assert f"| `{name}` |" in section


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("Area.whole_heads", "true or false"),
        ("Area.min_team", "number ≥ 0"),
        ("Area.workload", "number ≥ 0, list of number ≥ 0, map to number ≥ 0"),
        ("Area.collaboration", "map to [Collaboration](#Collaboration)"),
        ("Collaboration.heads_served", "number > 0"),
        ("Collaboration.unmatched", "number ≥ 0, `forbidden`"),
        ("Objective.cvar_alpha", "number ≥ 0, < 1"),
        ("Horizon.periods", "whole number ≥ 1, ≤ 480"),
        ("CountLimit.of", "`sites` or `operating_models` or `vendors`"),
        ("Amount.terminal", "true or false"),
        ("Decision.kind", "`commit` or `cancel` or `start` or `stop` or `convert`"),
        ("Place.line", "whole number"),
        ("SetValue.value", "anything"),
        ("Merge.patch", "map to anything"),
        ("Range.low", "number"),
        ("RandomCases.seed", "whole number ≥ 0, ≤ 2147483647"),
        ("GridCases.axes", "map to map to text, list of text"),
        ("Uncertainty.spreads", "list of [Spread](#Spread)"),
        ("Spread.each", "`area` or `location` or `country` or `region`"),
    ],
)
def test_types_are_told_in_words(field, said):
    assert kind(FIELDS[field]) == said


def test_defaults_are_told():
    page = FIELD_PAGES["reference/instance.md"]()
    assert "| `headquarters` | text |  | required |" in page
    assert "| `discount_rate` | number > -1, ≤ 10 | per year | `0.0` |" in page
    assert "| `whole_heads` | true or false |  | `true` |" in page
    assert "| `footprint` | [Footprint](#Footprint) |  | absent |" in page
    assert "| `scenarios` |" in page
    assert "its own defaults" in page
