"""Every period cut in two: what such an instance is, and what a plan of the old one becomes in it."""

import copy
import math
from collections.abc import Iterator
from typing import Any

from coeplan_models import RUN_COST, Category, Instance, Plan, value_at

from .bases import Data
from .loosenings import existing, places, terms
from .trees import nodes, written_out

ROWS_OF_PERIODS = ("capacity_share", "risk_score", "survive_loss", "count_limit", "must_operate", "forbid", "heads")
"""Kinds of policies with a row in every period for a state that lasts, so that twice the periods are twice the rows."""


def late(node: str) -> str:
    """Return the name of the second half of a node; the first keeps the node's."""
    return f"{node}-late"


def settle(data: Data) -> None:
    """Take out of an instance what the cut bears on.

    Attrition, ramp-up, limits on hires and growth look at the length of a period or at its middle; hours in common are
    averaged over it; durations that are no multiples of it are rounded up; the capital of a period that straddles years
    is split by its months.
    """
    months = data["horizon"]["months"]
    for place in places(data):
        for name in ("attrition", "ramp_up", "hires_per_year", "wage_growth", "rent_growth", "talent_pool_growth"):
            place.pop(name, None)
        round_up(place, ("lease",), months)
    for each in terms(data):
        each.pop("fee_growth", None)
        round_up(each, ("lead_time", "build_up"), months)
    for area in data["areas"].values():
        area.pop("overlap_target", None)
        area.pop("collaboration", None)
    settle_footprint(data, months)
    data["policies"].pop("overlap", None)
    if "capital" in data["policies"] and data["policies"]["capital"]["per"] == "calendar_year":
        data["policies"]["capital"]["per"] = "total"


def settle_footprint(data: Data, months: int) -> None:
    """Let ages and times that remain be multiples of the period."""
    for site in existing(data):
        round_up(site, ("age",), months)
        for lot in site.get("seats", ()):
            round_up(lot, ("age",), months)
    for commitment in data.get("footprint", {}).get("commitments", ()):
        round_up(commitment, ("months_to_start",), months)


def round_up(record: Data, names: tuple[str, ...], months: int) -> None:
    """Make a record's durations multiples of a period."""
    for name in names:
        if name in record:
            record[name] = math.ceil(record[name] / months) * months


def halved(instance: Instance) -> Data:
    """Return the instance with every period cut in two; what was true of the whole is true of both halves."""
    data = written_out(instance)
    horizon, periods = data["horizon"], instance.horizon.periods
    horizon["periods"], horizon["months"] = 2 * periods, horizon["months"] // 2
    for area_id, area in data["areas"].items():
        load = [value_at(instance.areas[area_id].workload, period, before=0.0) for period in range(periods)]
        area["workload"] = [each for each in load for _ in range(2)]
        area["earliest_move"] = 2 * area.get("earliest_move", 0)
        area["handover"] = 2 * area.get("handover", 1)
    data["scenarios"]["nodes"] = dict(halved_nodes(data))
    for policy in data.get("policies", {}).values():
        policy["first_period"] = 2 * policy.get("first_period", 0)
        if policy.get("last_period") is not None:
            policy["last_period"] = 2 * policy["last_period"] + 1
    return data


def halved_nodes(data: Data) -> Iterator[tuple[str, Data]]:
    """Yield both halves of every node."""
    for name, node in nodes(data).items():
        parent = node.get("parent")
        first = node | {"period": 2 * node["period"], "parent": None if parent is None else late(parent)}
        yield name, first
        yield late(name), copy.deepcopy(first) | {"period": 2 * node["period"] + 1, "parent": name}


def halve_prices_of_lasting_breaches(data: Data) -> None:
    """Make two rows that are broken as dear as one was."""
    for policy in data.get("policies", {}).values():
        if policy["kind"] in ROWS_OF_PERIODS and policy.get("price") is not None:
            policy["price"] /= 2


def frozen_to(data: Data, plan: Plan) -> Data:
    """Return a cut instance in which a plan of the uncut one is kept: nothing is decided between its old periods."""
    decisions: list[dict[str, Any]] = []
    for decision in plan.decisions:
        said = decision.model_dump(mode="json")
        if decision.start_period is not None:
            said["start_period"] = 2 * decision.start_period
        decisions.append(said)
    heads = {(team.node, team.location, team.area): team.heads for team in plan.teams}
    teams = [
        {"node": half, "location": place, "area": area, "heads": heads.get((node.id, place, area), 0.0)}
        for node in plan.nodes
        for half in (node.id, late(node.id))
        for place in data["locations"]
        for area in data["areas"]
    ]
    frozen = copy.deepcopy(data)
    frozen["reference_plans"] = {"uncut": {"decisions": decisions, "teams": teams}}
    policies = frozen.setdefault("policies", {})
    policies["as-before"] = {"kind": "freeze", "plan": "uncut", "periods": data["horizon"]["periods"]}
    return frozen


def expected_after_the_cut(plan: Plan, yearly_rate: float, months: int) -> float:
    """Return a plan's expected cost when every period of so many months is cut in two.

    With x = ln(1 + r) x D/48 what is paid through a period of D months is worth cosh(x) times as much, as it is
    discounted from the middles of its halves, D/4 months before and after the old one; what is paid once at its start
    e^x times as much; and what follows the horizon the same.
    """
    chance = {node.id: node.probability for node in plan.nodes}
    x = math.log1p(yearly_rate) * months / 48
    return sum(
        chance[amount.node] * amount.discounted * (1.0 if amount.terminal else factor(amount.category, x))
        for amount in plan.amounts
    )


def factor(category: Category, x: float) -> float:
    """Return how much more an amount within the horizon is worth."""
    return math.cosh(x) if category in RUN_COST else math.exp(x)
