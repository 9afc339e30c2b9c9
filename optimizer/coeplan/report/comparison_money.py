"""The bridge between two plans' values, and their money side by side."""

import math
from collections.abc import Iterator, Sequence

from rich.table import Table

from coeplan.plans.bridge import Bridge, BridgeLine
from coeplan.plans.bridge_groups import Step, steps
from coeplan.plans.compare import Comparison
from coeplan.plans.money_lines import MoneyLine

from .comparison_inputs import factor_text
from .grids import grid
from .numbers import MoneyUnit, heads

LISTS = (
    ("category", "Category"),
    ("location", "Location"),
    ("operating_model", "Operating model"),
    ("area", "Business area"),
    ("year", "Calendar year"),
)
"""What money is listed by, and the head of the column."""


def bridge_table(found: Comparison, unit: MoneyUnit) -> Table:
    """Return the way from one value to the other, step by step, with the value so far."""
    table = grid(("Step", "What changes", "Difference", "Value"), 2)
    told = steps(found.bridge)
    table.add_row(f"value of {found.label_a}", "", "", unit.bare(found.bridge.start), end_section=not told)
    for position, step in enumerate(told):
        value = _so_far(found.bridge, told[: position + 1])
        closes = position + 1 == len(told)
        table.add_row(step.name, _detail(step), signed_money(step.amount, unit), unit.bare(value), end_section=closes)
    table.add_row(f"value of {found.label_b}", "", signed_money(found.difference, unit), unit.bare(found.bridge.end))
    return table


def _so_far(found: Bridge, told: Sequence[Step]) -> float:
    return math.fsum((found.start, *(line.amount for step in told for line in step.lines)))


def _detail(step: Step) -> str:
    return _line_detail(step.lines[0]) if len(step.lines) == 1 else ""


def _line_detail(line: BridgeLine) -> str:
    """Say how much more or dearer: heads on average, hires in all, a price in per cent."""
    if line.change is not None:
        return factor_text(1.0 + line.change)
    if line.quantity_a is None or line.quantity_b is None:
        return ""
    return f"{heads(line.quantity_a)} > {heads(line.quantity_b)} {line.unit}"


def money_tables(found: Comparison, unit: MoneyUnit) -> Iterator[tuple[str, Table]]:
    """Yield the money by each of ``LISTS``, with what it is by."""
    for dimension, head in LISTS:
        lines: Sequence[MoneyLine] = getattr(found, f"by_{dimension}")
        yield dimension.replace("_", " "), _money(found, (head, dimension), lines, unit)


def _money(found: Comparison, by: tuple[str, str], lines: Sequence[MoneyLine], unit: MoneyUnit) -> Table:
    head, dimension = by
    table = grid((head, f"Plan {found.label_a}", f"Plan {found.label_b}", "Difference"), 1)
    for position, line in enumerate(lines):
        numbers = (unit.bare(line.money_a), unit.bare(line.money_b), signed_money(line.difference, unit))
        table.add_row(_line_name(line.name, dimension), *numbers, end_section=position == len(lines) - 1)
    whole = [math.fsum(getattr(line, column) for line in lines) for column in ("money_a", "money_b", "difference")]
    table.add_row("in total", unit.bare(whole[0]), unit.bare(whole[1]), signed_money(whole[2], unit))
    return table


def _line_name(name: str, dimension: str) -> str:
    if dimension == "category":
        return name.replace("_", " ")
    return name or f"(no {dimension.replace('_', ' ')})"


def signed_money(amount: float, unit: MoneyUnit) -> str:
    """Return an amount with its sign, in the unit of the page."""
    text = unit.bare(amount)
    return text if amount <= 0 or not float(text.replace(",", "")) else f"+{text}"
