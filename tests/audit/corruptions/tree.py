"""The scenario tree as the plan repeats it."""

from ..bench import Bench
from ..pricing import sum_up
from .kinds import ALL, RULED, WAYS, WINDING, Where, kind


def last(bench: Bench) -> tuple[str, str]:
    """Return two sister leaves."""
    return bench.leaves[0], bench.leaves[1]


@kind("tree", on=ALL, most=2)
def probabilities_swapped(bench: Bench) -> Where:
    first, second = (bench.row("nodes", id=leaf) for leaf in last(bench))
    first["probability"], second["probability"] = second["probability"], first["probability"]
    return {"node": first["id"]}


@kind("tree", on=WINDING)
def probability_given_the_parent(bench: Bench) -> Where:
    bench.row("nodes", id="t03.calm.up")["probability"] = 0.4
    return {"node": "t03.calm.up", "excess": 0.4 - 0.28}


@kind("tree", on=ALL)
def root_less_than_certain(bench: Bench) -> Where:
    bench.row("nodes", id="t00")["probability"] = 1 - 1e-5
    return {"node": "t00", "excess": 1e-5}


@kind("tree", "leaf_total", "objective", "summary", on=(WAYS, RULED))
def futures_likelier_than_they_are(bench: Bench) -> Where:
    """The better future is made likelier throughout, and all sums follow."""
    worse, better = sorted(bench.plan["leaf_totals"], key=lambda row: -row["total"])
    for row, more in ((worse, -0.1), (better, 0.1)):
        for node in bench.path(row["leaf"]):
            if node not in ("t00", "t01"):
                bench.row("nodes", id=node)["probability"] += more
        row["probability"] += more
    summary = bench.plan["summary"]
    summary["expected_total"] = sum(row["probability"] * row["total"] for row in (worse, better))
    bench.plan["value"] = summary["expected_total"] + bench.instance.objective.cvar_weight * summary["cvar"]
    bench.plan |= {"bound": bench.plan["value"], "gap": 0.0}
    bench.plan["keeping"]["saving"] = bench.plan["keeping"]["value"] - bench.plan["value"]
    return {"node": worse["leaf"], "excess": 0.1}


@kind("tree", on=WAYS, most=2)
def parents_exchanged(bench: Bench) -> Where:
    first, second = (bench.row("nodes", id=leaf) for leaf in last(bench))
    first["parent"], second["parent"] = second["parent"], first["parent"]
    return {"node": "t03.boom"}


@kind("tree", on=WINDING)
def sister_of_another_branch(bench: Bench) -> Where:
    bench.row("nodes", id="t03.calm.up")["parent"] = "t02.rough"
    return {"node": "t03.calm.up"}


@kind("tree", on=ALL)
def node_without_parent(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.row("nodes", id=leaf)["parent"] = None
    return {"node": leaf}


@kind("tree", on=ALL)
def node_missing(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.drop("nodes", id=leaf)
    return {"node": leaf}


@kind("tree", on=ALL)
def node_twice(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.add("nodes", bench.row("nodes", id=leaf))
    return {"node": leaf}


@kind("tree", on=ALL)
def node_that_does_not_exist(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.add("nodes", bench.row("nodes", id=leaf), id="t09.dream")
    return {"node": "t09.dream"}


@kind("tree", on=ALL, most=2)
def node_that_does_not_exist_before_a_wrong_one(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.plan["nodes"].insert(1, bench.row("nodes", id=leaf) | {"id": "t00.dream", "parent": "t00"})
    bench.row("nodes", id=leaf)["months"] += 1
    return {"node": leaf}


@kind("tree", on=ALL, most=2)
def node_renamed(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.row("nodes", id=leaf)["id"] = leaf.upper()
    return {"node": leaf}


@kind("tree", on=ALL, most=2)
def children_before_their_parent(bench: Bench) -> Where:
    bench.plan["nodes"] = [*bench.plan["nodes"][1:], bench.plan["nodes"][0]]
    return {"node": bench.plan["nodes"][0]["id"]}


@kind("tree", on=ALL)
def node_in_another_period(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.row("nodes", id=leaf)["period"] -= 1
    return {"node": leaf}


@kind("tree", on=ALL)
def node_of_another_length(bench: Bench) -> Where:
    bench.row("nodes", id="t00")["months"] += 1
    return {"node": "t00"}


@kind("tree", on=ALL)
def node_that_starts_a_month_late(bench: Bench) -> Where:
    row = bench.row("nodes", id="t00")
    row["start"] = f"{row['start'][:5]}{int(row['start'][5:]) + 1:02d}"
    return {"node": "t00"}


@kind("leaf_total", on=ALL)
def total_of_a_future_missing(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.drop("leaf_totals", leaf=leaf)
    return {"node": leaf}


@kind("leaf_total", on=ALL, most=2)
def totals_swapped(bench: Bench) -> Where:
    first, second = (bench.row("leaf_totals", leaf=leaf) for leaf in last(bench))
    first["total"], second["total"] = second["total"], first["total"]
    return {"node": first["leaf"], "excess": abs(first["total"] - second["total"])}


@kind("leaf_total", on=ALL)
def total_weighed_by_probability(bench: Bench) -> Where:
    leaf, _ = last(bench)
    row = bench.row("leaf_totals", leaf=leaf)
    row["total"] *= row["probability"]
    return {"node": leaf}


@kind("leaf_total", on=(WAYS, WINDING))
def total_without_what_follows_the_horizon(bench: Bench) -> Where:
    leaf, _ = last(bench)
    after = sum(row["discounted"] for row in bench.rows("amounts", node=leaf, terminal=True))
    bench.row("leaf_totals", leaf=leaf)["total"] -= after
    return {"node": leaf, "excess": after}


@kind("leaf_total", on=ALL)
def total_of_the_leaf_alone(bench: Bench) -> Where:
    leaf, _ = last(bench)
    alone = sum(row["discounted"] for row in bench.rows("amounts", node=leaf))
    bench.row("leaf_totals", leaf=leaf)["total"] = alone
    return {"node": leaf}


@kind("leaf_total", on=ALL)
def leaf_with_another_probability(bench: Bench) -> Where:
    leaf, _ = last(bench)
    bench.row("leaf_totals", leaf=leaf)["probability"] += 0.01
    return {"node": leaf, "excess": 0.01}


@kind("unknown_name", on=ALL)
def total_of_what_is_no_leaf(bench: Bench) -> Where:
    bench.add("leaf_totals", leaf="t00", probability=0.0, total=0.0)
    return {}


@kind("discounted_amount", "leaf_total", "objective", "summary", on=ALL)
def an_amount_discounted_too_much(bench: Bench) -> Where:
    """The largest amount of a leaf; money and sums are right."""
    leaf, _ = last(bench)
    row = max(bench.rows("amounts", node=leaf), key=lambda each: each["discounted"])
    row["discounted"] /= 2
    sum_up(bench)
    return {"node": leaf, "excess": row["discounted"]}
