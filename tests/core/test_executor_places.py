"""What holds for some places only, and how places are named."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.core import executor_tasks as work
from tests.core.executor_tasks import alive, eventually

from coeplan.core import executor_dask, executor_processes
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, PlaceError, TaskError, in_order, open_workers, task_token, usable_cores
from coeplan.core.executor_task import packed

ROOT = Path(__file__).parents[2]
IN_PROCESS = Place.parse("in-process")
ONE, TWO = Place.parse("1"), Place.parse("2")

PROGRAM = """
import sys
from coeplan.core.executor import Place, open_workers
from tests.core.executor_tasks import process_id, wait_until_told
with open_workers(Place.parse("2")) as workers:
    pids = {outcome.result() for outcome in workers.run(process_id, range(6))}
    print(*pids, flush=True)
    if sys.argv[1:]:
        list(workers.run(wait_until_told, sys.argv[1:] * 2))
"""
"""Without a main guard, as people embed coeplan."""


@pytest.fixture
def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}


# Names.


@pytest.mark.parametrize("text", ["in-process", "all-cores", "1", "16", "tcp://127.0.0.1:8786", "tls://host.example:1"])
def test_a_place_is_written_as_it_is_read(text):
    assert str(Place.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "2.5", "cores", "processes", "host:8786", "tcp://host", "ftp://host:1"]
)
def test_what_is_no_place_is_refused(text):
    with pytest.raises(PlaceError, match="all-cores"):
        Place.parse(text)


def test_all_cores_are_those_that_may_be_used(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 5, 6}, raising=False)
    assert usable_cores() == 3
    with open_workers(Place.parse("all-cores")) as workers:
        assert len({outcome.result() for outcome in workers.run(work.process_id, range(12))}) == 3


# In the calling process.


def test_in_process_a_task_runs_in_the_calling_thread():
    with open_workers(IN_PROCESS) as workers:
        (outcome,) = workers.run(lambda _: threading.current_thread(), [0])
    assert outcome.result() is threading.current_thread()


def test_outside_a_task_nobody_cancels():
    assert not task_token().cancelled
    with open_workers(IN_PROCESS) as workers:
        list(workers.run(work.square, [0]))
    assert not task_token().cancelled


def test_in_process_an_interrupt_is_no_failure():
    def interrupted(_task):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_workers(IN_PROCESS) as workers:
        list(workers.run(interrupted, [0]))


# Worker processes.


def test_worker_processes_are_kept_and_end_with_the_context():
    before = threading.active_count()
    with open_workers(TWO) as workers:
        first = {outcome.result() for outcome in workers.run(work.process_id, range(6))}
        second = {outcome.result() for outcome in workers.run(work.process_id, range(6))}
        assert len(first) == 2
        assert first == second
        assert all(map(alive, first))
    assert not any(map(alive, first))
    assert threading.active_count() == before


def test_an_error_in_the_context_ends_busy_workers(tmp_path):
    with pytest.raises(LookupError), open_workers(TWO, grace=0.1) as workers:
        run = workers.run(work.hear_nothing, [(str(tmp_path), 0.0), *[(str(tmp_path), work.PATIENCE)] * 3])
        next(run)
        eventually(lambda: len(list(tmp_path.iterdir())) == 2)
        raise LookupError
    assert not any(alive(int(path.name)) for path in tmp_path.iterdir())


def test_a_frozen_worker_is_given_up():
    cancel = CancelToken()
    with open_workers(ONE, cancel, grace=0.1) as workers:
        (outcome,) = workers.run(work.process_id, [0])
        os.kill(outcome.result(), signal.SIGSTOP)
        threading.Timer(0.1, cancel.cancel).start()
        # More than a pipe takes before anybody reads.
        assert list(workers.run(len, [bytes(2**20)] * 3)) == []
    assert not alive(outcome.result())


def test_a_worker_loads_little():
    with open_workers(ONE) as workers:
        (outcome,) = workers.run(work.loaded_modules, [0])
    loaded = {name.partition(".")[0] for name in outcome.result()}
    assert not loaded & {"numpy", "pandas", "pydantic", "pyomo", "highspy", "distributed", "multiprocessing", "asyncio"}


def test_a_worker_leaves_interrupts_to_the_parent():
    with open_workers(ONE) as workers:
        (outcome,) = workers.run(work.interrupt_yourself, [4])
    assert outcome.result() == 4


def test_a_function_that_workers_cannot_find_is_refused(monkeypatch):
    monkeypatch.setattr(work.square, "__module__", "__main__")
    with pytest.raises(ValueError, match="move it to a module"), open_workers(ONE) as workers:
        list(workers.run(work.square, [1]))


def test_a_worker_that_cannot_start_is_told_with_its_last_words(monkeypatch):
    monkeypatch.setattr(executor_processes, "_START", "raise SystemExit('no room')")
    with pytest.raises(PlaceError, match=r"(?s)cannot be started.*exit code 1.*no room"), open_workers(TWO) as workers:
        list(workers.run(work.square, range(3)))


def test_arrays_of_any_size_pass():
    large = bytes(range(256)) * 2**15
    with open_workers(ONE) as workers:
        (outcome,) = workers.run(bytes.upper, [large])
    assert outcome.result() == large.upper()


def test_a_program_needs_no_main_guard_and_no_file(environment):
    for arguments, given in ((["-c", PROGRAM], None), (["-"], PROGRAM)):
        done = subprocess.run(
            [sys.executable, *arguments], input=given, env=environment, capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, "")
        pids = {int(pid) for pid in done.stdout.split()}
        assert len(pids) == 2
        assert not any(map(alive, pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_a_program_that_is_ended(environment, tmp_path, number):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell lets what it starts in the background ignore this signal, and that is handed on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as program:
        pids = [int(pid) for pid in program.stdout.readline().split()]
        eventually(lambda: len(list(tmp_path.iterdir())) == 2)
        program.send_signal(number)
        _, said = program.communicate(timeout=work.PATIENCE)
    eventually(lambda: not any(map(alive, pids)))
    assert program.returncode == -number
    assert (b"KeyboardInterrupt" in said) == (number == signal.SIGINT)


# A cluster.


def test_without_the_package_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlaceError, match=r"pip install 'coeplan\[dask\]'"), open_workers(Place.parse("tcp://h:1")):
        pass


def test_a_cluster_that_does_not_answer_is_told(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(executor_dask, "_CONNECT_SECONDS", 0.3)
    with (
        pytest.raises(PlaceError, match=r"tcp://127\.0\.0\.1:9.*dask scheduler"),
        open_workers(Place.parse("tcp://127.0.0.1:9")),
    ):
        pass


def test_a_task_of_a_cluster_that_is_told_before_it_begins_never_does(tmp_path):
    call = packed(work.wait_until_told, (str(tmp_path),), {})
    assert executor_dask.stop_named(["early"]) == []
    assert executor_dask.perform_named("early", call) == b""
    assert list(tmp_path.iterdir()) == []


# Order.


def test_what_comes_early_waits_for_its_turn():
    with open_workers(IN_PROCESS) as workers:
        third, first, second = (list(workers.run(work.square, range(3)))[number] for number in (2, 0, 1))
    assert list(in_order([third, first, second])) == [first, second, third]
    assert list(in_order([third, first])) == [first, third]
    assert next(in_order(iter([first]))) is first


def test_importing_the_executor_loads_no_place():
    code = "import coeplan.core.executor, sys; print(*(n for n in sys.argv[1:] if n in sys.modules))"
    heavy = ["distributed", "dask", "multiprocessing", "numpy", "subprocess", "concurrent.futures.process"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_token_of_a_task_follows_that_of_the_caller():
    cancel = CancelToken()

    def cancel_and_look(_task):
        cancel.cancel()
        return task_token().cancelled

    with open_workers(IN_PROCESS, cancel) as workers:
        (outcome,) = workers.run(cancel_and_look, [0, 1])
    assert outcome.result() is True


def test_a_failure_in_process_names_its_cause():
    with open_workers(IN_PROCESS) as workers:
        (outcome,) = workers.run(work.fail_if_odd, [1])
    with pytest.raises(TaskError, match="1 is odd"):
        outcome.result()
