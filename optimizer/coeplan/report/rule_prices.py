"""What the rules cost in a plan, in a terminal and as tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.diagnosis.rules import PER_CENT
from coeplan.analysis.rule_price_records import Price, RulePrice, RulePrices

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count
from .why import STOPPED


def prices_view(found: RulePrices) -> Group:
    """Return the page of what rules cost for a Rich console.

    Parameters
    ----------
    found : RulePrices
        The prices.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_lines(found, MoneyUnit.fitting(found.instance.currency, [found.value])))


def write_price_tables(found: RulePrices, folder: str | Path) -> tuple[Path, ...]:
    """Write the prices as ``rule_prices``, as CSV and as Parquet, one row for each rule and change.

    Parameters
    ----------
    found : RulePrices
        The prices.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames({"rule_prices": price_table(found)}, folder)


def price_table(found: RulePrices) -> pd.DataFrame:
    """Return one row for each rule and change: off, looser, tighter."""
    rows = [_values(each, kind, price) for each in found.prices for kind, price in _changes(each)]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    *("rule", "path", "place", "verdict", "guess", "unit", "number", "change", "step", "low", "high"),
    *("low_per_unit", "high_per_unit", "value", "bound", "infeasible", "edits"),
]


def _changes(each: RulePrice) -> Iterator[tuple[str, Price | None]]:
    yield "off", each.off
    yield from (
        (kind, price) for kind, price in (("looser", each.looser), ("tighter", each.tighter)) if price is not None
    )


def _values(each: RulePrice, kind: str, price: Price | None) -> dict[str, object]:
    place = "" if each.place is None else str(each.place)
    known: dict[str, object] = {
        **dict(
            zip(_COLUMNS, (each.says, each.path, place, each.verdict, each.guess, each.unit, each.number), strict=False)
        ),
        "change": kind,
    }
    if price is None:
        return known
    low, high = (None, None) if price.step is None else price.per_unit
    told = (price.step, price.low, price.high, low, high, price.value, price.bound, price.infeasible)
    return known | dict(zip(_COLUMNS[8:], (*told, "; ".join(price.edits)), strict=True))


def _lines(found: RulePrices, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield literal(f"{found.instance.name}: what the rules cost", "bold")
    bound = UNKNOWN if found.bound is None else unit.text(found.bound)
    yield from bullets(
        (
            f"The plan costs {unit.text(found.value)}; no plan costs less than {bound}.",
            "Each price is the difference of two solves, as an interval that their bounds prove.",
            f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s.{STOPPED[found.stopped]}",
        )
    )
    dear = [each for each in found.prices if each.verdict in ("costs", "not resolved")]
    if dear:
        yield from _section(f"What the plan would save without a rule ({unit.head})")
        yield _off(dear, unit)
    turned = [each for each in found.prices if _moves(each)]
    if turned:
        amounts = [abs(number) for each in turned for price in _steps(each) for number in price.per_unit if number]
        per_unit = MoneyUnit.fitting(found.instance.currency, amounts)
        yield from _section(f"Per unit: saved by the next one looser, paid for the next one tighter ({per_unit.head})")
        yield _units(turned, per_unit)
    yield from _rest(found.prices)


def _section(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _off(prices: Sequence[RulePrice], unit: MoneyUnit) -> Table:
    table = grid(("Rule", "Line", "At least", "At most", ""), 2)
    for each in prices:
        numbers = (None, None) if each.off is None else (each.off.low, each.off.high)
        told = (UNKNOWN if number is None else unit.bare(number) for number in numbers)
        table.add_row(each.says, _line(each), *told, "" if each.verdict == "costs" else each.verdict)
    return table


def _units(prices: Sequence[RulePrice], unit: MoneyUnit) -> Table:
    table = grid(("Rule", "Unit", "Now", "Looser", "Tighter"), 2)
    for each in prices:
        now = "" if each.number is None else f"{each.number:,g}"
        table.add_row(
            each.says, _unit_name(each.unit), now, _range(each.looser, each, unit), _range(each.tighter, each, unit)
        )
    return table


_ONE = {
    "hours a day": "hour a day",
    "hires a year": "hire a year",
    "money": "unit of money",
    "heads per head": "head per head",
}
"""Names of one unit that do not follow from that of many."""


def _unit_name(unit: str) -> str:
    """Return what one unit is called."""
    return "%-point" if unit == PER_CENT else f"per {_ONE.get(unit, unit.removesuffix('s'))}"


def _range(price: Price | None, each: RulePrice, unit: MoneyUnit) -> str:
    """Write an interval per unit as people count them: of shares a percentage point."""
    if price is None:
        return ""
    if price.infeasible:
        return "no plan"
    scale = 0.01 if each.unit == PER_CENT else 1.0
    low, high = (UNKNOWN if number is None else unit.bare(scale * number) for number in price.per_unit)
    return low if low == high else f"{low} to {high}"


def _steps(each: RulePrice) -> Iterator[Price]:
    yield from (price for price in (each.looser, each.tighter) if price is not None)


def _moves(each: RulePrice) -> bool:
    """Whether a step of a rule is known to move anything, or to leave no plan."""
    return any(price.infeasible or (price.low or 0.0) > 0 for price in _steps(each))


def _line(each: RulePrice) -> str:
    return each.path if each.place is None else str(each.place)


def _rest(prices: Sequence[RulePrice]) -> Iterator[RenderableType]:
    """Say how many rules cost nothing, and which were not looked at."""
    free = [each for each in prices if each.verdict == "free"]
    unknown = [each for each in prices if each.verdict == "not looked at"]
    if free or unknown:
        yield Text()
    if free:
        yield from bullets([f"Proved to cost nothing: {count(len(free), 'rule', 'rules')}. The table has them."])
    if unknown:
        named = "; ".join(each.says + _guessed(each) for each in unknown)
        yield from bullets([f"Not looked at: {named}"])


def _guessed(each: RulePrice) -> str:
    return f" (guess: dual {each.guess:,.6g}, no price)" if each.guess else ""
