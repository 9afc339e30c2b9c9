"""The report of a study: how cost spreads over its cases, and what each factor or input does."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan.studies.levels import LevelOutcome, level_outcomes
from coeplan.studies.sensitivity_result import Sensitivity
from coeplan.studies.table import StudyResults
from coeplan_models import Instance

from ..numbers import UNKNOWN, MoneyUnit, count, percent
from .chart_bars import Bar, bar_chart
from .chart_columns import Column, column_chart
from .elements import Block, Bullets, Figure, Folded, Paragraphs, Report, Section, Table, Tile, Tiles
from .letters import names_of, words
from .look import COLOURS
from .study_inputs import input_blocks

BINS = 12
"""Columns of a histogram."""

FEW = 16
"""So many cases have a bar each; more are gathered in a histogram."""

MOST_LEVELS = 40
"""Levels that have a bar each."""

MOST_CASES = 300
"""Cases that are listed; the tables of the study have all."""


@dataclass(frozen=True)
class Case:
    """A case that has a plan."""

    name: str
    """Its name."""
    value: float
    """Its cost."""


def study_report(
    results: StudyResults, sensitivity: Sensitivity | None = None, instance: Instance | None = None
) -> Report:
    """Return the report of a study.

    Parameters
    ----------
    results : StudyResults
        All cases and what came of them.
    sensitivity : Sensitivity, optional
        What was found of single inputs, where the study is a tornado or a global screen.
    instance : Instance, optional
        The instance of the study, for the names of what inputs belong to.

    Returns
    -------
    Report
        The answer, the spread of cost, what factors and inputs do, all cases, and how sure it is.
    """
    study = results.manifest.study
    currency = results.manifest.currency
    money = MoneyUnit.fitting(currency, [case.value for case in _solved(results)])
    inputs = () if sensitivity is None else tuple(input_blocks(sensitivity, names_of(instance), currency))
    sections = [
        _answer(results, money, inputs),
        Section("spread", "How does cost spread?", tuple(_spread(results, money))),
        # The levels of a study of single inputs say nothing that its own charts do not say better.
        Section("causes", "What moves it?", inputs or tuple(_levels(results, money))),
        Section("cases", "Every case", (_cases(results, money),)),
        Section("proof", "How sure is that?", (Bullets(tuple(_proof(results))),)),
    ]
    return Report(
        title=words(study.title or f"Study {study.name}"),
        about=words(f"Study {study.name} of instance {results.manifest.instance}, money in {money.head}."),
        sections=tuple(sections),
        foot=words(f"Study {study.name}; fingerprint of the instance {results.manifest.instance_hash[:16]}."),
    )


def _solved(results: StudyResults) -> list[Case]:
    """Return the cases that have a plan, the cheapest first."""
    names = {case.id: case.name for case in results.manifest.cases}
    found = [Case(words(names[key]), each.value) for key, each in results.found.items() if each.value is not None]
    return sorted(found, key=lambda case: case.value)


def _first_finding(blocks: Sequence[Block]) -> list[str]:
    """Return what the first chart shows, in a list; of a screen of inputs it is the answer, before all numbers."""
    return [block.finding for block in blocks if isinstance(block, Figure)][:1]


def _answer(results: StudyResults, money: MoneyUnit, inputs: Sequence[Block]) -> Section:
    cases = _solved(results)
    changed = [change for each in results.found.values() if (change := results.changed_today(each)) is not None]
    base = None if results.base is None else results.base.value
    lines = [*_first_finding(inputs), solved_of(len(results.found), len(results.manifest.cases))]
    without = len(results.found) - len(cases)
    if without:
        lines.append(f"{without:,} of them {'has' if without == 1 else 'have'} no plan.")
    if cases:
        # Names of cases tell something where people gave them.
        least, most = (
            f"{money.text(each.value)}{'' if inputs else f' ({each.name})'}" for each in (cases[0], cases[-1])
        )
        lines.append(f"{'The others' if without else 'They'} cost between {least} and {most}.")
    if changed:
        share = percent(sum(changed) / len(changed), 0)
        lines.append(
            f"Today's decisions are others than the base plan's in {sum(changed)} of {len(changed)} ({share})."
        )
    tiles = [Tile("The base plan", money.text(base), "present value")]
    if cases:
        middle = cases[len(cases) // 2].value
        tiles += [Tile("Cheapest", money.text(cases[0].value)), Tile("Middle case", money.text(middle))]
        tiles += [Tile("Dearest", money.text(cases[-1].value))]
    return Section("answer", "The answer", (Paragraphs(tuple(lines)), Tiles(tuple(tiles))))


def solved_of(done: int, every: int) -> str:
    """Say how many cases are solved."""
    if done == every:
        return "The one case is solved." if every == 1 else f"All {every:,} cases are solved."
    return f"{done:,} of {count(every, 'case', 'cases')} {'is' if done == 1 else 'are'} solved."


def _spread(results: StudyResults, money: MoneyUnit) -> Iterator[Block]:
    cases = _solved(results)
    if not cases:
        yield Paragraphs(("No case has a plan yet.",))
        return
    yield _few(results, cases, money) if len(cases) <= FEW else _many(cases, money)


def _few(results: StudyResults, cases: Sequence[Case], money: MoneyUnit) -> Figure:
    base = None if results.base is None or results.base.value is None else results.base.value / money.factor
    bars = [Bar(case.name, 0.0, case.value / money.factor, money.bare(case.value), COLOURS[0], base) for case in cases]
    return Figure(
        name="spread",
        title=f"Cost of every case ({money.head}; the tick is the base plan)",
        finding=f"From {money.text(cases[0].value)} to {money.text(cases[-1].value)}.",
        draw=lambda canvas: bar_chart(canvas, bars, money.head),
        table=Table(
            f"Cost of every case, {money.head}", ("Case", "Cost"), tuple((c.name, money.bare(c.value)) for c in cases)
        ),
    )


def _many(cases: Sequence[Case], money: MoneyUnit) -> Figure:
    """Count the cases in ranges of cost that are equally wide."""
    least, most = cases[0].value, cases[-1].value
    width = (most - least) / BINS or 1.0
    counted = Counter(min(BINS - 1, int((case.value - least) / width)) for case in cases)
    edges = [least + width * position for position in range(BINS + 1)]
    columns = [Column(money.bare(edges[at]), "cases", 0.0, float(counted[at])) for at in range(BINS)]
    rows = tuple((f"{money.bare(edges[at])} to {money.bare(edges[at + 1])}", str(counted[at])) for at in range(BINS))
    middle = cases[len(cases) // 2].value
    return Figure(
        name="spread",
        title=f"How many cases cost how much ({money.head}; each column begins at the cost below it)",
        finding=f"Half of {len(cases)} cases cost less than {money.text(middle)}.",
        draw=lambda canvas: column_chart(canvas, columns, {"cases": COLOURS[0]}, "cases"),
        table=Table("Cases by cost", (f"Cost ({money.head})", "Cases"), rows),
    )


def _levels(results: StudyResults, money: MoneyUnit) -> Iterator[Block]:
    outcomes = level_outcomes(results)
    shown = [each for each in outcomes if each.low is not None and each.high is not None][:MOST_LEVELS]
    if not shown:
        return
    base = None if results.base is None else results.base.value
    bars = [_level_bar(each, money) for each in shown]
    rows = tuple(_level_row(each, base, money) for each in outcomes)
    head = ("Factor", "Level", "Cases", "No plan", "Mean", "Against base", "Least", "Most", "Today changes")
    widest = max(shown, key=lambda each: abs((each.mean or 0.0) - (base or 0.0)))
    yield Figure(
        name="levels",
        title=f"Cost from the least to the most at each level ({money.head}; the tick is the mean)",
        finding=f"Farthest from the base plan on average: {words(widest.factor)} at {words(widest.level)}.",
        draw=lambda canvas: bar_chart(canvas, bars, money.head, from_zero=False),
        table=Table(f"Outcomes by level, {money.head}", head, rows, labels=2),
    )


def _level_bar(each: LevelOutcome, money: MoneyUnit) -> Bar:
    low, high, mean = (None if amount is None else amount / money.factor for amount in (each.low, each.high, each.mean))
    name = words(f"{each.factor}: {each.level}")
    return Bar(name, low or 0.0, high or 0.0, UNKNOWN if each.mean is None else money.bare(each.mean), COLOURS[5], mean)


def _level_row(each: LevelOutcome, base: float | None, money: MoneyUnit) -> tuple[str, ...]:
    mean, low, high = (UNKNOWN if each_ is None else money.bare(each_) for each_ in (each.mean, each.low, each.high))
    against = percent(each.mean / base - 1 if each.mean is not None and base else None)
    changed = percent(each.changed_share, 0)
    counts = str(each.cases), str(each.cases - each.solved)
    return (words(each.factor), words(each.level), *counts, mean, against, low, high, changed)


def _cases(results: StudyResults, money: MoneyUnit) -> Block:
    rows: list[tuple[str, ...]] = []
    for case in results.manifest.cases[:MOST_CASES]:
        found = results.found.get(case.id)
        if found is None:
            rows.append((words(case.name), "left", "", "", ""))
            continue
        today = "; ".join(found.figures.today) if found.figures else found.message
        value = "" if found.value is None else money.bare(found.value)
        rows.append((words(case.name), found.status, words(today), value, percent(found.gap, 2)))
    left = len(results.manifest.cases) - len(rows)
    caption = f"Cases, {money.head}{f'; {left} more stand in the tables of the study' if left else ''}"
    head = ("Case", "Status", "Decided today", "Cost", "Gap")
    return Folded(
        count(len(rows), "case", "cases"), (Table(caption, head, tuple(rows), labels=3),), on_paper=len(rows) <= FEW
    )


def _proof(results: StudyResults) -> Iterator[str]:
    statuses = Counter(result.status for result in results.found.values())
    ended = ", ".join(f"{number} {status}" for status, number in statuses.items())
    yield f"How the solves ended: {ended or 'none has'}."
    gaps = [result.gap for result in results.found.values() if result.gap is not None]
    if gaps:
        unproved = f"Up to {percent(max(gaps), 2)} of a plan's cost is not proved to be needed"
        yield f"{unproved}; smaller differences say nothing."
    if results.base is not None and results.base.gap is not None:
        yield f"The gap of the base plan is {percent(results.base.gap, 2)}."
