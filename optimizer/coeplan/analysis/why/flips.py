"""The smallest change of a single input that turns a decision: brackets, proved by two solves at either end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from coeplan.io import LoadedInstance
from coeplan_models import Place

from ..bracket import Bracket, find_bracket
from .contest import Bench, Contest, State
from .inputs import Input, valid_input
from .looks import Looks, Warm

PRESENT = 1.0
"""The factor of an input that is left as it is."""

LEAST_FACTOR = 0.0


class Verdict(StrEnum):
    """What is known of an input."""

    TURNS = "turns"
    """It turns the decision; both ends of the bracket are proved."""
    HOLDS = "does not turn"
    """At the farthest value looked at the decision is proved to be the same."""
    NO_PLAN = "no plan"
    """At the farthest value there is no plan either way."""
    UNRESOLVED = "not resolved"
    """At the farthest value neither is proved."""
    UNKNOWN = "not looked at"
    """There were no solves, or no time, left for it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at one value of an input.

    Attributes
    ----------
    factor : float
        The value as a factor of what it is.
    contest : Contest
        The option against its absence there.
    """

    factor: float
    contest: Contest


@dataclass(frozen=True, slots=True)
class Flip:
    """How far one input has to change for the decision to turn.

    Attributes
    ----------
    name : str
        What the input is called.
    path : str
        Its path in the instance.
    place : Place or None
        Line that states it; None where it came from no file.
    present : float or None
        What it is; None where it holds several numbers.
    verdict : Verdict
        Whether it turns the decision.
    holds : Look or None
        The farthest value before the turn at which the decision is proved to be as it is now.
    turns : Look or None
        The nearest value beyond at which it is proved to be the other; None where it does not turn.
    looks : tuple of Look
        All values looked at, the present one first, then by distance.
    """

    name: str
    path: str
    place: Place | None
    present: float | None
    verdict: Verdict
    holds: Look | None
    turns: Look | None
    looks: tuple[Look, ...]

    @property
    def change(self) -> float | None:
        """Relative change that is known to turn the decision; None where none is."""
        return None if self.turns is None else self.turns.factor - PRESENT


@dataclass(frozen=True, slots=True)
class _Track:
    """The search along one input."""

    input: Input
    end: float
    looks: list[Look] = field(default_factory=list)

    def ordered(self) -> list[Look]:
        """Return what was found, nearest to the present value first."""
        return sorted(self.looks, key=lambda look: abs(look.factor - PRESENT))

    def bracket(self) -> Bracket | None:
        """Return between which factors the decision turns; None without a turn."""
        now = self.ordered()[0].contest.state
        held = {now: True, other(now): False}
        return find_bracket(PRESENT, {look.factor: held.get(look.contest.state) for look in self.looks})

    def following(self) -> float | None:
        """Return the factor to look at next: the middle of the widest stretch that nothing is known of."""
        found = self.bracket()
        return None if found is None else found.middle


def other(state: State) -> State:
    """Return the decision that is not the one."""
    return State.LEFT if state is State.TAKEN else State.TAKEN


def find_flips(
    loaded: LoadedInstance, inputs: Sequence[Input], now: Contest, ways: "Ways", warm: Warm
) -> tuple[Flip, ...]:
    """Find how far each input has to change for a decision to turn.

    Parameters
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    inputs : sequence of Input
        The inputs.
    now : Contest
        The option against its absence as the instance is; one of both is proved to be cheaper.
    ways : Ways
        How far to go, how closely to look, and with what.
    warm : tuple of WarmStart
        What is known of the plans on both sides.

    Returns
    -------
    tuple of Flip
        One for each input, those that turn the decision by the smallest relative change first.
    """
    toward = 1 if now.state is State.LEFT else -1
    tracks = [_Track(each, _end(each, toward, ways.within), [Look(PRESENT, now)]) for each in inputs]
    tracks = [each for each in tracks if valid_input(loaded.instance, each.input, each.end)]
    _look("how far inputs may change", [(each, each.end) for each in tracks], ways, warm)
    for _ in range(ways.halvings):
        asked = [(each, factor) for each in tracks if (factor := each.following()) is not None]
        if not asked or not ways.bench.left:
            break
        _look("where decisions turn", asked, ways, warm)
    return tuple(sorted((_flip(loaded, each) for each in tracks), key=_rank))


@dataclass(frozen=True, slots=True)
class Ways:
    """How flips are looked for.

    Attributes
    ----------
    looks : Looks
        Contests.
    bench : Bench
        Solves.
    within : float
        Largest relative change.
    halvings : int
        How often a bracket is halved.
    """

    looks: Looks
    bench: Bench
    within: float
    halvings: int


def _end(each: Input, toward: int, within: float) -> float:
    return max(LEAST_FACTOR, PRESENT + toward * each.sign * within)


def _look(phase: str, asked: Sequence[tuple[_Track, float]], ways: Ways, warm: Warm) -> None:
    """Hold the option against its absence at some values, side by side."""
    changes = [(track.input.edit(factor),) for track, factor in asked]
    found = ways.looks.contests(phase, changes, warm)
    for (track, factor), contest in zip(asked, found, strict=True):
        if contest.state is not State.UNKNOWN:
            track.looks.append(Look(factor, contest))


_AT_END: Mapping[State, Verdict] = {State.NEITHER: Verdict.NO_PLAN, State.UNRESOLVED: Verdict.UNRESOLVED}


def _flip(loaded: LoadedInstance, track: _Track) -> Flip:
    ordered, found = track.ordered(), track.bracket()
    if found is not None:
        looks = {look.factor: look for look in ordered}
        holds, turns = looks[found.holds], looks[found.fails]
        verdict = Verdict.TURNS
    else:
        holds, turns = None, None
        last = ordered[-1]
        verdict = Verdict.UNKNOWN if len(ordered) == 1 else _AT_END.get(last.contest.state, Verdict.HOLDS)
    place = loaded.place_of(track.input.at)
    each = track.input
    return Flip(each.name, each.path, place, each.present, verdict, holds, turns, tuple(ordered))


def _rank(flip: Flip) -> tuple[int, float, str]:
    change = flip.change
    return [*Verdict].index(flip.verdict), 0.0 if change is None else abs(change), flip.path
