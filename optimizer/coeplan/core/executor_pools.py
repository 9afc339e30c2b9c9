"""What all places have in common as executors, and the simplest one: the calling thread."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar, cast

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import CoeplanError
from coeplan.core.executor_task import Attempt, Failure, packed, telling, unpacked

P = ParamSpec("P")
R = TypeVar("R")

PER_WORKER = 2
"""Tasks in flight for each worker: one that runs, and one that waits so that the worker need not."""


class TaskError(CoeplanError):
    """A task has no result; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(str(failure))


class NotStoppedError(CoeplanError):
    """A task was told to stop, went on beyond the time of grace, and was given up."""


class Pool(Executor, ABC):
    """An executor whose tasks can be told to stop.

    What a task raises comes back as a :class:`TaskError`, also where its process died: the other tasks go on. Any other
    exception of a future is about the pool itself.
    """

    @property
    @abstractmethod
    def count(self) -> int:
        """How many tasks run at the same time."""

    @property
    @abstractmethod
    def most_in_flight(self) -> int:
        """How many tasks to have submitted at a time; more would only take memory."""

    @abstractmethod
    def stop(self, futures: Iterable[Future[Any]]) -> None:
        """Drop those that have not begun and tell those that run.

        Returns soon; each of the futures is cancelled or done within the time of grace.
        """


class InProcessPool(Pool):
    """Runs a task when it is submitted, in the calling thread.

    Parameters
    ----------
    token
        What tasks are told to stop by.
    """

    def __init__(self, token: CancelToken) -> None:
        self._token = token

    @property
    def count(self) -> int:
        """One."""
        return 1

    @property
    def most_in_flight(self) -> int:
        """One: it is done before the next one can be submitted."""
        return 1

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run the task and return its future, which is done."""
        future: Future[R] = Future()
        future.set_running_or_notify_cancel()
        with Attempt() as attempt, telling(self._token):
            future.set_result(fn(*args, **kwargs))
        if attempt.failure is not None:
            error = TaskError(attempt.failure)
            error.__cause__ = attempt.error
            future.set_exception(error)
        return future

    def stop(self, futures: Iterable[Future[Any]]) -> None:
        """Do nothing: the task in hand looks at the token itself, and no other has begun."""


class RemotePool(Pool):
    """A pool whose tasks run in other processes, to which calls and results go as pickles."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Submit a task.

        Raises
        ------
        ValueError
            Where the function is one that no other process can find.
        """
        if getattr(fn, "__module__", None) == "__main__":
            raise ValueError(
                f"the function {fn!r} stands in the program that was started, which other processes do not run again: "
                "move it to a module that they can import, or run it in-process"
            )
        call = packed(fn, args, kwargs)
        if isinstance(call, bytes):
            return cast("Future[R]", self._send(call))
        future: Future[R] = Future()
        future.set_exception(TaskError(call))
        return future

    @abstractmethod
    def _send(self, call: bytes) -> Future[Any]:
        """Have a packed call made; return the future of its result."""


def result_of(reply: bytes) -> Any:
    """Return what a task has told as its result; raise :class:`TaskError` where it failed."""
    result, failure = unpacked(reply)
    if failure is not None:
        raise TaskError(failure)
    return result
