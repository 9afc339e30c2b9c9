"""The life cycle of the mean path, for a whole tree."""

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE

from .nested import PathTask, plan_path
from .paths import path_instance
from .process import SolverProcess


def plan_like_mean_path(
    numbers: Numbers, solver: SolverProcess, seconds: float, seed: int, cancel: CancelToken
) -> Decisions | None:
    """Decide about sites as if the future were its mean, with divisible teams; every branch does the same.

    Parameters
    ----------
    numbers : Numbers
        The instance on its tree.
    solver : SolverProcess
        Solves; it may hold anything.
    seconds : float
        Time for it.
    seed : int
        Seed of random choices.
    cancel : CancelToken
        Stops it.
    """
    task = PathTask(
        instance=path_instance(numbers.instance, numbers.tree),
        periods=0,
        last=BEFORE,
        guide=None,
        seconds=seconds,
        latest=seconds,
        seed=seed,
    )
    found = plan_path(task, solver, cancel)
    if found is None:
        return None
    periods: dict[int, list[int]] = {}
    for node in numbers.nodes:
        periods.setdefault(numbers.tree.period[node], []).append(node)
    return found.spread(periods)
