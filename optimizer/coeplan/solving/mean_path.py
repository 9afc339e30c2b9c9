"""The life cycle of the mean path, and its prices, for a whole tree."""

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray
from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE

from .model import PlanningModel
from .nested import PathTask, plan_path
from .path_prices import solve_for_prices, spread
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


def price_like_mean_path(
    model: PlanningModel, solver: SolverProcess, ends: float, cancel: CancelToken
) -> FloatArray | None:
    """Price the rows of a tree as if the future were its mean; None where there was no time for that.

    Parameters
    ----------
    model : PlanningModel
        The problem of the tree.
    solver : SolverProcess
        Solves; it may hold anything.
    ends : float
        When to stop, on the solver's clock.
    cancel : CancelToken
        Stops it.

    Returns
    -------
    array, shape (rows,), or None
    """
    path = path_instance(model.numbers.instance, model.numbers.tree)
    prices = solve_for_prices(path, solver, ends, cancel)
    return None if prices is None else spread(model, prices)
