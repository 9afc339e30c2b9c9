"""What information and flexibility are worth, in a terminal and as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.value.result import InformationValue, Step, StepKind, Verdict, Worth
from coeplan.plans.board import Names

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, listed, probability
from .value_tables import value_frames
from .why import STOPPED

WIDTH = 32
"""Columns of a bar."""


@dataclass(frozen=True)
class _Page:
    """What was found, as it is being written about."""

    found: InformationValue
    names: Names
    unit: MoneyUnit

    def first(self, periods: int | None) -> str:
        """Name the first periods by their months."""
        months = self.found.instance.horizon.period_months
        spoken = sum(months[:periods])
        return f"all {spoken} months" if periods == len(months) else f"the first {spoken} months"

    def flexible(self) -> str:
        """Name the operating models that were done without."""
        return listed(dict.fromkeys(self.names.model(model) for _, model in self.found.flexible))


def value_view(found: InformationValue) -> Group:
    """Return the page of what information and flexibility are worth for a Rich console.

    Parameters
    ----------
    found : InformationValue
        What was found.

    Returns
    -------
    Group
        What a console prints: sentences, the ladder of ways to plan, the futures one by one, and what is decided
        later where nothing is decided now.
    """
    unit = MoneyUnit.fitting(found.instance.currency, [found.value])
    return Group(*_sections(_Page(found, Names.of(found.instance), unit)))


def write_value_tables(found: InformationValue, folder: str | Path) -> tuple[Path, ...]:
    """Write ``value_steps``, ``value_worths``, ``value_futures`` and ``value_entries`` as CSV and as Parquet.

    Parameters
    ----------
    found : InformationValue
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(value_frames(found), folder)


def _sections(page: _Page) -> Iterator[RenderableType]:
    found = page.found
    yield literal(f"{found.instance.name}: what information and flexibility are worth", "bold")
    yield from bullets(_preface(page))
    yield from _section("What it is worth", bullets(_sentence(each, page) for each in found.worths))
    yield from _section(f"The ladder ({page.unit.head})", _ladder(page))
    if len(found.futures) > 1:
        yield from _section(f"Futures ({page.unit.head})", [_futures(page)])
    if found.entries:
        yield from _section(f"If nothing is committed in {page.first(_waiting(found.steps))}", [_entries(page)])


