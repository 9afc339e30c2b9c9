"""Ctrl-C: the first asks the work to stop and hand over what it has, the second aborts."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

from coeplan.core.cancel import CancelToken


@contextmanager
def cancelled_by_interrupt(token: CancelToken, on_first: Callable[[], None]) -> Generator[None]:
    """Cancel a token at the first Ctrl-C inside the block; raise KeyboardInterrupt at the second.

    Parameters
    ----------
    token : CancelToken
        What the work looks at.
    on_first : callable
        Called at the first Ctrl-C. It runs in a signal handler, so it must not print or wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()
        on_first()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
