"""What it costs: the way to the plan's cost and to that of keeping the present sites, and money by year."""

from collections.abc import Iterator, Mapping
from itertools import accumulate

from coeplan.plans.spending import AFTER_HORIZON, CostLine
from coeplan_models import Category

from ..numbers import listed
from ..sentences import cost, cost_and_saving, money_remarks, saving_is_known
from .chart_bars import Bar, bar_chart
from .chart_columns import Column, column_chart
from .elements import Bullets, Figure, Folded, Paragraphs, Section, Table
from .letters import sentence, spaced
from .look import COLOURS, HOME, INK
from .plan_subject import Subject

PURPOSES: Mapping[str, tuple[Category, ...]] = {
    "People": (Category.PAYROLL, Category.HIRING, Category.SEVERANCE),
    "Operators": (Category.FEE, Category.MARGIN, Category.SHORTFALL, Category.COORDINATION),
    "Running sites": (Category.FIXED, Category.OVERHEAD, Category.RENT, Category.EXIT, Category.EARLY_EXIT),
    "Travel and levies": (Category.TRAVEL, Category.LEVY),
    "Capital": (Category.SET_UP, Category.FIT_OUT, Category.CONVERSION, Category.CANCELLATION),
    "Undone work and friction": (Category.UNMET, Category.FRICTION, Category.BREACH),
}
"""Categories gathered for the eye; tables have each."""

MOST_STEPS = 8
"""Categories that have a step of their own; the smallest are one."""

SMALL = 0.005
"""Steps smaller than this share of the total are gathered."""


def what_it_costs(subject: Subject) -> Section:
    """Return the section on money."""
    known = saving_is_known(subject.page)
    lead = f"{cost_and_saving(subject.page) if known else cost(subject.page)}."
    places = _lines_table(subject, "place", subject.page.read.cost_by_location)
    return Section(
        "costs",
        "What does it cost?",
        (
            Paragraphs((lead,)),
            _waterfall(subject),
            _by_year(subject),
            Folded("Money by place, and capital by year", (places, _capital_table(subject))),
            Bullets(tuple(money_remarks(subject.page))),
        ),
    )


def _waterfall(subject: Subject) -> Figure:
    bars = list(_steps(subject))
    return Figure(
        name="waterfall",
        title=f"From nothing to the plan's cost, and to that of keeping ({subject.money.head}, present value)",
        finding=_waterfall_finding(subject),
        draw=lambda canvas: bar_chart(canvas, bars, subject.money.head),
        table=_lines_table(subject, "category", subject.page.read.cost_by_category),
    )


def _steps(subject: Subject) -> Iterator[Bar]:
    """Yield a step for each large category, one for the rest and the weighting of risk, and the totals."""
    plan = subject.plan
    steps = [*_gathered(subject), ("weighting of risk", plan.value - plan.summary.expected_total)]
    told = [step for step in steps if abs(step[1]) > 1e-9 * max(1.0, abs(plan.value))]
    ends = list(accumulate(amount for _, amount in told))
    for (name, amount), end in zip(told, ends, strict=True):
        yield _bar(subject, sentence(name), (end - amount, end), COLOURS[0])
    yield _bar(subject, "The plan", (0.0, plan.value), INK)
    kept = None if plan.keeping is None else plan.keeping.value
    if kept is not None and kept >= plan.value:
        yield _bar(subject, "Saved by the plan", (plan.value, kept), COLOURS[2])
    elif kept is not None:
        yield _bar(subject, "Costs more than keeping", (kept, plan.value), COLOURS[1])
    if kept is not None:
        yield _bar(subject, "Keeping the present sites", (0.0, kept), HOME)


def _bar(subject: Subject, name: str, ends: tuple[float, float], colour: str) -> Bar:
    unit = subject.money.factor
    return Bar(name, ends[0] / unit, ends[1] / unit, subject.money.bare(ends[1] - ends[0]), colour)


