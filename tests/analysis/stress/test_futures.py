"""Futures that are drawn: how they are spread, and what is read about it."""

import numpy as np
import pytest
from tests.analysis.stress.world import AI, FIRM, GDL_OUT

from coeplan.analysis.stress.ask import read_uncertainty
from coeplan.analysis.stress.branching import Branching, Branchings
from coeplan.analysis.stress.drivers import Draws, covers
from coeplan.analysis.stress.futures import USUAL, scopes_of, source_of, usual
from coeplan.api.load import load_instance
from coeplan.core.errors import InputError
from coeplan.planning.tree import expand
from coeplan_models import DriverKind, Scope
from coeplan_models.uncertainty import Outage, Spread, Uncertainty

BY_HAND = [
    {"spreads": [{"driver": "levy", "yearly": 0.1}]},
    {"spreads": [{"driver": "workload", "each": "country", "yearly": 0.1}]},
    {"spreads": [{"driver": "wages", "country": "POL", "yearly": 0.1}]},
    {"spreads": [{"driver": "fx", "country": "USA", "yearly": 0.1}]},
    {"outages": [{"location": "XX", "per_year": 1, "months": 1}]},
    {"outages": [{"location": "GDL", "country": "MEX", "per_year": 1, "months": 1}]},
    {"outages": [{"location": "GDL", "per_year": 1, "months": 0}]},
]
SAID = ["does not stray", "narrowed by country", "no country 'POL'", "no exchange rate", "no location 'XX'"]
SAID += ["a location or of a country", "out of range"]


def instance(**changes):
    return load_instance(FIRM | changes).instance


def source(uncertainty, seed=1, **changes):
    found = instance(**changes)
    return source_of(found, expand(found.scenarios, found.horizon.periods), uncertainty, seed)


@pytest.mark.parametrize("smoothing", [0.0, 0.5, 1.0])
def test_smoothing_keeps_mean_and_covariance_and_what_is_known_now(smoothing):
    drawn = source(Uncertainty(smoothing=smoothing)).draw(0, 2000).values[AI]
    assert drawn[:2] == pytest.approx(1.0)
    logs = np.log(drawn[2])
    assert logs.mean() == pytest.approx(np.log(1.6) / 2, abs=0.02)
    assert logs.std() == pytest.approx(np.log(1.6) / 2, rel=0.05)
    assert np.corrcoef(drawn[2], drawn[3])[0, 1] == pytest.approx(1.0)
    assert (len(np.unique(drawn[2].round(9))) == 2) == (smoothing == 0)


def test_a_draw_depends_on_seed_and_number_alone():
    whole = source(USUAL).draw(0, 12)
    part = source(USUAL).draw(5, 3)
    assert list(part.values) == list(whole.values)
    for scope, values in part.values.items():
        assert values == pytest.approx(whole.values[scope][:, 5:8], rel=1e-12)
    other = source(USUAL, seed=2).draw(0, 12)
    assert not np.array_equal(other.values[AI], whole.values[AI])


def test_a_spread_has_mean_one_and_widens_as_it_says():
    spread = Spread(driver=DriverKind.WAGES, country="MEX", yearly=0.2)
    scope = Scope(driver=DriverKind.WAGES, country="MEX")
    drawn = (
        source(Uncertainty(spreads=(spread,)), horizon={"start": "2027-01", "periods": 9}).draw(0, 1500).values[scope]
    )
    assert drawn[0] == pytest.approx(1.0)
    assert drawn[8].mean() == pytest.approx(1.0, abs=0.02)
    assert np.log(drawn[4]).std() == pytest.approx(0.2, rel=0.06)
    assert np.log(drawn[8]).std() == pytest.approx(0.2 * np.sqrt(2), rel=0.06)
    held = spread.model_copy(update={"reversion": 8.0})
    back = source(Uncertainty(spreads=(held,)), horizon={"start": "2027-01", "periods": 9}).draw(0, 1500).values[scope]
    assert np.log(back[8]).std() == pytest.approx(0.2 / 4, rel=0.06)
    wide = spread.model_copy(update={"yearly": 0.6, "reversion": 1.0})
    slow = source(Uncertainty(spreads=(wide,)), horizon={"start": "2027-01", "periods": 9}).draw(0, 1500).values[scope]
    assert slow[8].mean() == pytest.approx(1.0, abs=0.03)


def test_outages_take_the_share_of_a_period_that_they_last():
    once = Outage(location="GDL", per_year=0.5, months=1.5, availability=0.2)
    drawn = source(Uncertainty(outages=(once,))).draw(0, 2500).values[GDL_OUT]
    # Half an outage a year of an eighth of a year, whose beginnings may fall into the last month and a half.
    assert (1 - drawn).mean() == pytest.approx(0.8 * 0.5 * 1.5 / 12, rel=0.15)
    assert 0.2 - 1e-9 < drawn.min() < 0.3
    without = source(Uncertainty(outages=(Outage(location="GDL", per_year=12, months=12),))).draw(0, 20).values[GDL_OUT]
    assert without[3] == pytest.approx(0.0)


def test_each_stands_for_one_scope_and_headquarters_has_no_exchange_rate():
    fx = Spread(driver=DriverKind.FX, each="country", yearly=0.1)
    assert [scope.country for scope in scopes_of(fx, instance())] == ["MEX"]
    people = Spread(driver=DriverKind.ATTRITION, each="location", area="dev", yearly=0.1)
    assert [(scope.location, scope.area) for scope in scopes_of(people, instance())] == [("AUS", "dev"), ("GDL", "dev")]
    work = Spread(driver=DriverKind.WORKLOAD, each="area", yearly=0.1)
    assert [scope.area for scope in scopes_of(work, instance())] == ["dev"]


