"""How much sooner a study is done on two workers than on one."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.running.cases import instance_of
from coeplan.api.studies import RunOptions, run_study
from coeplan.core.executor import Place
from coeplan.studies.progress import StudyProgress

RANGES = {
    "work": {"path": "areas.*.workload", "low": 0.8, "high": 1.2, "way": "scale"},
    "discount": {"path": "discount_rate", "low": 0.04, "high": 0.12},
}
"""Inputs that every instance has."""

SETTLED = 4
"""Results after which no worker is still starting up."""


def studies(case: str, count: int, work: float, tell: Callable[[str], None]) -> float:
    """Run a random study on one worker and on two; return how many times faster two are, start-up excluded.

    Parameters
    ----------
    case : str
        Name of the case.
    count : int
        Cases of the study.
    work : float
        Work limit of each.
    tell : callable
        Told what was measured.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "instance.json").write_text(instance_of(case).model_dump_json(), encoding="utf-8")
        study = {
            "name": "speed",
            "instance": str(place / "instance.json"),
            "limits": {"gap": 0.001, "work": work},
            "cases": {"kind": "random", "number": count, "seed": 1, "ranges": RANGES},
        }
        seconds = [_seconds_for_the_rest(study, place / workers, workers) for workers in ("1", "2")]
    tell(f"{case}, {count} cases of {work:g} units: one worker {seconds[0]:.1f} s, two {seconds[1]:.1f} s")
    tell(f"two are {seconds[0] / seconds[1]:.2f} times as fast, start-up excluded")
    return seconds[0] / seconds[1]


def _seconds_for_the_rest(study: dict[str, object], folder: Path, workers: str) -> float:
    """Run a study; return the time from its first few results to its last."""
    began: list[float] = []

    def look(progress: StudyProgress) -> None:
        if progress.done >= SETTLED and not began:
            began.append(time.monotonic())

    run_study(study, folder, RunOptions(place=Place.parse(workers)), look)
    return time.monotonic() - began[0]
