"""Upper bounds on teams: from the data where they say so, technical where they do not."""

from typing import Any

import pytest

from coeplan.planning import gather
from coeplan.planning.limits import Limits

from .drafts import CAPTIVE_MX, DEV, HQ, MX, OPS, PL, SERVICE_MX, TWO_FUTURES, instance_of, numbers_of, steady

LOCAL = "locations.MX"
SERVICE = "operating_models.service"


def limits(changes: dict[str, Any] | None = None) -> Limits:
    return numbers_of(changes).limits


def technical(changes: dict[str, Any], place: int = PL, area: int = DEV, node: int = 0) -> float:
    found = limits(changes)
    assert (node, place, area) in found.technical
    return found.team[node, place, area]


def test_a_pool_bounds_a_team() -> None:
    found = limits({f"{LOCAL}.talent_pool": {"dev": 7.9}})
    assert found.team[0, MX, DEV] == 7
    assert (0, MX, DEV) not in found.technical
    assert limits({f"{LOCAL}.talent_pool": 7.9, "areas.dev.whole_heads": False}).team[0, MX, DEV] == 7.9


def test_a_pool_that_is_whole_but_for_rounding_stays_whole() -> None:
    assert limits({f"{LOCAL}.talent_pool": 8 - 1e-9}).team[0, MX, DEV] == 8


def test_hires_on_the_path_bound_a_team_from_the_first_opening_on() -> None:
    found = limits({f"{LOCAL}.hires_per_year": 9})
    assert [found.team[node, MX, DEV] for node in range(3)] == [2, 4, 9]  # 2.25, 4.5, 9
    late = limits({f"{LOCAL}.hires_per_year": 9, f"{SERVICE}.locations": ["PL"]})
    assert [late.team[node, MX, DEV] for node in range(3)] == [0, 0, 4]  # captive opens at month 6


def test_heads_of_the_footprint_come_on_top_of_hires() -> None:
    site = {"operating_model": "service", "teams": {"dev": 3}}
    found = limits({f"{LOCAL}.hires_per_year": 8, "footprint": {"sites": {"MX": site}}})
    assert [found.team[node, MX, DEV] for node in range(3)] == [5, 7, 11]
    assert [found.team[node, MX, OPS] for node in range(3)] == [2, 4, 8]
    # Three heads there, and hires for both areas together.
    assert [found.site[node, SERVICE_MX] for node in range(3)] == [5, 7, 11]


def test_the_smaller_of_pool_and_hires_counts() -> None:
    found = limits({f"{LOCAL}.hires_per_year": 8, f"{LOCAL}.talent_pool": 3})
    assert [found.team[node, MX, DEV] for node in range(3)] == [2, 3, 3]


def test_a_place_without_a_model_hosts_nobody() -> None:
    models = {"service": {"locations": ["MX"]}, "captive": {"lead_time": 4}}
    found = limits({"operating_models": models})
    assert [found.team[node, PL, DEV] == 0 for node in range(3)] == [True, True, False]
    assert (0, PL, DEV) not in found.technical


def test_heads_are_bounded_by_the_team_and_the_model_s_most() -> None:
    found = limits({f"{LOCAL}.talent_pool": {"dev": 9, "ops": 4}, f"{SERVICE}.max_heads": 6.5})
    assert (found.heads[0, SERVICE_MX, DEV], found.heads[0, SERVICE_MX, OPS]) == (6, 4)
    assert (2, CAPTIVE_MX, DEV) in found.heads and (1, CAPTIVE_MX, DEV) not in found.heads
    assert (found.heads[2, CAPTIVE_MX, DEV], found.heads[2, CAPTIVE_MX, OPS]) == (9, 4)
    assert (found.site[0, SERVICE_MX], found.site[2, CAPTIVE_MX]) == (6.5, 13)


def test_where_nobody_can_be_there_are_no_heads() -> None:
    found = limits({f"{LOCAL}.talent_pool": {"dev": 0, "ops": 3}})
    assert found.team[0, MX, DEV] == 0
    assert (0, SERVICE_MX, DEV) not in found.heads
    assert found.site[0, SERVICE_MX] == 3
    assert (0, MX, DEV) not in limits({f"{LOCAL}.hosts": []}).team


def test_hires_bound_a_site_below_its_teams() -> None:
    found = limits({f"{LOCAL}.hires_per_year": 8, f"{LOCAL}.talent_pool": 2})
    assert [found.site[node, SERVICE_MX] for node in range(3)] == [2, 4, 4]


def test_nothing_said_means_several_times_all_work() -> None:
    # All work is 14 heads at most: 4 x (1 + 14).
    assert technical({}) == 60
    assert technical({"areas.ops.workload": [4, 9, 4]}) == 80
    assert technical({"areas.dev.min_team": 2}) == 68
    assert technical({"locations.PL.productivity": {"dev": 0.5}}) == 4 * (1 + 28)
    assert technical({}, area=OPS) == 60


