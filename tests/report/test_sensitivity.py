"""Bars of a tornado, and lines that state inputs."""

import pytest

from coeplan.core.errors import InputError
from coeplan.report.numbers import MoneyUnit
from coeplan.report.sensitivity_tables import Scale, effects_table, shares_table
from coeplan.report.terminal import as_text
from coeplan.studies.sensitivity_lines import stated_inputs
from coeplan.studies.sensitivity_screen import Effect, VarianceShare


@pytest.mark.parametrize(
    ("low", "high", "bar"),
    [
        (-5.0, 5.0, "-----|====="),
        (5.0, -5.0, "=====|-----"),
        (-2.0, 0.0, "   --|"),
        (2.0, 5.0, "     |--==="),
        (5.0, 2.0, "     |==---"),
        (None, 1.0, "     |="),
        (None, None, "     |"),
    ],
)
def test_bars_go_from_the_base_plan_to_both_ends(low, high, bar):
    assert Scale(-5.0, 5.0, 11).bar(low, high) == bar


def test_a_page_without_any_difference_has_bars_of_nothing():
    assert Scale(0.0, 0.0, 11).bar(0.0, 0.0) == "|"


def test_screens_name_inputs_by_where_they_stand():
    where = ("bot-fee", "operating_models.bot.fee", "scale", "value")
    effects = as_text(effects_table([Effect(*where, 5.0, 1.0, 5.0, 0.0, 0.0, True)], MoneyUnit("USD", 1.0, "", 2)))
    shares = as_text(shares_table([VarianceShare(*where, 0.5, 0.1, 0.5, 0.1, 0.4, 0.6, True)]))
    for table in (effects, shares):
        assert "operating_models.bot.fee x" in " ".join(table.split())
        assert "bot-fee" not in table


def test_lines_state_factors_values_and_figures():
    found = stated_inputs(
        ["operating_models.bot.fee x 0.8..1.2", "areas.*.workload = 3..1e2 whole", "a.b=-1..+.5", "locations.MX_*"]
    )
    assert found.figures == ("locations.MX_*",)
    assert [(name, *each.values()) for name, each in found.ranges.items()] == [
        ("operating_models-bot-fee", "operating_models.bot.fee", 0.8, 1.2, "scale", False),
        ("areas-any-workload", "areas.*.workload", 3.0, 100.0, "set", True),
        ("a-b", "a.b", -1.0, 0.5, "set", False),
    ]


def test_names_are_told_apart_and_short():
    found = stated_inputs(["a.b = 1..2", "a.b x 1..2", f"{'long.' * 40}path = 0..1"])
    assert list(found.ranges)[:2] == ["a-b", "a-b-2"]
    assert all(len(name) <= 64 for name in found.ranges)


def test_every_line_that_states_nothing_is_told():
    with pytest.raises(InputError) as caught:
        stated_inputs(["a b c", "a = 1", "fine"])
    assert [fault.value for fault in caught.value.faults] == ["a b c", "a = 1"]
