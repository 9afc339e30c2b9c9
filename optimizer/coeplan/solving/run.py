"""One run of the worker within a solve: start it, listen, stop it, say how it ended."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import SolverError
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.formulation.matrix import FloatArray
from coeplan.solving.basis import Basis
from coeplan.solving.connection import Connection, Ended
from coeplan.solving.ledger import Ledger
from coeplan.solving.options import SolverOptions
from coeplan.solving.protocol import Frame, ProtocolError
from coeplan.solving.termination import Effort, SolutionCallback

# How long a worker may overrun its time limit before it is killed: this share, but at least these seconds.
GRACE_SHARE = 0.1
GRACE_SECONDS = 5.0
# How long it may take to heed an interrupt; at the root LP HiGHS does not look up for longer than that.
INTERRUPT_SECONDS = 3.0

_LOOK_UP_SECONDS = 0.05
_LOG_LINES = 10


@dataclass(frozen=True, slots=True)
class Start:
    """Values for some or all columns to start from, or a vertex of an LP; nothing where empty."""

    columns: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    values: FloatArray = field(default_factory=lambda: np.zeros(0))
    basis: Basis | None = None

    def arrays(self) -> dict[str, NDArray[Any]] | None:
        """The arrays of a frame; None where there is nothing to say."""
        values = {"columns": self.columns, "values": self.values} if len(self.columns) else {}
        return {**values, **(self.basis.arrays() if self.basis is not None else {})} or None


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who wants to know, and who may stop it."""

    on_progress: ProgressCallback | None = None
    on_solution: SolutionCallback | None = None
    cancel: CancelToken | None = None

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel.cancelled


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What a run is to do.

    Parameters
    ----------
    solve_id
        Number that its frames carry.
    phase
        What it is for, in words.
    options
        Options, with the time that is left for this run.
    start
        Where to start from.
    began
        Clock (``time.monotonic``) at the beginning of the whole solve.
    """

    solve_id: int
    phase: str
    options: SolverOptions
    start: Start
    began: float

    def frame(self) -> Frame:
        """The order as the worker takes it."""
        return Frame.of(
            "solve",
            self.start.arrays(),
            id=self.solve_id,
            options=self.options.for_highs(),
            check_limit=self.options.check_limit,
        )


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended.

    ``status`` is a status of the worker, or ``crashed`` (it ended, or spoke
    nonsense), ``killed`` (it overran its time) or ``cancelled``. ``worker_usable``
    tells whether the worker waits for the next order, ``duals`` the price of every row
    where an LP was solved, ``basis`` its vertex if it ended at one, ``effort`` what was done.
    """

    status: str
    detail: str | None = None
    nodes: int = 0
    worker_usable: bool = True
    duals: FloatArray | None = None
    basis: Basis | None = None
    effort: Effort = field(default_factory=Effort)


