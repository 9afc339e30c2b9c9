"""The report of several plans against the first: which is better, where the difference comes from, what differs."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from coeplan.plans.board import Names
from coeplan.plans.bridge_groups import Step, steps
from coeplan.plans.compare import ComparedPlan, Comparison, Comparisons
from coeplan.plans.decide import IN_OPERATION
from coeplan.plans.differences import SiteDifference
from coeplan.plans.headcount import ABROAD, ALL, EVERYWHERE

from ..comparison_decisions import signed_heads
from ..comparison_inputs import Sides, change
from ..comparison_money import signed_money
from ..numbers import UNKNOWN, MoneyUnit, count, heads, listed, percent, probability
from ..sentences import statement
from .chart_bars import Bar, bar_chart
from .comparison_pair import Pair
from .elements import Block, Bullets, Figure, Folded, Paragraphs, Part, Report, Section, Table, Tile, Tiles
from .letters import sentence, spaced, words
from .look import COLOURS, HOME, INK
from .plan_report import made_with

MOST_ROWS = 60
"""Rows of decisions and inputs that are shown; the tables of ``coeplan compare --out`` have all."""


SUMS = frozenset({ABROAD, EVERYWHERE})
"""Stand for several places in rows of heads."""


Tell = Callable[[Pair], Sequence[Block]]
"""What a section says of one pair."""


def comparison_report(found: Comparisons, compared: Sequence[ComparedPlan]) -> Report:
    """Return the report of several plans.

    Parameters
    ----------
    found : Comparisons
        How they differ from the first.
    compared : sequence of ComparedPlan
        The plans, in the same order, for names of places and models.

    Returns
    -------
    Report
        Which costs least, the bridge from the base to each, and what differs in places, decisions, heads and inputs.
    """
    money = MoneyUnit.fitting(found.currency, (row.value for row in found.ranking))
    base, *others = compared
    pairs = [Pair.of(each, base, other, money) for each, other in zip(found.comparisons, others, strict=True)]
    told: list[tuple[str, str, Tell]] = [
        ("difference", "Where does the difference come from?", lambda pair: (_bridge(pair), _money(pair))),
        ("where", "Where and how do they differ?", _places),
        ("how-big", "How big?", _sizes),
        ("assumptions", "What was assumed differently?", _inputs),
    ]
    return Report(
        title=_title([plan.label for plan in found.plans]),
        about="; ".join(f"{plan.label}: {words(plan.source)} ({words(plan.problem)})" for plan in found.plans),
        sections=(
            _answer(found, money),
            *(Section(name, title, tuple(_each(pairs, tell))) for name, title, tell in told),
            _proof(found, money),
        ),
        foot=made_with(base.plan),
    )


def _title(labels: Sequence[str]) -> str:
    base, *others = labels
    return f"Plan {others[0]} against plan {base}" if len(others) == 1 else f"{len(others)} plans against plan {base}"


def _each(pairs: Sequence[Pair], tell: Tell) -> Iterator[Block]:
    """Yield what is told of every pair, under a heading of its own where there are several."""
    for pair in pairs:
        blocks = tuple(tell(pair))
        if len(pairs) == 1:
            yield from blocks
        else:
            yield Part(f"{pair.found.label_b} against {pair.found.label_a}", blocks)


def _answer(found: Comparisons, money: MoneyUnit) -> Section:
    best, base = found.ranking[0], found.plans[0].label
    least = f"Plan {best.label} costs least: {money.text(best.value)}."
    verdicts = [_verdict(pair, money) for pair in found.comparisons]
    tiles = [
        Tile(
            f"Plan {row.label}", money.text(row.value), "the base" if row.label == base else _over(row.over_base, money)
        )
        for row in found.ranking
    ]
    return Section(
        "answer", "The answer", (Paragraphs((least, *verdicts)), Tiles(tuple(tiles)), _ranking(found, money))
    )


def _over(amount: float, money: MoneyUnit) -> str:
    return f"{signed_money(amount, money)} against the base"


def _verdict(pair: Comparison, money: MoneyUnit) -> str:
    share = f" ({percent(abs(pair.difference) / abs(pair.value_a))})" if pair.value_a else ""
    word = "more" if pair.difference > 0 else "less"
    differs = f"{pair.label_b} costs {money.text(abs(pair.difference))}{share} {word} than {pair.label_a}"
    if pair.difference == 0:
        differs = f"{pair.label_b} costs as much as {pair.label_a}"
    return f"{differs}. {_resolution(pair, money)}"


def _resolution(pair: Comparison, money: MoneyUnit) -> str:
    """Say what the bounds prove of the difference."""
    if pair.same_instance:
        return "Both answer the same instance, so the difference is what the solver, or a hand, left undone."
    low, high = (_dearer(end, money) for end in (pair.optimum_low, pair.optimum_high))
    if pair.resolved and low == high:
        return "That is proved."
    between = f"The best plan for {pair.label_b} costs between {low} and {high} than the best for {pair.label_a}"
    return f"{between}: {'proved' if pair.resolved else 'the bounds leave open which is better'}."


def _dearer(amount: float | None, money: MoneyUnit) -> str:
    if amount is None:
        return UNKNOWN
    return f"{money.text(abs(amount))} {'less' if amount < 0 else 'more'}"


def _ranking(found: Comparisons, money: MoneyUnit) -> Figure:
    named = {plan.label: plan for plan in found.plans}
    bars = [
        Bar(
            f"Plan {row.label}",
            0.0,
            row.value / money.factor,
            money.bare(row.value),
            HOME if row.over_base == 0 else COLOURS[0],
            mark=None if (bound := named[row.label].bound) is None else bound / money.factor,
        )
        for row in found.ranking
    ]
    rows = tuple(
        (
            row.label,
            words(named[row.label].source),
            money.bare(row.value),
            signed_money(row.over_base, money),
            UNKNOWN if (bound := named[row.label].bound) is None else money.bare(bound),
            percent(named[row.label].gap, 2),
        )
        for row in found.ranking
    )
    best = found.ranking[0]
    head = ("Plan", "From", "Value", "Over the base", "Bound", "Gap")
    return Figure(
        name="ranking",
        title=f"Cost of each plan ({money.head}; the tick is the proved bound of its problem)",
        finding=f"{best.label} costs least, {money.text(best.value)}; a bar's tick says below what no plan can cost.",
        draw=lambda canvas: bar_chart(canvas, bars, money.head),
        table=Table(f"Plans by value, {money.head}", head, rows, labels=2),
    )


def _bridge(pair: Pair) -> Figure:
    found, money = pair.found, pair.money
    told = steps(found.bridge)
    ends = list(accumulate((step.amount for step in told), initial=found.bridge.start))
    first = Bar(f"Plan {found.label_a}", 0.0, found.bridge.start / money.factor, money.bare(found.bridge.start), INK)
    last = Bar(f"Plan {found.label_b}", 0.0, found.bridge.end / money.factor, money.bare(found.bridge.end), INK)
    rows = [
        (_step_name(pair, step), signed_money(step.amount, money), money.bare(end))
        for step, end in zip(told, ends[1:], strict=True)
    ]
    opening = (f"Plan {found.label_a}", "", money.bare(found.bridge.start))
    closing = (f"Plan {found.label_b}", signed_money(found.difference, money), money.bare(found.bridge.end))
    largest = sorted(told, key=lambda step: -abs(step.amount))[:2]
    moved = listed(f"{_step_name(pair, step)} ({signed_money(step.amount, money)})" for step in largest)
    return Figure(
        name=f"bridge-{found.label_b.lower()}",
        title=f"From plan {found.label_a} to plan {found.label_b} ({money.head}, present value)",
        finding=f"Most of the difference: {moved}." if largest else "Nothing differs in money.",
        draw=lambda canvas: bar_chart(canvas, [first, *_ways(pair, told), last], money.head),
        table=Table("Step by step", ("Step", "Difference", "Value so far"), (opening, *rows, closing), totals=1),
    )


def _ways(pair: Pair, told: Sequence[Step]) -> list[Bar]:
    """Return the bars between two plans; steps that would read as nothing are one bar, the last."""
    nothing = pair.money.bare(0.0)
    seen = [(_step_name(pair, step), step.amount) for step in told if pair.money.bare(step.amount) != nothing]
    unseen = [step.amount for step in told if pair.money.bare(step.amount) == nothing]
    drawn = [*seen, *([(count(len(unseen), "smaller step", "smaller steps"), sum(unseen))] if unseen else [])]
    ends = list(accumulate((amount for _, amount in drawn), initial=pair.found.bridge.start))
    return [_step(name, (at, at + amount), pair.money) for (name, amount), at in zip(drawn, ends[:-1], strict=True)]


def _step_name(pair: Pair, step: Step) -> str:
    """Name a step by the names of its place and model, which it has by their keys."""
    name = step.name
    for line in step.lines:
        name = _renamed(name, line.location, pair.names.location(line.location))
        name = _renamed(name, line.operating_model, pair.names.model(line.operating_model))
    return words(name)


def _renamed(text: str, key: str, name: str) -> str:
    """Put a name in the place of a key that stands in a text as a word of its own."""
    return re.sub(rf"\b{re.escape(key)}\b", lambda _: name, text) if key else text


def _step(name: str, ends: tuple[float, float], money: MoneyUnit) -> Bar:
    amount = ends[1] - ends[0]
    return Bar(
        sentence(name),
        ends[0] / money.factor,
        ends[1] / money.factor,
        signed_money(amount, money),
        COLOURS[1] if amount > 0 else COLOURS[2],
    )


def _money(pair: Pair) -> Folded:
    tables = [_money_table(pair, by) for by in ("category", "location", "operating_model", "area", "year")]
    return Folded("Money by category, place, model, area and year", tuple(tables))


def _money_table(pair: Pair, by: str) -> Table:
    found, money, names = pair.found, pair.money, pair.names
    shown: Callable[[str], str] = {"location": names.location, "operating_model": names.model, "area": names.area}.get(
        by, spaced
    )
    rows = tuple(
        (
            sentence(shown(line.name)) if line.name else f"Of no {spaced(by)}",
            *(money.bare(amount) for amount in (line.money_a, line.money_b)),
            signed_money(line.difference, money),
        )
        for line in getattr(found, f"by_{by}")
    )
    head = (sentence(spaced(by)), f"Plan {found.label_a}", f"Plan {found.label_b}", "Difference")
    last = ("In total", money.bare(found.value_a), money.bare(found.value_b), signed_money(found.difference, money))
    return Table(f"By {spaced(by)}, {money.head}, expected present value", head, (*rows, last), totals=1)


def _places(pair: Pair) -> Sequence[Block]:
    found, names = pair.found, pair.names
    sites = tuple((names.location(row.location), _use_a(row, names), _use_b(row, names)) for row in found.sites)
    decisions = tuple(
        (
            f"Plan {found.label_a if row.only_in == 'a' else found.label_b}",
            row.decision.period,
            row.decision.future or "every future",
            sentence(statement(names, row.decision)),
        )
        for row in found.decisions[:MOST_ROWS]
    )
    head = ("Place", f"Plan {found.label_a}", f"Plan {found.label_b}")
    of_decisions = f"Decisions that one plan alone takes{_more(len(found.decisions))}"
    return (
        Table("Places that are used differently", head, sites, labels=3),
        Table(of_decisions, ("Only in", "Period", "Future", "Decision"), decisions, labels=4),
    )


def _use_a(row: SiteDifference, names: Names) -> str:
    return _use(row.models_a, row.start_a, row.probability_a, names)


def _use_b(row: SiteDifference, names: Names) -> str:
    return _use(row.models_b, row.start_b, row.probability_b, names)


def _use(models: tuple[str, ...], start: str | None, chance: float, names: Names) -> str:
    if start is None:
        return "not used"
    since = start if start == IN_OPERATION else f"from {start}"
    told = f"{', then '.join(names.model(model) for model in models)}, {since}"
    return told if chance > 1 - 1e-9 else f"{told} ({probability(chance)})"


def _more(number: int) -> str:
    return f", the first {MOST_ROWS} of {number}" if number > MOST_ROWS else ""


def _sizes(pair: Pair) -> Sequence[Block]:
    """Tell how many more heads each place has at the end of the last year that both plans have."""
    found = pair.found
    rows = [row for row in found.heads if row.area == ALL and row.difference is not None]
    if not rows:
        return (Paragraphs(("No place has other heads in any year.",)),)
    last = max(row.year for row in rows)
    bars = [
        Bar(_place(pair, row.location), 0.0, row.difference or 0.0, signed_heads(row.difference), COLOURS[0])
        for row in sorted(rows, key=lambda row: (row.location in SUMS, -abs(row.difference or 0.0)))
        if row.year == last
    ]
    years = sorted({row.year for row in rows})
    cells = {(row.location, row.year): signed_heads(row.difference) for row in rows}
    places = sorted({row.location for row in rows}, key=lambda place: (place in SUMS, place == EVERYWHERE, place))
    table = tuple((_place(pair, place), *(cells.get((place, year), "") for year in years)) for place in places)
    numbers = Table("Difference of expected heads at the end of each year", ("Place", *map(str, years)), table)
    abroad = next((row.difference or 0.0 for row in rows if (row.location, row.year) == (ABROAD, last)), 0.0)
    if {bar.text for bar in bars} == {"0"}:
        return (Paragraphs((f"At the end of {last} both have the same heads everywhere.",)), numbers)
    title = f"Heads of plan {found.label_b} less those of plan {found.label_a} at the end of {last}"
    figure = Figure(
        name=f"heads-{found.label_b.lower()}",
        title=title,
        finding=f"{_abroad(abroad, found)} at the end of {last}, expected.",
        draw=lambda canvas: bar_chart(canvas, bars, "heads"),
        table=numbers,
    )
    return (figure,)


def _abroad(more: float, found: Comparison) -> str:
    """Say how many heads more or less one plan has abroad than the other."""
    if heads(abs(more)) == heads(0.0):
        return f"{found.label_b} has as many heads abroad as {found.label_a}"
    return f"{found.label_b} has {heads(abs(more))} heads {'more' if more > 0 else 'less'} abroad than {found.label_a}"


def _place(pair: Pair, location: str) -> str:
    return sentence(pair.names.location(location))


def _inputs(pair: Pair) -> Sequence[Block]:
    edits = f"Plan {pair.found.label_b} was asked for with: {'; '.join(map(words, pair.asked))}."
    return (*([Paragraphs((edits,))] if pair.asked else []), _differing(pair))


def _differing(pair: Pair) -> Block:
    found = pair.found
    if found.same_instance:
        return Paragraphs(("Nothing: both plans were made for the same data.",))
    if found.inputs is None:
        return Paragraphs(("Not known: name both instances to see what was changed.",))
    sides = Sides(found.label_a, found.label_b)
    groups = found.inputs.groups
    rows = tuple(
        (words(group.path), words(change(group, sides)), count(group.count, "value", "values"))
        for group in groups[:MOST_ROWS]
    )
    return Table(f"Inputs that differ{_more(len(groups))}", ("Input", "Change", "How many"), rows, labels=3)


def _between(low: float | None, high: float, money: MoneyUnit) -> str:
    least, most = money.text(low), money.text(high)
    return f"{most}, as proved" if least == most else f"between {least} and {most}"


def _proof(found: Comparisons, money: MoneyUnit) -> Section:
    lines = [
        f"Plan {row.label}: the best plan of its problem costs {_between(row.optimum_low, row.optimum_high, money)}."
        for row in found.ranking
    ]
    unsure = [
        f"Not resolved: whether the best plan of {row.label}'s problem costs less than {listed(row.not_told_from)}'s."
        for row in found.ranking
        if row.not_told_from
    ]
    return Section("proof", "How sure is that?", (Bullets((*lines, *unsure)),))
