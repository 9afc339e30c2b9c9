"""The progress line on a terminal."""

import io
import time

from rich.console import Console

from coeplan.cli.live import ProgressLine
from coeplan.core.progress import Progress


def terminal():
    return Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)


def test_the_line_holds_phase_incumbent_bound_gap_and_time():
    line = ProgressLine(terminal())
    assert line.line() == "0:00  starting"
    line.report(Progress("searching", 3.0, 1_234_567.0, 1_200_000.0, 0.028))
    assert line.line() == "0:00  searching  best 1.235 M  bound 1.200 M  gap 2.80 %"
    line.report(Progress("searching", 3.0, None, 950.0))
    assert line.line() == "0:00  searching  bound 950.00"


def test_on_a_terminal_it_is_redrawn_and_taken_away():
    console = terminal()
    with ProgressLine(console) as line:
        line.report(Progress("searching", 0.1, 2_000.0))
        time.sleep(0.6)
    text = console.file.getvalue()
    assert "searching  best 2.000 k" in text
    # The cursor goes back over the line and clears it, so that the page starts on a clean screen.
    assert text.rstrip("\r\n").endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_it_says_that_it_is_stopping():
    line = ProgressLine(terminal())
    line.stopping()
    assert "Ctrl-C again aborts" in line.line()
