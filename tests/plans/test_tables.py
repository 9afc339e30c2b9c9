"""Tables of a plan."""

import dataclasses

import pandas as pd
import pytest

from coeplan.plans.tables import frame, plan_tables
from coeplan_models import Plan

from .sample import sample_instance, sample_plan

KNOWN = {
    "nodes",
    "decisions",
    "sites",
    "teams",
    "unmet",
    "matches",
    "breaches",
    "amounts",
    "leaf_totals",
    "futures",
    "node_figures",
    "holdings",
    "summary",
    "facts",
    "site_overview",
    "first_period_teams",
    "branches",
    "headcount",
    "headcount_by_future",
    "headcount_wide",
    "headcount_by_site_wide",
    "headcount_by_future_wide",
    "costs",
    "cost_by_category_wide",
    "cost_by_location_wide",
    "capital_by_year",
    "cash_by_year",
    "cash",
}


def test_every_table_stands_in_every_plan():
    assert set(plan_tables(sample_plan())) == KNOWN
    assert set(plan_tables(sample_plan(), sample_instance())) == KNOWN | {"lock_ins", "leases"}


@pytest.mark.parametrize(
    "name",
    ["nodes", "decisions", "sites", "teams", "amounts", "leaf_totals", "node_figures", "holdings"],
)
def test_a_row_stands_for_each_record(name):
    plan = sample_plan()
    assert len(plan_tables(plan)[name]) == len(getattr(plan, name))


def test_columns_and_types_do_not_depend_on_what_a_plan_holds():
    full = plan_tables(sample_plan())
    bare = plan_tables(sample_plan().model_copy(update={"decisions": (), "holdings": ()}))
    for name in ("decisions", "holdings"):
        assert len(bare[name]) == 0
        assert bare[name].dtypes.to_dict() == full[name].dtypes.to_dict()


def test_every_list_of_the_plan_has_a_table():
    lists = {name for name, field in Plan.model_fields.items() if "tuple" in str(field.annotation)}
    assert lists <= set(plan_tables(sample_plan()))


def test_wide_tables_repeat_the_tidy_ones():
    tables = plan_tables(sample_plan())
    wide = tables["headcount_wide"].set_index(["location", "area"])
    tidy = tables["headcount"].set_index(["location", "area", "year"])["expected"]
    for (location, area), row in wide.iterrows():
        for year, heads in row.items():
            assert heads == tidy[(location, area, int(year))]


def test_costs_add_up_to_the_expected_total():
    plan = sample_plan()
    tables = plan_tables(plan)
    assert tables["costs"]["present_value"].sum() == pytest.approx(plan.summary.expected_total)
    by_category = tables["cost_by_category_wide"]
    assert by_category["total"].iloc[:-1].sum() == pytest.approx(by_category["total"].iloc[-1])


def test_absent_stays_absent():
    tables = plan_tables(sample_plan().model_copy(update={"bound": None, "gap": None}))
    summary = tables["summary"].set_index("name")["value"]
    assert summary[["bound", "gap"]].isna().all()
    assert tables["nodes"]["parent"].isna().sum() == 1


@dataclasses.dataclass(frozen=True)
class Row:
    text: str
    maybe_text: str | None
    number: float
    whole: int
    flag: bool
    names: tuple[str, ...]


def test_a_frame_has_a_column_of_the_right_type_for_each_field():
    table = frame(Row, [Row("a", None, 1.5, 2, True, ("x", "y"))])
    assert [str(kind) for kind in table.dtypes] == ["string", "string", "float64", "Int64", "boolean", "string"]
    assert table.loc[0, "names"] == "x, y"
    assert table.loc[0, "maybe_text"] is pd.NA
