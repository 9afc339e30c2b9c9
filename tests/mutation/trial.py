"""One mutant on trial: its module in a copy of the project, and the tests in a forked process."""

import itertools
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from .mutants import Mutant

# Imported before forking, so that a trial does not wait for them; nothing of the product may be among them.
PRELOADED = ("highspy", "hypothesis", "networkx", "numpy", "pandas", "pyomo.environ", "pydantic", "rich", "ruamel.yaml")

KEPT = ("optimizer", "models", "instances", "catalogue", "tests", "benchmarks", "docs", "pyproject.toml", "README.md")


def copy_project(root: Path, copy: Path) -> None:
    """Copy what tests need of the project."""
    for name in KEPT:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        elif source.is_file():
            shutil.copy(source, copy / name)


class Court:
    """A copy of the project in which mutants stand trial, one after the other.

    Parameters
    ----------
    copy : Path
        Root of the copy.
    stages : sequence of sequence of str
        Test files and folders; a stage is run only if those before notice nothing.
    seconds : float
        How long they may take; a mutant that makes them hang counts as noticed.
    """

    def __init__(self, copy: Path, stages: Sequence[Sequence[str]], seconds: float) -> None:
        self._copy = copy
        self._stages = stages
        self._seconds = seconds
        # Compiled modules are told from stale ones by seconds and size alone.
        self._times = itertools.count(int(time.time()) - 1_000_000)

    def try_mutant(self, mutant: Mutant) -> str:
        """Return ``noticed``, ``hung`` or ``survived``."""
        module = self._copy / mutant.place.path
        original = module.read_bytes()
        self._write(module, mutant.code.encode())
        try:
            return self.run_tests()
        finally:
            self._write(module, original)

    def run_tests(self) -> str:
        """Run the tests on the copy as it stands."""
        child = os.fork()
        if child == 0:
            self._be_tested()
        ends = time.monotonic() + self._seconds
        while time.monotonic() < ends:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                # Solver processes of a test run that was cut short go with it.
                _kill_group(child)
                return "survived" if os.waitstatus_to_exitcode(status) == 0 else "noticed"
            time.sleep(0.02)
        _kill_group(child)
        os.waitpid(child, 0)
        return "hung"

    def _be_tested(self) -> None:
        """Run pytest in this (forked) process and end it."""
        os.setsid()
        os.chdir(self._copy)
        log = os.open(self._copy / "trial.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        roots = [str(self._copy / name) for name in ("optimizer", "models", ".")]
        sys.path[:0] = roots
        os.environ["PYTHONPATH"] = os.pathsep.join(roots)
        code = 1
        try:
            # The first stage that fails ends the trial.
            options = ["-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
            code = next((code for tests in self._stages if (code := int(pytest.main([*options, *tests])))), 0)
        finally:
            os._exit(code)

    def _write(self, module: Path, content: bytes) -> None:
        module.write_bytes(content)
        moment = next(self._times)
        os.utime(module, (moment, moment))


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
