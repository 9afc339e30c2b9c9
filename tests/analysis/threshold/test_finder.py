"""The finder on an instance whose thresholds are worked out by hand, and against full enumeration."""

from dataclasses import replace

import pytest
from tests.analysis.threshold.trial import ExactRounds, instance, known, merged, thresholds
from tests.enumeration import enumerate_optimum

from coeplan.analysis.threshold.ask import Conditions
from coeplan.analysis.threshold.curve import TIE, Run
from coeplan.analysis.threshold.finder import Finder, Question
from coeplan.analysis.threshold.scope import Scope
from coeplan.api.threshold import experiment, find_thresholds, threshold_values
from coeplan.core.cancel import CancelToken
from coeplan.solving.outcome import SolveOptions

ABROAD = Scope(models=("aas", "own"))
QUICK = Question(ABROAD, Conditions(ai_after=3.0), most=30, multipliers=(1.0,))
STEP = {"overhead_steps": [{"from_heads": 0, "cost": 0}, {"from_heads": 15, "cost": 60_000}]}


def by_formula(question, most=10_000, **changes):
    """Find thresholds of an experiment's costs as they are worked out by hand, three quarters of a year's."""
    finder = Finder(instance(**changes), question)

    def cost(cell):
        made = finder.make(cell)
        (terms,) = made.operating_models.values()
        fee = sum(band.fee for band in terms.fee_per_head)
        steps = [step.cost for step in terms.overhead_steps if cell.heads > step.from_heads]
        yearly = cell.heads * (made.locations["GDL"].yearly_cost["dev"] + fee) + terms.fixed_cost + sum(steps[-1:])
        return known(0.75 * yearly)

    return finder.run(ExactRounds(cost, most))


def today(found):
    (place,) = found.places
    return place.along_heads[0]


def turn(found):
    (duel,) = today(found).duels
    return duel.turn


def test_a_fee_per_head_against_a_fixed_cost(exact):
    # 12,000 a head-year against 120,000 a year: the same at 10.
    found = thresholds(exact, QUICK)
    assert today(found).cheapest == (Run(1, 9, "aas"), Run(10, 10, TIE), Run(11, 30, "own"))
    assert (turn(found).winner, turn(found).since, turn(found).exact) == ("own", 11, True)
    assert found.complete
    place = found.places[0]
    assert (place.begins, place.months, place.area) == ("2027-04", 9, "dev")


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        # Set-up of 9,000 over three quarters weighs like 3,000 a quarter on 30,000.
        ({"operating_models": {"own": {"set_up_cost": 9_100}}}, 12),
        # Terminal months let the set-up weigh less: 36,000 over six quarters, 6,000 a quarter, 12 heads.
        ({"operating_models": {"own": {"set_up_cost": 36_600}}, "terminal_months": 9}, 13),
        # A vendor costs 60,000 a year to coordinate: half the fixed cost.
        ({"operating_models": {"aas": {"vendor": "them"}}, "coordination_cost": 60_000}, 6),
        # Each hire costs 1,000 of one's own and nothing as a service: 333 a quarter less to gain.
        (
            {"operating_models": {"aas": {"client_bears_hiring": False}}, "locations": {"GDL": {"hiring_cost": 1_000}}},
            12,
        ),
        # Take-or-pay of 8 heads, three of them of no use at 5: as a service costs what 8 heads do.
        ({"operating_models": {"aas": {"take_or_pay_heads": 40}}}, 1),
    ],
)
def test_what_counts_moves_the_threshold(exact, changes, since):
    found = thresholds(exact, QUICK, **changes)
    assert turn(found).since == since if since > 1 else today(found).cheapest == (Run(1, 30, "own"),)


def test_an_overhead_step_gives_ranges(exact):
    # 186,000 above 15 heads is worth it from 16 heads on; 260,000 from 22.
    found = thresholds(exact, QUICK, operating_models={"own": STEP | {"fixed_cost": 126_000}})
    assert today(found).cheapest == (Run(1, 10, "aas"), Run(11, 30, "own"))
    dear = merged(STEP, {"overhead_steps": [{"from_heads": 0, "cost": 0}, {"from_heads": 15, "cost": 140_000}]})
    found = thresholds(exact, QUICK, operating_models={"own": dear})
    assert [(run.first, run.last, run.state) for run in today(found).cheapest] == [
        (1, 9, "aas"),
        (10, 10, TIE),
        (11, 15, "own"),
        (16, 21, "aas"),
        (22, 30, "own"),
    ]
    assert (turn(found).since, turn(found).only) == (22, False)


def test_ai_moves_the_threshold_and_at_a_size_the_multiplier_is_found(exact):
    # From the third quarter on fewer are needed: n + 2 x ceil(n / 1.5) head-quarters against 3 x 10.
    question = replace(QUICK, multipliers=(1.5,), at=(15,))
    found = thresholds(exact, question)
    by_multiplier = {each.multiplier: each.duels[0].turn.since for each in found.places[0].along_heads}
    assert by_multiplier == {1.0: 11, 1.5: 13}
    # At 15 heads: 15 + 2 x ceil(15 / m) against 30. Seven heads, 29, from m = 15 / 7 on; eight, 31, below.
    question = replace(QUICK, multipliers=(3.0,), at=(15,), most=2)
    (sized,) = thresholds(exact, question).places[0].along_multipliers
    assert sized.heads == 15
    assert sized.duels[0].turn.winner == "aas"
    assert sized.duels[0].turn.since == 215


