"""A stress test in a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.stress.estimates import Estimate
from coeplan.analysis.stress.figures import Figures, RuleFigures, Spreading, figures_of
from coeplan.analysis.stress.records import Stress
from coeplan.analysis.stress.tally import RuleKey
from coeplan.plans.board import Names
from coeplan_models import DriverKind, Instance, Sampled
from coeplan_models.uncertainty import Outage, Spread, Uncertainty

from .grids import bullets, grid
from .histogram import histogram
from .letters import literal
from .numbers import MoneyUnit, listed, percent

RULES = {
    "coverage": "work undone where none may be",
    "unmet_limit": "more work undone than allowed",
    "hire_limit": "more hires than a place can make",
    "talent_pool": "more heads than the talent pool",
    "ramp_up": "more output lost to ramp-up than a team has",
    "outage_releases": "heads released as an outage begins",
    "no_new_plan": "no new plan was found, so the last one went on",
    "outage_changes": "stops or conversions as an outage begins",
}
"""Rules that are no policies, in words."""

NO_END = "-"
"""In place of an end of an interval that so few draws do not tell."""
UNPAID = ("coverage", "hire_limit", "talent_pool", "ramp_up")
"""Rules of which the breach has no price: work without one, and people who could not be had."""

DRIVERS = {
    DriverKind.AI_PRODUCTIVITY: "AI output per head",
    DriverKind.WORKLOAD: "workload",
    DriverKind.WAGES: "wages",
    DriverKind.FX: "exchange rate",
    DriverKind.FEES: "fees",
    DriverKind.ATTRITION: "attrition",
    DriverKind.TALENT_POOL: "talent pool",
    DriverKind.AVAILABILITY: "output",
    DriverKind.LEVY: "levy",
}
"""Drivers in words."""


def stress_view(found: Stress) -> Group:
    """Return the page of a stress test for a Rich console.

    Parameters
    ----------
    found : Stress
        What came of the draws.

    Returns
    -------
    Group
        What a console prints.
    """
    amounts = [float(found.sample.total.max()), found.plan.value]
    return Group(*_lines(found, figures_of(found), MoneyUnit.fitting(found.plan.currency, amounts)))


def _lines(found: Stress, figures: Figures, unit: MoneyUnit) -> Iterator[RenderableType]:
    names = Names.of(found.instance)
    drawn = "one future that was" if found.sample.count == 1 else f"{found.sample.count:,} futures that were"
    yield literal(f"{found.instance.name}: the plan in {drawn} drawn", "bold")
    yield from bullets(_opening(found, figures, unit))
    yield from _section(f"Cost ({unit.head})")
    yield _cost_table(figures.cost, unit)
    yield Text()
    yield Text(histogram(found.sample.total, unit.bare))
    yield from _section("Work left undone (FTE-years)")
    yield _undone_table(figures, names)
    yield from _section("Paid in vain, over the horizon")
    yield _vain_table(figures)
    if figures.outages is not None:
        yield from _section("Outages")
        yield from bullets(_outage_lines(figures))
    if figures.rules:
        yield from _section("Rules that are broken")
        yield _rule_table(figures, unit)
    if len(figures.futures) > 1:
        yield from _section("Which futures of the tree the draws were taken for")
        yield _future_table(figures, unit)


def _section(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _opening(found: Stress, figures: Figures, unit: MoneyUnit) -> Iterator[str]:
    mean = figures.cost.mean
    expected = found.plan.summary.expected_total
    around = "" if mean.low is None or mean.high is None else f" ({unit.bare(mean.low)} to {unit.bare(mean.high)})"
    yield f"They cost {unit.text(mean.value)} on average{around}; the plan expects {unit.text(expected)} over its tree."
    yield f"Some work stays undone in {_share(figures.undone.chance)} of them."
    yield _how(found)
    yield from said_uncertainty(found.instance, found.uncertainty, found.options.seed)
    if any(each.rule.name in UNPAID for each in figures.rules):
        yield "Rules are broken that no money makes good, which cost does not show: read it together with them."
    few = figures.cost.p5.low is None or figures.cost.p95.high is None
    untold = f"; {NO_END} where so few draws do not tell" if few else ""
    yield f"Brackets and ranges hold what as many other draws would give, 19 times out of 20{untold}."
    if found.interrupted:
        yield f"Stopped after {found.sample.count:,} of {found.options.draws:,} draws."


def _how(found: Stress) -> str:
    solve = found.options.replan
    if solve is not None:
        limit = f"{solve.work:g} units of work" if solve.work is not None else f"{solve.time_limit:g} seconds"
        return f"Each is planned anew in every period, with at most {limit} a plan."
    agreeing = percent(float(found.sample.worded.mean()))
    return (
        f"Each is taken, whenever the tree branches, for the nearest branch. The rule in words, as "
        f"`coeplan policy` tells it, decides the same in {agreeing}."
    )


def said_uncertainty(instance: Instance, uncertainty: Uncertainty, seed: int) -> Iterator[str]:
    """Yield in sentences what futures were drawn."""
    sampled = isinstance(instance.scenarios, Sampled)
    paths = f"paths of the tree, smoothed by {uncertainty.smoothing:g}"
    yield f"Drawn with seed {seed}: {'the processes of the tree, anew' if sampled else paths}."
    if uncertainty.spreads:
        yield f"Besides, in a year: {listed(map(_spread, uncertainty.spreads))}."
    if uncertainty.outages:
        yield f"Besides, outages: {listed(map(_outage, uncertainty.outages))}."


def _spread(spread: Spread) -> str:
    narrowed = [value for value in (spread.area, spread.location, spread.country, spread.region) if value is not None]
    where = f" of {', '.join(narrowed)}" if narrowed else ""
    each = f" of each {spread.each}" if spread.each else ""
    back = f", coming back by {spread.reversion:g} a year" if spread.reversion else ""
    return f"{DRIVERS[spread.driver]}{where}{each} by {percent(spread.yearly)}{back}"


def _outage(outage: Outage) -> str:
    where = outage.location or outage.country or "each location"
    left = f", with {percent(outage.availability)} of output" if outage.availability else ""
    lasting = "a month" if outage.months == 1 else f"{outage.months:g} months"
    return f"{where} {outage.per_year:g} times a year for {lasting}{left}"


def _cost_table(cost: Spreading, unit: MoneyUnit) -> Table:
    table = grid(("", "Cost", "From", "To"), 1)
    for name, each in (("Mean", cost.mean), ("P5", cost.p5), ("P50", cost.p50), ("P95", cost.p95)):
        ends = (NO_END if end is None else unit.bare(end) for end in (each.low, each.high))
        table.add_row(name, unit.bare(each.value), *ends)
    return table


def _undone_table(figures: Figures, names: Names) -> Table:
    table = grid(("Area", "Chance", "Mean", "From", "To", "P95"), 1)
    rows = [(names.area(area), each) for area, each in figures.unmet.items()]
    for name, each in (*rows, ("all", figures.undone)) if len(rows) > 1 else rows:
        table.add_row(name, percent(each.chance.value), *_numbers(each))
    return table


def _vain_table(figures: Figures) -> Table:
    table = grid(("", "Mean", "From", "To", "P95"), 1)
    table.add_row("head-years without work or output", *_numbers(figures.idle))
    table.add_row("seat-years with nobody at work", *_numbers(figures.empty))
    return table


def _numbers(each: Spreading) -> tuple[str, ...]:
    return tuple(map(_plain, (each.mean.value, each.mean.low, each.mean.high, each.p95.value)))


def _outage_lines(figures: Figures) -> Iterator[str]:
    outages = figures.outages
    if outages is None:
        return
    yield f"Of places with people: {outages.count:,}; {_share(outages.harmful)} of them left more work undone."
    if outages.worst is not None:
        yield f"Those left {_bracketed(outages.worst)} FTE more undone at their worst, on average."
    if outages.months is not None and outages.p95 is not None:
        yield (
            f"It took {_bracketed(outages.months)} months on average until no more was undone than otherwise, "
            f"and up to {outages.p95:g} months in 95 % of them."
        )
    if outages.unrecovered:
        yield f"Not over by the horizon's end: {outages.unrecovered:,}."


def _rule_table(figures: Figures, unit: MoneyUnit) -> Table:
    table = grid(("Rule", "Unit", "Broken in", "Worst, mean", "P95"), 2)
    for each in figures.rules:
        table.add_row(_rule(each.rule), *_rule_cells(each, unit))
    return table


def _rule(rule: RuleKey) -> str:
    return f"policy {rule.name}" if rule.policy else RULES[rule.name]


def _rule_cells(each: RuleFigures, unit: MoneyUnit) -> tuple[str, str, str, str]:
    money = each.rule.unit == "money"
    numbers = (each.worst.value, each.p95)
    told = [unit.bare(number) if money else f"{number:,.2f}" for number in numbers]
    return unit.head if money else each.rule.unit, percent(each.chance.value), told[0], told[1]


def _future_table(figures: Figures, unit: MoneyUnit) -> Table:
    table = grid(("Leaf", "Probability", "Draws", f"Plan's cost ({unit.head})"), 1)
    for each in figures.futures:
        table.add_row(each.leaf, percent(each.probability), percent(each.share.value), unit.bare(each.total))
    return table


def _share(each: Estimate) -> str:
    return f"{percent(each.value)} ({percent(each.low)} to {percent(each.high)})"


def _bracketed(each: Estimate) -> str:
    around = "" if each.low is None or each.high is None else f" ({each.low:,.2f} to {each.high:,.2f})"
    return f"{each.value:,.2f}{around}"


def _plain(number: float | None) -> str:
    return NO_END if number is None else f"{number:,.2f}"
