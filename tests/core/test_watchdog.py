"""A process whose work takes too long is ended, whatever it does."""

import subprocess
import sys
import time

import pytest

from coeplan.core.watchdog import EXIT_CODE, ended_after


def ended(work: str, grace: float = 60.0) -> subprocess.CompletedProcess[str]:
    script = (
        "from coeplan.core import watchdog\n"
        f"watchdog.GRACE_SECONDS = {grace}\n"
        "def overrunning():\n"
        f"    {work}\n"
        "with watchdog.ended_after(0.2):\n"
        "    overrunning()\n"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=50)


@pytest.mark.parametrize("work", ["while True: dict(a=[str(i) for i in range(50)])", "import time; time.sleep(40)"])
def test_work_that_takes_too_long_is_ended_and_told(work):
    process = ended(work)
    assert process.returncode == EXIT_CODE
    assert process.stderr.startswith("ended after 0.2 s, where it may take no longer; it was here:\n")
    assert "in overrunning" in process.stderr


def test_work_that_gives_no_thread_a_chance_is_ended_a_little_later():
    # Matching takes years, and holds the lock of the interpreter all the while.
    process = ended("import re; re.match('(a+)+b', 'a' * 60)", grace=0.3)
    assert process.returncode == EXIT_CODE
    assert process.stderr.startswith("Timeout (0:00:00.5")


def test_work_that_cannot_tell_is_ended_all_the_same():
    assert ended("import sys; sys.stderr.close(); [None for _ in iter(int, 1)]").returncode == EXIT_CODE


@pytest.mark.parametrize("seconds", [0.2, None])
def test_work_that_is_done_in_time_ends_nothing(seconds):
    with ended_after(seconds):
        pass
    time.sleep(0.4)


def test_work_that_fails_in_time_ends_nothing():
    with pytest.raises(KeyError, match="gone"), ended_after(0.2):
        raise KeyError("gone")
    time.sleep(0.4)
