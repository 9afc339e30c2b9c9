"""Conflicts that are known, found again: by seed, in data of several kinds."""

from dataclasses import replace

import pytest
from tests.analysis.diagnosis.hidden import KINDS, hidden
from tests.analysis.diagnosis.judge import judge

from coeplan.api.diagnose import DiagnoseOptions, Verified, diagnose

FAST = (0, 3)
"""One and two conflicts; the slow tier has these and all others."""

SLOW = [
    (seed, name)
    for number, name in enumerate(("small", "micro-coe", "three-hundred-seats", "brownfield", "dual-shore"))
    for seed in range(8 * number, 8 * number + 8)
]
OPTIONS = DiagnoseOptions(seconds=120, costs=False, workers="in-process")


def found_and_resolved(planted, options):
    """Judge the diagnosis of an instance so small that it has to be complete."""
    found = diagnose(planted.instance, options)
    judge(found, planted)
    assert found.complete
    assert all(way.verified is Verified.PLAN for conflict in found.conflicts for way in conflict.ways)


@pytest.mark.parametrize("seed", FAST)
def test_hidden_conflicts_are_found(seed):
    """The fast tier judges sets and ways out; every kind comes first with some seed of all."""
    found_and_resolved(hidden(seed), OPTIONS)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "name"), SLOW)
def test_hidden_conflicts_are_found_in_shipped_data(seed, name):
    patient = replace(OPTIONS, seconds=600)
    planted = hidden(seed, name)
    if name == "small":
        found_and_resolved(planted, patient)
    else:
        judge(diagnose(planted.instance, patient), planted)


def test_every_kind_is_hidden_by_some_seed():
    assert {KINDS[seed % len(KINDS)] for seed, _ in SLOW} == set(KINDS)
