"""Sampled trees: what is stated has to fit together, before anything is drawn and after."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from coeplan.sampling import drawn
from coeplan_models import Fault, Instance, Sampled
from coeplan_models.checks import check_instance
from coeplan_models.checks.trees import node_count

Said = dict[str, Any]
Found = Callable[[Said], list[Fault]]

SAMPLED: Said = {
    "kind": "sampled",
    "samples": 40,
    "leaves": 4,
    "branchings": [1, 3],
    "processes": {
        "ai": {
            "kind": "regimes",
            "known_from": 1,
            "paths": {
                "slow": {"probability": 0.6},
                "fast": {"probability": 0.4, "drivers": [{"driver": "ai_productivity", "values": {"1": 1.5}}]},
            },
        },
        "wages": {"kind": "geometric", "driver": "wages", "country": "MEX", "volatility": 0.1},
        "peso": {"kind": "mean_reverting", "driver": "fx", "country": "MEX", "reversion": 1, "volatility": 0.1},
        "fees": {
            "kind": "expert",
            "driver": "fees",
            "known_from": 1,
            "low": 0.9,
            "mid": 1,
            "high": 1.3,
            "reading": "extremes",
        },
        "levy": {"kind": "jump", "driver": "levy", "rate": 0.1, "value": 0.2},
        "outage": {"kind": "outage", "location": "MX", "rate": 0.1, "months": 3},
    },
}


def changed(path: str, value: Any) -> Said:
    said = deepcopy(SAMPLED)
    *steps, last = path.split("/")
    here = said
    for step in steps:
        here = here[step]
    here[last] = value
    return said


def test_a_sampled_tree_is_without_fault(found: Found) -> None:
    assert found({"scenarios": SAMPLED}) == []


FAULTS: list[tuple[str, Any, str, tuple[str | int, ...]]] = [
    ("branchings", [1, 9], "beyond_horizon", ("branchings", 1)),
    ("branchings", [1, 3, 2], "branchings_not_rising", ("branchings", 2)),
    ("samples", 3, "too_few_samples", ("samples",)),
    ("processes/ai/known_from", 2, "not_at_a_branching", ("processes", "ai", "known_from")),
    ("processes/fees/known_from", 2, "not_at_a_branching", ("processes", "fees", "known_from")),
    ("processes/ai/paths/slow/probability", 0.7, "probabilities_do_not_sum", ("processes", "ai", "paths")),
    (
        "processes/ai/paths/slow/drivers",
        [{"driver": "ai_productivity", "values": 1.1}],
        "futures_differ_early",
        ("processes", "ai", "paths", "fast"),
    ),
    (
        "processes/ai/paths/slow/drivers",
        [{"driver": "workload", "location": "MX", "values": {"1": 1.1}}],
        "scope_not_allowed",
        ("processes", "ai", "paths", "slow", "drivers", 0, "location"),
    ),
    ("processes/wages/driver", "levy", "driver_of_other_process", ("processes", "wages", "driver")),
    ("processes/levy/driver", "availability", "driver_of_other_process", ("processes", "levy", "driver")),
    ("processes/wages/country", "XXX", "unknown_country", ("processes", "wages", "country")),
    ("processes/peso/country", "USA", "fx_of_home_currency", ("processes", "peso", "country")),
    ("processes/outage/location", "XX", "unknown_location", ("processes", "outage", "location")),
    ("processes/fees/low", 1.1, "low_mid_high", ("processes", "fees")),
    (
        "correlations",
        [{"between": ["wages", "ai"], "value": 0.1}],
        "unknown_process_that_may_be_correlated",
        ("correlations", 0, "between", 1),
    ),
    (
        "correlations",
        [{"between": ["wages", "wages"], "value": 0.1}],
        "correlation_with_itself",
        ("correlations", 0, "between"),
    ),
    (
        "correlations",
        [{"between": ["wages", "peso"], "value": 0.1}, {"between": ["peso", "wages"], "value": 0.2}],
        "correlation_stated_twice",
        ("correlations", 1),
    ),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), FAULTS)
def test_faults_are_told_with_their_place(
    found: Found, path: str, value: Any, code: str, place: tuple[str | int, ...]
) -> None:
    faults = found({"scenarios": changed(path, value)})
    assert (code, ("scenarios", *place)) in [(fault.code, fault.path) for fault in faults]


def contradiction(value: float) -> Said:
    pairs = [("wages", "peso", value), ("wages", "fees", value), ("peso", "fees", -value)]
    return changed("correlations", [{"between": [one, other], "value": each} for one, other, each in pairs])


def test_correlations_that_contradict_each_other_are_told_with_eigenvalue_and_remedy(found: Found) -> None:
    (fault,) = found({"scenarios": contradiction(0.8)})
    assert (fault.code, fault.path) == ("correlations_contradict", ("scenarios", "correlations"))
    matrix = np.array([[1, 0.8, 0.8], [0.8, 1, -0.8], [0.8, -0.8, 1]])
    least = np.linalg.eigvalsh(matrix).min()
    assert f"eigenvalue {least:.3g}" in fault.message
    assert fault.expected is not None
    factor = float(fault.expected.split("multiplied by ")[1].split(",")[0])
    assert found({"scenarios": contradiction(0.8 * factor)}) == []
    assert factor == pytest.approx(1 / (1 - least), abs=2e-3)


@pytest.mark.parametrize(("value", "holds"), [(0.5, True), (0.501, False), (-0.99, True)])
def test_the_edge_of_what_holds(found: Found, value: float, holds: bool) -> None:
    # The matrix has the eigenvalues 1 - 2 value and, twice, 1 + value.
    assert (found({"scenarios": contradiction(value)}) == []) == holds


def test_a_perfect_correlation_holds(found: Found) -> None:
    pairs = [("wages", "peso", 1.0), ("wages", "fees", 0.5), ("peso", "fees", 0.5)]
    said = changed("correlations", [{"between": [one, other], "value": each} for one, other, each in pairs])
    assert found({"scenarios": said}) == []
    said["correlations"][2]["value"] = 0.4
    assert [fault.code for fault in found({"scenarios": said})] == ["correlations_contradict"]


Make = Callable[[Said], Instance]


def test_the_size_is_known_before_anything_is_drawn(said: Said, instance_of: Make) -> None:
    instance = instance_of(said | {"scenarios": changed("branchings", [1])})
    assert node_count(instance.scenarios, 4) == 1 + 3 * 4


def test_what_was_drawn_is_looked_at_like_explicit_nodes(said: Said, instance_of: Make) -> None:
    instance = drawn(instance_of(said | {"scenarios": SAMPLED}))
    assert check_instance(instance) == []
    scenarios = instance.scenarios
    assert isinstance(scenarios, Sampled)
    assert scenarios.drawn is not None
    nodes = dict(scenarios.drawn.nodes)
    nodes[max(nodes)] = nodes[max(nodes)].model_copy(update={"probability": 0.9})
    broken = scenarios.model_copy(update={"drawn": scenarios.drawn.model_copy(update={"nodes": nodes})})
    faults = check_instance(instance.model_copy(update={"scenarios": broken}))
    assert {fault.code for fault in faults} == {"probabilities_do_not_sum"}
    assert {fault.path[:3] for fault in faults} == {("scenarios", "drawn", "nodes")}
    stale = broken.model_copy(update={"seed": 5})
    assert check_instance(instance.model_copy(update={"scenarios": stale})) == [], "those will not be used"
