"""Reports of several plans, and of studies."""

import json
from types import SimpleNamespace

import pytest
from tests.report.html.reading import number
from tests.studies.tasks import TINY, grid, run

from coeplan.plans.bridge_groups import steps
from coeplan.plans.compare import ComparedPlan, compare_many
from coeplan.report.html import chart_bars
from coeplan.report.html.chart_bars import inner_width
from coeplan.report.html.comparison_pair import Pair
from coeplan.report.html.comparison_report import ALL, _abroad, _sizes, _ways, comparison_report
from coeplan.report.html.elements import NARROW, WIDE, Figure, Folded, Part, Table
from coeplan.report.html.letters import names_of
from coeplan.report.html.look import BODY_SIZE, LETTER, WIDEST_FONT
from coeplan.report.html.study_report import solved_of, study_report
from coeplan.report.numbers import MoneyUnit
from coeplan.studies.sensitivity_result import Sensitivity, Tornado
from coeplan.studies.sensitivity_states import State
from coeplan.studies.sensitivity_tornado import Bar, End, Switch
from coeplan.studies.table import study_results
from coeplan_models import Category
from coeplan_models.plan import AskedWhatIf


def blocks_of(report):
    """All blocks of a report, those within others as well."""

    def walk(blocks):
        for block in blocks:
            yield block
            if isinstance(block, Part | Folded):
                yield from walk(block.blocks)

    return [block for section in report.sections for block in walk(section.blocks)]


def figure_of(report, name):
    (found,) = [each for each in report.figures if each.name == name]
    return found


def drawn(report):
    """Every chart as Vega-Lite, on either canvas."""
    return [figure.draw(canvas).to_dict(validate=False) for figure in report.figures for canvas in (WIDE, NARROW)]


@pytest.fixture
def dearer(plan):
    """The sample with payroll that costs a tenth more."""
    amounts = tuple(
        row.model_copy(update={"money": 1.1 * row.money, "discounted": 1.1 * row.discounted})
        if row.category is Category.PAYROLL
        else row
        for row in plan.amounts
    )
    chance = {node.id: node.probability for node in plan.nodes}
    more = sum(chance[row.node] * row.discounted / 11 for row in amounts if row.category is Category.PAYROLL)
    paths = {leaf.leaf: leaf for leaf in plan.leaf_totals}
    whole = {name: sum(row.discounted for row in amounts if on_path(plan, row.node, name)) for name in paths}
    totals = tuple(leaf.model_copy(update={"total": whole[leaf.leaf]}) for leaf in plan.leaf_totals)
    expected = plan.summary.expected_total + more
    summary = plan.summary.model_copy(
        update={"expected_total": expected, "cvar": max(whole.values()), "worst_total": max(whole.values())}
    )
    return plan.model_copy(
        update={
            "amounts": amounts,
            "leaf_totals": totals,
            "summary": summary,
            "value": expected,
            "instance_hash": "0" * 64,
        }
    )


def on_path(plan, node, leaf):
    parents = {each.id: each.parent for each in plan.nodes}
    while leaf is not None:
        if leaf == node:
            return True
        leaf = parents[leaf]
    return False


def compared(plan, instance, *others):
    given = [ComparedPlan(plan, instance, "base.json"), *(ComparedPlan(each, None, "<b>") for each in others)]
    return comparison_report(compare_many(given), given)


def test_a_comparison_answers_first_and_adds_up(plan, instance, dearer):
    report = compared(plan, instance, dearer)
    answer = report.sections[0].blocks[0].texts
    assert answer[0].startswith("Plan A costs least: USD ")
    assert answer[1].startswith("B costs USD ")
    assert " more than A. " in answer[1]
    bridge = figure_of(report, "bridge-b").table
    steps = [number(row[1]) for row in bridge.rows[1:-1]]
    assert sum(steps) == pytest.approx(number(bridge.rows[-1][1]), abs=0.01 * len(steps))
    assert number(bridge.rows[0][2]) + number(bridge.rows[-1][1]) == pytest.approx(
        number(bridge.rows[-1][2]), abs=0.011
    )
    tables = {block.caption: block for block in blocks_of(report) if isinstance(block, Table)}
    (by_place,) = [table for caption, table in tables.items() if caption.startswith("By location")]
    assert {"Austin", "Guadalajara", "Bengaluru", "Of no location", "In total"} == {row[0] for row in by_place.rows}
    assert len(drawn(report)) == 4


