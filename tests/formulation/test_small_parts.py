"""Matching, fee bands, CVaR, money units: small functions worked out by hand."""

import pytest

from coeplan.formulation.algebra import is_number, value_of, weighted
from coeplan.formulation.build import build, money_unit
from coeplan.formulation.completion import chosen_band, chosen_step
from coeplan.formulation.figures import cvar_of
from coeplan.formulation.matching import largest_matching
from coeplan.planning import gather
from coeplan.planning.rates import Band
from coeplan_models import CapitalLimit, Decision, DecisionKind, LeafTotal, StartLimit

from .golden import instance_of, model_of


@pytest.mark.parametrize(
    ("needing", "serving", "pairs", "most"),
    [
        ({0: 3, 1: 2}, {0: 4}, [(0, 0), (1, 0)], 4),
        ({0: 3, 1: 2}, {0: 4, 1: 4}, [(0, 0), (1, 1)], 5),
        ({0: 3, 1: 2}, {0: 2, 1: 2}, [(0, 0), (0, 1), (1, 0)], 4),
        ({0: 3}, {1: 5}, [(0, 0)], 0),
        ({0: 0, 1: 2.5}, {0: 1, 1: 1}, [(0, 0), (1, 1)], 1),
    ],
)
def test_as_many_heads_as_possible_are_matched(
    needing: dict[int, float], serving: dict[int, float], pairs: list[tuple[int, int]], most: float
) -> None:
    found = largest_matching(needing, serving, pairs)
    assert sum(found.values()) == pytest.approx(most)
    assert set(found) <= set(pairs)
    assert all(heads > 0 for heads in found.values())
    for side, limits in ((0, needing), (1, serving)):
        for place, limit in limits.items():
            assert sum(heads for pair, heads in found.items() if pair[side] == place) <= limit + 1e-9


STEPS = (Band(0, 5, 100), Band(5, 9, 80), Band(9, None, 200))


@pytest.mark.parametrize(("heads", "step"), [(0, 0), (4, 0), (5, 1), (8.9, 1), (9, 1), (9.1, 2), (5 - 1e-10, 1)])
def test_at_a_shared_edge_the_cheaper_step_holds(heads: float, step: int) -> None:
    assert chosen_step(STEPS, heads) == step


BANDS = (Band(0, 6, 10, 3), Band(6, None, 8, 9))


@pytest.mark.parametrize(
    ("heads", "missing", "band"),
    [(5, 0, 0), (6, 0, 1), (7, 0, 1), (2, 3, 0), (5, 1, 1), (1, 5, 0), (2, 5, 1)],
    ids=["below", "edge", "above", "billed below", "edge, few missing", "edge, many missing", "billed above"],
)
def test_billed_heads_choose_the_band_and_at_an_edge_the_cheaper_bill(heads: float, missing: float, band: int) -> None:
    # At 6 billed heads: 5 x 10 + 3 against 5 x 8 + 9, and 10 + 15 against 8 + 45.
    assert chosen_band(BANDS, heads, missing) == band


@pytest.mark.parametrize(
    ("alpha", "mean"), [(0.0, 17.0), (0.5, 24.0), (0.8, 30.0), (0.75, (0.2 * 30 + 0.05 * 20) / 0.25), (0.9, 30.0)]
)
def test_cvar_is_the_mean_of_the_worst_and_splits_a_leaf(alpha: float, mean: float) -> None:
    totals = [
        LeafTotal(leaf=f"t01.{place}", probability=probability, total=total)
        for place, (probability, total) in enumerate([(0.5, 10.0), (0.2, 30.0), (0.3, 20.0)])
    ]
    assert cvar_of(totals, alpha) == pytest.approx(mean)


@pytest.mark.parametrize(("instance", "unit"), [("work", 100000), ("staff", 10000), ("inherited", 10000)])
def test_money_is_counted_in_a_power_of_ten_near_the_dearest_head(instance: str, unit: float) -> None:
    # A year of 100,000; quarters of 25,000.
    assert money_unit(gather(instance_of(instance))) == unit