class Run:
    """A run under way.

    Parameters
    ----------
    connection
        The worker, with the right model loaded.
    order
        What to do.
    ledger
        Takes solutions, bounds and remarks.
    listeners
        Are told.
    """

    def __init__(self, connection: Connection, order: RunOrder, ledger: Ledger, listeners: Listeners) -> None:
        self._connection = connection
        self._order = order
        self._ledger = ledger
        self._listeners = listeners
        self._stop_asked = False
        self._nodes = 0
        self._searching = True
        self._log: list[str] = []
        limit = order.options.time_limit
        self._kill_at = time.monotonic() + limit + max(GRACE_SECONDS, GRACE_SHARE * limit)

    def execute(self) -> RunEnd:
        """Let the worker work until it is done, fails, overruns or is to stop."""
        self._connection.send(self._order.frame())
        while True:
            heard = self._connection.receive(_LOOK_UP_SECONDS)
            if isinstance(heard, Ended):
                return self._lost("crashed", heard.reason)
            if heard is not None:
                try:
                    end = self._take(heard)
                except ProtocolError as error:
                    return self._lost("crashed", str(error))
                if end is not None:
                    return end
            self._pass_cancel_on()
            if time.monotonic() > self._kill_at:
                return self._overrun()

    def _pass_cancel_on(self) -> None:
        if self._listeners.cancelled and not self._stop_asked:
            self._stop_asked = True
            self._kill_at = min(self._kill_at, time.monotonic() + INTERRUPT_SECONDS)
            self._connection.send(Frame.of("interrupt", id=self._order.solve_id))

    def _overrun(self) -> RunEnd:
        if self._stop_asked:
            return self._lost("cancelled", "the worker did not heed the interrupt and was killed")
        return self._lost("killed", "the worker overran its time limit and was killed")

    def _lost(self, status: str, detail: str) -> RunEnd:
        lines = [detail, *self._log] if status == "crashed" else [detail]
        return RunEnd(status, "\n".join(lines), self._nodes, worker_usable=False)

    def _take(self, frame: Frame) -> RunEnd | None:
        """Act on one frame; the end where it is the last."""
        if frame.kind == "refused":
            raise SolverError(str(frame.fields.get("message")))
        if frame.kind == "remark":
            self._ledger.note(str(frame.fields.get("message")))
        if frame.fields.get("id") != self._order.solve_id:
            return None
        if frame.kind == "solution":
            self._take_solution(frame)
        elif frame.kind == "progress":
            self._take_progress(frame)
        elif frame.kind == "log":
            self._take_log(str(frame.fields.get("message")))
        elif frame.kind == "done":
            return self._take_end(frame)
        return None

    def _take_solution(self, frame: Frame) -> None:
        x, claimed = _vector(frame, "x"), _number(frame, "objective")
        better = self._ledger.take_solution(x, claimed)
        self._ledger.take_bound(_number(frame, "bound"))
        if not better:
            return
        held, objective = self._ledger.x, self._ledger.objective
        if self._listeners.on_solution is not None and held is not None and objective is not None:
            self._listeners.on_solution(held, objective)
        self._tell()

    def _take_progress(self, frame: Frame) -> None:
        self._ledger.take_bound(_number(frame, "bound"))
        self._nodes = int(_number(frame, "nodes") or 0)
        self._searching = frame.fields.get("searching") is not False
        self._tell()

    def _take_log(self, line: str) -> None:
        self._log = [*self._log[1 - _LOG_LINES :], line]
        if self._order.options.log:
            self._tell(line)

    def _take_end(self, frame: Frame) -> RunEnd:
        self._ledger.take_bound(_number(frame, "bound"))
        self._nodes = int(_number(frame, "nodes") or 0)
        status, detail = str(frame.fields.get("status")), str(frame.fields.get("detail"))
        self._tell()
        if status == "interrupted" and self._stop_asked:
            return RunEnd("cancelled", None, self._nodes)
        failed = status == "failed"
        # A fresh process is the safer ground after an error inside HiGHS.
        duals = _vector(frame, "duals") if frame.payload else None
        return RunEnd(
            status,
            detail if failed else None,
            self._nodes,
            worker_usable=not failed,
            duals=duals,
            basis=Basis.from_arrays(frame.arrays()),
            effort=_effort(frame),
        )

    def _tell(self, message: str | None = None) -> None:
        if self._listeners.on_progress is None:
            return
        ledger, seconds = self._ledger, time.monotonic() - self._order.began
        phase = self._order.phase if self._searching else "complete the start"
        report = Progress(phase, seconds, ledger.objective, ledger.bound, ledger.gap, message)
        self._listeners.on_progress(report)


def with_time(options: SolverOptions, seconds: float) -> SolverOptions:
    """``options`` with another time limit, never quite nothing."""
    return replace(options, time_limit=max(seconds, 0.01))


def _number(frame: Frame, name: str) -> float | None:
    value: Any = frame.fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProtocolError(f"{name} of a {frame.kind!r} frame is {value!r}, expected a number")
    return float(value)


def _effort(frame: Frame) -> Effort:
    counts = (_number(frame, name) for name in ("checks", "simplex_iterations", "interior_iterations"))
    return Effort(*(int(count or 0) for count in counts))


def _vector(frame: Frame, name: str) -> FloatArray:
    x = frame.arrays().get(name)
    if x is None or x.dtype.kind not in "fiu":
        raise ProtocolError(f"a {frame.kind!r} frame carries no vector of numbers {name}")
    return np.asarray(x, dtype=np.float64)
