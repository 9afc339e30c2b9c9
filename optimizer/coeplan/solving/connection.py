"""A worker process seen from this side: frames in, frames out, and its end.

Reading, writing and collecting the worker's last words each have a thread, so that
nobody ever waits on a pipe: a worker that neither reads nor writes can still be
given up on, and killed.
"""

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coeplan.core import child_process
from coeplan.solving.protocol import Frame, ProtocolError, read_frame, write_frame

# -P: a file called queue.py where the user happens to stand is none of our business.
WORKER_COMMAND = (sys.executable, "-P", "-m", "coeplan.solving.worker")

# Room for the tracebacks of all threads of a crashed worker, and for what it said before.
_LAST_WORDS = 80
_QUIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more will come from the worker; ``reason`` says why, as far as it is known."""

    reason: str


class Connection:
    """One running worker.

    Parameters
    ----------
    command
        What to run; the worker of this package in a fresh Python where None.

    Raises
    ------
    OSError
        Where the command cannot be run at all.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._process = subprocess.Popen(
            list(WORKER_COMMAND if command is None else command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            # A session of its own: Ctrl-C in the terminal reaches this process alone.
            start_new_session=True,
        )
        self._inbox: queue.SimpleQueue[Frame | Ended] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._threads = [
            threading.Thread(target=self._write, args=(self._process.stdin,), daemon=True),
            threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True),
        ]
        reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        for thread in (*self._threads, reader):
            thread.start()
        self._reader = reader

    @property
    def pid(self) -> int:
        """Process id of the worker."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the worker still runs."""
        return self._process.poll() is None

    def send(self, frame: Frame) -> None:
        """Hand a frame over for sending; returns at once, also where the worker does not read."""
        self._outbox.put(frame)

    def receive(self, timeout: float) -> Frame | Ended | None:
        """The next thing from the worker; None where nothing came within ``timeout`` seconds."""
        try:
            return self._inbox.get(timeout=max(0.0, timeout))
        except queue.Empty:
            return None

    def kill(self) -> None:
        """End the worker at once, and everything it may have started."""
        child_process.kill(self._process)
        self._finish()

    def close(self) -> None:
        """Ask the worker to leave, and kill it if it does not."""
        self.send(Frame.of("quit"))
        try:
            self._process.wait(_QUIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._finish()

    def _finish(self) -> None:
        """Reap the process and let its threads and pipes go."""
        self._process.wait()
        self._outbox.put(None)
        for thread in (*self._threads, self._reader):
            thread.join(timeout=_QUIT_SECONDS)

    def _write(self, stream: BinaryIO) -> None:
        try:
            with stream:
                while (frame := self._outbox.get()) is not None:
                    write_frame(stream, frame)
        except OSError as error:
            # The reading side finds the end of the stream, and tells it.
            self._last_words.append(f"writing to the worker failed: {error}")
        except ProtocolError as error:
            self._inbox.put(Ended(str(error)))

    def _read(self, stream: BinaryIO) -> None:
        reason = None
        with stream:
            try:
                while (frame := read_frame(stream)) is not None:
                    self._inbox.put(frame)
            except ProtocolError as error:
                reason = str(error)
        self._inbox.put(Ended(reason or self._obituary()))

    def _listen(self, stream: BinaryIO) -> None:
        with stream:
            for line in stream:
                self._last_words.append(line.decode(errors="replace").rstrip())

    def _obituary(self) -> str:
        """How the worker ended and what it said last."""
        try:
            code = self._process.wait(_QUIT_SECONDS)
        except subprocess.TimeoutExpired:
            return "the worker closed its output"
        self._threads[1].join(timeout=_QUIT_SECONDS)
        return "\n".join([f"the worker ended with {child_process.ending(code)}", *self._last_words])


def _environment() -> dict[str, str]:
    """Our environment, in which the worker finds this very package.

    A package in ``site-packages`` is found anyway; naming that directory would put
    it ahead of the standard library.
    """
    environment = dict(os.environ)
    root = Path(__file__).resolve().parents[2]
    if root.name not in ("site-packages", "dist-packages"):
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = str(root) if not known else os.pathsep.join((str(root), known))
    return environment
