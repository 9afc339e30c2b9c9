"""When amounts are due, for how long, and what belongs to what: discounting, the time after the horizon, labels."""

from ..bench import Bench, Row
from ..pricing import sum_up
from .amounts import amount, forget, move, scale
from .kinds import ALL, MANY, ONCE, RUN_COST, WAYS, WINDING, Level, Where, kind

DISCOUNTED = ("discounted_amount", "leaf_total", "objective", "summary")


def _discounted(bench: Bench, months: float) -> Where:
    """Discount everything as if it were due so many months later than in the middle."""
    for row in bench.plan["amounts"]:
        row["discounted"] *= (1 + bench.instance.discount_rate) ** (-months / 12)
    sum_up(bench)
    return {"node": "t00"}


@kind(*DISCOUNTED, on=ALL, most=400)
def discounted_from_the_start_of_the_period(bench: Bench) -> Where:
    return _discounted(bench, -3)


@kind(*DISCOUNTED, on=ALL, most=400)
def discounted_from_the_end_of_the_period(bench: Bench) -> Where:
    return _discounted(bench, 3)


@kind(*DISCOUNTED, on=ALL, most=400)
def not_discounted(bench: Bench) -> Where:
    for row in bench.plan["amounts"]:
        row["discounted"] = row["money"]
    sum_up(bench)
    return {"node": "t00"}


@kind(*DISCOUNTED, on=ALL, most=400)
def discounted_by_months(bench: Bench) -> Where:
    """A twelfth of the yearly rate a month, compounded."""
    rate = bench.instance.discount_rate
    for row in bench.plan["amounts"]:
        years = 12 * bench.years(row["node"]) / 2 + bench.month(row["node"])
        row["discounted"] = row["money"] * (1 + rate / 12) ** -years
    sum_up(bench)
    return {"node": "t00"}


def after(bench: Bench) -> list[Row]:
    """List the amounts of the time after the horizon."""
    return [row for row in bench.plan["amounts"] if row["terminal"] and row["money"] > 0.3]


@kind(*DISCOUNTED, on=(WAYS, WINDING), most=200)
def the_time_after_the_horizon_discounted_like_the_leaf(bench: Bench) -> Where:
    for row in after(bench):
        row["discounted"] = row["money"] * bench.numbers.rates.discount[bench.node(row["node"])]
    sum_up(bench)
    return {"node": bench.leaves[0]}


@kind(*ONCE, on=(WAYS, WINDING), level=Level.SUMS, most=300)
def nothing_after_the_horizon(bench: Bench) -> Where:
    bench.plan["amounts"] = [row for row in bench.plan["amounts"] if not row["terminal"]]
    return {"node": bench.leaves[0]}


@kind(*ONCE, on=(WAYS, WINDING), level=Level.SUMS, spots=after)
def an_item_after_the_horizon_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*ONCE, on=(WAYS, WINDING), level=Level.SUMS, most=200)
def replacements_after_the_horizon_forgotten(bench: Bench) -> Where:
    for row in bench.rows("amounts", category="hiring", terminal=True):
        bench.plan["amounts"].remove(row)
    return {"node": bench.leaves[0]}


@kind(*ONCE, on=WAYS, level=Level.SUMS, most=300)
def as_long_after_the_horizon_as_the_last_period(bench: Bench) -> Where:
    """A year instead of nine months."""
    for row in after(bench):
        scale(row, 12 / 9)
    return {"node": "t03.boom"}


@kind(*ONCE, on=WAYS, level=Level.SUMS)
def a_one_off_cost_after_the_horizon(bench: Bench) -> Where:
    row = amount(bench, "t03.boom", "conversion")
    bench.add("amounts", row, terminal=True)
    return {"node": "t03.boom", "excess": row["money"]}


