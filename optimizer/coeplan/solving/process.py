"""The solver as the rest of the program sees it: matrices in, checked results out.

HiGHS runs in a process of its own, so that neither a crash nor a call that does not
return can take this process, or the best solution found, with it. Importing this
module imports neither HiGHS nor Pyomo.
"""

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import SolverError
from coeplan.core.progress import ProgressCallback
from coeplan.formulation.matrix import MatrixChange, MatrixModel
from coeplan.solving.basis import Basis
from coeplan.solving.campaign import Campaign, Task
from coeplan.solving.clock import Clock, WallClock
from coeplan.solving.connection import Connection
from coeplan.solving.options import SolverOptions
from coeplan.solving.protocol import Frame
from coeplan.solving.run import Listeners, Start
from coeplan.solving.termination import Attempt, MipResult, SolutionCallback, Termination

__all__ = [
    "Attempt",
    "MipResult",
    "SolutionCallback",
    "SolverProcess",
    "StartLike",
    "Termination",
    "Watching",
    "solve_matrix",
]

StartLike = ArrayLike | tuple[ArrayLike, ArrayLike] | Basis
"""One value per column, NaN where unknown; a pair of column indices and their values; or a vertex of an LP."""


class Watching(TypedDict, total=False):
    """Keyword arguments of a solve, beside its options and its start.

    Callbacks run in the thread that called ``solve``; what they raise ends the solve.
    """

    on_progress: ProgressCallback | None
    on_solution: SolutionCallback | None
    cancel: CancelToken | None
    fixed: MatrixChange | None
    """Other bounds, costs or offset for this solve alone."""


