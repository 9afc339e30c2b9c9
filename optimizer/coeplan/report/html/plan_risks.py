"""What could go wrong: what each future costs, concentration, what is left after losing a place, lock-ins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan_models import Holding, LeafTotal

from ..numbers import percent, probability
from ..sentences import risks
from .chart_bars import Bar, bar_chart
from .chart_time import MONTHS, Point, Spread, fan
from .elements import Block, Bullets, Figure, Section, Table
from .letters import sentence, spaced, words
from .look import COLOURS
from .plan_subject import Subject

MOST_BARS = 16
"""Futures that have a bar each; of more the dearest, the cheapest and those between evenly are shown."""


def what_could_go_wrong(subject: Subject, given: Sequence[Block]) -> Section:
    """Return the section on risks; ``given`` is what was found besides, such as a table of regret."""
    figures = [_futures(subject), _fan(subject)] if len(subject.page.read.tree.leaves) > 1 else []
    shares = [_concentration(subject), _losses(subject)] if subject.abroad else []
    points = Bullets(tuple(words(risk) for risk in risks(subject.page)))
    return Section("risks", "What could go wrong?", (points, *figures, *shares, *given))


def _futures(subject: Subject) -> Figure:
    """Total cost of every future against the expected cost."""
    totals = sorted(subject.plan.leaf_totals, key=lambda leaf: -leaf.total)
    tree, money = subject.page.read.tree, subject.money
    expected = subject.plan.summary.expected_total
    shown = _evenly(totals)
    bars = [
        Bar(
            f"{tree.future(leaf.leaf)} ({probability(leaf.probability)})",
            0.0,
            leaf.total / money.factor,
            money.bare(leaf.total),
            COLOURS[1] if leaf.total > expected else COLOURS[0],
            mark=expected / money.factor,
        )
        for leaf in shown
    ]
    regrets = {row.node: row.value for row in subject.page.read.indicators.all_of("regret")}
    rows = tuple(
        (
            tree.future(leaf.leaf),
            probability(leaf.probability),
            money.bare(leaf.total),
            _over(leaf.total, expected),
            *([money.bare(regrets.get(leaf.leaf) or 0.0)] if regrets else []),
        )
        for leaf in totals
    )
    head = ("Future", "Probability", f"Total ({money.head})", "Against expected", *(["Regret"] if regrets else []))
    return Figure(
        name="futures",
        title=f"What each future costs ({money.head}, present value; the tick is the expected cost)",
        finding=_futures_finding(subject, len(shown)),
        draw=lambda canvas: bar_chart(canvas, bars, money.head),
        table=Table("Total of each future, dearest first", head, rows),
    )


def _over(total: float, expected: float) -> str:
    share = total / expected - 1 if expected else 0.0
    return f"{'+' if share > 0 else ''}{percent(share)}"


def _evenly(items: Sequence[LeafTotal]) -> list[LeafTotal]:
    """Return futures evenly spread over all, the first and the last among them."""
    if len(items) <= MOST_BARS:
        return list(items)
    step = (len(items) - 1) / (MOST_BARS - 1)
    return [items[round(position * step)] for position in range(MOST_BARS)]


def _futures_finding(subject: Subject, shown: int) -> str:
    tree, totals = subject.page.read.tree, subject.plan.leaf_totals
    worst, best = max(totals, key=lambda leaf: leaf.total), min(totals, key=lambda leaf: leaf.total)
    span = " to ".join(subject.money.text(leaf.total) for leaf in (best, worst))
    few = f" {shown} of {len(totals)} futures are drawn, evenly from the dearest to the cheapest."
    told = few if shown < len(totals) else ""
    dearest = f"{tree.future(worst.leaf)} is the dearest, {tree.future(best.leaf)} the cheapest"
    return f"From {span}: {dearest}.{told}"


def _fan(subject: Subject) -> Figure:
    """Money spent so far in every future."""
    read, money = subject.page.read, subject.money
    first = read.tree.years[0]
    points = [Point("", row.leaf, (row.year + 1) * MONTHS, row.cumulative / money.factor) for row in read.cash]
    points += [Point("", leaf.id, first * MONTHS, 0.0) for leaf in read.tree.leaves]
    sums = [_spread(subject, year) for year in read.tree.years]
    opening = Spread(first * MONTHS, 0.0, 0.0, 0.0)
    spreads = [opening, *(_in_units(each, money.factor) for each in sums)]
    rows = tuple(
        (str(year), *(money.bare(amount) for amount in (spread.expected, spread.low, spread.high)))
        for year, spread in zip(read.tree.years, sums, strict=True)
    )
    last = sums[-1]
    ends = " to ".join(money.text(amount) for amount in (last.low, last.high))
    return Figure(
        name="fan",
        title=f"Money spent since the start, in every future ({money.head}, not discounted)",
        finding=f"At the end of {read.tree.years[-1]} {ends} have been spent, {money.text(last.expected)} expected.",
        draw=lambda canvas: fan(canvas, spreads, sorted(points, key=lambda point: point.start), money.head),
        table=Table("Money spent by the end of each year", ("Year", "Expected", "Least", "Most"), rows),
    )


def _spread(subject: Subject, year: int) -> Spread:
    rows = [row for row in subject.page.read.cash if row.year == year]
    likely = [row.cumulative for row in rows if row.probability > 0]
    expected = sum(row.probability * row.cumulative for row in rows)
    return Spread((year + 1) * MONTHS, min(likely), expected, max(likely))


def _in_units(spread: Spread, unit: float) -> Spread:
    return Spread(spread.start, spread.low / unit, spread.expected / unit, spread.high / unit)


@dataclass(frozen=True)
class _Share:
    """A share of the workload at the node where it is most telling."""

    name: str
    """Whose."""
    per: str
    """What it is: a country, a vendor."""
    share: float
    """Share of the workload of all areas."""
    node: str
    """Where on the tree."""


def _concentration(subject: Subject) -> Figure:
    """Largest shares of the workload that countries abroad and vendors hold at any time."""
    found = [each for per in ("country", "vendor") for each in _largest(subject, per)]
    colours = {"country": COLOURS[0], "vendor": COLOURS[3]}
    bars = [Bar(each.name, 0.0, 100 * each.share, percent(each.share, 0), colours[each.per]) for each in found]
    rows = tuple((each.name, each.per, _when(subject, each.node), percent(each.share)) for each in found)
    top = max(found, key=lambda each: each.share, default=None)
    finding = "Nobody abroad holds capacity."
    if top is not None:
        finding = (
            f"{sentence(top.name)} holds most: at its highest, capacity for {percent(top.share, 0)} of the workload."
        )
    caption = "Capacity against the workload of all areas, at its highest"
    return Figure(
        name="concentration",
        title="Largest share of the workload that a country abroad or a vendor ever holds",
        finding=finding,
        draw=lambda canvas: bar_chart(canvas, bars, "per cent of the workload"),
        table=Table(caption, ("Who", "What", "When", "Share"), rows, labels=3),
    )


def _largest(subject: Subject, per: str) -> list[_Share]:
    """Return everybody's largest share, the largest first."""
    best: dict[str, Holding] = {}
    for holding in subject.plan.holdings:
        if holding.per == per and holding.share is not None:
            known = best.get(holding.name)
            if known is None or holding.share > (known.share or 0.0):
                best[holding.name] = holding
    home = subject.names.home_country if per == "country" else None
    shares = [
        _Share(_holder(subject, per, name), per, each.share or 0.0, each.node)
        for name, each in best.items()
        if words(name) != home
    ]
    return sorted(shares, key=lambda each: -each.share)


