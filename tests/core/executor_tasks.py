"""What workers do in the tests of the executor, and how tests watch them; needs no package but the executor."""

import os
import signal
import sys
import time
from pathlib import Path

from coeplan.core.executor_task import task_token

PATIENCE = 20.0


def square(number):
    return number * number


def process_id(_task):
    time.sleep(0.05)
    return os.getpid()


def loaded_modules(_task):
    return sorted(sys.modules)


def fail_if_odd(number):
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number


def leave_program(_task):
    sys.exit("no more")


def give_what_no_pickle_takes(_task):
    return lambda: None


def interrupt_yourself(number):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.05)
    return number


def wait_for_file(path):
    """Return once there is such a file; at once without a path."""
    ends = time.monotonic() + PATIENCE
    while path is not None and not Path(path).exists():
        if time.monotonic() > ends:
            raise TimeoutError(path)
        time.sleep(0.01)
    return path


def wait_until_told(folder):
    """Leave a file of this process, and return once the task is told to stop; at once without a folder."""
    if folder is None:
        return "idle"
    Path(folder, f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return "told" if task_token().wait(PATIENCE) else "forgotten"


def hear_nothing(task):
    """Leave a file of this process, and do not look whether to stop for so many seconds."""
    folder, seconds = task
    Path(folder, str(os.getpid())).touch()
    time.sleep(seconds)


def die(task):
    """Kill this process as often as ``task`` says, counted by files in its folder; 0 times gives ``alive``."""
    folder, name, deaths = task
    died = len(list(Path(folder).glob(f"{name}-*")))
    if died < deaths:
        Path(folder, f"{name}-{died}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(condition):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "this should have come true by now"
        time.sleep(0.01)
