"""The end of a process whose work takes longer than it may."""

import contextlib
import faulthandler
import os
import sys
import threading
from collections.abc import Generator

GRACE_SECONDS = 10.0
EXIT_CODE = 1


@contextlib.contextmanager
def ended_after(seconds: float | None) -> Generator[None]:
    """End this process, with exit code 1, if what is done within takes longer; tell on standard error where it was.

    Parameters
    ----------
    seconds
        How long it may take; None for as long as it wants.

    Notes
    -----
    A thread ends the process: while it holds the interpreter's lock, the stack that it tells of does not move. Code
    that gives no thread a chance is ended :data:`GRACE_SECONDS` later by a watchdog that needs no lock, and that may
    crash where the stack does move.
    """
    if seconds is None:
        yield
        return
    thread = threading.Timer(seconds, _end, (seconds,))
    thread.daemon = True
    thread.start()
    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True)
    try:
        yield
    finally:
        thread.cancel()
        faulthandler.cancel_dump_traceback_later()


def _end(seconds: float) -> None:
    # Nothing that goes wrong in telling may keep the process alive.
    with contextlib.suppress(Exception):
        print(f"ended after {seconds:g} s, where it may take no longer; it was here:", file=sys.stderr, flush=True)
        faulthandler.dump_traceback(sys.stderr)
    os._exit(EXIT_CODE)
