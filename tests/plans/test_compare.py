"""Two plans side by side."""

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coeplan.core.errors import InputError
from coeplan.plans.bridge_names import RISK
from coeplan.plans.compare import ComparedPlan, compare, compare_many, plan_label
from coeplan.plans.comparison_tables import comparison_tables
from coeplan_models import DecisionKind

from .random_plans import Recipe
from .sample import sample_instance, sample_plan

BASE = sample_plan()


def rescaled(factors, *, risk=0.0):
    """Return the sample with each amount scaled, and all that is summed from amounts made to fit."""
    amounts = tuple(
        row.model_copy(update={"money": row.money * factor, "discounted": row.discounted * factor})
        for row, factor in zip(BASE.amounts, factors, strict=True)
    )
    chance = {node.id: node.probability for node in BASE.nodes}
    total = math.fsum(chance[row.node] * row.discounted for row in amounts)
    summary = BASE.summary.model_copy(update={"expected_total": total})
    return BASE.model_copy(
        update={"amounts": amounts, "summary": summary, "value": total + risk, "bound": total + risk}
    )


scales = st.lists(st.floats(0.0, 3.0, allow_subnormal=False), min_size=len(BASE.amounts), max_size=len(BASE.amounts))


@settings(max_examples=30, deadline=None)
@given(scales, scales, st.floats(0.0, 1e6))
def test_lines_of_money_add_up_to_the_difference_of_the_values(factors_a, factors_b, risk):
    plan_a, plan_b = rescaled(factors_a), rescaled(factors_b, risk=risk)
    found = compare(plan_a, plan_b)
    scale = max(1.0, abs(plan_a.value), abs(plan_b.value))
    for lines in (found.by_category, found.by_location):
        assert math.fsum(line.difference for line in lines) == pytest.approx(found.difference, abs=2e-6 * scale)
        assert math.fsum(line.money_a for line in lines) == pytest.approx(plan_a.value, abs=1e-6 * scale)
        assert math.fsum(line.money_b for line in lines) == pytest.approx(plan_b.value, abs=1e-6 * scale)


@settings(max_examples=20, deadline=None)
@given(scales, scales)
def test_turned_round_the_differences_change_their_sign(factors_a, factors_b):
    plan_a, plan_b = rescaled(factors_a), rescaled(factors_b)
    there, back = compare(plan_a, plan_b), compare(plan_b, plan_a)
    assert there.difference == -back.difference
    forth = {line.name: line.difference for line in there.by_category}
    assert forth == {line.name: -line.difference for line in back.by_category}


def test_a_plan_does_not_differ_from_itself():
    found = compare(BASE, BASE)
    assert (found.sites, found.decisions, found.heads) == ((), (), ())
    assert found.difference == 0
    assert all(line.difference == 0 for line in (*found.by_category, *found.by_location))


def test_what_the_objective_says_beyond_the_expected_total_has_a_line_of_its_own():
    ones = [1.0] * len(BASE.amounts)
    found = compare(rescaled(ones), rescaled(ones, risk=5_000.0))
    assert found.by_category[-1].name == RISK
    assert found.by_category[-1].difference == pytest.approx(5_000.0)


def test_what_rounding_leaves_is_no_weighting_of_risk():
    ones = [1.0] * len(BASE.amounts)
    one = rescaled(ones)
    found = compare(one, one.model_copy(update={"value": one.value * (1 + 1e-13)}))
    assert found.bridge.lines == ()
    assert RISK not in {line.name for line in found.by_category}


def test_the_weighting_of_risk_comes_after_all_places():
    renamed = tuple(row.model_copy(update={"location": row.location and "zurich"}) for row in BASE.amounts)
    one = BASE.model_copy(update={"amounts": renamed})
    dearer = one.model_copy(update={"value": one.value + 5_000.0, "bound": one.value})
    assert [line.name for line in compare(one, dearer).by_location][-2:] == ["zurich", RISK]


def test_a_decision_that_one_plan_lacks_is_told_once():
    without = BASE.model_copy(update={"decisions": BASE.decisions[:2]})
    (only,) = compare(BASE, without).decisions
    assert (only.only_in, only.decision.kind, only.decision.location) == ("a", DecisionKind.COMMIT, "IN_BLR")


def test_another_model_at_a_site_differs_on_both_sides():
    other = tuple(
        each.model_copy(update={"operating_model": "shelter"}) if each.location == "MX_GDL" else each
        for each in BASE.decisions
    )
    sites = tuple(
        each.model_copy(update={"operating_model": "shelter"}) if each.location == "MX_GDL" else each
        for each in BASE.sites
    )
    found = compare(BASE, BASE.model_copy(update={"decisions": other, "sites": sites}))
    assert [(row.only_in, row.decision.operating_model) for row in found.decisions] == [
        ("a", "as_a_service"),
        ("b", "shelter"),
    ]
    assert [(row.location, row.models_a, row.models_b) for row in found.sites] == [
        ("MX_GDL", ("as_a_service",), ("shelter",))
    ]