def test_the_weakest_output_of_any_node_counts() -> None:
    drivers = steady({"driver": "ai_productivity", "country": "POL", "values": [2, 0.5, 0]})
    assert technical({"scenarios": drivers}) == 4 * (1 + 28)


def test_heads_that_are_there_come_on_top() -> None:
    site = {"operating_model": "service", "teams": {"dev": 5}}
    assert technical({"footprint": {"sites": {"PL": site}}}) == 65
    assert technical({}, place=HQ) == 70, "headquarters holds 10"


@pytest.mark.parametrize(
    ("terms", "threshold"),
    [
        ({"min_heads": 20}, 20),
        ({"take_or_pay_heads": 30, "shortfall_price": 1}, 30),
        ({"fee_per_head": [{"from_heads": 0, "fee": 2}, {"from_heads": 40, "fee": 1}], "min_heads": 20}, 40),
    ],
    ids=["least heads", "take-or-pay", "last band"],
)
def test_thresholds_of_the_place_s_models_count(terms: dict[str, Any], threshold: float) -> None:
    models = {"service": terms | {"locations": ["PL"]}, "captive": {}}
    assert technical({"operating_models": models}) == 4 * (15 + threshold)
    assert technical({"operating_models": models}, place=MX) == 60


def test_a_wider_bound_may_be_asked_for() -> None:
    assert gather(instance_of(), width=16).limits.team[0, PL, DEV] == 240


@pytest.mark.parametrize(
    ("pin", "dev", "ops"),
    [
        ({"at_least": 40}, 160, 160),
        ({"at_least": 40, "area": "dev"}, 160, 60),
        ({"at_least": 7}, 60, 60),
        ({"at_most": 40}, 60, 60),
    ],
)
def test_heads_that_a_policy_asks_for_count(pin: dict[str, Any], dev: float, ops: float) -> None:
    found = limits({"policies.pin": {"kind": "heads", "location": "PL"} | pin}).team
    assert (found[1, PL, DEV], found[1, PL, OPS], found[1, MX, DEV]) == (dev, ops, 60)


def test_heads_of_given_plans_count() -> None:
    teams = [
        {"node": "t00", "location": place, "area": "ops", "heads": heads} for place, heads in (("MX", 20), ("PL", 30))
    ]
    found = limits({"reference_plans.before": {"teams": teams}}).team
    assert (found[2, MX, OPS], found[2, PL, OPS], found[2, PL, DEV]) == (80, 120, 60)


def test_heads_of_given_plans_at_places_that_are_gone_do_not_count() -> None:
    teams = [{"node": "t00", "location": "XX", "area": "ops", "heads": 90}]
    teams += [{"node": "t00", "location": "PL", "area": "law", "heads": 90}]
    assert limits({"reference_plans.before": {"teams": teams}}) == limits()


def test_a_known_plan_s_cost_bounds_what_the_data_do_not() -> None:
    # A head in Poland costs 60,000 a year: 15,000 in a quarter, 30,000 in half a year, there with probability 0.4.
    found = gather(instance_of({"scenarios": TWO_FUTURES, f"{LOCAL}.talent_pool": 500}), 64, 480_000).limits
    assert [found.team[node, PL, DEV] for node in (0, 1, 2)] == [32, 32, 40]
    assert found.team[3, PL, DEV] == 26  # 480,000 / (0.6 x 30,000) = 26.7
    assert found.team[0, MX, DEV] == 500
    assert gather(instance_of(), 4, 4_800_000).limits.team[0, PL, DEV] == 60
    assert gather(instance_of({"locations.PL.yearly_cost": 0}), 4, 1).limits.team[0, PL, DEV] == 60


def test_the_weights_and_the_time_after_the_horizon_count_for_a_known_plan_s_cost() -> None:
    weights = {"expectation_weight": 0.5, "cvar_weight": 1.5}
    found = gather(instance_of({"objective": weights, "terminal_months": 12}), 64, 480_000).limits
    # Twice 15,000; at the leaf twice 30,000 for half a year, and twice as much for the year after it.
    assert [found.team[node, PL, DEV] for node in range(3)] == [16, 16, 2]


def test_what_futures_cost_anyway_does_not_count_as_regret() -> None:
    weights = {"expectation_weight": 0.0, "worst_case_weight": 0.5, "regret_weight": 0.5}
    changes = {"objective": weights, "scenarios": TWO_FUTURES}
    leaves = dict(zip(leaves_of(changes), (200_000.0, 400_000.0), strict=True))
    # An objective of 320,000 and half of 0.4 x 200,000 + 0.6 x 400,000 is what half a total and half a regret are of.
    found = gather(instance_of(changes), 64, 320_000, leaves).limits
    assert [found.team[node, PL, DEV] for node in (0, 1, 2)] == [32, 32, 40]


def leaves_of(changes: dict[str, Any]) -> list[str]:
    tree = gather(instance_of(changes)).tree
    return [tree.nodes[leaf].id for leaf in tree.leaves]
