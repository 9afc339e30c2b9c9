"""One-off costs: hiring, severance, exits, set-up, cancellation, conversion, fit-out."""

from ..bench import Bench, Row
from .amounts import amount, change, charge, forget, move, scale
from .kinds import ALL, ONCE, RUN_COST, WAYS, WINDING, Level, Where, kind
from .money import of

SUMS = {"level": Level.SUMS}


@kind(*ONCE, on=(WAYS, WINDING), spots=of("hiring", "severance", "exit", "early_exit"), **SUMS)
def a_one_off_cost_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*RUN_COST, on=ALL, spots=of("set_up", "fit_out", "conversion", "cancellation"), **SUMS)
def capital_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*ONCE, **SUMS)
def hiring_of_the_growth_alone(bench: Bench) -> Where:
    """As if nobody had to be hired for those who leave."""
    row = amount(bench, "t02.slump", "hiring", location="DEN")
    return change(row, row["money"] * 1 / bench.row("teams", node="t02.slump", location="DEN")["hires"])


@kind(*ONCE, **SUMS)
def hiring_at_the_prices_of_before(bench: Bench) -> Where:
    """Wage growth and the wage driver move hiring cost, too."""
    return scale(amount(bench, "t02.boom", "hiring", location="GDL", area="dev"), 1 / 1.1 / 1.05**1.25)


@kind(*ONCE, on=WINDING, **SUMS)
def hiring_that_the_vendor_bears(bench: Bench) -> Where:
    hires = bench.row("teams", node="t00", location="GDL", area="dev")["hires"]
    return charge(bench, "t00", "hiring", 5 * hires, location="GDL", operating_model="service", area="dev")


@kind(*ONCE, **SUMS)
def severance_that_the_vendor_bears(bench: Bench) -> Where:
    releases = bench.row("teams", node="t03.slump", location="GDL", area="dev")["releases"]
    return charge(bench, "t03.slump", "severance", 13 * releases, location="GDL", operating_model="service", area="dev")


@kind(*ONCE, on=WINDING, **SUMS)
def severance_on_the_new_model_s_terms(bench: Bench) -> Where:
    """The captive would pay it; those who go at the conversion worked for the service, whose vendor bears it."""
    releases = bench.row("teams", node="t03.calm.up", location="GDL", area="dev")["releases"]
    cost = 14 * 1.1 * releases
    return charge(bench, "t03.calm.up", "severance", cost, location="GDL", operating_model="captive", area="dev")


@kind("amount", "discounted_amount", on=WINDING, level=Level.SUMS, most=4)
def severance_of_no_model(bench: Bench) -> Where:
    """At a stop releases are on the terms of the model that stops."""
    return move(amount(bench, "t01.calm", "severance", location="KRK"), operating_model=None)


@kind(*ONCE, on=WINDING, **SUMS)
def exit_without_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t01.calm", "exit", location="KRK"), 1 / 1.2)


EXITS = {"captive": (4, 2.0), "service": (6, 1.5)}
"""Months that remain of Krakow's lock-ins when it stops after three, and the fee for each."""


@kind(*ONCE, on=WINDING, spots=lambda _: list(EXITS), **SUMS)
def early_exit_a_month_short(bench: Bench, model: str) -> Where:
    months, fee = EXITS[model]
    row = amount(bench, "t01.calm", "early_exit", operating_model=model)
    assert abs(row["money"] - months * fee * 1.2) < 1e-9
    return change(row, (months - 1) * fee * 1.2)


@kind(*ONCE, on=WINDING, spots=lambda _: list(EXITS), **SUMS)
def early_exit_for_the_whole_lock_in(bench: Bench, model: str) -> Where:
    months, fee = EXITS[model]
    return change(amount(bench, "t01.calm", "early_exit", operating_model=model), (months + 3) * fee * 1.2)


@kind(*ONCE, on=WINDING, **SUMS)
def early_exit_on_one_model_s_terms(bench: Bench) -> Where:
    """The inherited lock-in is charged on the terms of the model that was converted away."""
    row = amount(bench, "t01.calm", "early_exit", operating_model="service")
    return scale(row, 2.0 / 1.5)


@kind(*RUN_COST, level=Level.SUMS, most=40)
def set_up_when_the_site_starts(bench: Bench) -> Where:
    return move(amount(bench, "t00", "set_up", location="DEN"), node="t01")


@kind(*RUN_COST, **SUMS)
def set_up_returned_when_cancelled(bench: Bench) -> Where:
    """Half of it."""
    return scale(amount(bench, "t00", "set_up", location="BLR"), 0.5)


@kind(*RUN_COST, on=WINDING, **SUMS)
def set_up_without_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t02.calm", "set_up", location="KRK"), 1 / 1.2)


@kind(*RUN_COST, on=WINDING, **SUMS)
def set_up_of_before_the_horizon(bench: Bench) -> Where:
    """Manila's was paid before."""
    return charge(bench, "t00", "set_up", 5.0, location="MNL", operating_model="service")


@kind(*RUN_COST, **SUMS)
def cancellation_for_half_its_fee(bench: Bench) -> Where:
    return scale(amount(bench, "t02.slump", "cancellation"), 0.5)


@kind(*RUN_COST, on=WINDING, **SUMS)
def conversion_without_its_fixed_fee(bench: Bench) -> Where:
    """The arc states none, so it is the new model's set-up."""
    row = amount(bench, "t03.calm.up", "conversion", location="GDL")
    return change(row, row["money"] - 8 * 1.1)


@kind(*RUN_COST, on=WINDING, **SUMS)
def conversion_of_the_heads_before(bench: Bench) -> Where:
    """Ten, of whom some leave or are released."""
    return change(amount(bench, "t03.calm.up", "conversion", location="GDL"), (8 + 2 * 10) * 1.1)


@kind(*RUN_COST, **SUMS)
def conversion_of_the_heads_after(bench: Bench) -> Where:
    """Some of whom were hired by the captive."""
    row = amount(bench, "t03.boom", "conversion", location="GDL")
    hires = sum(team["hires"] for team in bench.rows("teams", node="t03.boom", location="GDL"))
    return change(row, row["money"] + 1.5 * hires)


@kind(*RUN_COST, **SUMS)
def conversion_at_the_set_up_of_the_new_model(bench: Bench) -> Where:
    """Though the arc has a fee of its own."""
    row = amount(bench, "t03.boom", "conversion", location="GDL")
    return change(row, row["money"] + 12 - 4)


@kind("amount", "discounted_amount", level=Level.SUMS, most=4)
def conversion_of_the_old_model(bench: Bench) -> Where:
    return move(amount(bench, "t03.boom", "conversion"), operating_model="service")


@kind(*RUN_COST, on=WINDING, **SUMS)
def fit_out_of_seats_that_are_there(bench: Bench) -> Where:
    """Krakow starts again with the seats that it left behind."""
    return charge(bench, "t03.calm.up", "fit_out", 3 * 4 * 1.2, location="KRK", operating_model="captive")
