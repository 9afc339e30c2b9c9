"""How big: heads over time, by place and by future."""

from collections.abc import Iterator

from coeplan.plans.headcount import ABROAD, EVERYWHERE, YearHeads

from ..numbers import heads, heads_expected, heads_range
from .chart_time import MOST_LINES, Piece, Point, line_panels, stacked
from .elements import Figure, Folded, Paragraphs, Section, Table
from .letters import sentence
from .plan_subject import Subject, months_of

MOST_PANELS = 9
"""Places that have a panel each; those with fewest heads are left to the table."""


def how_big(subject: Subject) -> Section:
    """Return the section on sizes."""
    figures = (_expected(subject), _by_future(subject))
    areas = Folded("Heads by business area", (_areas_table(subject),))
    return Section("how-big", "How big?", (Paragraphs((_lead(subject),)), *figures, areas))


def _lead(subject: Subject) -> str:
    tree = subject.page.read.tree
    now = sum(subject.heads.get((tree.root.id, location), 0.0) for location in subject.abroad)
    ends = [sum(subject.heads.get((leaf.id, place), 0.0) for place in subject.abroad) for leaf in tree.leaves]
    if not subject.plan.summary.peak_heads_abroad:
        return "Nobody works abroad, in no future."
    peak = heads(subject.plan.summary.peak_heads_abroad)
    at_end = f"{heads_range(min(ends), max(ends))} in {tree.label(tree.leaves[0].id)}"
    futures = ", depending on the future" if max(ends) - min(ends) > 0.5 else ""
    return f"Abroad work {heads(now)} heads now and {at_end}{futures}; never more than {peak}."


def _expected(subject: Subject) -> Figure:
    """Expected heads of all places on each other."""
    places = [*subject.abroad, subject.plan.headquarters]
    pieces = [piece for nodes in range(len(subject.periods)) for piece in _pile(subject, nodes, places)]
    colours = {subject.names.location(place): subject.place_colours[place] for place in places}
    return Figure(
        name="heads",
        title="Heads by place, expected over the futures",
        finding=_expected_finding(subject, places),
        draw=lambda canvas: stacked(canvas, pieces, colours, "heads"),
        table=_years_table(subject),
    )


def _pile(subject: Subject, period: int, places: list[str]) -> Iterator[Piece]:
    nodes = subject.periods[period]
    start, end = months_of(nodes[0])
    height = 0.0
    for place in reversed(places):
        more = subject.expected_heads(nodes, place)
        if more:
            yield Piece(subject.names.location(place), start, end, height, height + more)
        height += more


def _expected_finding(subject: Subject, places: list[str]) -> str:
    first, last = subject.periods[0], subject.periods[-1]
    home = subject.plan.headquarters
    before, after = (sum(subject.expected_heads(nodes, place) for place in places) for nodes in (first, last))
    at_home = (subject.expected_heads(nodes, home) for nodes in (first, last))
    least, most = (heads(round(number)) for number in at_home)
    name = subject.names.location(home)
    return f"All heads go from {heads(round(before))} to {heads(round(after))}, those of {name} from {least} to {most}."


def _by_future(subject: Subject) -> Figure:
    """Heads of each place in every future."""
    ordered = sorted(subject.page.read.sites, key=lambda site: -max(site.final_high, site.heads_now))
    panels = [site.location for site in ordered[:MOST_PANELS]]
    points = [point for place in panels for point in _courses(subject, place)]
    return Figure(
        name="heads-by-future",
        title="Heads of each place in every future",
        finding=_spread_finding(subject),
        draw=lambda canvas: line_panels(canvas, points, "heads"),
        table=_futures_table(subject),
    )


def _courses(subject: Subject, place: str) -> Iterator[Point]:
    panel = subject.names.location(place)
    by_id = subject.page.read.tree.by_id
    for future, path in subject.futures():
        for node in path:
            yield Point(panel, future, months_of(by_id[node])[0], subject.heads.get((node, place), 0.0))
        end = months_of(by_id[path[-1]])[1]
        yield Point(panel, future, end, subject.heads.get((path[-1], place), 0.0))


def _spread_finding(subject: Subject) -> str:
    sites = subject.page.read.sites
    widest = max(sites, key=lambda site: site.final_high - site.final_low)
    futures = len(subject.page.read.tree.leaves)
    if widest.final_high - widest.final_low < 0.5:
        return "Every place has the same heads at the end in all futures."
    name = subject.names.location(widest.location)
    told = "" if futures <= MOST_LINES else f" Each thin line is one of {futures} futures."
    between = heads_range(widest.final_low, widest.final_high)
    return f"{sentence(name)} depends most on the future: {between} heads at the end.{told}"


def _years_table(subject: Subject) -> Table:
    read = subject.page.read
    by_place: dict[str, list[YearHeads]] = {}
    for row in (*read.site_heads, *read.total_heads):
        by_place.setdefault(row.location, []).append(row)
    order = [*subject.abroad, ABROAD, subject.plan.headquarters, EVERYWHERE]
    rows = tuple(
        (sentence(subject.names.location(place)), *(_cell(row) for row in by_place[place]))
        for place in order
        if place in by_place
    )
    caption = "Heads at the end of each year, or of the horizon: expected, with fewest and most over the futures"
    return Table(caption, ("Place", *(str(year) for year in read.tree.years)), rows, totals=1)


def _cell(row: YearHeads) -> str:
    return heads_expected(row.expected, row.low, row.high)


def _futures_table(subject: Subject) -> Table:
    read = subject.page.read
    cells: dict[tuple[str, str], dict[int, float]] = {}
    for row in read.future_heads:
        years = cells.setdefault((row.location, row.leaf), {})
        years[row.year] = years.get(row.year, 0.0) + row.year_end
    rows = tuple(
        (subject.names.location(place), read.tree.future(leaf) or "the one future", *(heads(years[y]) for y in years))
        for (place, leaf), years in cells.items()
    )
    head = ("Place", "Future", *(str(year) for year in read.tree.years))
    return Table("Heads at the end of each year, or of the horizon, in every future", head, rows, labels=2)


def _areas_table(subject: Subject) -> Table:
    read = subject.page.read
    cells: dict[tuple[str, str], list[YearHeads]] = {}
    for row in read.heads:
        cells.setdefault((row.location, row.area), []).append(row)
    rows = tuple(
        (subject.names.location(place), subject.names.area(area), *(_cell(row) for row in years))
        for (place, area), years in cells.items()
    )
    head = ("Place", "Business area", *(str(year) for year in read.tree.years))
    return Table("Heads at the end of each year, or of the horizon, by business area", head, rows, labels=2)
