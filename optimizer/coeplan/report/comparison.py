"""Plans side by side, in a terminal."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.plans.compare import Comparison, Comparisons
from coeplan.plans.ranking import RankedPlan

from . import comparison_decisions
from .comparison_inputs import inputs
from .comparison_money import bridge_table, money_tables, signed_money
from .grids import bullets, grid
from .numbers import UNKNOWN, MoneyUnit, listed, percent
from .terminal import NARROWEST, fitted


def comparison_view(found: Comparisons, width: int = NARROWEST) -> Group:
    """Return a comparison for a Rich console.

    Parameters
    ----------
    found : Comparisons
        How plans differ from the first.
    width : int
        Columns to write in, 80 to 120.

    Returns
    -------
    Group
        What a console prints.
    """
    unit = MoneyUnit.fitting(found.currency, (plan.value for plan in found.ranking))
    return Group(*_sections(found, unit, fitted(width)))


def _sections(found: Comparisons, unit: MoneyUnit, width: int) -> Iterator[RenderableType]:
    yield Text(f"{len(found.plans)} plans, compared with plan {found.plans[0].label}", style="bold")
    yield from bullets(f"{plan.label}: {plan.source}" for plan in found.plans)
    yield from _section(f"Plans by value ({unit.head})", [_plans(found, unit), *_told_apart(found)])
    for each in found.comparisons:
        yield from _pair(each, unit, width)


def _section(title: str, body: Iterable[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _plans(found: Comparisons, unit: MoneyUnit) -> Table:
    base = found.plans[0].label
    named = {plan.label: plan for plan in found.plans}
    table = grid(("Plan", "Instance", "Value", f"Over {base}", "Bound", "Gap", "Group"), 2)
    for row in found.ranking:
        plan = named[row.label]
        bound = UNKNOWN if plan.bound is None else unit.bare(plan.bound)
        numbers = (unit.bare(row.value), signed_money(row.over_base, unit), bound, percent(plan.gap, 2), str(row.group))
        table.add_row(row.label, plan.problem, *numbers)
    return table


def _told_apart(found: Comparisons) -> Iterator[RenderableType]:
    """Say what the groups mean, where there is more to say of them than of two plans."""
    if len(found.plans) < 3:
        return
    lines = [_open(row) for row in found.ranking if row.not_told_from]
    groups = "Every instance of a group is proved to have a better best plan than those of the groups after it."
    yield from bullets([groups, *(lines or ["All instances are told apart."])])


def _open(row: RankedPlan) -> str:
    others = listed(row.not_told_from)
    return f"Not resolved: whether the best plan of {row.label}'s instance costs less than that of {others}."


def _pair(found: Comparison, unit: MoneyUnit, width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"Plan {found.label_b} against plan {found.label_a}", style="bold")
    yield from bullets(_verdict(found, unit))
    yield from _section("Inputs that differ", inputs(found))
    yield from _section("Sites that differ", comparison_decisions.sites(found))
    yield from _section("Decisions that differ", comparison_decisions.decisions(found))
    title = f"Heads, {found.label_b} less {found.label_a} (expected, at the end of year or horizon)"
    yield from _section(title, comparison_decisions.headcount(found, width))
    yield from _section(
        f"From {found.label_a} to {found.label_b} ({unit.head}, expected present value)", _bridge(found, unit)
    )
    for name, table in money_tables(found, unit):
        yield from _section(f"Money ({unit.head}, expected present value) by {name}", [table])


def _bridge(found: Comparison, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield bridge_table(found, unit)
    if not found.same_instance and found.inputs is None:
        yield from bullets(["Without both instances a price includes the length of the time after the horizon."])


def _verdict(found: Comparison, unit: MoneyUnit) -> Iterator[str]:
    a, b = found.label_a, found.label_b
    share = "" if not found.value_a else f" ({percent(abs(found.difference) / abs(found.value_a))})"
    if found.difference == 0:
        yield f"{a} and {b} cost the same, {unit.text(found.value_a)}."
    else:
        word = "more" if found.difference > 0 else "less"
        yield f"{b} costs {unit.text(abs(found.difference))}{share} {word} than {a}."
    if not found.same_instance:
        yield "The plans were made for different data; the differences below include what the data changed."
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
    between = f"the best of {found.label_b} less the best of {found.label_a} lies between {low} and {high}"
    if found.resolved:
        return f"Resolved: {between}, so the difference is proved, not left by the solver."
    return f"Not resolved: the gaps leave open which is better; {between}. Solve both with a smaller --gap to tell."
