"""What two plans decide differently, said for people: sites, decisions, heads."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from coeplan.plans.board import Names
from coeplan.plans.compare import Comparison
from coeplan.plans.decide import IN_OPERATION
from coeplan.plans.differences import DecisionDifference, HeadsDifference, SiteDifference
from coeplan.plans.headcount import ALL

from .grids import Row, bullets, by_years, grid
from .numbers import count, heads, listed, probability
from .sentences import statement

NO_NAMES = Names({}, {}, {}, None)
"""Plans hold identifiers only."""

MOST_DECISIONS = 24
"""So many differing decisions of later periods stand on the page; the table ``decisions`` has all."""

MOST_FUTURES = 3
"""So many futures are named in a cell."""

CERTAIN = 1 - 1e-9
"""Probabilities above this are those of what happens in every future."""


def sites(found: Comparison) -> Iterator[RenderableType]:
    """Yield the places that are used differently."""
    if not found.sites:
        yield from bullets(["none: the same places under the same models from the same periods"])
        return
    table = grid(("Location", f"Plan {found.label_a}", f"Plan {found.label_b}"), 3)
    for row in found.sites:
        table.add_row(row.location, _use_a(row), _use_b(row))
    yield table


def _use_a(row: SiteDifference) -> str:
    return _use(row.models_a, row.start_a, row.probability_a)


def _use_b(row: SiteDifference) -> str:
    return _use(row.models_b, row.start_b, row.probability_b)


def _use(models: Sequence[str], start: str | None, chance: float) -> str:
    if start is None:
        return "not used"
    since = start if start == IN_OPERATION else f"from {start}"
    return f"{' > '.join(models)}, {since}" + ("" if chance > CERTAIN else f" ({probability(chance)})")


def decisions(found: Comparison) -> Iterator[RenderableType]:
    """Yield the decisions that one plan alone takes: now, and later in which futures."""
    if not found.decisions:
        yield from bullets(["none"])
        return
    rows = list(_decision_rows(found))
    shown = [row for row in rows if row[2] == NOW] + [row for row in rows if row[2] != NOW][:MOST_DECISIONS]
    table = grid(("Plan", "Period", "In", "Decision"), 4)
    for row in shown:
        table.add_row(*row)
    yield table
    if len(shown) < len(rows):
        left = count(len(rows) - len(shown), "more decision", "more decisions")
        yield from bullets([f"{left}: see the table `decisions` of --out, or --json"])


NOW = "now"


def _decision_rows(found: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """Yield decisions, the same one of several futures once."""
    gathered: dict[tuple[str, bool, str, str], list[DecisionDifference]] = {}
    for row in found.decisions:
        said = statement(NO_NAMES, row.decision)
        gathered.setdefault((row.only_in, row.now, row.decision.period, said), []).append(row)
    for (only_in, now, period, said), rows in gathered.items():
        label = found.label_a if only_in == "a" else found.label_b
        yield label, period, NOW if now else _futures(rows), said


def _futures(rows: Sequence[DecisionDifference]) -> str:
    """Name the futures in which a decision is taken, with their probability in all."""
    chance = sum(row.decision.probability for row in rows)
    names = [row.decision.future for row in rows if row.decision.future]
    if not names:
        return "every future"
    said = listed(names) if len(names) <= MOST_FUTURES else f"{len(names)} futures"
    return f"{said} ({probability(chance)})"


def headcount(found: Comparison, width: int) -> Iterator[RenderableType]:
    """Yield how many more heads the second plan has at the end of each year, by place and area."""
    if not found.heads:
        yield from bullets(["none"])
        return
    years = sorted({row.year for row in found.heads})
    yield from by_years(width, ("Location", "Area"), [str(year) for year in years], list(_heads_rows(found.heads)))


def _heads_rows(rows: Sequence[HeadsDifference]) -> Iterator[Row]:
    areas: dict[str, dict[str, list[HeadsDifference]]] = {}
    for row in rows:
        areas.setdefault(row.location, {}).setdefault(row.area, []).append(row)
    for location, by_area in areas.items():
        single = [area for area in by_area if area != ALL]
        # The sum of one area alone would say the same twice.
        told = single if len(single) == 1 and ALL in by_area else [*single, *([ALL] if ALL in by_area else [])]
        for area in told:
            cells = {str(row.year): signed_heads(row.difference) for row in by_area[area]}
            yield Row((location, area or "all"), cells, section=area == told[-1])


def signed_heads(number: float | None) -> str:
    """Return heads with their sign; a dash where they are not known."""
    if number is None:
        return "-"
    text = heads(number)
    return f"+{text}" if number > 0 and text != "0" else text
