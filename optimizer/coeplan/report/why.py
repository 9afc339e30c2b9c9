"""Why a plan does something, or does not, in a terminal and as tables."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.why.contest import Contest, Side, State
from coeplan.analysis.why.flips import Flip, Look, Verdict
from coeplan.analysis.why.result import Why
from coeplan.analysis.why.standing import RuleEffect
from coeplan.analysis.why.stopped import Stopped
from coeplan.plans.compare import Comparison
from coeplan.plans.comparison_tables import comparison_tables

from .comparison_money import bridge_table
from .diagnosis import diagnosis_view
from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, listed, percent

STOPPED: Mapping[Stopped, str] = {
    Stopped.COMPLETE: "",
    Stopped.SOLVES: " As many solves as allowed were made, so that something may be missing; --solves allows more.",
    Stopped.TIME: " The time for everything had ended, so that something may be missing; --total-time gives more.",
    Stopped.INTERRUPTED: " It was interrupted, so that something is missing.",
}
"""What each end of a search means."""

NOT_TURNING: Mapping[Verdict, str] = {
    Verdict.HOLDS: "does not turn it",
    Verdict.NO_PLAN: "leaves no plan either way",
    Verdict.UNRESOLVED: "not resolved",
}
"""What is said of an input that was looked at and is not proved to turn the decision."""


def why_view(found: Why) -> Group:
    """Return the page of an answer for a Rich console.

    Parameters
    ----------
    found : Why
        The answer.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_sections(found, _unit(found)))


