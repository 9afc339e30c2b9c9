"""The comparison of plans in a terminal."""

import dataclasses
import json
import re

import pytest

from coeplan.plans.compare import ComparedPlan, InputDifferences, compare_many
from coeplan.plans.input_groups import InputGroup
from coeplan.report.comparison import comparison_view
from coeplan.report.comparison_decisions import MOST_DECISIONS
from coeplan.report.comparison_inputs import MOST_GROUPS, Sides, change
from coeplan.report.terminal import as_text
from coeplan_models.plan import AskedWhatIf


def text_of(*plans, width=80):
    """Return the page of plans, or of plans with their instances."""
    compared = [plan if isinstance(plan, ComparedPlan) else ComparedPlan(plan) for plan in plans]
    return as_text(comparison_view(compare_many(compared), width), width)


def section(text, title):
    """Return what stands below a title, up to the next."""
    return flat(re.split(r"\n\n(?=[A-Z][A-Z ,()]+)", text.split(title)[1])[0])


def flat(text):
    return " ".join(text.split())


def dearer(plan, bound=None):
    """Return a plan for other data without the captive in India, dearer by what coordination costs more."""
    gone = [row for row in plan.amounts if row.location == "IN_BLR"]
    added = plan.amounts[-1].model_copy(update={"terminal": False, "money": 4e6, "discounted": 4e6})
    amounts = (*(row for row in plan.amounts if row not in gone), added)
    chance = {node.id: node.probability for node in plan.nodes}
    total = sum(chance[row.node] * row.discounted for row in amounts)
    changes = {
        "instance": "other",
        "instance_hash": "0" * 64,
        "amounts": amounts,
        "decisions": plan.decisions[:2],
        "sites": tuple(row for row in plan.sites if row.location != "IN_BLR"),
        "teams": tuple(row for row in plan.teams if row.location != "IN_BLR"),
        "summary": plan.summary.model_copy(update={"expected_total": total}),
        "value": total,
        "bound": total if bound is None else bound,
    }
    return plan.model_copy(update=changes)


def test_it_tells_sites_decisions_heads_and_money(plan):
    text = flat(text_of(plan, dearer(plan)))
    assert "B costs USD 1.56 M (8.6 %) more than A." in text
    assert "IN_BLR captive, from 2028-07 (60 %) not used" in text
    assert "A 2028-Q2 slow (60 %) commit to IN_BLR under captive, start 2028-07" in text
    assert "IN_BLR support 0 -10.8 -10.8" in text
    assert "coordination 0.04 2.44 +2.40" in text
    assert "The plans were made for different data" in text


def test_the_plans_are_listed_by_value(plan):
    text = text_of(ComparedPlan(dearer(plan), source="dear.json"), ComparedPlan(plan, source="cheap.json"))
    assert "- A: dear.json\n- B: cheap.json\n" in text
    rows = section(text, "PLANS BY VALUE (USD M)")
    assert "B sample 18.19 -1.56 18.12 0.40 % 1 A other 19.76 0.00 19.76 0.40 % 2" in rows


def test_what_ifs_of_an_instance_are_told_apart(plan):
    def asked(name, *edits):
        what_if = AskedWhatIf(name=name, edits=edits, base_hash=plan.instance_hash)
        return plan.model_copy(update={"made_by": plan.made_by.model_copy(update={"what_if": what_if})})

    rows = section(
        text_of(plan, asked("one-big", "use IN_BLR"), asked("", "never MX_GDL", "never IN_BLR"), width=120), "(USD M)"
    )
    assert "A sample 18.19" in rows
    assert "B sample: one-big 18.19" in rows
    assert "C sample: never MX_GDL; never IN_BLR 18.19" in rows


def test_of_more_than_two_plans_it_says_which_are_not_told_apart(plan):
    close = plan.model_copy(update={"instance_hash": "1" * 64, "instance": "close"})
    text = flat(text_of(plan, close, dearer(plan)))
    assert "3 plans, compared with plan A" in text
    assert "Not resolved: whether the best plan of A's instance costs less than that of B." in text
    assert "that of C" not in text
    assert "Plan B against plan A" in text
    assert "Plan C against plan A" in text
    assert "C costs USD 1.56 M (8.6 %) more than A." in text
    assert "All instances are told apart." in flat(text_of(plan, plan, dearer(plan)))
    assert "told apart" not in flat(text_of(plan, dearer(plan)))