def test_ranges_tell_what_each_input_and_all_together_do():
    ends = {
        "operating_models.own.fixed_cost": (60_000.0, 240_000.0),
        "operating_models.aas.fee_per_head[0].fee": (8_000.0, 24_000.0),
        'locations.GDL.yearly_cost."*"': (40_000.0, 60_000.0),
        'locations.AUS.yearly_cost."*"': (1.0, 2.0),
        "operating_models.own.lead_time": (3.0, 24.0),
        "operating_models.own.overrides.ELSE.fixed_cost": (1.0, 2.0),
    }
    found = by_formula(replace(QUICK, ends=ends))
    (spread,) = found.places[0].spreads
    assert (spread.winner, spread.loser, spread.since) == ("own", "aas", 11)
    told = {swing.path: (swing.at_low, swing.at_high) for swing in spread.swings}
    assert told == {
        "operating_models.own.fixed_cost": (6, 21),
        "operating_models.aas.fee_per_head[0].fee": (16, 6),
        'locations.GDL.yearly_cost."*"': (11, 11),
    }
    # 60,000 against 24,000 a head; 240,000 against 8,000: the same at 30, so that more are needed than were tried.
    assert (spread.least, spread.most) == (3, 31)
    assert spread.alone == (6, 21)
    assert spread.driver.path == "operating_models.own.fixed_cost"
    assert spread.refused == ("operating_models.own.lead_time",)
    assert threshold_values(found)["places"][0]["spreads"][0]["driver"] == "operating_models.own.fixed_cost"


def test_every_size_against_full_enumeration(exact):
    changes = {
        "locations": {"GDL": {"ramp_up": 3, "attrition": 0.2, "hiring_cost": 700, "severance": 400}},
        "operating_models": {
            "own": {"fixed_cost": 20_000, "set_up_cost": 6_000, "min_heads": 2, "build_up": 3},
            "aas": {"lock_in": 6},
        },
        "discount_rate": 0.1,
        "horizon": {"periods": 3},
    }
    finder = Finder(instance(**changes), replace(QUICK, most=4))
    found = thresholds(exact, replace(QUICK, most=4), **changes)
    costs = {(point.model, point.heads): point.value for point in found.points}
    truth = {}
    for heads in range(1, 5):
        for model in ("aas", "own"):
            made = finder.bench().experiment(model, heads)
            pools = {name: {"talent_pool": {"dev": heads + 3.0}} for name in made.locations}
            small = {name: place.model_copy(update=pools[name]) for name, place in made.locations.items()}
            truth[model, heads] = enumerate_optimum(made.model_copy(update={"locations": small})).value
    assert {key: pytest.approx(value, rel=1e-6) for key, value in truth.items()} == costs
    cheapest = {heads: min(("aas", "own"), key=lambda model: truth[model, heads]) for heads in range(1, 5)}
    runs = today(found).cheapest
    assert {size: run.state for run in runs for size in range(run.first, run.last + 1)} == cheapest
    assert len(set(cheapest.values())) == 2


def test_a_range_does_not_stop_short_of_where_the_winner_loses_again():
    # At 60,000 a year own pays from 6 heads, but above 15, at 140,000 more, only from 17 heads.
    dear = {"overhead_steps": [{"from_heads": 0, "cost": 0}, {"from_heads": 15, "cost": 140_000}]}
    ends = {"operating_models.own.fixed_cost": (60_000.0, 132_000.0)}
    found = by_formula(replace(QUICK, ends=ends), operating_models={"own": dear})
    (spread,) = found.places[0].spreads
    assert spread.since == 22
    assert [(swing.at_low, swing.at_high) for swing in spread.swings] == [(17, 23)]


def test_what_is_known_when_it_is_stopped_is_told():
    found = by_formula(QUICK, most=9)
    assert not found.complete
    assert len(found.points) == 9
    assert today(found).cheapest[0].state == "aas"
    whole = len(by_formula(QUICK).points)
    ranged = replace(QUICK, ends={"operating_models.own.fixed_cost": (60_000.0, 240_000.0)})
    cut = by_formula(ranged, most=whole + 3)
    assert not cut.complete
    assert cut.places[0].spreads[0].swings[0].at_high is None
    assert turn(cut).since == 11


def test_on_workers_a_token_stops_it():
    token = CancelToken()
    told = []

    def listen(progress):
        told.append(progress)
        if progress.done >= 2:
            token.cancel()

    options = SolveOptions(gap=1e-6, time_limit=20.0, workers="in-process")
    found = find_thresholds(instance(), replace(QUICK, most=2), options, listen, token)
    assert not found.complete
    assert len(found.points) == 2 == told[-1].done
    assert told[0].known == 4
    assert {point.status for point in found.points} == {"optimal"}
    assert all(point.bound <= point.value and point.team == point.heads for point in found.points)


def test_an_experiment_can_be_had_by_itself():
    made = experiment(instance(), QUICK, "own", 7, 1.5)
    assert list(made.operating_models) == ["own"]
    assert made.areas["dev"].workload == (0, 7, 7, 7)
    assert made.fingerprint() != experiment(instance(), QUICK, "own", 7).fingerprint()
