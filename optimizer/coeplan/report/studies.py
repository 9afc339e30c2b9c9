"""The results of a study: its page, and its table as files."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.studies.levels import LevelOutcome, level_outcomes
from coeplan.studies.table import StudyResults, frame, table_rows

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, percent

MOST_FACTORS = 20
"""The page tells so many factors: those whose levels move cost most."""


def write_study_tables(results: StudyResults, folder: str | Path) -> tuple[Path, ...]:
    """Write all cases (``results``) and the outcomes of each level (``levels``) as CSV and as Parquet.

    Parameters
    ----------
    results : StudyResults
        The results of a study.
    folder : str or Path
        Where to; made where it is missing.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    columns = [each.name for each in fields(LevelOutcome)]
    levels = pd.DataFrame([asdict(each) for each in level_outcomes(results)], columns=columns)
    return write_frames({"results": frame(table_rows(results)), "levels": levels}, folder)


def study_view(results: StudyResults) -> Group:
    """Return the page of a study's results for a Rich console.

    Parameters
    ----------
    results : StudyResults
        The results of a study.

    Returns
    -------
    Group
        What a console prints: the base plan, how many cases ended how, and what each level does to cost and to
        today's decisions.
    """
    outcomes = level_outcomes(results)
    amounts = [amount for each in outcomes for amount in (each.low, each.high) if amount is not None]
    return Group(*_sections(results, outcomes, MoneyUnit.fitting(results.manifest.currency, amounts)))


def _sections(results: StudyResults, outcomes: Sequence[LevelOutcome], unit: MoneyUnit) -> Iterator[RenderableType]:
    study = results.manifest.study
    yield literal(f"Study {study.name}{f': {study.title}' if study.title else ''}", "bold")
    yield from bullets(_summary(results, unit))
    shown = _telling(outcomes)
    if shown:
        yield Text()
        yield literal(f"COST ({unit.head}) AND TODAY'S DECISIONS BY LEVEL", "bold cyan")
        yield _levels(results, shown, unit)
        left_out = len({each.factor for each in outcomes}) - len({each.factor for each in shown})
        if left_out:
            told = count(left_out, "more factor moves", "more factors move")
            yield Text(f"{told} mean cost less than these; --json and the tables have all.")


def _summary(results: StudyResults, unit: MoneyUnit) -> Iterator[str]:
    manifest, found = results.manifest, results.found
    yield f"Instance {manifest.instance}; {len(found)} of {count(len(manifest.cases), 'case', 'cases')} done."
    base = results.base
    if base is None:
        yield "The base plan has not been solved."
    elif base.value is None:
        yield f"There is no base plan ({base.status}), so no case started from one."
    else:
        today = "; ".join(base.figures.today) if base.figures and base.figures.today else "nothing"
        yield f"The base plan costs {unit.text(base.value)} ({base.status}); decided about sites today: {today}."
    statuses = [result.status for result in found.values()]
    yield from (f"{statuses.count(status)} {status}" for status in dict.fromkeys(statuses))
    gaps = [result.gap for result in found.values() if result.gap is not None]
    if gaps:
        unproved = f"Up to {percent(max(gaps), 2)} of a plan's cost is not proved to be needed"
        yield f"{unproved}: smaller differences between levels are not resolved."
    changes = [change for each in found.values() if (change := results.changed_today(each)) is not None]
    if changes:
        share = percent(sum(changes) / len(changes))
        yield f"Today's decisions are others than the base plan's in {sum(changes)} of {len(changes)} cases ({share})."


def _telling(outcomes: Sequence[LevelOutcome]) -> list[LevelOutcome]:
    """Return the outcomes of those factors that move mean cost most, in the order of the study."""
    means: dict[str, list[float]] = {each.factor: [] for each in outcomes}
    for each in outcomes:
        if each.mean is not None:
            means[each.factor].append(each.mean)
    moves = {factor: max(found, default=0.0) - min(found, default=0.0) for factor, found in means.items()}
    chosen = sorted(moves, key=lambda factor: -moves[factor])[:MOST_FACTORS]
    return [each for each in outcomes if each.factor in chosen]


def _levels(results: StudyResults, outcomes: Sequence[LevelOutcome], unit: MoneyUnit) -> Table:
    heads = ("Factor", "Level", "Cases", "No plan", "Mean", "Against base", "Least", "Most", "Today changes")
    table = grid(heads, 2)
    told = ""
    for each in outcomes:
        table.add_row(
            each.factor if each.factor != told else "",
            each.level,
            f"{each.cases}",
            f"{each.cases - each.solved}",
            _bare(each.mean, unit),
            percent(_against(each.mean, results)),
            _bare(each.low, unit),
            _bare(each.high, unit),
            percent(each.changed_share, decimals=0),
        )
        told = each.factor
    return table


def _bare(amount: float | None, unit: MoneyUnit) -> str:
    return UNKNOWN if amount is None else unit.bare(amount)


def _against(mean: float | None, results: StudyResults) -> float | None:
    """Return how much more than the base plan cases cost, as a share of it; None where that says nothing."""
    base = None if results.base is None else results.base.value
    return mean / base - 1 if mean is not None and base else None
