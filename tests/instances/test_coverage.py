"""Between them the shipped instances use every field of the contract that a planner can state."""

import typing
from collections.abc import Mapping
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

import coeplan_models
from coeplan.io import LoadedInstance
from coeplan_models import (
    DRIVER_SCOPES,
    DriverKind,
    Instance,
    OperatingModel,
    Policy,
    Process,
    Scenarios,
    Scope,
)
from coeplan_models.sampled import ProcessBase

Loaded = dict[str, LoadedInstance]
Stated = dict[type, set[str]]
Kind = TypeVar("Kind", bound=BaseModel)

POLICY_COMMON = {"enabled", "description", "first_period", "last_period", "price"}
"""Fields of every policy; it is enough that some policy states each."""

RECORDS = (
    *("Instance", "Objective", "Horizon", "Area", "Unmet", "Collaboration", "Location", "RolePay", "Workday"),
    *("OperatingModel", "OverheadStep", "FeeBand", "Conversion"),
    *("Footprint", "ExistingSite", "RecentHire", "SeatLot", "CommitmentUnderWay"),
    *(
        "Deterministic",
        "Fan",
        "Future",
        "Stages",
        "Stage",
        "Branch",
        "Explicit",
        "ExplicitNode",
        "Driver",
        "NodeDriver",
    ),
    *("Sampled", "Regime", "Correlation", "DrawnTree", "DrawnStage"),
    *("ReferencePlan", "Decision", "TeamSize", "Source", "Figure"),
)


def kinds(union: Any) -> tuple[type[BaseModel], ...]:
    """Members of one of the contract's unions that are told apart by ``kind``."""
    return typing.get_args(typing.get_args(union)[0])


@pytest.fixture(scope="module")
def stated(loaded: Loaded) -> Stated:
    """Fields stated by at least one instance, by record type."""
    seen: Stated = {}

    def walk(value: Any) -> None:
        if isinstance(value, BaseModel):
            seen.setdefault(type(value), set()).update(value.model_fields_set)
            for name in value.model_fields_set:
                walk(getattr(value, name))
        elif isinstance(value, Mapping):
            for item in value.values():
                walk(item)
        elif isinstance(value, tuple):
            for item in value:
                walk(item)

    for each in loaded.values():
        walk(each.instance)
    return seen


def records(loaded: Loaded, kind: type[Kind]) -> list[Kind]:
    """Every record of a type in any instance."""
    found: list[Kind] = []

    def walk(value: Any) -> None:
        if isinstance(value, kind):
            found.append(value)
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                walk(getattr(value, name))
        elif isinstance(value, Mapping):
            for item in value.values():
                walk(item)
        elif isinstance(value, tuple):
            for item in value:
                walk(item)

    for each in loaded.values():
        walk(each.instance)
    return found


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_is_stated_somewhere(stated: Stated, record: str) -> None:
    kind = getattr(coeplan_models, record)
    assert sorted(set(kind.model_fields) - stated.get(kind, set())) == []


def test_every_input_record_of_the_contract_is_looked_at(stated: Stated) -> None:
    looked_at = {getattr(coeplan_models, record) for record in RECORDS} | set(kinds(Policy)) | set(kinds(Process))
    assert {kind.__name__ for kind in stated} - {kind.__name__ for kind in looked_at} == {"TermsOverride"}


@pytest.mark.parametrize("kind", kinds(Policy), ids=lambda kind: kind.__name__)
def test_every_kind_of_policy_is_used_with_its_own_fields(stated: Stated, kind: type[BaseModel]) -> None:
    assert sorted(set(kind.model_fields) - POLICY_COMMON - stated.get(kind, set())) == []


@pytest.mark.parametrize("kind", kinds(Process), ids=lambda kind: kind.__name__)
def test_every_kind_of_process_is_used_with_its_own_fields(stated: Stated, kind: type[BaseModel]) -> None:
    common = {*ProcessBase.model_fields, *Scope.model_fields} - {"driver"}
    assert sorted(set(kind.model_fields) - common - stated.get(kind, set())) == []
    assert "importance" in {field for each in kinds(Process) for field in stated[each]}


def test_policies_are_hard_and_priced_switched_off_and_bounded_in_time(loaded: Loaded, stated: Stated) -> None:
    common = {field for kind in kinds(Policy) for field in stated[kind]}
    assert common >= POLICY_COMMON
    policies = [policy for each in loaded.values() for policy in each.instance.policies.values()]
    assert {policy.price is None for policy in policies} == {True, False}
    assert {policy.enabled for policy in policies} == {True, False}


@pytest.mark.parametrize("field", ["per", "of"])
def test_every_choice_within_a_kind_of_policy_is_used(loaded: Loaded, field: str) -> None:
    policies = [policy for each in loaded.values() for policy in each.instance.policies.values()]
    for kind in kinds(Policy):
        if field in kind.model_fields:
            choices = set(typing.get_args(kind.model_fields[field].annotation))
            used = {getattr(policy, field) for policy in policies if isinstance(policy, kind)}
            assert used == choices, kind.__name__


def test_every_form_of_tree_is_used(loaded: Loaded) -> None:
    assert {type(each.instance.scenarios) for each in loaded.values()} == set(kinds(Scenarios))


def test_every_driver_and_every_scope_is_used(loaded: Loaded) -> None:
    drivers = records(loaded, coeplan_models.Scope)
    assert {driver.driver for driver in drivers} == set(DriverKind)
    possible = {scope for scopes in DRIVER_SCOPES.values() for scope in scopes}
    assert {scope for driver in drivers for scope in driver.model_fields_set} >= possible
    series = [driver.values for driver in drivers if isinstance(driver, coeplan_models.Driver)]
    assert {isinstance(values, tuple) for values in series} == {True, False}


def test_every_kind_of_decision_but_those_of_the_solver_alone_is_in_the_reference_plans(loaded: Loaded) -> None:
    decisions = records(loaded, coeplan_models.Decision)
    assert {decision.kind.value for decision in decisions} >= {"commit", "start", "convert"}


def test_terms_take_both_sides_of_every_choice(loaded: Loaded) -> None:
    terms = [
        model.terms_at(place, each.instance.locations[place].country)
        for each in loaded.values()
        for model in each.instance.operating_models.values()
        for place in model.locations or ()
    ]
    for choice in ("client_bears_hiring", "client_bears_severance", "seats_included"):
        assert {getattr(each, choice) for each in terms} == {True, False}, choice
    assert {each.fee_currency for each in terms} == {"home", "local"}
    for optional in ("vendor", "early_exit_fee", "max_heads", "cancellation_fee", "shortfall_price"):
        assert {getattr(each, optional) is None for each in terms} == {True, False}, optional


def test_collaboration_is_priced_and_forbidden(loaded: Loaded) -> None:
    ways = {rule.unmatched == "forbidden" for rule in records(loaded, coeplan_models.Collaboration)}
    assert ways == {True, False}


def test_a_term_is_overridden_by_country_and_by_place(loaded: Loaded) -> None:
    models: list[OperatingModel] = records(loaded, OperatingModel)
    assert any(model.country_overrides for model in models)
    assert any(model.overrides for model in models)


def test_periods_of_one_length_and_of_several(loaded: Loaded) -> None:
    instances: list[Instance] = [each.instance for each in loaded.values()]
    assert {len(set(instance.horizon.period_months)) > 1 for instance in instances} == {True, False}