class SolverProcess:
    """A HiGHS worker process, kept alive over many solves.

    Methods may be called from any thread; solves of one process wait for each other.

    Parameters
    ----------
    command
        What to run as the worker; None runs the worker of this package.
    clock
        What the limits of solves are measured by, and what hears of their effort; None is a wall clock.

    Attributes
    ----------
    clock
        The same.

    Examples
    --------
    >>> with SolverProcess() as solver:  # doctest: +SKIP
    ...     solver.load(matrix)
    ...     result = solver.solve(SolverOptions(gap=0.01, time_limit=60.0))
    """

    def __init__(self, command: Sequence[str] | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = WallClock() if clock is None else clock
        self._command = None if command is None else tuple(command)
        self._lock = threading.RLock()
        self._worker: Connection | None = None
        self._matrix: MatrixModel | None = None
        self._changes: tuple[MatrixChange, ...] = ()
        self._sent: MatrixModel | None = None
        self._made: tuple[MatrixChange, ...] = ()
        self._last_id = 0

    def __enter__(self) -> "SolverProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the worker; None while none is running."""
        worker = self._worker
        return worker.pid if worker is not None and worker.alive else None

    def start(self) -> None:
        """Start the worker ahead of what it is needed for: it comes up while the caller goes on.

        Raises
        ------
        SolverError
            Where it cannot be started.
        """
        with self._lock:
            self._running()

    def load(self, matrix: MatrixModel) -> None:
        """Work on ``matrix`` from now on; earlier changes are forgotten.

        Returns at once: the worker reads the model while the caller goes on.

        Raises
        ------
        SolverError
            Where the worker cannot be started.
        """
        with self._lock:
            self._matrix, self._changes = matrix, ()
            self.connection(())

    def change(self, change: MatrixChange) -> None:
        """Change the loaded model for all solves to come; changes add up."""
        with self._lock:
            change.check(self._loaded())
            self._changes = (*self._changes, change)

    def restore(self) -> None:
        """Undo every :meth:`change`."""
        with self._lock:
            self._changes = ()

    def solve(
        self, options: SolverOptions | None = None, start: StartLike | None = None, **watching: Unpack[Watching]
    ) -> MipResult:
        """Solve the loaded model.

        Parameters
        ----------
        options
            When to stop and how to search; the defaults where None.
        start
            Where to start from. A complete and feasible one is held as a solution
            from the beginning; of any other the whole columns are held fixed, and
            the rest solved for, within a fifth of the time.
        **watching
            ``on_progress``, ``on_solution``, ``cancel`` and ``fixed``, see :class:`Watching`.

        Returns
        -------
        MipResult
            What was found; also where the solver crashed or had to be killed.

        Raises
        ------
        SolverError
            Where no model is loaded, the worker cannot be started, or HiGHS refuses
            the model or an option.
        ValueError
            Where ``start`` or ``fixed`` do not fit the model.
        """
        with self._lock:
            task = self._task(options or SolverOptions(), start, watching)
            try:
                result = Campaign(self, task).conduct()
            except BaseException:
                # The worker may still be at it; nobody would listen, and the next solve would wait.
                self.drop()
                raise
            self.clock.worked(result.effort, task.model)
            return result

    def close(self) -> None:
        """End the worker. A later solve starts another one."""
        with self._lock:
            worker, self._worker = self._worker, None
            if worker is not None:
                worker.close()

    def connection(self, changes: tuple[MatrixChange, ...]) -> Connection:
        """A running worker that holds the model with ``changes`` made; for use by a campaign."""
        matrix, worker = self._loaded(), self._running()
        if self._sent is not matrix:
            worker.send(Frame("load", {}, matrix.to_bytes()))
            self._sent, self._made = matrix, ()
        made = len(self._made)
        if len(changes) < made or any(a is not b for a, b in zip(self._made, changes, strict=False)):
            worker.send(Frame.of("restore"))
            made = 0
        for change in changes[made:]:
            worker.send(Frame.of("change", change.arrays()))
        self._made = changes
        return worker

    def drop(self) -> None:
        """Kill the worker, if any; for use by a campaign."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def next_id(self) -> int:
        """A number that no run of this process had before; for use by a campaign."""
        self._last_id += 1
        return self._last_id

    def _loaded(self) -> MatrixModel:
        if self._matrix is None:
            raise SolverError("there is nothing to solve yet: load a matrix first")
        return self._matrix

    def _running(self) -> Connection:
        if self._worker is not None and not self._worker.alive:
            self.drop()
        if self._worker is None:
            try:
                self._worker = Connection(self._command)
            except OSError as error:
                raise SolverError(f"the solver process cannot be started: {error}") from error
            self._sent, self._made = None, ()
        return self._worker

    def _task(self, options: SolverOptions, start: StartLike | None, watching: Watching) -> Task:
        wanted: dict[str, Any] = dict(watching)
        fixed: MatrixChange | None = wanted.pop("fixed", None)
        changes = self._changes if fixed is None else (*self._changes, fixed)
        model = self._loaded()
        for change in changes:
            model = model.changed(change)
        return Task(model, changes, self.clock.limited(options, model), _start(model, start), Listeners(**wanted))


def solve_matrix(
    matrix: MatrixModel,
    options: SolverOptions | None = None,
    start: StartLike | None = None,
    command: Sequence[str] | None = None,
    **watching: Unpack[Watching],
) -> MipResult:
    """Solve one matrix in a process of its own; see :meth:`SolverProcess.solve`."""
    with SolverProcess(command) as solver:
        solver.load(matrix)
        return solver.solve(options, start, **watching)


def _start(model: MatrixModel, start: StartLike | None) -> Start:
    """A start in one form, without the values that say nothing."""
    if start is None:
        return Start()
    if isinstance(start, Basis):
        if (len(start.columns), len(start.rows)) != (model.column_count, model.row_count):
            raise ValueError(
                f"a basis needs a status for each of {model.column_count} columns and {model.row_count} rows, "
                f"got {len(start.columns)} and {len(start.rows)}"
            )
        return Start(basis=start)
    if isinstance(start, tuple):
        places, values = np.asarray(start[0]), np.asarray(start[1], dtype=np.float64)
    else:
        values = np.asarray(start, dtype=np.float64)
        places = np.arange(model.column_count)
    if values.ndim != 1 or values.shape != places.shape:
        raise ValueError(f"a start needs one value per column, got {values.shape} for {places.shape}")
    known = np.isfinite(values)
    held = MatrixChange.fixing(places[known], values[known])
    held.check(model)
    return Start(held.columns, held.lower)
