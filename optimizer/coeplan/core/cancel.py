"""A request to stop that may be made from any thread."""

import math
import threading
import time

PARENT_POLL = 0.05
"""Seconds between looks at a wider token."""


class CancelToken:
    """Carries the wish to stop from whoever has it to whoever works.

    The token is made by the caller, handed down, and looked at by the work in
    hand; once cancelled it stays cancelled. All methods may be called from any
    thread and from a signal handler.

    Parameters
    ----------
    parent
        A wider token: when it is cancelled, this one is, too; not the other way round.
    """

    def __init__(self, parent: "CancelToken | None" = None) -> None:
        self._event = threading.Event()
        self._parent = parent

    def cancel(self) -> None:
        """Ask for the work to stop; asking twice changes nothing."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody has asked for the work to stop."""
        return self._event.is_set() or (self._parent is not None and self._parent.cancelled)

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until cancelled, or until ``timeout`` seconds have passed.

        Returns
        -------
        bool
            Whether the token is cancelled.
        """
        if self._parent is None:
            return self._event.wait(timeout)
        ends = math.inf if timeout is None else time.monotonic() + timeout
        while not self.cancelled and time.monotonic() < ends:
            self._event.wait(min(PARENT_POLL, max(0.0, ends - time.monotonic())))
        return self.cancelled
