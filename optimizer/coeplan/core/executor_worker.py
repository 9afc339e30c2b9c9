"""The worker process on its own side: calls in, results out, one at a time.

Messages on standard input and output are a length (little endian, 8 bytes) and as many bytes. To the worker go packed
calls, and an empty message to stop the call at hand; from it come an empty message once it is ready, and one reply for
each call. It ends when its standard input does, at once where a call is at hand: nobody wants the result any more.
"""

import contextlib
import faulthandler
import os
import queue
import signal
import struct
import threading
from typing import IO

from coeplan.core.cancel import CancelToken
from coeplan.core.child_process import leave_with, private_pipes
from coeplan.core.executor_task import perform

STOP = READY = b""

_LENGTH = struct.Struct("<Q")


def write_message(stream: IO[bytes], message: bytes) -> None:
    """Send one message."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """Return the next message; None where the stream ends, be it in the middle of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


class Worker:
    """Makes calls in the main thread and listens in another.

    Parameters
    ----------
    calls, replies
        Streams to read from and to write to.
    """

    def __init__(self, calls: IO[bytes], replies: IO[bytes]) -> None:
        self._calls = calls
        self._replies = replies
        self._token = CancelToken()
        self._busy = False
        self._waiting: queue.SimpleQueue[tuple[bytes, CancelToken] | None] = queue.SimpleQueue()

    def serve(self) -> None:
        """Work until nobody is there to work for."""
        threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()
        write_message(self._replies, READY)
        while (waiting := self._waiting.get()) is not None:
            reply = perform(*waiting)
            self._busy = False
            write_message(self._replies, reply)

    def _listen(self) -> None:
        """Take calls, and words about the call at hand while it is made."""
        while (message := read_message(self._calls)) is not None:
            if message == STOP:
                self._token.cancel()
            else:
                # A new token with each call: a word that came too late for the last one is not for this one.
                self._busy, self._token = True, CancelToken()
                self._waiting.put((message, self._token))
        if self._busy:
            os._exit(0)
        self._waiting.put(None)


def main() -> None:
    """Run the worker on standard input and output."""
    # Ctrl-C in a terminal is for the parent, who will say what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    # A parent that is gone shows as a broken pipe; there is nobody left to tell.
    with contextlib.suppress(BrokenPipeError):
        Worker(*private_pipes()).serve()
