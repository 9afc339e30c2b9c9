"""Bounds and memory shorten the search and never change its result; what it cannot answer it refuses."""

import json
from typing import Any

import pytest

from coeplan_models import Freeze, Instance

from .by_hand import tiny
from .enumerate import Enumeration, enumerate_optimum
from .errors import OutOfScopeError, TooMuchWorkError
from .generator import random_instance
from .search import Effort

ENOUGH = 3_000
"""Joint choices after which a search without bounds or memory is given up."""


def same(first: Enumeration, second: Enumeration) -> bool:
    """Whether two searches agree."""
    if first.value is None or second.value is None:
        return first.value is second.value
    return first.value == pytest.approx(second.value, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effort", "at_least"),
    [
        (Effort(bounds=False, work_limit=ENOUGH), 20),
        (Effort(memory=False, work_limit=ENOUGH), 40),
        (Effort(bounds=False, memory=False, work_limit=2 * ENOUGH), 6),
    ],
    ids=["no bounds", "no memory", "neither"],
)
def test_short_cuts_do_not_change_the_result(effort: Effort, at_least: int) -> None:
    compared = 0
    for seed in range(50):
        instance = random_instance(seed)
        try:
            slow = enumerate_optimum(instance, effort=effort)
        except TooMuchWorkError:
            continue
        compared += 1
        assert same(enumerate_optimum(instance), slow), f"seed {seed}"
    assert compared >= at_least


@pytest.mark.parametrize("seed", range(12))
def test_vectors_of_leaves_agree_with_the_expectation(seed: int) -> None:
    # CVaR at level 0 is the expectation, but the search keeps all leaves apart for it.
    instance = random_instance(seed, ["fan", "lead_time", "ramp_up", "attrition"])
    weights = {"expectation_weight": 0.0, "cvar_weight": 1.0, "cvar_alpha": 0.0}
    as_cvar = instance.model_copy(update={"objective": instance.objective.model_copy(update=weights)})
    assert same(enumerate_optimum(instance), enumerate_optimum(as_cvar))


@pytest.mark.parametrize("seed", range(12))
def test_a_weight_scales_the_value(seed: int) -> None:
    instance = random_instance(seed, ["stages", "lead_time", "ramp_up", "severance"])
    found = enumerate_optimum(instance)
    for weight in (0.1, 30.0):
        objective = instance.objective.model_copy(update={"expectation_weight": weight})
        scaled = enumerate_optimum(instance.model_copy(update={"objective": objective}))
        assert found.value is not None
        assert scaled.value == pytest.approx(weight * found.value)


@pytest.mark.parametrize("seed", range(30))
def test_amounts_make_the_totals(seed: int) -> None:
    found = enumerate_optimum(random_instance(seed))
    spent = {node.node: 0.0 for node in found.plan}
    for line in found.lines:
        assert line.money >= 0
        spent[line.node] += line.discounted
    # What is charged for the whole tree stands at the root and is no part of its own money.
    for node in found.plan[1:]:
        assert spent[node.node] == pytest.approx(node.money, abs=1e-6)
    for leaf, total in found.leaf_totals.items():
        assert total >= spent[leaf] - 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_may_be_frozen_to_itself(seed: int) -> None:
    # Pinned to the best plan in all periods, an instance keeps its optimum, and a price on each difference is not paid.
    instance = random_instance(seed, ["lead_time", "stages", "conversion", "attrition", "cancellation"])
    found = enumerate_optimum(instance)
    freeze = Freeze(kind="freeze", plan="best", periods=instance.horizon.periods)
    for policy in (freeze, freeze.model_copy(update={"price": 1.0})):
        plans = {"best": found.reference}
        frozen = instance.model_copy(update={"policies": {"frozen": policy}, "reference_plans": plans})
        assert same(found, enumerate_optimum(frozen))


def refused(**changes: Any) -> str:
    """Return why an instance is refused."""
    instance = Instance.model_validate_json(json.dumps(tiny(**changes)))
    with pytest.raises(OutOfScopeError) as caught:
        enumerate_optimum(instance)
    return str(caught.value)


SEATS: dict[str, Any] = {
    "locations": {"X": {"seat_rent": 5, "fit_out": 5}},
    "operating_models": {"run": {"seats_included": False}},
}


def test_what_has_no_closed_form_is_refused() -> None:
    assert "fractional" in refused(areas={"dev": {"whole_heads": False}})
    assert "part of a seat" in refused(**SEATS, objective={"cvar_weight": 1})
    limit = {"kind": "capital_limit", "limit": 9}
    assert "part of a seat" in refused(**SEATS, policies={"cap": limit})


def test_an_unbounded_team_is_refused_but_for_a_stated_limit() -> None:
    data = tiny()
    del data["locations"]["X"]["talent_pool"]
    instance = Instance.model_validate_json(json.dumps(data))
    with pytest.raises(OutOfScopeError, match="talent_pool"):
        enumerate_optimum(instance)
    assert enumerate_optimum(instance, max_team=2).value == pytest.approx(80)


def test_too_much_work_is_given_up() -> None:
    with pytest.raises(TooMuchWorkError):
        enumerate_optimum(random_instance(3), effort=Effort(bounds=False, memory=False, work_limit=100))
