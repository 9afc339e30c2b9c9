"""Why there is no plan, in a terminal: the rules that conflict, and the ways out."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.diagnosis.result import Conflict, Diagnosis, Status, Verified, WayOut
from coeplan.io.extends import FROM_CATALOGUE

from .grids import bullets
from .letters import literal
from .numbers import MoneyUnit, listed, percent

STATED = {
    Status.CONSISTENT: "All rules can hold together: there is a plan.",
    Status.CONTRADICTORY: "There is no plan: proved.",
    Status.UNDECIDED: "Time ran out before it was known whether there is a plan; try a longer --time-limit.",
}
"""What each status means."""

PROOF = {
    Verified.PLAN: "a plan was found and audited",
    Verified.NO: "not proved: no plan was found in the time there was",
}
"""What speaks for a way out."""


def diagnosis_view(found: Diagnosis) -> Group:
    """Return the page of a diagnosis for a Rich console.

    Parameters
    ----------
    found : Diagnosis
        What was found.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_lines(found))


def _lines(found: Diagnosis) -> Iterator[RenderableType]:
    yield literal(f"{found.instance}: {found.status.upper()}", "bold")
    yield Text(STATED[found.status])
    for number, conflict in enumerate(found.conflicts, start=1):
        yield Text()
        yield Text(f"CONFLICT {number} OF {len(found.conflicts)}", style="bold cyan")
        yield from _conflict(conflict, found.calendar)
        yield from _ways(conflict, found.currency)
    if found.together is not None:
        yield Text()
        proof = PROOF[found.together.verified]
        yield Text(f"All conflicts are resolved at once by these changes ({proof}):")
        yield _points((way.says, _where(way)) for way in found.together.ways)
    if found.status is Status.CONTRADICTORY and not found.complete:
        yield Text()
        yield Text("There may be more conflicts apart from these: time did not tell.")


def _conflict(conflict: Conflict, calendar: Sequence[str]) -> Iterator[RenderableType]:
    if not conflict.rules:
        yield Text(
            "What is no rule contradicts itself: the sites, teams and commitments that exist, and what the futures "
            "say of outages. Look at `footprint` and `scenarios`."
        )
        return
    several = len(conflict.rules) > 1
    yield Text(f"These {len(conflict.rules)} rules cannot hold together:" if several else "This rule cannot be kept:")
    yield from bullets(
        f"{each.says}  [{each.place or each.path}]" if each.path else each.says for each in conflict.rules
    )
    yield literal(" ".join(_remarks(conflict, calendar)))


def _remarks(conflict: Conflict, calendar: Sequence[str]) -> Iterator[str]:
    """Yield what else is known of a conflict, in sentences."""
    if len(conflict.rules) > 1 and conflict.irreducible:
        yield "Without any one of them the others can hold."
    elif not conflict.irreducible:
        yield "Time did not tell whether all of them are needed for that."
    if conflict.in_whole_numbers:
        yield "Parts of heads or sites could keep them; whole ones cannot."
    if conflict.every_future:
        yield "Every future shows it." if conflict.futures else ""
    elif conflict.futures:
        one = len(conflict.futures) == 1
        yield f"{'Future' if one else 'Futures'} {listed(conflict.futures)} {'shows' if one else 'show'} it."
    if conflict.periods:
        yield f"It shows in {_periods(conflict.periods, calendar)}."


def _periods(periods: Sequence[int], calendar: Sequence[str]) -> str:
    first, last = periods[0], periods[-1]
    if first == last:
        return f"period {first} ({calendar[first]})"
    if len(periods) == last - first + 1:
        return f"periods {first} to {last} ({calendar[first]} to {calendar[last]})"
    return f"periods {listed(f'{each} ({calendar[each]})' for each in periods)}"


def _ways(conflict: Conflict, currency: str) -> Iterator[RenderableType]:
    ways = conflict.ways
    if not ways:
        return
    costs = [way.cost for way in ways if way.cost is not None]
    first = "cheapest" if costs else "smallest change"
    yield Text(f"Ways out, each enough by itself, the {first} first:" if len(ways) > 1 else "A way out:")
    money = MoneyUnit.fitting(currency, costs)
    yield _points((way.says, _where(way), _proof(way, money)) for way in ways)
    if _overlap(ways):
        yield Text("Which of them is cheapest is not resolved: the next may cost less than the one before it.")
    named = {path for way in ways for path in way.rule.split(" and ")}
    if any(each.path not in named for each in conflict.rules):
        yield Text(
            "Of the rules above that no way out names, none was found to be enough by itself: without it, other rules "
            "of the instance still stand against the rest, or time ended first."
        )


def _overlap(ways: Sequence[WayOut]) -> bool:
    """Whether a way out may cost less than one that stands before it."""
    known = [(way.cost, way.cost * (1 - (way.gap or 0.0))) for way in ways if way.cost is not None]
    return any(least < cost for (cost, _), (_, least) in pairwise(known))


def _points(points: Iterable[Sequence[str]]) -> Table:
    """Return points with a dash before the first of the lines of each."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for lines in points:
        for number, line in enumerate(lines):
            table.add_row(" " if number else "-", literal(line))
    return table


def _proof(way: WayOut, money: MoneyUnit) -> str:
    cost = "" if way.cost is None else f"; it costs {money.text(way.cost)} (to within {percent(way.gap)})"
    return f"{PROOF[way.verified]}{cost}{'' if way.least else '; less may be enough: time did not tell'}"


def _where(way: WayOut) -> str:
    """Say what to change in which line, or to write on the command line."""
    if not way.edits:
        return "it is the question that changes, and no line of a file"
    written = " ".join(f"--set {shlex.quote(edit)}" for edit in way.edits)
    if way.place is None:
        return f"write {written}"
    if way.place.file.startswith(FROM_CATALOGUE):  # ships with coeplan, so it is not the user's to change
        return f"state it in your own file, over {way.place}, or write {written}"
    return f"change {way.place}, or write {written}"
