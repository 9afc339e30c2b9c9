"""From an instance to the reasons why it has no plan."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place as WorkPlace
from coeplan.core.executor import open_workers
from coeplan.io import LoadedInstance
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.warm import WarmStart
from coeplan_models import dotted

from ..variants import Variant, alone, solve_variants
from .changes import Change, Several
from .conflicts import Found, UndecidedError, find_conflict
from .elastic import giving_rules, least_relaxation
from .listing import business_rules
from .result import Conflict, Diagnosis, NamedRule, Status, Together, Verified, WayOut
from .trials import Trials
from .ways import FURTHER, Relaxing, Verification, verified

MOST_CONFLICTS = 10
"""Conflicts that are looked for."""

FIRST_SHARE = 0.6
FURTHER_SHARE = 0.3
"""Shares of the time that is left for finding the first conflict, and each further one."""

LEAST_COSTING = 4.0
"""Seconds that the solve for the cost of one way out needs to be worth beginning."""

MOST_JOINED = 12
"""Choices of one way out of each conflict that are tried together."""

COST_GAP = 0.02

Way = tuple[WayOut, Verification]
"""A way out, and the solve that speaks for it."""

Tell = Callable[[str], None]
"""Takes what is being done, in words."""


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
        Where plans are solved for their costs: ``all-cores``, a number of processes, ``in-process`` or the address of
        a Dask scheduler.
    """

    seconds: float = 60.0
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
    work = _Work(loaded, options or DiagnoseOptions(), tell or (lambda _: None), cancel or CancelToken())
    try:
        return work.run()
    finally:
        work.trials.close()