def write_why_tables(found: Why, folder: str | Path) -> tuple[Path, ...]:
    """Write the bridge, the rules and every value of an input that was looked at as CSV and as Parquet.

    Parameters
    ----------
    found : Why
        The answer.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(why_tables(found), folder)


def why_tables(found: Why) -> dict[str, pd.DataFrame]:
    """Return ``why_rules``, ``why_inputs`` and, where there is a forced plan, the tables of its comparison."""
    tables = {
        "why_rules": pd.DataFrame([_rule_values(each) for each in found.rules], columns=_RULE_COLUMNS),
        "why_inputs": pd.DataFrame(
            [_look_values(flip, look) for flip in found.flips for look in flip.looks], columns=_LOOK_COLUMNS
        ),
    }
    return tables if found.comparisons is None else tables | comparison_tables(found.comparisons)


_SIDES = ("taken_value", "taken_bound", "left_value", "left_bound")
_RULE_COLUMNS = ["rule", "path", "place", "saving_low", "saving_high", "binds", "turns", "state", *_SIDES]
_LOOK_COLUMNS = ["input", "path", "place", "present", "verdict", "factor", "state", *_SIDES]


def _rule_values(each: RuleEffect) -> dict[str, object]:
    values = (each.says, each.path, _placed(each), each.saving_low, each.saving_high, each.binds, each.turns)
    return dict(zip(_RULE_COLUMNS, (*values, each.contest.state.value, *_side_values(each.contest)), strict=True))


def _look_values(flip: Flip, look: Look) -> dict[str, object]:
    values = (flip.name, flip.path, _placed(flip), flip.present, flip.verdict.value, look.factor)
    return dict(zip(_LOOK_COLUMNS, (*values, look.contest.state.value, *_side_values(look.contest)), strict=True))


def _side_values(contest: Contest) -> tuple[float | None, ...]:
    sides = (contest.taken, contest.left)
    return tuple(number for side in sides for number in ((None, None) if side is None else (side.value, side.bound)))


def _placed(each: RuleEffect | Flip) -> str:
    return "" if each.place is None else str(each.place)


# -- the page -------------------------------------------------------------------------------------------------------


def _unit(found: Why) -> MoneyUnit:
    sides = (found.contest.taken, found.contest.left)
    values = [side.value for side in sides if side is not None and side.value is not None]
    return MoneyUnit.fitting(found.instance.currency, values)


def _sections(found: Why, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield literal(f"{found.instance.name}: {found.question}", "bold")
    yield from bullets(_answer(found, unit))
    if found.comparison is not None:
        yield from _section(f"From the plan (A) to the forced one (B), {unit.head}, expected present value")
        yield bridge_table(found.comparison, unit)
    if found.diagnosis is not None:
        yield from _section("Which rules stand against it")
        yield diagnosis_view(found.diagnosis)
    if found.rules:
        yield from _section(f"What the forced plan would save without a rule ({unit.head})")
        yield _rules(found.rules, unit)
        yield from bullets(_rule_remarks(found))
    yield from _inputs(found)


def _section(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _answer(found: Why, unit: MoneyUnit) -> Iterator[str]:
    if found.turned:
        yield f"The plan does that already, so the question is turned round: {found.forced}."
    else:
        yield f"Forced: {found.forced}."
    yield f"With it ({found.option}): {_side(found.contest.taken, unit)}."
    yield f"Against it ({found.alternative}): {_side(found.contest.left, unit)}."
    yield from () if found.comparison is None else (_cost(found.comparison, unit),)
    yield f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s.{STOPPED[found.stopped]}"


def _side(side: Side | None, unit: MoneyUnit) -> str:
    if side is None:
        return "not solved"
    if side.infeasible:
        return "there is no plan, proved"
    bound = UNKNOWN if side.bound is None else unit.text(side.bound)
    return f"{unit.text(side.value)} at best, proved to be at least {bound}"


def _cost(found: Comparison, unit: MoneyUnit) -> str:
    word = "more" if found.difference >= 0 else "less"
    low, high = (UNKNOWN if each is None else unit.text(each) for each in (found.optimum_low, found.optimum_high))
    said = f"The forced plan costs {unit.text(abs(found.difference))} {word} than the plan"
    if found.resolved:
        return f"{said}; proved: between {low} and {high}."
    return f"{said}. Not resolved: the gaps leave open which is better, between {low} and {high}."


def _rules(rules: Sequence[RuleEffect], unit: MoneyUnit) -> Table:
    table = grid(("Rule", "Line", "At least", "At most"), 2)
    for each in rules:
        low, high = (UNKNOWN if number is None else unit.bare(number) for number in (each.saving_low, each.saving_high))
        line = _placed(each) or each.path
        table.add_row(f"{each.says}{_remark(each)}", line, low, high)
    return table


def _remark(each: RuleEffect) -> str:
    if each.turns:
        return " (without it the decision turns)"
    return " (binds)" if each.binds else ""


def _rule_remarks(found: Why) -> Iterator[str]:
    tried = count(len(found.rules), "rule was", "rules were")
    yield f"{tried} left out, one at a time; {found.rules_left} more {'was' if found.rules_left == 1 else 'were'} not."


def _inputs(found: Why) -> Iterator[RenderableType]:
    if not found.flips:
        if found.contest.state is State.UNRESOLVED:
            yield from _section("What would turn it")
            yield from bullets(
                ["Not resolved which is better, so nothing can be proved to turn it; try a smaller --gap."]
            )
        return
    yield from _section("What would turn it")
    turning = [each for each in found.flips if each.verdict is Verdict.TURNS]
    if turning:
        yield _turns(turning)
        yield from bullets(
            [
                "Each turn lies between two values, at either of which two solves prove which way is better.",
                "A turn is one between these two: a third plan may cost less than both; solve with the change to see.",
            ]
        )
    yield from bullets(
        f"{each.name}, {percent(each.looks[-1].factor - 1)}: {NOT_TURNING[each.verdict]}"
        for each in found.flips
        if each.verdict in NOT_TURNING
    )
    unknown = [each.name for each in found.flips if each.verdict is Verdict.UNKNOWN]
    yield from bullets([f"Not looked at: {listed(unknown)}."] if unknown else [])


def _turns(turning: Sequence[Flip]) -> Table:
    table = grid(("Input", "Line", "Now", "Still the same at", "Turned at", "Change"), 2)
    for each in turning:
        values = [UNKNOWN if look is None else _value(each, look) for look in (each.holds, each.turns)]
        now = "several" if each.present is None else f"{each.present:,g}"
        table.add_row(each.name, _placed(each) or each.path, now, *values, percent(each.change))
    return table


def _value(flip: Flip, look: Look) -> str:
    return f"x {look.factor:.4g}" if flip.present is None else f"{flip.present * look.factor:,.6g}"
