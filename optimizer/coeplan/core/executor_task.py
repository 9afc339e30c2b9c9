"""One task where it runs: how it learns that it should stop, and how its end is told to whoever wants its result.

Worker processes import this module, so it needs the standard library and cancelling alone.
"""

import pickle
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast

from coeplan.core.cancel import CancelToken

_TOKEN: ContextVar[CancelToken | None] = ContextVar("coeplan_task_token", default=None)


def task_token() -> CancelToken:
    """Return the token that tells the task of this thread to stop.

    Threads that a task starts are not told; hand them the token.

    Returns
    -------
    CancelToken
        Cancelled soon after the caller's token, or after the caller has turned to something else. Outside a task one
        that nobody cancels.
    """
    token = _TOKEN.get()
    return CancelToken() if token is None else token


@contextmanager
def telling(token: CancelToken) -> Generator[None]:
    """Make ``token`` the one that :func:`task_token` returns in this thread."""
    before = _TOKEN.set(token)
    try:
        yield
    finally:
        _TOKEN.reset(before)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result.

    Parameters
    ----------
    kind
        Name of the exception's type; ``WorkerDied`` where the process that ran the task ended twice, ``Lost`` where a
        cluster forgot the task.
    message
        What the exception says, or what happened.
    trace
        Where in the task, as Python prints it; empty where that is not known.
    """

    kind: str
    message: str
    trace: str = ""

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        """Return what is known of an exception, in a form that passes between processes."""
        return cls(type(error).__name__, str(error), "".join(traceback.format_exception(error)))

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}" if self.message else self.kind


class Attempt:
    """A context in which somebody else's code runs: whatever it raises is kept as a failure and ends the context.

    Leaving the program by ``sys.exit`` counts as a failure, too: one task does not decide for all. Ctrl-C is no
    failure and goes on.
    """

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.failure: Failure | None = None

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception | SystemExit):
            return False
        self.error, self.failure = error, Failure.of(error)
        return True


def packed(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes | Failure:
    """Return a call as bytes for :func:`perform`, or why that cannot be."""
    with Attempt() as attempt:
        return pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
    return cast(Failure, attempt.failure)


def perform(call: bytes, token: CancelToken) -> bytes:
    """Make a packed call, told to stop by ``token``.

    Returns
    -------
    bytes
        For :func:`unpacked`: the result, or the failure.
    """
    with Attempt() as attempt:
        function, args, kwargs = pickle.loads(call)
        with telling(token):
            result = function(*args, **kwargs)
        return pickle.dumps((result, None), pickle.HIGHEST_PROTOCOL)
    return pickle.dumps((None, attempt.failure), pickle.HIGHEST_PROTOCOL)


def unpacked(reply: bytes) -> tuple[Any, Failure | None]:
    """Return the result and the failure, of which one is None, that :func:`perform` has told."""
    with Attempt() as attempt:
        return pickle.loads(reply)
    return None, attempt.failure