def test_the_bridge_leads_from_one_value_to_the_other(plan):
    steps = section(text_of(plan, dearer(plan), width=100), "FROM A TO B (USD M, EXPECTED PRESENT VALUE)")
    assert "value of A 18.19" in steps
    assert "payroll IN_BLR: heads 6.2 > 0 heads -0.58 17.61" in steps
    assert "coordination (vendor): cost per vendor 100.5 times as much +1.72 19.33" in steps
    assert steps.split("- Without")[0].rstrip().endswith("value of B +1.56 19.76")


def test_without_instances_it_says_that_inputs_are_not_known(plan):
    text = text_of(plan, dearer(plan))
    assert "not known: name both instances with --instance" in section(text, "INPUTS THAT DIFFER")
    assert "Without both instances a price includes the length" in flat(text)
    same = text_of(plan, plan)
    assert "none: both plans were made for the same data" in section(same, "INPUTS THAT DIFFER")
    assert "Without both instances" not in flat(same)


def test_with_instances_it_tells_inputs_in_groups(plan, instance):
    costs = {
        key: each.model_copy(update={"yearly_cost": {"*": each.yearly_cost["*"] * 1.1}})
        for key, each in instance.locations.items()
    }
    other = instance.model_copy(update={"locations": costs, "discount_rate": 0.06})
    two = plan.model_copy(update={"instance_hash": other.fingerprint()})
    text = text_of(ComparedPlan(plan, instance), ComparedPlan(two, other), width=100)
    inputs = section(text, "INPUTS THAT DIFFER")
    assert "discount_rate 0.08 > 0.06 (25 % lower)" in inputs
    assert "locations.*.yearly_cost.* 10 % higher 3 values, 3 of 3 locations" in inputs
    assert "Without both instances" not in text


def test_the_order_of_entries_alone_is_no_difference_of_inputs(plan, instance):
    other = instance.model_copy(update={"areas": dict(reversed(instance.areas.items()))})
    two = plan.model_copy(update={"instance_hash": other.fingerprint()})
    text = text_of(ComparedPlan(plan, instance), ComparedPlan(two, other))
    assert "none but the order of entries" in section(text, "INPUTS THAT DIFFER")


def test_very_many_groups_are_cut(plan):
    found = compare_many([ComparedPlan(plan), ComparedPlan(dearer(plan))])
    groups = tuple(group(path=f"path{number}") for number in range(MOST_GROUPS + 2))
    pair = dataclasses.replace(found.comparisons[0], inputs=InputDifferences((), groups))
    text = as_text(comparison_view(dataclasses.replace(found, comparisons=(pair,))))
    assert text.count("\npath") == MOST_GROUPS
    assert "2 more groups: see the table `inputs` of --out, or --json" in text


def group(**said):
    plain = {"path": "x", "kind": "changed", "count": 2, "keys_of": "", "keys": None, "keys_in_all": None}
    values = {"before": None, "after": None, "least_factor": None, "most_factor": None}
    return InputGroup(**plain | values | said)


def test_a_record_is_told_by_its_words_and_one_without_as_it_is():
    pin = json.dumps({"kind": "forbid", "title": "t", "description": "Pinned by a what-if: never IN_BLR"})
    assert change(group(kind="added", after=pin), Sides("A", "B")) == "only in B: Pinned by a what-if: never IN_BLR"
    long = json.dumps({"description": "", "title": "x" * 70})
    assert change(group(kind="removed", before=long), Sides("A", "B")) == f"only in A: {'x' * 57}..."
    bare = '{"kind": "forbid", "location": "IN_BLR"}'
    assert change(group(kind="added", after=bare), Sides("A", "B")) == 'only in B: {"kind": "forbid", "locatio...'


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"before": "55000.00000000001", "after": "50000"}, "55000 > 50000"),
        ({"before": "4", "after": "5", "least_factor": 1.25, "most_factor": 1.25}, "4 > 5 (25 % higher)"),
        ({"least_factor": 0.9, "most_factor": 1.1}, "10 % lower to 10 % higher"),
        ({"least_factor": 4.0, "most_factor": 4.0}, "4 times as much"),
        ({"least_factor": -1.0, "most_factor": -1.0}, "other values"),
        ({}, "other values"),
        ({"before": "true", "after": "false"}, "true > false"),
        ({"kind": "added", "after": '"' + "x" * 50 + '"'}, 'only in B: "' + "x" * 26 + "..."),
        ({"kind": "removed", "before": "3"}, "only in A: 3"),
        ({"kind": "removed"}, "only in A"),
    ],
)
def test_a_change_of_an_input_in_words(said, text):
    assert change(group(**said), Sides("A", "B")) == text


