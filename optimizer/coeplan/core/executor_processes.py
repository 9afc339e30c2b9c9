"""Worker processes of this machine, one task at a time each.

Each is a plain subprocess with a pipe of its own and not one of ``multiprocessing``: the program that calls needs no
main guard and is not run again, a process that dies takes no other with it, none outlives this one, and no helper
process stays behind.
"""

import contextlib
import json
import math
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any

from coeplan.core.cancel import CancelToken
from coeplan.core.child_process import ending, kill
from coeplan.core.executor_places import PlaceError
from coeplan.core.executor_pools import PER_WORKER, NotStoppedError, RemotePool, TaskError, result_of
from coeplan.core.executor_task import Failure
from coeplan.core.executor_worker import STOP, read_message, write_message

# The worker looks for modules where this process does. -P: nothing from where the user happens to stand comes first.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); from coeplan.core.executor_worker import main; main()"
)
_START_SECONDS = 60.0
_QUIT_SECONDS = 2.0
_LOOK_SECONDS = 0.05
_LAST_WORDS = 40
_MOST_DEATHS = 2
"""After so many deaths of its process a task is not tried again."""


class WorkerDiedError(Exception):
    """A worker process ended before it had answered; says how."""


class WorkerProcess:
    """One worker process, seen from this side.

    Raises
    ------
    OSError
        Where no process can be started at all.
    """

    def __init__(self) -> None:
        paths = json.dumps(sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A session of its own: Ctrl-C in the terminal reaches this process alone.
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        # Nobody else waits on a pipe: a worker that neither reads nor writes can still be given up, and killed.
        self._threads = [
            threading.Thread(target=self._write, args=(self._process.stdin,), daemon=True),
            threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def greet(self) -> None:
        """Wait until the worker is ready.

        Raises
        ------
        PlaceError
            Where it ends instead, or is silent for a minute.
        """
        try:
            if self._inbox.get(timeout=_START_SECONDS) is not None:
                return
            reason = self._obituary()
        except queue.Empty:
            reason = f"it was not ready after {_START_SECONDS:g} s"
        raise PlaceError(f"a worker process cannot be started: {reason}")

    def call(self, call: bytes, token: CancelToken, grace: float) -> bytes:
        """Have a packed call made.

        Parameters
        ----------
        call
            From :func:`packed`.
        token
            When it is cancelled, the task is told to stop.
        grace
            Seconds that the task then has before its process is killed.

        Returns
        -------
        bytes
            For :func:`unpacked`.

        Raises
        ------
        WorkerDiedError
            Where the process ended.
        NotStoppedError
            Where it had to be killed.
        """
        self._outbox.put(call)
        told, deadline = False, math.inf
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                reply = self._inbox.get(timeout=_LOOK_SECONDS)
                if reply is None:
                    raise WorkerDiedError(self._obituary())
                return reply
            if token.cancelled and not told:
                told, deadline = True, time.monotonic() + grace
                self._outbox.put(STOP)
        self.kill()
        raise NotStoppedError(f"a task did not stop within {grace:g} s of being told, so its process was killed")

    def leave(self) -> None:
        """Let the worker leave, if it is idle; for one that is not use :meth:`kill`."""
        self._outbox.put(None)

    def join(self) -> None:
        """Wait until a worker that was let leave has done so; kill it if it does not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_QUIT_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the worker at once."""
        kill(self._process)
        self.leave()
        for thread in self._threads:
            thread.join(_QUIT_SECONDS)

    def _write(self, stream: IO[bytes]) -> None:
        # One that is gone cannot listen; the reading side finds the end of its stream, and tells it.
        with contextlib.suppress(OSError), stream:
            while (message := self._outbox.get()) is not None:
                write_message(stream, message)

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while (message := read_message(stream)) is not None:
                self._inbox.put(message)
        self._inbox.put(None)

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._last_words.append(line.decode(errors="replace").rstrip())

    def _obituary(self) -> str:
        """How the worker ended and what it said last."""
        self.join()
        return "\n".join([f"the worker process ended with {ending(self._process.returncode)}", *self._last_words])


class ProcessPool(RemotePool):
    """Worker processes, each started when a task first needs it and then kept.

    Parameters
    ----------
    processes
        Most worker processes at a time.
    grace
        Seconds that a task which is told to stop has before its process is killed.
    """

    def __init__(self, processes: int, grace: float) -> None:
        self._processes = processes
        self._grace = grace
        self._threads = ThreadPoolExecutor(processes, "coeplan-worker")
        self._lock = threading.Lock()
        self._workers: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._tokens: dict[Future[Any], CancelToken] = {}
        self._closed = False

    @property
    def count(self) -> int:
        """One for each process."""
        return self._processes

    @property
    def most_in_flight(self) -> int:
        """Two for each process."""
        return PER_WORKER * self._processes

    def stop(self, futures: Iterable[Future[Any]]) -> None:
        """Drop those that have not begun and tell those that run."""
        for future in futures:
            token = self._tokens.get(future)
            if not future.cancel() and token is not None:
                token.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all worker processes; where ``wait``, after the tasks that are submitted."""
        try:
            self._threads.shutdown(wait, cancel_futures=cancel_futures)
        finally:
            # Those that are busy now, after a second Ctrl-C for instance, are not waited for.
            with self._lock:
                self._closed = True
                idle, busy = tuple(self._idle), self._workers.difference(self._idle)
            for worker in idle:
                worker.leave()
            for worker in busy:
                worker.kill()
            for worker in idle:
                worker.join()

    def _send(self, call: bytes) -> Future[Any]:
        token = CancelToken()
        future = self._threads.submit(self._perform, call, token)
        self._tokens[future] = token
        future.add_done_callback(self._tokens.pop)
        return future

    def _perform(self, call: bytes, token: CancelToken, deaths: int = 0) -> Any:
        """Make a call in a worker process, and in another one where the first one dies."""
        worker = self._hire()
        try:
            reply = worker.call(call, token, self._grace)
        except NotStoppedError:
            self._dismiss(worker)
            raise
        except WorkerDiedError as error:
            self._dismiss(worker)
            if deaths + 1 < _MOST_DEATHS and not token.cancelled:
                return self._perform(call, token, deaths + 1)
            raise TaskError(Failure("WorkerDied", str(error))) from error
        self._idle.append(worker)
        return result_of(reply)

    def _hire(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise PlaceError("the worker processes have been ended; open others")
            if self._idle:
                return self._idle.pop()
            try:
                worker = WorkerProcess()
            except OSError as error:
                raise PlaceError(f"a worker process cannot be started: {error}") from error
            self._workers.add(worker)
        try:
            worker.greet()
        except PlaceError:
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: WorkerProcess) -> None:
        """Be rid of a worker that died, or must."""
        worker.kill()
        with self._lock:
            self._workers.discard(worker)
