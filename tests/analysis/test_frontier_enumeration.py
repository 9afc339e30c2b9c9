"""Frontiers against all plans of tiny instances: every point that no plan dominates is there, and no other."""

from dataclasses import replace

import pytest
from tests.analysis import every_plan as every

from coeplan.analysis.frontier import find_frontier
from coeplan.analysis.frontier_records import FrontierOptions
from coeplan.analysis.measures import MEASURES
from coeplan.audit import audit
from coeplan.solving.outcome import SolveOptions
from coeplan.whatif.apply import Edited

EXACT = FrontierOptions(points=60, solve=SolveOptions(gap=0.0, time_limit=60.0))
FEW = replace(EXACT, points=4)
"""Fewer rounds, for frontiers of fewer points."""
PAIRS = [("cost", name) for name in ("cvar", "concentration", "risk", "overlap", "capital")]
TRIPLES = [("cost", "overlap", "concentration"), ("cost", "capital", "risk"), ("cost", "cvar", "overlap")]

DEAR_SERVICE = {
    "aas": {"fee_per_head": 40000, "seats_included": True},
    "diy": {"set_up_cost": 20000, "fixed_cost": 0, "seats_included": True},
}
RISKY_WAGES = {
    "calm": {"probability": 0.8},
    "rough": {"probability": 0.2, "drivers": [{"driver": "wages", "location": "GDL", "values": {"1": 4.0}}]},
}
RISKY = {
    "scenarios": {"kind": "fan", "known_from": 1, "futures": RISKY_WAGES},
    "operating_models": {"diy": {"lock_in": 24, "min_heads": 2, "seats_included": True}},
}


def unedited(instance):
    return Edited(instance, (), (), instance.fingerprint())


def burdens(values, names):
    return tuple(-values[name] if MEASURES[name].more_is_better else values[name] for name in names)


def undominated(plans, names):
    """The burdens of all plans that no plan beats, by looking at every pair."""
    found = []
    for point in sorted({tuple(round(each, 7) for each in burdens(values, names)) for values in plans}):
        if not any(all(a <= b for a, b in zip(other, point, strict=True)) for other in found):
            found.append(point)
    return found


def agrees(instance, *names, options=EXACT):
    """Find the frontier, hold it against all plans, and return how many points it has."""
    found = find_frontier(unedited(instance), names, options)
    assert found.stopped == "complete"
    assert found.unexplored == ()
    assert found.notes == ()
    points = [burdens(point.values, names) for point in found.points]
    expected = undominated(every.every_plan(instance), names)
    assert len(points) == len(expected), (points, expected)
    for point, other in zip(points, expected, strict=True):
        assert point == pytest.approx(other, rel=1e-6, abs=1e-6)
    for point in found.points:
        assert point.gap == pytest.approx(0.0, abs=1e-6)
        assert point.might_beat == ()
        assert audit(point.edited.instance, point.plan).findings == ()
    return len(points)


def unsupported(points):
    """Points that no weighting of the two measures makes the best: they lie above a line between two others."""
    return [
        (cost, held)
        for cost, held in points
        for cheap, loose in points
        for dear, tight in points
        if tight < held < loose and cost > cheap + (dear - cheap) * (loose - held) / (loose - tight) + 1e-6
    ]


def test_a_point_that_no_weighting_would_find():
    instance = every.tiny(9)
    points = undominated(every.every_plan(instance), ("cost", "concentration"))
    assert len(unsupported(points)) == 1
    assert agrees(instance, "cost", "concentration", options=FEW) == 3


def test_overlap_of_which_more_is_better():
    assert agrees(every.tiny(10), "cost", "overlap", options=FEW) == 3


def test_capital():
    assert agrees(every.tiny(3, operating_models=DEAR_SERVICE), "cost", "capital", options=FEW) == 2


def test_cvar():
    assert agrees(every.tiny(9, **RISKY), "cost", "cvar", options=FEW) == 2


def test_a_triple():
    assert agrees(every.tiny(10), "cost", "risk", "overlap", options=FEW) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_pairs_of_many_seeds(seed):
    instance = every.tiny(seed, *(["three_locations"] if seed % 2 else ["seats", "attrition"]))
    for names in PAIRS:
        agrees(instance, *names)


@pytest.mark.slow
@pytest.mark.parametrize("names", TRIPLES, ids="-".join)
@pytest.mark.parametrize("seed", range(6))
def test_triples_of_many_seeds(seed, names):
    agrees(every.tiny(seed, "three_locations"), *names)
