"""Run cost: payroll, margin, levy, fixed cost, overhead, rent, travel, coordination, friction, unmet work."""

from ..bench import Bench, Row
from .amounts import amount, change, charge, forget, move, scale
from .kinds import ALL, RUN_COST, WAYS, WINDING, Level, Where, kind

RUN = {"level": Level.SUMS}
GDL = {"location": "GDL"}


def of(*categories: str):
    """List the amounts of some categories within the horizon."""
    return lambda bench: [
        row
        for row in bench.plan["amounts"]
        if row["category"] in categories and not row["terminal"] and row["money"] > 0.1
    ]


@kind(*RUN_COST, on=ALL, spots=of("payroll"), **RUN)
def payroll_a_little_low(_: Bench, row: Row) -> Where:
    return scale(row, 0.99)


@kind(*RUN_COST, **RUN)
def payroll_without_growth(bench: Bench) -> Where:
    """Of wages, by 5 % a year up to the middle of the last period."""
    return scale(amount(bench, "t03.boom", "payroll", area="dev", **GDL), 1.05**-2)


@kind(*RUN_COST, **RUN)
def payroll_that_grows_to_the_end_of_the_period(bench: Bench) -> Where:
    return scale(amount(bench, "t03.boom", "payroll", area="dev", **GDL), 1.05**0.5)


@kind(*RUN_COST, **RUN)
def payroll_without_the_wage_driver(bench: Bench) -> Where:
    return scale(amount(bench, "t02.boom", "payroll", area="dev", **GDL), 1 / 1.1)


@kind(*RUN_COST, on=WINDING, **RUN)
def payroll_at_the_exchange_rate_of_before(bench: Bench) -> Where:
    return scale(amount(bench, "t02.calm", "payroll", area="dev", **GDL), 1 / 1.1)


@kind(*RUN_COST, on=ALL, **RUN)
def payroll_of_a_whole_year(bench: Bench) -> Where:
    row = amount(bench, bench.leaves[0], "payroll", location="GDL", area="dev")
    return scale(row, 1.5 if bench.years(row["node"]) == 1 else 2.0)


@kind(*RUN_COST, **RUN)
def payroll_of_effective_heads(bench: Bench) -> Where:
    team = bench.row("teams", node="t03.boom", location="BLR", area="dev")
    row = amount(bench, "t03.boom", "payroll", location="BLR", area="dev")
    return scale(row, team["effective_heads"] / team["heads"])


@kind(*RUN_COST, **RUN)
def payroll_of_the_other_area(bench: Bench) -> Where:
    return scale(amount(bench, "t02.boom", "payroll", area="ops", **GDL), 61 / 47)


@kind(*RUN_COST, spots=of("margin"), **RUN)
def margin_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*RUN_COST, **RUN)
def margin_on_fees(bench: Bench) -> Where:
    fee = amount(bench, "t02.boom", "fee", location="DEN")
    row = amount(bench, "t02.boom", "margin", location="DEN")
    return change(row, row["money"] + 0.06 * fee["money"])


@kind(*RUN_COST, **RUN)
def margin_of_a_captive(bench: Bench) -> Where:
    row = amount(bench, "t03.boom", "payroll", location="BLR")
    return charge(
        bench, "t03.boom", "margin", 0.06 * row["money"], location="BLR", operating_model="captive", area="dev"
    )


@kind(*RUN_COST, spots=of("levy"), **RUN)
def levy_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


def _levied(bench: Bench, *categories: str) -> float:
    """Return what is paid in Guadalajara for some categories in the slump's last period."""
    rows = bench.rows("amounts", node="t03.slump", location="GDL", terminal=False)
    return sum(row["money"] for row in rows if row["category"] in categories)


@kind(*RUN_COST, **RUN)
def levy_without_the_margin(bench: Bench) -> Where:
    row = amount(bench, "t03.slump", "levy", **GDL)
    return change(row, row["money"] - 0.06 * _levied(bench, "margin"))


@kind(*RUN_COST, **RUN)
def levy_without_fees(bench: Bench) -> Where:
    row = amount(bench, "t03.slump", "levy", **GDL)
    return change(row, row["money"] - 0.06 * _levied(bench, "fee"))


@kind(*RUN_COST, **RUN)
def levy_without_the_shortfall(bench: Bench) -> Where:
    row = amount(bench, "t03.slump", "levy", **GDL)
    return change(row, row["money"] - 0.06 * _levied(bench, "shortfall"))


