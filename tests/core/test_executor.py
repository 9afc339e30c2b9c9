import os
import sys
import threading
import time
from concurrent.futures import Future
from itertools import count
from pathlib import Path

import pytest
from tests.core import executor_tasks as work
from tests.core.executor_tasks import alive, eventually

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, PlaceError, TaskError, Workers, in_order, open_workers
from coeplan.core.executor_dask import DaskPool
from coeplan.core.executor_pools import InProcessPool

ROOT = Path(__file__).parents[2]
IN_PROCESS = Place.parse("in-process")
TWO = Place.parse("2")


@pytest.fixture(scope="module")
def cluster():
    """The address of two workers and a scheduler that gives up on a task once it has killed two of them."""
    distributed = pytest.importorskip("distributed")
    import dask

    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.logging.distributed": "critical"}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            env={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            silence_logs=50,
        ) as running,
    ):
        yield running.scheduler_address


@pytest.fixture(params=["in-process", "2", "cluster"])
def place(request):
    return Place.parse(request.getfixturevalue("cluster") if request.param == "cluster" else request.param)


@pytest.fixture(params=["2", "cluster"])
def elsewhere(request):
    return Place.parse(request.getfixturevalue("cluster") if request.param == "cluster" else request.param)


def results(outcomes):
    return [outcome.result() for outcome in in_order(outcomes)]


def cancel_once_begun(folder, cancel, tasks):
    """Cancel from another thread when so many tasks have left their file."""

    def watch():
        eventually(lambda: len(list(folder.iterdir())) >= tasks)
        cancel.cancel()

    threading.Thread(target=watch, daemon=True).start()


# Every place keeps the same promises.


def test_every_task_has_its_result(place):
    with open_workers(place) as workers:
        found = {outcome.number: outcome.result() for outcome in workers.run(work.square, range(20))}
        assert found == {number: number**2 for number in range(20)}
        assert results(workers.run(work.square, [7, 8])) == [49, 64]
        assert results(workers.run(work.square, [])) == []


def test_tasks_are_taken_when_they_can_be_done_soon(place):
    taken = []

    def tasks():
        for number in range(30):
            taken.append(number)
            yield number

    with open_workers(place) as workers:
        ahead = [len(taken) - done for done, _ in enumerate(workers.run(work.square, tasks()), 1)]
    assert len(ahead) == 30
    assert max(ahead) <= (0 if place == IN_PROCESS else 4)


def test_a_failure_stops_no_other_task(place):
    with open_workers(place) as workers:
        outcomes = list(in_order(workers.run(work.fail_if_odd, range(6))))
    assert [outcome.value for outcome in outcomes] == [0, None, 2, None, 4, None]
    failure = outcomes[3].failure
    assert (failure.kind, failure.message) == ("ValueError", "3 is odd")
    assert "fail_if_odd" in failure.trace
    with pytest.raises(TaskError, match="ValueError: 3 is odd"):
        outcomes[3].result()


def test_a_task_cannot_end_the_program(place):
    with open_workers(place) as workers:
        (outcome,) = workers.run(work.leave_program, [0])
        assert (outcome.failure.kind, outcome.failure.message) == ("SystemExit", "no more")
        assert results(workers.run(work.square, [3])) == [9]


def test_an_error_of_the_tasks_reaches_the_caller(place):
    def tasks():
        yield 1
        raise LookupError("no second task")

    with open_workers(place) as workers:
        with pytest.raises(LookupError, match="no second task"):
            list(workers.run(work.square, tasks()))
        assert results(workers.run(work.square, [5])) == [25]


def test_cancelling_reaches_running_tasks_and_begins_no_other(place, tmp_path):
    cancel = CancelToken()
    running = 1 if place == IN_PROCESS else 2
    cancel_once_begun(tmp_path, cancel, running)
    with open_workers(place, cancel) as workers:
        outcomes = list(workers.run(work.wait_until_told, (str(tmp_path) for _ in count())))
        assert [outcome.value for outcome in outcomes] == ["told"] * running
        assert len(list(tmp_path.iterdir())) == running
        assert list(workers.run(work.square, [1])) == []


