"""What brackets of ways to plan prove together, and what a measure makes of the totals of futures."""

import pytest

from coeplan.analysis.value.ladder import (
    HERE_AND_NOW,
    NO_PLAN_IN_TIME,
    NOT_LOOKED_AT,
    WAIT_AND_SEE,
    Rung,
    contradictions,
    ladder,
    worths,
)
from coeplan.analysis.value.measure import objective_of
from coeplan.analysis.value.result import Bracket, StepKind, Verdict
from coeplan.api.load import load_instance
from coeplan_models import LeafTotal

SAME, SAME_LONGER = Rung(StepKind.SAME_IN_ALL, 2), Rung(StepKind.SAME_IN_ALL, 4)
SITES, MEAN, MEAN_LONGER = Rung(StepKind.MEAN_SITES, 2), Rung(StepKind.MEAN_PLAN, 2), Rung(StepKind.MEAN_PLAN, 4)
WAITING = Rung(StepKind.WAITING, 1)

PLANT = {
    "name": "plant",
    "headquarters": "AUS",
    "discount_rate": 0.21,
    "horizon": {"start": "2027-01", "periods": 2, "months": 12},
    "areas": {"dev": {"workload": 2}},
    "locations": {"AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 1000}},
}
TOTALS = [(0.5, 100.0), (0.3, 200.0), (0.2, 400.0)]


def brackets(found, reasons=None):
    """Put brackets on a ladder; return them by way and periods."""
    return {Rung(step.kind, step.periods): step.bracket for step in ladder(found, reasons or {})}


def test_freer_ways():
    assert WAIT_AND_SEE.is_freer_than(HERE_AND_NOW)
    assert WAIT_AND_SEE.is_freer_than(MEAN)
    assert HERE_AND_NOW.is_freer_than(WAITING)
    assert SAME.is_freer_than(SAME_LONGER)
    assert SAME.is_freer_than(MEAN)
    assert SITES.is_freer_than(MEAN)
    assert not SAME_LONGER.is_freer_than(MEAN)
    assert not MEAN.is_freer_than(SAME)
    assert not SAME.is_freer_than(SITES)
    assert not WAITING.is_freer_than(SAME_LONGER)
    assert not HERE_AND_NOW.is_freer_than(WAIT_AND_SEE)
    assert not HERE_AND_NOW.is_freer_than(HERE_AND_NOW)


def test_bounds_go_down_the_ladder_and_plans_up():
    found = brackets(
        {
            WAIT_AND_SEE: Bracket(90.0, 95.0),
            HERE_AND_NOW: Bracket(80.0, 120.0),
            SAME: Bracket(None, None),
            MEAN: Bracket(85.0, 110.0),
            MEAN_LONGER: Bracket(130.0, 140.0),
        }
    )
    assert found[WAIT_AND_SEE] == Bracket(90.0, 95.0)
    assert found[HERE_AND_NOW] == Bracket(90.0, 110.0)
    assert found[SAME] == Bracket(90.0, 110.0)
    assert found[MEAN] == Bracket(90.0, 110.0)
    assert found[MEAN_LONGER] == Bracket(130.0, 140.0)


def test_without_a_plan_there_is_none_for_those_bound_more():
    steps = ladder(
        {HERE_AND_NOW: Bracket(1.0, 2.0), SITES: Bracket(infeasible=True), MEAN: Bracket(1.0), MEAN_LONGER: Bracket()},
        {MEAN: "not in high"},
    )
    assert [step.bracket.infeasible for step in steps] == [False, True, True, True]
    assert [step.reason for step in steps] == [
        "",
        "no plan keeps every rule",
        "not in high",
        "no plan keeps every rule",
    ]


def test_what_was_not_looked_at_is_told_from_what_was_not_found():
    steps = ladder({HERE_AND_NOW: Bracket(1.0, 2.0), WAITING: Bracket(1.0), SAME: Bracket()}, {})
    assert [step.reason for step in steps] == ["", NO_PLAN_IN_TIME, NOT_LOOKED_AT]


def test_rounding_crosses_no_bracket():
    assert brackets({WAIT_AND_SEE: Bracket(100.0 + 1e-9, 101.0), HERE_AND_NOW: Bracket(99.0, 100.0)}) == {
        WAIT_AND_SEE: Bracket(100.0, 100.0),
        HERE_AND_NOW: Bracket(100.0, 100.0),
    }


def test_a_bound_that_a_plan_belies_is_told():
    found = {WAIT_AND_SEE: Bracket(100.0, 101.0), HERE_AND_NOW: Bracket(90.0, 99.0), SAME: Bracket(98.0, 130.0)}
    assert list(contradictions(found)) == [(WAIT_AND_SEE, HERE_AND_NOW, 1.0)]
    assert list(contradictions({HERE_AND_NOW: Bracket(5.0, 4.0)})) == [(HERE_AND_NOW, HERE_AND_NOW, 1.0)]


@pytest.mark.parametrize(
    ("dearer", "expected"),
    [
        (Bracket(120.0, 125.0), (19.0, 25.0, Verdict.WORTH)),
        (Bracket(120.0, None), (19.0, None, Verdict.WORTH)),
        (Bracket(100.0, 102.0), (0.0, 2.0, Verdict.UNRESOLVED)),
        (Bracket(100.0, None), (0.0, None, Verdict.UNKNOWN)),
        (Bracket(infeasible=True), (None, None, Verdict.NO_PLAN)),
    ],
)
def test_a_difference_is_what_both_brackets_prove(dearer, expected):
    (worth,) = worths(ladder({HERE_AND_NOW: Bracket(100.0, 101.0), WAITING: dearer}, {}), 101.0)
    assert (worth.low, worth.high, worth.verdict) == expected
    assert (worth.cheaper, worth.dearer, worth.periods) == (StepKind.HERE_AND_NOW, StepKind.WAITING, 1)


def test_what_is_too_small_for_the_audit_is_nothing():
    found = {WAIT_AND_SEE: Bracket(1e6 - 0.5, 1e6), HERE_AND_NOW: Bracket(1e6, 1e6 + 0.4)}
    assert [each.verdict for each in worths(ladder(found, {}), 1e6)] == [Verdict.NOTHING]
    assert [each.verdict for each in worths(ladder(found, {}), 1e5)] == [Verdict.UNRESOLVED]
    apart = {HERE_AND_NOW: Bracket(1e6 - 0.1, 1e6), WAITING: Bracket(1e6 + 0.5, 1e6 + 0.8)}
    (worth,) = worths(ladder(apart, {}), 1e6)
    assert (worth.low, worth.verdict) == (0.5, Verdict.NOTHING)


def test_a_measure_weighs_totals_as_the_objective_does():
    totals = [LeafTotal(leaf=f"l{number}", probability=p, total=t) for number, (p, t) in enumerate(TOTALS)]

    def measured(**objective):
        return objective_of(load_instance(PLANT | {"objective": objective}).instance, totals)

    assert measured() == pytest.approx(190.0)
    assert measured(expectation_weight=2.0) == pytest.approx(380.0)
    # The worst 40 % are all of 400 and half as much of 200.
    assert measured(cvar_weight=1.0, cvar_alpha=0.6) == pytest.approx(190.0 + 300.0)
    assert measured(expectation_weight=0.5, worst_case_weight=0.25) == pytest.approx(95.0 + 100.0)


def test_priced_caps_are_charged_at_the_root_and_count_with_every_weight():
    totals = [LeafTotal(leaf=f"l{number}", probability=p, total=t) for number, (p, t) in enumerate(TOTALS)]
    caps = {
        "tail": {"kind": "cvar_cap", "alpha": 0.6, "limit": 290, "price": 3.0},
        "off": {"kind": "cvar_cap", "alpha": 0.6, "limit": 0, "price": 3.0, "enabled": False},
        "kept": {"kind": "worst_case_cap", "limit": 400, "price": 9.0},
        "worst": {"kind": "worst_case_cap", "limit": 395, "price": 1.0},
    }
    weights = {"expectation_weight": 1.0, "cvar_weight": 1.0, "cvar_alpha": 0.6}
    instance = load_instance(PLANT | {"objective": weights, "policies": caps}).instance
    # 21 % a year, from the middle of a year: 1 / 1.1. 3 x 10 and 1 x 5, twice.
    assert objective_of(instance, totals) == pytest.approx(490.0 + 2 * 35.0 / 1.1)
