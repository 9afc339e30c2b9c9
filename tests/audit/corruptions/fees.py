"""Fees per head and the price of a shortfall."""

from ..bench import Bench, Row
from .amounts import amount, change, forget, scale
from .kinds import ALL, RUN_COST, WINDING, Level, Where, kind
from .money import of

RUN = {"level": Level.SUMS}
GDL, DEN = {"location": "GDL"}, {"location": "DEN"}


@kind(*RUN_COST, on=ALL, spots=of("fee", "shortfall"), **RUN)
def fee_forgotten(bench: Bench, row: Row) -> Where:
    return forget(bench, row)


@kind(*RUN_COST, **RUN)
def bands_that_price_their_own_heads_alone(bench: Bench) -> Where:
    """Four heads at 21 and the rest at 17, though the band prices all."""
    heads = bench.row("sites", node="t02.boom", location="GDL")["heads"]
    row = amount(bench, "t02.boom", "fee", **GDL)
    return change(row, row["money"] * (4 * 21 + (heads - 4) * 17) / (heads * 17))


@kind(*RUN_COST, **RUN)
def fee_of_billed_heads(bench: Bench) -> Where:
    """Those who are not there are priced by themselves."""
    site = bench.row("sites", node="t03.slump", location="GDL")
    return scale(amount(bench, "t03.slump", "fee", **GDL), site["billed_heads"] / site["heads"])


@kind(*RUN_COST, **RUN)
def fee_of_the_heads_that_are_there(bench: Bench) -> Where:
    """Take-or-pay puts the site into the cheaper band."""
    return scale(amount(bench, "t03.slump", "fee", **GDL), 21 / 17)


@kind(*RUN_COST, **RUN)
def fee_without_growth(bench: Bench) -> Where:
    return scale(amount(bench, "t02.boom", "fee", **GDL), 1.02**-1.25)


@kind(*RUN_COST, **RUN)
def fee_without_its_driver(bench: Bench) -> Where:
    return scale(amount(bench, "t03.slump", "fee", **GDL), 1 / 0.4)


@kind(*RUN_COST, **RUN)
def fee_billed_in_local_currency_without_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t02.slump", "fee", **GDL), 1 / 0.9)


@kind(*RUN_COST, on=WINDING, **RUN)
def fee_billed_at_home_with_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t02.calm", "fee", location="MNL"), 1.3)


@kind(*RUN_COST, on=WINDING, **RUN)
def shortfall_billed_at_home_with_exchange_rate(bench: Bench) -> Where:
    return scale(amount(bench, "t03.calm.up", "shortfall", location="MNL"), 1.3)


@kind(*RUN_COST, **RUN)
def shortfall_at_the_fee(bench: Bench) -> Where:
    """It has a price of its own."""
    return scale(amount(bench, "t03.slump", "shortfall", **GDL), 17 / 11)


@kind(*RUN_COST, **RUN)
def shortfall_without_growth(bench: Bench) -> Where:
    return scale(amount(bench, "t03.slump", "shortfall", **GDL), 1.02**-2)


@kind(*RUN_COST, on=WINDING, **RUN)
def shortfall_at_the_fee_of_the_first_band(bench: Bench) -> Where:
    return scale(amount(bench, "t03.calm.up", "shortfall", location="MNL"), 14 / 10)


@kind(*RUN_COST, **RUN)
def fee_without_its_override(bench: Bench) -> Where:
    """Denver has no take-or-pay."""
    return scale(amount(bench, "t02.boom", "fee", **DEN), 7)
