"""How a solve is told while it runs: one live line on a terminal, a plain line every few seconds elsewhere."""

import threading
import time
from contextlib import ExitStack
from types import TracebackType
from typing import ClassVar, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress

from . import output
from .interrupt import cancelled_by_interrupt

SECONDS_BETWEEN_LINES = 5.0
"""Time between plain lines."""

SECONDS_BETWEEN_LOOKS = 0.2
"""How long a plain line may be late."""


class ProgressLine:
    """Shows the last progress report until the block ends, in which Ctrl-C is a wish to stop.

    ``report`` is the callback, and ``token`` what the work looks at. A second Ctrl-C aborts.
    """

    STOPPING: ClassVar[str] = "Stopping; the best found so far follows. Ctrl-C again aborts without it."

    def __init__(self, console: Console | None = None) -> None:
        self.token = CancelToken()
        self._console = output.messages() if console is None else console
        self._catching = ExitStack()
        self._began = time.monotonic()
        self._last: Progress | None = None
        self._stopping = False
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="progress line", daemon=True)
        self._live: Live | None = None

    def report(self, progress: Progress) -> None:
        """Take a report; remarks are printed at once."""
        self._last = progress
        if progress.message:
            self._console.print(progress.message, markup=False)

    def stopping(self) -> None:
        """Say from now on that the work is stopping; may be called from a signal handler."""
        self._stopping = True

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(self, console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
        else:
            self._ticker.start()
        self._catching.enter_context(cancelled_by_interrupt(self.token, self.stopping))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._catching.close()
        if self._live is not None:
            self._live.stop()
        else:
            self._done.set()
            self._ticker.join()

    def __rich__(self) -> Text:
        """Return the live line."""
        return Text(self.line(), overflow="ellipsis", no_wrap=True)

    def line(self) -> str:
        """Return the state in one line: phase, incumbent, bound, gap, time since the start."""
        last = self._last
        known = [] if last is None else _known(last)
        phase = self.STOPPING if self._stopping else "starting" if last is None else last.phase
        return "  ".join([_clock(time.monotonic() - self._began), phase, *known])

    def _tick(self) -> None:
        """Print a plain line every few seconds, and at once when the phase changes or the work is told to stop."""
        told: tuple[str | None, bool] = (None, False)
        printed = time.monotonic()
        while not self._done.wait(SECONDS_BETWEEN_LOOKS):
            state = (self._last.phase if self._last else None, self._stopping)
            if state != told or time.monotonic() - printed >= SECONDS_BETWEEN_LINES:
                self._console.print(self.line(), markup=False)
                told, printed = state, time.monotonic()
        if self._stopping and not told[1]:
            self._console.print(self.line(), markup=False)


def _known(progress: Progress) -> list[str]:
    parts = [] if progress.value is None else [f"best {_amount(progress.value)}"]
    parts += [] if progress.bound is None else [f"bound {_amount(progress.bound)}"]
    return parts + ([] if progress.gap is None else [f"gap {100 * progress.gap:.2f} %"])


def _amount(money: float) -> str:
    """Return money as short as it can be told apart: millions, thousands or as it is."""
    for factor, suffix in ((1e6, " M"), (1e3, " k")):
        if abs(money) >= factor:
            return f"{money / factor:,.3f}{suffix}"
    return f"{money:,.2f}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:d}:{rest:02d}"
