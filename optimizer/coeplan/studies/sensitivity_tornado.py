"""What a tornado has found: how far each input swings the value, what it does to the decision, where that switches."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from coeplan.plans.ranking import Stand, ranking
from coeplan_models.studies import CaseResult

from .sensitivity_search import Walk, bracket
from .sensitivity_states import Look, State, looked
from .table import LEFT


@dataclass(frozen=True)
class End:
    """What came of one input at one end of its range.

    Parameters
    ----------
    side
        ``low`` or ``high``.
    at
        The value, or the factor.
    status, message
        Why the solver stopped, or ``left`` where the case has no result yet.
    value, bound
        Objective of the plan and proved bound, in plan currency.
    difference
        Value less that of the base plan.
    state
        What is proved of the decision asked about.
    regret_low, regret_high
        Between which amounts the decision costs more than the best plan there.
    changed
        Whether the plan found decides otherwise about sites today than the base plan; no proof that it has to.
    gained, dropped
        Decisions of today, and starts of sites, that the plan found has and the base plan has not, and the other way
        round.
    """

    side: str
    at: float
    status: str
    message: str
    value: float | None
    bound: float | None
    difference: float | None
    state: State
    regret_low: float | None
    regret_high: float | None
    changed: bool | None
    gained: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """What one input does by itself.

    Parameters
    ----------
    input, path, way
        Name of the input, where it stands, and whether levels replace (``set``) or multiply (``scale``) it.
    present
        Its present value, or the factor 1.
    low, high
        Both ends.
    swing
        Difference between the largest and the least value among both ends and the base plan; None where an end has no
        plan.
    swing_low, swing_high
        Between which amounts the swing of the optimum lies, as far as bounds prove; None where they prove nothing.
    group
        Place by swing, from 1, the widest; inputs that the bounds do not tell apart share it. None without a swing.
    """

    input: str
    path: str
    way: str
    present: float
    low: End
    high: End
    swing: float | None
    swing_low: float | None
    swing_high: float | None
    group: int | None

    @property
    def resolved(self) -> bool:
        """Whether it is proved that the input moves the value at all."""
        return self.swing_low is not None and self.swing_low > 0


@dataclass(frozen=True)
class Switch:
    """Where one input makes the decision stop being best, on one side of its present value.

    Parameters
    ----------
    input, path, way, present
        As in :class:`Bar`.
    side
        ``low`` or ``high``.
    end
        End of the range.
    found
        ``switched`` or ``no plan`` where a value is known at which the decision is no longer best; else ``holds``,
        ``not resolved``, ``not known``, or ``left`` where solves are missing.
    holds
        Last value before ``fails`` at which the decision is best within the gap; None without ``fails``.
    fails
        First value looked at that proves it no longer best; None where there is none.
    unresolved
        Values between both at which neither is proved.
    looked
        Every value looked at with its state, nearest to the present one first. Nothing is claimed of others.
    solves
        How many solves this took.
    """

    input: str
    path: str
    way: str
    present: float
    side: str
    end: float
    found: str
    holds: float | None
    fails: float | None
    unresolved: tuple[float, ...]
    looked: tuple[tuple[float, State], ...]
    solves: int


def bars(walks: Iterable[Walk], base: CaseResult | None, gap: float) -> tuple[Bar, ...]:
    """Return what each input does, the widest swing first.

    Parameters
    ----------
    walks : iterable of Walk
        Low and high side of each input, one after the other.
    base : CaseResult or None
        Result of the base plan.
    gap : float
        Gap that solves stop at, as a share.

    Returns
    -------
    tuple of Bar
        Inputs without a swing, because there is no plan at an end, come first: nothing moves more.
    """
    sides = [*walks]
    found = [_bar(low, high, base, gap) for low, high in zip(sides[::2], sides[1::2], strict=True)]
    stands = [_stand(each) for each in found if each.swing is not None]
    groups = {ranked.label: ranked.group for ranked in ranking(stands)}
    placed = [replace(each, group=groups.get(each.input)) for each in found]
    return tuple(sorted(placed, key=lambda each: -math.inf if each.swing is None else -each.swing))


def _stand(bar: Bar) -> Stand:
    """Return a swing as something to be ranked, the widest first; each input is a problem of its own."""
    assured = 0.0 if bar.swing_low is None else bar.swing_low
    return Stand(bar.input, bar.input, -assured, None if bar.swing_high is None else -bar.swing_high)


def _bar(low: Walk, high: Walk, base: CaseResult | None, gap: float) -> Bar:
    each = low.side.input
    at_low, at_high = (_end(walk, base, gap) for walk in (low, high))
    known = [(end.value, end.bound) for end in (at_low, at_high)]
    if base is not None and base.value is not None:
        known.append((base.value, base.bound))
    swing, assured, most = _swing(known)
    return Bar(
        input=each.name,
        path=each.spread.path,
        way=each.spread.way,
        present=each.present,
        low=at_low,
        high=at_high,
        swing=swing,
        swing_low=assured,
        swing_high=most,
        group=None,
    )


def _swing(known: Sequence[tuple[float | None, float | None]]) -> tuple[float | None, float | None, float | None]:
    """Return the difference between the largest and the least of several optima, and what is proved of it."""
    values = [value for value, _ in known if value is not None]
    if len(values) < len(known):
        return None, None, None
    bounds = [-math.inf if bound is None else bound for _, bound in known]
    pairs = [*permutations(range(len(values)), 2)]
    least = max(bounds[one] - values[other] for one, other in pairs)
    most = max(values[one] - bounds[other] for one, other in pairs)
    return max(values) - min(values), max(0.0, least), most if math.isfinite(most) else None


def _end(walk: Walk, base: CaseResult | None, gap: float) -> End:
    look = next((each for each in walk.looks if each.at == walk.side.end), None)
    if look is None and walk.side.end == walk.side.input.present and base is not None:
        look = looked(walk.side.end, base, None if base.value is None else base, gap)
    if look is None:
        empty: tuple[str, ...] = ()
        return End(
            walk.side.name, walk.side.end, LEFT, "", None, None, None, State.UNKNOWN, None, None, None, empty, empty
        )
    return _told(walk.side.name, look, base)


def _told(side: str, look: Look, base: CaseResult | None) -> End:
    free = look.free
    difference = None if free.value is None or base is None or base.value is None else free.value - base.value
    changed, gained, dropped = _changes(free, base)
    return End(
        side=side,
        at=look.at,
        status=free.status,
        message=free.message,
        value=free.value,
        bound=free.bound,
        difference=difference,
        state=look.state,
        regret_low=look.regret_low,
        regret_high=look.regret_high,
        changed=changed,
        gained=gained,
        dropped=dropped,
    )


def _changes(free: CaseResult, base: CaseResult | None) -> tuple[bool | None, tuple[str, ...], tuple[str, ...]]:
    if free.figures is None or base is None or base.figures is None:
        return None, (), ()
    here, before = (
        (*each.today, *(f"start {start}" for start in each.starts)) for each in (free.figures, base.figures)
    )
    gained = tuple(each for each in here if each not in before)
    dropped = tuple(each for each in before if each not in here)
    return free.figures.today != base.figures.today, gained, dropped


def switches(walks: Iterable[Walk], lookup: Callable[[str], CaseResult | None]) -> tuple[Switch, ...]:
    """Return where the decision stops being best, for each side of each input that there is a way to go.

    Parameters
    ----------
    walks : iterable of Walk
        Low and high side of each input.
    lookup : callable
        Gives results by identifier of the case.
    """
    return tuple(_switch(walk, lookup) for walk in walks if walk.side.end != walk.side.input.present)


def _switch(walk: Walk, lookup: Callable[[str], CaseResult | None]) -> Switch:
    each, side = walk.side.input, walk.side
    known = {look.at: look.state for look in walk.looks}
    where = bracket(each.present, known)
    solved = [lookup(case.id) is not None for case in walk.cases]
    ordered = sorted(known, key=lambda value: abs(value - each.present))
    return Switch(
        input=each.name,
        path=each.spread.path,
        way=each.spread.way,
        present=each.present,
        side=side.name,
        end=side.end,
        found=str(known[where.fails]) if where is not None else _unfound(list(known.values()), all(solved)),
        holds=None if where is None else where.holds,
        fails=None if where is None else where.fails,
        unresolved=() if where is None else where.unresolved,
        looked=tuple((value, known[value]) for value in ordered),
        solves=sum(solved),
    )


def _unfound(states: Sequence[State], complete: bool) -> str:
    if not complete:
        return LEFT
    return next((str(state) for state in (State.UNKNOWN, State.UNRESOLVED) if state in states), str(State.HOLDS))
