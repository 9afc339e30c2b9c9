"""How the run of a study is told: one live line on a terminal, a plain line every few seconds elsewhere."""

import time
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console

from coeplan.core.progress import Progress

from .live import ProgressLine

if TYPE_CHECKING:
    from coeplan.api.studies import StudyProgress


class StudyLine(ProgressLine):
    """Shows how far a study is until the block ends; ``report_cases`` is the callback."""

    STOPPING: ClassVar[str] = "Stopping; what is done stays. Ctrl-C again aborts at once."

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console)
        self._study: StudyProgress | None = None
        self._told = time.monotonic()

    def report_cases(self, progress: "StudyProgress") -> None:
        """Take a report."""
        self._study, self._told = progress, time.monotonic()
        self.report(Progress("solving cases" if progress.base_solved else "solving the base plan", progress.seconds))

    def line(self) -> str:
        """Return the state in one line: time since the start, what is being done, cases, time left."""
        known = [] if self._study is None else self._known(self._study)
        return "  ".join([super().line(), *known])

    def _known(self, study: "StudyProgress") -> list[str]:
        parts = [f"{study.done} of {study.cases} done"]
        parts += [f"{study.amiss} went wrong"] if study.amiss else []
        if study.seconds_left is None:
            return parts
        return [*parts, f"{duration(max(0.0, study.seconds_left - (time.monotonic() - self._told)))} left"]


def duration(seconds: float) -> str:
    """Return a time in the two largest units that say something."""
    minutes, hours = seconds / 60, seconds / 3600
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    return f"{minutes:.0f} min" if minutes < 99.5 else f"{int(hours)} h {int(minutes % 60):02d} min"
