"""Numbers as a board reads them."""

import pytest

from coeplan.report.numbers import (
    MoneyUnit,
    gap_share,
    heads,
    heads_about,
    heads_expected,
    heads_range,
    listed,
    percent,
    probability,
)


@pytest.mark.parametrize(
    ("largest", "amount", "text"),
    [
        (18_192_451.0, 1_234_567.0, "USD 1.23 M"),
        (250_000_000.0, 1_250_000.0, "USD 1.2 M"),
        (45_000.0, 1_500.0, "USD 1.50 k"),
        (900.0, 12.5, "USD 12.50"),
        (18_192_451.0, -1_000_000.0, "USD -1.00 M"),
        (18_192_451.0, -3.0, "USD 0.00 M"),
    ],
)
def test_money_is_told_in_one_unit(largest, amount, text):
    assert MoneyUnit.fitting("USD", [0.0, largest]).text(amount) == text


def test_unknown_money_is_not_zero():
    assert MoneyUnit.fitting("USD", []).text(None) == "not known"


def test_heads_are_whole_where_they_are():
    assert [heads(number) for number in (12.0, 11.9999999, 1200.0, 12.34, 0.0)] == ["12", "12", "1,200", "12.3", "0"]


def test_parts_of_heads_are_spoken_of_roundly():
    assert [heads_about(number) for number in (16.3, 4.0, 1.0, 0.4)] == ["about 16", "4", "1", "less than one"]


def test_a_gap_has_fewer_digits_the_larger_it_is():
    told = [gap_share(share) for share in (0.0042, 0.047, 0.473, None)]
    assert told == ["0.42 %", "4.7 %", "47 %", "not known"]


def test_ranges():
    assert heads_range(4, 4) == "4"
    assert heads_range(4, 6) == "4-6"
    assert heads_expected(5.2, 4, 6) == "5.2 (4-6)"
    assert heads_expected(4, 4, 4) == "4"


def test_shares():
    assert percent(0.1234) == "12.3 %"
    assert percent(0.0042, 2) == "0.42 %"
    assert percent(None) == "not known"
    assert [probability(share) for share in (0.6, 0.125, 1 / 3)] == ["60 %", "12.5 %", "33.3 %"]


def test_lists_read_as_sentences_do():
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
