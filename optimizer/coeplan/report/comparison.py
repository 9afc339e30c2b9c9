"""Two plans side by side, in a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.plans.board import Names
from coeplan.plans.compare import Comparison, DecisionDifference, HeadsDifference, MoneyLine, SiteDifference
from coeplan.plans.decide import IN_OPERATION
from coeplan_models import Category

from .grids import bullets, grid
from .numbers import UNKNOWN, MoneyUnit, heads, percent
from .sentences import statement

NO_NAMES = Names({}, {}, {}, None)
"""Plans hold identifiers only."""


def comparison_view(found: Comparison) -> Group:
    """Return a comparison for a Rich console.

    Parameters
    ----------
    found : Comparison
        How plan B differs from plan A.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_sections(found, MoneyUnit.fitting(found.currency, (found.value_a, found.value_b))))


def _sections(found: Comparison, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield Text("Plan B against plan A", style="bold")
    yield from bullets(_verdict(found, unit))
    yield from _section("Sites that differ", _sites(found.sites))
    yield from _section("Decisions that differ", _decisions(found.decisions))
    yield from _section("Heads that differ (expected, at the end of year or horizon)", _heads(found.heads))
    title = f"Money ({unit.head}, expected present value)"
    yield from _section(f"{title} by category", [_money("Category", found.by_category, unit)])
    yield from _section(f"{title} by location", [_money("Location", found.by_location, unit)])


def _section(title: str, body: Sequence[RenderableType] | Iterator[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _verdict(found: Comparison, unit: MoneyUnit) -> Iterator[str]:
    yield f"A: instance {found.instance_a}, value {unit.text(found.value_a)}."
    yield f"B: instance {found.instance_b}, value {unit.text(found.value_b)}."
    if not found.same_instance:
        yield "The plans were made for different data; the differences below include what the data changed."
    share = "" if not found.value_a else f" ({percent(abs(found.difference) / abs(found.value_a))})"
    if found.difference == 0:
        yield "Both cost the same."
    else:
        word = "more" if found.difference > 0 else "less"
        yield f"B costs {unit.text(abs(found.difference))}{share} {word} than A."
    yield _resolution(found, unit)


def _resolution(found: Comparison, unit: MoneyUnit) -> str:
    """Say whether the bounds prove which of the two problems costs less."""
    if found.same_instance:
        return (
            "Not resolved: both plans answer the same instance, whose best plan costs the same for both; what they "
            "differ by is what the solver, or a hand, left undone."
        )
    low = UNKNOWN if found.optimum_low is None else unit.text(found.optimum_low)
    high = UNKNOWN if found.optimum_high is None else unit.text(found.optimum_high)
    between = f"the best of B less the best of A lies between {low} and {high}"
    if found.resolved:
        return f"Resolved: {between}, so the difference is proved, not left by the solver."
    return f"Not resolved: the gaps leave open which is better; {between}. Solve both with a smaller --gap to tell."


def _sites(rows: Sequence[SiteDifference]) -> Iterator[RenderableType]:
    if not rows:
        yield from bullets(["none: the same places under the same models from the same periods"])
        return
    table = grid(("Location", "Plan A", "Plan B"), 3)
    for row in rows:
        table.add_row(row.location, _use(row.models_a, row.start_a), _use(row.models_b, row.start_b))
    yield table


def _use(models: Sequence[str], start: str | None) -> str:
    if start is None:
        return "not used"
    since = start if start == IN_OPERATION else f"from {start}"
    return f"{' > '.join(models)}, {since}"


def _decisions(rows: Sequence[DecisionDifference]) -> Iterator[RenderableType]:
    if not rows:
        yield from bullets(["none"])
        return
    table = grid(("Plan", "Period", "Future", "Decision"), 4)
    for row in rows:
        text = statement(NO_NAMES, row.decision)
        table.add_row(row.only_in.upper(), row.decision.period, row.decision.future or "every", text)
    yield table


def _heads(rows: Sequence[HeadsDifference]) -> Iterator[RenderableType]:
    if not rows:
        yield from bullets(["none"])
        return
    table = grid(("Location", "Year", "Plan A", "Plan B", "Difference"), 2)
    for position, row in enumerate(rows):
        closes = position + 1 == len(rows) or rows[position + 1].location != row.location
        numbers = (_number(row.heads_a), _number(row.heads_b), _signed(row.difference))
        table.add_row(row.location, str(row.year), *numbers, end_section=closes)
    yield table


def _number(number: float | None) -> str:
    return "-" if number is None else heads(number)


def _signed(number: float | None) -> str:
    text = _number(number)
    return f"+{text}" if number is not None and number > 0 and text != "0" else text


def _money(head: str, lines: Sequence[MoneyLine], unit: MoneyUnit) -> Table:
    table = grid((head, "Plan A", "Plan B", "Difference"), 1)
    for position, line in enumerate(lines):
        numbers = (unit.bare(line.money_a), unit.bare(line.money_b), _signed_money(line.difference, unit))
        table.add_row(_line_name(line.name), *numbers, end_section=position == len(lines) - 1)
    whole = [sum(getattr(line, column) for line in lines) for column in ("money_a", "money_b", "difference")]
    table.add_row("in total", unit.bare(whole[0]), unit.bare(whole[1]), _signed_money(whole[2], unit))
    return table


def _line_name(name: str) -> str:
    if name in {category.value for category in Category}:
        return name.replace("_", " ")
    return name or "(no location)"


def _signed_money(amount: float, unit: MoneyUnit) -> str:
    text = unit.bare(amount)
    return text if amount <= 0 or not float(text.replace(",", "")) else f"+{text}"
