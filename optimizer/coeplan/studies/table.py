"""The results of a study as a tidy table: one row a case, one column a factor or a figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coeplan_models.studies import CaseResult

from .cases import BASE
from .manifest import Manifest
from .store import Store

Cell = str | float | int | bool | None
Row = dict[str, Cell]

_NUMBERS = frozenset({"value", "bound", "gap", "seconds"})
_HEADS, _SITES = "heads.", "sites."

LEFT = "left"
"""Status of a case without a result."""


@dataclass(frozen=True)
class StudyResults:
    """All cases of a study, and what came of those that are done.

    Parameters
    ----------
    manifest
        The study.
    base
        Result of the base plan; None where it has not been solved.
    found
        Results by identifier of the case.
    """

    manifest: Manifest
    base: CaseResult | None
    found: Mapping[str, CaseResult]

    def changed_today(self, result: CaseResult) -> bool | None:
        """Return whether a case decides otherwise about sites today than the base plan; None where one has no plan."""
        if result.figures is None or self.base is None or self.base.figures is None:
            return None
        return result.figures.today != self.base.figures.today


def study_results(folder: str | Path) -> StudyResults:
    """Return the results of a study; it may be running.

    Raises
    ------
    InputError
        If there is no study in the folder.
    """
    store = Store(Path(folder))
    manifest = store.manifest()
    return StudyResults(manifest, store.result(BASE), store.results(manifest.case_ids).found)


def table_rows(results: StudyResults) -> list[Row]:
    """Return one row for each case, in the order of the study.

    Returns
    -------
    list of dict
        All rows have the same keys: what the case is, ``factor.NAME`` for each factor, what came of it, and where it
        has a plan ``heads.LOCATION`` and ``sites.MODEL`` (expected, in the last period).
    """
    found = tuple(results.found.values())
    locations = _names(result.figures.heads_at_end for result in found if result.figures)
    models = _names(result.figures.sites_at_end for result in found if result.figures)
    return [
        {
            "case": case.id,
            "name": case.name,
            **{f"factor.{factor}": level for factor, level in case.factors.items()},
            **_outcome(results, results.found.get(case.id)),
            **_figures(results.found.get(case.id), locations, models),
        }
        for case in results.manifest.cases
    ]


def study_table(folder: str | Path) -> pd.DataFrame:
    """Return the results of a study as a tidy table; it may be running.

    Parameters
    ----------
    folder : str or Path
        Where its results are.

    Returns
    -------
    DataFrame
        One row for each case, those that are left among them, as :func:`table_rows` describes them.

    Raises
    ------
    InputError
        If there is no study in the folder.
    """
    return frame(table_rows(study_results(folder)))


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as a data frame, with one kind of value in each column."""
    table = pd.DataFrame.from_records(rows)
    kinds = {name: kind for name in table.columns if (kind := _kind(name)) is not None}
    return table.astype(kinds)


def _kind(column: str) -> str | None:
    """Return the type of a column; None for factors, which may be words or numbers."""
    if column.startswith("factor."):
        return None
    if column == "today_changed":
        return "boolean"
    return "float64" if column in _NUMBERS or column.startswith((_HEADS, _SITES)) else "string"


def _names(maps: Iterable[Mapping[str, float]]) -> list[str]:
    return sorted({name for each in maps for name in each})


def _outcome(results: StudyResults, result: CaseResult | None) -> Row:
    if result is None:
        empty = dict.fromkeys(("value", "bound", "gap", "seconds", "today_changed", "today", "starts"))
        return {"status": LEFT, "message": "", **empty}
    figures = result.figures
    return {
        "status": result.status,
        "message": result.message,
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": result.seconds,
        "today_changed": results.changed_today(result),
        "today": None if figures is None else "; ".join(figures.today),
        "starts": None if figures is None else "; ".join(figures.starts),
    }


def _figures(result: CaseResult | None, locations: Sequence[str], models: Sequence[str]) -> Row:
    figures = None if result is None else result.figures
    heads = {} if figures is None else figures.heads_at_end
    sites = {} if figures is None else figures.sites_at_end
    absent = None if figures is None else 0.0
    return {f"{_HEADS}{name}": heads.get(name, absent) for name in locations} | {
        f"{_SITES}{name}": sites.get(name, absent) for name in models
    }
