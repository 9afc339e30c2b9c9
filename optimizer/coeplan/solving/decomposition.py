"""Trees too large for one model: planned and bounded subtree by subtree, on workers.

A plan comes from planning path by path (``nested``) and is then improved below each of several nodes at a time, with
what was decided before them held: given the state at a node, its subtrees have nothing to do with each other. The bound
is the expected value of what each subtree costs at least when it alone is planned for, together with the path to it.
That lets every subtree choose its own past, so it is a bound of the whole; what it gives away is the price of having to
decide before one knows which subtree comes. No model ever holds more than one subtree.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, Workers, in_order, open_workers
from coeplan.core.progress import Progress, ProgressCallback, relative_gap
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.plan_fields import NodeRows, exceeded_caps, joined, plan_fields, with_exceeded
from coeplan.planning import gather
from coeplan.planning.tree import expand
from coeplan_models import Instance, Keeping

from .assembly import KEEPING_SHARE, Assembly, Proof, Stopwatch, kept, unlooked
from .model import NARROW
from .nested import Allowance, NestedPlanning, PathTask, Planners
from .outcome import Outcome, SolveOptions
from .proofs import SubtreeProofs
from .size import columns_per_node
from .subtree_tasks import (
    BoundTask,
    PlannedPath,
    PlannedSubtree,
    PriceTask,
    SubtreeTask,
    bound_subtree,
    plan_subtree,
    price_path,
    work_on,
)
from .subtrees import parts_of
from .termination import Termination
from .warm import KNOWN, WarmStart, least_totals, measured_from

PATHS_SHARE = 0.4
"""Share of what is left then for planning path by path."""

LATEST_SHARE = 0.8
"""Share of what is left then that planning path by path may take where paths have no plan by then."""

BOUNDS_SHARE = 0.7
"""Share of what is left then for bounds, the rest for better plans of the subtrees."""

PRICES_SHARE = 0.2
"""Share of what is left then, at most, for the prices of the mean path."""

QUICK_SHARE = 0.3
"""Share of what is left then, at most, for quick bounds of subtrees that are being written down."""

COLUMNS_OF_A_PART = 60_000
"""Columns of the model of one subtree, where the tree allows it."""

SHORTEST = 1.0
"""Seconds below which a subtree is not planned again."""

WORTH_A_START = 2.0
"""How many times what it takes to write a subtree down, most of which is building its model, planning it again is given
at least."""

SUBTREES = "subtrees, each planned for on its own"
"""Where the bound comes from."""


class _Spending(Protocol):
    """A result that says what time or work it took."""

    @property
    def spent(self) -> float: ...


Task = TypeVar("Task")
Result = TypeVar("Result", bound=_Spending)


@dataclass(frozen=True)
class _Held:
    """A plan of the whole tree: what it decides, all that follows, and its objective in plan currency."""

    decisions: Decisions
    fields: dict[str, Any]
    value: float


class Decomposition:
    """Solves one instance subtree by subtree.

    Parameters
    ----------
    instance : Instance
        A checked instance without a limit on changes, which speaks of all futures at once.
    options : SolveOptions
        How to solve it.
    on_progress : callable, optional
        Told about plans and bounds, in plan currency, in the calling thread.
    cancel : CancelToken, optional
        Stops the solve; the best audited plan is still returned.
    warm : WarmStart, optional
        What is known of a similar instance; its plan is where subtrees begin.
    """

    def __init__(
        self,
        instance: Instance,
        options: SolveOptions,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
        warm: WarmStart | None = None,
    ) -> None:
        self._instance = instance
        self._options = options
        self._tell = on_progress
        self._cancel = cancel or CancelToken()
        self._watch = Stopwatch()
        self._assembly = Assembly(instance, options, self._watch, measured_from(instance, warm))
        self._clock = options.clock()
        self._ends = self._clock.now() + options.limit
        self._tree = expand(instance.scenarios, instance.horizon.periods)
        least = least_totals(instance, warm)
        self._numbers = gather(instance, NARROW, least_totals=least)
        self._parts = tuple(parts_of(instance, self._tree, COLUMNS_OF_A_PART / columns_per_node(instance), least))
        self._warm = warm
        self._proofs = SubtreeProofs(instance, self._tree, self._parts, options.gap, self._clock.counts_work)
        self._notes: list[str] = []
        self._held: _Held | None = None
        self._writing = 0.0

    def run(self) -> Outcome:
        """Plan path by path, prove what every subtree costs at least, and plan the subtrees better."""
        keeping: float | None = None
        with open_workers(Place.parse(self._options.workers), self._cancel) as workers:
            if self._options.keeping:
                self._plan_paths(workers, KEEPING_SHARE, keeping=True)
                keeping = None if self._held is None else self._held.value
            self._begin(workers)
            self._prove(workers)
            self._improve(workers)
        return self._outcome(keeping)

    def _begin(self, workers: Workers) -> None:
        """Get a first plan: one that is known from elsewhere, or path by path."""
        known = None if self._warm is None else self._warm.decisions(self._numbers)
        before = self._held
        if known is not None:
            self._take(workers, known, self._seconds_each(workers, PATHS_SHARE * self._left(), len(self._parts)))
        if self._held is before:
            self._plan_paths(workers, PATHS_SHARE)

    def _left(self) -> float:
        return max(0.0, self._ends - self._clock.now())

    # -- work -----------------------------------------------------------------------------------------------------

    def _results(
        self, workers: Workers, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Yield number and result of each task that gave one, as they come; what failed is noted."""
        # Work is added up in the order of the tasks, as sums depend on that in their last digits.
        outcomes = workers.run(function, tasks)
        for outcome in in_order(outcomes) if self._clock.counts_work else outcomes:
            if outcome.failure is not None:
                self._notes.append(
                    f"work on a part of the tree failed: {outcome.failure.kind}: {outcome.failure.message}"
                )
            else:
                result = outcome.result()
                self._clock.spend(result.spent)
                yield outcome.number, result

    def _seconds_each(self, workers: Workers, seconds: float, count: int) -> float:
        """Time for each of so many tasks, if all together are to take so long; work is counted wherever it is done."""
        return seconds * min(self._at_once(workers), count) / count

    def _at_once(self, workers: Workers) -> int:
        return 1 if self._clock.counts_work else workers.count

    def _plan_paths(self, workers: Workers, share: float, *, keeping: bool = False) -> None:
        """Plan the tree path by path, and take that plan if it is the best so far."""
        since = self._watch.elapsed
        phase = "keeping" if keeping else "planning paths"
        seconds = share * self._left()
        allowance = Allowance(seconds, seconds if keeping else LATEST_SHARE * self._left())

        def planner(tasks: Sequence[PathTask]) -> list[Decisions | None]:
            plans: list[Decisions | None] = [None] * len(tasks)
            asked = [replace(task, keeping=keeping, counts_work=self._clock.counts_work) for task in tasks]
            planned = 0
            self._report(phase, planned, len(asked))
            for number, result in self._results(workers, work_on, chain(asked, self._beside(workers, asked))):
                if isinstance(result, PlannedPath):
                    plans[number] = result.decisions
                    planned += 1
                else:
                    self._proofs.learn(result)
                self._report(phase, planned, len(asked))
            return plans

        planners = Planners(self._clock, planner, self._at_once(workers))
        planning = NestedPlanning(self._instance, self._tree, allowance, self._options.seed, planners)
        decisions = planning.run()
        if decisions is not None:
            self._take(workers, decisions, 0.0)
        self._watch.note(phase, since)

    def _beside(self, workers: Workers, tasks: Sequence[PathTask]) -> Iterator[PriceTask | BoundTask]:
        """Yield what workers without a path to plan can do for bounds, as long as it takes no longer than the paths."""
        idle = self._at_once(workers) - len(tasks)
        if idle <= 0:
            return
        now = self._clock.now()
        ends = now + max(task.seconds for task in tasks)
        yield from self._proofs.price_tasks(PRICES_SHARE * self._left())
        seconds = self._seconds_each(workers, BOUNDS_SHARE * (self._ends - ends), len(self._parts))
        # Tasks are asked for before a worker is free, so what is under way is reckoned with.
        most = int(idle * (ends - now) / seconds) if seconds > 0 else 0
        yield from islice(self._proofs.bound_tasks(seconds), most)

    def _prove(self, workers: Workers) -> None:
        """Prove what every subtree costs at least, or the likeliest ones where time is too short for all of them."""
        since = self._watch.elapsed
        self._price(workers)
        together = BOUNDS_SHARE * self._left()
        least = max(SHORTEST, WORTH_A_START * self._writing)
        count = min(len(self._proofs.open), int(together * self._at_once(workers) / least))
        if count > 0:
            seconds = self._seconds_each(workers, together, count)
            tasks = islice(self._proofs.bound_tasks(seconds), count)
            for done, (_, bound) in enumerate(self._results(workers, bound_subtree, tasks), 1):
                self._proofs.learn(bound)
                self._report("proving", done, count)
        self._watch.note("prove", since)

    def _price(self, workers: Workers) -> None:
        """Solve the relaxation of the mean path for its prices, unless that is done."""
        for _, pricing in self._results(workers, price_path, self._proofs.price_tasks(PRICES_SHARE * self._left())):
            self._proofs.learn(pricing)

    def _improve(self, workers: Workers) -> None:
        """Plan the subtrees better as long as that helps and there is time."""
        since = self._watch.elapsed
        while self._held is not None and not self._closed() and not self._cancel.cancelled:
            seconds = self._seconds_each(workers, self._left(), len(self._parts))
            before = self._held.value
            if seconds < max(SHORTEST, WORTH_A_START * self._writing):
                break
            self._take(workers, self._held.decisions, seconds)
            if self._held.value >= before:
                break
        self._watch.note("improve", since)

    def _take(self, workers: Workers, decisions: Decisions, seconds: float) -> None:
        """Write a plan down, each subtree planned again first where there is time; take it if it is better.

        What nobody has proved anything of yet is bounded quickly, as its model is there.
        """
        self._price(workers)
        proof_seconds = self._seconds_each(workers, QUICK_SHARE * self._left(), len(self._parts))
        tasks = [self._subtree_task(number, decisions, seconds, proof_seconds) for number in range(len(self._parts))]
        found: dict[int, PlannedSubtree] = {}
        rows: dict[int, NodeRows] = {}
        for number, planned in self._results(workers, plan_subtree, tasks):
            found[number] = planned
            proving = 0.0
            if planned.bound is not None:
                proving = planned.bound.spent
                self._proofs.learn(planned.bound)
            if seconds <= 0:
                self._writing = max(self._writing, planned.spent - proving)
            if planned.rows is not None:
                rows[number] = planned.rows
            self._report("writing down" if seconds <= 0 else "improving", len(found), len(tasks))
        if len(rows) < len(self._parts):
            return
        whole = Decisions()
        for number, part in enumerate(self._parts):
            own = set(part.own)
            renumber = {position: node for position, node in enumerate(part.nodes) if node in own}
            whole.update(found[number].decisions.renumbered(renumber))
        self._hold(whole, joined((rows[number] for number in range(len(self._parts))), self._numbers))

    def _hold(self, decisions: Decisions, rows: NodeRows) -> None:
        """Keep a plan if it is better than what is held, and keeps every cap that may not be exceeded."""
        caps = exceeded_caps(self._numbers, rows)
        for cap in caps:
            if cap.price is None:
                self._notes.append(f"a plan was given up: it exceeds the cap {cap.policy} by {cap.money:,.0f}")
                return
        fields = plan_fields(self._numbers, decisions, with_exceeded(self._numbers, rows, caps))
        value = self._assembly.value(fields)
        if self._held is None or value < self._held.value:
            self._held = _Held(decisions, fields, value)
            self._report("planned")

    def _subtree_task(self, number: int, decisions: Decisions, seconds: float, proof_seconds: float) -> SubtreeTask:
        part = self._parts[number]
        return SubtreeTask(
            part=number,
            instance=part.instance,
            decisions=decisions.renumbered({node: number for number, node in enumerate(part.nodes)}),
            held=part.held,
            own=tuple(self._tree.nodes[node].id for node in part.own),
            seconds=seconds,
            seed=self._options.seed,
            counts_work=self._clock.counts_work,
            least_totals=part.least_totals,
            prices=self._proofs.quick_prices(number),
            proof_seconds=proof_seconds,
        )

    # -- what is known --------------------------------------------------------------------------------------------

    @property
    def _bound(self) -> float:
        """Best bound: what subtrees prove, or what was known before."""
        known = None if self._warm is None else self._warm.floor
        return self._proofs.bound if known is None else max(known, self._proofs.bound)

    def _closed(self) -> bool:
        gap = relative_gap(None if self._held is None else self._held.value, self._bound)
        return gap is not None and gap <= self._options.gap

    def _report(self, phase: str, done: int = 0, count: int = 0) -> None:
        """Tell where the work is; of several tasks that make up a phase, how many are done."""
        if self._tell is not None:
            phase = f"{phase}, {done} of {count}" if count else phase
            value = None if self._held is None else self._held.value
            bound = self._bound or None
            self._tell(Progress(phase, self._watch.elapsed, value, bound, relative_gap(value, bound)))

    def _outcome(self, keeping: float | None) -> Outcome:
        if self._cancel.cancelled:
            termination = Termination.INTERRUPTED
        else:
            termination = Termination.OPTIMAL if self._closed() else self._limit()
        notes = tuple(self._notes)
        if self._held is None:
            return Outcome(termination, None, None, self._bound or None, None, self._watch.elapsed, notes)
        source = SUBTREES if self._bound == self._proofs.bound else KNOWN
        proof = Proof(termination, self._bound, source, notes=(*notes, *unlooked(self._proofs.technical)))
        plan = self._assembly.plan(self._held.fields, proof, self._keeping(keeping, self._held.value))
        return Outcome(
            termination=termination,
            plan=plan,
            value=plan.value,
            bound=plan.bound,
            gap=plan.gap,
            seconds=self._watch.elapsed,
            notes=plan.made_by.notes,
            warm=WarmStart.of(plan),
        )

    def _limit(self) -> Termination:
        return Termination.WORK_LIMIT if self._clock.counts_work else Termination.TIME_LIMIT

    def _keeping(self, value: float | None, plan_value: float) -> Keeping | None:
        return kept(self._limit(), value, None, plan_value) if self._options.keeping else None
