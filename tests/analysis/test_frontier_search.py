"""Where to look for points, tried on points that are known: any plan that an honest solver might return is drawn."""

import math
from random import Random

import pytest

from coeplan.analysis.frontier_search import Explored, Probe, rounds, within

FREE = math.inf


class Known:
    """Plans given by their burdens, in the place of an instance."""

    def __init__(self, plans, seed=0):
        self.plans = plans
        self.random = Random(seed)

    def probe(self, levels):
        """Answer like an exact solver, which returns any of the cheapest plans."""
        fitting = [plan for plan in self.plans if within(plan[1:], levels)]
        if not fitting:
            return Probe(levels, None, math.inf)
        least = min(fitting)[0]
        return Probe(levels, self.random.choice([plan for plan in fitting if plan[0] == least]), least)

    def undominated(self):
        return sorted(
            plan
            for plan in set(self.plans)
            if not any(other != plan and all(a <= b for a, b in zip(other, plan, strict=True)) for other in self.plans)
        )


def explored(known, held=1, points=100, ask=None, **changes):
    """Look for all points, or until there are enough."""
    told = Explored(**{"ideal": [0.0] * held, "steps": [0.0] * held, "gap": 0.0} | changes)
    ask = ask or known.probe
    told.add(ask((FREE,) * held))
    for share in rounds(points):
        while zones := told.open_zones(share):
            if len(told.points()) >= points:
                return told
            told.add(ask(zones[0].levels))
    return told


def found(told):
    return [told.probes[number].found for number in told.points()]


def random_plans(seed, held, most=40, largest=20):
    random = Random(seed)
    return [tuple(float(random.randint(0, largest)) for _ in range(held + 1)) for _ in range(random.randint(1, most))]


@pytest.mark.parametrize("held", [1, 2])
@pytest.mark.parametrize("first", range(0, 40, 10))
def test_exactly_the_undominated_plans_are_found(held, first):
    for seed in range(first, first + 10):
        known = Known(random_plans(seed, held), seed)
        told = explored(known, held)
        assert found(told) == known.undominated(), seed
        assert told.unknown_zones() == []


def test_differences_of_little_more_than_the_smallest_are_seen():
    plans = [(1.0, 0.5), (2.0, 0.5 - 2e-5), (3.0, 0.5 - 4e-5), (4.0, 0.1)]
    assert found(explored(Known(plans))) == plans


def test_a_plan_that_breaks_its_level_within_tolerance_is_not_asked_for_again():
    plans = [(1.0, 1000.0), (2.0, 999.0)]
    asked = []

    def sloppy(levels):
        asked.append(levels)
        assert len(asked) < 50
        told = Known(plans).probe(levels)
        return told if told.found is None else Probe(levels, (told.found[0], told.found[1] * (1 + 1e-6)), told.bound)

    assert [round(cost) for cost, _ in found(explored(Known(plans), ask=sloppy))] == [1, 2]


def test_unsupported_points_are_found():
    plans = [(0.0, 10.0), (9.0, 9.0), (9.5, 5.0), (10.0, 0.0)]
    assert found(explored(Known(plans))) == plans


def test_of_plans_that_cost_the_same_the_better_one_is_kept():
    told = explored(Known([(5.0, 9.0), (5.0, 3.0), (5.0 + 1e-8, 2.0), (7.0, 1.0)]))
    assert found(told) == [(5.0 + 1e-8, 2.0), (7.0, 1.0)]


def test_few_points_are_spread():
    plans = [(float(cost), float(100 - cost)) for cost in range(101)]
    told = explored(Known(plans), points=5)
    held = [burden for _, burden in found(told)]
    assert held == [100.0, 75.0, 50.0, 25.0, 0.0]
    zones = told.unknown_zones()
    assert {zone.corner for zone in zones} == {(100.0,), (75.0,), (50.0,), (25.0,)}
    for zone in zones:
        cost = min(cost for cost, burden in plans if burden < zone.corner[0])
        assert zone.bound <= cost
        assert told.probes[zone.best].found[1] == zone.corner[0] - 25.0


def test_what_is_cheap_to_tell_is_not_asked_for():
    plans = [(100.0 + cost / 100, float(50 - cost)) for cost in range(51)]
    exact, wide = explored(Known(plans)), explored(Known(plans), gap=0.01)
    assert len(exact.points()) == len(plans)
    assert len(wide.probes) < 8
    assert wide.unknown_zones() == []
    for cost, burden in plans:
        best = min(value for value, other in found(wide) if other <= burden)
        assert best <= cost * 1.0101


def test_a_step_leaves_out_smaller_differences():
    plans = [(float(cost), float(100 - cost)) for cost in range(101)]
    told = explored(Known(plans), steps=[30.0])
    held = [burden for _, burden in found(told)]
    assert held[0] == 100.0
    assert held[-1] == 0.0
    assert len(held) <= 5


def test_a_probe_that_gave_up_is_told_and_not_asked_again():
    plans = [(1.0, 4.0), (2.0, 3.0), (3.0, 2.0), (4.0, 1.0)]
    asked = []

    def failing(levels):
        asked.append(levels)
        return Probe(levels, None, 0.5) if levels[0] < 2.5 else Known(plans).probe(levels)

    told = explored(Known(plans), ask=failing)
    assert found(told) == plans[:3]
    assert len(asked) == len(set(asked))
    (zone,) = told.unknown_zones()
    assert (zone.corner, zone.best, zone.bound) == ((2.0,), None, 3.0)
    assert told.given_up(zone)


def test_a_bound_holds_for_tighter_levels_alone():
    told = Explored([0.0, 0.0], [0.0, 0.0], 0.0)
    told.add(Probe((FREE, FREE), (5.0, 4.0, 4.0), 3.0))
    told.add(Probe((2.0, FREE), (9.0, 2.0, 8.0), 8.0))
    assert told.bound((2.0, 1.0)) == 8.0
    assert told.bound((3.0, 1.0)) == 3.0
    assert told.best((3.0, 8.0)) == 1
    assert told.best((1.0, 8.0)) is None
    assert told.nearest((3.0, 3.0)) == 0


def test_a_burden_that_cannot_be_lower_asks_for_nothing():
    asked = []
    known = Known([(5.0, 2.0)])
    told = explored(known, ask=lambda levels: asked.append(levels) or known.probe(levels), ideal=[2.0])
    assert (found(told), asked) == ([(5.0, 2.0)], [(FREE,)])
    told = explored(known, ideal=[0.0])
    told.raise_ideal(0, 2.0)
    assert told.open_zones(0.0) == []


def test_no_plan_at_all():
    told = explored(Known([]))
    assert (told.points(), told.open_zones(0.0)) == ([], [])


@pytest.mark.parametrize(("points", "steps"), [(1, 3), (4, 3), (12, 4), (60, 5), (10_000, 5)])
def test_more_points_take_smaller_steps(points, steps):
    shares = rounds(points)
    assert len(shares) == steps
    assert shares[0] == 1.0
    assert shares[-1] == 0.0
    assert list(shares) == sorted(shares, reverse=True)