class _Work:
    """One diagnosis under way."""

    def __init__(self, loaded: LoadedInstance, options: DiagnoseOptions, tell: Tell, cancel: CancelToken) -> None:
        self._since = time.monotonic()
        self._loaded = loaded
        self._options = options
        self._tell = tell
        self._cancel = cancel
        self.trials = Trials(loaded.instance, business_rules(loaded.instance), options.seconds, cancel)

    def run(self) -> Diagnosis:
        """Find conflicts, then ways out of each."""
        found, status, complete = self._conflicts()
        conflicts = tuple(self._named(each) for each in found)
        together = None
        if self._options.ways:
            proved = [self._ways(each, found) for each in found]
            conflicts = tuple(replace(each, ways=_ranked(those)) for each, those in zip(conflicts, proved, strict=True))
            together = self._together(found, conflicts)
            if self._options.costs:
                costed = self._costed(proved)
                conflicts = tuple(
                    replace(each, ways=_ranked(those)) for each, those in zip(conflicts, costed, strict=True)
                )
        instance = self._loaded.instance
        return Diagnosis(
            instance=instance.name,
            currency=instance.currency,
            status=status,
            conflicts=conflicts,
            together=together,
            complete=complete,
            rules=len(self.trials.rules),
            trials=self.trials.count,
            seconds=time.monotonic() - self._since,
        )

    # -- conflicts ------------------------------------------------------------------------------------------------

    def _conflicts(self) -> tuple[list[Found], Status, bool]:
        """Return conflicts without a rule in common, what that says of all rules, and whether these are all."""
        found: list[Found] = []
        on = self.trials.everything
        while len(found) < MOST_CONFLICTS:
            self._tell(f"looking for rules that contradict each other ({len(found)} sets found)")
            try:
                with self.trials.within(FURTHER_SHARE if found else FIRST_SHARE):
                    conflict = find_conflict(self.trials, on)
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
        rules = [self.trials.rules[number] for number in sorted(found.rules)]
        tree = self.trials.tree
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

    def _ways(self, found: Found, others: list[Found]) -> list[Way]:
        on = self.trials.everything.difference(*(each.rules for each in others if each is not found))
        ways: list[Way] = []
        relaxing = Relaxing(self.trials, found, on)
        for change in relaxing.ways():
            self._tell(f"how far {change.subject} has to give")
            proved = self._proved(on, change)
            if proved is not None:
                ways.append(proved)
        if not ways and found.rules:
            self._tell("which rules have to give together")
            several = self._several(on, found, relaxing.given_up())
            proved = (self._proved(on, each) for each in several)
            ways += islice((each for each in proved if each is not None), 1)
        return ways

    def _several(self, on: frozenset[int], found: Found, given: frozenset[int]) -> Iterator[Several]:
        """Yield changes of several rules that may be enough: the least of numbers, then that rules are given up."""
        sets = self._overlapping(on, found)
        relaxed = least_relaxation(self.trials, on, sets, {}) if sets else None
        if relaxed is not None:
            yield Several(relaxed.changes)
        yield Several(tuple(Change(self.trials.rules[number], None) for number in sorted(given)))

    def _overlapping(self, on: frozenset[int], found: Found) -> list[Found]:
        """Return conflicts, one of them given, that take in all rules whose numbers have to give; none if time is out.

        Rules whose numbers can give are laid aside; while the others have no plan, there is one more conflict.
        """
        sets, giving = [found], giving_rules(self.trials, on, [found])
        try:
            while (more := find_conflict(self.trials, on - giving)) is not None:
                sets.append(more)
                before, giving = giving, giving_rules(self.trials, on, sets)
                if giving == before:
                    return []
        except UndecidedError:
            return []
        return sets

    def _proved(self, on: frozenset[int], change: Change | Several) -> Way | None:
        """Verify a way out by a plan; enlarge it a little where the relaxation was too hopeful."""
        tried: Change | Several | None = change
        for _ in range(FURTHER):
            if tried is None:
                break
            found = verified(self.trials, on, tried.edits, self.trials.left / 3)
            if found is not None:
                return tried.told(self._loaded, found.verified), found
            tried = tried.larger
        return None

    def _costed(self, proved: list[list[Way]]) -> list[list[Way]]:
        """Return ways out with what their plans cost, as far as time allows."""
        costed = [[*ways] for ways in proved]
        known = [
            (number, position, solved.instance, solved.plan)
            for number, ways in enumerate(proved)
            for position, (_, solved) in enumerate(ways)
            if solved.plan is not None
        ]
        share = self.trials.left / max(1, len(known))
        if share < LEAST_COSTING:
            return costed
        self._tell("what each way out costs")
        options = alone(SolveOptions(gap=COST_GAP, time_limit=share))
        variants = (Variant(instance, options, WarmStart.of(plan)) for *_, instance, plan in known)
        with open_workers(WorkPlace.parse(self._options.workers), self._cancel) as workers:
            for task, outcome in solve_variants(workers, variants):
                number, position, *_ = known[task]
                way, solved = proved[number][position]
                costed[number][position] = (replace(way, cost=outcome.value, gap=outcome.gap), solved)
        return costed

    def _together(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Together | None:
        """Return what resolves all conflicts at once; what resolves one may stand in the way of another."""
        if len(conflicts) < 2:
            return None
        self._tell("which ways out go together")
        for ways in self._joined(found, conflicts):
            edits = tuple(edit for way in ways for edit in way.edits)
            solved = verified(self.trials, self.trials.everything, edits, self.trials.left / 2)
            if solved is not None:
                return Together(tuple(replace(way, verified=solved.verified) for way in ways), solved.verified)
        return None

    def _joined(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Iterator[tuple[WayOut, ...]]:
        """Yield changes that may resolve all: one way out of each conflict, the least changes first.

        Where those stand in each other's way, what is found where numbers of all conflicts give at once has its place
        among the other choices; at last all rules are given up.
        """
        chosen = sorted(product(*(each.ways for each in conflicts)), key=_change)[:MOST_JOINED]
        yield from chosen[:1]
        yield from sorted([*self._elastic(found, conflicts), *chosen[1:]], key=_change)
        yield self._given_up(found)

    def _elastic(self, found: list[Found], conflicts: tuple[Conflict, ...]) -> Iterator[tuple[WayOut, ...]]:
        best = {number: min(each.ways, key=_rank) for number, each in enumerate(conflicts) if each.ways}
        edits = {number: way.edits for number, way in best.items()}
        relaxed = least_relaxation(self.trials, self.trials.everything, found, edits)
        if relaxed is not None:
            fixed = (best[number] for number in relaxed.fixed)
            yield (*fixed, *(each.told(self._loaded, Verified.NO) for each in relaxed.changes))

    def _given_up(self, found: list[Found]) -> tuple[WayOut, ...]:
        rules = (self.trials.rules[number] for each in found for number in sorted(each.rules))
        return tuple(Change(rule, None).told(self._loaded, Verified.NO) for rule in rules)


def _change(ways: tuple[WayOut, ...]) -> float:
    """Return the sum of relative changes."""
    return sum(way.share for way in ways)


def _ranked(ways: list[Way]) -> tuple[WayOut, ...]:
    return tuple(sorted((way for way, _ in ways), key=_rank))


def _rank(way: WayOut) -> tuple[bool, float, float]:
    """Order ways out: those that are proved, by cost where it is known, by change where not."""
    return way.verified is not Verified.PLAN, way.share if way.cost is None else way.cost, way.share


def _future(node: str) -> str:
    """Return how people call a leaf: by the branches that lead to it."""
    return node.partition(".")[2] or node
