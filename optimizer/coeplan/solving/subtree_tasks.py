"""What workers do for single subtrees, without the rest of the tree: prove what they cost at least, plan them.

A task holds plain data and runs wherever workers are. Its instance is that of ``paths.subtree_instance``: the path to
the subtree's root, and the subtree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coeplan.core.executor import task_token
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.plan_fields import NodeRows
from coeplan_models import Instance

from .by_parts import ByParts
from .clock import clock_of
from .incumbent import Incumbent
from .model import NARROW, PlanningModel
from .nested import PathTask, plan_path
from .path_prices import PathPrices, solve_for_prices, spread
from .process import SolverProcess
from .search import PrimalSearch

GOOD = 0.001
"""Gap at which a subtree is planned well enough."""


@dataclass(frozen=True)
class BoundTask:
    """A subtree of which to prove what it costs at least.

    Attributes
    ----------
    part : int
        Number of the subtree.
    instance : Instance
        The subtree's instance.
    gap : float
        Relative gap asked for of the whole.
    seconds : float
        Time for it.
    prices : mapping or None
        Prices of the mean path to prove with; None where the subtree's own relaxation is to be solved for them.
    counts_work : bool
        Whether seconds are units of work.
    least_totals : mapping or None
        What regret is measured from, by leaf of the whole tree; None where it is not asked for.
    """

    part: int
    instance: Instance
    gap: float
    seconds: float
    prices: PathPrices | None = None
    counts_work: bool = False
    least_totals: Mapping[str, float] | None = None


@dataclass(frozen=True)
class SubtreeBound:
    """What a subtree costs at least.

    Attributes
    ----------
    part : int
        Number of the subtree.
    money : float
        In plan currency, given that the subtree's root is reached; 0 where nothing was proved.
    technical : dict
        Most heads of a team that were looked at, by location, where no data bound them.
    spent : float
        Time or work that it took.
    quick : bool
        Whether only relaxations were looked at, so that a closer look may prove more.
    """

    part: int
    money: float
    technical: dict[str, float]
    spent: float
    quick: bool = False


def bound_subtree(task: BoundTask) -> SubtreeBound:
    """Prove what a subtree costs at least."""
    clock = clock_of(task.counts_work)
    began = clock.now()
    model = PlanningModel.of(task.instance, NARROW, least_totals=task.least_totals)
    with SolverProcess(clock=clock) as solver:
        parts = ByParts(model, solver, task.gap, task_token())
        prices = parts.prices(began + task.seconds) if task.prices is None else spread(model, task.prices)
        bounds = () if prices is None else parts.bounds(prices, began + task.seconds, own=task.prices is None)
        money = _money(model, bounds)
    return SubtreeBound(task.part, money, model.technical(), clock.now() - began)


def _money(model: PlanningModel, bounds: Iterable[float]) -> float:
    """Return the best of some bounds, in plan currency; 0 where there are none, as no amount is negative."""
    return max(bounds, default=0.0) * model.money


@dataclass(frozen=True)
class PriceTask:
    """A path whose prices are wanted.

    Attributes
    ----------
    instance : Instance
        The instance on the path.
    seconds : float
        Time for it.
    counts_work : bool
        Whether seconds are units of work.
    """

    instance: Instance
    seconds: float
    counts_work: bool = False


@dataclass(frozen=True)
class Pricing:
    """Prices of a path, None where there was no time for its relaxation, and the time or work that it took."""

    prices: PathPrices | None
    spent: float


def price_path(task: PriceTask) -> Pricing:
    """Solve the relaxation of a path for its prices."""
    clock = clock_of(task.counts_work)
    began = clock.now()
    with SolverProcess(clock=clock) as solver:
        prices = solve_for_prices(task.instance, solver, began + task.seconds, task_token())
    return Pricing(prices, clock.now() - began)


@dataclass(frozen=True)
class SubtreeTask:
    """A subtree to plan again, and to write down.

    Attributes
    ----------
    part : int
        Number of the subtree.
    instance : Instance
        The subtree's instance.
    decisions : Decisions
        What is decided in it and on the path to it, with the numbers of its nodes.
    held : int
        How many nodes, from the first on, are on the path and stay as they are.
    own : tuple of str
        Nodes whose rows are wanted.
    seconds : float
        Time to plan it again; 0 leaves it as it is.
    seed : int
        Seed of random choices.
    counts_work : bool
        Whether seconds are units of work.
    least_totals : mapping or None
        What regret is measured from, by leaf of the whole tree; None where it is not asked for.
    prices : mapping or None
        Prices of the mean path at which to prove quickly, as the model is there, what the subtree costs at least; None
        leaves that.
    proof_seconds : float
        Time for that.
    """

    part: int
    instance: Instance
    decisions: Decisions
    held: int
    own: tuple[str, ...]
    seconds: float
    seed: int
    counts_work: bool = False
    least_totals: Mapping[str, float] | None = None
    prices: PathPrices | None = None
    proof_seconds: float = 0.0


@dataclass(frozen=True)
class PlannedSubtree:
    """What was planned and written down of a subtree.

    Attributes
    ----------
    decisions : Decisions
        Its decisions.
    rows : NodeRows or None
        The rows of its own nodes; None where some rule is broken.
    bound : SubtreeBound or None
        What it costs at least, if that was asked for.
    spent : float
        Time or work that it took.
    """

    decisions: Decisions
    rows: NodeRows | None
    bound: SubtreeBound | None
    spent: float


def plan_subtree(task: SubtreeTask) -> PlannedSubtree:
    """Plan a subtree again, from what is decided; without time, write it down as it is."""
    clock = clock_of(task.counts_work)
    began = clock.now()
    model = PlanningModel.of(task.instance, NARROW, least_totals=task.least_totals)
    decisions, bound = task.decisions, None
    with SolverProcess(clock=clock) as solver:
        if task.seconds > 0:
            decisions = _improved(model, task, solver, began + task.seconds)
        if task.prices is not None:
            bound = _bounded_quickly(model, task, task.prices, solver)
    sound = model.compiled.matrix.violation(model.vector(decisions)) is None
    rows = model.node_rows(decisions).only(frozenset(task.own)) if sound else None
    return PlannedSubtree(decisions, rows, bound, clock.now() - began)


def _bounded_quickly(
    model: PlanningModel, task: SubtreeTask, prices: PathPrices, solver: SolverProcess
) -> SubtreeBound:
    """Prove what the subtree costs at least, by relaxations of single periods."""
    began = solver.clock.now()
    parts = ByParts(model, solver, GOOD, task_token())
    money = _money(model, parts.quick_bounds(spread(model, prices), began + task.proof_seconds))
    return SubtreeBound(task.part, money, model.technical(), solver.clock.now() - began, quick=True)


def _improved(model: PlanningModel, task: SubtreeTask, solver: SolverProcess, ends: float) -> Decisions:
    """Look for better decisions below the path; return the best known."""
    start = model.vector(task.decisions)
    held = model.changed(model.holding(task.decisions, nodes=range(task.held)))
    matrix = held.compiled.matrix
    known = Incumbent(GOOD, lambda: None)
    if matrix.violation(start) is None:
        known.offer(start, matrix.objective_of(start))
    search = PrimalSearch(held, known, lambda: ends - solver.clock.now(), task.seed, task_token())
    search.run(solver, (task.decisions,), settled=known.x is not None, patient=False)
    return task.decisions if known.x is None else held.decisions(known.x)


@dataclass(frozen=True)
class PlannedPath:
    """A path's plan, None where none was found, and the time or work spent."""

    decisions: Decisions | None
    spent: float


def plan_path_apart(task: PathTask) -> PlannedPath:
    """Plan one path of a nested planning with a solver of its own."""
    clock = clock_of(task.counts_work)
    began = clock.now()
    with SolverProcess(clock=clock) as solver:
        decisions = plan_path(task, solver, task_token())
    return PlannedPath(decisions, clock.now() - began)


def work_on(task: PathTask | PriceTask | BoundTask) -> PlannedPath | Pricing | SubtreeBound:
    """Do what a task asks for, where it runs."""
    match task:
        case PathTask():
            return plan_path_apart(task)
        case PriceTask():
            return price_path(task)
        case BoundTask():
            return bound_subtree(task)
