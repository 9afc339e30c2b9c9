"""How many leaves a sampled tree needs: every number against solves of its own, and the interval against tables."""

import re
from pathlib import Path

import pytest
from rich.console import Console
from scipy.stats import t as student
from tests.exact import ExactEngine
from tests.planning.sampling import ALL, drawn_of, sampled_instance

from coeplan.analysis.sample_size import HELD, fan_of, judged, sample_sizes
from coeplan.analysis.sample_size_interval import student_quantile, upper_limit
from coeplan.analysis.sample_size_records import Batch, SampleSize, SampleSizeOptions, SampleSizes
from coeplan.analysis.why.result import Stopped
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan.io import load_instance
from coeplan.report.sample_size import sample_size_table, sample_sizes_view
from coeplan.sampling import draw_futures
from coeplan.solving.outcome import SolveOptions
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import CvarCap, Freeze, Instance, Objective, ReferencePlan

SET_UP = 700000
EXACT = SolveOptions(gap=0.0, time_limit=600.0)
UNCERTAIN = {"ai": ALL["ai"], "wages": ALL["wages"] | {"volatility": 0.6}}


def edited(**scenarios):
    instance = load_instance(sampled_instance(UNCERTAIN, samples=50, **{"leaves": 4} | scenarios)).instance
    # So dear to begin with that it depends on what comes whether it was worth it.
    return apply(instance, [parse_edit(f"operating_models.aas.set_up_cost = {SET_UP}")])


def sizes(tell=None, cancel=None, **options):
    here = {"place": Place.parse("in-process"), "solve": EXACT, "replications": 2}
    return sample_sizes(edited(), SampleSizeOptions(**here | options), tell, cancel)


def test_every_number_is_what_solves_of_their_own_say():
    found = sizes(leaves=(2,))
    (size,) = found.sizes
    assert (found.stopped, found.solves, found.shared) == (Stopped.COMPLETE, 1 + 2 * (1 + 2), 2)
    tree = edited(leaves=2).instance
    with ExactEngine() as engine:
        plan = engine.plan(tree)
        batches = [exact_batch(engine, batch, plan) for batch in draw_futures(tree, 4).batches(2)]
    assert size.value == pytest.approx(plan.value, rel=1e-6)
    assert size.distance == tree.scenarios.drawn.distance
    for batch, (best, held) in zip(size.batches, batches, strict=True):
        assert (batch.value, batch.bound) == pytest.approx((best, best), rel=1e-5)
        assert batch.outside == pytest.approx(held, rel=1e-6)
        assert batch.gap >= -1e-6 * best
    assert size.without_plan == 0
    assert size.gap.mean == pytest.approx(size.outside - size.least, abs=1e-6)


def exact_batch(engine, futures, plan):
    """The least cost of a batch, and the mean cost of its futures with the first stage of a plan."""
    reference = ReferencePlan.of(plan)
    costs = []
    for number in range(2):
        alone = futures.alone(number)
        held = Freeze(kind="freeze", plan="plan", periods=2)
        changes = {"policies": {"held": held}, "reference_plans": {"plan": reference}}
        costs.append(engine.plan(Instance.model_validate(alone.model_copy(update=changes).model_dump())).value)
    return engine.plan(futures.fan()).value, sum(costs) / 2


def test_an_interrupt_keeps_what_is_there():
    token = CancelToken()

    def tell(progress):
        if "1 of" in progress.phase:
            token.cancel()

    found = sizes(tell, token, leaves=(2, 3))
    assert found.stopped is Stopped.INTERRUPTED
    assert found.sizes[0].value is not None
    assert [each.gap for each in found.sizes] == [None, None]


@pytest.mark.slow
def test_the_gap_and_its_limit_shrink_with_the_leaves():
    found = sizes(leaves=(2, 8, 16), replications=3)
    assert found.futures == 48
    assert [len(each.batches) for each in found.sizes] == [24, 6, 3]
    gaps = [each.gap.mean for each in found.sizes]
    limits = [each.gap.upper for each in found.sizes]
    assert gaps == sorted(gaps, reverse=True)
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] < 0.5 * limits[0]
    bounds = [each.least for each in found.sizes]
    assert bounds == sorted(bounds), "what is best for a batch is no worse for its parts"


@pytest.mark.parametrize("freedom", [1, 2, 4, 9, 29])
@pytest.mark.parametrize("level", [0.6, 0.9, 0.95, 0.99])
def test_quantiles_are_those_of_tables(level, freedom):
    assert student_quantile(level, freedom) == pytest.approx(student.ppf(level, freedom), rel=1e-4)


def test_the_limit_is_the_mean_and_so_many_standard_errors():
    limit = upper_limit([1.0, 2.0, 3.0], 0.95)
    assert (limit.mean, limit.error) == pytest.approx((2, 1 / 3**0.5))
    assert limit.upper == pytest.approx(2 + 2.919986 / 3**0.5, rel=1e-5)


