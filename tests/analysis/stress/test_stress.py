"""The stress test as a whole: figures, intervals, portions, workers, interrupts."""

import numpy as np
import pandas as pd
import pytest
from tests.analysis.stress.world import AS_THE_TREE, planned

from coeplan.analysis.stress import stress as module
from coeplan.analysis.stress.estimates import Estimate, chance, mean, quantile
from coeplan.analysis.stress.figures import figures_of
from coeplan.analysis.stress.records import StressOptions
from coeplan.analysis.stress.recovery import Undone, recoveries
from coeplan.analysis.stress.stress import stress_plan
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan.report.stress_tables import draw_table, figure_table


def stressed(tell=None, cancel=None, **options):
    found = planned()
    return stress_plan(found.loaded.instance, found.plan, StressOptions(**options), tell, cancel)


def test_draws_of_the_tree_itself_cost_what_the_plan_expects():
    found = stressed(draws=400, uncertainty=AS_THE_TREE)
    figures = figures_of(found)
    plan = planned().plan
    totals = {leaf.total for leaf in plan.leaf_totals}
    assert {round(total, 4) for total in found.sample.total} == {round(total, 4) for total in totals}
    assert figures.cost.mean.low <= plan.value <= figures.cost.mean.high
    assert figures.undone.chance.value in (0.0, *(leaf.probability for leaf in plan.leaf_totals), 1.0)
    assert figures.rules == ()
    assert figures.outages is None
    assert figures.worded.value == 1.0
    assert sum(each.share.value for each in figures.futures) == pytest.approx(1.0)


def test_portions_do_not_show(monkeypatch):
    whole = stressed(draws=23, seed=5)
    monkeypatch.setattr(module, "PORTION", 7)
    parts = stressed(draws=23, seed=5)
    pd.testing.assert_frame_equal(draw_table(whole), draw_table(parts), rtol=1e-12)
    pd.testing.assert_frame_equal(figure_table(whole), figure_table(parts), rtol=1e-12)
    other = draw_table(stressed(draws=23, seed=6))
    assert not np.allclose(draw_table(whole)["total"], other["total"])


@pytest.mark.slow
def test_workers_do_not_show(monkeypatch):
    monkeypatch.setattr(module, "PORTION", 50)
    here = stressed(draws=200, seed=5)
    there = stressed(draws=200, seed=5, place=Place.parse("2"))
    assert draw_table(here).equals(draw_table(there))


def test_an_interrupt_keeps_what_is_there(monkeypatch):
    monkeypatch.setattr(module, "PORTION", 10)
    token = CancelToken()
    found = stressed(lambda _: token.cancel(), token, draws=1000)
    assert found.interrupted
    assert 10 <= found.sample.count < 1000
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(InputError, match="stopped before the first of its 1000 draws"):
        stressed(cancel=stopped, draws=1000)


def test_intervals_hold_what_they_say():
    random = np.random.default_rng(3)
    held = {"mean": 0, "median": 0, "share": 0}
    for _ in range(300):
        values = random.exponential(size=80)
        held["mean"] += (found := mean(values)).low <= 1.0 <= found.high
        held["median"] += (found := quantile(values, 0.5)).low <= np.log(2) <= found.high
        held["share"] += (found := chance(values > 2)).low <= np.exp(-2) <= found.high
    assert all(270 <= count <= 298 for count in held.values()), held
    assert chance(np.zeros(10, dtype=bool)).high == pytest.approx(0.2775, abs=1e-3)
    few = quantile(np.arange(40.0), 0.05)
    assert (few.low, few.high) == (None, 5.0), "the least of 40 may be above it; two and 2.7 more are below the sixth"
    assert quantile(np.arange(4.0), 0.5) == Estimate(1.5, None, None)
    assert mean(np.array([3.0])) == Estimate(3.0, None, None)
    assert mean(np.array([0.0, 0.0, 9.0])).low == 0.0 > mean(np.array([-1.0, 0.0, 9.0])).low
    assert mean(np.zeros(0)) is quantile(np.zeros(0), 0.5) is chance(np.zeros(0, dtype=bool)) is None


def test_recovery_counts_from_the_outage_to_what_would_be_without():
    hit = np.array([[0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]], dtype=bool)
    undone = np.array([[1, 0, 0, 0], [1, 5, 9, 0], [1, 4, 9, 0], [1, 4, 9, 0]], dtype=float)
    usual = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [1, 4, 0, 0], [1, 1, 0, 0]], dtype=float)
    found = recoveries(hit, Undone(undone, usual), (0, 3, 6, 9))
    # The first leaves nothing more undone than before it, the second until there would be as much without it, the
    # third does not end; the fourth begins when four are undone already.
    assert found.months.tolist() == [0.0, 3.0, np.inf, 0.0]
    assert found.worst.tolist() == [0.0, 5.0, 9.0, 0.0]
