"""One run at a time in a folder, by a lock of the operating system: it ends with the process that holds it."""

import os
import socket
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coeplan.core.errors import CoeplanError

PATIENCE = 1.0
"""Seconds for which a lock is asked for again: whoever looks whether a run is under way holds it for a moment."""

_PAUSE = 0.05


class StudyBusyError(CoeplanError):
    """Another process runs a study in the same folder."""


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold the lock of a folder.

    Parameters
    ----------
    path : Path
        The lock's file; made where it is missing, and left there, for what counts is who holds it.

    Raises
    ------
    StudyBusyError
        Where another process holds it.
    """
    with path.open("a+b") as stream:
        ends = time.monotonic() + PATIENCE
        while not _take(stream):
            if time.monotonic() > ends:
                raise StudyBusyError(
                    f"the study in {path.parent} is being run already, by {_holder(stream)}: wait for it or end it, "
                    "or give another folder"
                )
            time.sleep(_PAUSE)
        try:
            stream.truncate(0)
            stream.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
            stream.flush()
            yield
        finally:
            _release(stream)


def held(path: Path) -> bool:
    """Return whether another process holds the lock."""
    if not path.exists():
        return False
    with path.open("a+b") as stream:
        taken = _take(stream)
        if taken:
            _release(stream)
        return not taken


def _holder(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read(200).decode(errors="replace") or "another process"


if sys.platform == "win32":
    import msvcrt

    # A byte far behind what is written, so that the holder's name can be read.
    _PLACE = 2**30

    def _take(stream: IO[bytes]) -> bool:
        stream.seek(_PLACE)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(stream: IO[bytes]) -> None:
        stream.seek(_PLACE)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
