"""The solver process: ``python -m coeplan.solving.worker``.

It reads frames (see :mod:`coeplan.solving.protocol`) from standard input, works on
one model at a time, and writes frames to standard output. It ends when told to,
and at once when its parent is gone, even in the middle of a solve.
"""

import contextlib
import faulthandler
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

import highspy

from coeplan.core.child_process import leave_with, private_pipes
from coeplan.formulation.matrix import MatrixChange, MatrixModel
from coeplan.solving.engine import Engine, RefusedError, SolveRequest
from coeplan.solving.protocol import Frame, ProtocolError, read_frame, write_frame

# 1.14.0 could call a worse solution optimal.
OLDEST_HIGHS = (1, 15, 1)


class Worker:
    """Takes commands in order; only ``interrupt`` and ``quit`` overtake.

    Parameters
    ----------
    commands, frames
        Streams to read from and to write to.
    """

    def __init__(self, commands: BinaryIO, frames: BinaryIO) -> None:
        self._commands = commands
        self._frames = frames
        self._writing = threading.Lock()
        self._waiting: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._stop_up_to = -1
        self.engine = Engine(self.emit)
        self._handlers: dict[str, Callable[[Frame], None]] = {
            "load": self.load,
            "change": self.change,
            "restore": self.restore,
            "solve": self.solve,
        }

    def serve(self) -> None:
        """Work until the process is ended from the listening threads."""
        parent = os.getppid()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=leave_with, args=(parent,), daemon=True).start()
        self.emit(Frame.of("ready", highs=_demand_version()))
        while True:
            frame = self._waiting.get()
            try:
                self._handle(frame)
            except RefusedError as error:
                self.emit(Frame.of("refused", message=str(error)))

    def emit(self, frame: Frame) -> None:
        """Send a frame; may be called from any thread."""
        with self._writing:
            write_frame(self._frames, frame)

    def load(self, frame: Frame) -> None:
        """Take a model."""
        self.engine.load(MatrixModel.from_arrays(frame.arrays()))

    def change(self, frame: Frame) -> None:
        """Put other numbers into the model."""
        self.engine.change(MatrixChange.from_arrays(frame.arrays()))

    def restore(self, _frame: Frame) -> None:
        """Go back to the model as loaded."""
        self.engine.restore()

    def solve(self, frame: Frame) -> None:
        """Solve the model."""
        request = SolveRequest.from_frame(frame)
        self.engine.solve(request, lambda: self._stop_up_to >= request.solve_id)

    def _handle(self, frame: Frame) -> None:
        handler = self._handlers.get(frame.kind)
        if handler is None:
            raise RefusedError(f"there is no command {frame.kind!r}")
        handler(frame)

    def _listen(self) -> None:
        """Sort what comes in; runs beside the solve."""
        while True:
            try:
                frame = read_frame(self._commands)
            except ProtocolError as error:
                sys.stderr.write(f"the parent sends nonsense: {error}\n")
                os._exit(2)
            if frame is None or frame.kind == "quit":
                # Only _exit ends a process whose main thread is inside HiGHS.
                os._exit(0)
            if frame.kind == "interrupt":
                self._stop_up_to = max(self._stop_up_to, int(frame.fields["id"]))
            else:
                self._waiting.put(frame)


def _demand_version() -> str:
    version = (highspy.HIGHS_VERSION_MAJOR, highspy.HIGHS_VERSION_MINOR, highspy.HIGHS_VERSION_PATCH)
    said = ".".join(str(part) for part in version)
    if version < OLDEST_HIGHS:
        raise RuntimeError(f"HiGHS {said} is too old; install highspy {'.'.join(map(str, OLDEST_HIGHS))} or newer")
    return said


def main(kind: type[Worker] = Worker) -> None:
    """Run the worker on standard input and output."""
    # Ctrl-C in a terminal is for the parent, who will say what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    # A parent that is gone shows as a broken pipe; there is nobody left to tell.
    with contextlib.suppress(BrokenPipeError):
        kind(*private_pipes()).serve()


if __name__ == "__main__":
    main()
