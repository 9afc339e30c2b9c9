"""Table and figure of the worked study of `three-hundred-seats`, from the folder of its run.

What the docs show is kept in ``three-hundred-seats.csv``; a run replaces the lines of the cases that it has solved, so
that a part of the study can be solved again by itself.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import coeplan

HERE = Path(__file__).parent
PAGE, FIGURE = HERE / "three-hundred-seats.md", HERE / "images" / "three-hundred-seats.svg"
KEPT = HERE / "three-hundred-seats.csv"
FIELDS = ("market", "centre", "spread", "bound", "value", "limit")
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
"""What the script writes in the page stands between these lines."""

MILLION = 1e6
MARKETS = {"as_stated": "150 hires a year in Hyderabad, as the instance says", "fast": "300 hires a year in Hyderabad"}
CENTRES = {"held": "270 heads, held", "own": "own, free to shrink", "service": "as a service", "free": "no pin"}
STROKES = {
    "held": ("#D55E00", "none"),
    "own": ("#E69F00", "7 3"),
    "service": ("#0072B2", "none"),
    "free": ("#555555", "2 3"),
}
"""Colours that colour-blind people can tell apart, with dashes beside them."""

WIDTH, HEIGHT, MARGIN, TOP = 540.0, 330.0, 58.0, 46.0
LABELS = 140.0
"""Room for the names of the lines."""


@dataclass(frozen=True)
class Cost:
    """What is proved of the least cost: at least, and best plan found."""

    low: float
    high: float


Results = Mapping[tuple[str, str, float], Cost]
"""Costs by market, centre and spread."""


def write_page(folder: Path) -> None:
    """Take in what a run has found; write the figure, and the tables between the marks of the page."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        lines = {_key(line): line for line in csv.DictReader(file)}
    lines |= {_key(line): line for line in solved(folder)}
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines[key] for key in sorted(lines))
    found = results(lines)
    FIGURE.write_text(figure(found), encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join([f"{before}{BEGIN}", "", *tables(found), END]) + after, encoding="utf-8")


def _key(line: Mapping[str, str]) -> tuple[str, str, float]:
    return line["market"], line["centre"], float(line["spread"])


def solved(folder: Path) -> Iterator[dict[str, str]]:
    """Yield a line for each case of a run that has a plan."""
    for row in coeplan.study_table(folder).to_dict("records"):
        if row["status"] in ("optimal", "work_limit"):
            centre, _, market = str(row["factor.centre"]).partition("_")
            spread = float(str(row["factor.futures"]).rpartition("_")[2]) / 100
            told = (market, centre, f"{spread:g}", f"{row['bound']:.0f}", f"{row['value']:.0f}", "work 40")
            yield dict(zip(FIELDS, told, strict=True))


def results(lines: Mapping[tuple[str, str, float], Mapping[str, str]]) -> Results:
    """Return the costs of all cases.

    A team as a service only rules plans out, so that its plan is one without a pin, too.
    """
    found = {key: Cost(float(line["bound"]), float(line["value"])) for key, line in lines.items()}
    for (market, centre, spread), cost in list(found.items()):
        service = found.get((market, "service", spread))
        if centre == "free" and service is not None:
            found[market, centre, spread] = Cost(cost.low, min(cost.high, service.high))
    return found


def spreads(found: Results) -> list[float]:
    """Return the spreads, the smallest first."""
    return sorted({spread for _, _, spread in found})


def tables(found: Results) -> Iterator[str]:
    """Yield the lines of one table for each market."""
    for market, title in MARKETS.items():
        yield f"**{title}**; USD M, proved least to best found"
        yield ""
        heads = [*CENTRES.values(), "the service saves against 270 held", "against own, free to shrink"]
        yield f"| Spread | {' | '.join(heads)} |"
        yield "| --- |" + " --- |" * (len(CENTRES) + 2)
        for spread in spreads(found):
            costs = {centre: found.get((market, centre, spread)) for centre in CENTRES}
            told = [written(cost) for cost in costs.values()]
            saved = [verdict(costs[other], costs["service"]) for other in ("held", "own")]
            yield f"| {spread:g} | {' | '.join([*told, *saved])} |"
        yield ""


def written(cost: Cost | None) -> str:
    """Write a range of money in millions."""
    return "not solved" if cost is None else f"{cost.low / MILLION:.2f} to {cost.high / MILLION:.2f}"


def verdict(other: Cost | None, service: Cost | None) -> str:
    """Write what the service saves, as far as the bounds prove; a range across 0 proves neither."""
    if other is None or service is None:
        return "not solved"
    low, high = other.low - service.high, other.high - service.low
    if low <= 0 <= high:
        return f"not resolved: {low / MILLION:.2f} to {high / MILLION:.2f}"
    return f"**{low / MILLION:.2f} to {high / MILLION:.2f}**"


def figure(found: Results) -> str:
    """Return the figure: a panel for each market, the proved range of each centre at each spread, and lines between."""
    low = min(cost.low for cost in found.values()) - MILLION
    high = max(cost.high for cost in found.values()) + MILLION
    body = [
        line for place, market in enumerate(MARKETS) for line in _panel(found, market, place * WIDTH, Cost(low, high))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH:g} {HEIGHT + 40:g}" role="img" '
            'font-family="sans-serif" font-size="12">',
            "<title>Cost of four ways to build, over the spread of AI productivity, in two labour markets</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def _panel(found: Results, market: str, left: float, scale: Cost) -> Iterator[str]:
    steps = spreads(found)

    def across(spread: float) -> float:
        return left + MARGIN + spread / steps[-1] * (WIDTH - MARGIN - LABELS)

    def up(cost: float) -> float:
        return HEIGHT - (cost - scale.low) / (scale.high - scale.low) * (HEIGHT - TOP)

    yield f'<text x="{left + MARGIN:g}" y="24" font-weight="bold">{MARKETS[market]}</text>'
    yield f'<path d="M{left + MARGIN:g} {TOP:g}V{HEIGHT:g}H{across(steps[-1]):g}" fill="none" stroke="#333"/>'
    for spread in steps:
        yield f'<text x="{across(spread):.1f}" y="{HEIGHT + 16:g}" text-anchor="middle">{spread:g}</text>'
    yield f'<text x="{across(steps[-1] / 2):.1f}" y="{HEIGHT + 34:g}" text-anchor="middle">spread, times today’s</text>'
    for million in range(-int(-scale.low // (5 * MILLION)) * 5, int(scale.high / MILLION) + 1, 5):
        y = up(million * MILLION)
        yield f'<path d="M{left + MARGIN - 4:g} {y:.1f}h4" stroke="#333"/>'
        yield f'<text x="{left + MARGIN - 7:g}" y="{y + 4:.1f}" text-anchor="end">{million}</text>'
    yield f'<text x="{left + MARGIN:g}" y="{TOP - 6:g}" text-anchor="end">USD M</text>'
    for centre, (colour, dashes) in STROKES.items():
        points = [(across(step), cost) for step in steps if (cost := found.get((market, centre, step)))]
        line = " ".join(f"{x:.1f},{up(cost.high):.1f}" for x, cost in points)
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        for x, cost in points:
            yield f'<path d="M{x:.1f} {up(cost.low):.1f}V{up(cost.high):.1f}" stroke="{colour}" stroke-width="5"/>'
        x, last = points[-1]
        yield f'<text x="{x + 8:.1f}" y="{up(last.high) + 4:.1f}" fill="#222">{CENTRES[centre]}</text>'
