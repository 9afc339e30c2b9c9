"""One model or many: how an instance is solved depends on the size of its tree."""

import time
from dataclasses import asdict, replace

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.planning.tree import expand
from coeplan_models import ChangeLimit, Fault, Instance

from .decomposition import Decomposition
from .futures import Futures, solve_futures
from .outcome import Outcome, SolveOptions
from .pipeline import Pipeline
from .size import columns_per_node
from .termination import Termination
from .warm import WarmStart

MOST_COLUMNS = 250_000
"""Columns beyond which a tree is not solved as one model."""


def solve_instance(
    instance: Instance,
    options: SolveOptions,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    warm: WarmStart | None = None,
) -> Outcome:
    """Solve an instance as one model, or subtree by subtree where that would be too large.

    Where regret is asked for, each future is solved by itself before.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    options : SolveOptions
        How to solve it.
    on_progress : callable, optional
        Told about plans and bounds, in plan currency, in the calling thread.
    cancel : CancelToken, optional
        Stops the solve; the best audited plan is still returned.
    warm : WarmStart, optional
        What is known of a similar instance; a tree that is solved subtree by subtree begins with its plan.

    Raises
    ------
    InputError
        Where it is to be solved subtree by subtree, but a policy speaks of all futures at once.
    """
    by_subtrees = _by_subtrees(instance, options)

    def solve(options: SolveOptions, on_progress: ProgressCallback | None, warm: WarmStart | None) -> Outcome:
        way = Decomposition if by_subtrees else Pipeline
        return way(instance, options, on_progress, cancel, warm).run()

    if not instance.asks_for_regret:
        return solve(options, on_progress, warm)
    began = time.monotonic()
    if on_progress is not None:
        on_progress(Progress("single futures", 0.0))
    futures = solve_futures(instance, options, () if warm is None else warm.futures, cancel)
    spent = time.monotonic() - began
    if futures.impossible:
        return Outcome(Termination.INFEASIBLE, None, None, None, None, spent, _impossible(futures))
    told = None if on_progress is None else _later(on_progress, spent)
    outcome = solve(futures.leave(options, spent), told, replace(warm or WarmStart(), futures=futures.best))
    return _with_futures(outcome, options, futures, spent)


def _impossible(futures: Futures) -> tuple[str, ...]:
    """Say which futures have no plan even by themselves."""
    return tuple(f"future {leaf} by itself has no plan that keeps every rule" for leaf in futures.impossible)


def _later(on_progress: ProgressCallback, spent: float) -> ProgressCallback:
    """Return a callback whose seconds count from before the futures were solved."""
    return lambda seen: on_progress(replace(seen, seconds=seen.seconds + spent))


def _with_futures(outcome: Outcome, options: SolveOptions, futures: Futures, spent: float) -> Outcome:
    """Return an outcome that also tells what was asked for, and of the single futures."""
    whole = replace(outcome, seconds=outcome.seconds + spent, notes=(*outcome.notes, *futures.notes))
    if outcome.plan is None:
        return whole
    made = outcome.plan.made_by
    seconds = {**made.seconds, "single futures": spent, "total": made.seconds["total"] + spent}
    told = {"options": asdict(options), "seconds": seconds, "notes": (*made.notes, *futures.notes)}
    return replace(whole, plan=outcome.plan.model_copy(update={"made_by": made.model_copy(update=told)}))


def _by_subtrees(instance: Instance, options: SolveOptions) -> bool:
    """Whether an instance is solved subtree by subtree.

    Raises
    ------
    InputError
        Where it is asked for, but a policy speaks of all futures at once.
    """
    nodes = len(expand(instance.scenarios, instance.horizon.periods))
    large = nodes * columns_per_node(instance) > MOST_COLUMNS
    joint = [name for name, each in instance.policies.items() if each.enabled and isinstance(each, ChangeLimit)]
    if options.by_subtrees and joint:
        raise InputError([_joint(name, instance) for name in joint])
    return large and not joint if options.by_subtrees is None else options.by_subtrees


def _joint(name: str, instance: Instance) -> Fault:
    kind = instance.policies[name].kind
    return Fault(
        code="not_by_subtrees",
        path=("policies", name),
        message=f"a policy of kind {kind} speaks of all futures at once, so its subtrees cannot be planned one by one",
        expected="the tree solved as one model, or the policy not enabled",
    )
