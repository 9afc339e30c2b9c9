"""The instance of an experiment: whose work, from when, at which cost; every figure is worked out by hand."""

import pytest
from tests.analysis.threshold.trial import instance

from coeplan.analysis.threshold.ask import Conditions, Ending
from coeplan.analysis.threshold.scope import Scope, benches, remarks
from coeplan.api.load import load
from coeplan.core.errors import InputError

QUARTER = 12_000
"""A quarter of a head of one's own, in trial's instance."""


def bench(scope=None, years=None, ending=Ending.GOES_ON, ai_after=3.0, conversions=True, **changes):
    conditions = Conditions(years, ending, ai_after, conversions)
    return benches(instance(**changes), scope or Scope(), conditions)[0]


def own(**terms):
    return {"operating_models": {"own": terms}}


def place(**fields):
    return {"locations": {"GDL": fields}}


def heads(plan, where="GDL"):
    return [
        sum(team.heads for team in plan.teams if team.node == node and team.location == where) for node in nodes(plan)
    ]


def nodes(plan):
    return [node.id for node in plan.nodes]


@pytest.mark.parametrize(
    ("changes", "heads_needed", "expected"),
    [
        ({}, 5, 5 * 3 * QUARTER + 3 * 30_000),
        (own(set_up_cost=7_000), 5, 5 * 3 * QUARTER + 3 * 30_000 + 7_000),
        # From 10 heads on the overhead is 40,000 a year; at the edge the cheaper holds.
        (own(overhead_steps=[{"from_heads": 0, "cost": 0}, {"from_heads": 10, "cost": 40_000}]), 10, 3 * 150_000),
        (own(overhead_steps=[{"from_heads": 0, "cost": 0}, {"from_heads": 10, "cost": 40_000}]), 11, 3 * 172_000),
        # The least heads hold from the second quarter on: 2, then 6 and 6 where 2 are needed.
        (own(min_heads=6, build_up=3), 2, (2 + 6 + 6) * QUARTER + 3 * 30_000),
        # Five heads billed from the second quarter on; three that are not there cost 2,000 a quarter each.
        (own(take_or_pay_heads=5, build_up=3, shortfall_price=8_000), 2, 3 * 54_000 + 2 * 6_000),
        # Seats: fit-out of two, and a rent of 400 a quarter each.
        (own(seats_included=False) | place(seat_rent=1_600, fit_out=500), 2, 3 * 54_000 + 2 * 500 + 3 * 800),
        (place(hiring_cost=900), 4, 3 * 78_000 + 4 * 900),
        ({"terminal_months": 6}, 5, (3 + 2) * 90_000),
    ],
)
def test_what_a_site_of_ones_own_costs(exact, changes, heads_needed, expected):
    assert exact.value(bench(**changes).experiment("own", heads_needed)) == pytest.approx(expected)


def test_a_service_and_headquarters_do_the_same_work(exact):
    found = bench(**place(productivity=0.5))
    assert exact.value(found.experiment("aas", 4)) == pytest.approx(4 * 3 * 15_000)
    # Four heads with half the output of one at home.
    assert exact.value(found.experiment("headquarters", 4)) == pytest.approx(2 * 3 * 40_000)
    at_home = exact.plan(found.experiment("headquarters", 4))
    assert heads(at_home, "AUS") == [0, 2, 2, 2]
    assert heads(exact.plan(found.experiment("aas", 4)), "AUS") == [0, 0, 0, 0]


def test_all_models_begin_when_the_slowest_can(exact):
    found = bench(**own(lead_time=4))
    assert found.timeline.service == 2
    assert exact.value(found.experiment("aas", 4)) == pytest.approx(4 * 2 * 15_000)


