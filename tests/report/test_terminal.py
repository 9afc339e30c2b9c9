"""The page that answers the board."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from coeplan.plans.board import board
from coeplan.plans.indicators import Indicators
from coeplan.plans.tables import plan_tables
from coeplan.report.numbers import heads, percent, plain, probability
from coeplan.report.outcome import no_plan_view
from coeplan.report.sentences import Page, answer, risks
from coeplan.report.terminal import as_text, page_view
from coeplan_models import Keeping

TITLES = (
    "THE ANSWER",
    "WHERE, HOW, HOW BIG",
    "COMMIT NOW (2027-Q4)",
    "WHAT TO DO WHEN WHICH FUTURE SHOWS ITSELF",
    "HEADS BY SITE, AREA AND YEAR",
    "COST (USD M, EXPECTED)",
    "KEY RISKS",
    "HOW GOOD THE PLAN IS",
)


def text_of(plan, instance=None, audited=None, width=100):
    return as_text(page_view(plan, instance, audited=audited, width=width), width)


def flat(text):
    return " ".join(text.split())


def test_it_answers_in_the_order_of_the_boards_questions(plan):
    text = text_of(plan)
    places = [text.index(title) for title in TITLES]
    assert all(first < second for first, second in pairwise(places))


def test_the_answer_is_three_sentences(plan):
    page = Page.of(board(plan), None, None, 100)
    where, now, worth = answer(page)
    assert where == (
        "Run 2 sites abroad: MX_GDL under as_a_service from 2028-Q1 with 0 heads now and 16-20 at the end; "
        "IN_BLR under captive from 2028-07 with 0 heads now and 0-18 at the end, in some futures only (60 %); "
        "AUS has 70 heads now and 36-38 at the end."
    )
    assert now == (
        "Now (2027-Q4): commit to MX_GDL under as_a_service, start 2028-Q1; "
        "hire less than one head to replace leavers; release about 3 heads; "
        "the next choice comes in 2028-Q2, when it shows which of 2 branches holds."
    )
    assert worth.startswith("It costs USD 18.19 M (expected present value); it saves USD 2.18 M (10.7 %) against")
    assert worth.endswith("no plan can cost less than USD 18.12 M, 0.40 % less.")


def without_site_at_the_end(plan, location):
    """The plan with a site that is a bridge: it is gone in the last period."""
    last = {"t03.fast", "t03.slow"}
    kept = {
        name: tuple(row for row in getattr(plan, name) if row.node not in last or row.location != location)
        for name in ("sites", "teams")
    }
    return plan.model_copy(update=kept)


def test_of_a_site_that_is_a_bridge_the_most_is_told(plan):
    where = answer(Page.of(board(without_site_at_the_end(plan, "MX_GDL")), None, None, 100))[0]
    assert "MX_GDL under as_a_service from 2028-Q1 with 0 heads now, at most 14 in 2028-Q2, and 0 at the end" in where


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.0, "it is proved best: no plan can cost less."),
        (3e-5, "it is proved best to within 0.01 %."),
        (2e-4, "no plan can cost less than USD 18.12 M, 0.02 % less."),
    ],
)
def test_a_plan_that_is_proved_best_is_told_so(plan, gap, said):
    worth = answer(Page.of(board(plan.model_copy(update={"gap": gap})), None, None, 100))[2]
    assert worth.endswith(said)


def test_leases_are_told_where_no_model_binds(plan, instance):
    leased = instance.model_copy(
        update={"locations": {**instance.locations, "IN_BLR": leasing(instance.locations["IN_BLR"])}}
    )
    free = leased.model_copy(update={"operating_models": {key: unbound(each) for key, each in models(leased)}})
    bought = tuple(
        row.model_copy(update={"seats_bought": 18.0}) if row.node == "t03.slow" and row.location == "IN_BLR" else row
        for row in plan.sites
    )
    same = plan.model_copy(update={"sites": bought, "instance_hash": free.fingerprint()})
    text = flat(text_of(same, free))
    assert "- Lock-ins: no operating model binds a site. - Lease: Bengaluru keeps each seat for 36 months from" in text
    assert "its purchase, also after a stop; at most 18 seats at once, the last until 2031-07." in text
    nothing = free.model_copy(update={"locations": instance.locations})
    at_ease = plan.model_copy(update={"instance_hash": nothing.fingerprint()})
    assert "Lock-ins: none, every site can stop at any time." in flat(text_of(at_ease, nothing))


def leasing(location):
    return location.model_copy(update={"lease": 36.0})


def models(instance):
    return instance.operating_models.items()


def unbound(model):
    return model.model_copy(update={"lock_in": 0.0, "overrides": {}})


def test_it_says_what_to_do_in_each_future(plan):
    text = flat(text_of(plan))
    assert "Until 2028-Q1, whatever shows itself: - no commitment, conversion or stop" in text
    assert "2028-Q2, if it shows slow (60 %): - 2028-Q2: commit to IN_BLR under captive, start 2028-07" in text
    assert "AUS 62 > 48 > 36; MX_GDL 10 > 14 > 20" in text


def test_names_and_lock_ins_come_from_the_instance(plan, instance):
    text = flat(text_of(plan, instance))
    assert "Guadalajara under As a service" in text
    assert "Bengaluru under Captive cannot stop before 2030-07 without USD 0.01 M per month left" in text
    assert "USA" not in text.split("KEY RISKS")[1]
    assert "Lock-ins: their terms stand in the instance" in flat(text_of(plan))


def test_what_some_futures_alone_hold_is_told_with_them(plan, instance):
    text = flat(text_of(plan, instance))
    assert "As a service 2028-Q1 0 0 17.6 (16-20)" in text
    assert "Captive 2028-07 (60 %) 0 0 10.8 (0-18)" in text
    assert "Mean risk score: 1.00 points now, 2.19 at its worst (2028-07, slow)." in text
    assert "Mean overlap with partners: 8.00 hours a day now, 5.17 at its worst (2028-07, slow)." in text


def test_a_worst_mean_of_every_future_names_none(plan):
    figures = tuple(
        row.model_copy(update={"mean_overlap": 3.0}) if row.node == "t01" else row for row in plan.node_figures
    )
    text = flat(text_of(plan.model_copy(update={"node_figures": figures})))
    assert "8.00 hours a day now, 3.00 at its worst (2028-Q1)." in text


def test_remarks_on_money_are_sentences(plan):
    cost = flat(text_of(plan)).split("COST (USD M, EXPECTED)")[1].split("KEY RISKS")[0]
    assert "- Keeping the present sites: USD 20.38 M, proved bound USD 20.17 M." in cost
    assert "- It saves USD 2.18 M (10.7 %) against keeping the present sites, at least USD 1.98 M" in cost


@pytest.mark.parametrize("width", [80, 100, 120])
def test_it_fits_the_width_and_needs_no_colour(plan, instance, width):
    text = text_of(plan, instance, width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "\x1b" not in text


def test_narrow_and_wide_say_the_same_numbers(plan):
    numbers = [re.findall(r"\d+(?:\.\d+)?", text_of(plan, width=width)) for width in (80, 120)]
    assert sorted(numbers[0]) == sorted(numbers[1])


@pytest.mark.parametrize(
    ("audited", "said"),
    [
        (True, "Audited: every rule holds and the cost is as stated."),
        (False, "Audited: the plan FAILED, do not use it."),
        (None, "Audited: not here; run `coeplan audit INSTANCE PLAN`."),
    ],
)
def test_it_says_whether_it_was_audited(plan, audited, said):
    assert said in flat(text_of(plan, audited=audited))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 20e6, "saving": 2e6, "bound": None}, "none of it proved, for keeping has no proved bound"),
        ({"value": 20e6, "saving": 2e6, "bound": 18e6}, "none of it proved, for keeping might cost as little as"),
        ({"value": 18e6, "saving": -2e5, "bound": 17e6}, "it costs USD 0.20 M (1.1 %) more than keeping"),
        ({"value": 18e6, "saving": 0.0, "bound": 17e6}, "it costs as much as keeping the present sites"),
        ({"value": 18e6, "saving": 4e3, "bound": 17e6}, "it costs about as much as keeping the present sites"),
        ({"value": 18e6, "saving": -4e3, "bound": 17e6}, "it costs about as much as keeping the present sites"),
    ],
)
def test_a_saving_is_told_with_its_proof(plan, changes, said):
    keeping = Keeping(termination="optimal", reason=None, **changes)
    assert said in flat(text_of(plan.model_copy(update={"keeping": keeping})))


def test_a_saving_that_cannot_be_told_has_its_reason(plan):
    keeping = Keeping(termination="infeasible", value=None, bound=None, saving=None, reason="Austin has no heads left.")
    text = flat(text_of(plan.model_copy(update={"keeping": keeping})))
    assert "for keeping the present sites is not feasible (Austin has no heads left);" in text
    assert text.count("is not feasible") == 1
    unasked = flat(text_of(plan.model_copy(update={"keeping": None})))
    assert unasked.count("was not asked for") == 1
    assert "what it saves against keeping the present sites was not asked for" in unasked


def test_an_unproved_plan_says_so(plan):
    text = flat(text_of(plan.model_copy(update={"bound": None, "gap": None, "termination": "time_limit"})))
    assert "how much less another plan could cost is not known" in text
    assert "proved bound not known, gap not known" in text
    assert "the time limit was reached (time_limit)" in text
    assert (
        "Provisional: the search ended (the time limit was reached) when nothing is proved of how good it is." in text
    )


def test_a_plan_far_from_its_bound_is_provisional_and_others_are_not(plan):
    far = plan.model_copy(update={"bound": 0.53 * plan.value, "gap": 0.47, "termination": "interrupted"})
    text = flat(text_of(far))
    assert "Provisional: the search ended (it was interrupted) when another one may cost up to 47 % less." in text
    assert text.index("Provisional") < text.index("THE ANSWER")
    assert "Provisional" not in text_of(plan.model_copy(update={"gap": 0.05}))


def test_risk_that_is_weighed_keeps_cost_and_objective_apart(plan):
    worth = answer(Page.of(board(plan.model_copy(update={"value": plan.value + 1e6}), None), None, None, 100))[2]
    expected = f"It costs USD {plan.summary.expected_total / 1e6:.2f} M (expected present value); "
    assert worth.startswith(
        f"{expected}with risk weighed as asked it counts as USD {plan.value / 1e6 + 1:.2f} M, and so"
    )
    assert "no plan can count as less than USD 18.12 M" in worth


@pytest.mark.parametrize(
    ("hires", "leavers", "said"),
    [
        (16.3, 10.2, "hire about 16 heads, about 10 of them to replace leavers; "),
        (4.0, 4.0, "hire 4 heads to replace leavers; "),
        (4.4, 0.2, "hire about 4 heads; "),
        (1.0, 0.0, "hire 1 head; "),
        (0.0, 3.0, ""),
    ],
)
def test_hires_that_replace_leavers_are_told_as_such(plan, hires, leavers, said):
    read = board(plan, None)
    numbers = {"hires_now": hires, "releases_now": 0.0}
    rows = tuple(replace(row, value=numbers.get(row.name, row.value)) for row in read.indicators.rows)
    teams = (replace(read.team_changes[0], hires=hires, attrition=leavers),)
    changed = replace(read, indicators=Indicators(rows), team_changes=teams, decisions=())
    now = answer(Page.of(changed, None, None, 100))[1]
    assert now.startswith(f"Now (2027-Q4): commit to nothing new; {said}the next choice comes in")


def test_a_plan_of_one_future_says_what_to_do_later(plan):
    text = flat(text_of(of_one_future(plan)))
    assert "WHAT TO DO LATER" in text
    assert "nothing in this plan waits for the future to show itself" in text
    assert "range" not in text


def of_one_future(plan):
    """Cut the fast future away."""
    gone = {"t02.fast", "t03.fast"}
    sure = {node.id: node.model_copy(update={"probability": 1.0}) for node in plan.nodes if node.id not in gone}
    kept = {
        name: tuple(row for row in getattr(plan, name) if row.node not in gone)
        for name in ("decisions", "sites", "teams", "amounts", "node_figures", "holdings")
    }
    leaves = tuple(row.model_copy(update={"probability": 1.0}) for row in plan.leaf_totals if row.leaf not in gone)
    return plan.model_copy(update={"nodes": tuple(sure.values()), "leaf_totals": leaves, **kept})


def test_a_plan_of_one_period_has_nothing_to_do_later(plan):
    kept = {
        name: tuple(row for row in getattr(plan, name) if row.node == "t00")
        for name in ("sites", "teams", "amounts", "node_figures", "holdings")
    }
    leaf = plan.leaf_totals[0].model_copy(update={"leaf": "t00", "probability": 1.0})
    text = flat(
        text_of(plan.model_copy(update={"nodes": plan.nodes[:1], "leaf_totals": (leaf,), "decisions": (), **kept}))
    )
    assert "Open no site abroad: AUS has 70 heads now and 70 at the end." in text
    assert "Nothing: the plan has a single period." in text


def test_a_plan_without_any_team_can_be_shown(plan):
    nothing = dict.fromkeys(("decisions", "sites", "teams", "amounts", "holdings"), ())
    text = flat(text_of(plan.model_copy(update=nothing)))
    assert "Open no site abroad: headquarters holds no team." in text
    assert "no hires and no releases" in text
    assert "no country abroad holds capacity" in text
    assert "none anywhere" in text


def test_many_branches_are_cut_and_said_to_be(plan):
    wide = plan.model_copy(update=many_futures(plan, 40))
    text = flat(text_of(wide))
    assert "The branches after these stand in the tables `branches` and `decisions`." in text
    assert "if it shows f23 " in text
    assert "if it shows f24 " not in text


def many_futures(plan, number):
    first, second = plan.nodes[:2]
    leaf = plan.nodes[2]
    leaves = [leaf.model_copy(update={"id": f"t02.f{each}", "probability": 1 / number}) for each in range(number)]
    known = {"t00", "t01"}
    kept = {
        name: tuple(row for row in getattr(plan, name) if row.node in known)
        for name in ("decisions", "sites", "teams", "amounts", "node_figures", "holdings")
    }
    totals = tuple(
        plan.leaf_totals[0].model_copy(update={"leaf": each.id, "probability": each.probability}) for each in leaves
    )
    kept["node_figures"] += tuple(plan.node_figures[2].model_copy(update={"node": each.id}) for each in leaves)
    kept["decisions"] = plan.decisions[:2]
    return {"nodes": (first, second, *leaves), "leaf_totals": totals, **kept}


def test_many_years_are_told_in_several_tables(plan):
    longer = tuple(node.model_copy(update={"months": 12 * 15}) if node.period == 3 else node for node in plan.nodes)
    text = text_of(plan.model_copy(update={"nodes": longer}), width=80)
    heads_part = text.split("HEADS BY SITE")[1].split("COST (")[0]
    assert heads_part.count("Location") > 1
    for year in range(2027, 2044):
        assert str(year) in heads_part
    assert max(len(line) for line in text.splitlines()) <= 80


NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
LABEL = re.compile(r"\d{4}-(?:Q\d|H\d|\d{2})")


def untraced(text, plan, instance):
    """Return the numbers of a page that stand in no table, however a page may write them."""
    tables = plan_tables(plan, instance)
    money = Page.of(board(plan), None, None, 100).money
    known = set()
    for table in tables.values():
        known.update(re.findall(r"\d+", " ".join(map(str, table.columns))))
        for column in table.columns:
            for cell in table[column].dropna():
                if isinstance(cell, str):
                    known.update((cell, *LABEL.findall(cell), *NUMBER.findall(cell)))
                elif not isinstance(cell, bool):
                    number = abs(float(cell))
                    known.update((heads(number), plain(number), money.bare(number), f"{number:.0f}"))
                    known.update(each.removesuffix(" %") for each in (percent(number), probability(number)))
                    known.add(percent(number, 2).removesuffix(" %"))
    labels = [label for label in LABEL.findall(text) if label not in known]
    return labels + [number for number in NUMBER.findall(LABEL.sub(" ", text)) if number not in known]


def test_every_number_of_the_page_stands_in_a_table(plan, instance):
    assert untraced(text_of(plan, instance), plan, instance) == []
    assert untraced(text_of(of_one_future(plan), None), of_one_future(plan), instance) == []


def test_a_number_from_nowhere_would_be_found(plan, instance):
    assert untraced(text_of(plan, instance) + "\n987654.32 in 2099-Q1", plan, instance) == ["2099-Q1", "987654.32"]


@pytest.mark.parametrize(
    ("termination", "title", "next_step"),
    [
        ("infeasible", "INFEASIBLE", "`price`"),
        ("infeasible_unconfirmed", "NO PLAN", "--time-limit"),
        ("time_limit", "NO PLAN", "--time-limit"),
        ("interrupted", "NO PLAN", "--time-limit"),
        ("solver_failed", "NO PLAN", "--seed"),
        ("unbounded", "NO PLAN", "report"),
    ],
)
def test_where_there_is_no_plan_it_says_why_and_what_next(termination, title, next_step):
    text = as_text(no_plan_view("firm", termination, "Coverage of support cannot be met.", ("retried once",)), 80)
    assert text.startswith(f"firm: {title}\n")
    assert f"({termination})" in flat(text)
    assert "Coverage of support cannot be met." in text
    assert next_step in text.split("Next:")[1]
    assert "Note: retried once" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_names_are_printed_as_they_are_written(plan, instance):
    odd = "[red]\x1b[31m\u202e[/nothing]"
    locations = {name: each.model_copy(update={"name": f"{name} {odd}"}) for name, each in instance.locations.items()}
    named = instance.model_copy(update={"locations": locations, "title": odd})
    asked = plan.model_copy(update={"title": odd, "instance_hash": named.fingerprint()})
    text = text_of(asked, named, width=120)
    assert not {"\x1b", "\u202e"} & {*text}
    written = "[red]\\x1b[31m\\u202e[/nothing]"
    assert text.startswith(f"{written}\n")
    assert text.count(written) > 3
    assert f"MX_GDL {written}" in flat(text.replace("\n", ""))


def test_the_largest_regret_stands_among_the_risks_where_it_was_asked_for(plan):
    page = Page.of(board(plan), None, None, 100)
    assert not any("regret" in risk for risk in risks(page))
    totals = tuple(
        total.model_copy(update={"regret": 1_500_000.0 * number}) for number, total in enumerate(plan.leaf_totals)
    )
    regretted = Page.of(board(plan.model_copy(update={"leaf_totals": totals})), None, None, 100)
    (said,) = (risk for risk in risks(regretted) if "regret" in risk)
    most = regretted.money.text(1_500_000.0 * (len(totals) - 1))
    assert said.startswith("Largest regret (")
    assert f"): {most} above what that future would cost at least, had it been certain" in said


@pytest.mark.parametrize(("factor", "said"), [(1.0, "highest: "), (8.0, "highest; what is above 100 % is spare: ")])
def test_a_countrys_capacity_above_the_workload_is_said_to_be_spare(plan, factor, said):
    holdings = tuple(
        each.model_copy(update={"share": None if each.share is None else factor * each.share}) for each in plan.holdings
    )
    page = Page.of(board(plan.model_copy(update={"holdings": holdings})), None, None, 100)
    (countries,) = (risk for risk in risks(page) if risk.startswith("Capacity by country over the workload"))
    assert said in countries.replace(" (headquarters' country is among them)", "")
