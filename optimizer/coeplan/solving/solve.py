"""One model or many: how an instance is solved depends on the size of its tree."""

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.progress import ProgressCallback
from coeplan.planning.tree import expand
from coeplan_models import ChangeLimit, Fault, Instance

from .decomposition import Decomposition
from .outcome import Outcome, SolveOptions
from .pipeline import Pipeline
from .size import columns_per_node
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
    nodes = len(expand(instance.scenarios, instance.horizon.periods))
    large = nodes * columns_per_node(instance) > MOST_COLUMNS
    joint = [name for name, each in instance.policies.items() if each.enabled and isinstance(each, ChangeLimit)]
    if options.by_subtrees and joint:
        raise InputError([_joint(name, instance) for name in joint])
    by_subtrees = large and not joint if options.by_subtrees is None else options.by_subtrees
    if by_subtrees:
        return Decomposition(instance, options, on_progress, cancel, warm).run()
    return Pipeline(instance, options, on_progress, cancel, warm).run()


def _joint(name: str, instance: Instance) -> Fault:
    kind = instance.policies[name].kind
    return Fault(
        code="not_by_subtrees",
        path=("policies", name),
        message=f"a policy of kind {kind} speaks of all futures at once, so its subtrees cannot be planned one by one",
        expected="the tree solved as one model, or the policy not enabled",
    )
