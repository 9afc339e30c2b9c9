"""The generator: repeatable, without contradictions, and each feature of it matters."""

import pytest

from coeplan_models.checks import check_instance

from .enumerate import Enumeration, enumerate_optimum
from .generator import FEATURES, random_features, random_instance, random_instance_data

CHANGES_NOTHING = {"switched_off"}
"""Features that must not change an optimum."""

COMPANY = ("three_locations", "risk_score", "attrition", "lead_time", "fan", "severance", "seats", "unmet")
"""Features that others are tried together with."""


def test_repeatable() -> None:
    assert random_instance(5) == random_instance(5)
    assert random_instance(5) != random_instance(6)
    assert random_instance_data(5, ["fan", "seats"]) == random_instance_data(5, ["seats", "fan"])
    assert random_features(5) == random_features(5)


def test_unknown_features_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown features"):
        random_instance(0, ["no_such_thing"])


def test_no_instance_contradicts_itself() -> None:
    for seed in range(100):
        faults = [fault for fault in check_instance(random_instance(seed)) if fault.severity == "fault"]
        assert not faults, f"seed {seed}"


@pytest.mark.slow
def test_feasible_and_infeasible_instances_with_and_without_sites() -> None:
    found = [enumerate_optimum(random_instance(seed)) for seed in range(80)]
    feasible = [best for best in found if best.feasible]
    abroad = [best for best in feasible if any(len(node.operating) > 1 for node in best.plan)]
    assert 0.7 <= len(feasible) / len(found) <= 0.97
    assert 0.6 <= len(abroad) / len(feasible) <= 0.97


def optimum(seed: int, features: list[str]) -> Enumeration:
    """Return the optimum of a generated instance."""
    return enumerate_optimum(random_instance(seed, features))


def differ(first: float | None, second: float | None) -> bool:
    """Whether two values differ, one of them being absent included."""
    if first is None or second is None:
        return first is not second
    return first != pytest.approx(second, rel=1e-6)


@pytest.mark.parametrize("name", [name for name in FEATURES if name not in CHANGES_NOTHING])
def test_every_feature_matters(name: str) -> None:
    # With the feature and without it, all else equal, the optimum differs for some seed.
    for seed in range(40):
        others = [other for number, other in enumerate(COMPANY) if other != name and (seed >> number) & 1]
        if differ(optimum(seed, [name, *others]).value, optimum(seed, others).value):
            return
    pytest.fail(f"feature {name} changed no optimum")


@pytest.mark.parametrize("seed", range(4))
def test_what_is_switched_off_changes_nothing(seed: int) -> None:
    with_it, without = optimum(seed, ["switched_off", "seats"]), optimum(seed, ["seats"])
    assert with_it.value == without.value
