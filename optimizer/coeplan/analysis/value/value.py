"""What information and flexibility are worth in a plan, from solves of the ways to plan with more of them and less.

Wait-and-see, here-and-now and the plan of the mean future carried out stage by stage on the tree, after Escudero,
Garin, Merino and Perez (2007) and Maggioni, Allevi and Bertocchi (2014); and the same instance with less flexibility.
Every number is an interval that the bounds of all solves prove.
"""

from collections.abc import Iterator
from functools import partial

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Workers, open_workers
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.planning.tree import expand
from coeplan.plans.plan_tree import PlanTree
from coeplan.solving.outcome import Outcome
from coeplan.solving.paths import future_instance
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import Instance, LeafTotal

from ..variants import alone
from ..why.contest import Bench, Make
from ..why.planned import Planned
from ..why.stopped import Stopped
from .entries import entries
from .inputs import demand_answerable
from .ladder import HERE_AND_NOW, WAIT_AND_SEE, Rung, ladder, worths
from .measure import objective_of
from .notes import contradictory, notes
from .result import Bracket, FutureValue, InformationValue, StepKind, ValueOptions
from .same import SameInAll, solve_same
from .ways import (
    Way,
    all_as_in,
    flexible_pairs,
    mean_future,
    on_path,
    on_tree,
    periods_before,
    sites_as_in,
    stages,
    waiting,
    without,
)

AS_IN_MEAN = {StepKind.MEAN_SITES: sites_as_in, StepKind.MEAN_PLAN: all_as_in}
"""How the plan of the mean future is carried out."""

CLOSED = 1e-9
"""A gap that exceeds the one asked for by no more is that one, but for rounding."""

Tasks = list[tuple[Make, WarmStart | None]]


