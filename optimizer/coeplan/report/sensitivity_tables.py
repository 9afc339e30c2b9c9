"""The tables on the page of a sensitivity study."""

from collections.abc import Sequence

from rich.table import Table

from coeplan.studies.sensitivity_screen import Effect, VarianceShare
from coeplan.studies.sensitivity_states import State
from coeplan.studies.sensitivity_tornado import Bar, End, Switch

from .comparison_money import signed_money
from .grids import grid
from .numbers import UNKNOWN, MoneyUnit, percent, plain

NOTHING = ""
"""Stands where there is nothing to tell."""

NARROWEST, WIDEST = 12, 40
"""Columns of a bar."""

BESIDES = 76
"""Columns that stand beside the bars."""


def tornado_table(bars: Sequence[Bar], unit: MoneyUnit, width: int) -> Table:
    """Return the bars, widest first: what each end costs more or less than the base plan."""
    known = [end.difference for bar in bars for end in (bar.low, bar.high) if end.difference is not None]
    scale = Scale(min([0.0, *known]), max([0.0, *known]), min(WIDEST, max(NARROWEST, width - BESIDES)))
    table = grid(("Group", "Input", "Cost", "At low", "At high", "Swing"), 3)
    table.columns[2].no_wrap = True
    for bar in bars:
        table.add_row(
            NOTHING if bar.group is None else f"{bar.group}",
            f"{label(bar.path, bar.way)} {bar.low.at:g}..{bar.high.at:g}",
            scale.bar(bar.low.difference, bar.high.difference),
            _difference(bar.low, unit),
            _difference(bar.high, unit),
            _swing(bar, unit),
        )
    return table


def label(path: str, way: str) -> str:
    """Return the path of an input with the sign of what is done there."""
    return f"{path} {'x' if way == 'scale' else '='}"


class Scale:
    """Draws bars of one width.

    Parameters
    ----------
    least, most
        Differences at the left and at the right edge; 0 lies between them.
    width
        Columns, at least 2.
    """

    def __init__(self, least: float, most: float, width: int) -> None:
        self._least = least
        self._span = most - least
        self._width = width

    def bar(self, low: float | None, high: float | None) -> str:
        """Return a bar from the difference at the low end to that at the high end, with the base plan as ``|``."""
        cells = [" "] * self._width
        zero = self._column(0.0)
        ends = [(difference, sign) for difference, sign in ((low, "-"), (high, "=")) if difference is not None]
        # Where both ends lie on the same side the shorter is drawn over the longer.
        for difference, sign in sorted(ends, key=lambda end: -abs(end[0])):
            column = self._column(difference)
            for place in range(min(zero, column), max(zero, column) + 1):
                cells[place] = sign
        cells[zero] = "|"
        return "".join(cells).rstrip()

    def _column(self, difference: float) -> int:
        share = (difference - self._least) / self._span if self._span else 0.0
        return round(share * (self._width - 1))


def _difference(end: End, unit: MoneyUnit) -> str:
    if end.difference is not None:
        return signed_money(end.difference, unit)
    return "no plan" if end.state is State.NO_PLAN else end.status


def _swing(bar: Bar, unit: MoneyUnit) -> str:
    if bar.swing is None:
        return UNKNOWN
    return unit.bare(bar.swing) if bar.resolved else "not resolved"


def decision_table(ends: Sequence[tuple[Bar, End]], unit: MoneyUnit) -> Table:
    """Return the ends at which the decision is not proved to hold, with what holding it costs there."""
    table = grid(("Input", "At", "Decision", "Plan found there", "Keeping costs more by"), 4)
    for bar, end in ends:
        table.add_row(label(bar.path, bar.way), f"{end.at:g}", str(end.state), _changes(end), _regret(end, unit))
    return table


def _changes(end: End) -> str:
    parts = [f"+ {each}" for each in end.gained] + [f"- {each}" for each in end.dropped]
    if parts:
        return "; ".join(parts)
    return "as before" if end.changed is not None else end.message or end.status


def _regret(end: End, unit: MoneyUnit) -> str:
    low, high = end.regret_low, end.regret_high
    if low is None and high is None:
        return "no plan keeps it" if end.state is State.SWITCHED else NOTHING
    if high is None:
        return f"at least {unit.bare(low or 0.0)}"
    return f"{unit.bare(low or 0.0)} to {unit.bare(high)}"


def switch_table(switches: Sequence[Switch]) -> Table:
    """Return between which values of each input the decision stops being best."""
    table = grid(("Input", "Now", "Side", "Found", "Holds at", "No longer at", "Looked at"), 4)
    for each in switches:
        table.add_row(
            label(each.path, each.way),
            f"{each.present:g}",
            each.side,
            _found(each),
            _value(each.holds),
            _value(each.fails),
            _farthest(each),
        )
    return table


def _found(each: Switch) -> str:
    if each.unresolved:
        between = ", ".join(f"{value:g}" for value in each.unresolved)
        return f"{each.found}; not resolved at {between}"
    return each.found


def _value(value: float | None) -> str:
    return NOTHING if value is None else f"{value:g}"


def _farthest(each: Switch) -> str:
    """Return how many values were looked at, and the farthest."""
    return f"{len(each.looked)}, to {each.looked[-1][0]:g}" if each.looked else "0"


def effects_table(effects: Sequence[Effect], unit: MoneyUnit) -> Table:
    """Return effects after Morris, by output."""
    table = grid(("Output", "Input", "mu*", "+-", "sigma", "Noise", "Proved"), 2)
    for each in effects:
        of_value = each.noise is not None or each.resolved is not None
        numbers = (each.mu_star, each.mu_star_conf, each.sigma)
        told = [unit.bare(number) if of_value else plain(number) for number in numbers]
        noise = NOTHING if not of_value else UNKNOWN if each.noise is None else unit.bare(each.noise)
        table.add_row(each.output, label(each.path, each.way), *told, noise, _proved(each.resolved))
    return table


def shares_table(shares: Sequence[VarianceShare]) -> Table:
    """Return shares of variance after Sobol, by output."""
    table = grid(("Output", "Input", "First", "+-", "Total", "+-", "Total by bounds", "Proved"), 2)
    for each in shares:
        numbers = (each.first, each.first_conf, each.total, each.total_conf)
        told = ["no variance" if number is None else plain(number) for number in numbers]
        table.add_row(each.output, label(each.path, each.way), *told, _between(each), _proved(each.resolved))
    return table


def _between(each: VarianceShare) -> str:
    if each.total_low is None:
        return NOTHING
    high = UNKNOWN if each.total_high is None else percent(each.total_high, 0)
    return f"{percent(each.total_low, 0)} to {high}"


def _proved(resolved: bool | None) -> str:
    return NOTHING if resolved is None else "yes" if resolved else "not resolved"
