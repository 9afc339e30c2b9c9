"""Good plans of the engine pass, and so do they after changes that change nothing."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from coeplan.audit import audit

from .bench import Bench
from .settle import settle

Bring = Callable[[str], Bench]
Harmless = Callable[[Bench], object]

PLANS = pytest.mark.parametrize("name", ["ways", "winding", "ruled"])


def findings(bench: Bench) -> list[str]:
    """Return what the auditor says."""
    return [str(finding) for finding in audit(bench.instance, bench.finished()).findings]


def tables(bench: Bench) -> dict[str, list[Any]]:
    """Return the plan's tables."""
    return {name: rows for name, rows in bench.plan.items() if isinstance(rows, list)}


def in_reverse(bench: Bench) -> None:
    for name, rows in tables(bench).items():
        if name != "nodes":
            rows.reverse()


def shuffled(bench: Bench) -> None:
    for name, rows in tables(bench).items():
        if name != "nodes":
            Random(name).shuffle(rows)


def sisters_in_another_order(bench: Bench) -> None:
    """Nodes of one period may stand in any order, and each branch by itself."""
    bench.plan["nodes"].reverse()
    bench.plan["nodes"].sort(key=lambda node: node["period"])


def _shaken(value: Any, random: Random) -> Any:
    """Return the value with every number a billionth off."""
    if isinstance(value, dict):
        return {key: _shaken(held, random) for key, held in value.items()}
    if isinstance(value, list):
        return [_shaken(held, random) for held in value]
    return value * (1 + random.choice((-1e-9, 1e-9))) if isinstance(value, float) else value


def a_billionth_off(bench: Bench) -> None:
    held = {name: rows for name, rows in tables(bench).items() if name not in ("nodes", "sites")}
    bench.plan |= _shaken(held | {"summary": bench.plan["summary"]}, Random(bench.instance.name))


def seats_and_heads_of_sites_a_billionth_off(bench: Bench) -> None:
    for site in bench.plan["sites"]:
        site |= {field: site[field] * (1 + 1e-9) for field in ("heads", "seats", "seats_bought", "billed_heads")}


def amounts_in_parts(bench: Bench) -> None:
    """Any number of rows may add up to what a thing costs."""
    halves = [row | {"money": row["money"] / 2, "discounted": row["discounted"] / 2} for row in bench.plan["amounts"]]
    bench.plan["amounts"] = [*halves, *halves]


def rows_of_nothing(bench: Bench) -> None:
    """What is 0 may be told: no money, no match, no head."""
    leaf = bench.leaves[0]
    bench.add("amounts", bench.plan["amounts"][0], category="exit", money=0.0, discounted=0.0)
    bench.add("unmet", node=leaf, area="dev", fte=0.0)
    bench.add("holdings", node=leaf, per="vendor", name="nobody", heads=0.0, capacity=0.0, share=0.0)
    for match in bench.plan["matches"][:1]:
        bench.add("matches", match, location=list(bench.instance.locations)[-1], heads=0.0)
    closed = dict.fromkeys(("heads", "attrition", "hires", "releases", "effective_heads"), 0.0)
    place = list(bench.instance.locations)[-1]
    if bench.team("t00", place, "dev") is None:
        bench.add("teams", node="t00", location=place, area="dev", operating_model=None, **closed)


def headquarters_as_a_model(bench: Bench) -> None:
    for node in bench.nodes:
        home = bench.rows("holdings", node=node, per="location", name="AUS")
        if home:
            bench.add("holdings", home[0], per="operating_model", name="headquarters")


def a_bound_above_the_value_by_rounding(bench: Bench) -> None:
    bench.plan |= {"bound": bench.plan["value"] * (1 + 1e-9), "gap": 0.0}


def stopped_early(bench: Bench) -> None:
    bench.plan |= {"bound": 0.75 * bench.plan["value"], "gap": 0.25, "termination": "time_limit"}


def nothing_proved(bench: Bench) -> None:
    bench.plan |= {"bound": 0.0, "gap": 1.0, "termination": "interrupted"}


def without_keeping(bench: Bench) -> None:
    bench.plan["keeping"] = None


def keeping_not_feasible(bench: Bench) -> None:
    nothing = dict.fromkeys(("value", "bound", "saving"))
    bench.plan["keeping"] = nothing | {"termination": "infeasible", "reason": "keeping is not feasible"}


def keeping_costs_less(bench: Bench) -> None:
    """A stop before the optimum left a dearer plan, and little is proved of keeping."""
    value = 0.9 * bench.plan["value"]
    saving = value - bench.plan["value"]
    early = {"termination": "time_limit", "bound": 0.5 * value}
    bench.plan["keeping"] |= early | {"value": value, "saving": saving}


def made_by_somebody_else(bench: Bench) -> None:
    bench.plan["made_by"] |= {"seed": 7, "created": "2031-01-01T00:00:00+00:00", "notes": ["by hand"]}


def told_otherwise(bench: Bench) -> None:
    """The instance's title and description, which nothing hangs on."""
    bench.instance = bench.instance.model_copy(update={"title": "Another", "description": "Something"})
    bench.plan["title"] = "Whatever"


HARMLESS: tuple[Harmless, ...] = (
    in_reverse,
    shuffled,
    sisters_in_another_order,
    a_billionth_off,
    seats_and_heads_of_sites_a_billionth_off,
    amounts_in_parts,
    rows_of_nothing,
    headquarters_as_a_model,
    a_bound_above_the_value_by_rounding,
    stopped_early,
    nothing_proved,
    without_keeping,
    keeping_not_feasible,
    keeping_costs_less,
    made_by_somebody_else,
    told_otherwise,
)


@PLANS
def test_a_good_plan_passes(bench: Bring, name: str) -> None:
    assert findings(bench(name)) == []


@PLANS
@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.__name__)
def test_a_harmless_change_passes(bench: Bring, name: str, change: Harmless) -> None:
    plan = bench(name)
    before = json.dumps(plan.plan)
    change(plan)
    assert json.dumps(plan.plan) != before
    assert findings(plan) == []


def test_at_no_cost_there_is_no_gap(bench: Bring) -> None:
    """No share of nothing says how far there is to go, but for a bound that is reached."""
    plan = bench("free")
    assert plan.plan["value"] == plan.plan["gap"] == 0
    assert findings(plan) == []
    plan.plan |= {"bound": -1.0, "gap": None, "termination": "time_limit"}
    assert findings(plan) == []


@PLANS
def test_what_is_filled_in_on_the_bench_is_what_the_engine_says(bench: Bring, name: str) -> None:
    """Flows, terms, matches, amounts and sums follow from sites, heads and decisions alone."""
    plan = bench(name)
    settle(plan)
    assert findings(plan) == []
    for table, rows in tables(bench(name)).items():
        assert len(plan.plan[table]) == len(rows), table
    assert plan.plan["value"] == pytest.approx(bench(name).plan["value"], rel=1e-12)
