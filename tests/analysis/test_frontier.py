"""Frontiers as they are run: limits, interrupts, failures, wide gaps, and what a point says of itself."""

from dataclasses import replace

import pytest
from tests.studies.tasks import TINY

from coeplan.analysis import frontier as module
from coeplan.analysis.frontier import find_frontier
from coeplan.analysis.frontier_records import FrontierOptions
from coeplan.analysis.frontier_table import point_rows
from coeplan.analysis.variants import solve_variant
from coeplan.api.edits import edited_instance
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError, SolverError
from coeplan.core.executor import Place
from coeplan.core.progress import relative_gap
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.termination import Termination

EXACT = SolveOptions(gap=0.0, time_limit=60.0)
PAIR = ("cost", "concentration")
TWO_HEADS = TINY | {"areas": {"dev": {"workload": 2}}}


def tiny(*edits, **changes):
    """Return work of two heads that may sit at home or, a lead time later, in the other country."""
    return edited_instance(TWO_HEADS | changes, edits)


def options(points=10, **changes):
    return FrontierOptions(**{"points": points, "solve": EXACT} | changes)


@pytest.fixture(scope="module")
def whole():
    return find_frontier(tiny("areas.dev.workload = 3"), PAIR, options())


def stand_in(monkeypatch, change):
    """Solve as usual, and change what comes of it; by the number of the solve."""
    solved = []

    def solve(variant):
        solved.append(variant)
        return change(len(solved), solve_variant(variant))

    monkeypatch.setattr(module, "solve_variant", solve)
    return solved


def test_points_come_by_rising_cost_each_with_its_sites(whole):
    assert whole.stopped == "complete"
    assert [point.name for point in whole.points] == ["p01", "p02", "p03", "p04"]
    assert [round(point.values["concentration"], 6) for point in whole.points] == [1.0, 0.666667, 0.333333, 0.0]
    costs = [point.values["cost"] for point in whole.points]
    assert costs == sorted(costs)
    rows = point_rows(whole)
    assert [[site.location for site in row.sites] for row in rows] == [["GDL"], ["GDL"], ["GDL"], []]
    assert rows[0].changes is None
    assert rows[1].changes == ()
    (gone,) = rows[3].changes
    assert (gone.location, gone.before, gone.after) == ("GDL", ("aas",), ())
    assert rows[0].unit_price is None
    assert rows[1].unit_price == pytest.approx((costs[1] - costs[0]) * 3)


def test_a_point_is_an_instance_with_its_edits(whole):
    point = whole.points[1]
    asked = point.plan.made_by.what_if
    assert asked.edits == point.edited.edits
    assert asked.edits[0] == "areas.dev.workload = 3"
    assert asked.edits[1].startswith("add policies.frontier_concentration = ")
    again = edited_instance(TWO_HEADS, asked.edits)
    assert again.instance.fingerprint() == point.plan.instance_hash
    assert asked.base_hash == edited_instance(TWO_HEADS).instance.fingerprint()


def test_a_policy_of_the_same_name_stays():
    held = {"frontier_concentration": {"kind": "capacity_share", "per": "country", "limit": 0.5}}
    found = find_frontier(tiny(policies=held), PAIR, options(points=2))
    assert [point.values["concentration"] for point in found.points] == [0.5, 0.0]
    assert sorted(found.points[-1].edited.instance.policies) == ["frontier_concentration", "frontier_concentration_2"]


def test_the_objective_is_the_first_measure():
    weighted = {"expectation_weight": 0.5, "cvar_weight": 2.0, "cvar_alpha": 0.5}
    for names, weights in ((("cost", "risk"), (1.0, 0.0)), (("cvar", "risk"), (0.0, 1.0))):
        found = find_frontier(tiny(objective=weighted), names, options())
        (point,) = found.points
        objective = point.edited.instance.objective
        assert (objective.expectation_weight, objective.cvar_weight, objective.cvar_alpha) == (*weights, 0.5)
        assert point.values[names[0]] == point.plan.value


def test_a_measure_that_cannot_change_gives_one_point():
    found = find_frontier(tiny(), ("cost", "risk"), options())
    assert (found.stopped, len(found.points), found.solves) == ("complete", 1, 1)
    assert found.points[0].values["risk"] == 0.0


def test_a_cvar_that_is_the_least_cost_cannot_be_lower():
    found = find_frontier(tiny(), ("cost", "cvar"), options())
    assert (found.stopped, len(found.points), found.solves) == ("complete", 1, 1)


def test_a_priced_cap_says_nothing_of_the_least_cvar():
    cap = {"cap": {"kind": "cvar_cap", "alpha": 0.5, "limit": 1000, "price": 0.5}}
    found = find_frontier(tiny(policies=cap), ("cost", "cvar"), options())
    (point,) = found.points
    assert found.solves > 1
    assert point.values["cvar"] < point.values["cost"]


def test_no_plan_at_all():
    found = find_frontier(tiny("areas.dev.workload = 400"), PAIR, options())
    assert (found.stopped, found.points, found.unexplored, found.solves) == ("infeasible", (), (), 1)


