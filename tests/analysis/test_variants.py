import pytest
from tests.studies.tasks import TINY

from coeplan.analysis.variants import Variant, alone, solve_variants
from coeplan.api.load import load
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, TaskError, open_workers
from coeplan.solving.outcome import SolveOptions

OPTIONS = alone(SolveOptions(gap=0.001, time_limit=20.0, threads=2))


@pytest.fixture
def workers():
    with open_workers(Place.parse("in-process"), CancelToken()) as opened:
        yield opened


def loaded(workload=4, **changes):
    return load(TINY | {"areas": {"dev": {"workload": workload}}} | changes)


def test_each_variant_has_its_own_result(workers):
    found = dict(solve_variants(workers, [Variant(loaded(workload), OPTIONS) for workload in (4, 8)]))
    assert found[1].value > found[0].value


def test_a_solve_among_many_has_one_thread_and_asks_for_nothing_else():
    assert (OPTIONS.threads, OPTIONS.keeping, OPTIONS.workers) == (1, False, "in-process")


def test_a_failed_solve_is_told(workers):
    few = {"kind": "change_limit", "plan": "before", "limit": 1}
    joint = loaded(policies={"few": few}, reference_plans={"before": {}})
    with pytest.raises(TaskError, match="speaks of all futures at once"):
        list(solve_variants(workers, [Variant(joint, SolveOptions(by_subtrees=True))]))