@pytest.mark.parametrize(("said", "wrong"), list(zip(BY_HAND, SAID, strict=True)))
def test_what_the_instance_does_not_know_is_told(said, wrong):
    with pytest.raises(InputError, match=wrong):
        read_uncertainty(said, instance())


def test_faults_have_their_lines(tmp_path):
    path = tmp_path / "drawn.yaml"
    path.write_text("outages:\n  - {location: XX, per_year: 1, months: 1}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_uncertainty(path, instance())
    (fault,) = caught.value.faults
    assert (fault.place.line, fault.code) == (2, "unknown_location")


def test_a_wide_driver_covers_a_narrow_one():
    found = instance()
    here = Scope(driver=DriverKind.WAGES, location="GDL", area="dev")
    assert covers(Scope(driver=DriverKind.WAGES, country="MEX"), here, found)
    assert covers(Scope(driver=DriverKind.WAGES), here, found)
    assert not covers(here, Scope(driver=DriverKind.WAGES), found)
    assert not covers(Scope(driver=DriverKind.WAGES, country="USA"), here, found)
    assert not covers(Scope(driver=DriverKind.FX), here, found)


def fan(**futures):
    halves = {name: {"probability": share, "drivers": drivers} for name, (share, drivers) in futures.items()}
    return {"kind": "fan", "known_from": 1, "futures": halves}


def ai(values):
    return [{"driver": "ai_productivity", "values": values}]


def branchings(scenarios):
    found = instance(scenarios=scenarios)
    return Branchings(found, expand(found.scenarios, found.horizon.periods))


def test_the_nearest_branch_is_taken():
    found = branchings(fan(low=(0.2, ai({0: 1, 1: 1})), high=(0.8, ai({0: 1, 1: 2}))))
    drawn = np.array([[1, 1.49, 1, 1], [1, 1.51, 1, 1], [1, 0.1, 9, 9]]).T
    assert found.follow(Draws({AI: drawn}, 3))[1].tolist() == [1, 2, 1]
    # What moves everything is seen as well: 1.2 x 1.3 is nearer to 2.
    wide = {AI: drawn * 0 + 1.2, Scope(driver=DriverKind.AI_PRODUCTIVITY, area="dev"): drawn * 0 + 1.3}
    narrow = [{"driver": "ai_productivity", "area": "dev", "values": {0: 1, 1: 2}}]
    assert branchings(fan(low=(0.5, []), high=(0.5, narrow))).follow(Draws(wide, 3))[1].tolist() == [2, 2, 2]


def test_each_driver_is_measured_by_what_branches_are_apart_in_it():
    found = Branching(0, (1, 2), (0.5, 0.5), 1, (AI, GDL_OUT), np.array([[1.0, 0.0], [1.1, 1.0]]))
    assert found.nearest(np.array([[1.0, 0.6], [1.1, 0.4]])).tolist() == [0, 1]


def test_what_shows_itself_later_is_looked_at_then():
    found = branchings(fan(low=(0.5, ai({0: 1})), high=(0.5, ai({0: 1, 2: 1.6}))))
    assert found.by_node[0].period == 2
    drawn = np.array([[1, 9, 1.1, 1], [1, 1, 1.4, 1]]).T
    assert found.follow(Draws({AI: drawn}, 2))[1].tolist() == [1, 2]


def test_where_nothing_tells_branches_apart_the_likeliest_is_taken():
    found = branchings(fan(one=(0.3, []), other=(0.7, [])))
    assert found.follow(Draws({AI: np.ones((4, 2))}, 2))[1].tolist() == [2, 2]


def test_an_outage_is_a_branch_like_any():
    out = [{"driver": "availability", "location": "GDL", "values": {0: 1, 1: 0, 2: 1}}]
    found = branchings(fan(calm=(0.9, []), out=(0.1, out)))
    drawn = np.array([[1, 0.4, 1, 1], [1, 0.6, 1, 1]]).T
    assert found.follow(Draws({GDL_OUT: drawn}, 2))[1].tolist() == [2, 1]


SAMPLED = {
    "kind": "sampled",
    "leaves": 3,
    "samples": 200,
    "branchings": [2],
    "processes": {
        "ai": {"kind": "geometric", "driver": "ai_productivity", "volatility": 0.3},
        "levy": {"kind": "jump", "driver": "levy", "country": "MEX", "rate": 0.5, "value": 0.1},
    },
    "drivers": [{"driver": "levy", "country": "MEX", "values": 0.02}],
}


def test_a_sampled_tree_is_tested_with_its_own_processes():
    found = instance(scenarios=SAMPLED)
    assert usual(found) == Uncertainty()
    source = source_of(found, expand(found.scenarios, 4), usual(found), 1)
    draws = source.draw(0, 1500)
    levy = Scope(driver=DriverKind.LEVY, country="MEX")
    assert np.log(draws.values[AI][3]).std() == pytest.approx(0.3 * np.sqrt(0.75), rel=0.1)
    assert sorted(set(draws.values[levy].ravel().round(9))) == [0.02, 0.12]
    part = source.draw(990, 20)
    assert part.count == 20
    assert np.array_equal(part.values[AI], draws.values[AI][:, 990:1010])
    other = source_of(found, expand(found.scenarios, 4), usual(found), 2).draw(0, 5)
    assert not np.array_equal(other.values[AI], draws.values[AI][:, :5])