def test_heads_are_told_for_all_years_of_a_place_that_differs():
    teams = tuple(
        each.model_copy(update={"heads": each.heads + 2})
        if each.node == "t03.slow" and each.area == "product"
        else each
        for each in BASE.teams
    )
    found = compare(BASE, BASE.model_copy(update={"teams": teams}))
    for area in ("product", ""):
        home = [row for row in found.heads if (row.location, row.area) == ("AUS", area)]
        assert [(row.year, row.difference) for row in home] == [
            (2027, 0),
            (2028, pytest.approx(0.6 * 2)),
            (2029, pytest.approx(0.6 * 2)),
        ]
    assert {row.location for row in found.heads} == {"AUS", "all places"}


@pytest.mark.parametrize(
    ("bounds", "resolved", "low", "high"),
    [
        ((90.0, 99.0), False, -1.0, 15.0),
        ((90.0, 101.0), True, 1.0, 15.0),
        ((90.0, None), False, None, 15.0),
        ((None, 101.0), True, 1.0, None),
        ((None, None), False, None, None),
        # Where the optima may be equal, nothing is resolved.
        ((None, 100.0), False, 0.0, None),
        ((105.0, None), False, None, 0.0),
        ((105.5, None), True, None, -0.5),
    ],
)
def test_a_difference_is_resolved_where_the_bounds_leave_no_doubt(bounds, resolved, low, high):
    one = BASE.amounts[0].model_copy(update={"money": 1.0, "discounted": 1.0})
    plans = []
    for value, bound, name in ((100.0, bounds[0], "a"), (105.0, bounds[1], "b")):
        amount = one.model_copy(update={"money": value, "discounted": value})
        summary = BASE.summary.model_copy(update={"expected_total": value})
        changes = {"amounts": (amount,), "summary": summary, "value": value, "bound": bound, "instance_hash": name}
        plans.append(BASE.model_copy(update=changes))
    found = compare(*plans)
    assert (found.resolved, found.optimum_low, found.optimum_high) == (resolved, low, high)


def test_plans_in_two_currencies_are_refused():
    with pytest.raises(InputError, match="EUR"):
        compare(BASE, BASE.model_copy(update={"currency": "EUR"}))


def test_a_plan_whose_amounts_do_not_add_up_is_refused():
    broken = BASE.model_copy(update={"amounts": BASE.amounts[1:]})
    with pytest.raises(InputError) as caught:
        compare(BASE, broken)
    assert [fault.code for fault in caught.value.faults] == ["amounts_do_not_add_up"]


def test_plans_of_one_instance_have_one_optimum():
    found = compare(BASE, BASE.model_copy(update={"bound": None}))
    assert (found.same_instance, found.optimum_low, found.optimum_high, found.resolved) == (True, 0.0, 0.0, False)


def test_any_number_of_plans_is_compared_with_the_first():
    recipes = [Recipe(seed, shape=shape) for seed, shape in enumerate(("fan", "line", "early", "fan"))]
    found = compare_many([ComparedPlan(each.plan, each.instance, f"{each.seed}.json") for each in recipes])
    assert [(plan.label, plan.source, plan.instance_at_hand) for plan in found.plans] == [
        (label, f"{number}.json", True) for number, label in enumerate("ABCD")
    ]
    assert [(pair.label_a, pair.label_b) for pair in found.comparisons] == [("A", "B"), ("A", "C"), ("A", "D")]
    assert sorted(row.label for row in found.ranking) == ["A", "B", "C", "D"]
    for pair, each in zip(found.comparisons, recipes[1:], strict=True):
        assert pair == dataclasses.replace(
            compare(recipes[0].plan, each.plan, recipes[0].instance, each.instance), label_b=pair.label_b
        )


def test_a_plan_without_a_name_is_called_by_its_instance():
    assert [plan.source for plan in compare_many([ComparedPlan(BASE), ComparedPlan(BASE)]).plans] == ["sample"] * 2