def value_information(
    planned: Planned,
    options: ValueOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> InformationValue:
    """Find what information and flexibility are worth in a plan.

    Parameters
    ----------
    planned : Planned
        The plan and its instance.
    options : ValueOptions, optional
        How long to look, at what, and where.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Returns
    -------
    InformationValue
        The ways to plan with their brackets, and what these prove of their differences.

    Raises
    ------
    InputError
        If an operating model that is to be done without is none of the instance, or the instance asks for regret.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a solve failed.
    """
    chosen = options or ValueOptions()
    demand_answerable(planned.loaded.instance, chosen)
    token = CancelToken(cancel)
    with open_workers(chosen.place, token) as workers:
        work = _Work(planned, chosen, workers, on_progress)
        work.know_futures()
        work.plan_otherwise()
        work.share_one_schedule()
        work.ask_why_not()
        return work.found(interrupted=token.cancelled)


class _Work:
    """The worth of information in one plan, under work."""

    def __init__(
        self, planned: Planned, options: ValueOptions, workers: Workers, tell: ProgressCallback | None
    ) -> None:
        self._instance = planned.loaded.instance
        self._plan = planned.plan
        self._options = options
        self._workers = workers
        self._tree = expand(self._instance.scenarios, self._instance.horizon.periods)
        self._wait = periods_before(self._instance, options.wait)
        self._flexible = flexible_pairs(self._instance, options.flexible)
        self._futures: list[Outcome | None] = [None] * len(self._tree.leaves)
        self._here: Outcome | None = None
        self._mean: Outcome | None = None
        self._solved: dict[Rung, Outcome | None] = dict.fromkeys(self._rungs())
        self._reasons: dict[Rung, str] = {}
        self._all = min(options.solves, self._most())
        self._bench = Bench(workers, options.solve, self._all, tell)
        self._cut = False

    # -- what is looked at --------------------------------------------------------------------------------------------

    @property
    def _parts(self) -> bool:
        """Whether there is anything to learn: the futures part."""
        return len(self._tree.leaves) > 1

    def _rungs(self) -> Iterator[Rung]:
        """Yield the ways to plan that are less free than the instance, freer ones first."""
        yield Rung(StepKind.WAITING, self._wait)
        if self._flexible:
            yield Rung(StepKind.WITHOUT_FLEXIBLE)
        if self._parts:
            parting, *_, last = stages(self._tree)
            shared = {periods_before(self._instance, self._options.rigid), last}
            yield from (Rung(StepKind.SAME_IN_ALL, each) for each in sorted(shared) if each > parting)
            yield from (Rung(kind, each) for kind in AS_IN_MEAN for each in stages(self._tree))

    def _most(self) -> int:
        """Return how many solves all of it takes at most."""
        others = 1 + (1 + (1 + len(AS_IN_MEAN)) * len(self._tree.leaves) if self._parts else 0)
        return others + len(self._solved)

    def know_futures(self) -> None:
        """Solve each future and the mean future as if they were certain, and the instance where its gap is wide."""
        instance, tree, warm = self._instance, self._tree, WarmStart.of(self._plan)
        tasks: Tasks = []
        if self._parts:
            tasks += [(partial(future_instance, instance, tree, leaf), warm) for leaf in tree.leaves]
            mean = mean_future(instance, tree)
            tasks.append((lambda: mean, WarmStart(on_path(self._plan, tree, mean))))
        if self._plan.gap is None or self._plan.gap > self._options.solve.gap + CLOSED:
            tasks.append((lambda: instance, warm))
        found = iter(self._run("futures one by one", tasks))
        if self._parts:
            self._futures = [next(found) for _ in tree.leaves]
            self._mean = next(found)
        self._here = next(found, None)

    def plan_otherwise(self) -> None:
        """Solve the instance in the ways that are instances of their own."""
        ways = dict(self._ways())
        found = self._run("other ways to plan", [(partial(way, self._instance), warm) for way, warm in ways.values()])
        self._solved.update(zip(ways, found, strict=True))

    def _ways(self) -> Iterator[tuple[Rung, tuple[Way, WarmStart]]]:
        """Yield the ways that an instance can state, with what to start from."""
        ours = WarmStart.of(self._plan)
        for rung in self._solved:
            if rung.kind is StepKind.WAITING:
                yield rung, (waiting(self._wait), ours)
            elif rung.kind is StepKind.WITHOUT_FLEXIBLE:
                yield rung, (without(self._flexible), ours)
            elif (way := self._mean_way(rung)) is not None:
                yield rung, way

    def _mean_way(self, rung: Rung) -> tuple[Way, WarmStart] | None:
        """Return the way in which the mean future's plan is carried out; None where there is no plan, or it is none."""
        plan = None if self._mean is None else self._mean.plan
        if plan is None or rung.periods is None or rung.kind not in AS_IN_MEAN:
            return None
        given = on_tree(plan, self._tree)
        return AS_IN_MEAN[rung.kind](given, rung.periods), WarmStart(given)

    def share_one_schedule(self) -> None:
        """Solve the instance with the same decisions in all futures."""
        rungs = [each for each in self._solved if each.kind is StepKind.SAME_IN_ALL]
        options = alone(self._options.solve)
        within = rungs[: self._bench.left]
        self._cut |= len(within) < len(rungs)
        tasks = (SameInAll(self._instance, each.periods or 0, options) for each in within)
        for each in self._workers.run(solve_same, tasks):
            self._bench.solves += 1
            outcome = each.result()
            if outcome.termination is not Termination.INTERRUPTED or outcome.value is not None:
                self._solved[within[each.number]] = outcome
            told = f"one schedule for all futures, {self._bench.solves} of at most {self._all} solves"
            self._bench.tell(Progress(told, self._bench.seconds))

    def ask_why_not(self) -> None:
        """Find the futures in which the mean future's plan cannot be carried out."""
        for kind in AS_IN_MEAN:
            rungs = [rung for rung in self._solved if rung.kind is kind]
            broken = next((rung for rung in rungs if _is_infeasible(self._solved[rung])), None)
            if self._mean is None or self._mean.plan is None:
                self._reasons.update(dict.fromkeys(rungs, _no_mean(self._mean)))
            elif broken is not None:
                said = self._contradictions(broken)
                later = rungs[rungs.index(broken) + 1 :]
                self._reasons[broken] = said
                held = "period" if broken.periods == 1 else f"{broken.periods} periods"
                self._reasons.update(dict.fromkeys(later, f"not even the first {held}: {said}"))

    def _contradictions(self, rung: Rung) -> str:
        """Say in which futures a way leaves no plan."""
        found = self._mean_way(rung)
        assert found is not None
        way, warm = found
        tasks: Tasks = [(partial(self._alone, way, leaf), warm) for leaf in self._tree.leaves]
        outcomes = self._run("why not", tasks)
        names = [name for name, outcome in zip(self._names(), outcomes, strict=True) if _is_infeasible(outcome)]
        if names:
            return f"it cannot be carried out in {', '.join(names)}"
        if None in outcomes:
            return "it cannot be carried out; in which futures was not looked at"
        return "it could be carried out in each future by itself, but not in all of them together"

    def _alone(self, way: Way, leaf: int) -> Instance:
        return way(future_instance(self._instance, self._tree, leaf))

    def _run(self, phase: str, tasks: Tasks) -> list[Outcome | None]:
        self._cut |= len(tasks) > self._bench.left
        return self._bench.run(phase, tasks)

    # -- what was found -----------------------------------------------------------------------------------------------

    def found(self, *, interrupted: bool) -> InformationValue:
        """Return all that is proved."""
        futures = self._future_values()
        brackets = {WAIT_AND_SEE: self._wait_and_see(futures)} if self._parts else {}
        brackets[HERE_AND_NOW] = self._here_and_now()
        brackets.update({rung: _bracket(outcome) for rung, outcome in self._solved.items()})
        steps = ladder(brackets, self._reasons)
        waited = self._solved[Rung(StepKind.WAITING, self._wait)]
        stopped = Stopped.SOLVES if self._cut else Stopped.COMPLETE
        return InformationValue(
            instance=self._instance,
            value=self._plan.value,
            bound=self._plan.bound,
            mean=self._mean_promise(),
            mean_plan=None if self._mean is None else self._mean.plan,
            futures=futures,
            steps=steps,
            worths=worths(steps, self._plan.value),
            entries=() if waited is None or waited.plan is None else entries(self._plan, waited.plan, self._wait),
            flexible=self._flexible,
            notes=(*notes(self._instance, self._tree, self._plan, steps), *contradictory(brackets)),
            stopped=Stopped.INTERRUPTED if interrupted or self._bench.interrupted else stopped,
            solves=self._bench.solves,
            seconds=self._bench.seconds,
        )

    def _names(self) -> tuple[str, ...]:
        """Return what people call the futures, in the order of the leaves."""
        tree = PlanTree.of(self._plan)
        return tuple(tree.future(self._tree.nodes[leaf].id) or "the only future" for leaf in self._tree.leaves)

    def _future_values(self) -> tuple[FutureValue, ...]:
        """Return what each future costs; the plan's own path is one of its plans, too."""
        planned = {each.leaf: each.total for each in self._plan.leaf_totals}
        found: list[FutureValue] = []
        for leaf, name, outcome in zip(self._tree.leaves, self._names(), self._futures, strict=True):
            node = self._tree.nodes[leaf]
            low, total = None if outcome is None else outcome.bound, planned[node.id]
            high = total if outcome is None or outcome.value is None else min(total, outcome.value)
            low = None if low is None else min(low, high)
            found.append(FutureValue(node.id, name, node.probability, Bracket(low, high), total))
        return tuple(found)

    def _wait_and_see(self, futures: tuple[FutureValue, ...]) -> Bracket:
        lows = [_total(each, low) for each in futures if (low := each.bracket.low) is not None]
        highs = [_total(each, each.planned if (high := each.bracket.high) is None else high) for each in futures]
        low = objective_of(self._instance, lows) if len(lows) == len(futures) else None
        return Bracket(low, objective_of(self._instance, highs))

    def _here_and_now(self) -> Bracket:
        again = _bracket(self._here)
        values = [each for each in (self._plan.value, again.high) if each is not None]
        bounds = [each for each in (self._plan.bound, again.low) if each is not None]
        return Bracket(max(bounds, default=None), min(values))

    def _mean_promise(self) -> Bracket:
        """Return what the mean future's plan would cost, measured as the objective measures one future."""
        total = _bracket(self._mean)
        low, high = (None if each is None else self._certain(each) for each in (total.low, total.high))
        return Bracket(low, high, total.infeasible)

    def _certain(self, total: float) -> float:
        return objective_of(self._instance, [LeafTotal(leaf="mean", probability=1.0, total=total)])


def _total(future: FutureValue, total: float) -> LeafTotal:
    return LeafTotal(leaf=future.leaf, probability=future.probability, total=total)


def _is_infeasible(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.termination is Termination.INFEASIBLE


def _bracket(outcome: Outcome | None) -> Bracket:
    """Return what a solve proves."""
    if outcome is None:
        return Bracket()
    return Bracket(infeasible=True) if _is_infeasible(outcome) else Bracket(outcome.bound, outcome.value)


def _no_mean(mean: Outcome | None) -> str:
    if mean is None:
        return "the mean future was not looked at"
    if _is_infeasible(mean):
        return "there is no plan for the mean future that could be carried out"
    return "no plan for the mean future was found within the limits of its solve"