def test_levels_that_no_plan_keeps_end_the_frontier():
    found = find_frontier(tiny("keep heads at GDL 1..9 from 1"), PAIR, options())
    assert found.stopped == "complete"
    assert [point.values["concentration"] for point in found.points] == [1.0, 0.5]


def test_few_points_leave_places_that_are_told():
    found = find_frontier(tiny(), PAIR, options(points=2))
    assert found.stopped == "points"
    assert [point.values["concentration"] for point in found.points] == [1.0, 0.0]
    (place,) = found.unexplored
    assert place.better_than == {"concentration": 1.0}
    assert (place.point, place.tried) == ("p02", False)
    assert place.bound == pytest.approx(found.points[0].values["cost"])


def test_a_step_is_the_smallest_difference_that_matters():
    found = find_frontier(tiny(), PAIR, options(steps={"concentration": 0.6}))
    assert found.stopped == "complete"
    assert [point.values["concentration"] for point in found.points] == [1.0, 0.0]


@pytest.mark.parametrize(
    "steps", [{"risk": 1.0}, {"cost": 1.0}, {"concentration": -1.0}, {"concentration": float("nan")}]
)
def test_a_step_that_means_nothing_is_refused(steps):
    with pytest.raises(InputError, match="a step of at least 0 for concentration"):
        find_frontier(tiny(), PAIR, options(steps=steps))


def test_an_interrupt_keeps_what_was_found():
    token, told = CancelToken(), []

    def stop(progress):
        told.append(progress.phase)
        if len(told) == 2:
            token.cancel()

    found = find_frontier(tiny(), PAIR, options(), stop, token)
    assert found.stopped == "interrupted"
    assert len(found.points) == 2
    assert found.unexplored != ()
    assert told[0] == "1 of at most 10 points after 1 solves"


def test_an_interrupt_before_anything_was_found():
    token = CancelToken()
    token.cancel()
    found = find_frontier(tiny(), PAIR, options(), None, token)
    assert (found.stopped, found.points, found.solves) == ("interrupted", (), 0)


def test_wide_gaps_are_told_and_not_resolved(monkeypatch):
    def loosely(number, outcome):
        if outcome.plan is None:
            return outcome
        bound = outcome.bound * 0.4
        return replace(outcome, bound=bound, gap=relative_gap(outcome.value, bound), termination=Termination.TIME_LIMIT)

    stand_in(monkeypatch, loosely)
    found = find_frontier(tiny(), PAIR, options())
    first, *others = found.points
    assert first.might_beat == ()
    assert others[0].might_beat == ("p01",)
    assert all(point.gap > 0.2 for point in found.points)
    assert {point.termination for point in found.points} == {"time_limit"}
    for point in others:
        cheaper = [each for each in found.points if each.values["cost"] < point.values["cost"]]
        assert point.might_beat == tuple(each.name for each in cheaper if each.values["cost"] >= point.bound)


def test_a_solve_that_fails_is_noted_and_its_place_told(monkeypatch):
    def failing(number, outcome):
        if outcome.plan is not None and not outcome.plan.summary.peak_heads_abroad:
            raise SolverError("the solver crashed five times")
        return outcome

    stand_in(monkeypatch, failing)
    found = find_frontier(tiny(), PAIR, options())
    assert set(found.notes) == {"a solve failed: SolverError: the solver crashed five times"}
    assert found.stopped == "limits"
    assert [point.values["concentration"] for point in found.points] == [1.0, 0.5]
    (place,) = found.unexplored
    assert (place.better_than, place.point, place.tried) == ({"concentration": 0.5}, None, True)


def test_a_first_solve_that_fails_is_told(monkeypatch):
    def failing(number, outcome):
        raise SolverError("the solver crashed five times")

    stand_in(monkeypatch, failing)
    found = find_frontier(tiny(), PAIR, options())
    assert (found.stopped, found.points) == ("solver_failed", ())
    assert "crashed five times" in found.notes[0]


def test_solves_are_limited(monkeypatch):
    def nothing(number, outcome):
        stuck = Outcome(Termination.TIME_LIMIT, None, None, None, None, 0.1)
        return outcome if number == 1 else stuck

    solved = stand_in(monkeypatch, nothing)
    found = find_frontier(tiny(), PAIR, options(points=3))
    assert found.stopped == "limits"
    assert len(solved) == found.solves <= options(points=3).most_solves


def test_every_solve_starts_from_the_nearest_plan(monkeypatch):
    solved = stand_in(monkeypatch, lambda _, outcome: outcome)
    find_frontier(tiny(), PAIR, options(points=3))
    assert solved[0].warm is None
    assert len(solved) > 2
    assert all(variant.warm is not None and variant.warm.plan is not None for variant in solved[1:])
    assert all(variant.options.threads == 1 and not variant.options.keeping for variant in solved)


@pytest.mark.slow
def test_the_points_do_not_depend_on_the_workers():
    alone = find_frontier(tiny(), PAIR, options())
    both = find_frontier(tiny(), PAIR, options(place=Place.parse("2")))
    assert [point.values for point in alone.points] == [point.values for point in both.points]
    assert alone.solves == both.solves
