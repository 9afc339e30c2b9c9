"""The page of a plan: complete in itself, in the board's order, readable without seeing, and deaf to names."""

import re
from itertools import pairwise

import pytest
from tests.report.html import conftest
from tests.report.html.reading import number, read_page, rows_of, table_named

from coeplan.plans.indicators import Indicator, Indicators
from coeplan.report.html import plan_risks
from coeplan.report.html.document import html_page
from coeplan.report.html.elements import Report, Section
from coeplan.report.html.plan_report import FAILED, plan_report
from coeplan_models import Keeping

ORDER = ["answer", "where", "how-big", "how", "costs", "risks", "what-to-do", "assumptions", "proof"]


@pytest.fixture(scope="module")
def root(page):
    return read_page(page)


def test_questions_come_in_the_boards_order(root):
    sections = list(root.all("section"))
    assert [each.attributes["id"] for each in sections] == ORDER
    assert [link.attributes["href"] for link in root.first("nav").all("a")] == [f"#{name}" for name in ORDER]
    for section in sections:
        assert root.named(section.attributes["aria-labelledby"]).tag == "h2"


def test_why_keeping_cannot_be_told_is_told_once(hostile):
    plan, instance = hostile
    keeping = Keeping(termination="infeasible", value=None, bound=None, saving=None, reason="Austin is too small.")
    page = html_page(plan_report(plan.model_copy(update={"keeping": keeping}), instance))
    assert page.count("Austin is too small") == 1
    assert page.count("what it saves") == 1


def test_a_plan_that_is_proved_best_says_so_in_its_tile(hostile):
    plan, instance = hostile
    tiles = [
        plan_report(plan.model_copy(update={"gap": gap}), instance).sections[0].blocks[1].tiles[-1]
        for gap in (0.0, 1e-5)
    ]
    assert [(tile.label, tile.number) for tile in tiles] == [
        ("Proved", "best"),
        ("Could be cheaper by at most", "0.01 %"),
    ]


