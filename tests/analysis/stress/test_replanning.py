"""Draws that are planned anew in every period."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.analysis.stress.world import course, leaves_of, planned

from coeplan.analysis.stress import replanning
from coeplan.analysis.stress.branching import Branchings
from coeplan.analysis.stress.carrying import carry_out
from coeplan.analysis.stress.drivers import Draws
from coeplan.analysis.stress.figures import figures_of
from coeplan.analysis.stress.futures import USUAL, source_of
from coeplan.analysis.stress.records import StressOptions
from coeplan.analysis.stress.replanning import Standing, unfold
from coeplan.analysis.stress.stress import stress_plan
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan.report.stress_tables import draw_table
from coeplan.solving.outcome import SolveOptions

EXACT = SolveOptions(gap=0.0, work=60.0)
OWN = np.arange(4)[:, None]


def drawn(number, seed=3):
    found = course()
    return source_of(found.instance, found.numbers.tree, USUAL, seed).draw(number, 1)


def first():
    found = planned()
    return Standing(found.loaded.instance, found.plan, 0)


@pytest.fixture
def nothing_new(monkeypatch):
    """No solve finds a plan."""
    monkeypatch.setattr(replanning, "solve_instance", lambda *_, **__: SimpleNamespace(plan=None))


@pytest.mark.parametrize("number", [0, 1])
def test_where_no_new_plan_is_found_the_old_one_goes_on(nothing_new, number):
    draws = drawn(number)
    found = unfold(first(), draws, EXACT)
    assert found.kept == 3
    plan = course()
    path = Branchings(plan.instance, plan.numbers.tree).follow(draws)
    by_rule, anew = carry_out(plan, draws, path), carry_out(found.course, draws, OWN)
    assert anew.tally.total == pytest.approx(by_rule.tally.total)
    assert anew.tally.total == pytest.approx([found.course.plan.leaf_totals[0].total])
    assert set(anew.tally.worst) == set(by_rule.tally.worst)


def test_periods_without_a_new_plan_are_counted(nothing_new):
    found = planned()
    options = StressOptions(draws=2, seed=3, replan=EXACT)
    tested = stress_plan(found.loaded.instance, found.plan, options)
    (rule,) = [each for each in figures_of(tested).rules if each.rule.name == "no_new_plan"]
    assert (rule.chance.value, rule.worst.value) == (1.0, 3.0)


def test_a_draw_that_was_stopped_is_not_kept(monkeypatch):
    token = CancelToken()

    def stopping(*_, **__):
        token.cancel()
        return SimpleNamespace(plan=None)

    monkeypatch.setattr(replanning, "solve_instance", stopping)
    found = planned()
    with pytest.raises(InputError, match="stopped before the first"):
        stress_plan(found.loaded.instance, found.plan, StressOptions(draws=2, replan=EXACT), cancel=token)


@pytest.mark.slow
def test_on_the_paths_of_the_tree_planning_anew_gains_nothing_and_loses_nothing():
    found = course()
    leaves, _ = leaves_of(found.instance, found.numbers.tree)
    expected = 0.0
    for number, total in enumerate(found.plan.leaf_totals):
        own = Draws({scope: values[:, [number]] for scope, values in leaves.values.items()}, 1)
        unfolded = unfold(first(), own, EXACT)
        assert unfolded.kept == 0
        expected += total.probability * carry_out(unfolded.course, own, OWN).tally.total[0]
    assert expected == pytest.approx(found.plan.value, rel=1e-6)


@pytest.mark.slow
def test_workers_do_not_show_where_draws_are_planned_anew():
    found = planned()
    tables = [
        draw_table(
            stress_plan(
                found.loaded.instance,
                found.plan,
                StressOptions(draws=4, seed=3, replan=EXACT, place=Place.parse(place)),
            )
        )
        for place in ("in-process", "2")
    ]
    assert tables[0].equals(tables[1])