def test_what_cannot_be_judged_is_told():
    instance = edited().instance
    futures = draw_futures(instance, 2).alone(0)
    cap = CvarCap(kind="cvar_cap", limit=1e9)
    weighed = Objective(expectation_weight=0.5, cvar_weight=0.5)
    spread = instance.model_copy(update={"objective": weighed, "policies": {"cap": cap}})
    assert judged(instance) == instance.scenarios
    with pytest.raises(InputError) as error:
        judged(futures)
    assert [fault.code for fault in error.value.faults] == ["not_sampled"]
    with pytest.raises(InputError) as error:
        judged(spread)
    assert [fault.path for fault in error.value.faults] == [("objective",), ("policies", "cap")]
    off = spread.policies["cap"].model_copy(update={"enabled": False})
    assert judged(instance.model_copy(update={"policies": {"cap": off}}))
    assert " " in HELD, "no name of an instance"


def test_policies_that_freeze_do_so_as_long_as_their_plan_knows_the_nodes():
    frozen = Freeze(kind="freeze", plan="old", periods=4)
    instance = edited().instance.model_copy(
        update={"policies": {"frozen": frozen}, "reference_plans": {"old": ReferencePlan()}}
    )
    fan = fan_of(draw_futures(instance, 2))
    assert fan.policies["frozen"].periods == 2
    brief = instance.model_copy(update={"policies": {"frozen": frozen.model_copy(update={"periods": 1})}})
    assert fan_of(draw_futures(brief, 2)).policies["frozen"].periods == 1


@pytest.mark.parametrize(
    "wrong", [{"leaves": ()}, {"leaves": (1, 5)}, {"replications": 1}, {"confidence": 0.5}, {"confidence": 1.0}]
)
def test_options_that_cannot_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SampleSizeOptions(**wrong)


def told(*sizes):
    options = SampleSizeOptions(leaves=tuple(each.leaves for each in sizes))
    return SampleSizes(drawn_of(), options, 2, 40, sizes, Stopped.COMPLETE, 9, 1.0)


def size(leaves, batches, without_plan=0):
    return SampleSize(leaves, 0.1, 1000.0, 990.0, tuple(Batch(*each) for each in batches), without_plan, 0.95)


FEW = size(5, [(1000.0, 980.0, 1010.0), (1100.0, 1090.0, 1100.0)])
MANY = size(20, [(1050.0, 1045.0, 1052.0), (1060.0, 1058.0, 1061.0)])


def test_gaps_and_the_part_of_the_solver_are_means_over_batches():
    assert (FEW.outside, FEW.least, FEW.of_solves) == (1055, 1035, 15)
    assert (FEW.gap.mean, FEW.gap.error) == pytest.approx((20, 10))
    assert size(5, [(1000.0, 980.0, 990.0)]).gap is None, "one batch has no spread"
    assert size(5, [(1, 1, 1), (1, 1, 1)], without_plan=1).gap is None
    assert size(5, []).outside is None
    assert size(5, [(1000.0, 980.0, 990.0)]).of_solves == 10, "a better plan of the batch is known"


def test_the_page_and_the_table_tell_it():
    found = told(FEW, MANY, size(30, [(1, 1, 1), (1, 1, 1)], without_plan=3))
    console = Console(width=110, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(sample_sizes_view(found))
    page = captured.get()
    assert page.startswith("drawn: how many leaves its sampled tree needs")
    assert "for the first 2 periods, on the same 40 futures for all" in page
    assert "At most (95 % sure)" in page
    assert "no plan was found in 3 futures" in page
    assert "leaves (across), at most, USD (up)" in page
    table = sample_size_table(found)
    assert list(table["leaves"]) == [5, 20, 30]
    assert table["gap_upper"][0] == pytest.approx(FEW.gap.upper)
    assert table["gap_upper"].isna().tolist() == [False, False, True]


def test_the_example_of_the_page_can_be_judged():
    docs = Path(__file__).parents[2] / "docs"
    (name,) = set(re.findall(r"coeplan sample-size (docs/\S+)", (docs / "uncertainty.md").read_text(encoding="utf-8")))
    instance = load_instance(docs.parent / name).instance
    assert judged(instance).branchings == (1,)
    assert all(area.unmet for area in instance.areas.values() if area.workload), "every future has a plan"


@pytest.mark.slow
def test_the_gap_of_the_example_of_the_page_shrinks_as_the_page_says():
    instance = load_instance(Path(__file__).parents[2] / "docs" / "sampled-micro.yaml").instance
    options = SampleSizeOptions(
        leaves=(2, 16),
        replications=4,
        solve=SolveOptions(gap=0.0003, time_limit=600.0),
        place=Place.parse("in-process"),
    )
    small, large = sample_sizes(apply(instance, []), options).sizes
    assert (small.gap.mean, small.gap.upper) == pytest.approx((426_530, 528_460), rel=0.05)
    assert (large.gap.mean, large.gap.upper) == pytest.approx((92_290, 272_950), rel=0.05)
