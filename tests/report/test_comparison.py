"""The comparison of two plans in a terminal."""

import re

import pytest

from coeplan.plans.compare import compare
from coeplan.report.comparison import comparison_view
from coeplan.report.terminal import as_text


def text_of(plan_a, plan_b, width=80):
    return as_text(comparison_view(compare(plan_a, plan_b)), width)


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
    assert "IN_BLR captive, from 2028-07 not used" in text
    assert "A 2028-Q2 slow commit to IN_BLR under captive, start 2028-07" in text
    assert "IN_BLR 2027 0 0 0 IN_BLR 2028 10.8 0 -10.8" in text
    assert "coordination 0.04 2.44 +2.40" in text
    assert "The plans were made for different data" in text


def test_columns_of_money_have_their_own_totals(plan):
    assert flat(text_of(plan, dearer(plan))).count("in total 18.19 19.76 +1.56") == 2


@pytest.mark.parametrize(("more", "told"), [(1.0, "+0.6"), (-1.0, "-0.6"), (0.0, None)])
def test_a_difference_of_less_than_a_head_has_its_sign(plan, more, told):
    teams = tuple(
        row.model_copy(update={"heads": row.heads + more}) if (row.node, row.area) == ("t03.slow", "product") else row
        for row in plan.teams
    )
    text = flat(text_of(plan, plan.model_copy(update={"teams": teams})))
    heads = text.split("HEADS THAT DIFFER")[1].split("MONEY")[0]
    assert re.findall(r"AUS 2029 \S+ \S+ (\S+)", heads) == ([told] if told else [])


def test_a_blank_line_stands_between_places_and_between_no_years(plan):
    text = text_of(plan, dearer(plan)).split("HEADS THAT DIFFER")[1].split("MONEY")[0]
    _, *blocks = re.split(r"\n(?: *\n|─+\n)", text)
    found = [re.findall(r"^(\S.*?)  +(\d{4})", block, flags=re.MULTILINE) for block in blocks]
    assert [places for places in found if places] == [
        [(place, year) for year in ("2027", "2028", "2029")] for place in ("IN_BLR", "all abroad", "all places")
    ]


def test_its_lines_add_up_as_printed(plan):
    text = text_of(plan, dearer(plan))
    for part in text.split("MONEY (")[1:]:
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
    assert "Both cost the same." in text
    assert "Not resolved: both plans answer the same instance" in text


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_width(plan, width):
    assert max(len(line) for line in text_of(plan, dearer(plan), width).splitlines()) <= width
