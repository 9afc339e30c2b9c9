"""Near-optimal plans: their page, and their tables as files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.alternatives_plans import differing
from coeplan.analysis.alternatives_records import Alternative, Alternatives, Measure, Need, Subject, Tied
from coeplan.plans.board import Names
from coeplan_models import Decision, DecisionKind

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, heads, percent

STOPPED = {
    "complete": "Proved: within the margin no other plan decides otherwise in so many points.",
    "count": "As many as were asked for were found; there may be more.",
    "limits": "Time ended; there may be more.",
    "interrupted": "It was interrupted; there may be more.",
}
"""Why no more plans were looked for, in words."""

MOST_CHANGES = 8
"""The page tells so many decisions of an alternative; the table has all."""

VERBS = {
    DecisionKind.COMMIT: "commits to",
    DecisionKind.CANCEL: "cancels",
    DecisionKind.STOP: "stops",
    DecisionKind.CONVERT: "converts",
}

SIZES = {Measure.PEAK: "peak", Measure.END: "in the last period, expected"}


def alternatives_view(found: Alternatives) -> Group:
    """Return the page of near-optimal plans for a Rich console."""
    return Group(*_sections(found))


def write_alternatives_tables(found: Alternatives, folder: str | Path) -> tuple[Path, ...]:
    """Write the plans, what each decides otherwise, what is needed, and sizes of teams as CSV and as Parquet.

    Parameters
    ----------
    found : Alternatives
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(alternatives_tables(found), folder)


def alternatives_tables(found: Alternatives) -> dict[str, pd.DataFrame]:
    """Return the tables by name: ``alternatives``, ``changes``, ``needs`` and ``team_ranges``."""
    plans = [_plan_row(each) for each in found.found]
    changes = [row for each in found.found for row in _change_rows(each, found)]
    needs = [_need_row(each.subject, each.in_plan, each.need) for each in found.needs]
    ranges = [{name: getattr(each, name) for name in _RANGE} for each in found.ranges]
    return {
        "alternatives": pd.DataFrame(plans, columns=_PLAN),
        "changes": pd.DataFrame(changes, columns=_CHANGE),
        "needs": pd.DataFrame(needs, columns=_NEED),
        "team_ranges": pd.DataFrame(ranges, columns=_RANGE),
    }


_PLAN = ["alternative", "value", "extra", "relation", "differs", "apart"]
_CHANGE = ["alternative", "side", "kind", "node", "location", "operating_model", "to_model", "start_period"]
_NEED = ["kind", "name", "operating_model", "in_plan", "need"]
_RANGE = ["location", "measure", "planned", "least", "least_proved", "most", "most_proved"]


def _plan_row(each: Alternative) -> dict[str, object]:
    figures = (each.name, each.plan.value, each.extra, str(each.relation), each.differs, each.apart)
    return dict(zip(_PLAN, figures, strict=True))


def _change_rows(each: Alternative, found: Alternatives) -> Iterator[dict[str, object]]:
    for side, decisions in zip(("only here", "only in the plan"), differing(each.plan, found.plan), strict=True):
        for decision in decisions:
            told = {name: getattr(decision, name) for name in _CHANGE[3:]}
            yield {"alternative": each.name, "side": side, "kind": str(decision.kind), **told}


def _need_row(subject: Subject, in_plan: bool, need: Need) -> dict[str, object]:
    return dict(zip(_NEED, (subject.kind, subject.name, subject.operating_model, in_plan, str(need)), strict=True))


def _sections(found: Alternatives) -> Iterator[RenderableType]:
    money = MoneyUnit.fitting(found.instance.currency, [found.limit])
    title = f"{found.instance.name}: plans that cost at most {percent(found.options.within)} more"
    yield literal(title, "bold")
    yield from bullets(_summary(found, money))
    names = Names.of(found.instance)
    if found.found:
        yield from _section("Alternatives", [_table(found, money)])
        yield from _section("What they decide otherwise", _changes(found, names))
    yield from _section("Needed or not", _needs(found, names))
    if found.ranges:
        yield from _section("Sizes of teams", [_ranges(found, names)])


