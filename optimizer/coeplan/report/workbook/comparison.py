"""The sheets of a comparison: the bridge from another plan's value to this one's, money side by side, what differs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan.plans.bridge_groups import Step, steps
from coeplan.plans.compare import Comparison
from coeplan.plans.decide import IN_OPERATION
from coeplan.plans.money_lines import MoneyLine
from coeplan.report.comparison_inputs import Sides, change
from coeplan.report.comparison_money import LISTS
from coeplan.report.sentences import Page, statement

from .book import Book, Cell, Formula, Ref, Sheet, area, number_of
from .charts import Picture, Steps, waterfall
from .checks import Check
from .grids import Grid, Row, column_between
from .lists import Column, write_list
from .naming import area_text, category_text, place_text
from .styles import Kind, Look, Role

TOP = 4
"""Row of the bridge's head."""

ROW_HEIGHT = 20
"""Pixels of a row of the sheet."""

AROUND, A_STEP = 110, 26
"""Pixels of the waterfall: of titles and legend, and of each step."""

DIFFERENCE, VALUE, BELOW = 0, 1, 5
"""Columns among the numbers of the bridge: what a step moves, the value after it, and the first for the chart."""

STARTS_LATER = 0.4
"""Where all values are above this share of the largest, the waterfall's axis begins above 0."""


@dataclass(frozen=True)
class Opponent:
    """A plan that this one is held against."""

    source: str
    """What people call it, such as its file."""
    pair: Comparison
    """How this plan, B, differs from it, A."""


@dataclass(frozen=True)
class Bridge:
    """Where a bridge stands."""

    end: Ref
    """Value of this plan, as the steps add up to it."""
    totals: tuple[tuple[str, Row], ...]
    """What the money is listed by, and the line that sums it up: the other plan, this one, difference."""


def fill_comparison(book: Book, sheet: Sheet, page: Page, opponent: Opponent) -> Bridge:
    """Write the bridge with its waterfall, and money by category, place, model, area and year."""
    pair, unit = opponent.pair, page.money.currency
    note = f"Present values in {unit}. A is {opponent.source} (instance {pair.instance_a}); B is the plan of this file."
    sheet.title(f"Comparison with {opponent.source}", note)
    sheet.put(2, 0, _verdict(pair, page), Look(role=Role.PLAIN))
    sheet.widths(58, *[16] * 10)
    sheet.freeze(TOP - 1, 1)
    grid, rows = _bridge(sheet, pair)
    below = _draw(book, sheet, grid, rows, page)
    return Bridge(rows[-1].ref(VALUE), tuple(_money(sheet, below, page, pair)))


def _verdict(pair: Comparison, page: Page) -> str:
    amount = page.money.text(abs(pair.difference))
    said = (
        f"B costs {amount} {'more' if pair.difference > 0 else 'less'} than A"
        if pair.difference
        else "Both cost the same"
    )
    if pair.same_instance:
        return f"{said}; both plans are of the same instance."
    proved = "the proved bounds show which of the best plans is cheaper" if pair.resolved else "not resolved"
    between = f"{_amount(page, pair.optimum_low)} and {_amount(page, pair.optimum_high)}"
    return f"{said}. The optimum of B's instance less that of A's lies between {between}: {proved}."


def _amount(page: Page, amount: float | None) -> str:
    return "an unknown amount" if amount is None else page.money.text(amount)


def _bridge(sheet: Sheet, pair: Comparison) -> tuple[Grid, list[Row]]:
    """Write the steps from A's value to B's, each value the one before plus what the step moves."""
    kinds: list[tuple[str, Kind]] = [("Difference", Kind.MONEY), ("Value", Kind.MONEY)]
    kinds += [("Quantity A", Kind.HEADS), ("Quantity B", Kind.HEADS), ("Price change", Kind.SHARE)]
    kinds += [(head, Kind.MONEY) for head in ("Chart: below", "Chart: value", "Chart: more", "Chart: less")]
    grid = Grid(sheet, TOP, ("Step", "Counted in"), kinds)
    start = pair.bridge.start
    rows = [grid.add(("Value of A", ""), _whole(grid, None, start), Role.SUBTOTAL)]
    told = steps(pair.bridge)
    for number, step in enumerate(told):
        value = math.fsum((start, *(line.amount for each in told[: number + 1] for line in each.lines)))
        rows.append(grid.add((step.name, _unit(step)), _step(grid, step, rows[-1], value)))
    last = rows[-1].ref(VALUE)
    moved = Formula(f"={last.near}-{rows[0].ref(VALUE).near}", last.value - start)
    rows.append(grid.add(("Value of B", ""), _whole(grid, moved, Formula(f"={last.near}", last.value)), Role.TOTAL))
    return grid, rows


def _whole(grid: Grid, moved: Formula | None, value: float | Formula) -> Sequence[float | Formula | None]:
    """Return the cells of a row that stands for a value, not for a step."""
    drawn = Formula(f"={grid.number_cell(VALUE)}", number_of(value))
    return [moved, value, None, None, None, None, drawn, None, None]


def _step(grid: Grid, step: Step, before: Row, value: float) -> Sequence[float | Formula | None]:
    moved, previous = grid.number_cell(DIFFERENCE), before.ref(VALUE)
    line = step.lines[0] if len(step.lines) == 1 else None
    counted = [None, None, None] if line is None else [line.quantity_a, line.quantity_b, line.change]
    below = Formula(f"=MIN({previous.near},{grid.number_cell(VALUE)})", min(previous.value, value))
    drawn = [
        below,
        None,
        Formula(f"=MAX({moved},0)", max(step.amount, 0.0)),
        Formula(f"=MAX(-{moved},0)", max(-step.amount, 0.0)),
    ]
    return [step.amount, Formula(f"={previous.near}+{moved}", value), *counted, *drawn]


