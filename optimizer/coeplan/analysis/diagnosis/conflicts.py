"""Conflicts: sets of rules that cannot hold together although all but any one of them can.

Few of many rules conflict, so the search divides them (Junker, QuickXplain, AAAI 2004): on linear relaxations first
(Guieu and Chinneck, Analyzing infeasible mixed-integer and integer linear programs, 1999), in whole numbers where only
those contradict each other. Then every rule of the set is left out once, on the whole tree and in whole numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .certificate import suspects
from .trials import Trials, Where

PATH_SHARE = 0.1
"""Share of the time that is left which one path may take in whole numbers before the next is tried."""

MOST_FUTURES = 12
"""Futures of which it is found out whether they alone show a conflict."""


@dataclass(frozen=True, slots=True)
class Found:
    """A set of rules that cannot hold together.

    Attributes
    ----------
    rules : frozenset of int
        Numbers of the rules.
    where : Where
        Part of the tree on which they contradict each other, and whether only whole numbers do.
    irreducible : bool
        Whether it is proved, on the whole tree, that all but any one can hold together.
    futures : tuple of int
        Leaves on whose paths alone they contradict each other already; empty where only the tree as a whole does.
    periods : tuple of int
        Periods in which they do, where a proof tells.
    """

    rules: frozenset[int]
    where: Where
    irreducible: bool
    futures: tuple[int, ...]
    periods: tuple[int, ...]


class UndecidedError(Exception):
    """Time ran out before it was known whether rules can hold together."""


def find_conflict(trials: Trials, on: frozenset[int]) -> Found | None:
    """Return one conflict among rules; None where all of them can hold together.

    Raises
    ------
    UndecidedError
        Where time does not tell.
    """
    where = _contradiction(trials, on)
    if where is None:
        return None
    conflict = _smallest(trials, _likely(trials, on, where), where)
    conflict, irreducible = _certified(trials, conflict, where)
    guess = None if where.whole else suspects(trials, conflict, where)
    periods = () if guess is None else tuple(sorted(guess.periods))
    futures = () if where.leaf is None else tuple(_futures(trials, conflict, where))
    return Found(conflict, where, irreducible, futures, periods)


def _contradiction(trials: Trials, on: frozenset[int]) -> Where | None:
    """Return the smallest part of the problem on which rules contradict each other, the easiest to prove first."""
    undecided = False
    for where in _parts(trials):
        joint = where.leaf is None
        seconds = None if joint or not where.whole else max(1.0, PATH_SHARE * trials.left)
        found = trials.hold(on, where, seconds=seconds)
        if found is False:
            return where
        if found and joint and where.whole:
            return None
        undecided = undecided or found is None
    raise UndecidedError


def _parts(trials: Trials) -> Iterator[Where]:
    leaves = () if trials.one_path else trials.tree.leaves
    yield from (Where(leaf, whole=False) for leaf in leaves)
    yield Where(None, whole=False)
    yield from (Where(leaf) for leaf in leaves)
    yield Where(None)


def _likely(trials: Trials, on: frozenset[int], where: Where) -> frozenset[int]:
    """Return rules among which a conflict is: fewer where a proof says which."""
    guess = None if where.whole else suspects(trials, on, where)
    if guess is None:
        return on
    fewer = frozenset(number for number in on if guess.may_be(trials.rules[number]))
    return fewer if trials.hold(fewer, where) is False else on


def _smallest(trials: Trials, among: frozenset[int], where: Where) -> frozenset[int]:
    """Return an irreducible conflict among rules that cannot hold together, as far as trials are decided."""

    def conflict_of(kept: frozenset[int], rules: Sequence[int], *, grown: bool) -> frozenset[int]:
        """Return those of ``rules`` that, with ``kept``, make an irreducible conflict."""
        if grown and trials.hold(kept, where) is False:
            return frozenset()
        if len(rules) == 1:
            return frozenset(rules)
        first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
        of_second = conflict_of(kept | frozenset(first), second, grown=bool(first))
        of_first = conflict_of(kept | of_second, first, grown=bool(of_second))
        return of_first | of_second

    # Where not even no rule at all can be kept, leaving out the one that is found shows it.
    return conflict_of(frozenset(), sorted(among), grown=False) if among else among


def _certified(trials: Trials, conflict: frozenset[int], where: Where) -> tuple[frozenset[int], bool]:
    """Leave out every rule once, on the whole tree; go on with what is left where that still is a conflict."""
    proved = True
    for number in sorted(conflict):
        rest = conflict - {number}
        holds = trials.hold(rest, Where())
        if holds is False:
            return _certified(trials, _smallest(trials, rest, Where()), Where())
        proved = proved and holds is True
    return conflict, proved


def _futures(trials: Trials, conflict: frozenset[int], where: Where) -> Iterator[int]:
    """Yield the leaves on whose paths a conflict is one, of those that are looked at."""
    first = () if where.leaf is None else (where.leaf,)
    for leaf in dict.fromkeys((*first, *trials.tree.leaves[:MOST_FUTURES])):
        if leaf == where.leaf or trials.hold(conflict, Where(leaf, whole=where.whole)) is False:
            yield leaf