def test_headings_never_skip_a_level(root):
    levels = [int(each.tag[1]) for each in root.all() if re.fullmatch("h[1-6]", each.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_chart_is_told_in_words_and_in_numbers(root, report):
    figures = list(root.all("figure"))
    assert [each.attributes["id"] for each in figures] == [figure.name for figure in report.figures]
    assert len(figures) == 10
    for figure in figures:
        wide, narrow = figure.all("svg")
        for drawn in (wide, narrow):
            assert drawn.attributes["role"] == "img"
            told = [root.named(name).text for name in drawn.attributes["aria-labelledby"].split()]
            assert told == [drawn.first("title").text, figure.first("figcaption").text]
            assert len(told[1]) > 15
        assert float(narrow.attributes["width"]) < 375 < float(wide.attributes["width"]) < 870
        assert rows_of(figure.first("details").first("table"))


def test_nothing_is_asked_for_from_elsewhere(page, root):
    (policy,) = [each for each in root.all("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    for element in root.all():
        assert element.tag not in {"script", "iframe", "object", "embed", "img", "image", "form"}
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in {"src", "srcset", "style"}, element.tag
            if name in {"href", "xlink:href"}:
                assert value.startswith(("#", "data:,")), value
    assert re.findall(r"url\((?!#)", page) == []
    assert "@import" not in page


def test_identifiers_are_there_once(root):
    names = [each.attributes["id"] for each in root.all() if "id" in each.attributes]
    assert len(names) == len(set(names))
    used = {
        found
        for each in root.all()
        for value in each.attributes.values()
        for found in re.findall(r"url\(#([^)]+)\)", value or "")
    }
    assert used <= set(names)


def test_names_are_shown_and_never_obeyed(page, root):
    assert root.first("h1").text == conftest.SCRIPT
    assert "<script" not in page.replace("&lt;script", "")
    shown = table_named(root, "Places in use").text
    assert conftest.QUOTES in shown
    assert f"\u2068{conftest.FROM_RIGHT}\u2069" in shown
    assert conftest.PICTURES in shown
    assert conftest.LONG[:50] in shown
    assert conftest.LONG[:61] not in shown
    assert "\u202e" not in page
    assert "a\\u202eb" in root.named("assumptions").text
    assert "javascript:alert(1)" in table_named(root, "Sources").text


def test_money_adds_up_to_the_plan(root, hostile):
    plan, _ = hostile
    *rows, total = rows_of(table_named(root, "Expected money by category"))
    unit = 1e6 if plan.value >= 1e6 else 1e3
    assert number(total[-1]) == pytest.approx(plan.summary.expected_total / unit, abs=0.006)
    for column in range(1, len(total)):
        assert sum(number(row[column]) for row in rows) == pytest.approx(number(total[column]), abs=0.01 * len(rows))
    chance = {node.id: node.probability for node in plan.nodes}
    payroll = sum(chance[row.node] * row.discounted for row in plan.amounts if row.category.value == "payroll")
    (told,) = [row for row in rows if row[0] == "Payroll"]
    assert number(told[-1]) == pytest.approx(payroll / unit, abs=0.006)


def test_heads_are_those_of_the_plan(root):
    rows = {
        row[0]: row[1:] for row in rows_of(table_named(root, "Heads at the end of each year, or of the horizon: exp"))
    }
    # 2027 ends with the first period; 2029 with 36 heads at headquarters, 20 abroad (0.4), or 38 and 34 (0.6).
    assert [rows["All places"][position] for position in (0, 2)] == ["70", "65.6 (56-72)"]
    assert rows["All abroad"][2] == "28.4 (20-34)"


def test_losses_and_shares_are_worked_out_from_what_places_hold(root):
    losses = {row[0]: row[1:] for row in rows_of(table_named(root, "Capacity of all other places"))}
    # Without Mexico 36 of 70 are left in the fast future, without India 54 of 70 in the slow one.
    assert [row[-1] for row in losses.values()] == ["51.4 %", "77.1 %"]
    shares = rows_of(table_named(root, "Capacity against the workload"))
    assert [(row[0].partition(":")[0], row[-1]) for row in shares] == [("MEX", "28.6 %"), ("IND", "25.7 %")]


def test_futures_are_listed_from_the_dearest(root, hostile):
    plan, _ = hostile
    rows = rows_of(table_named(root, "Total of each future"))
    ordered = sorted(plan.leaf_totals, key=lambda leaf: -leaf.total)
    assert [row[0] for row in rows] == [leaf.leaf.removeprefix("t03.") for leaf in ordered]
    assert rows[0][-1].startswith("+")
    assert rows[1][-1].startswith("-")


def test_regret_stands_beside_each_future_where_it_was_asked_for(plan, instance, monkeypatch):
    def futures(found):
        return next(figure for figure in found.figures if figure.name == "futures").table

    assert "Regret" not in futures(plan_report(plan, instance)).head
    known = plan_risks.Subject.of(plan, instance, None).page.read.indicators.rows
    rows = (
        *known,
        Indicator("regret", 2e5, "money", "fast", "t03.fast"),
        Indicator("regret", 0.0, "money", "slow", "t03.slow"),
    )
    monkeypatch.setattr("coeplan.plans.board.indicators", lambda *_: Indicators(rows))
    table = futures(plan_report(plan, instance))
    assert table.head[-1] == "Regret"
    assert {row[0]: row[-1] for row in table.rows} == {"fast": "0.20", "slow": "0.00"}


def test_what_to_do_is_told_by_branch(root):
    cards = [each for each in root.all("div") if (each.attributes.get("class") or "").startswith("card")]
    conditions = [each.first("p").text for each in cards]
    assert conditions == [
        "Until 2028-Q1, whatever shows itself",
        "If 2028-Q2 shows fast (40\u00a0%)",
        "If 2028-Q2 shows slow (60\u00a0%)",
    ]
    assert "Commit to Bengaluru" in cards[2].text or "2028-Q2: commit to Bengaluru" in cards[2].text
    assert "No commitment, conversion or stop" in cards[1].text


def test_rules_of_if_and_then_go_before_branches(plan, instance):
    rules = [
        "From now (2027-Q4) on, in every case:",
        "- Guadalajara: commit.",
        "From 2028-Q2 on, if x is above 1:",
        "- a",
        "  Else:",
        "  - <b>",
    ]
    section = next(each for each in plan_report(plan, instance, rules=rules).sections if each.name == "what-to-do")
    cards, folded = section.blocks[1].blocks
    assert [(card.condition, card.acts, card.depth) for card in cards.cards] == [
        ("From now (2027-Q4) on, in every case", ("Guadalajara: commit.",), 1),
        ("From 2028-Q2 on, if x is above 1", ("a",), 1),
        ("Else", ("<b>",), 2),
    ]
    assert folded.title.startswith("The same branch by branch")


def test_a_failed_audit_stands_above_everything(plan, instance):
    failed = plan_report(plan, instance, audited=False)
    assert failed.warning == FAILED
    bare = Report(failed.title, failed.about, (Section("answer", "The answer", ()),), "", failed.warning)
    root = read_page(html_page(bare))
    (alert,) = [each for each in root.first("header").all("p") if each.attributes.get("role") == "alert"]
    assert alert.text == FAILED
    assert plan_report(plan, instance, audited=True).warning == ""


def test_without_its_instance_a_plan_says_what_is_missing(plan):
    found = plan_report(plan)
    assert "map" not in {figure.name for figure in found.figures}
    told = {section.name: section.blocks for section in found.sections}
    assert told["where"][0].texts == ("There is no map, for its instance is not at hand.",)
    assert told["assumptions"][0].texts[0].startswith("The instance is not at hand")
    assert found.about.endswith("not audited here.")
