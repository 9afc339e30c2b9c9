"""Tasks on a Dask cluster, which is somebody else's: it is reached by its address, and neither started nor ended."""

import contextlib
import threading
import time
import uuid
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from functools import partial
from typing import Any

from coeplan.core.cancel import CancelToken
from coeplan.core.executor_places import PlaceError
from coeplan.core.executor_pools import PER_WORKER, RemotePool, TaskError, result_of
from coeplan.core.executor_task import Attempt, Failure, perform

_CONNECT_SECONDS = 10.0
_COUNT_SECONDS = 5.0
"""How long the number of the cluster's threads is believed: clusters grow and shrink."""


_KILLED = "KilledWorker"
"""What Dask calls it when the workers that held a task died, once too often."""

_GONE = (OSError, TimeoutError, RuntimeError)
"""What the client raises once its scheduler is gone, and it has given up."""


class _Running:
    """The tasks of coeplan that run in this process of a cluster, and those that were told to stop before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, CancelToken] = {}
        # Most of those that are told early never begin, so the oldest are forgotten.
        self._told: deque[str] = deque(maxlen=10_000)

    def perform(self, name: str, call: bytes) -> bytes:
        """Make a packed call that can be told to stop by its name; return nothing where it was told before."""
        token = CancelToken()
        with self._lock:
            if name in self._told:
                return b""
            self._tokens[name] = token
        try:
            return perform(call, token)
        finally:
            with self._lock:
                del self._tokens[name]

    def stop(self, names: Iterable[str]) -> list[str]:
        """Tell tasks that run to stop, and let no other begin; return the names of those that run."""
        with self._lock:
            self._told.extend(names)
            running = [name for name in names if name in self._tokens]
            for name in running:
                self._tokens[name].cancel()
        return running


_RUNNING = _Running()


def perform_named(name: str, call: bytes) -> bytes:
    """Make a packed call; runs in a thread of a cluster's worker."""
    return _RUNNING.perform(name, call)


def stop_named(names: list[str]) -> list[str]:
    """Tell calls to stop and return the names of those that run; runs in each worker, beside its tasks."""
    return _RUNNING.stop(names)


