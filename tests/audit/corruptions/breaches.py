"""Policies: hard ones that were ignored, priced ones whose breach is misstated."""

from collections.abc import Callable

from ..bench import Bench, Row
from .amounts import amount, charge, forget, scale
from .kinds import MANY, ONCE, RULED, Level, Where, kind

SHOWN = ("breach", *ONCE)

IGNORED = {
    "overlap": "mean_overlap",
    "location": "capacity_share",
    "country": "capacity_share",
    "region": "capacity_share",
    "vendor": "capacity_share",
    "model": "capacity_share",
    "home": "capacity_share",
    "risk": "risk_score",
    "loss": "survive_loss",
    "country-loss": "survive_loss",
    "cvar": "cvar_cap",
    "capital": "capital_limit",
    "year": "capital_limit",
    "period": "capital_limit",
    "run": "run_cost_limit",
    "starts": "start_limit",
    "sites": "count_limit",
    "models": "count_limit",
    "vendors": "count_limit",
    "presence": "must_operate",
    "site-ban": "forbid",
    "place-ban": "forbid",
    "area-ban": "forbid",
    "least": "heads",
    "most": "heads",
    "freeze": "freeze",
    "change": "change_limit",
}
"""Hard policies that the plan was made without, and the rule that each breaks."""


def ignore(policy: str) -> Callable[[Bench], Where]:
    """Return a change that holds the plan against a policy that it was made without."""

    def held_against(bench: Bench) -> Where:
        stated = bench.instance.policies[policy].model_copy(update={"enabled": True})
        bench.instance = bench.instance.model_copy(update={"policies": {**bench.instance.policies, policy: stated}})
        bench.plan["instance_hash"] = bench.instance.fingerprint()
        return {"policy": policy}

    held_against.__name__ = f"{policy.replace('-', '_')}_ignored"
    return held_against


for name, rule in IGNORED.items():
    kind(rule, on=RULED, most=12)(ignore(f"hard-{name}"))


def stated(bench: Bench) -> list[Row]:
    """List the breaches."""
    return bench.plan["breaches"]


def _at(row: Row) -> Where:
    return {"policy": row["policy"], "node": row["node"]}


@kind(*SHOWN, on=RULED, level=Level.PRICED, spots=stated)
def a_breach_kept_back(bench: Bench, row: Row) -> Where:
    """And not paid for."""
    bench.plan["breaches"].remove(row)
    return _at(row) | {"excess": row["amount"]}


@kind(*SHOWN, on=RULED, level=Level.PRICED, spots=stated)
def a_breach_understated(_: Bench, row: Row) -> Where:
    off = 0.2 * row["amount"]
    row["amount"] -= off
    return _at(row) | {"excess": off}


@kind("breach", on=RULED, exact=False, most=MANY, level=Level.PRICED, spots=stated)
def a_breach_a_little_understated(_: Bench, row: Row) -> Where:
    off = 1e-3 * row["amount"]
    row["amount"] -= off
    return _at(row) | {"excess": off}


@kind(*SHOWN, on=RULED, level=Level.PRICED, spots=stated)
def a_breach_overstated(_: Bench, row: Row) -> Where:
    off = 0.2 * row["amount"]
    row["amount"] += off
    return _at(row) | {"excess": off}


@kind(*ONCE, on=RULED, level=Level.SUMS, spots=lambda bench: bench.rows("amounts", category="breach"))
def a_breach_told_but_not_paid(bench: Bench, row: Row) -> Where:
    where = forget(bench, row)
    return where | {"policy": row["subject"]}


@kind(*ONCE, on=RULED, level=Level.SUMS, spots=lambda bench: bench.rows("amounts", category="breach"))
def a_breach_paid_by_the_year(bench: Bench, row: Row) -> Where:
    """Half its price in half a year."""
    return scale(row, bench.years(row["node"])) | {"policy": row["subject"]}


@kind("breach", *ONCE, on=RULED, level=Level.PRICED, most=40)
def a_risk_charged_at_a_leaf(bench: Bench) -> Where:
    bench.row("breaches", policy="priced-cvar")["node"] = "t02.rush"
    return {"policy": "priced-cvar", "node": "t00"}


@kind("breach", *ONCE, on=RULED, level=Level.PRICED, most=40)
def a_year_charged_at_its_first_node(bench: Bench) -> Where:
    bench.row("breaches", policy="priced-run", node="t02.rush", subject="2028")["node"] = "t01.rush"
    return {"policy": "priced-run", "node": "t02.rush"}


@kind("breach", *ONCE, on=RULED, level=Level.PRICED, most=40)
def a_risk_with_its_own_charge(bench: Bench) -> Where:
    """The CVaR is capped before the price of this breach."""
    row = bench.row("breaches", policy="priced-cvar")
    paid = amount(bench, "t00", "breach", subject="priced-cvar")
    off = paid["discounted"]
    row["amount"] += off
    return {"policy": "priced-cvar", "node": "t00", "excess": off}


NAMED = ("priced-share", "priced-loss", "priced-year", "priced-run", "priced-site-ban", "priced-ban", "priced-freeze")
"""Policies with several rows a node, each with a name."""


@kind("breach", on=RULED, most=2, spots=lambda bench: [row for row in stated(bench) if row["policy"] in NAMED])
def a_breach_of_what_has_no_row(_: Bench, row: Row) -> Where:
    row["subject"] = "nowhere"
    return _at(row)


TWINS = ("priced-share", "priced-ban")
"""Policies that two rows of one node break by different amounts."""


def twins(bench: Bench) -> list[list[Row]]:
    """List the pairs of breaches of one policy and node."""
    pairs = [bench.rows("breaches", policy=policy, node=node) for policy in TWINS for node in bench.nodes]
    return [pair for pair in pairs if len(pair) == 2]


@kind("breach", on=RULED, most=2, spots=twins)
def breaches_of_two_rows_swapped(_: Bench, pair: list[Row]) -> Where:
    """Their sum, and what is paid, stays."""
    first, second = pair
    first["amount"], second["amount"] = second["amount"], first["amount"]
    return _at(first) | {"excess": abs(first["amount"] - second["amount"])}


@kind("breach", on=RULED, most=3, spots=twins)
def breaches_of_two_rows_in_one(bench: Bench, pair: list[Row]) -> Where:
    first, second = pair
    first["amount"] += second["amount"]
    bench.plan["breaches"].remove(second)
    return _at(first) | {"excess": second["amount"]}


@kind("breach", *ONCE, on=RULED, level=Level.SUMS)
def a_hard_policy_bought_off(bench: Bench) -> Where:
    """Stated and paid for like a priced one; it has no price."""
    bench.add("breaches", policy="binding-share", node="t00", subject="GDL", amount=1.0)
    charge(bench, "t00", "breach", 1.0, subject="binding-share")
    return {"policy": "binding-share", "node": "t00"}


@kind("breach", on=RULED)
def a_breach_of_a_policy_that_is_off(bench: Bench) -> Where:
    bench.add("breaches", policy="hard-starts", node="t00", subject="", amount=1.0)
    return {"policy": "hard-starts", "node": "t00"}


@kind("breach", on=RULED)
def a_breach_where_the_policy_is_kept(bench: Bench) -> Where:
    """The sites do not start later."""
    bench.add("breaches", policy="priced-starts", node="t01.calm", subject="", amount=0.5)
    return {"policy": "priced-starts", "node": "t01.calm", "excess": 0.5}
