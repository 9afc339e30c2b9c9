"""One case where it runs: from the base instance and the edits to a result and a plan, all as small plain data."""

import gzip
import time
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coeplan.core.errors import InputError
from coeplan.core.executor import task_token
from coeplan.core.watchdog import ended_after
from coeplan.whatif.restriction import with_floor
from coeplan_models import Instance, Plan
from coeplan_models.studies import CaseLimits, KeyFigures

from .cases import edited
from .key_figures import key_figures

if TYPE_CHECKING:
    from coeplan.solving.outcome import Outcome
    from coeplan.solving.warm import WarmStart

INTERRUPTED = "interrupted"
"""Status of a case that was told to stop; it is no result."""

REFUSED = "refused"
"""Status of a case whose edits make no valid instance."""


@dataclass(frozen=True, slots=True)
class CaseTask:
    """All that the solve of a case needs.

    Parameters
    ----------
    instance
        The base instance, from :func:`packed_instance`; the same bytes for all cases.
    edits
        One-line edits, in the order in which they apply.
    limits
        When to stop.
    start
        The base plan, from :func:`packed_plan`, which every case starts from; None for the base plan itself, and
        where there is none.
    hard_stop
        Seconds after which this process is ended, if the case still runs; None where the process is not the
        case's own.
    """

    instance: bytes
    edits: tuple[str, ...]
    limits: CaseLimits
    start: bytes | None
    hard_stop: float | None


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What came of a case; the fields are those of :class:`coeplan_models.studies.CaseResult`.

    Parameters
    ----------
    plan
        The plan, from :func:`packed_plan`; None where there is none.
    """

    status: str
    message: str
    seconds: float | None
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    figures: KeyFigures | None = None
    plan: bytes | None = None


def packed_instance(instance: Instance) -> bytes:
    """Return an instance as bytes, without the provenance, which no plan depends on."""
    bare = instance.model_copy(update={"sources": {}, "figures": {}, "description": ""})
    return zlib.compress(bare.model_dump_json().encode())


def packed_plan(plan: Plan) -> bytes:
    """Return a plan as it is stored: its JSON, compressed with gzip."""
    return gzip.compress(plan.model_dump_json().encode(), mtime=0)


def unpacked_plan(packed: bytes) -> Plan:
    """Return the plan that :func:`packed_plan` has packed."""
    return Plan.model_validate_json(gzip.decompress(packed))


def solve_case(task: CaseTask) -> CaseAnswer:
    """Solve one case; runs in a worker.

    Parameters
    ----------
    task : CaseTask
        The case.

    Returns
    -------
    CaseAnswer
        Its status is ``interrupted`` where the task was told to stop.

    Raises
    ------
    CoeplanError
        Where the solve fails; whoever runs the task keeps the message.
    """
    with ended_after(task.hard_stop):
        return _answer(task, time.monotonic())


def _answer(task: CaseTask, began: float) -> CaseAnswer:
    try:
        base = None if task.start is None else unpacked_plan(task.start)
        of = _instance(task.instance)
        instance = edited(of, task.edits, base).instance
    except InputError as error:
        return CaseAnswer(REFUSED, str(error), time.monotonic() - began)
    outcome = _solved(instance, task.limits, None if base is None else _known(base, instance, of))
    plan = outcome.plan
    return CaseAnswer(
        status=str(outcome.termination),
        message="; ".join(outcome.notes),
        seconds=time.monotonic() - began,
        value=outcome.value,
        bound=outcome.bound,
        gap=outcome.gap,
        figures=None if plan is None else key_figures(plan),
        plan=None if plan is None else packed_plan(plan),
    )


def _known(base: Plan, instance: Instance, of: Instance) -> "WarmStart":
    """Return what a base plan tells of an instance that was made from the base's."""
    from coeplan.solving.warm import WarmStart

    return with_floor(WarmStart.of(base), base.bound, instance, of)


def _solved(instance: Instance, limits: CaseLimits, warm: "WarmStart | None") -> "Outcome":
    # The engine is loaded where cases are solved, and not where results are only read.
    from coeplan.solving.outcome import SolveOptions
    from coeplan.solving.solve import solve_instance

    # One thread, so that what is found does not depend on what else runs on the machine.
    options = SolveOptions(
        gap=limits.gap,
        time_limit=limits.time_limit,
        work=limits.work,
        threads=1,
        keeping=False,
        workers="in-process",
    )
    return solve_instance(instance, options, cancel=task_token(), warm=warm)


@lru_cache(maxsize=2)
def _instance(packed: bytes) -> Instance:
    """Return the base instance, which is read once for all cases that run in this process."""
    return Instance.model_validate_json(zlib.decompress(packed))
