"""Starts a process for each part of each contestant's work, and gathers what it says."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .child import MODEL, SOLVE
from .contestants import CONTESTANTS, Limits
from .trace import Point

ROOT = Path(__file__).parents[2]

GRACE = 180.0
"""Seconds that a process may take beyond its limits: reading, planning, building, the last check of a deadline."""

LAST_WORDS = 400
"""Characters of a failed process's messages that are kept."""


@dataclass
class Result:
    """What one contestant did with one case."""

    case: str
    contestant: str
    fields: dict[str, Any] = field(default_factory=dict)
    trace: list[Point] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run_case(result: Result, limits: Limits) -> None:
    """Run all parts of a contestant's work on a case, one after the other; the result grows as they tell of it."""
    who = CONTESTANTS[result.contestant]
    for part in (part for part, wanted in ((MODEL, who.models), (SOLVE, who.solves)) if wanted):
        job = {"case": result.case, "contestant": who.name, "part": part, "limits": asdict(limits)}
        for said in _told(job, limits.seconds + limits.root_seconds + GRACE, result.faults):
            if "point" in said:
                result.trace.append(Point(*said["point"]))
            else:
                result.fields |= said


def _told(job: dict[str, Any], seconds: float, faults: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what a process says until it ends; one that overstays is killed, and what went wrong is noted."""
    command = [sys.executable, "-m", "benchmarks.running.child", json.dumps(job)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    killer = threading.Timer(seconds, process.kill)
    messages: list[str] = []
    reader = threading.Thread(target=lambda: messages.extend(process.stderr or ()), daemon=True)
    reader.start()
    killer.start()
    try:
        for line in process.stdout or ():
            yield json.loads(line)
        code = process.wait()
    finally:
        killer.cancel()
        process.kill()
        process.wait()
    reader.join()
    if code:
        faults.append(f"{job['part']}: exit {code}: {' '.join(''.join(messages).split())[-LAST_WORDS:]}")