@pytest.mark.parametrize(("number", "label"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_plans_have_letters(number, label):
    assert plan_label(number) == label


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_plans_are_refused(number):
    with pytest.raises(InputError) as caught:
        compare_many([ComparedPlan(BASE)] * number)
    assert [fault.code for fault in caught.value.faults] == ["too_few_plans"]


def test_faults_of_all_plans_are_told_at_once():
    broken = BASE.model_copy(update={"amounts": BASE.amounts[1:]})
    dearer = BASE.model_copy(update={"value": 2 * BASE.value})
    with pytest.raises(InputError) as caught:
        compare_many([ComparedPlan(broken), ComparedPlan(BASE), ComparedPlan(dearer, sample_instance())])
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [
        ("amounts_do_not_add_up", ("summary", "expected_total")),
        ("amounts_do_not_add_up", ("value",)),
    ]


def test_an_instance_of_other_data_is_refused():
    other = sample_instance().model_copy(update={"discount_rate": 0.5})
    with pytest.raises(InputError, match="plan B was made for other data"):
        compare(BASE, BASE, sample_instance(), other)


def test_inputs_are_compared_where_both_instances_are_at_hand():
    instance = sample_instance()
    other = instance.model_copy(update={"discount_rate": 0.5})
    two = BASE.model_copy(update={"instance_hash": other.fingerprint()})
    assert compare(BASE, two, instance).inputs is None
    found = compare(BASE, two, instance, other).inputs
    assert [change.path for change in found.changes] == [group.path for group in found.groups] == ["discount_rate"]


def with_tree(plan, chance):
    """Return the sample with other odds of its futures, the sums left as they are."""
    nodes = tuple(
        node.model_copy(update={"probability": chance if node.id.endswith("slow") else 1 - chance})
        if "." in node.id
        else node
        for node in plan.nodes
    )
    return plan.model_copy(update={"nodes": nodes, "amounts": (), "value": 0.0, "summary": NOTHING})


NOTHING = BASE.summary.model_copy(update={"expected_total": 0.0})


def test_a_site_that_operates_with_another_probability_differs():
    (row,) = compare(with_tree(BASE, 0.6), with_tree(BASE, 0.9)).sites
    assert (row.location, row.start_a, row.start_b) == ("IN_BLR", "2028-07", "2028-07")
    assert (row.probability_a, row.probability_b) == (pytest.approx(0.6), pytest.approx(0.9))


def test_decisions_are_matched_by_period_and_future_whatever_nodes_are_called():
    def renamed(record):
        said = {name: getattr(record, name) for name in ("node", "id", "parent", "leaf") if hasattr(record, name)}
        return record.model_copy(update={name: value and value.replace("t0", "t00") for name, value in said.items()})

    lists = ("nodes", "decisions", "sites", "teams", "amounts", "leaf_totals", "node_figures", "holdings")
    other = BASE.model_copy(update={name: tuple(map(renamed, getattr(BASE, name))) for name in lists})
    found = compare(BASE, other)
    assert (found.decisions, found.sites, found.heads) == ((), (), ())
    assert found.bridge.lines == ()


def test_decisions_of_now_come_first():
    without = BASE.model_copy(update={"decisions": BASE.decisions[1:2]})
    found = compare(without, BASE).decisions
    assert [(row.now, row.decision.location) for row in found] == [(True, "MX_GDL"), (False, "IN_BLR")]


def test_money_by_year_splits_periods_that_straddle():
    one = rescaled([0.0] * len(BASE.amounts))
    row = BASE.amounts[0].model_copy(update={"node": "t03.slow", "money": 100.0, "discounted": 100.0})
    summary = one.summary.model_copy(update={"expected_total": 60.0})
    two = one.model_copy(update={"amounts": (row,), "summary": summary, "value": 60.0, "bound": 60.0})
    found = compare(one, two)
    spans = {line.name: line.difference for line in found.by_year if line.difference}
    assert spans == {"2028": pytest.approx(30.0), "2029": pytest.approx(30.0)}


def test_tables_have_a_row_for_everything_that_differs_and_the_letters_of_the_plans():
    recipes = [Recipe(1), Recipe(2), Recipe(3, shape="line")]
    found = compare_many([ComparedPlan(each.plan, each.instance) for each in recipes])
    tables = comparison_tables(found)
    assert tables["plans"]["label"].tolist() == [row.label for row in found.ranking]
    assert tables["plans"]["instance"].tolist() == [
        found.plans["ABC".index(row.label)].instance for row in found.ranking
    ]
    lengths = {
        "inputs": [len(pair.inputs.changes) for pair in found.comparisons],
        "input_groups": [len(pair.inputs.groups) for pair in found.comparisons],
        "sites": [len(pair.sites) for pair in found.comparisons],
        "decisions": [len(pair.decisions) for pair in found.comparisons],
        "heads": [len(pair.heads) for pair in found.comparisons],
        "bridge": [len(pair.bridge.lines) for pair in found.comparisons],
        "bridge_parts": [len(pair.bridge.parts) for pair in found.comparisons],
    }
    for name, (of_b, of_c) in lengths.items():
        assert tables[name][["plan_a", "plan_b"]].values.tolist() == [["A", "B"]] * of_b + [["A", "C"]] * of_c
        assert of_b + of_c > 0
    money = tables["money"]
    assert set(money["by"]) == {"category", "location", "operating_model", "area", "year"}
    sums = money.groupby(["plan_b", "by"])["difference"].sum()
    for pair in found.comparisons:
        assert sums[pair.label_b].tolist() == pytest.approx([pair.difference] * 5)


def test_tables_have_the_same_columns_where_nothing_differs():
    same = comparison_tables(compare_many([ComparedPlan(BASE), ComparedPlan(BASE)]))
    other = comparison_tables(compare_many([ComparedPlan(BASE), ComparedPlan(Recipe(1).plan)]))
    assert same.keys() == other.keys()
    for name, table in same.items():
        assert table.dtypes.to_dict() == other[name].dtypes.to_dict(), name
    assert all(same[name].empty for name in same if name not in ("plans", "money"))
