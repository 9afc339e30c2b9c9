"""How far a study is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coeplan_models.studies import CaseResult

from .cases import BASE
from .lock import held
from .store import Store

AMISS = frozenset({"refused", "failed", "crashed"})
"""Statuses of cases that were not solved; any other says why the solver stopped."""


@dataclass(frozen=True)
class StudyStatus:
    """How far a study is.

    Parameters
    ----------
    study, folder
        Name of the study, and where its results are.
    cases
        How many cases the study has.
    done
        How many have a result.
    left
        How many have none yet, or one whose file is damaged.
    by_status
        How many results there are of each status, the most frequent first.
    amiss
        Results of cases that were refused, failed or crashed.
    damaged
        Identifiers of cases whose files cannot be used; the next run solves them again.
    others
        How many results are of cases that the study does not list any more.
    base
        Result of the base plan; None where it has not been solved.
    seconds
        Time of all cases that are done, added up.
    mean_seconds
        Mean time of a case; None where none is known.
    running
        Whether a run is under way.
    """

    study: str
    folder: str
    cases: int
    done: int
    left: int
    by_status: Mapping[str, int]
    amiss: tuple[CaseResult, ...]
    damaged: tuple[str, ...]
    others: int
    base: CaseResult | None
    seconds: float
    mean_seconds: float | None
    running: bool


def study_status(folder: str | Path) -> StudyStatus:
    """Return how far a study is; it may be running.

    Parameters
    ----------
    folder : str or Path
        Where its results are.

    Returns
    -------
    StudyStatus
        Counts, times, and which cases went wrong.

    Raises
    ------
    InputError
        If there is no study in the folder.
    """
    store = Store(Path(folder))
    return status_of(store, running=held(store.lock))


def status_of(store: Store, *, running: bool) -> StudyStatus:
    """Return how far the study of a store is."""
    manifest = store.manifest()
    results = store.results(manifest.case_ids)
    found = tuple(results.found.values())
    times = [result.seconds for result in found if result.seconds is not None]
    return StudyStatus(
        study=manifest.study.name,
        folder=str(store.folder),
        cases=len(manifest.cases),
        done=len(found),
        left=len(manifest.cases) - len(found),
        by_status=dict(Counter(result.status for result in found).most_common()),
        amiss=tuple(result for result in found if result.status in AMISS),
        damaged=results.damaged,
        others=results.others,
        base=store.result(BASE),
        seconds=sum(times),
        mean_seconds=sum(times) / len(times) if times else None,
        running=running,
    )
