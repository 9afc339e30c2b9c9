"""Runs the command, in this process or one of its own, with the sample plan of ``tests/plans`` at hand."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.standin import PLACE, module

from coeplan.cli.live import ProgressLine
from coeplan.cli.main import main

HERE = Path(__file__).parent
SAMPLE = runpy.run_path(str(HERE.parent / "plans" / "sample.py"))
REAL = ["-c", "from coeplan.cli.main import run; run()"]
STANDIN = [str(HERE / "standin.py")]
SECONDS = 120


@pytest.fixture
def plan():
    return SAMPLE["sample_plan"]()


@pytest.fixture
def instance():
    return SAMPLE["sample_instance"]()


@pytest.fixture
def folder(tmp_path, plan):
    """A folder with the sample's instance and plan."""
    (tmp_path / "sample.json").write_text(json.dumps(SAMPLE["SAMPLE"], indent=1), encoding="utf-8")
    (tmp_path / "plan.json").write_text(plan.model_dump_json(), encoding="utf-8")
    return tmp_path


def environment(**extra):
    """The environment without what would change how wide or colourful pages are."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "TERM"}}
    return kept | {"PYTHONUTF8": "1"} | extra


@pytest.fixture
def asking(monkeypatch, capsys):
    """Make a command that runs in this process, in a folder; each call gives its code, output and messages."""

    def made(folder, *beginning):
        monkeypatch.chdir(folder)

        def call(*arguments):
            code = main([*beginning, *arguments])
            told = capsys.readouterr()
            return code, told.out, told.err

        return call

    return made


@pytest.fixture
def every_report(monkeypatch):
    """Print every report of progress; otherwise those are lost between which a plain line had no time to come."""
    taken = ProgressLine.report

    def report(line, progress):
        taken(line, progress)
        line._console.print(line.line(), markup=False)

    monkeypatch.setattr(ProgressLine, "report", report)


@pytest.fixture
def coeplan(folder, monkeypatch, capsys):
    """Run the command in the folder; with ``standin`` its solver is one that does as it is told.

    It runs in a process of its own where that is asked for, or the interpreter is to start otherwise than usual; else
    in this one, which takes a fraction of the time.
    """

    def call(*arguments, standin=None, process=False, **extra):
        run = of_its_own if process or "PYTHONUTF8" in extra else here
        return run([str(argument) for argument in arguments], standin, extra)

    def of_its_own(arguments, standin, extra):
        how = REAL if standin is None else STANDIN
        told = {} if standin is None else {"STANDIN": standin}
        return subprocess.run(
            [sys.executable, *how, *arguments],
            cwd=folder,
            env=environment(**told, **extra),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    def here(arguments, standin, extra):
        capsys.readouterr()
        with monkeypatch.context() as changed:
            changed.chdir(folder)
            changed.delenv("COLUMNS", raising=False)
            for name, value in extra.items():
                changed.setenv(name, value)
            if standin is not None:
                changed.setenv("STANDIN", standin)
                changed.setitem(sys.modules, PLACE, module())
                # What the stand-in calls infeasible has a plan, so that there is nothing to diagnose.
                changed.setattr("coeplan.cli.solve.after_solve", lambda *_, **__: None)
            code = main(arguments)
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return call


@pytest.fixture
def begin(folder):
    """Start the command with the stand-in solver, and return the running process."""
    started = []

    def call(*arguments, standin):
        process = subprocess.Popen(
            [sys.executable, *STANDIN, *map(str, arguments)],
            cwd=folder,
            env=environment(STANDIN=standin),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield call
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
