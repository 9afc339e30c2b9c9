"""Processes against closed forms, within what the number of draws allows; every draw is fixed by its seed."""

import numpy as np
import pytest
from tests.planning.sampling import ALL, EXPERT, LEVY, OUTAGE, PESO, REGIMES, WAGES, sampled_instance

from coeplan.core.errors import InputError
from coeplan.sampling.experts import expert_values
from coeplan.sampling.noise import mixing
from coeplan.sampling.processes import draw_panel
from coeplan_models import Correlation, DriverKind, Expert

MANY = 40_000
YEARS = np.array([0, 3, 9, 12, 24]) / 12


def panel(processes, samples=MANY, series=0, **options):
    instance = sampled_instance(processes, **options)
    return draw_panel(instance, instance.scenarios, samples, series)


def values(process, **options):
    """Draws of one process with one driver, shape (samples, periods)."""
    return panel({"it": process}, **options).values[:, :, 0]


def test_geometric_motion_has_its_mean_and_the_spread_of_its_logarithm():
    found = values(WAGES)
    assert (found[:, 0] == 1).all()
    spread = 0.2 * np.sqrt(YEARS)
    assert found.mean(axis=0) == pytest.approx(1.03**YEARS, abs=4 * np.max(spread) / np.sqrt(MANY))
    assert np.log(found).std(axis=0) == pytest.approx(spread, rel=0.02)
    steps = np.diff(np.log(found), axis=1)
    assert np.corrcoef(steps, rowvar=False) == pytest.approx(np.eye(4), abs=0.02), "changes are independent"


def test_mean_reversion_has_its_median_its_spread_and_its_autocorrelation():
    found = np.log(values(PESO))
    kept = np.exp(-0.8 * YEARS)
    spread = 0.15 * np.sqrt((1 - kept**2) / 1.6)
    assert found.mean(axis=0) == pytest.approx(np.log(0.9) + kept * np.log(1.2 / 0.9), abs=0.005)
    assert found.std(axis=0) == pytest.approx(spread, rel=0.02)
    # Cov(x_s, x_t) = Var(x_s) exp(-reversion (t - s))
    expected = spread[1] / spread[4] * np.exp(-0.8 * (YEARS[4] - YEARS[1]))
    assert np.corrcoef(found[:, 1], found[:, 4])[0, 1] == pytest.approx(expected, abs=0.02)


def test_a_jump_comes_at_its_rate_and_stays():
    there = values(LEVY) == 0.15
    assert there.mean(axis=0) == pytest.approx(1 - np.exp(-0.4 * YEARS), abs=0.01)
    assert (there[:, 1:] >= there[:, :-1]).all()
    assert set(np.unique(values(LEVY))) == {0.0, 0.15}


def test_a_jump_with_an_end_is_over_at_the_first_period_that_starts_so_many_months_later():
    there = values(LEVY | {"rate": 100.0, "months": 6}) == 0.15
    # It comes at once, in month 3; is over in month 9 and comes again at once; lasts until 15, so is back in month 24.
    assert there.mean(axis=0) == pytest.approx([0, 1, 1, 1, 1], abs=1e-9)
    once = values(LEVY | {"rate": 0.4, "months": 3}) == 0.15
    begins = once[:, 1] & ~once[:, 2]
    assert begins.sum() > 0
    assert once[:, 2].mean() == pytest.approx(1 - np.exp(-0.4 * 0.5), abs=0.01), "none of the earlier ones lasts"


def test_outages_are_whole_last_and_end_where_the_last_period_goes_on():
    found = values(OUTAGE)
    assert set(np.unique(found)) == {0.0, 1.0}
    assert (found[:, 0] == 1).all()
    assert (found[:, 4] == 0).any()
    ended = values(OUTAGE, terminal_months=12)
    assert (ended[:, 4] == 1).all()
    assert (ended[:, :4] == found[:, :4]).all()
    assert set(np.unique(values(OUTAGE | {"availability": 0.25}))) == {0.25, 1.0}, "not all of it"


def test_regimes_are_as_frequent_as_they_should_be_and_their_drivers_act_together():
    found = panel({"ai": REGIMES}, samples=1000)
    assert [column.scope.driver for column in found.columns] == [DriverKind.AI_PRODUCTIVITY, DriverKind.WORKLOAD]
    output, work = found.values[:, :, 0], found.values[:, :, 1]
    assert (output[:, :2] == 1).all()
    levels, counts = np.unique(output[:, 2], return_counts=True)
    assert levels == pytest.approx([1.1, 1.5, 1.5 * 1.4])
    assert counts.tolist() == [500, 300, 200]
    assert ((work[:, 3] == 1.2) == (output[:, 3] > 2)).all()


def test_levies_of_one_path_add_up():
    levies = [{"driver": "levy", "country": "MEX", "values": {"1": rate}} for rate in (0.1, 0.05)]
    paths = {"both": {"probability": 0.5, "drivers": levies}, "none": {"probability": 0.5, "drivers": []}}
    found = values({"kind": "regimes", "known_from": 1, "paths": paths}, samples=10)
    assert np.unique(found[:, 1:]) == pytest.approx([0.0, 0.15])


