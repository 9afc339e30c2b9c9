"""Studies of a tiny instance, and what stands in for its solve where the solve is not the point."""

import hashlib
import os
import signal
import time

from coeplan.core.errors import SolverError
from coeplan.core.executor import task_token
from coeplan.studies.solve_case import CaseAnswer
from coeplan_models.plan_figures import Summary
from coeplan_models.studies import KeyFigures

TINY = {
    "name": "tiny",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 3},
    "areas": {"dev": {"workload": 4}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 20},
        "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 20},
    },
    "operating_models": {"aas": {"fee_per_head": 12000, "seats_included": True, "lead_time": 3}},
}


DEAD, FAILING, KILLING, REFUSING, WAITING = range(9001, 9006)
"""Workloads with a meaning of their own for ``stand_in``."""

PATIENCE = 30.0


def grid(workloads, **changes):
    """A study with one case for each workload."""
    levels = {f"w{each}": f"areas.dev.workload = {each}" for each in workloads}
    said = {"name": "loads", "instance": "tiny.json", "cases": {"kind": "grid", "axes": {"load": levels}}}
    return said | changes


def stand_in(task):
    """Answer at once, by the workload that the edits set; the base plan has none."""
    if not task.edits:
        return answer(4.0)
    (text,) = task.edits
    workload = float(text.rpartition("=")[2])
    if workload == DEAD:
        return CaseAnswer("infeasible", "proved", 0.1)
    if workload == FAILING:
        raise SolverError("the solver crashed five times")
    if workload == KILLING:
        os.kill(os.getpid(), signal.SIGKILL)
    if workload == REFUSING:
        return CaseAnswer("refused", "no such area", 0.1)
    if workload == WAITING:
        return CaseAnswer("interrupted" if task_token().wait(PATIENCE) else "optimal", "", 0.1)
    time.sleep(0.001)
    return answer(workload)


def answer(value):
    """What a solve would say: the plan's bytes depend on the value alone."""
    none = dict.fromkeys(Summary.model_fields, 0.0)
    today = ("commit GDL/aas",) if value < 100 else ()
    figures = KeyFigures(
        heads_at_end={"GDL": value}, sites_at_end={"aas": 1.0}, starts=("GDL/aas@t01",), today=today, summary=none
    )
    plan = hashlib.sha256(str(value).encode()).digest() * 20
    return CaseAnswer("optimal", "", 0.1, value, value - 1, 1 / value, figures, plan)


def needs_start(task):
    """Answer with what the case starts from."""
    return CaseAnswer("optimal", f"{len(task.start or b'')} bytes", 0.1, plan=b"base" if not task.edits else None)


def eventually(condition):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "this should have come true by now"
        time.sleep(0.005)


def run(study, folder, place="in-process", **options):
    """Run a study with the stand-in."""
    # Workers import this module, and need no more than what solves a case.
    from coeplan.api.studies import Place, RunOptions, read_study, run_study

    asked = RunOptions(place=Place.parse(place), **{"solve": stand_in} | options)
    return run_study(read_study(study), folder, asked)


def tell_hard_stop(task):
    """Answer with when the process would be ended."""
    return CaseAnswer("optimal", str(task.hard_stop), 0.1)
