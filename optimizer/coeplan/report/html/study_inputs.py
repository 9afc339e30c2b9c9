"""What a sensitivity study says of single inputs: tornado, switch points, effects and shares of variance."""

from collections.abc import Iterator, Sequence

from coeplan.plans.board import Names
from coeplan.studies.sensitivity_result import Sensitivity, Tornado
from coeplan.studies.sensitivity_screen import Effect, Screen, VarianceShare
from coeplan.studies.sensitivity_states import State
from coeplan.studies.sensitivity_tornado import Bar as TornadoBar
from coeplan.studies.sensitivity_tornado import End, Switch

from ..comparison_money import signed_money
from ..numbers import UNKNOWN, MoneyUnit, count, percent, plain
from .chart_bars import Bar, bar_chart
from .elements import Block, Figure, Paragraphs, Table
from .letters import input_words, words
from .look import COLOURS

MOST_BARS = 20
"""Inputs that have a bar each; the table has all."""

VALUE = "value"
"""Output of a screen that is cost."""


def input_blocks(found: Sensitivity, names: Names, currency: str) -> Iterator[Block]:
    """Yield what was found of inputs, by the method of the study."""
    if found.tornado is not None:
        yield from _tornado(found.tornado, names, currency)
    if found.screen is not None and found.screen.effects:
        yield _effects(found.screen, names, currency)
    if found.screen is not None and found.screen.shares:
        yield _shares(found.screen, names)


def _tornado(tornado: Tornado, names: Names, currency: str) -> Iterator[Block]:
    ends = [end for bar in tornado.bars for end in (bar.low, bar.high)]
    unit = MoneyUnit.fitting(currency, [end.difference for end in ends if end.difference is not None])
    shown = [bar for bar in tornado.bars if _differences(bar)][:MOST_BARS]
    if shown:
        yield _tornado_figure(tornado.bars, shown, names, unit)
    moving = [(bar, end) for bar in tornado.bars for end in (bar.low, bar.high) if end.state is not State.HOLDS]
    if moving:
        rows = tuple((_name(names, bar), f"{end.at:g}", str(end.state), _plan_there(end)) for bar, end in moving)
        head = ("Input", "At", "Decision", "Plan found there")
        yield Table("Ends at which the base plan's decision is not proved to hold", head, rows, labels=4)
    else:
        yield Paragraphs(("The base plan's decision holds at both ends of every input, within the gap.",))
    if tornado.switches:
        yield from _switches(tornado.switches, names)


def _differences(bar: TornadoBar) -> list[float]:
    return [end.difference for end in (bar.low, bar.high) if end.difference is not None]


def _name(names: Names, of: TornadoBar | Switch | Effect | VarianceShare) -> str:
    return input_words(names, of.path)


def _range(bar: TornadoBar) -> str:
    """Say between which values an input is moved, or by which factors."""
    sign = "x " if bar.way == "scale" else ""
    return f"{sign}{bar.low.at:g} to {sign}{bar.high.at:g}"


def _tornado_figure(every: Sequence[TornadoBar], shown: Sequence[TornadoBar], names: Names, unit: MoneyUnit) -> Figure:
    bars = [_swing(bar, names, unit) for bar in shown]
    rows = tuple(
        (
            _name(names, bar),
            _range(bar),
            _told(bar.low, unit),
            _told(bar.high, unit),
            UNKNOWN if bar.swing is None else unit.bare(bar.swing) if bar.resolved else "not resolved",
        )
        for bar in every
    )
    head = ("Input", "From, to", "At the low end", "At the high end", "Swing")
    return Figure(
        name="tornado",
        title=f"What each input does to cost between the ends of its range ({unit.head} against the base plan)",
        finding=f"{_name(names, shown[0])} moves cost most, by {unit.text(shown[0].swing)}.",
        draw=lambda canvas: bar_chart(canvas, bars, unit.head),
        table=Table(f"Difference from the base plan, {unit.head}", head, rows, labels=2),
    )


