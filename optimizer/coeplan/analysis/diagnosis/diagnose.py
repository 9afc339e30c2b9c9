"""From an instance to the reasons why it has no plan."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place as WorkPlace
from coeplan.core.executor import PlaceKind, Workers, open_workers
from coeplan.io import LoadedInstance
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.termination import Termination
from coeplan_models import dotted

from ..variants import alone, solve_variants
from .changes import Change
from .conflicts import Found, UndecidedError, find_conflict
from .elastic import least_relaxation
from .listing import business_rules
from .resolving import Resolving, Tell, Unresolved, Way, resolved
from .result import Conflict, Diagnosis, NamedRule, Status, Together, Verified, WayOut
from .trials import Trials
from .ways import verified
from .wording import period_called

MOST_CONFLICTS = 10
"""Conflicts that are looked for."""

FIRST_SHARE = 0.6
FURTHER_SHARE = 0.5
"""Shares of the time that is left for finding the first conflict, and each further one."""

WORTH_WORKERS = 6.0
"""Seconds that finding conflicts took, at least, where starting workers for their ways out pays."""

LEAST_COSTING = 4.0
"""Seconds that the solve for the cost of one way out needs to be worth beginning."""

MOST_JOINED = 12
"""Choices of one way out of each conflict that are tried together."""

COST_GAP = 0.02
ANY_GAP = 1.0
"""Gaps at which costs of ways out are known well enough, and at which any plan will do."""


@dataclass(frozen=True, slots=True)
class DiagnoseOptions:
    """How long to look, and where.

    Attributes
    ----------
    seconds : float
        Time for everything.
    ways : bool
        Whether ways out are looked for, too.
    costs : bool
        Whether time that is left goes into what each way out costs.
    workers : str
        Where ways out of several conflicts are looked for, and plans solved for their costs: ``all-cores``, a number
        of processes, ``in-process`` or the address of a Dask scheduler.
    """

    seconds: float = 50.0
    ways: bool = True
    costs: bool = True
    workers: str = "all-cores"


def diagnose(
    loaded: LoadedInstance,
    options: DiagnoseOptions | None = None,
    tell: Tell | None = None,
    cancel: CancelToken | None = None,
) -> Diagnosis:
    """Find out which business rules contradict each other, and by how little they would have to give.

    Parameters
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    options : DiagnoseOptions, optional
        How long to look, and where.
    tell : callable, optional
        Told what is being done.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Returns
    -------
    Diagnosis
        All conflicts that were found, each with its ways out.
    """
    with ExitStack() as stack:
        work = _Work(loaded, options or DiagnoseOptions(), tell or (lambda _: None), cancel or CancelToken(), stack)
        return work.run()


class _Work:
    """One diagnosis under way; what it opens is closed with a stack."""

    def __init__(
        self, loaded: LoadedInstance, options: DiagnoseOptions, tell: Tell, cancel: CancelToken, stack: ExitStack
    ) -> None:
        self._since = time.monotonic()
        self._loaded = loaded
        self._options = options
        self._tell = tell
        self._cancel = cancel
        self._stack = stack
        self._place = WorkPlace.parse(options.workers)
        self._trials = Trials(loaded.instance, business_rules(loaded.instance), options.seconds, cancel)
        self._elsewhere = 0
        stack.callback(self._trials.close)

    @cached_property
    def _workers(self) -> Workers:
        return self._stack.enter_context(open_workers(self._place, self._cancel))

    def run(self) -> Diagnosis:
        """Find conflicts, then ways out of each."""
        found, status, complete = self._conflicts()
        conflicts = tuple(self._named(each) for each in found)
        together = None
        if self._options.ways:
            proved = self._ways(found)
            conflicts = tuple(replace(each, ways=_ranked(those)) for each, those in zip(conflicts, proved, strict=True))
            together = self._together(found, conflicts)
            solved = self._solved(proved)
            conflicts = tuple(replace(each, ways=_ranked(those)) for each, those in zip(conflicts, solved, strict=True))
        instance = self._loaded.instance
        return Diagnosis(
            instance=instance.name,
            currency=instance.currency,
            calendar=tuple(period_called(period, instance) for period in range(instance.horizon.periods)),
            status=status,
            conflicts=conflicts,
            together=together,
            complete=complete,
            rules=len(self._trials.rules),
            trials=self._trials.count + self._elsewhere,
            seconds=time.monotonic() - self._since,
        )

    # -- conflicts ------------------------------------------------------------------------------------------------

    def _conflicts(self) -> tuple[list[Found], Status, bool]:
        """Return conflicts without a rule in common, what that says of all rules, and whether these are all."""
        found: list[Found] = []
        on = self._trials.everything
        while len(found) < MOST_CONFLICTS:
            self._tell(f"looking for rules that contradict each other ({len(found)} sets found)")
            try:
                with self._trials.within(FURTHER_SHARE if found else FIRST_SHARE):
                    conflict = find_conflict(self._trials, on)
            except UndecidedError:
                return found, Status.CONTRADICTORY if found else Status.UNDECIDED, False
            if conflict is None:
                return found, Status.CONTRADICTORY if found else Status.CONSISTENT, True
            found.append(conflict)
            on -= conflict.rules
            if not conflict.rules:
                break
        return found, Status.CONTRADICTORY, False

    def _named(self, found: Found) -> Conflict:
        rules = [self._trials.rules[number] for number in sorted(found.rules)]
        tree = self._trials.tree
        return Conflict(
            rules=tuple(
                NamedRule(each.says, dotted(each.path), self._loaded.place_of(each.path), each.off) for each in rules
            ),
            irreducible=found.irreducible,
            in_whole_numbers=found.where.whole,
            futures=tuple(_future(tree.nodes[leaf].id) for leaf in found.futures) if len(tree.leaves) > 1 else (),
            every_future=len(found.futures) == len(tree.leaves),
            periods=found.periods,
        )

    # -- ways out -------------------------------------------------------------------------------------------------

    def _ways(self, found: list[Found]) -> list[list[Way]]:
        """Return ways out of each conflict: one after another, or at the same time where starting workers pays."""
        every = self._trials.everything
        kept = [every.difference(*(each.rules for each in found if each is not one)) for one in found]
        alone_here = self._place.kind is PlaceKind.IN_PROCESS or time.monotonic() - self._since < WORTH_WORKERS
        if alone_here or len(found) < 2:
            resolving = Resolving(self._trials, self._loaded, self._tell)
            return [resolving.ways(one, on) for one, on in zip(found, kept, strict=True)]
        self._tell(f"ways out of {len(found)} sets")
        seconds = self._trials.left * min(1.0, self._workers.count / len(found))
        tasks = (Unresolved(self._loaded, one, on, seconds) for one, on in zip(found, kept, strict=True))
        ways: list[list[Way]] = [[] for _ in found]
        for each in self._workers.run(resolved, tasks):
            ways[each.number], trials = each.result()
            self._elsewhere += trials
        return ways

    def _solved(self, proved: list[list[Way]]) -> list[list[Way]]:
        """Return ways out with what their plans cost, and plans of those that had none yet, as far as time allows.

        One that turns out to leave no plan is none.
        """
        open_yet = [
            (number, position)
            for number, ways in enumerate(proved)
            for position, (_, verification) in enumerate(ways)
            if self._options.costs or verification.plan is None
        ]
        share = 0.0 if not open_yet else self._trials.left * min(1.0, self._workers.count / len(open_yet))
        if share < LEAST_COSTING:
            return proved
        self._tell("what each way out costs" if self._options.costs else "plans of ways out")
        options = alone(SolveOptions(gap=COST_GAP if self._options.costs else ANY_GAP, time_limit=share))
        kept: list[list[Way | None]] = [[*ways] for ways in proved]
        tasks = (proved[number][position][1].variant(options) for number, position in open_yet)
        for task, outcome in solve_variants(self._workers, tasks):
            number, position = open_yet[task]
            kept[number][position] = _with_outcome(proved[number][position], outcome, costs=self._options.costs)
        return [[way for way in ways if way is not None] for ways in kept]

    def _together(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Together | None:
        """Return what resolves all conflicts at once; what resolves one may stand in the way of another."""
        if len(conflicts) < 2:
            return None
        self._tell("which ways out go together")
        open_yet = None
        for ways in self._joined(found, conflicts):
            edits = tuple(edit for way in ways for edit in way.edits)
            solved = verified(self._trials, self._trials.everything, edits, self._trials.left / 2)
            if solved is not None:
                together = Together(tuple(replace(way, verified=solved.verified) for way in ways), solved.verified)
                if together.verified is Verified.PLAN:
                    return together
                open_yet = open_yet or together
        return open_yet

    def _joined(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Iterator[tuple[WayOut, ...]]:
        """Yield changes that may resolve all: one way out of each conflict, proved ones and the least changes first.

        Where those stand in each other's way, what is found where numbers of all conflicts give at once has its place
        among the other choices; at last all rules are given up.
        """
        chosen = sorted(product(*(each.ways for each in conflicts)), key=_hope)[:MOST_JOINED]
        yield from chosen[:1]
        yield from sorted([*self._elastic(found, conflicts), *chosen[1:]], key=_change)
        yield self._given_up(found)

    def _elastic(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Iterator[tuple[WayOut, ...]]:
        best = {number: min(each.ways, key=_rank) for number, each in enumerate(conflicts) if each.ways}
        edits = {number: way.edits for number, way in best.items()}
        relaxed = least_relaxation(self._trials, self._trials.everything, found, edits)
        if relaxed is not None:
            fixed = (best[number] for number in relaxed.fixed)
            yield (*fixed, *(each.told(self._loaded, Verified.NO) for each in relaxed.changes))

    def _given_up(self, found: list[Found]) -> tuple[WayOut, ...]:
        rules = (self._trials.rules[number] for each in found for number in sorted(each.rules))
        return tuple(Change(rule, None).told(self._loaded, Verified.NO) for rule in rules)


def _with_outcome(way: Way, outcome: Outcome, *, costs: bool) -> Way | None:
    """Return a way out with what a solve found; None where that proved that there is no plan."""
    told, verification = way
    if outcome.plan is None:
        return None if outcome.termination is Termination.INFEASIBLE else way
    told = replace(told, verified=Verified.PLAN)
    told = replace(told, cost=outcome.value, gap=outcome.gap) if costs else told
    return told, replace(verification, verified=Verified.PLAN, plan=outcome.plan)


def _change(ways: tuple[WayOut, ...]) -> float:
    """Return the sum of relative changes."""
    return sum(way.share for way in ways)


def _hope(ways: tuple[WayOut, ...]) -> tuple[bool, float]:
    """Order changes that may go together: those first of which each is proved by itself."""
    return any(way.verified is not Verified.PLAN for way in ways), _change(ways)


def _ranked(ways: list[Way]) -> tuple[WayOut, ...]:
    return tuple(sorted((way for way, _ in ways), key=_rank))


def _rank(way: WayOut) -> tuple[bool, float, float]:
    """Order ways out: those that are proved, by cost where it is known, by change where not."""
    return way.verified is not Verified.PLAN, way.share if way.cost is None else way.cost, way.share


def _future(node: str) -> str:
    """Return how people call a leaf: by the branches that lead to it."""
    return node.partition(".")[2] or node