def _gathered(subject: Subject) -> list[tuple[str, float]]:
    """Return categories by present value, the largest first, the small ones as one."""
    *lines, total = subject.page.read.cost_by_category
    ordered = sorted(((spaced(line.name), line.present_value) for line in lines), key=lambda step: -step[1])
    kept = [step for step in ordered[:MOST_STEPS] if step[1] > SMALL * total.present_value]
    rest = ordered[len(kept) :]
    if len(rest) < 2:
        return ordered
    return [*kept, (f"{len(rest)} smaller categories", sum(amount for _, amount in rest))]


def _waterfall_finding(subject: Subject) -> str:
    largest = _gathered(subject)[:2]
    names = listed(f"{name} ({subject.money.text(amount)})" for name, amount in largest)
    return f"Most money goes into {names}."


def _by_year(subject: Subject) -> Figure:
    spans = subject.page.read.spans
    sums = {purpose: _of_purpose(subject, purpose) for purpose in PURPOSES}
    names = [purpose for purpose, amounts in sums.items() if any(amounts.values())]
    unit = subject.money.factor
    columns = [
        Column(_span_name(span), purpose, low / unit, (low + sums[purpose][span]) / unit)
        for span in spans
        for purpose, low in zip(names, accumulate((sums[each][span] for each in names), initial=0.0), strict=False)
    ]
    colours = dict(zip(names, COLOURS, strict=False))
    return Figure(
        name="money-by-year",
        title=f"Money by year and purpose ({subject.money.head}, expected, not discounted)",
        finding=_year_finding(subject),
        draw=lambda canvas: column_chart(canvas, columns, colours, subject.money.head),
        table=_purposes_table(subject, sums, names),
    )


def _of_purpose(subject: Subject, purpose: str) -> dict[str, float]:
    categories = {category.value for category in PURPOSES[purpose]}
    lines = [line for line in subject.page.read.cost_by_category if line.name in categories]
    return {span: sum(line.by_span[span] for line in lines) for span in subject.page.read.spans}


def _span_name(span: str) -> str:
    return "after" if span == AFTER_HORIZON else span


def _year_finding(subject: Subject) -> str:
    total = subject.page.read.cost_by_category[-1].by_span
    years = [span for span in total if span != AFTER_HORIZON]
    first, last = (f"{subject.money.text(total[span])} in {span}" for span in (years[0], years[-1]))
    later = total.get(AFTER_HORIZON)
    after = "" if later is None else f"; run cost that goes on after the horizon counts {subject.money.text(later)}"
    return f"Spending goes from {first} to {last}{after}."


def _purposes_table(subject: Subject, sums: Mapping[str, Mapping[str, float]], names: list[str]) -> Table:
    money, spans = subject.money, subject.page.read.spans
    rows = [(name, *(money.bare(sums[name][s]) for s in spans), money.bare(sum(sums[name].values()))) for name in names]
    total = subject.page.read.cost_by_category[-1]
    last = ("In total", *(money.bare(total.by_span[span]) for span in spans), money.bare(total.total))
    head = ("Purpose", *(sentence(_span_name(span)) for span in spans), "In total")
    return Table(f"Expected money, not discounted, {money.head}", head, (*rows, last), totals=1)


def _lines_table(subject: Subject, by: str, lines: tuple[CostLine, ...]) -> Table:
    money, spans = subject.money, subject.page.read.spans
    rows = tuple(
        (
            _line_name(subject, by, line.name),
            *(money.bare(line.by_span[span]) for span in spans),
            money.bare(line.total),
            money.bare(line.present_value),
        )
        for line in lines
    )
    head = (sentence(by), *(sentence(_span_name(span)) for span in spans), "In total", "Present value")
    return Table(f"Expected money by {by}, {money.head}; years are not discounted", head, rows, totals=1)


def _line_name(subject: Subject, by: str, name: str) -> str:
    if by == "category":
        return sentence(spaced(name))
    return sentence(subject.names.location(name)) if name else "Of no place"


def _capital_table(subject: Subject) -> Table:
    money = subject.money
    rows = tuple(
        (str(row.year), *(money.bare(amount) for amount in (row.expected, row.low, row.high, row.cumulative)))
        for row in subject.page.read.capital_by_year
    )
    head = ("Year", "Expected", "Least", "Most", "Expected so far")
    return Table(f"Capital by year over the futures, {money.head}, not discounted", head, rows)