def _unit(step: Step) -> str:
    line = step.lines[0]
    return line.unit if len(step.lines) == 1 and line.quantity_a is not None else ""


def _draw(book: Book, sheet: Sheet, grid: Grid, rows: Sequence[Row], page: Page) -> int:
    """Draw the waterfall below the bridge; return the row that follows."""
    unit = page.money.currency
    least = _axis_start([row.values[VALUE] for row in rows])
    note = f"; the axis begins at {least:,.0f}" if least else ""
    digits = book.styles.axis_format()
    height = AROUND + A_STEP * len(rows)
    title = f"From A to B, present value in {unit}: plain steps cost more, striped ones less{note}"
    picture = Picture(title, unit, digits, width=1080, height=height, least=least)
    columns = [column_between(rows, BELOW + place) for place in range(4)]
    names = area(sheet.name, (rows[0].row, rows[-1].row), (0, 0))
    told = f"{picture.title}. The numbers are those of the table above."
    sheet.chart(grid.next + 1, 0, waterfall(book, picture, Steps(names, *columns)), told)
    return grid.next + 2 + -(-height // ROW_HEIGHT)


def _axis_start(values: Sequence[float]) -> float:
    """Return where the axis begins, so that the steps can be seen; a round number, 0 where they are large enough."""
    low, high = min(values), max(values)
    if low <= STARTS_LATER * high or high <= low:
        return 0.0
    size = 10.0 ** math.floor(math.log10(high - low))
    return max(0.0, math.floor((low - 0.3 * (high - low)) / size) * size)


def _money(sheet: Sheet, top: int, page: Page, pair: Comparison) -> Iterator[tuple[str, Row]]:
    """Write the money of both plans side by side; yield what it is listed by and the line that sums it up."""
    for dimension, head in LISTS:
        lines: Sequence[MoneyLine] = getattr(pair, f"by_{dimension}")
        title = f"Present value by {head.lower()}"
        kinds = [("A", Kind.MONEY), ("B", Kind.MONEY), ("Difference", Kind.MONEY)]
        grid = Grid(sheet, top, (title, ""), kinds)
        rows = [
            grid.add((_line_name(page, dimension, line.name), ""), _sides(grid, line.money_a, line.money_b))
            for line in lines
        ]
        yield head.lower(), grid.add(("In total", ""), grid.sums(rows), Role.TOTAL)
        top = grid.next + 1


def _sides(grid: Grid, money_a: float, money_b: float) -> Sequence[float | Formula]:
    difference = Formula(f"={grid.number_cell(1)}-{grid.number_cell(0)}", money_b - money_a)
    return [money_a, money_b, difference]


def _line_name(page: Page, dimension: str, name: str) -> str:
    if not name:
        return f"(no {dimension.replace('_', ' ')})"
    if dimension == "location":
        return place_text(page.names, name)
    if dimension == "area":
        return area_text(page.names, name)
    return category_text(name) if dimension == "category" else name


def fill_differences(sheet: Sheet, page: Page, opponent: Opponent) -> None:
    """Write what two plans decide differently, and which inputs of their instances differ."""
    pair = opponent.pair
    note = f"A is {opponent.source} (instance {pair.instance_a}); B is the plan of this file."
    sheet.title(f"Differences from {opponent.source}", note)
    sheet.freeze(TOP, 0)
    columns = (
        Column("What", 13),
        Column("Where", 40, wraps=True),
        Column("In A", 42, wraps=True),
        Column("In B", 42, wraps=True),
        Column("Period", 11),
        Column("Future", 28),
        Column("Probability", 11, Kind.SHARE),
    )
    write_list(sheet, TOP - 1, columns, _differences(page, pair))


def _differences(page: Page, pair: Comparison) -> Iterator[Sequence[Cell]]:
    for site in pair.sites:
        uses = (_use(page, site.models_a, site.start_a), _use(page, site.models_b, site.start_b))
        yield ("site", place_text(page.names, site.location), *uses, "", "", None)
    for row in pair.decisions:
        said = statement(page.names, row.decision)
        sides = (said, "") if row.only_in == "a" else ("", said)
        future = row.decision.future or "in every future"
        place = place_text(page.names, row.decision.location)
        yield ("decision", place, *sides, row.decision.period, future, row.decision.probability)
    for group in pair.inputs.groups if pair.inputs else ():
        yield ("input", group.path, "", change(group, Sides(pair.label_a, pair.label_b)), "", "", None)


def _use(page: Page, models: Sequence[str], start: str | None) -> str:
    if start is None:
        return "not used"
    said = " then ".join(page.names.model(model) for model in models)
    return f"{said}, {start if start == IN_OPERATION else f'from {start}'}"


def comparison_checks(opponent: Opponent, found: Bridge) -> Iterator[Check]:
    """Yield that the bridge ends at this plan's value, and that every list of money adds up to both values."""
    pair = opponent.pair
    name = f"comparison with {opponent.source}"
    yield Check(f"End of the bridge, {name}", found.end.link, pair.value_b, "value")
    for by, total in found.totals:
        yield Check(f"Difference by {by}, {name}", total.ref(2).link, pair.difference, "value less the other plan's")
