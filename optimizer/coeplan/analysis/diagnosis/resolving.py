"""Ways out of one conflict, each verified by a plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from coeplan.core.executor import task_token
from coeplan.io import LoadedInstance

from .changes import Change, Several
from .conflicts import Found, UndecidedError, find_conflict
from .elastic import giving_rules, least_relaxation
from .listing import business_rules
from .result import WayOut
from .trials import Trials
from .ways import FURTHER, Relaxing, Verification, verified

Way = tuple[WayOut, Verification]
"""A way out, and the solve that speaks for it."""

Tell = Callable[[str], None]
"""Takes what is being done, in words."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A conflict whose ways out are looked for in another process.

    Attributes
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    found : Found
        The conflict.
    on : frozenset of int
        Rules that are kept: all but those of other conflicts.
    seconds : float
        Time for it.
    """

    loaded: LoadedInstance
    found: Found
    on: frozenset[int]
    seconds: float


def resolved(unresolved: Unresolved) -> tuple[list[Way], int]:
    """Return the ways out of a conflict, and how many trials that took."""
    instance = unresolved.loaded.instance
    trials = Trials(instance, business_rules(instance), unresolved.seconds, task_token())
    try:
        ways = Resolving(trials, unresolved.loaded, lambda _: None).ways(unresolved.found, unresolved.on)
        return ways, trials.count
    finally:
        trials.close()


class Resolving:
    """Looks for ways out of conflicts of one instance, and verifies them.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    loaded : LoadedInstance
        The instance, with the places of its values.
    tell : callable
        Told what is being done.
    """

    def __init__(self, trials: Trials, loaded: LoadedInstance, tell: Tell) -> None:
        self._trials = trials
        self._loaded = loaded
        self._tell = tell

    def ways(self, found: Found, on: frozenset[int]) -> list[Way]:
        """Return the ways out of a conflict among rules that are kept but for those of other conflicts."""
        ways: list[Way] = []
        relaxing = Relaxing(self._trials, found, on)
        for change in relaxing.ways():
            self._tell(f"how far {change.subject} has to give")
            proved = self._proved(on, change)
            if proved is not None:
                ways.append(proved)
        if not ways and found.rules:
            self._tell("which rules have to give together")
            several = self._several(on, found, relaxing.given_up())
            together = (self._proved(on, each) for each in several)
            ways += islice((each for each in together if each is not None), 1)
        return ways

    def _several(self, on: frozenset[int], found: Found, given: frozenset[int]) -> Iterator[Several]:
        """Yield changes of several rules that may be enough: the least of numbers, then that rules are given up."""
        sets = self._overlapping(on, found)
        relaxed = least_relaxation(self._trials, on, sets, {}) if sets else None
        if relaxed is not None:
            yield Several(relaxed.changes)
        yield Several(tuple(Change(self._trials.rules[number], None) for number in sorted(given)))

    def _overlapping(self, on: frozenset[int], found: Found) -> list[Found]:
        """Return conflicts, one of them given, that take in all rules whose numbers have to give; none if time is out.

        Rules whose numbers can give are laid aside; while the others have no plan, there is one more conflict.
        """
        sets, giving = [found], giving_rules(self._trials, on, [found])
        try:
            while (more := find_conflict(self._trials, on - giving)) is not None:
                sets.append(more)
                before, giving = giving, giving_rules(self._trials, on, sets)
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
            found = verified(self._trials, on, tried.edits, self._trials.left / 3)
            if found is not None:
                return tried.told(self._loaded, found.verified), found
            tried = tried.larger
        return None