def test_names_with_odd_letters_are_escaped(plan):
    odd = "[red]\x1b[31m\u202eevil\nline[/red]"
    amounts = tuple(
        row.model_copy(update={"subject": odd}) if row.category == "coordination" else row for row in plan.amounts
    )
    odd_plan = ComparedPlan(plan.model_copy(update={"amounts": amounts}), source=odd)
    text = text_of(odd_plan, plan, width=120)
    assert "\x1b" not in text
    assert "\u202e" not in text
    told = "[red]\\x1b[31m\\u202eevil\\nline[/red]"
    assert f"- A: {told}\n" in text
    assert f"coordination ({told[:20]}" in text


def test_many_decisions_are_cut_but_none_of_now(plan):
    first = plan.decisions[2]
    many = tuple(first.model_copy(update={"operating_model": f"model{number}"}) for number in range(MOST_DECISIONS + 3))
    now = tuple(plan.decisions[0].model_copy(update={"operating_model": f"now{number}"}) for number in range(30))
    without = plan.model_copy(update={"decisions": ()})
    text = section(text_of(without, plan.model_copy(update={"decisions": (*now, *many)})), "DECISIONS THAT DIFFER")
    assert text.count("slow (60 %)") == MOST_DECISIONS
    assert text.count(" now commit") == 30
    assert "3 more decisions: see the table `decisions` of --out, or --json" in text


def test_a_decision_of_several_futures_is_told_once(plan):
    both = tuple(plan.decisions[2].model_copy(update={"node": node}) for node in ("t02.slow", "t02.fast"))
    without = plan.model_copy(update={"decisions": ()})
    text = section(text_of(without, plan.model_copy(update={"decisions": both})), "DECISIONS THAT DIFFER")
    assert "B 2028-Q2 fast and slow (100 %) commit to IN_BLR under captive, start 2028-07" in text
    assert text.count("commit to") == 1


def test_columns_of_money_have_their_own_totals(plan):
    assert flat(text_of(plan, dearer(plan))).count("in total 18.19 19.76 +1.56") == 5


@pytest.mark.parametrize(("more", "told"), [(1.0, "+0.6"), (-1.0, "-0.6"), (0.0, None)])
def test_a_difference_of_less_than_a_head_has_its_sign(plan, more, told):
    teams = tuple(
        row.model_copy(update={"heads": row.heads + more}) if (row.node, row.area) == ("t03.slow", "product") else row
        for row in plan.teams
    )
    heads = section(text_of(plan, plan.model_copy(update={"teams": teams})), "HEADS, B LESS A")
    assert re.findall(r"AUS product 0 (\S+) (\S+)", heads) == ([(told, told)] if told else [])


def test_heads_of_one_area_alone_are_not_told_twice(plan):
    heads = section(text_of(plan, dearer(plan)), "HEADS, B LESS A")
    assert "IN_BLR support 0 -10.8 -10.8" in heads
    assert "IN_BLR all" not in heads


def test_a_site_of_every_future_has_no_probability(plan):
    kept = plan.model_copy(
        update={"sites": tuple(row for row in plan.sites if row.location != "MX_GDL"), "decisions": plan.decisions[2:]}
    )
    sites = section(text_of(plan, kept), "SITES THAT DIFFER")
    assert sites.endswith("MX_GDL as_a_service, from 2028-Q1 not used")


def test_a_year_of_one_horizon_alone_has_no_difference(plan):
    from tests.plans.random_plans import Recipe

    text = section(text_of(plan, Recipe(2, shape="line").plan), "HEADS, B LESS A")
    assert re.search(r"AUS all \S+ \S+ -( |$)", text)


def test_its_lines_add_up_as_printed(plan):
    text = text_of(plan, dearer(plan))
    for part in text.split("\nMONEY (")[1:]:
        rows = re.findall(r"([+-]?\d+\.\d\d)$", part, flags=re.MULTILINE)
        *lines, whole = (float(number) for number in rows)
        assert sum(lines) == pytest.approx(whole, abs=0.005 * len(rows))


def test_it_says_whether_the_difference_is_resolved(plan):
    other = dearer(plan)
    assert "Resolved: the best of B less the best of A lies between USD 1.56 M and USD 1.64 M" in flat(
        text_of(plan, other)
    )
    open_bound = other.model_copy(update={"bound": plan.value - 1.0})
    assert "Not resolved: the gaps leave open which is better" in flat(text_of(plan, open_bound))
    unproved = other.model_copy(update={"bound": None, "gap": None})
    assert "lies between not known and" in flat(text_of(plan, unproved))


def test_plans_of_the_same_data_share_their_optimum(plan):
    text = flat(text_of(plan, plan))
    assert "A and B cost the same, USD 18.19 M." in text
    assert "Not resolved: both plans answer the same instance" in text


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_width(plan, width):
    assert max(len(line) for line in text_of(plan, dearer(plan), width=width).splitlines()) <= width
