"""A bridge gathered into few steps."""

from itertools import pairwise

import pytest

from coeplan.plans.bridge import Bridge, BridgeLine
from coeplan.plans.bridge_groups import MOST_GROUPS, MOST_LINES, steps
from coeplan.plans.compare import compare

from .random_plans import Recipe


def line(category, location, amount, cause="quantity"):
    name = f"{category} {location}: {cause}"
    return BridgeLine(name, category, location, "", "", cause, amount, "heads", None, None, None)


def told(*lines):
    return [(step.name, step.amount) for step in steps(Bridge(0.0, 1.0, lines, ()))]


def test_small_lines_of_one_category_are_one_step_that_names_their_places():
    large = line("payroll", "AUS", 1000.0)
    assert told(large, line("fee", "MX", 15.0), line("fee", "IN", 10.0)) == [
        ("payroll AUS: quantity", 1000.0),
        ("other fee at 2 places, 2 lines", 25.0),
    ]
    assert told(large, line("fee", "MX", 15.0), line("fee", "MX", 10.0, "price"))[1] == (
        "other fee at MX, 2 lines",
        25.0,
    )
    assert told(large, line("unmet", "", -15.0), line("unmet", "", -10.0, "price"))[1] == (
        "other unmet, 2 lines",
        -25.0,
    )


def test_a_small_line_alone_keeps_its_name():
    assert told(line("payroll", "AUS", 1000.0), line("fee", "MX", 5.0))[1] == ("fee MX: quantity", 5.0)
    large = [line("payroll", f"P{number:02}", 1000.0) for number in range(MOST_LINES)]
    assert told(*large, line("fee", "MX", 500.0))[-1] == ("fee MX: quantity", 500.0)


def test_groups_that_are_small_themselves_are_one():
    large = line("payroll", "AUS", 1000.0)
    tiny = [line("fee", "MX", 4.0), line("fee", "IN", 4.0), line("set_up", "MX", 3.0)]
    assert told(large, *tiny)[1:] == [("other fee, set up, 3 lines", 11.0)]


def test_many_lines_of_the_same_size_are_cut():
    lines = [line("payroll", f"P{number:02}", 10.0) for number in range(MOST_LINES + 3)]
    found = told(*lines)
    assert len(found) == MOST_LINES + 1
    assert found[-1] == ("other payroll at 3 places, 3 lines", 30.0)


def test_many_groups_are_cut():
    large = [line("payroll", f"P{number:02}", 1000.0) for number in range(MOST_LINES)]
    categories = ("fee", "levy", "fixed", "rent", "travel", "exit", "hiring")
    small = [line(category, place, 50.0) for category in categories for place in ("MX", "IN")]
    found = told(*large, *small)[MOST_LINES:]
    assert len(found) == MOST_GROUPS + 1
    assert found[-1] == ("other rent, travel, 4 lines", 200.0)


def test_what_has_to_do_with_no_place_is_one_step_each_and_risk_is_last():
    risk = line("weighting of risk", "", 1.0, "cost")
    lines = (
        line("payroll", "AUS", 5.0, "time"),
        line("fee", "MX", 6.0, "time"),
        line("fee", "MX", 0.1, "discounting"),
        line("fee", "IN", -9.0, "probability"),
        risk,
    )
    assert told(*lines) == [
        ("years covered", 11.0),
        ("probabilities of futures", -9.0),
        ("discounting", 0.1),
        (risk.name, 1.0),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_lines_come_by_category_and_the_largest_first(seed):
    lines = compare(Recipe(seed).plan, Recipe(seed + 10).plan).bridge.lines
    assert lines[0].category == "payroll"
    for one, two in pairwise(lines):
        assert one.category != two.category or abs(one.amount) >= abs(two.amount)