def _swing(bar: TornadoBar, names: Names, unit: MoneyUnit) -> Bar:
    """Return a bar from the least to the most difference; pale where it is not proved that the input moves cost."""
    known = _differences(bar)
    low, high = min([0.0, *known]), max([0.0, *known])
    text = f"{signed_money(low, unit)} to {signed_money(high, unit)}" if low or high or bar.resolved else "not resolved"
    colour = COLOURS[0] if bar.resolved else COLOURS[5]
    return Bar(_name(names, bar), low / unit.factor, high / unit.factor, text, colour)


def _told(end: End, unit: MoneyUnit) -> str:
    return end.status if end.difference is None else signed_money(end.difference, unit)


def _plan_there(end: End) -> str:
    parts = [f"+ {each}" for each in end.gained] + [f"- {each}" for each in end.dropped]
    return words("; ".join(parts) or end.message or "as before")


def _switches(switches: Sequence[Switch], names: Names) -> Iterator[Block]:
    """Yield where the decision stops being best; sides on which it never does are told by their number."""
    turning = [each for each in switches if each.found != State.HOLDS]
    staying = len(switches) - len(turning)
    if staying:
        sides = f"{staying} of {count(len(switches), 'side', 'sides')} of the inputs"
        yield Paragraphs((f"On {sides} the decision holds at every value that was looked at.",))
    if turning:
        yield _switch_table(turning, names)


def _switch_table(switches: Sequence[Switch], names: Names) -> Table:
    rows = tuple(
        (_name(names, each), each.side, each.found, f"{each.present:g}", _at(each.holds), _at(each.fails))
        for each in switches
    )
    head = ("Input", "Side", "Found", "Now", "Holds at", "No longer at")
    return Table("Where the decision stops being best", head, rows, labels=3)


def _at(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _effects(screen: Screen, names: Names, currency: str) -> Figure:
    found = [each for each in screen.effects if each.output == VALUE]
    unit = MoneyUnit.fitting(currency, [each.mu_star for each in found])
    bars = [
        Bar(_name(names, e), 0.0, e.mu_star / unit.factor, unit.bare(e.mu_star), COLOURS[0]) for e in found[:MOST_BARS]
    ]
    rows = tuple(
        (_name(names, e), *(unit.bare(number) for number in (e.mu_star, e.mu_star_conf, e.sigma))) for e in found
    )
    return Figure(
        name="effects",
        title=f"Mean effect of each input over its whole range, after Morris ({unit.head})",
        finding=f"{_name(names, found[0])} moves cost most. {_complete(screen)}",
        draw=lambda canvas: bar_chart(canvas, bars, unit.head),
        table=Table(f"Effects on cost, {unit.head}", ("Input", "Mean size (mu*)", "95 % +-", "Spread (sigma)"), rows),
    )


def _shares(screen: Screen, names: Names) -> Figure:
    found = [each for each in screen.shares if each.output == VALUE]
    bars = [
        Bar(_name(names, e), 0.0, 100 * (e.total or 0.0), percent(e.total, 0), COLOURS[0]) for e in found[:MOST_BARS]
    ]
    rows = tuple((_name(names, e), *(plain(number) for number in (e.first, e.total, e.total_conf))) for e in found)
    return Figure(
        name="shares",
        title="Share of the variance of cost that each input has a part in, after Sobol",
        finding=f"{_name(names, found[0])} explains most. {_complete(screen)}",
        draw=lambda canvas: bar_chart(canvas, bars, "per cent of the variance"),
        table=Table("Shares of the variance of cost", ("Input", "By itself", "In all", "95 % +-"), rows),
    )


def _complete(screen: Screen) -> str:
    paths = count(screen.paths, "path", "paths")
    return f"{screen.complete} of {paths} are complete; the largest gap is {percent(screen.largest_gap, 3)}."
