"""Independent pieces of work, run in this process, in worker processes or on a cluster.

>>> with open_workers(Place.parse("4"), cancel) as workers:  # doctest: +SKIP
...     for outcome in workers.run(solve_part, parts):
...         print(outcome.number, outcome.result())

Results come as they are ready. Tasks are taken from their iterable only when a worker is about to be free, so that
thousands of large ones can be made as they are needed. Inside a task :func:`task_token` gives the token that says
when to stop.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from coeplan.core.cancel import CancelToken
from coeplan.core.executor_places import Place, PlaceError, PlaceKind, usable_cores
from coeplan.core.executor_pools import InProcessPool, NotStoppedError, Pool, TaskError
from coeplan.core.executor_task import Failure, task_token

__all__ = [
    "Failure",
    "Outcome",
    "Place",
    "PlaceError",
    "PlaceKind",
    "TaskError",
    "Workers",
    "in_order",
    "open_workers",
    "task_token",
    "usable_cores",
]

Task = TypeVar("Task")
Result = TypeVar("Result")

GRACE_SECONDS = 10.0
"""Seconds that tasks have to stop by themselves: a solver needs a while to hand over what it holds."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """How one task ended.

    Parameters
    ----------
    number
        Place of the task among all tasks of the run, from 0.
    value
        What the function returned; None where it failed.
    failure
        Why there is no result; None where there is one.
    """

    number: int
    value: Result | None
    failure: Failure | None

    def result(self) -> Result:
        """Return what the function returned.

        Raises
        ------
        TaskError
            Where the task failed.
        """
        if self.failure is not None:
            raise TaskError(self.failure)
        return cast(Result, self.value)


class Workers:
    """Workers that are ready for tasks; made by :func:`open_workers`."""

    def __init__(self, pool: Pool, token: CancelToken) -> None:
        self._pool = pool
        self._token = token
        self._pending: dict[Future[Any], int] = {}

    @property
    def count(self) -> int:
        """How many tasks run at the same time; on a cluster as of now."""
        return self._pool.count

    def run(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Outcome[Result]]:
        """Call a function with each task.

        Nothing is begun before the first outcome is asked for. After the token is cancelled no further task begins;
        outcomes of those that have begun and stop in time still come, and then the iteration ends. Leaving it early
        stops the tasks that it has begun, and leaves the workers for other runs.

        Parameters
        ----------
        function : callable
            Called with one task. Where the place is not in-process, a function of a module that the workers can
            import.
        tasks : iterable
            Whatever the function takes; where the place is not in-process, whatever pickle takes. What the iterable
            raises ends the run.

        Yields
        ------
        Outcome
            One for each task, in the order in which they are done.

        Raises
        ------
        PlaceError
            Where the workers cannot be started or reached.
        """
        mine: dict[Future[Result], int] = {}
        numbered = enumerate(tasks)
        try:
            while self._filled(mine, function, numbered):
                done, _ = wait(mine, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=mine.__getitem__):
                    number = mine.pop(future)
                    del self._pending[future]
                    if (outcome := self._outcome(number, future)) is not None:
                        yield outcome
        finally:
            self._pool.stop(mine)
            for future in mine:
                del self._pending[future]

    def stop(self) -> None:
        """Drop the tasks of all runs that have not begun, and tell those that run to stop."""
        self._pool.stop(tuple(self._pending))

    def _filled(
        self,
        mine: dict[Future[Result], int],
        function: Callable[[Task], Result],
        numbered: Iterator[tuple[int, Task]],
    ) -> bool:
        """Submit as many tasks as may be in flight; return whether there are any."""
        while len(mine) < self._pool.most_in_flight and not self._token.cancelled:
            following = next(numbered, None)
            if following is None:
                break
            number, task = following
            future = self._pool.submit(function, task)
            mine[future] = self._pending[future] = number
        if self._token.cancelled:
            # One that was submitted while all others were told has not been told.
            self._pool.stop(mine)
        return bool(mine)

    def _outcome(self, number: int, future: Future[Result]) -> Outcome[Result] | None:
        """Read a future that is done; None where its task was dropped or given up."""
        if future.cancelled():
            lost = Failure("Lost", "the cluster forgot the task; were its scheduler or all of its workers ended?")
            return None if self._token.cancelled else Outcome(number, None, lost)
        error = future.exception()
        if error is None:
            return Outcome(number, future.result(), None)
        if isinstance(error, TaskError):
            return Outcome(number, None, error.failure)
        if isinstance(error, NotStoppedError):
            return None
        raise error


@contextmanager
def open_workers(place: Place, cancel: CancelToken | None = None, grace: float = GRACE_SECONDS) -> Generator[Workers]:
    """Have workers at a place; none is left there when the context ends.

    Parameters
    ----------
    place
        Where tasks run.
    cancel
        When it is cancelled, tasks are told to stop.
    grace
        Seconds that tasks which are told to stop have. After that their worker process is killed; on a cluster, which
        others may use, they are left to their own limits and no longer waited for.

    Yields
    ------
    Workers
        Which take tasks as long as the context lasts.

    Raises
    ------
    PlaceError
        Where a cluster cannot be reached, or the package for it is not installed.
    """
    token = CancelToken(cancel)
    with _pool(place, token, grace) as pool:
        workers = Workers(pool, token)

        def tell() -> None:
            token.wait()
            workers.stop()

        telling = threading.Thread(target=tell, name="coeplan-cancel", daemon=True)
        telling.start()
        try:
            yield workers
        finally:
            token.cancel()
            telling.join()


def in_order(outcomes: Iterable[Outcome[Result]]) -> Iterator[Outcome[Result]]:
    """Put the outcomes of a run into the order of its tasks.

    Each is handed on as soon as all before it have been; those that come too early are held until then. After a
    cancelled run, numbers are missing.

    Parameters
    ----------
    outcomes : iterable of Outcome
        As :meth:`Workers.run` yields them.

    Yields
    ------
    Outcome
        In increasing order of ``number``.
    """
    early: dict[int, Outcome[Result]] = {}
    following = 0
    for outcome in outcomes:
        early[outcome.number] = outcome
        while following in early:
            yield early.pop(following)
            following += 1
    for number in sorted(early):
        yield early[number]


def _pool(place: Place, token: CancelToken, grace: float) -> Pool:
    """Make the pool of a place; what a place needs is imported when it is used."""
    if place.kind is PlaceKind.IN_PROCESS:
        return InProcessPool(token)
    if place.address is not None:
        from coeplan.core.executor_dask import DaskPool

        return DaskPool(place.address, grace)
    from coeplan.core.executor_processes import ProcessPool

    return ProcessPool(place.processes or usable_cores(), grace)