@kind(*RUN_COST, **RUN)
def levy_on_rent_and_travel(bench: Bench) -> Where:
    row = amount(bench, "t03.slump", "levy", **GDL)
    return change(row, row["money"] + 0.06 * _levied(bench, "travel", "fixed"))


@kind(*RUN_COST, **RUN)
def levies_that_multiply(bench: Bench) -> Where:
    """Two levies of 4 and 2 % add up to 6 %, not to 6.08."""
    return scale(amount(bench, "t03.slump", "levy", **GDL), (1.04 * 1.02 - 1) / 0.06)


@kind(*RUN_COST, **RUN)
def levy_at_home(bench: Bench) -> Where:
    """Denver lies in headquarters' country."""
    paid = amount(bench, "t03.slump", "payroll", location="DEN")
    return charge(bench, "t03.slump", "levy", 0.02 * paid["money"], location="DEN", operating_model="service")


@kind(*RUN_COST, on=ALL, spots=of("fixed", "overhead", "rent", "travel", "coordination", "friction", "unmet"), **RUN)
def an_item_of_run_cost_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*RUN_COST, on=(WAYS, WINDING), spots=of("fixed", "overhead", "coordination", "unmet"), **RUN)
def a_year_s_cost_in_every_period(bench: Bench, row: Row) -> Where:
    years = bench.years(row["node"])
    return scale(row, 1.25 if years == 1 else 1 / years)


@kind(*RUN_COST, on=WINDING, **RUN)
def fixed_cost_without_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t03.calm.up", "fixed", location="KRK"), 1 / 1.2)


@kind(*RUN_COST, **RUN)
def fixed_cost_of_the_general_terms(bench: Bench) -> Where:
    """Guadalajara has an override."""
    return scale(amount(bench, "t03.boom", "fixed", **GDL), 60 / 44)


@kind(*RUN_COST, on=WINDING, **RUN)
def overhead_of_the_next_step(bench: Bench) -> Where:
    return scale(amount(bench, "t03.calm.up", "overhead", location="KRK"), 9 / 4)


@kind(*RUN_COST, on=WINDING, **RUN)
def overhead_of_both_steps(bench: Bench) -> Where:
    """As if steps added up."""
    return scale(amount(bench, "t03.calm.up", "overhead", location="GDL"), 13 / 9)


@kind(*RUN_COST, on=WINDING, **RUN)
def rent_unpaid_after_the_stop(bench: Bench) -> Where:
    return forget(bench, amount(bench, "t02.calm", "rent", location="KRK"))


@kind(*RUN_COST, **RUN)
def rent_without_growth(bench: Bench) -> Where:
    return scale(amount(bench, "t03.boom", "rent", **GDL), 1.04**-2)


@kind(*RUN_COST, on=WINDING, **RUN)
def rent_of_seats_in_use_alone(bench: Bench) -> Where:
    """Five seats are there, for four heads."""
    return scale(amount(bench, "t00", "rent", location="KRK"), 4 / 5)


@kind("amount", "discounted_amount", on=WINDING, level=Level.SUMS, most=4)
def rent_of_a_model_that_stopped(bench: Bench) -> Where:
    """Nothing operates; the rent belongs to no model."""
    return move(amount(bench, "t02.calm", "rent", location="KRK"), operating_model="captive")


@kind(*RUN_COST, **RUN)
def trips_of_heads_alone(bench: Bench) -> Where:
    row = amount(bench, "t02.boom", "travel", **GDL)
    return change(row, row["money"] - 3 * 1.7 / 2)


@kind(*RUN_COST, **RUN)
def trips_of_headquarters_as_a_site(bench: Bench) -> Where:
    row = amount(bench, "t00", "travel", location="AUS")
    return change(row, row["money"] + 0.5 * 1.5 / 2)


@kind(*RUN_COST, **RUN)
def coordination_by_site(bench: Bench) -> Where:
    """Two sites of one vendor."""
    return scale(amount(bench, "t02.boom", "coordination"), 2)


@kind(*RUN_COST, **RUN)
def coordination_of_the_company_itself(bench: Bench) -> Where:
    return charge(bench, "t03.boom", "coordination", 6.0, subject="AUS")


@kind(*RUN_COST, **RUN)
def friction_of_all_heads(bench: Bench) -> Where:
    row = bench.rows("amounts", category="friction", terminal=False)[0]
    node = row["node"]
    heads = sum(team["heads"] for team in bench.rows("teams", node=node, area="ops"))
    return change(row, heads * 7 * bench.years(node))


@kind(*RUN_COST, **RUN)
def unmet_work_at_half_its_price(bench: Bench) -> Where:
    return scale(amount(bench, "t01", "unmet"), 0.5)
