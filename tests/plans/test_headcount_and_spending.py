"""Heads and money by calendar year."""

import math

import pytest

from coeplan.plans import headcount, spending
from coeplan.plans.board import board
from coeplan_models import Category

from .sample import HEADS, sample_plan


@pytest.fixture
def read():
    return board(sample_plan())


def cell(rows, **wanted):
    found = [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_expected_heads_at_the_end_of_a_year(read):
    row = cell(read.heads, year=2028, location="MX_GDL", area="support")
    assert row.expected == pytest.approx(0.4 * 20 + 0.6 * 16)
    assert (row.low, row.high) == (16, 20)


def test_a_site_of_one_future_has_no_heads_in_the_other(read):
    row = cell(read.heads, year=2029, location="IN_BLR", area="support")
    assert (row.low, row.high) == (0, 18)
    assert row.expected == pytest.approx(0.6 * 18)


def test_average_heads_weigh_months(read):
    row = cell(read.future_heads, year=2028, leaf="t03.fast", location="MX_GDL", area="support")
    assert row.average == pytest.approx((3 * 10 + 3 * 14 + 6 * 20) / 12)
    assert row.year_end == 20


def test_sites_and_totals_sum_their_areas(read):
    for total in read.total_heads:
        abroad = total.location == headcount.ABROAD
        parts = [
            row.expected for row in read.heads if row.year == total.year and not (abroad and row.location == "AUS")
        ]
        assert total.expected == pytest.approx(math.fsum(parts))
    assert cell(read.site_heads, year=2027, location="AUS").expected == sum(
        heads for (location, _), heads in HEADS["t00"].items() if location == "AUS"
    )


def test_a_future_that_cannot_happen_does_not_widen_the_range():
    plan = sample_plan()
    chance = {"t02.fast": 0.0, "t03.fast": 0.0, "t02.slow": 1.0, "t03.slow": 1.0}
    nodes = tuple(n.model_copy(update={"probability": chance.get(n.id, n.probability)}) for n in plan.nodes)
    row = cell(board(plan.model_copy(update={"nodes": nodes})).heads, year=2029, location="MX_GDL", area="support")
    assert (row.low, row.high, row.expected) == (16, 16, 16)


def test_present_values_add_up_to_the_expected_total(read):
    total = read.plan.summary.expected_total
    assert math.fsum(row.present_value for row in read.costs) == pytest.approx(total)
    assert read.cost_by_category[-1].present_value == pytest.approx(total)
    assert read.cost_by_location[-1].present_value == pytest.approx(total)


def test_categories_and_locations_add_up_to_the_same_years(read):
    assert read.cost_by_category[-1].by_span == pytest.approx(read.cost_by_location[-1].by_span)
    lines = read.cost_by_category[:-1]
    for span, money in read.cost_by_category[-1].by_span.items():
        assert math.fsum(line.by_span[span] for line in lines) == pytest.approx(money)


def test_money_of_a_straddling_period_is_split_by_months(read):
    half_a_year = 0.4 * 12 * 150_000 / 2 + 0.6 * 10 * 150_000 / 2
    amounts = [row for row in read.plan.amounts if row.area == "support" and row.category == "payroll"]
    here = [row for row in amounts if row.location == "AUS"]
    rows = spending.by_category_and_location(read.tree, here)
    assert cell(rows, span="2029").money == pytest.approx(half_a_year)


def test_money_after_the_horizon_stands_apart(read):
    assert read.spans == ("2027", "2028", "2029", spending.AFTER_HORIZON)
    after = [row for row in read.costs if row.span == spending.AFTER_HORIZON]
    assert {row.category for row in after} == {"payroll", "fee", "coordination"}


def test_capital_by_year_and_future(read):
    assert [(row.expected, row.low, row.high) for row in read.capital_by_year] == [
        (60_000, 60_000, 60_000),
        (0.6 * 400_000, 0, 400_000),
        (0, 0, 0),
    ]
    assert read.capital_by_year[-1].cumulative == pytest.approx(read.plan.summary.expected_capital)


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        (Category.FIT_OUT, "capital"),
        (Category.RENT, "run_cost"),
        (Category.EARLY_EXIT, "one_off"),
        (Category.HIRING, "one_off"),
        (Category.BREACH, "breach"),
    ],
)
def test_cash_is_of_a_kind(category, kind):
    plan = sample_plan()
    moved = tuple(row.model_copy(update={"category": category}) for row in plan.amounts)
    row = board(plan.model_copy(update={"amounts": moved})).cash[0]
    assert row.total > 0
    assert {name: getattr(row, name) for name in ("capital", "run_cost", "one_off", "breach")} == {
        **dict.fromkeys(("capital", "run_cost", "one_off", "breach"), 0.0),
        kind: row.total,
    }


def test_cash_adds_up(read):
    for row in read.cash:
        assert row.total == pytest.approx(row.capital + row.run_cost + row.one_off + row.breach)
    last = [row for row in read.cash if row.year == 2029]
    expected = math.fsum(row.probability * row.cumulative for row in last)
    within = [line.by_span for line in read.cost_by_category[:-1]]
    years = math.fsum(money for spans in within for span, money in spans.items() if span != spending.AFTER_HORIZON)
    assert expected == pytest.approx(years)