def test_closing_pays_for_the_end_and_what_still_runs(exact):
    # Exit 9,000 and severance of 1,000 a head; the quarter after the work costs nothing else.
    closing = own(exit_cost=9_000) | place(severance=1_000)
    found = bench(ending=Ending.CLOSES, terminal_months=6, **closing)
    assert exact.value(found.experiment("own", 5)) == pytest.approx(3 * 90_000 + 9_000 + 5_000)
    # A lock-in of 18 months holds the empty site for three more quarters, or ends for 2,000 a month that remains.
    locked = own(exit_cost=9_000, lock_in=18)
    found = bench(ending=Ending.CLOSES, **locked)
    assert exact.value(found.experiment("own", 5)) == pytest.approx(3 * 90_000 + 3 * 30_000 + 9_000)
    found = bench(ending=Ending.CLOSES, **own(exit_cost=9_000, lock_in=18, early_exit_fee=2_000))
    assert exact.value(found.experiment("own", 5)) == pytest.approx(3 * 90_000 + 9 * 2_000 + 9_000)
    # A lease of 24 months runs 15 months after the work: rent for both seats, 800 a quarter.
    leased = own(seats_included=False) | place(seat_rent=1_600, lease=24)
    found = bench(ending=Ending.CLOSES, **leased)
    assert exact.value(found.experiment("own", 2)) == pytest.approx(3 * 54_000 + (3 + 5) * 800)


def test_a_site_that_closes_has_closed_however_dear_that_is(exact):
    plan = exact.plan(bench(ending=Ending.CLOSES, **own(exit_cost=10_000_000)).experiment("own", 2))
    assert [site.location for site in plan.sites if site.node == nodes(plan)[-1]] == ["AUS"]


def test_the_multiplier_shrinks_the_team_later_on(exact):
    plan = exact.plan(bench().experiment("aas", 12, multiplier=1.5))
    assert heads(plan) == [0, 12, 8, 8]
    fewer = exact.plan(bench(ai_after=6.0).experiment("aas", 12, multiplier=1.5))
    assert heads(fewer) == [0, 12, 12, 8]
    more = exact.plan(bench().experiment("aas", 12, multiplier=0.25))
    assert heads(more) == [0, 12, 48, 48]


def test_heads_are_those_of_the_likeliest_future_once_the_team_has_ramped_up(exact):
    # Six months of ramp-up: those hired in the second quarter are ready in the fourth; AI has come to 2 by then in the
    # likelier future, and to 1 in the other, which needs twice as many.
    scenarios = {
        "kind": "fan",
        "known_from": 3,
        "futures": {
            "slow": {"probability": 0.4},
            "fast": {"probability": 0.6, "drivers": [{"driver": "ai_productivity", "values": {3: 2.0}}]},
        },
    }
    found = bench(scenarios=scenarios, **place(ramp_up=6))
    assert (found.timeline.service, found.timeline.settled) == (1, 3)
    plan = exact.plan(found.experiment("aas", 6))
    ends = dict(zip(nodes(plan), heads(plan), strict=True))
    assert ends["t03.fast"] <= ends["t01"] == 12 == ends["t03.slow"]
    shares = [sum(found.experiment("aas", 6).areas["dev"].workload[period : period + 1]) / 12 for period in range(4)]
    assert shares == pytest.approx([0, 0.25, 0.75, 1])


def test_the_futures_of_the_instance_are_cut_or_go_on(exact):
    scenarios = {
        "kind": "fan",
        "known_from": 2,
        "futures": {
            "up": {"probability": 0.5, "drivers": [{"driver": "wages", "values": {2: 2.0}}]},
            "down": {"probability": 0.5, "drivers": [{"driver": "talent_pool", "values": {2: 0.0}}]},
        },
    }
    # Wages double in one of two futures, from the third quarter on: half a quarter's pay a head more on average.
    assert exact.value(bench(scenarios=scenarios).experiment("aas", 4)) == pytest.approx(
        4 * (3 * 15_000 + 2 * 0.5 * QUARTER)
    )
    longer = bench(scenarios=scenarios, years=1.5).experiment("aas", 4)
    assert longer.horizon.period_months == (3,) * 6
    assert exact.value(longer) == pytest.approx(4 * (5 * 15_000 + 4 * 0.5 * QUARTER))
    shorter = bench(scenarios=scenarios, years=0.5).experiment("aas", 4)
    assert exact.value(shorter) == pytest.approx(4 * 15_000)
    odd = bench(scenarios=scenarios, years=7 / 12).experiment("aas", 4)
    assert odd.horizon.period_months == (3, 3, 1)


