"""Regret tables: plans and ways to plan against futures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.analysis.regret import Contestants, regret_table
from coeplan.analysis.regret_archetypes import ArchetypeText, fitted, read_archetypes, usual_archetypes
from coeplan.analysis.regret_futures import added_future
from coeplan.analysis.regret_records import (
    GAP,
    SECONDS,
    Archetype,
    Cell,
    Future,
    RegretOptions,
    RegretRow,
    RegretTable,
    RowKind,
    Span,
    Verdict,
)
from coeplan.analysis.why.stopped import Stopped
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan.core.progress import ProgressCallback
from coeplan.io import LoadedInstance
from coeplan.io.plan_files import PLAN_FILE, plan_file
from coeplan.report.regret import regret_view, write_regret_tables
from coeplan.whatif.apply import apply
from coeplan_models import Fault, Instance, Plan

from .edits import Edited, edited_instance
from .files import WrittenPlan, write_plan
from .plain import plain_values
from .planned import read_planned
from .solve import SolveOptions

__all__ = [
    "GAP",
    "SECONDS",
    "Cell",
    "Future",
    "Place",
    "RegretOptions",
    "RegretQuestion",
    "RegretRow",
    "RegretTable",
    "RowKind",
    "SolveOptions",
    "Span",
    "Stopped",
    "Verdict",
    "WrittenRegret",
    "regret",
    "regret_page",
    "regret_values",
    "write_regret",
]

_NAMED = "#"
"""What stands between a file and the name of one of its what-ifs."""


@dataclass(frozen=True)
class RegretQuestion:
    """What is held against what.

    Attributes
    ----------
    plans : tuple of path or Plan
        Plans of the instance, their files or folders; where there is none, the instance is solved.
    archetypes : tuple of str or path
        Files of edits, each with all its what-ifs, or ``FILE#NAME``: ways to plan.
    usual : bool
        Whether the archetypes that ship with coeplan are rows, too; those that do not fit are left out.
    futures : tuple of str or path
        Files of edits likewise: what else may happen.
    on : str or None
        Future of the tree that these befall; None for the likeliest.
    """

    plans: tuple[str | Path | Plan, ...] = ()
    archetypes: tuple[str | Path, ...] = ()
    usual: bool = False
    futures: tuple[str | Path, ...] = ()
    on: str | None = None


@dataclass(frozen=True)
class WrittenRegret:
    """Where a regret table was written to.

    Attributes
    ----------
    tables : tuple of Path
        The cells and the rows, as CSV and as Parquet.
    plan : WrittenPlan or None
        The plan that was solved on the way.
    """

    tables: tuple[Path, ...]
    plan: WrittenPlan | None


def regret(
    source: str | Path | Mapping[str, Any] | Instance | LoadedInstance | Edited,
    question: RegretQuestion | None = None,
    options: RegretOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> RegretTable:
    """Find what plans and ways to plan cost in each future, beside the best that one could have done there.

    Parameters
    ----------
    source : path, mapping, Instance, LoadedInstance or Edited
        The instance, as :func:`coeplan.load_instance` takes it, or as :func:`coeplan.edited_instance` returns it.
    question : RegretQuestion, optional
        Plans, ways to plan and futures; without it the instance's own plan and the best of each future.
    options : RegretOptions, optional
        How long to look, and where.
    on_progress : callable, optional
        Told after every solve, in the calling thread.
    cancel : CancelToken, optional
        Stops the search from another thread; what was found is returned.

    Returns
    -------
    RegretTable
        Cost and regret of every row in every future, each with what is proved of it.

    Raises
    ------
    InputError
        If the instance, a plan or a file of edits cannot be used.
    PlaceError
        If there are no workers at the place.

    Examples
    --------
    >>> found = regret("micro-coe", RegretQuestion(usual=True))  # doctest: +SKIP
    >>> {row.name: row.worst for row in found.rows}  # doctest: +SKIP
    """
    asked, chosen = question or RegretQuestion(), options or RegretOptions()
    instance = (source if isinstance(source, Edited) else edited_instance(source)).instance
    added = (
        added_future(instance, fitted(text, instance), asked.on, chosen.known_from) for text in _texts(asked.futures)
    )
    usual, left_out = _usual(instance) if asked.usual else ([], [])
    contestants = Contestants(
        instance=instance,
        added=tuple(added),
        plans=_plans(asked.plans, instance),
        archetypes=(*(fitted(text, instance) for text in _texts(asked.archetypes)), *usual),
        left_out=tuple(left_out),
    )
    return regret_table(contestants, chosen, on_progress, cancel)


def _texts(files: Sequence[str | Path]) -> list[ArchetypeText]:
    """Read files of edits; raise all that is wrong with them."""
    found: list[ArchetypeText] = []
    faults: list[Fault] = []
    for address in files:
        file, _, name = str(address).partition(_NAMED)
        try:
            found += read_archetypes(file, name)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return found


def _usual(instance: Instance) -> tuple[list[Archetype], list[str]]:
    """Return the usual archetypes that fit an instance, and why the others do not."""
    fitting: list[Archetype] = []
    left_out: list[str] = []
    for text in usual_archetypes():
        try:
            way = fitted(text, instance)
            apply(instance, way.edits, way.places)
        except InputError as error:
            left_out.append(f"{text.name}: {error.faults[0].message}")
        else:
            fitting.append(way)
    return fitting, left_out


def _plans(said: Sequence[str | Path | Plan], instance: Instance) -> dict[str, Plan]:
    """Read plans, each held against the instance, by name."""
    found: dict[str, Plan] = {}
    for number, each in enumerate(said, start=1):
        name = f"plan-{number}" if isinstance(each, Plan) else _named(each)
        key = name if name not in found else f"{name}-{number}"
        found[key] = read_planned(each, instance).plan
    return found


def _named(path: str | Path) -> str:
    """Return what a plan is called: after its folder, or after a file of another name."""
    file = plan_file(path)
    return file.resolve().parent.name if file.name == PLAN_FILE else file.stem


def regret_page(found: RegretTable, width: int) -> RenderableType:
    """Return the page of a regret table for a Rich console of some width."""
    return regret_view(found, width)


def regret_values(found: RegretTable) -> dict[str, object]:
    """Return a regret table as plain values for JSON, without plans and instances."""
    futures = [
        {
            "name": future.name,
            "probability": future.probability,
            "kept_periods": future.kept,
            "edits": list(future.edits),
            "least": plain_values(best),
        }
        for future, best in zip(found.futures, found.best, strict=True)
    ]
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "futures": futures,
        "rows": [_row_values(row, found) for row in found.rows],
        "least_worst": plain_values(found.least_worst) | {"resolved": found.least_worst.resolved},
        "least_expected": plain_values(found.least_expected) | {"resolved": found.least_expected.resolved},
        "probability": found.probability,
        "left_out": list(found.left_out),
        "stopped": found.stopped.value,
        "solves": found.solves,
        "seconds": found.seconds,
    }


def _row_values(row: RegretRow, found: RegretTable) -> dict[str, object]:
    names = (future.name for future in found.futures)
    cells = {name: plain_values(cell) for name, cell in zip(names, row.cells, strict=True)}
    return plain_values(row) | {"kind": row.kind.value, "edits": list(row.edits), "cells": cells}


def write_regret(found: RegretTable, folder: str | Path) -> WrittenRegret:
    """Write the cells (``regret``) and the rows (``regret_rows``) as CSV and as Parquet, and the plan that was solved.

    Parameters
    ----------
    found : RegretTable
        What was found.
    folder : str or Path
        Where to; made where it is missing. The plan goes into its folder ``plan``.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    target = Path(folder)
    plan = None if found.plan is None else write_plan(found.plan, target / "plan", found.instance, audited=True)
    return WrittenRegret(write_regret_tables(found, target), plan)
