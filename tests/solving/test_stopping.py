import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coeplan.core.cancel import CancelToken
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess, Termination, solve_matrix

HARD = SolverOptions(gap=0.0, time_limit=60.0)


def gone(pid):
    """Whether a process is gone, or but a zombie that nobody has collected."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def test_the_time_limit_ends_it(facility):
    result = solve_matrix(facility(60, 120), SolverOptions(gap=0.0, time_limit=1.0))
    assert result.termination is Termination.TIME_LIMIT
    assert result.x is not None
    assert result.bound < result.objective
    assert 0.9 < result.seconds < 8.0


def test_cancelling_keeps_the_best_and_the_worker(facility, knapsack):
    with SolverProcess() as solver:
        solver.load(facility(60, 120))
        token = CancelToken()
        heard = []
        threading.Timer(1.0, token.cancel).start()
        result = solver.solve(HARD, cancel=token, on_progress=heard.append)
        assert result.termination is Termination.INTERRUPTED
        assert result.objective > result.bound > 0.0
        assert 0.9 < result.seconds < 9.0
        assert heard[-1].value == result.objective
        if result.attempts[-1].detail is None:
            assert solver.pid is not None
        solver.load(knapsack)
        assert solver.solve(SolverOptions(gap=0.0)).objective == 91.0


def test_cancelled_beforehand(knapsack):
    token = CancelToken()
    token.cancel()
    result = solve_matrix(knapsack, start=[1.0, 0.0, 0.0], cancel=token)
    assert (result.termination, result.objective, result.bound) == (Termination.INTERRUPTED, 95.0, None)
    assert result.attempts == ()


def test_cancelling_in_the_root_lp_kills_and_keeps(network, monkeypatch):
    # No callback of HiGHS fires in the root LP of a MIP, so that nothing but killing helps.
    monkeypatch.setattr("coeplan.solving.run.INTERRUPT_SECONDS", 1.0)
    with SolverProcess() as solver:
        solver.load(network)
        began = time.monotonic()
        asked = []
        token = CancelToken()

        def ask(x, objective):
            asked.append(time.monotonic() - began)
            token.cancel()

        result = solver.solve(SolverOptions(gap=0.0, time_limit=60.0), cancel=token, on_solution=ask)
        waited = time.monotonic() - began - asked[0]
    assert result.termination is Termination.INTERRUPTED
    assert network.violation(result.x) is None
    assert waited < 4.0


def test_a_plain_lp_heeds_the_interrupt_at_once(network):
    from coeplan.formulation.matrix import MatrixModel

    relaxed = MatrixModel(**(network.arrays() | {"integer": network.integer & False, "offset": 0.0}))
    token = CancelToken()
    with SolverProcess() as solver:
        solver.load(relaxed)
        threading.Timer(1.0, token.cancel).start()
        result = solver.solve(HARD, cancel=token)
        assert result.termination is Termination.INTERRUPTED
        assert result.attempts[0].detail is None
        assert result.seconds < 6.0
        assert solver.pid is not None


@pytest.mark.parametrize("name", ["deaf", "overrunning"])
def test_a_worker_that_overruns_is_killed(name, standin, knapsack, monkeypatch):
    monkeypatch.setattr("coeplan.solving.run.GRACE_SECONDS", 0.3)
    with SolverProcess(standin(name)) as solver:
        solver.load(knapsack)
        result = solver.solve(SolverOptions(gap=0.0, time_limit=1.5))
        assert solver.pid is None
    assert result.termination is Termination.TIME_LIMIT
    assert 1.7 < result.seconds < 8.0
    assert result.attempts[0].outcome == "killed"
    if name == "overrunning":
        assert (result.objective, result.bound) == (91.0, None) or result.gap == 0.0


def test_a_worker_that_does_not_read_cannot_hold_us_up(standin, facility, monkeypatch):
    monkeypatch.setattr("coeplan.solving.run.INTERRUPT_SECONDS", 0.3)
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    model = facility(60, 120)
    assert len(model.to_bytes()) > 2**19, "more than a pipe holds"
    result = solve_matrix(model, HARD, command=standin("deaf"), cancel=token)
    assert result.termination is Termination.INTERRUPTED
    assert result.seconds < 4.0


def test_ctrl_c_in_the_terminal_is_for_the_parent_alone(facility):
    with SolverProcess() as solver:
        solver.load(facility(20, 40))
        assert os.getpgid(solver.pid) != os.getpgid(0)
        result = solver.solve(
            SolverOptions(gap=1e-4), on_solution=lambda x, objective: os.kill(solver.pid, signal.SIGINT)
        )
    assert result.termination is Termination.OPTIMAL
    assert len(result.attempts) == 1


PARENT = """
import sys
from tests_model import MODEL
from coeplan.formulation.matrix import MatrixModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
solver = SolverProcess()
solver.load(MatrixModel.from_bytes(MODEL))
def tell(x, objective):
    print(solver.pid, flush=True)
solver.solve(SolverOptions(gap=0.0, time_limit=60.0), on_solution=tell)
"""


@pytest.mark.parametrize("forking", [False, True])
def test_the_worker_does_not_outlive_its_parent(facility, tmp_path, environment, forking):
    (tmp_path / "tests_model.py").write_text(f"MODEL = {facility(60, 120).to_bytes()!r}")
    # A forked child holds the worker's pipe open, so that its end does not tell of the parent's death.
    fork = "import os, time\nif os.fork() == 0:\n    time.sleep(12); os._exit(0)\n" if forking else ""
    script = PARENT.replace("def tell", fork + "def tell")
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=tmp_path, env=environment)
    try:
        worker = int(parent.stdout.readline())
        assert not gone(worker)
    finally:
        parent.kill()
        parent.wait()
    parent.stdout.close()
    wait_until(lambda: gone(worker), seconds=9.0)