def test_what_a_plan_was_asked_for_stands_with_what_differs(plan, instance, dearer):
    what_if = AskedWhatIf(name="dear", edits=("locations.*.pay x 1.1", "never <b>"), base_hash=plan.instance_hash)
    asked = dearer.model_copy(update={"made_by": dearer.made_by.model_copy(update={"what_if": what_if})})
    report = compared(plan, instance, asked)
    assert "(sample: dear)" in report.about
    first = report.sections[4].blocks[0].texts[0]
    assert first == "Plan B was asked for with: locations.*.pay x 1.1; never <b>."


def test_what_is_proved_to_the_digit_is_told_as_proved(plan, instance, dearer):
    exact = [each.model_copy(update={"bound": each.value, "gap": 0.0}) for each in (plan, dearer)]
    report = compared(exact[0], instance, exact[1])
    assert report.sections[0].blocks[0].texts[1].endswith(" more than A. That is proved.")
    assert report.sections[-1].blocks[0].texts[0].endswith(f"costs USD {plan.value / 1e6:.2f} M, as proved.")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (27.2, "B has 27.2 heads more abroad than A"),
        (-5.0, "B has 5 heads less abroad than A"),
        (0.0, "B has as many heads abroad as A"),
    ],
)
def test_heads_abroad_are_told_as_more_or_less(plan, more, said):
    found = compare_many([ComparedPlan(plan), ComparedPlan(plan)]).comparisons[0]
    assert _abroad(more, found) == said


def test_words_beside_bars_end_within_the_axis():
    bars = [
        chart_bars.Bar("a", -88.0, 195.0, "-87.88 to +195.29", "red"),
        chart_bars.Bar("b", 0.0, 5.0, "0.00 to 5.00", "red", mark=200.0),
    ]
    for canvas in (WIDE, NARROW):
        left, right = chart_bars._domain(canvas, bars, from_zero=True)
        for bar in bars:
            end = (max(bar.end, bar.mark or 0.0) - left) / (right - left) * inner_width(canvas)
            assert end + len(bar.text) * BODY_SIZE * LETTER * WIDEST_FONT < inner_width(canvas)


def test_steps_that_would_read_as_nothing_are_one_bar_that_ends_where_they_do(plan, instance, dearer):
    given = [ComparedPlan(plan, instance, "a"), ComparedPlan(dearer, None, "b")]
    (found,) = compare_many(given).comparisons
    told = steps(found.bridge)
    coarse = Pair(found, names_of(instance), MoneyUnit("USD", 1e12, "T", 1))
    (bar,) = _ways(coarse, told)
    assert bar.label == f"{len(told)} smaller steps"
    assert bar.end * 1e12 == pytest.approx(found.bridge.end)
    fine = _ways(Pair(found, names_of(instance), MoneyUnit("USD", 1.0, "", 6)), told)
    assert len(fine) == len(told) > 1


def test_plans_with_the_same_heads_at_the_end_get_no_chart_of_nothing(instance):
    def row(year, difference):
        return SimpleNamespace(area=ALL, location="AUS", year=year, difference=difference)

    pair = SimpleNamespace(found=SimpleNamespace(label_a="A", label_b="B"), names=names_of(instance))
    pair.found.heads = [row(2027, 2.0), row(2028, 0.0)]
    told, table = _sizes(pair)
    assert told.texts == ("At the end of 2028 both have the same heads everywhere.",)
    assert table.rows == (("Austin", "+2", "0"),)
    pair.found.heads = [row(2027, 0.0), row(2028, 2.0)]
    assert [type(block) for block in _sizes(pair)] == [Figure]


def test_plans_of_one_instance_differ_by_what_was_left_undone(plan, instance):
    report = compared(plan, instance, plan, plan)
    answer = report.sections[0].blocks[0].texts
    assert answer[1].startswith("B costs as much as A. Both answer the same instance, so the difference is what ")
    parts = [block.title for block in report.sections[1].blocks]
    assert parts == ["B against A", "C against A"]


@pytest.fixture
def results(tmp_path):
    """Make the results of a study of some workloads, which cost what they are."""

    def made(workloads):
        (tmp_path / "tiny.json").write_text(json.dumps(TINY))
        (tmp_path / "study.json").write_text(json.dumps(grid(workloads)))
        run(tmp_path / "study.json", tmp_path / "out")
        return study_results(tmp_path / "out")

    return made


