"""Instances that only forbid what others allow."""

import importlib

import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine
from tests.studies.tasks import TINY

from coeplan.api.edits import edited_instance
from coeplan.api.load import load
from coeplan.api.schema import schema
from coeplan.api.session import Session
from coeplan.api.solve import SolveOptions
from coeplan.core.errors import InputError
from coeplan.studies.solve_case import CaseTask, packed_instance, packed_plan, solve_case
from coeplan.whatif.restriction import AMOUNTS, restricts
from coeplan_models.studies import CaseLimits

solving = importlib.import_module("coeplan.solving.solve")
MODULES = (solving, importlib.import_module("coeplan.api.solve"))

ONLY_FORBID = [
    "never GDL",
    "never aas at GDL",
    "open GDL by 1",
    "keep heads at AUS 1..",
    "operating_models.aas.locations = []",
    "add policies.dear = {kind: forbid, location: GDL, price: 5}",
    "title = other",
    "operating_models.aas.fee_per_head x 1.1",
    "operating_models.*.set_up_cost + 1000",
    "locations.GDL.yearly_cost x 1.2",
    "coordination_cost + 5",
]
AMOUNT_PATHS = [
    "locations.*.yearly_cost",
    "locations.*.severance",
    "locations.*.hiring_cost",
    "locations.*.seat_rent",
    "locations.*.fit_out",
    "locations.*.trip_cost",
    "operating_models.*.set_up_cost",
    "operating_models.*.fixed_cost",
    "operating_models.*.exit_cost",
    "operating_models.*.fee_per_head",
    "coordination_cost",
]
MORE_THAN_THAT = [
    "areas.*.workload x 0.5",
    "areas.*.workload x 1.5",
    "policies.two.limit = 1",
    "policies.two.enabled = false",
    "remove policies.two",
    "operating_models.aas.fee_per_head x 0.9",
    "operating_models.aas.fee_per_head = [{from_heads: 0, fee: 12000}, {from_heads: 5, fee: 13000}]",
    "operating_models.aas.early_exit_fee = 100",
    "locations.GDL.yearly_cost = {dev: 60000}",
    "locations.GDL.wage_growth + 0.01",
    "locations.GDL.talent_pool x 2",
    "discount_rate + 0.02",
    "objective.regret_weight = 1",
]


@pytest.fixture(scope="module")
def firm():
    policies = {"two": {"kind": "count_limit", "of": "sites", "limit": 2}}
    return load(TINY | {"policies": policies})


@pytest.mark.parametrize("edit", ONLY_FORBID)
def test_what_only_forbids_is_known_as_such(firm, edit):
    edited = edited_instance(firm, [edit]).instance
    assert restricts(edited, firm)


@pytest.mark.parametrize("edit", MORE_THAN_THAT)
def test_what_may_allow_or_save_something_is_not(firm, edit):
    assert not restricts(edited_instance(firm, [edit]).instance, firm)


def test_a_band_that_begins_elsewhere_is_not_just_dearer(firm):
    bands = "operating_models.aas.fee_per_head = [{from_heads: 0, fee: 12000}, {from_heads: %d, fee: %d}]"
    known = edited_instance(firm, [bands % (5, 9000)]).instance
    assert restricts(edited_instance(known, [bands % (5, 9500)]).instance, known)
    assert not restricts(edited_instance(known, [bands % (6, 9500)]).instance, known)
    assert not restricts(edited_instance(known, [bands % (5, 8000)]).instance, known)


def test_amounts_are_money_and_nothing_else():
    units = [
        field["unit"]
        for record in {**schema()["$defs"], "Instance": schema()}.values()
        for name, field in record.get("properties", {}).items()
        if name in AMOUNTS and "unit" in field
    ]
    assert len(units) >= len(AMOUNTS)
    assert all(unit.startswith("money") for unit in units)


def test_taking_a_model_away_forbids_and_bringing_it_back_does_not():
    instance = random_instance(3)
    for name in instance.operating_models:
        models = {key: model for key, model in instance.operating_models.items() if key != name}
        fewer = instance.model_copy(update={"operating_models": models})
        assert restricts(fewer, instance)
        assert not restricts(instance, fewer)


def test_another_plan_under_the_same_name_is_another_rule(firm):
    with ExactEngine() as engine:
        plan = engine.plan(firm)
    frozen = edited_instance(firm, ["freeze 1 periods of base"], plans={"base": plan}).instance
    assert restricts(frozen, firm)
    (name,) = frozen.reference_plans
    other = frozen.reference_plans[name].model_copy(update={"teams": ()})
    assert not restricts(frozen.model_copy(update={"reference_plans": {name: other}}), frozen)


def changed(instance, edit):
    """The instance with an amount changed; None where it states none that could be."""
    try:
        return edited_instance(instance, [edit]).instance
    except InputError:
        assert edit.startswith(tuple(AMOUNT_PATHS))
        return None


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 12))])
def test_nothing_costs_less_where_things_are_only_forbidden(seed):
    """Each way to forbid or to make dearer, on a random instance: none with a plan costs less than the original."""
    instance = random_instance(seed)
    edits = [f"never {place}" for place in instance.locations if place != instance.headquarters]
    edits += [f"never model {name}" for name in instance.operating_models]
    edits += [f"{path} {change}" for path in AMOUNT_PATHS for change in ("x 1.7", "+ 3")]
    with ExactEngine() as engine:
        least = engine.value(instance)
        for edited in filter(None, (changed(instance, edit) for edit in edits)):
            if not restricts(edited, instance):
                assert instance.asks_for_regret
                continue
            value = engine.value(edited)
            if least is None:
                assert value is None
            elif value is not None:
                assert value >= least * (1 - 1e-9)


@pytest.fixture
def floors(monkeypatch):
    """Bounds that solves are told beforehand."""
    told, solve = [], solving.solve_instance

    def watched(instance, options=None, on_progress=None, cancel=None, warm=None):
        told.append(None if warm is None else warm.floor)
        return solve(instance, options, on_progress, cancel, warm)

    for module in MODULES:
        monkeypatch.setattr(module, "solve_instance", watched)
    return told


EACH_EDIT = pytest.mark.parametrize(("edit", "kept"), [("never GDL", True), ("discount_rate + 0.02", False)])


@EACH_EDIT
def test_a_what_if_that_only_forbids_keeps_the_bound_of_its_base(firm, floors, edit, kept):
    asked = Session(firm, SolveOptions(gap=0.0, keeping=False))
    base = asked.base()
    asked.what_if(edit)
    assert floors == [None, base.bound if kept else None]


@EACH_EDIT
def test_a_case_of_a_study_that_only_forbids_keeps_the_bound_of_its_base(firm, floors, edit, kept):
    base = Session(firm, SolveOptions(gap=0.0, keeping=False)).base()
    solve_case(CaseTask(packed_instance(firm), (edit,), CaseLimits(), packed_plan(base.plan), None))
    assert floors[-1] == (base.bound if kept else None)
