"""A step for a scheduler (cron, Airflow, a CI job): plans an instance, and its exit code tells what came of it.

    python examples/scheduled_step.py firm.yaml results --gap 0.005 --time-limit 600

It may be started as often as a scheduler likes. A plan stands in ``results/KEY``, a folder that is there as a whole or
not at all and whose name comes of the data; what was planned already is not planned again. ``results/latest.json``
points to the plan of the last run. One run at a time works in a folder: a second one gives up with code 75.
"""

import argparse
import json
import shutil
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from enum import IntEnum
from pathlib import Path

import coeplan


class Code(IntEnum):
    """What the scheduler is told; 0 to 5 mean what they mean for ``coeplan solve``."""

    PLAN = 0
    """There is a plan."""
    FAILED = 1
    """The machine or the program failed: look at standard error."""
    BAD_INPUT = 2
    """Bad usage, or an instance that cannot be used: do not try again before somebody has mended it."""
    INFEASIBLE = 3
    """It is proved that no plan exists: do not try again, but ask ``coeplan diagnose``."""
    NO_PLAN = 4
    """No plan was found in the time given: try again with more."""
    AUDIT_FAILED = 5
    """The auditor refused the plan, which is a fault of coeplan."""
    TRY_AGAIN = 75
    """Another run is at work, or this one was told to end: try again later. It is EX_TEMPFAIL of ``sysexits.h``."""


CODES: dict[type[Exception], Code] = {
    coeplan.InputError: Code.BAD_INPUT,
    coeplan.AuditError: Code.AUDIT_FAILED,
    coeplan.CoeplanError: Code.FAILED,
    OSError: Code.FAILED,
}
"""Codes of the errors that may come; the first that fits counts."""


class BusyError(Exception):
    """Another run is at work in the same folder."""


def main(arguments: Sequence[str] | None = None) -> Code:
    """Run the step, and return its code."""
    parser = argparse.ArgumentParser(description="Plan an instance, once for all retries.")
    parser.add_argument("instance", help="the instance's file")
    parser.add_argument("results", type=Path, help="folder of the plans; made where it is missing")
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--time-limit", type=float, default=600.0, metavar="SECONDS")
    asked = parser.parse_args(arguments)
    # Schedulers end what takes too long with this signal; the solve then stops at once and nothing is kept.
    token = coeplan.CancelToken()

    def end(number: int, frame: object) -> None:
        token.cancel()

    signal.signal(signal.SIGTERM, end)
    try:
        asked.results.mkdir(parents=True, exist_ok=True)
        with closing(taken_lock(asked.results / "lock")):
            options = coeplan.SolveOptions(gap=asked.gap, time_limit=asked.time_limit)
            return step(asked.instance, asked.results, options, token)
    except BusyError as error:
        print(error, file=sys.stderr)
        return Code.TRY_AGAIN
    except tuple(CODES) as error:
        print(error, file=sys.stderr)
        return next(code for kind, code in CODES.items() if isinstance(error, kind))


def taken_lock(path: Path) -> sqlite3.Connection:
    """Take a lock; the operating system takes it back when the process ends, however that happens."""
    try:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise BusyError(f"another run is at work in {path.parent}: try again when it has ended") from error
        raise OSError(f"the lock {path} cannot be used: {error}") from error
    return lock


def step(source: str, results: Path, options: coeplan.SolveOptions, token: coeplan.CancelToken) -> Code:
    """Find the plan of an instance, or solve it, and point to it."""
    instance = coeplan.load(source)
    folder = results / f"{instance.name}-{instance.fingerprint()[:16]}"
    plan = kept(folder, instance)
    if plan is None:
        solution = coeplan.solve(instance, options, cancel=token)
        if solution.plan is None or solution.termination == "interrupted":
            print(f"{instance.name}: {solution.message}", file=sys.stderr)
            return without_plan(solution.termination)
        plan = solution.plan
        keep(plan, instance, folder)
    point_to(folder, plan)
    return Code.PLAN


WITHOUT_PLAN = {
    "infeasible": Code.INFEASIBLE,
    "interrupted": Code.TRY_AGAIN,
    "unbounded": Code.FAILED,
    "solver_failed": Code.FAILED,
}
"""Codes of solves of which nothing is kept, by why they stopped; all others found no plan in the time given."""


def without_plan(termination: str) -> Code:
    """Return the code of a solve of which nothing is kept."""
    return WITHOUT_PLAN.get(termination, Code.NO_PLAN)


def kept(folder: Path, instance: coeplan.Instance) -> coeplan.Plan | None:
    """Return the plan of an earlier run; None where there is none, or it does not pass the audit any more."""
    if not folder.exists():
        return None
    try:
        plan = coeplan.load_plan(folder / "plan.json")
    except coeplan.InputError as error:
        print(f"{folder} is planned anew: {error}", file=sys.stderr)
        return None
    return plan if coeplan.audit_plan(instance, plan).passed else None


def keep(plan: coeplan.Plan, instance: coeplan.Instance, folder: Path) -> None:
    """Write a plan with its tables, so that its folder is there as a whole or not at all."""
    unfinished = folder.with_name("unfinished")
    for old in (unfinished, folder):
        if old.exists():
            shutil.rmtree(old)
    coeplan.write_plan(plan, unfinished, instance, audited=True)
    unfinished.rename(folder)


def point_to(folder: Path, plan: coeplan.Plan) -> None:
    """Tell the next step, on standard output and in ``latest.json``, where the plan is."""
    told = {"plan": f"{folder.name}/plan.json", "termination": plan.termination, "value": plan.value, "gap": plan.gap}
    line = json.dumps(told)
    unfinished = folder.with_name("latest.unfinished")
    unfinished.write_text(f"{line}\n", encoding="utf-8")
    unfinished.replace(folder.with_name("latest.json"))
    print(line)


if __name__ == "__main__":
    sys.exit(main())