def _section(title: str, body: Iterator[RenderableType] | Sequence[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _summary(found: Alternatives, money: MoneyUnit) -> Iterator[str]:
    yield f"The plan costs {money.text(found.plan.value)}, those looked at cost up to {money.text(found.limit)}."
    plans = count(len(found.found), "alternative", "alternatives")
    decisions = count(found.options.differ, "decision", "decisions")
    yield f"{plans}, each different from the plan and all others in at least {decisions}. {STOPPED[found.stopped]}"
    yield _tied(found, money)
    cheaper = [each.name for each in found.found if each.relation == "cheaper"]
    if cheaper:
        yield f"Cheaper than the plan: {', '.join(cheaper)}. Its own gap was {percent(found.plan.gap, 2)}."
    yield f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s."
    yield from found.notes


def _tied(found: Alternatives, money: MoneyUnit) -> str:
    """Say whether the plan is the only one of its cost."""
    best, plan = found.next_best, found.plan
    if best.tied is Tied.TIED:
        return "The plan is tied: another one with other decisions costs the same or less."
    if best.tied is Tied.UNRESOLVED:
        return f"Whether the plan is tied is not resolved: others cost at least {money.text(best.bound)}."
    if best.value is None:
        return "No tie: no plan with other decisions is within the margin."
    extra = money.text(best.value - plan.value)
    return f"No tie: the cheapest plan with other decisions that is known costs {extra} more."


def _table(found: Alternatives, money: MoneyUnit) -> Table:
    table = grid(("Plan", "Against the plan", f"Cost ({money.head})", "Extra", "Decisions", "From nearest"), 2)
    for each in found.found:
        extra = percent(each.extra / abs(found.plan.value), 2) if found.plan.value else UNKNOWN
        cost = money.bare(each.plan.value)
        table.add_row(each.name, str(each.relation), cost, extra, str(each.differs), str(each.apart))
    return table


def _changes(found: Alternatives, names: Names) -> Iterator[Table]:
    for each in found.found:
        here, there = differing(each.plan, found.plan)
        told = [_decided(decision, names) for decision in here]
        told += [f"not: {_decided(decision, names)}" for decision in there]
        more = [f"and {len(told) - MOST_CHANGES} more"] if len(told) > MOST_CHANGES else []
        yield from bullets([f"{each.name}: {'; '.join([*told[:MOST_CHANGES], *more])}"])


def _decided(decision: Decision, names: Names) -> str:
    place = names.location(decision.location)
    model = names.model(decision.operating_model)
    target = f" to {names.model(decision.to_model)}" if decision.to_model is not None else ""
    return f"{VERBS[decision.kind]} {place} under {model}{target} at {decision.node}"


def _needs(found: Alternatives, names: Names) -> Iterator[RenderableType]:
    table = grid(("Site, model or country", "In the plan", "Within the margin"), 3)
    for each in found.needs:
        table.add_row(_named(each.subject, names), "yes" if each.in_plan else "no", str(each.need))
    yield table


def _named(subject: Subject, names: Names) -> str:
    if subject.kind == "country":
        return f"country {subject.name}"
    place = names.location(subject.name)
    return f"{place} under {names.model(subject.operating_model)}" if subject.operating_model else place


def _ranges(found: Alternatives, names: Names) -> Table:
    table = grid(("Location", "Heads", "Plan", "Fewest", "Proved", "Most", "Proved"), 2)
    for each in found.ranges:
        proved = UNKNOWN if each.most_proved is None else heads(each.most_proved)
        figures = (heads(each.planned), heads(each.least), heads(each.least_proved), heads(each.most), proved)
        table.add_row(names.location(each.location), SIZES[each.measure], *figures)
    return table