def test_a_task_that_a_pool_forgets_is_told():
    class Forgetful(InProcessPool):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(fn, *args, **kwargs) if args != (1,) else Future()
            if future.cancel():
                future.set_running_or_notify_cancel()
            return future

    token = CancelToken()
    outcomes = list(Workers(Forgetful(token), token).run(work.square, range(3)))
    assert [outcome.value for outcome in outcomes] == [0, None, 4]
    assert outcomes[1].failure.kind == "Lost"


# Places with workers of their own do more.


def test_outcomes_come_as_they_are_ready(elsewhere, tmp_path):
    gate = tmp_path / "gate"
    with open_workers(elsewhere) as workers:
        numbers = []
        for outcome in workers.run(work.wait_for_file, [str(gate), None, None]):
            numbers.append(outcome.number)
            if len(numbers) == 2:
                gate.touch()
    assert numbers == [1, 2, 0]


def test_leaving_early_frees_the_workers(elsewhere, tmp_path):
    with open_workers(elsewhere) as workers:
        run = workers.run(work.wait_until_told, [None, *[str(tmp_path)] * 3])
        assert next(run).value == "idle"
        eventually(lambda: len(list(tmp_path.iterdir())) == 2)
        began = time.monotonic()
        run.close()
        assert results(workers.run(work.square, [6])) == [36]
        assert time.monotonic() - began < work.PATIENCE / 2
    assert len(list(tmp_path.iterdir())) == 2


def test_what_cannot_be_pickled_is_a_failure_of_its_task(elsewhere):
    with open_workers(elsewhere) as workers:
        first, second = in_order(workers.run(work.square, [threading.Lock(), 2]))
        assert first.failure.kind == "TypeError"
        assert second.result() == 4
        (outcome,) = workers.run(work.give_what_no_pickle_takes, [0])
        assert "pickle" in outcome.failure.message


def test_a_task_survives_one_death_of_its_worker(elsewhere, tmp_path):
    with open_workers(elsewhere) as workers:
        tasks = [(str(tmp_path), number, 1 if number == 2 else 0) for number in range(6)]
        assert results(workers.run(work.die, tasks)) == ["alive"] * 6
    assert len(list(tmp_path.iterdir())) == 1


def test_a_task_that_kills_two_workers_fails_alone(elsewhere, tmp_path):
    with open_workers(elsewhere) as workers:
        tasks = [(str(tmp_path), number, 9 if number == 1 else 0) for number in range(6)]
        outcomes = list(in_order(workers.run(work.die, tasks)))
    assert [outcome.failure or outcome.value for outcome in outcomes if outcome.number != 1] == ["alive"] * 5
    failure = outcomes[1].failure
    if elsewhere == TWO:
        assert (failure.kind, "signal SIGKILL" in failure.message) == ("WorkerDied", True)
    else:
        assert failure.kind == "KilledWorker"
    # Dask is allowed one failure here, and blames those that waited behind the killer, too: it gets a second trial.
    assert len(list(tmp_path.iterdir())) == (2 if elsewhere == TWO else 4)


def test_a_task_that_does_not_heed_is_given_up(elsewhere, tmp_path):
    cancel = CancelToken()
    cancel_once_begun(tmp_path, cancel, 2)
    began = time.monotonic()
    with open_workers(elsewhere, cancel, grace=0.2) as workers:
        assert list(workers.run(work.hear_nothing, [(str(tmp_path), 2.0)] * 3)) == []
    assert time.monotonic() - began < 2.0
    pids = [int(path.name) for path in tmp_path.iterdir()]
    # The cluster is not ours to end.
    assert [alive(pid) for pid in pids] == [elsewhere != TWO] * 2


def test_a_cluster_that_is_gone_is_told(cluster):
    pool = DaskPool(cluster, grace=0.1)
    pool._client.close()
    with pytest.raises(PlaceError, match="does not answer any more"):
        pool.submit(work.square, 1)
    with pytest.raises(PlaceError, match="does not answer any more"):
        _ = pool.most_in_flight