def test_a_study_tells_spread_and_levels(results):
    report = study_report(results([2, 8, 150]))
    answer = report.sections[0].blocks[0].texts
    assert answer[0] == "All 3 cases are solved."
    assert answer[1] == "They cost between USD 2.00 (load=w2) and USD 150.00 (load=w150)."
    assert answer[2] == "Today's decisions are others than the base plan's in 1 of 3 (33 %)."
    assert [row[1] for row in figure_of(report, "spread").table.rows] == ["2.00", "8.00", "150.00"]
    levels = figure_of(report, "levels").table.rows
    assert [(row[1], row[4], row[8]) for row in levels][-1] == ("w150", "150.00", "100 %")
    assert len(drawn(report)) == 4


@pytest.mark.parametrize(
    ("done", "every", "said"),
    [
        (1, 1, "The one case is solved."),
        (0, 1, "0 of 1 case are solved."),
        (1, 3, "1 of 3 cases is solved."),
        (2, 3, "2 of 3 cases are solved."),
        (4000, 4000, "All 4,000 cases are solved."),
    ],
)
def test_how_many_cases_are_solved_is_a_sentence(done, every, said):
    assert solved_of(done, every) == said


def test_many_cases_are_counted_in_ranges(results):
    report = study_report(results(range(1, 26)))
    rows = figure_of(report, "spread").table.rows
    assert len(rows) == 12
    assert [int(row[1]) for row in rows] == [2] * 11 + [3]
    assert figure_of(report, "spread").finding == "Half of 25 cases cost less than USD 13.00."


def test_cases_without_a_plan_are_told(results):
    report = study_report(results([2, 9001]))
    (cases,) = [block for block in blocks_of(report) if isinstance(block, Table) and block.caption.startswith("Cases")]
    assert [row[:2] for row in cases.rows] == [("load=w2", "optimal"), ("load=w9001", "infeasible")]
    assert report.sections[0].blocks[0].texts[:2] == ("All 2 cases are solved.", "1 of them has no plan.")
    assert report.sections[0].blocks[0].texts[2].startswith("The others cost between USD 2.00 (load=w2) and ")
    assert "1 optimal, 1 infeasible" in report.sections[-1].blocks[0].texts[0]


def test_a_tornado_shows_swings_and_switches(results, instance):
    found = results([2])

    def end(side, at, difference, state):
        return End(side, at, "optimal", "", 1.0, 1.0, difference, state, 0.0, 0.0, True, ("commit X/m",), ())

    bars = (
        Bar(
            "fee",
            "operating_models.aas.fee_per_head",
            "scale",
            1.0,
            end("low", 0.8, -5e6, State.HOLDS),
            end("high", 1.2, 7e6, State.SWITCHED),
            12e6,
            11e6,
            13e6,
            1,
        ),
        Bar(
            "pay",
            "locations.<b>.pay",
            "set",
            1.0,
            end("low", 1, 0.0, State.HOLDS),
            end("high", 2, 1e5, State.HOLDS),
            1e5,
            None,
            None,
            2,
        ),
    )
    switch = Switch(
        "fee", "operating_models.aas.fee_per_head", "scale", 1.0, "high", 1.2, "switched", 1.1, 1.15, (), (), 3
    )
    tornado = Sensitivity(
        "s", "", "tiny", "USD", "tornado", 2, 0, 4, 4, 0.005, found.base, Tornado("today", bars, (switch,)), None
    )
    named = instance.model_copy(
        update={"operating_models": {"aas": instance.operating_models["as_a_service"].model_copy()}}
    )
    report = study_report(found, tornado, named)
    figure = figure_of(report, "tornado")
    assert isinstance(figure, Figure)
    assert figure.finding == "As a service: fee per head moves cost most, by USD 12.00 M."
    assert [row[-1] for row in figure.table.rows] == ["12.00", "not resolved"]
    assert [row[1] for row in figure.table.rows] == ["x 0.8 to x 1.2", "1 to 2"]
    tables = {block.caption: block for block in blocks_of(report) if isinstance(block, Table)}
    assert tables["Ends at which the base plan's decision is not proved to hold"].rows[0][1:] == (
        "1.2",
        "switched",
        "+ commit X/m",
    )
    assert tables["Where the decision stops being best"].rows[0][1:] == ("high", "switched", "1", "1.1", "1.15")
    assert report.sections[0].blocks[0].texts[:2] == (figure.finding, "The one case is solved.")
    assert len(drawn(report)) == 4
