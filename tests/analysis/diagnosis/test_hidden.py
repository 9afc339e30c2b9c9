"""Conflicts that are known, found again: by seed, in data of several kinds."""

import pytest
from tests.analysis.diagnosis.hidden import KINDS, hidden
from tests.analysis.diagnosis.judge import judge

from coeplan.api.diagnose import DiagnoseOptions, Verified, diagnose

FAST = range(8)
SLOW = [
    (seed, name)
    for number, name in enumerate(("small", "micro-coe", "three-hundred-seats", "brownfield", "dual-shore"))
    for seed in range(8 * number, 8 * number + 8)
]
OPTIONS = DiagnoseOptions(seconds=120, costs=False, workers="in-process")


@pytest.mark.parametrize("seed", FAST)
def test_hidden_conflicts_are_found(seed):
    """The fast tier judges sets and ways out; every kind comes first with some seed of all."""
    planted = hidden(seed)
    found = diagnose(planted.instance, OPTIONS)
    judge(found, planted)
    assert found.complete
    assert all(way.verified is Verified.PLAN for conflict in found.conflicts for way in conflict.ways)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "name"), SLOW)
def test_hidden_conflicts_are_found_in_shipped_data(seed, name):
    planted = hidden(seed, name)
    judge(diagnose(planted.instance, DiagnoseOptions(seconds=600, costs=False, workers="in-process")), planted)


def test_every_kind_is_hidden_by_some_seed():
    assert {KINDS[seed % len(KINDS)] for seed, _ in SLOW} == set(KINDS)
