"""Judges many inputs of one kind in a process with bounded memory, and prints what became of them as JSON.

``python -m tests.io.fuzzing.batch KIND INPUTS SEED FOLDER``, with the plans that plan kinds start from in the folder.
"""

import json
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from .inputs import INPUTS
from .judges import SECONDS, TooSlow, in_time

MEMORY = 2 * 2**30
"""Bytes of address space of the process."""

MOST_FAILURES = 40
"""Different failures that are told."""


class Tally:
    """Counts what became of inputs, and keeps the shortest input of each failure."""

    def __init__(self, kind: str, folder: Path, seconds: float = SECONDS) -> None:
        self.outcomes: Counter[str] = Counter()
        self.slowest = 0.0
        self._kind = kind
        self._seconds = seconds
        self._folder = folder
        self._failures: dict[str, dict[str, Any]] = {}

    def judge(self, chance: Random) -> None:
        """Make an input and judge it."""
        started = time.process_time()
        path: Path | None = None
        try:
            with in_time(self._seconds):
                path = INPUTS[self._kind].make(chance, self._folder)
                self.outcomes[INPUTS[self._kind].judge(chance, path)] += 1
        except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever it is, it is told
            self.outcomes["crashed"] += 1
            self._note(error, path)
        self.slowest = max(self.slowest, time.process_time() - started)

    def _note(self, error: BaseException, path: Path | None) -> None:
        where = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
        size = path.stat().st_size if path is not None else 0
        known = self._failures.get(key)
        if known is None and len(self._failures) >= MOST_FAILURES:
            return
        count = 1 if known is None else known["count"] + 1
        if known is not None and known["size"] <= size:
            known["count"] = count
            return
        kept = None if path is None else path.rename(self._folder / f"failure-{abs(hash(key)) % 10**8}{path.suffix}")
        self._failures[key] = {"count": count, "size": size, "error": str(error)[:1000], "file": str(kept)}

    def told(self) -> dict[str, Any]:
        """Return everything that was counted."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        inputs = sum(self.outcomes.values())
        return {
            "inputs": inputs,
            "outcomes": dict(self.outcomes),
            "slowest": self.slowest,
            "peak_mib": peak,
            "cpu": time.process_time(),
            "failures": self._failures,
        }


def judge_all(kind: str, inputs: int, start: int, folder: Path) -> dict[str, Any]:
    """Judge many inputs; those of structure are chosen by Hypothesis, all others by numbered seeds."""
    tally = Tally(kind, folder)
    if not INPUTS[kind].by_hypothesis:
        for number in range(start, start + inputs):
            tally.judge(Random(f"{kind} {number}"))
        return tally.told()

    @seed(start)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def judge(chance: Random) -> None:
        tally.judge(chance)

    judge()
    return tally.told()


def main() -> None:
    """Judge what the arguments ask for."""
    kind, inputs, start, folder = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(judge_all(kind, int(inputs), int(start), Path(folder)), indent=1))


if __name__ == "__main__":
    main()