def test_money_is_never_counted_in_less_than_one() -> None:
    instance = instance_of("staff")
    for cost in (0.0, 0.4, 9.0):
        cheap = {
            name: place.model_copy(update={"yearly_cost": {"*": cost}}) for name, place in instance.locations.items()
        }
        assert money_unit(gather(instance.model_copy(update={"locations": cheap}))) == 1.0


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_a_commitment_that_the_instance_does_not_allow_may_stand_anywhere_in_a_given_plan(first: bool) -> None:
    instance = instance_of("given")
    given = instance.reference_plans["before"]
    unknown = next(each for each in given.decisions if each.node == "t01" and each.kind is DecisionKind.COMMIT)
    others = tuple(each for each in given.decisions if each is not unknown)
    plans = {"before": given.model_copy(update={"decisions": (unknown, *others) if first else (*others, unknown)})}
    rows = build(gather(instance.model_copy(update={"reference_plans": plans}))).model.freeze
    assert len(rows) == len(model_of("given").model.freeze)


def test_breaches_of_what_is_frozen_are_named_as_in_plans() -> None:
    instance = instance_of("given")
    given = instance.reference_plans["before"]
    # Poland may not be run as a service.
    poland = Decision(node="t02", location="PL", kind=DecisionKind.CANCEL, operating_model="service", start_period=2)
    turned = poland.model_copy(update={"kind": DecisionKind.CONVERT, "to_model": "captive", "start_period": None})
    plans = {"before": given.model_copy(update={"decisions": (poland, *given.decisions, turned)})}
    policies = {"first": instance.policies["first"].model_copy(update={"periods": 3})}
    m = build(gather(instance.model_copy(update={"reference_plans": plans, "policies": policies})))
    named = {(m.numbers.tree.nodes[node].id, subject) for _, node, subject in m.columns["breach"]}
    assert named >= {
        ("t00", "commit/PL/captive"),
        ("t01", "commit/PL/service"),
        ("t01", "cancel/MX/captive/2"),
        ("t02", "cancel/PL/service/2"),
        ("t02", "start/MX/service"),
        ("t02", "stop/MX/service"),
        ("t02", "convert/MX/service/captive"),
        ("t02", "convert/PL/service/captive"),
        ("t02", "team/HQ/dev"),
    }
    assert all(subject.count("/") == (3 if subject.startswith(("convert", "cancel")) else 2) for _, subject in named)


@pytest.mark.parametrize(
    ("terms", "matters"),
    [({}, True), ({"min_heads": 0}, False), ({"min_heads": 0, "take_or_pay_heads": 2}, True), ({"build_up": 0}, False)],
    ids=["least heads", "neither", "take-or-pay", "no build-up"],
)
def test_a_build_up_matters_where_it_puts_off_least_heads_or_take_or_pay(terms: dict[str, int], matters: bool) -> None:
    instance = instance_of("terms")
    captive = instance.operating_models["captive"].model_copy(update=terms)
    models = {**instance.operating_models, "captive": captive}
    m = build(gather(instance.model_copy(update={"operating_models": models})))
    site = m.numbers.arrangement("MX", "captive")
    assert any(key[1] == site for key in m.columns["built_up"]) is matters


@pytest.mark.parametrize(
    ("policy", "exchanging"),
    [
        (StartLimit(kind="start_limit", limit=9), False),
        (CapitalLimit(kind="capital_limit", limit=9e9), True),
        (CapitalLimit(kind="capital_limit", limit=9e9, enabled=False), False),
    ],
    ids=["starts", "capital", "capital, switched off"],
)
def test_exchanging_heads_at_a_conversion_can_pay_where_capital_is_limited(
    policy: StartLimit | CapitalLimit, exchanging: bool
) -> None:
    # Severance and hiring cost 110 a head, the conversion to captive 100, that back to bot 120.
    numbers = gather(instance_of("terms").model_copy(update={"policies": {"limit": policy}}))
    columns = build(numbers).columns["growing"]
    sources = {numbers.arrangements[numbers.arcs[arc].source].model for _, arc, _ in columns}
    assert sources == ({"bot", "captive"} if exchanging else {"captive"})


def test_sums_leave_out_what_counts_nothing() -> None:
    column = next(iter(model_of("work").columns["team"].values()))
    column.set_value(2.0)
    assert value_of(weighted([(3.0, column), (0.0, column)])) == 6.0
    assert is_number(weighted([(0.0, column)]))
    assert not is_number(column)