def test_build_operate_transfer_has_its_conversion_and_no_other_way_in(exact):
    models = {
        "own": {"lead_time": 0},
        "bot": {"margin": 1.0, "lead_time": 3, "seats_included": True, "conversions": {"own": {"min_age": 3}}},
    }
    found = bench(operating_models=models)
    # A quarter on the builder's margin, then two at home rates with the fixed cost.
    assert exact.value(found.experiment("bot", 10)) == pytest.approx(10 * QUARTER * 4 + 2 * 30_000)
    passed = exact.plan(found.experiment("bot", 10))
    assert [each.kind for each in passed.decisions] == ["commit", "start", "convert"]
    stays = bench(operating_models=models, conversions=False).experiment("bot", 10)
    assert exact.value(stays) == pytest.approx(10 * QUARTER * 6)
    assert list(stays.operating_models) == ["bot"]


def test_what_does_not_belong_to_the_experiment_is_left_out(exact):
    busy = {
        "areas": {
            "dev": {
                "single_site": True,
                "min_team": 9,
                "earliest_move": 3,
                "collaboration": {"ops": {"min_overlap": 8, "heads_served": 1, "unmatched": "forbidden"}},
                "unmet": {"price": 1},
            },
            "ops": {"workload": 3},
        },
        "policies": {"none": {"kind": "forbid", "location": "GDL"}},
        "footprint": {"sites": {"AUS": {"teams": {"ops": 3}}}},
    }
    people = {"talent_pool": 2, "hires_per_year": 1, "attrition": {"ops": 0.5}}
    value = exact.value(bench(scope=Scope(area="dev"), **busy, **place(**people)).experiment("own", 5))
    assert value == pytest.approx(5 * 3 * QUARTER + 3 * 30_000)


def test_a_partner_elsewhere_still_counts(exact):
    partner = {
        "areas": {
            "dev": {
                "real_time_partner": "FAR",
                "overlap_target": 8,
                "real_time_share": 1.0,
                "loss_per_missing_hour": 0.125,
            }
        },
        "locations": {"FAR": {"country": "IND", "time_zone": "America/Mexico_City", "yearly_cost": 1}},
    }
    assert exact.value(bench(scope=Scope(("GDL",)), **partner).experiment("own", 5)) == pytest.approx(270_000)


def test_a_model_that_may_not_have_so_many_cannot_run_them(exact):
    found = bench(**own(max_heads=4))
    assert exact.value(found.experiment("own", 4)) == pytest.approx(3 * 78_000)
    assert exact.value(found.experiment("own", 5)) is None
    assert list(remarks(found, 10)) == ["own runs at most 4 heads"]


def test_remarks_name_what_binds():
    terms = own(min_heads=3, build_up=6, take_or_pay_heads=5, shortfall_price=1)
    assert list(remarks(bench(**terms, **place(talent_pool=7)), 9)) == [
        "own keeps at least 3 heads from 6 months after its start",
        "own bills at least 5 heads from then on",
        "the talent pool holds 7 heads of dev; larger sites are tried as if it held more",
    ]


@pytest.mark.parametrize(
    ("scope", "changes", "told"),
    [
        (Scope(("GDX",)), {}, "no location 'GDX' to try a site with; expected one of GDL; did you mean GDL?"),
        (Scope(("AUS",)), {}, "no location 'AUS'"),
        (Scope(models=("aos", "own")), {}, "no operating model 'aos'"),
        (Scope(area="ops"), {}, "no area 'ops'"),
        (Scope(models=("own",)), {}, "at no location asked for can the area sit under two ways"),
        (Scope(), place(hosts=()), "at no location asked for"),
        (Scope(), own(lead_time=12), "takes up to 12 months to open"),
        (Scope(), place(ramp_up=12), "people who ramp up in 12 months"),
    ],
)
def test_what_cannot_be_tried_is_told(scope, changes, told):
    with pytest.raises(InputError, match=told.replace("?", r"\?")):
        bench(scope, **changes)


def test_a_place_without_output_is_told():
    with pytest.raises(InputError, match="the futures leave it no work"):
        still = {"kind": "deterministic", "drivers": [{"driver": "workload", "values": {1: 0.0}}]}
        bench(scenarios=still).experiment("aas", 3)


@pytest.mark.parametrize(
    "name", ["brownfield", *(pytest.param(each, marks=pytest.mark.slow) for each in ("dual-shore", "global-footprint"))]
)
def test_shipped_examples_can_be_tried(name):
    shipped = load(name)
    for each in benches(shipped, Scope(), Conditions())[:2]:
        made = each.experiment(each.compared[0], 20, 1.3)
        assert set(made.locations) == {shipped.headquarters, each.location}
        assert made.areas[each.area].workload[each.timeline.ends - 1] > 0
