"""Changes of numbers in words: what has it, both values, and the difference."""

from math import inf

import pytest
from tests.analysis.diagnosis.hidden import SMALL

from coeplan.analysis.diagnosis.rules import PER_CENT, Dial, counted
from coeplan.analysis.diagnosis.wording import dial_words
from coeplan.api.load import load

MODEL = ("operating_models", "aas")
GDL = ("locations", "GDL")

CHANGES = [
    (
        ("policies", "half", "limit"),
        PER_CENT,
        0.6,
        0.72,
        "the limit of policy half from 60 % to 72 % (by 12 percentage points)",
    ),
    (
        ("policies", "cap", "limit"),
        "money",
        8e6,
        8.25e6,
        "the limit of policy cap from USD 8,000,000 to USD 8,250,000 (by USD 250,000)",
    ),
    (
        ("policies", "few", "at_most"),
        "heads",
        3,
        1.5,
        "the most heads of policy few from 3 heads to 1.5 heads (by 1.5)",
    ),
    (
        ("policies", "sites", "limit"),
        "operating models",
        0,
        1,
        "the limit of policy sites from 0 operating models to 1 operating model (by 1)",
    ),
    (
        ("policies", "kept", "periods"),
        "periods",
        3,
        1,
        "the frozen periods of policy kept from 3 periods to 1 period (by 12 months)",
    ),
    (("areas", "dev", "handover"), "periods", 1, 3, "the handover of area dev from 1 period to 3 periods (by 2)"),
    (
        ("areas", "ops", "collaboration", "dev", "min_overlap"),
        "hours a day",
        4,
        1,
        "the least overlap of area ops with dev from 4 hours a day to 1 hour a day (by 3)",
    ),
    ((*GDL, "talent_pool", "dev"), "heads", 12, 20, "the talent pool of dev at GDL from 12 heads to 20 heads (by 8)"),
    (
        (*GDL, "talent_pool", "*"),
        "heads",
        12,
        20,
        "the talent pool of each area without a pool of its own at GDL from 12 heads to 20 heads (by 8)",
    ),
    (
        (*GDL, "hires_per_year"),
        "hires a year",
        1,
        20,
        "the hires a year of location GDL from 1 hire a year to 20 hires a year (by 19)",
    ),
    ((*MODEL, "lead_time"), "months", 3, 0, "the lead time of operating model aas from 3 months to 0 months (by 3)"),
    (
        (*MODEL, "overrides", "GDL", "lock_in"),
        "months",
        12,
        6,
        "the lock-in of operating model aas at GDL from 12 months to 6 months (by 6)",
    ),
    (
        (*MODEL, "country_overrides", "MEX", "min_heads"),
        "heads",
        5,
        2,
        "the least heads of operating model aas in MEX from 5 heads to 2 heads (by 3)",
    ),
    (
        (*MODEL, "conversions", "diy", "min_age"),
        "months",
        24,
        12,
        "the least age of operating model aas before it becomes diy from 24 months to 12 months (by 12)",
    ),
    (
        ("footprint", "sites", "GDL", "remaining_lock_in"),
        "months",
        18,
        1,
        "the remaining lock-in of the site at GDL from 18 months to 1 month (by 17)",
    ),
    (
        ("footprint", "sites", "GDL", "inherited_lock_ins", "bot"),
        "months",
        18,
        6,
        "the lock-in inherited from bot of the site at GDL from 18 months to 6 months (by 12)",
    ),
]


def words(path, unit, before, after, **more):
    return dial_words(Dial(path, before, 1.0 if after > before else -1.0, inf, unit, **more), after, load(SMALL))


@pytest.mark.parametrize(("path", "unit", "before", "after", "says"), CHANGES)
def test_a_change_names_what_has_the_number_both_values_and_the_difference(path, unit, before, after, says):
    assert words(path, unit, before, after) == f"{'raise' if after > before else 'lower'} {says}"


@pytest.mark.parametrize(
    ("number", "unit", "says"),
    [
        (1, "heads", "1 head"),
        (0, "heads", "0 heads"),
        (1, "hours a day", "1 hour a day"),
        (1, "operating_models", "1 operating_model"),
        (1200, "hires a year", "1,200 hires a year"),
        (1.5, "months", "1.5 months"),
    ],
)
def test_one_is_not_told_as_several(number, unit, says):
    assert counted(number, unit) == says


def test_dates_are_put_off_or_brought_forward_by_months():
    later = "put off the first period of policy must from period 0 (2027-H1) to period 2 (2028-H1) (by 12 months)"
    assert words(("policies", "must", "first_period"), "periods", 0, 2) == later
    sooner = "bring forward the earliest move of area dev from period 2 (2028-H1) to period 1 (2027-H2) (by 6 months)"
    assert words(("areas", "dev", "earliest_move"), "periods", 2, 1) == sooner


def test_undone_work_is_told_in_fte_where_there_is_most_work():
    stated = words(("areas", "ops", "unmet", "max_share"), PER_CENT, 0.1, 0.4)
    assert stated == "let up to 40 % of the work of ops stay undone, now 10 % (at most 2.0 of 5.0 FTE)"
    new = words(("areas", "dev", "unmet"), PER_CENT, 0.0, 0.5, holder={"price": 1}, key="max_share")
    assert new == "let up to 50 % of the work of dev stay undone, now none (at most 4.5 of 9.0 FTE)"
