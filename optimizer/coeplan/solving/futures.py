"""What each future would cost at least, had it been certain: what regret is measured from.

Each is a problem of one path, so they are solved at the same time, before the plan is looked for. What was proved of a
future before is not proved again: the bounds that a plan carries serve every instance in which that future is the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, Workers, open_workers, task_token
from coeplan.planning.tree import expand
from coeplan_models import FutureBest, Instance, RegretCap

from .outcome import Outcome, SolveOptions
from .paths import future_instance
from .pipeline import Pipeline
from .termination import Termination

SHARE = 0.3
"""Share of the time that the futures may take together."""

CLOSER = 0.1
"""Share of the gap asked for of the plan to which a future is solved: a regret is a small difference of totals."""

SHORTEST = 1.0
"""Seconds that are left for the plan at least."""


@dataclass(frozen=True)
class FutureTask:
    """A future to solve by itself.

    Attributes
    ----------
    leaf : str
        The leaf that it ends in.
    instance : Instance
        The instance in which it is certain.
    options : SolveOptions
        How to solve it.
    """

    leaf: str
    instance: Instance
    options: SolveOptions


@dataclass(frozen=True)
class Futures:
    """What is known of single futures.

    Attributes
    ----------
    best : tuple of FutureBest
        What each future costs at least, in the order of the tree's leaves.
    notes : tuple of str
        What a careful reader should know of them.
    solved : bool
        Whether any was solved now, and not all were known.
    """

    best: tuple[FutureBest, ...]
    notes: tuple[str, ...] = ()
    solved: bool = True

    @property
    def impossible(self) -> tuple[str, ...]:
        """Leaves of futures that have no plan even by themselves, so that no plan of the tree exists."""
        return tuple(each.leaf for each in self.best if each.termination == Termination.INFEASIBLE)

    def leave(self, options: SolveOptions, seconds: float) -> SolveOptions:
        """Return the options with what the futures have left of the time, having taken so many seconds, or the work."""
        if options.work is not None:
            return replace(options, work=(1 - SHARE) * options.work) if self.solved else options
        return replace(options, time_limit=max(SHORTEST, options.time_limit - seconds))


def solve_futures(
    instance: Instance, options: SolveOptions, known: Sequence[FutureBest] = (), cancel: CancelToken | None = None
) -> Futures:
    """Find out what each future would cost at least, had it been certain.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    options : SolveOptions
        How its plan is to be solved; the futures take no more than ``SHARE`` of the time, on the workers named there.
    known : sequence of FutureBest, optional
        What is known already; taken for every future of which it says the same problem, unless it was interrupted.
    cancel : CancelToken, optional
        Stops it: a future that was not solved has the bound 0, as no amount is negative.

    Raises
    ------
    TaskError
        Where a solve failed.
    """
    tree = expand(instance.scenarios, instance.horizon.periods)
    held = {each.problem: each for each in known if each.termination != Termination.INTERRUPTED}
    problems = {tree.nodes[leaf].id: future_instance(instance, tree, leaf) for leaf in tree.leaves}
    marks = {leaf: problem.fingerprint() for leaf, problem in problems.items()}
    new = [leaf for leaf, mark in marks.items() if mark not in held]
    found: dict[str, Outcome] = {}
    if new:
        where = options.workers if len(new) > 1 else "in-process"
        with open_workers(Place.parse(where), cancel) as workers:
            each = _alone(options, workers, len(new))
            tasks = [FutureTask(leaf, problems[leaf], each) for leaf in new]
            found = {tasks[done.number].leaf: done.result() for done in workers.run(solve_future, tasks)}
    best = tuple(
        _best(leaf, found.get(leaf), mark) if mark not in held else held[mark].model_copy(update={"leaf": leaf})
        for leaf, mark in marks.items()
    )
    return Futures(best, (*_notes(new, found), *_out_of_reach(instance, best)), bool(new))


def solve_future(task: FutureTask) -> Outcome:
    """Solve one future where it runs."""
    return Pipeline(task.instance, task.options, cancel=task_token()).run()


def _alone(options: SolveOptions, workers: Workers, count: int) -> SolveOptions:
    """Return how to solve each of so many futures; work is counted wherever it is done."""
    at_once = 1 if options.work is not None else min(workers.count, count)
    share = SHARE * at_once / count
    return replace(
        options,
        gap=CLOSER * options.gap,
        time_limit=share * options.time_limit,
        work=None if options.work is None else share * options.work,
        threads=1,
        keeping=False,
        workers="in-process",
    )


def _best(leaf: str, outcome: Outcome | None, problem: str) -> FutureBest:
    if outcome is None:
        termination = Termination.INTERRUPTED
        return FutureBest(leaf=leaf, termination=str(termination), value=None, bound=0.0, problem=problem)
    # No amount is negative, so 0 is a proved bound even where the solver has none.
    bound = max(0.0, outcome.bound or 0.0)
    return FutureBest(
        leaf=leaf, termination=str(outcome.termination), value=outcome.value, bound=bound, problem=problem
    )


def _notes(new: Sequence[str], found: dict[str, Outcome]) -> Iterator[str]:
    """Say of which futures less is proved than was asked for, and what their solves had to say."""
    for leaf in new:
        outcome = found.get(leaf)
        if outcome is None or outcome.plan is None:
            stopped = Termination.INTERRUPTED if outcome is None else outcome.termination
            proved = 0.0 if outcome is None else outcome.bound or 0.0
            yield f"no plan of future {leaf} by itself was found ({stopped}); its regret is measured from {proved:,.0f}"
        elif outcome.termination is not Termination.OPTIMAL:
            yield (
                f"what future {leaf} costs at least is proved to {100 * (outcome.gap or 0.0):.2g} % only "
                f"({outcome.termination}), so that its regret may be overstated by that"
            )
        yield from (f"future {leaf} by itself: {note}" for note in (() if outcome is None else outcome.notes))


def _out_of_reach(instance: Instance, best: Sequence[FutureBest]) -> Iterator[str]:
    """Say which caps on regret not even a future's own best plan known keeps, as too little is proved of it."""
    for name, policy in instance.policies.items():
        if not isinstance(policy, RegretCap) or not policy.enabled:
            continue
        for each in best:
            if each.value is not None and each.value - each.bound > policy.most(each.bound):
                yield (
                    f"policy {name} allows a regret of {policy.most(each.bound):,.0f} in future {each.leaf}, but what "
                    f"that costs at least is known to {each.value - each.bound:,.0f} only; a smaller gap or more time "
                    "proves more"
                )