def _section(title: str, body: Iterator[RenderableType] | Sequence[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")
    yield from body


def _preface(page: _Page) -> Iterator[str]:
    found, unit = page.found, page.unit
    yield f"The plan costs {unit.text(found.value)}; no plan costs less than {unit.text(found.bound)}."
    if found.mean.high is not None:
        yield (
            f"A plan for the mean future alone promises {unit.text(found.mean.high)}: what it would cost if that came "
            "true, no bound on anything."
        )
    yield "Every number is a difference of solves, as an interval that their bounds prove."
    yield f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s.{STOPPED[found.stopped]}"
    yield from found.notes


# -- sentences --------------------------------------------------------------------------------------------------------


def _sentence(worth: Worth, page: _Page) -> str:
    return f"{_subject(worth, page)} {_predicate(worth, page.unit)}."


def _subject(worth: Worth, page: _Page) -> str:
    """Name what is had on the cheaper side and not on the dearer."""
    first = page.first(worth.periods)
    return {
        StepKind.HERE_AND_NOW: "Knowing the future today",
        StepKind.WAITING: f"Being free to decide on sites in {first}",
        StepKind.WITHOUT_FLEXIBLE: f"Being free to use {page.flexible()}",
        StepKind.SAME_IN_ALL: f"Adapting sites and teams of {first} to what shows itself",
        StepKind.MEAN_SITES: f"Choosing the sites of {first} for all futures and not for their mean",
        StepKind.MEAN_PLAN: f"Planning sites and teams of {first} for all futures and not for their mean",
    }[worth.dearer]


def _predicate(worth: Worth, unit: MoneyUnit) -> str:
    if worth.verdict is Verdict.WORTH:
        return f"is worth {_range(worth, unit)}"
    if worth.verdict is Verdict.NOTHING:
        return "is worth nothing"
    if worth.verdict is Verdict.UNRESOLVED:
        return f"is worth at most {unit.text(worth.high)}, and may be worth nothing: not resolved"
    return f"has no number: {worth.reason}"


def _range(worth: Worth, unit: MoneyUnit) -> str:
    low = unit.text(worth.low)
    if worth.high is None:
        return f"at least {low}, and no more is known: {worth.reason}"
    high = unit.text(worth.high)
    return low if low == high else f"at least {low} and at most {high}"


# -- the ladder -------------------------------------------------------------------------------------------------------


def _ladder(page: _Page) -> Iterator[RenderableType]:
    steps = page.found.steps
    known = [side for each in steps for side in (each.bracket.low, each.bracket.high) if side is not None]
    edge, end = min(known, default=0.0), max(known, default=0.0)
    table = grid(("Way to plan", "", "At least", "At most"), 2)
    table.columns[1].no_wrap = True
    for each in steps:
        sides = (UNKNOWN if side is None else page.unit.bare(side) for side in (each.bracket.low, each.bracket.high))
        told = ("no plan", "") if each.bracket.infeasible else tuple(sides)
        table.add_row(_way(each, page), _bar(each, edge, end), *told)
    yield table
    yield from bullets(_legend(page, edge))


def _legend(page: _Page, edge: float) -> Iterator[str]:
    yield f"Bars begin at {page.unit.text(edge)}; # stands where the least cost lies."
    for each in page.found.steps:
        if each.reason:
            yield f"{_way(each, page)}: {each.reason}."


def _bar(step: Step, edge: float, end: float) -> str:
    """Draw where the least cost lies; nothing where one side is not known."""
    low, high = step.bracket.low, step.bracket.high
    if step.bracket.infeasible or low is None or high is None:
        return ""
    first, last = (round((WIDTH - 1) * (side - edge) / (end - edge)) if end > edge else 0 for side in (low, high))
    return "=" * first + "#" * (last - first + 1)


def _way(step: Step, page: _Page) -> str:
    first = page.first(step.periods)
    return {
        StepKind.WAIT_AND_SEE: "Each future known",
        StepKind.HERE_AND_NOW: "Here and now",
        StepKind.WAITING: f"Nothing committed in {first}",
        StepKind.WITHOUT_FLEXIBLE: f"Without {page.flexible()}",
        StepKind.SAME_IN_ALL: f"The same in all futures for {first}",
        StepKind.MEAN_SITES: f"Sites of the mean future for {first}",
        StepKind.MEAN_PLAN: f"Plan of the mean future for {first}",
    }[step.kind]


# -- futures and entries ----------------------------------------------------------------------------------------------


def _futures(page: _Page) -> Table:
    table = grid(("Future", "Probability", "Known: at least", "Known: at most", "This plan"), 1)
    for each in page.found.futures:
        sides = (each.bracket.low, each.bracket.high, each.planned)
        amounts = (UNKNOWN if side is None else page.unit.bare(side) for side in sides)
        table.add_row(each.name, probability(each.probability), *amounts)
    return table


def _entries(page: _Page) -> Table:
    table = grid(("Location", "Operating model", "Plan: in these", "Plan: ever", "Waiting: ever", "From month"), 2)
    months = page.found.instance.horizon.period_months
    for each in page.found.entries:
        shares = (probability(share) for share in (each.soon, each.ever, each.waited))
        begins = "" if each.first_period is None else str(sum(months[: each.first_period]) + 1)
        names = (page.names.location(each.location), page.names.model(each.operating_model))
        table.add_row(*names, *shares, begins)
    return table


def _waiting(steps: Sequence[Step]) -> int | None:
    return next((each.periods for each in steps if each.kind is StepKind.WAITING), None)
