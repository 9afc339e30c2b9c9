"""One contestant on one case, in a process of its own: says as lines of JSON what it finds, as it finds it."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from coeplan.api.load import load_instance

from .cases import instance_of
from .contestants import CONTESTANTS, Limits, measure_model, measure_solve
from .trace import Point, Recorder

MODEL, SOLVE = "model", "solve"
"""Parts: the model is measured in one process and solved in another, so that memory is that of the solve alone."""


def main(said: str) -> None:
    """Run what the job says."""
    # Solvers and libraries print to standard output; what this process has to say goes past them.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(fields: dict[str, Any]) -> None:
        channel.write(json.dumps(fields) + "\n")
        channel.flush()

    run(json.loads(said), say)
    say({"peak_memory_mib": _peak_memory()})


def run(job: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Run a job, and say fields of a result and points of a trace as they come."""
    contestant, limits = CONTESTANTS[job["contestant"]], Limits(**job["limits"])
    instance = instance_of(job["case"])
    if job["part"] == MODEL:
        began = time.perf_counter()
        load_instance(instance)
        say({"check": time.perf_counter() - began})
        for fields in measure_model(contestant, instance, limits):
            say(fields)
        return

    def point(found: Point) -> None:
        say({"point": [found.seconds, found.value, found.bound]})

    for fields in measure_solve(contestant, instance, limits, Recorder(point).hear):
        say(fields)


def _peak_memory() -> float:
    """MiB that this process and the largest of its children held at most."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round((own + children) / 1024, 1)


if __name__ == "__main__":
    main(sys.argv[1])
