"""How many leaves a sampled tree needs: what it decides, judged on futures that it has not seen.

After Mak, Morton and Wood (1999). For each number of leaves K the tree is planned on, and what the plan decides before
the first branching is held. Then come batches of K independent futures. The best plan for a batch, which knows its
futures from the first branching on, costs no more in expectation than the best plan for all futures; what the held
decisions cost in the same futures is, in expectation, what they cost at all. The mean difference bounds from above by
how much the decisions cost more than the best, and Student's distribution says how sure that is.

All sizes are judged on the same futures, which smaller ones part into more batches. A batch that is made up of smaller
ones has no better plan than those have on average. So sizes differ by what they decide and by how well their batches
bound the best, and never by what futures they happened to meet.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import fmean

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import open_workers
from coeplan.core.progress import ProgressCallback
from coeplan.sampling import Futures, draw_futures, drawn_tree
from coeplan.solving.outcome import Outcome
from coeplan.solving.paths import ON_THE_TREE
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import Edited, apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Fault, Freeze, Instance, Plan, ReferencePlan, Sampled

from .sample_size_records import Batch, SampleSize, SampleSizeOptions, SampleSizes
from .why.contest import Bench, Make
from .why.stopped import Stopped

HELD = "first stage"
"""Name of the held decisions and of the policy that holds them; no name in an instance can have a space."""

_Tasks = list[tuple[Make, WarmStart | None]]


def sample_sizes(
    edited: Edited,
    options: SampleSizeOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> SampleSizes:
    """Find what a sampled tree is worth by the number of its leaves.

    Parameters
    ----------
    edited : Edited
        An instance with a sampled tree.
    options : SampleSizeOptions, optional
        Numbers of leaves, batches, confidence, how and where to solve.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Returns
    -------
    SampleSizes
        One entry for each number of leaves.

    Raises
    ------
    InputError
        Where the tree is not sampled, something but the expected cost matters, or there are too few draws.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a solve failed.
    """
    chosen = options or SampleSizeOptions()
    sampled = judged(edited.instance)
    sizes = tuple(sorted(set(chosen.leaves)))
    trees = [_with_leaves(edited.instance, leaves) for leaves in sizes]
    token = CancelToken(cancel)
    with open_workers(chosen.place, token) as workers:
        futures = chosen.replications * sizes[-1]
        most = sum(1 + futures // leaves * (1 + leaves) for leaves in sizes)
        bench = Bench(workers, chosen.solve, most, on_progress)
        candidates = bench.run("trees", [(partial(_as_it_is, tree), None) for tree in trees])
        judge = _Judge(bench, chosen.confidence, futures)
        # The smallest first, so that an interrupt leaves whole sizes.
        found = [judge.size(*each) for each in zip(sizes, trees, candidates, strict=True)]
    return SampleSizes(
        instance=edited.instance,
        options=chosen,
        shared=sampled.branchings[0],
        futures=futures,
        sizes=tuple(found),
        stopped=Stopped.INTERRUPTED if bench.interrupted or token.cancelled else Stopped.COMPLETE,
        solves=bench.solves,
        seconds=bench.seconds,
    )


def judged(instance: Instance) -> Sampled:
    """Return the scenarios of an instance whose expected cost can be judged on other futures.

    Raises
    ------
    InputError
        Where they are not sampled, or something but the expected cost matters, which single futures cannot tell.
    """
    sampled = instance.scenarios
    faults = [*_of_totals(instance)]
    if not isinstance(sampled, Sampled):
        fault = Fault(
            code="not_sampled",
            path=("scenarios", "kind"),
            message=f"the scenario tree is {sampled.kind}, and there are no other futures to judge it on",
            value=sampled.kind,
            expected="sampled: processes that futures are drawn from",
        )
        raise InputError([fault, *faults])
    if faults:
        raise InputError(faults)
    return sampled


def _of_totals(instance: Instance) -> Iterator[Fault]:
    if instance.objective.total_weight != instance.objective.expectation_weight:
        yield Fault(
            code="not_expected_cost",
            path=("objective",),
            message="the objective weighs the spread of costs, and a sample size is judged by expected cost alone",
            expected="a weight of expectation alone: set the others to 0 to judge the tree",
        )
    for name, policy in instance.policies.items():
        if policy.enabled and isinstance(policy, ON_THE_TREE):
            yield Fault(
                code="not_expected_cost",
                path=("policies", name),
                message=f"a policy of kind {policy.kind} speaks of all futures at once",
                expected="such policies switched off to judge the tree",
            )


def _with_leaves(instance: Instance, leaves: int) -> Instance:
    return apply(instance, [parse_edit(f"scenarios.leaves = {leaves}")]).instance


def _as_it_is(instance: Instance) -> Instance:
    return instance


class _Judge:
    """Judges plans on futures that their trees have not seen."""

    def __init__(self, bench: Bench, confidence: float, futures: int) -> None:
        self._bench = bench
        self._confidence = confidence
        self._futures = futures

    def size(self, leaves: int, tree: Instance, candidate: Outcome | None) -> SampleSize:
        """Return what a tree is worth, on the same futures as all others."""
        plan = None if candidate is None else candidate.plan
        batches, without_plan = ([], 0) if plan is None else self._batches(leaves, tree, plan)
        return SampleSize(
            leaves=leaves,
            distance=drawn_tree(tree).distance,
            value=None if candidate is None else candidate.value,
            bound=None if candidate is None else candidate.bound,
            batches=tuple(batches),
            without_plan=without_plan,
            confidence=self._confidence,
        )

    def _batches(self, leaves: int, tree: Instance, plan: Plan) -> tuple[list[Batch], int]:
        drawn = draw_futures(tree, self._futures).batches(leaves)
        together: _Tasks = [(partial(fan_of, futures), None) for futures in drawn]
        apart: _Tasks = [
            (partial(_held_alone, futures, number, plan), None) for futures in drawn for number in range(leaves)
        ]
        best = self._bench.run(f"{leaves} leaves: batches of futures", together)
        held = self._bench.run(f"{leaves} leaves: its decisions in each future", apart)
        batches: list[Batch] = []
        without_plan = 0
        for series, outcome in enumerate(best):
            own = held[series * leaves : (series + 1) * leaves]
            without_plan += sum(each is not None and each.value is None for each in own)
            batch = _batch(outcome, own)
            batches += [] if batch is None else [batch]
        return batches, without_plan


def _batch(outcome: Outcome | None, held: Sequence[Outcome | None]) -> Batch | None:
    """Return what a batch says; None where something of it is missing."""
    costs = [each.value for each in held if each is not None and each.value is not None]
    if outcome is None or outcome.value is None or outcome.bound is None or len(costs) < len(held):
        return None
    return Batch(outcome.value, outcome.bound, fmean(costs))


def fan_of(futures: Futures) -> Instance:
    """Return the instance on a batch of futures, told apart from the first branching on."""
    return _with_first_stage(futures.fan(), futures.shared)


def _held_alone(futures: Futures, number: int, plan: Plan) -> Instance:
    """Return the instance on one future, with what a plan decides before the first branching."""
    instance = _with_first_stage(futures.alone(number), futures.shared)
    whole = ReferencePlan.of(plan)
    reference = ReferencePlan(
        decisions=tuple(each for each in whole.decisions if each.node in futures.early),
        teams=tuple(each for each in whole.teams if each.node in futures.early),
    )
    held = Freeze.model_construct(kind="freeze", plan=HELD, periods=futures.shared)
    return instance.model_copy(
        update={
            "policies": {**instance.policies, HELD: held},
            "reference_plans": {**instance.reference_plans, HELD: reference},
        }
    )


def _with_first_stage(instance: Instance, shared: int) -> Instance:
    """Return an instance on other futures, held to its reference plans as far as those know its nodes."""
    policies = {
        name: policy.model_copy(update={"periods": min(policy.periods, shared)})
        if isinstance(policy, Freeze)
        else policy
        for name, policy in instance.policies.items()
    }
    return instance.model_copy(update={"policies": policies})