class DaskPool(RemotePool):
    """The workers of a Dask cluster, which must have this version of coeplan installed.

    How often a task is tried again whose worker died is a setting of the cluster's scheduler
    (``distributed.scheduler.allowed-failures``). Dask blames all tasks that the worker held, so those that it gives up
    are tried once more, one at a time, before they fail. Encryption is taken from Dask's configuration
    (``distributed.comm.tls``).

    Parameters
    ----------
    address
        Of the scheduler.
    grace
        Seconds for which a task that is told to stop is waited for.

    Raises
    ------
    PlaceError
        Where Dask is not installed here, or nobody answers at the address.
    """

    def __init__(self, address: str, grace: float) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise PlaceError(
                f"tasks can run on the Dask cluster {address} only where the package distributed is installed: "
                "pip install 'coeplan[dask]'"
            ) from error
        try:
            self._client: Any = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise PlaceError(
                f"no Dask scheduler can be used at {address}: {error}; start one there with 'dask scheduler', "
                "or name another address"
            ) from error
        self._address = address
        self._grace = grace
        # A task of ours and, with its name, the cluster's.
        self._remote: dict[Future[Any], tuple[str, Any]] = {}
        self._told: set[str] = set()
        # Reentrant, because a task that is submitted may have ended before that returns.
        self._lock = threading.RLock()
        self._suspects: dict[Future[Any], bytes] = {}
        self._trying = False
        self._timers: list[threading.Timer] = []
        self._threads, self._counted = 0, -_COUNT_SECONDS

    @property
    def count(self) -> int:
        """One for each thread of the cluster, and one that is still to come where it has none."""
        if time.monotonic() - self._counted >= _COUNT_SECONDS:
            with self._reaching():
                self._threads = sum(self._client.nthreads().values())
            self._counted = time.monotonic()
        return max(1, self._threads)

    @property
    def most_in_flight(self) -> int:
        """Two for each thread."""
        return PER_WORKER * self.count

    def stop(self, futures: Iterable[Future[Any]]) -> None:
        """Drop those that have not begun and tell those that run."""
        futures = tuple(futures)
        with self._lock:
            suspects = [future for future in futures if self._suspects.pop(future, None) is not None]
            remote = dict(self._remote[future] for future in futures if future in self._remote)
            for name in self._told.intersection(remote):
                del remote[name]
            self._told.update(remote)
        for future in suspects:
            _drop(future)
        if not remote:
            return
        running = self._tell(list(remote))
        self._forget([remote[name] for name in remote.keys() - running])
        timer = threading.Timer(self._grace, self._forget, [[remote[name] for name in running]])
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Part with the cluster; where ``wait``, after the tasks that are submitted."""
        futures = (*self._remote, *self._suspects)
        if cancel_futures:
            self.stop(futures)
        try:
            if wait:
                wait_for(futures)
        finally:
            for timer in self._timers:
                timer.cancel()
            self._client.close()

    def _send(self, call: bytes) -> Future[Any]:
        future: Future[Any] = Future()
        self._submit(future, call, alone=False)
        return future

    def _submit(self, future: Future[Any], call: bytes, alone: bool) -> None:
        name = uuid.uuid4().hex
        with self._reaching():
            remote = self._client.submit(perform_named, name, call, pure=False)
        self._remote[future] = (name, remote)
        remote.add_done_callback(partial(self._ended, future, call, alone))

    @contextlib.contextmanager
    def _reaching(self) -> Generator[None]:
        gone = f"the Dask cluster at {self._address} does not answer any more"
        if self._client.status == "closed":
            raise PlaceError(gone)
        try:
            yield
        except _GONE as error:
            raise PlaceError(f"{gone}: {error}") from error

    def _tell(self, names: list[str]) -> set[str]:
        """Tell calls to stop; return the names of those that run."""
        try:
            answers: dict[str, list[str]] = self._client.run(stop_named, names, on_error="ignore")
        except _GONE:
            # Of a cluster that is gone nobody runs anything for us any more.
            return set()
        return {name for running in answers.values() for name in running}

    def _forget(self, remote: list[Any]) -> None:
        """Have the cluster drop tasks, unless it is gone itself."""
        with contextlib.suppress(*_GONE):
            self._client.cancel(remote)

    def _ended(self, future: Future[Any], call: bytes, alone: bool, remote: Any) -> None:
        """Pass on how a task on the cluster ended; try again where its worker died, perhaps of another task.

        Runs in a thread of the client. The reply itself may be lost with a worker that dies now, and is then waited for
        until another one has made it.
        """
        reply = b""
        with Attempt() as attempt:
            reply = remote.result()
        killed = type(attempt.error).__name__ == _KILLED
        with self._lock:
            name, _ = self._remote.pop(future)
            suspect = killed and not alone and name not in self._told
            self._told.discard(name)
            if suspect:
                self._suspects[future] = call
        if not suspect:
            _settle(future, reply, None if remote.cancelled() else attempt.failure)
        self._try_suspect(freed=alone)

    def _try_suspect(self, freed: bool) -> None:
        """Try the next task whose worker died, one at a time: when the worker dies again, it was this one."""
        with self._lock:
            if freed:
                self._trying = False
            if self._trying or not self._suspects:
                return
            future, call = next(iter(self._suspects.items()))
            del self._suspects[future]
            self._trying = True
            try:
                self._submit(future, call, alone=True)
            except PlaceError as error:
                future.set_exception(error)
                self._try_suspect(freed=True)


def _settle(future: Future[Any], reply: bytes, failure: Failure | None) -> None:
    """Give a future the reply of its task; a task without one was dropped."""
    if failure is not None:
        future.set_exception(TaskError(failure))
    elif not reply:
        _drop(future)
    else:
        try:
            future.set_result(result_of(reply))
        except TaskError as failed:
            future.set_exception(failed)


def _drop(future: Future[Any]) -> None:
    future.cancel()
    future.set_running_or_notify_cancel()