@kind(*RUN_COST, on=(WAYS, WINDING), level=Level.SUMS, most=40)
def run_cost_put_after_the_horizon(bench: Bench) -> Where:
    return move(amount(bench, bench.leaves[0], "rent", location="GDL"), terminal=True)


@kind(*ONCE, on=WAYS, level=Level.SUMS, most=40)
def after_the_horizon_at_a_node_that_is_no_leaf(bench: Bench) -> Where:
    row = amount(bench, "t01", "fixed")
    bench.add("amounts", row, terminal=True)
    return {"node": "t01", "excess": row["money"]}


@kind("amount", on=ALL, exact=False, most=600)
def amounts_in_whole_tenths(bench: Bench) -> Where:
    """Rounded, with sums and discounting of the amounts as they are."""
    for row in bench.plan["amounts"]:
        factor = row["discounted"] / row["money"]
        row["money"] = round(row["money"], 1)
        row["discounted"] = row["money"] * factor
    return {}


@kind("amount", "discounted_amount", on=ALL, exact=False, most=600)
def amounts_in_cents(bench: Bench) -> Where:
    for row in bench.plan["amounts"]:
        row |= {"money": round(row["money"], 2), "discounted": round(row["discounted"], 2)}
    return {}


@kind(*RUN_COST, on=(WAYS, WINDING), level=Level.SUMS, most=2 * MANY)
def payroll_of_a_sister_node(bench: Bench) -> Where:
    """The cheaper future's; for the dearer one nothing."""
    here, there = bench.leaves[:2]
    return move(amount(bench, here, "payroll", location="GDL", area=next(iter(bench.instance.areas))), node=there)


@kind("amount", "discounted_amount", on=(WAYS, WINDING), level=Level.SUMS, most=4)
def payroll_of_another_place(bench: Bench) -> Where:
    row = amount(bench, bench.leaves[0], "payroll", location="GDL", area="dev")
    return move(row, location="AUS", operating_model="headquarters")


@kind("amount", "discounted_amount", on=(WAYS, WINDING), level=Level.SUMS, most=4)
def payroll_of_another_area(bench: Bench) -> Where:
    row = amount(bench, bench.leaves[0], "payroll", location="GDL", area="dev")
    return move(row, area=list(bench.instance.areas)[1])


@kind("amount", "discounted_amount", on=(WAYS, WINDING), level=Level.SUMS, most=4)
def payroll_of_no_area(bench: Bench) -> Where:
    return move(amount(bench, bench.leaves[0], "payroll", location="GDL", area="dev"), area=None)


@kind("amount", "discounted_amount", on=WAYS, level=Level.SUMS, most=4)
def payroll_of_another_model(bench: Bench) -> Where:
    """At a conversion payroll is on the new model's terms."""
    return move(amount(bench, "t03.boom", "payroll", location="GDL", area="dev"), operating_model="service")


@kind("amount", "discounted_amount", on=ALL, level=Level.SUMS, most=4)
def rent_told_as_fixed_cost(bench: Bench) -> Where:
    return move(amount(bench, bench.leaves[0], "rent", location="GDL"), category="fixed")


@kind("amount", "discounted_amount", "key_figure", "summary", on=ALL, level=Level.SUMS, most=8)
def capital_told_as_severance(bench: Bench) -> Where:
    row = next(row for row in bench.plan["amounts"] if row["category"] == "set_up")
    return move(row, category="severance", area="dev")


@kind("amount", "discounted_amount", on=(WAYS, WINDING), level=Level.SUMS, most=4)
def coordination_of_another_vendor(bench: Bench) -> Where:
    return move(amount(bench, bench.leaves[0], "coordination"), subject="bolt")


@kind("amount", "discounted_amount", on=(WAYS, WINDING), level=Level.SUMS, most=4)
def fee_of_an_area(bench: Bench) -> Where:
    """A fee belongs to the site."""
    row = next(row for row in bench.plan["amounts"] if row["category"] == "fee")
    return move(row, area="dev")
