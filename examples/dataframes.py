"""A planning step in a dataframe pipeline: forecast and wages in, heads and costs out, and no file in between.

Run it for a look at what comes out, or call ``plan_frames`` with frames of your own::

    python examples/dataframes.py
"""

from typing import Any, NamedTuple

import pandas as pd

import coeplan

FIRM: dict[str, Any] = {
    "name": "pipeline",
    "headquarters": "AUSTIN",
    "discount_rate": 0.08,
    "locations": {
        "AUSTIN": {"country": "USA", "time_zone": "America/Chicago", "talent_pool": 20},
        "GUADALAJARA": {"country": "MEX", "time_zone": "America/Mexico_City", "talent_pool": 20},
    },
    "operating_models": {"service": {"fee_per_head": 14000, "set_up_cost": 20000, "seats_included": True}},
}
"""What no frame tells: places, and ways to run a site."""

AFTER = "after"
"""Stands for the time after the last period in the costs."""


class Frames(NamedTuple):
    """What a plan says, for the next step of a pipeline.

    Attributes
    ----------
    heads : DataFrame
        Expected heads, one row for each period, by its first month, and one column for each site.
    costs : DataFrame
        Columns ``start``, ``category``, ``money`` and ``present_value``: expected amounts in plan currency, of which
        the present values add up to the value of the plan.
    """

    heads: pd.DataFrame
    costs: pd.DataFrame


def plan_frames(demand: pd.DataFrame, wages: pd.DataFrame, options: coeplan.SolveOptions | None = None) -> Frames:
    """Plan heads for a forecast of demand.

    Parameters
    ----------
    demand : DataFrame
        Columns ``start`` (first month of a period, such as ``2027-01``), ``area`` and ``fte``: the work in baseline
        FTE, for every area and period. The last period is as long as the one before it.
    wages : DataFrame
        Columns ``location``, ``area`` and ``yearly_cost``: all that a head costs in a year.
    options : SolveOptions, optional
        When the solve stops.

    Returns
    -------
    Frames
        Heads and costs.

    Raises
    ------
    InputError
        If the frames make no valid instance; every fault is listed.
    NoPlanError
        If there is no plan, or none was found in time.
    """
    solution = coeplan.solve(instance_of(demand, wages), options)
    if solution.plan is None:
        raise coeplan.NoPlanError(f"there is no plan for this demand: {solution.message}")
    tables = solution.tables
    nodes = tables["nodes"].set_index("id")[["start", "probability"]]
    return Frames(heads_of(tables["teams"], nodes), costs_of(tables["amounts"], nodes))


def instance_of(demand: pd.DataFrame, wages: pd.DataFrame) -> dict[str, Any]:
    """Return the firm with demand and wages filled in, as an instance file would say it."""
    work = demand.pivot(index="start", columns="area", values="fte").sort_index()
    starts = pd.PeriodIndex(work.index, freq="M")
    lengths = [int(length) for length in starts.year.diff()[1:] * 12 + starts.month.diff()[1:]]
    costs = wages.pivot(index="location", columns="area", values="yearly_cost")
    paid = {str(place): {"yearly_cost": row.dropna().to_dict()} for place, row in costs.iterrows()}
    return FIRM | {
        "horizon": {"start": str(starts[0]), "periods": len(starts), "months": [*lengths, lengths[-1]]},
        "areas": {str(area): {"workload": dict(enumerate(work[area]))} for area in work},
        "locations": {place: known | paid.get(place, {}) for place, known in FIRM["locations"].items()},
    }


def heads_of(teams: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return expected heads by period and site."""
    rows = teams.join(nodes, on="node")
    expected = rows.assign(heads=rows["heads"] * rows["probability"])
    return expected.pivot_table(index="start", columns="location", values="heads", aggfunc="sum", fill_value=0.0)


def costs_of(amounts: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return expected costs by period and category."""
    rows = amounts.join(nodes, on="node")
    expected = rows.assign(
        start=rows["start"].mask(rows["terminal"], AFTER),
        money=rows["money"] * rows["probability"],
        present_value=rows["discounted"] * rows["probability"],
    )
    return expected.groupby(["start", "category"], as_index=False)[["money", "present_value"]].sum()


def main() -> None:
    """Plan for a forecast that grows, and print what comes of it."""
    demand = pd.DataFrame(
        [
            ("2027-01", "support", 6.0),
            ("2027-07", "support", 9.0),
            ("2027-01", "engineering", 4.0),
            ("2027-07", "engineering", 5.0),
        ],
        columns=["start", "area", "fte"],
    )
    wages = pd.DataFrame(
        [
            ("AUSTIN", "support", 78000),
            ("AUSTIN", "engineering", 165000),
            ("GUADALAJARA", "support", 34000),
            ("GUADALAJARA", "engineering", 82000),
        ],
        columns=["location", "area", "yearly_cost"],
    )
    heads, costs = plan_frames(demand, wages, coeplan.SolveOptions(gap=0.0))
    print(heads.to_string())
    print(costs.to_string(index=False, float_format="{:,.0f}".format))


if __name__ == "__main__":
    main()
