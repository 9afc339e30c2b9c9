"""What a sensitivity study has found: its page, and its tables as files."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from coeplan.studies.sensitivity_result import Sensitivity, Tornado
from coeplan.studies.sensitivity_screen import Effect, VarianceShare
from coeplan.studies.sensitivity_states import State
from coeplan.studies.sensitivity_tornado import Bar, End, Switch

from .files import write_frames
from .grids import bullets
from .letters import literal
from .numbers import MoneyUnit, count, percent
from .sensitivity_tables import decision_table, effects_table, shares_table, switch_table, tornado_table

Row = dict[str, Any]


def write_sensitivity_tables(found: Sensitivity, folder: str | Path) -> tuple[Path, ...]:
    """Write what a sensitivity study has found as CSV and as Parquet.

    Parameters
    ----------
    found : Sensitivity
        What it has found.
    folder : str or Path
        Where to; made where it is missing.

    Returns
    -------
    tuple of Path
        The files: ``tornado`` (one row for each end of each input), ``switch_points`` (one for each side) and ``looks``
        (one for each value looked at); or ``effects`` after Morris, or ``shares`` after Sobol.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(sensitivity_tables(found), folder)


def sensitivity_tables(found: Sensitivity) -> dict[str, pd.DataFrame]:
    """Return the tables that :func:`write_sensitivity_tables` writes, by name."""
    tables: dict[str, pd.DataFrame] = {}
    if found.tornado is not None:
        ends = [_end_row(bar, end) for bar in found.tornado.bars for end in (bar.low, bar.high)]
        tables["tornado"] = pd.DataFrame.from_records(ends)
    if found.tornado is not None and found.tornado.switches is not None:
        switches = found.tornado.switches
        tables["switch_points"] = pd.DataFrame([_switch_row(each) for each in switches], columns=_SWITCH_COLUMNS)
        looks = [
            {"input": each.input, "side": each.side, "at": at, "state": str(state)}
            for each in switches
            for at, state in each.looked
        ]
        tables["looks"] = pd.DataFrame(looks, columns=["input", "side", "at", "state"])
    if found.screen is not None:
        name, kind, rows = (
            ("effects", Effect, found.screen.effects)
            if found.method == "morris"
            else ("shares", VarianceShare, found.screen.shares)
        )
        tables[name] = pd.DataFrame([asdict(each) for each in rows], columns=[each.name for each in fields(kind)])
    return tables


def _end_row(bar: Bar, end: End) -> Row:
    shared: Row = {field: getattr(bar, field) for field in ("input", "path", "way", "present")}
    swing: Row = {field: getattr(bar, field) for field in ("swing", "swing_low", "swing_high", "resolved", "group")}
    lists: Row = {"gained": "; ".join(end.gained), "dropped": "; ".join(end.dropped)}
    return shared | asdict(end) | {"state": str(end.state)} | lists | swing


_SWITCH_COLUMNS = [each.name for each in fields(Switch) if each.name != "looked"]


def _switch_row(each: Switch) -> Row:
    told: Row = {name: getattr(each, name) for name in _SWITCH_COLUMNS}
    return told | {"unresolved": "; ".join(f"{value:g}" for value in each.unresolved)}


def sensitivity_view(found: Sensitivity, width: int) -> Group:
    """Return the page of a sensitivity study for a Rich console.

    Parameters
    ----------
    found : Sensitivity
        What it has found.
    width : int
        Columns of the page.

    Returns
    -------
    Group
        What a console prints: who moves cost, who moves the decision, and where it switches; or what a global screen
        says of each input.
    """
    return Group(*_sections(found, width))


def _sections(found: Sensitivity, width: int) -> Iterator[RenderableType]:
    title = f"Sensitivity {found.study}{f': {found.title}' if found.title else ''}"
    yield literal(title, "bold")
    yield from bullets(_summary(found))
    if found.tornado is not None:
        yield from _tornado(found.tornado, found.currency, width)
    if found.screen is not None:
        yield from _screen(found)


def _summary(found: Sensitivity) -> Iterator[str]:
    looked_at = count(found.inputs, "input", "inputs")
    yield f"Instance {found.instance}; {looked_at}; {found.done} of {count(found.cases, 'solve', 'solves')} done."
    if found.left_out:
        more = count(found.left_out, "more figure has", "more figures have")
        yield (
            f"{more} a range; those that are widest against their value were taken. Name others, or raise most_figures."
        )
    base = found.base
    if base is None or base.value is None:
        yield "There is no base plan, so no decision can be held against it."
        return
    today = "; ".join(base.figures.today) if base.figures and base.figures.today else "nothing"
    cost = MoneyUnit.fitting(found.currency, [base.value]).text(base.value)
    yield f"The base plan costs {cost} ({base.status}); decided about sites today: {today}."
    yield f"Solves stop at a gap of {percent(found.gap, 2)}; what the proved bounds leave open is called not resolved."


def _head(text: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(text, "bold cyan")


def _tornado(tornado: Tornado, currency: str, width: int) -> Iterator[RenderableType]:
    ends = [end for bar in tornado.bars for end in (bar.low, bar.high)]
    unit = MoneyUnit.fitting(currency, [end.difference for end in ends if end.difference is not None])
    yield from _head(f"WHO MOVES COST ({unit.head} against the base plan; --- low end, === high end)")
    yield tornado_table(tornado.bars, unit, width)
    yield from bullets(_of_groups(tornado.bars))
    told = "today's decisions about sites" if tornado.decision == "today" else "all decisions about sites"
    yield from _head(f"WHO MOVES THE DECISION ({told}; {unit.head})")
    moving = [(bar, end) for bar in tornado.bars for end in (bar.low, bar.high) if end.state is not State.HOLDS]
    if moving:
        yield decision_table(moving, unit)
    else:
        yield Text("The base plan's decision holds at both ends of every input, within the gap.")
    if tornado.switches is not None:
        yield from _head("SWITCH POINTS (where the decision stops being best)")
        yield switch_table(tornado.switches)
        solves = sum(each.solves for each in tornado.switches)
        yield Text(
            f"Found by {count(solves, 'solve', 'solves')}; nothing is claimed of values that were not looked at."
        )


def _of_groups(bars: Sequence[Bar]) -> Iterator[str]:
    if any(bar.swing is not None and not bar.resolved for bar in bars):
        yield "Not resolved: gaps are larger than the swing, so it is not proved that these inputs move cost at all."
    groups = [bar.group for bar in bars if bar.group is not None]
    if len(set(groups)) < len(groups):
        yield "Inputs of one group are not told apart by the bounds: their order may be otherwise."


def _screen(found: Sensitivity) -> Iterator[RenderableType]:
    screen = found.screen
    if screen is None:
        return
    whole = f"{screen.complete} of {count(screen.paths, 'path', 'paths')} are complete and counted"
    missing = f"; without a plan: {', '.join(screen.missing)}" if screen.missing else ""
    yield from bullets([f"{whole}{missing}."])
    sizes = [each.mu_star for each in screen.effects if each.output == "value"]
    unit = MoneyUnit.fitting(found.currency, sizes)
    if screen.method == "morris":
        yield from _head(
            f"EFFECTS AFTER MORRIS (of the whole range; cost in {unit.head}, decision as a share of cases)"
        )
        yield effects_table(screen.effects, unit)
    else:
        yield from _head("SHARES OF VARIANCE AFTER SOBOL")
        yield shares_table(screen.shares)
    gap = percent(screen.largest_gap, 3)
    yield Text(f"The largest gap of a solve is {gap}; intervals are those of 95 % confidence from resampling.")