def _holder(subject: Subject, per: str, name: str) -> str:
    """Name a country with the places in it that are used, and a vendor as one."""
    if per != "country":
        return f"{words(spaced(name))} (vendor)"
    known = {} if subject.instance is None else subject.instance.locations
    places = [place for place in subject.abroad if place in known and known[place].country == name]
    return f"{words(name)}: {', '.join(subject.names.location(place) for place in places)}" if places else words(name)


def _when(subject: Subject, node: str) -> str:
    tree = subject.page.read.tree
    future = tree.future(node)
    return f"{tree.label(node)}, {future}" if future else tree.label(node)


def _losses(subject: Subject) -> Figure:
    """Share of the workload that the other places could still do if one were lost, at the worst time."""
    found = sorted(_left(subject), key=lambda each: each.share)
    bars = [
        Bar(f"without {each.name}", 0.0, 100 * each.share, percent(each.share, 0), COLOURS[2], mark=100.0)
        for each in found
    ]
    rows = tuple((each.name, _when(subject, each.node), percent(each.share)) for each in found)
    finding = "No place abroad holds capacity."
    if found:
        least = f"Losing {found[0].name} would leave least: capacity for {percent(found[0].share, 0)} of the workload"
        finding = f"{least} ({_when(subject, found[0].node)}). Nobody is assumed to work more."
    caption = "Capacity of all other places against the workload, at its lowest"
    return Figure(
        name="losses",
        title="What is left after losing a place, at the worst time",
        finding=finding,
        draw=lambda canvas: bar_chart(canvas, bars, "per cent of the workload; the tick is all of it"),
        table=Table(caption, ("Lost place", "When", "Left"), rows, labels=2),
    )


def _left(subject: Subject) -> Iterator[_Share]:
    """Return for each place abroad the least that is left without it, of the times at which it holds capacity."""
    figures = {each.node: each for each in subject.plan.node_figures if each.workload > 0}
    worst: dict[str, _Share] = {}
    for holding in subject.plan.holdings:
        at_node = figures.get(holding.node)
        if holding.per == "location" and at_node is not None and holding.name in subject.abroad:
            share = max(0.0, at_node.capacity - holding.capacity) / at_node.workload
            name = subject.names.location(holding.name)
            if name not in worst or share < worst[name].share:
                worst[name] = _Share(name, "location", share, holding.node)
    return iter(worst.values())
