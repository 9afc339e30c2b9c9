"""What processes that coeplan starts have in common: pipes of their own, a parent to leave with, and how they ended."""

import contextlib
import os
import signal
import subprocess
import time
from typing import BinaryIO

PARENT_CHECK_SECONDS = 1.0


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for messages alone.

    Whatever else reads or prints in this process finds an empty input, and standard error instead of the output.

    Returns
    -------
    tuple of BinaryIO
        Where to read from, and where to write to.
    """
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def leave_with(parent: int) -> None:
    """End this process once its parent is another one than ``parent``.

    The end of standard input says so at once, but not where the dead parent had forked children that still hold the
    pipe open.
    """
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(0)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a session of its own at once, with what it has started there itself."""
    if process.poll() is None:
        if os.name == "posix":
            # It may go by itself, and be reaped by another thread, just now.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def ending(code: int) -> str:
    """Say in words how a process ended, from its exit code."""
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    # What the kernel does to a process when memory runs out; nothing else tells.
    hint = ", as it happens when the machine is out of memory" if name == "SIGKILL" else ""
    return f"signal {name}{hint}"