@pytest.mark.parametrize("shape", ["pert", "triangular"])
def test_p10_and_p90_are_where_the_expert_puts_them(shape):
    found = values(EXPERT | {"shape": shape})
    assert (found[:, :2] == 1).all()
    assert (found[:, 2:] == found[:, 2:3]).all(), "known once, and for good"
    assert np.quantile(found[:, 2], [0.1, 0.9]) == pytest.approx([0.6, 1.8], abs=0.02)
    counts, edges = np.histogram(found[:, 2], bins=24)
    assert edges[np.argmax(counts)] == pytest.approx(1.0, abs=0.25), "the mode"


def test_extremes_are_never_passed_and_the_mean_is_that_of_the_distribution():
    expert = Expert(kind="expert", driver=DriverKind.FEES, known_from=1, low=2, mid=3, high=6, reading="extremes")
    levels = (np.arange(20_000) + 0.5) / 20_000
    pert = expert_values(expert, levels)
    assert (pert.min() >= 2, pert.max() <= 6) == (True, True)
    assert pert.mean() == pytest.approx((2 + 4 * 3 + 6) / 6, abs=1e-4)
    assert pert.var() == pytest.approx((20 / 6 - 2) * (6 - 20 / 6) / 7, rel=1e-3)
    triangle = expert_values(expert.model_copy(update={"shape": "triangular"}), levels)
    assert triangle.mean() == pytest.approx((2 + 3 + 6) / 3, abs=1e-4)
    assert expert_values(expert.model_copy(update={"low": 4.0, "mid": 4.0, "high": 4.0}), levels).tolist()[0] == 4


def test_an_expert_whose_distribution_falls_below_zero_is_refused_with_its_place():
    with pytest.raises(InputError) as error:
        panel({"it": EXPERT | {"low": 0.01, "mid": 0.01, "high": 3.0}})
    (fault,) = error.value.faults
    assert (fault.code, fault.path) == ("drawn_out_of_range", ("scenarios", "processes", "it"))


def test_correlated_processes_move_together_in_every_period():
    pair = [{"between": ["peso", "wages"], "value": -0.6}, {"between": ["expert", "wages"], "value": 0.5}]
    found = panel({"peso": PESO, "wages": WAGES, "expert": EXPERT}, correlations=pair)
    names = [column.process for column in found.columns]
    logs = {name: np.log(found.values[:, :, number]) for number, name in enumerate(names)}
    wages = np.diff(logs["wages"], axis=1)
    kept = np.exp(-0.8 * np.diff(YEARS))
    peso = logs["peso"][:, 1:] - np.log(0.9) - kept * (logs["peso"][:, :-1] - np.log(0.9))
    for period in range(4):
        assert np.corrcoef(wages[:, period], peso[:, period])[0, 1] == pytest.approx(-0.6, abs=0.02)
    ranks = [np.argsort(np.argsort(each)) for each in (wages[:, 1], found.values[:, 2, names.index("expert")])]
    # Spearman's of a Gaussian copula: 6 / pi asin(r / 2)
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(6 / np.pi * np.arcsin(0.25), abs=0.02)
    assert np.corrcoef(peso[:, 0], wages[:, 1])[0, 1] == pytest.approx(0, abs=0.02)


def test_mixing_is_a_square_root_of_the_matrix():
    pairs = {("a", "b"): 0.5, ("a", "c"): -0.3, ("b", "c"): 0.4}
    rows = mixing("abc", [Correlation(between=pair, value=value) for pair, value in pairs.items()])
    root = np.array([[rows[name].get(other, 0.0) for other in "abc"] for name in "abc"])
    assert root @ root.T == pytest.approx(np.array([[1, 0.5, -0.3], [0.5, 1, 0.4], [-0.3, 0.4, 1]]))
    alike = mixing("ab", [Correlation(between=("a", "b"), value=1.0)])
    assert alike == {"a": {"a": 1.0}, "b": {"a": 1.0}}


def test_a_process_more_changes_no_draw_of_the_others():
    few = panel({"wages": WAGES, "peso": PESO}, samples=50, correlations=[{"between": ["wages", "peso"], "value": 0.4}])
    more = panel(dict(reversed(ALL.items())), samples=50, correlations=[{"between": ["peso", "wages"], "value": 0.4}])
    for number, column in enumerate(few.columns):
        place = [each.process for each in more.columns].index(column.process)
        assert (few.values[:, :, number] == more.values[:, :, place]).all()


def test_series_are_independent_and_seeds_differ():
    first, second = values(WAGES, samples=4000), values(WAGES, samples=4000, series=1)
    assert np.corrcoef(first[:, 2], second[:, 2])[0, 1] == pytest.approx(0, abs=0.06)
    assert (values(WAGES, samples=9) == first[:9]).all(), "fewer futures are the first of more"
    assert not (values(WAGES, samples=9, seed=4) == first[:9])[:, 1:].any()
