import subprocess
import sys
import threading

import pytest

from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess, Termination, solve_matrix

EXACT = SolverOptions(gap=0.0, time_limit=20.0, threads=1)

SCRIPT = """
import numpy as np
from coeplan.formulation.matrix import MatrixModel
from coeplan.solving.process import solve_matrix
model = MatrixModel(
    cost=np.array([-1.0, -2.0]), offset=0.0, lower=np.zeros(2), upper=np.ones(2), integer=np.ones(2, dtype=bool),
    row_start=np.array([0, 2]), column_index=np.array([0, 1]), coefficient=np.ones(2),
    row_lower=np.array([-np.inf]), row_upper=np.array([1.0]),
)
result = solve_matrix(model)
print(result.termination, result.objective)
"""


def run(arguments, **keywords):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=30, check=True, **keywords
    ).stdout.split()


def test_a_script_needs_no_main_guard(tmp_path, environment):
    script = tmp_path / "plan.py"
    script.write_text(SCRIPT)
    # Files of these names beside a script must not get in the way of the worker.
    for name in ("queue.py", "highspy.py", "coeplan_models.py"):
        (tmp_path / name).write_text("raise RuntimeError('imported by mistake')")
    assert run(["-P", "plan.py"], cwd=tmp_path, env=environment) == ["optimal", "-2.0"]


def test_the_same_from_standard_input(tmp_path, environment):
    assert run(["-"], input=SCRIPT, cwd=tmp_path, env=environment) == ["optimal", "-2.0"]


def test_the_parent_needs_neither_highs_nor_pyomo(environment):
    code = "import coeplan.solving.process, sys; print(*(n for n in ('highspy', 'pyomo', 'scipy') if n in sys.modules))"
    assert run(["-c", code], env=environment) == []


def test_the_worker_needs_neither_pyomo_nor_pydantic(environment):
    code = (
        "import coeplan.solving.worker, sys; print(*(n for n in ('pyomo', 'pydantic', 'pandas') if n in sys.modules))"
    )
    assert run(["-c", code], env=environment) == []


@pytest.mark.parametrize("shared", [False, True])
def test_several_threads(knapsack, facility, shared):
    model = facility(10, 20)
    expected = solve_matrix(model, EXACT).objective
    found = []

    def work(solver):
        found.append(solver.solve(EXACT).objective)

    solvers = [SolverProcess() for _ in range(1 if shared else 3)] * (3 if shared else 1)
    for solver in solvers:
        solver.load(model)
    threads = [threading.Thread(target=work, args=(solver,)) for solver in solvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for solver in solvers:
        solver.close()
    assert found == [pytest.approx(expected)] * 3


def test_close_is_not_the_end(knapsack):
    solver = SolverProcess()
    solver.load(knapsack)
    pid = solver.pid
    solver.close()
    assert solver.pid is None
    assert solver.solve(EXACT).termination is Termination.OPTIMAL
    assert solver.pid != pid
    solver.close()
    solver.close()


def test_no_thread_is_left_behind(knapsack):
    before = threading.active_count()
    for _ in range(3):
        solve_matrix(knapsack, EXACT)
    assert threading.active_count() == before
