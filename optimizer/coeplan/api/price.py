"""What the rules cost in a plan."""

from pathlib import Path

from rich.console import RenderableType

from coeplan.analysis.rule_price import price_rules
from coeplan.analysis.rule_price_records import Price, PriceOptions, RulePrice, RulePrices
from coeplan.analysis.why.result import GAP, SECONDS
from coeplan.analysis.why.stopped import Stopped
from coeplan.core.executor import Place
from coeplan.report.rule_prices import prices_view, write_price_tables

from .plain import plain_values
from .planned import Planned, read_planned
from .solve import SolveOptions

__all__ = [
    "GAP",
    "SECONDS",
    "Place",
    "Planned",
    "Price",
    "PriceOptions",
    "RulePrice",
    "RulePrices",
    "SolveOptions",
    "Stopped",
    "price_rules",
    "prices_page",
    "prices_values",
    "read_planned",
    "write_prices",
]


def prices_page(found: RulePrices) -> RenderableType:
    """Return the page of what rules cost for a Rich console."""
    return prices_view(found)


def prices_values(found: RulePrices) -> dict[str, object]:
    """Return what rules cost as plain values for JSON; places as ``file:line:column``."""
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "value": found.value,
        "bound": found.bound,
        "prices": [_rule_values(each) for each in found.prices],
        "stopped": found.stopped.value,
        "solves": found.solves,
        "seconds": found.seconds,
    }


def _rule_values(each: RulePrice) -> dict[str, object]:
    changes = {"off": each.off, "looser": each.looser, "tighter": each.tighter}
    told = {name: None if price is None else _price_values(price) for name, price in changes.items()}
    return plain_values(each) | told | {"place": None if each.place is None else str(each.place)}


def _price_values(price: Price) -> dict[str, object]:
    low, high = (None, None) if price.step is None else price.per_unit
    return plain_values(price) | {"low_per_unit": low, "high_per_unit": high}


def write_prices(found: RulePrices, folder: str | Path) -> tuple[Path, ...]:
    """Write what rules cost as the table ``rule_prices``, as CSV and as Parquet.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_price_tables(found, folder)
