"""The run of a study: what is left of it is solved, case by case, and kept as it comes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Failure, Outcome, Place, PlaceKind, Workers, open_workers
from coeplan.core.version import __version__
from coeplan_models import Instance
from coeplan_models.studies import CaseResult, Study, TornadoCases

from .cases import BASE, Case
from .lock import locked
from .manifest import Manifest, refuse_other
from .progress import StudyCallback, StudyProgress
from .sensitivity_search import Search
from .solve_case import INTERRUPTED, CaseAnswer, CaseTask, packed_instance, solve_case
from .status import AMISS, StudyStatus, status_of
from .store import Store

SolveFunction = Callable[[CaseTask], CaseAnswer]

ALL_CORES = Place(PlaceKind.ALL_CORES)

CRASHES = frozenset({"WorkerDied", "KilledWorker", "Lost"})
"""Kinds of failure where the process of a case ended, and not the case."""

GRACE_SECONDS = 2.0
"""Seconds that cases under way have to stop; their results would not be kept anyway."""

_BASE_CASE = Case(name="base", edits=(), factors={})

OVERRUN = 3.0
OVERRUN_SECONDS = 60.0
"""A case is ended after so many times its time limit and so many seconds: the solve heeds its limit, so something else
is wrong."""


@dataclass(frozen=True)
class RunOptions:
    """How a study is to be run.

    Attributes
    ----------
    place : Place
        Where cases are solved.
    limit : int or None
        Most cases of this run; None for all that are left.
    retry : bool
        Whether cases that were refused, failed or crashed are solved again.
    solve : callable
        What solves a case; a function of a module that workers can import.
    """

    place: Place = ALL_CORES
    limit: int | None = None
    retry: bool = False
    solve: SolveFunction = solve_case


@dataclass(frozen=True)
class PlannedStudy:
    """A study with its instance and its cases."""

    study: Study
    instance: Instance
    cases: tuple[Case, ...]

    @property
    def manifest(self) -> Manifest:
        """What a folder says that its study is."""
        return Manifest(
            study=self.study,
            instance=self.instance.name,
            instance_hash=self.instance.fingerprint(),
            currency=self.instance.currency,
            cases=self.cases,
        )


class StudyRun:
    """One run of a study in a folder.

    Parameters
    ----------
    planned : PlannedStudy
        The study.
    folder : Path
        Where results are kept; it exists.
    options : RunOptions
        How to run.
    on_progress : callable, optional
        Told about the state of the run, in the calling thread.
    cancel : CancelToken, optional
        Stops the run; what is done stays.
    """

    def __init__(
        self,
        planned: PlannedStudy,
        folder: Path,
        options: RunOptions,
        on_progress: StudyCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._planned = planned
        self._store = Store(folder)
        self._options = options
        self._tell = on_progress
        self._cancel = cancel or CancelToken()
        self._instance = packed_instance(planned.instance)
        search = isinstance(planned.study.cases, TornadoCases)
        self._search = Search(planned.study, planned.instance) if search else None
        self._hold: tuple[str, ...] | None = None
        self._tried: set[str] = set()

    def run(self) -> StudyStatus:
        """Solve what is left.

        Returns
        -------
        StudyStatus
            How far the study is.

        Raises
        ------
        StudyBusyError
            Where another process runs a study in the folder.
        InputError
            Where the folder holds results that do not fit, or cannot be written.
        PlaceError
            Where there are no workers at the place.
        """
        with locked(self._store.lock):
            self._begin()
            left, done = self._left()
            base = self._store.result(BASE)
            solve_base = base is None or (self._options.retry and base.status in AMISS)
            if left or solve_base:
                tally = _Tally(self._tell, len(self._planned.cases), done, len(left))
                with open_workers(self._options.place, self._cancel, GRACE_SECONDS) as workers:
                    if not solve_base or self._solve_base(workers, tally):
                        self._solve_all(workers, left, tally)
            return status_of(self._store, running=False)

    def _begin(self) -> None:
        """Make the folder that of this study, or refuse it."""
        manifest = self._planned.manifest
        if self._store.begun:
            refuse_other(self._store.manifest(), manifest, self._store.folder)
        self._store.begin(manifest, self._planned.instance)
        self._store.clean()
        self._grow()

    def _grow(self) -> None:
        """Take in the cases that the results so far call for."""
        if self._search is None:
            return
        if self._hold is None and self._store.packed_plan(BASE) is not None:
            self._hold = self._search.holding(self._store.plan(BASE))
        walks = self._search.walks(self._store.result, self._hold)
        known = {case.id: case for case in self._planned.cases}
        grown = known | {case.id: case for walk in walks for case in walk.cases}
        if len(grown) > len(known):
            self._planned = replace(self._planned, cases=tuple(grown.values()))
            self._store.state(self._planned.manifest)

    def _left(self) -> tuple[list[Case], list[CaseResult]]:
        """Return the cases that this run is to solve, and the results that there are without them."""
        found = self._store.results(self._planned.manifest.case_ids).found
        if self._options.retry:
            found = {case_id: result for case_id, result in found.items() if result.status not in AMISS}
        left = [case for case in self._planned.cases if case.id not in found and case.id not in self._tried]
        limit = self._options.limit
        return left if limit is None else left[: limit - len(self._tried)], list(found.values())

    def _solve_base(self, workers: Workers, tally: "_Tally") -> bool:
        """Solve the plan that every case starts from; return whether that came to an end."""
        tally.tell()
        task = self._task((), None)
        outcome = next(iter(workers.run(self._options.solve, [task])), None)
        return outcome is not None and self._keep(BASE, _BASE_CASE, outcome) is not None

    def _solve_all(self, workers: Workers, left: Sequence[Case], tally: "_Tally") -> None:
        """Solve cases, and then those that follow from their results, until none does."""
        tally.begin()
        while left:
            self._solve_cases(workers, left, tally)
            if self._cancel.cancelled:
                return
            self._tried.update(case.id for case in left)
            self._grow()
            left, _ = self._left()
            tally.add(len(self._planned.cases), len(left))

    def _solve_cases(self, workers: Workers, left: Sequence[Case], tally: "_Tally") -> None:
        start = self._store.packed_plan(BASE)
        tasks = (self._task(case.edits, start) for case in left)
        for outcome in workers.run(self._options.solve, tasks):
            case = left[outcome.number]
            result = self._keep(case.id, case, outcome)
            if result is not None:
                tally.count(result)

    def _task(self, edits: tuple[str, ...], start: bytes | None) -> CaseTask:
        limits = self._planned.study.limits
        # In this process, and on a cluster, others would be ended as well.
        own_process = self._options.place.kind in (PlaceKind.ALL_CORES, PlaceKind.PROCESSES)
        hard_stop = OVERRUN * limits.time_limit + OVERRUN_SECONDS if own_process else None
        return CaseTask(self._instance, edits, limits, start, hard_stop)

    def _keep(self, case_id: str, case: Case, outcome: Outcome[CaseAnswer]) -> CaseResult | None:
        """Keep what came of a case; None where it was stopped, so that nothing did."""
        answer = outcome.value if outcome.failure is None else self._failed(outcome.failure)
        if answer is None or answer.status == INTERRUPTED:
            return None
        result = CaseResult(
            id=case_id,
            name=case.name,
            edits=case.edits,
            factors=case.factors,
            status=answer.status,
            message=answer.message,
            value=answer.value,
            bound=answer.bound,
            gap=answer.gap,
            seconds=answer.seconds,
            figures=answer.figures,
            plan_bytes=None if answer.plan is None else len(answer.plan),
            version=__version__,
        )
        self._store.write(result, answer.plan)
        return result

    def _failed(self, failure: Failure) -> CaseAnswer | None:
        """Return the answer that stands for a failure; None where the failure may come of stopping."""
        if self._cancel.cancelled:
            return None
        return CaseAnswer("crashed" if failure.kind in CRASHES else "failed", str(failure), None)


class _Tally:
    """Counts what is done, and tells it."""

    def __init__(self, tell: StudyCallback | None, cases: int, done: Sequence[CaseResult], left: int) -> None:
        self._tell = tell
        self._cases = cases
        self._done = len(done)
        self._aim = len(done) + left
        self._amiss = sum(result.status in AMISS for result in done)
        self._began = time.monotonic()
        self._cases_began: float | None = None
        self._counted = 0

    def begin(self) -> None:
        """Take note that the base plan is there."""
        self._cases_began = time.monotonic()
        self.tell()

    def add(self, cases: int, left: int) -> None:
        """Take note of how many cases the study has by now, and how many more this run solves."""
        self._cases = cases
        self._aim += left

    def count(self, result: CaseResult) -> None:
        """Count a result."""
        self._counted += 1
        self._amiss += result.status in AMISS
        self.tell()

    def tell(self) -> None:
        """Say where things stand."""
        if self._tell is not None:
            done = self._done + self._counted
            seconds = time.monotonic() - self._began
            base_solved = self._cases_began is not None
            self._tell(StudyProgress(self._cases, done, self._aim, self._amiss, seconds, self._left(), base_solved))

    def _left(self) -> float | None:
        """Return how much longer the cases will take, if they go on as they went."""
        if self._cases_began is None or self._counted == 0:
            return None
        a_case = (time.monotonic() - self._cases_began) / self._counted
        return a_case * (self._aim - self._done - self._counted)
