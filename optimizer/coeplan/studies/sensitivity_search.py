"""The cases of a tornado, as they follow from the results: ends, decisions held, and the search for switch points.

Everything is derived from the results that there are, so a run that was killed goes on with the case that it would have
gone on with anyway.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coeplan.analysis.bracket import Bracket, find_bracket
from coeplan.core.errors import InputError
from coeplan_models import Instance, Plan
from coeplan_models.studies import CaseResult, Range, Study, SwitchSearch, TornadoCases

from .cases import BASE, Case, canonical, drawn_edit, edited
from .design import rounded, stated
from .sensitivity_inputs import Input, tornado_inputs
from .sensitivity_states import BEYOND, Look, State, kept_decision, looked

Lookup = Callable[[str], CaseResult | None]
"""Gives the result of a case by its identifier."""

HOLD = f"change at most 0 of {BASE}"
"""The edit that leaves all decisions about sites as the base plan has them, and teams free."""

_NO_SEARCH = SwitchSearch(halvings=0, widening=0.0)


@dataclass(frozen=True)
class Side:
    """One way to go from the present value of an input.

    Parameters
    ----------
    input
        The input.
    name
        ``low`` or ``high``.
    end
        End of the range.
    farthest
        How far the search may go; the end where it may not go beyond.
    """

    input: Input
    name: str
    end: float
    farthest: float


@dataclass(frozen=True)
class Walk:
    """What was looked at on one side.

    Parameters
    ----------
    side
        The side.
    looks
        Values looked at, in the order of the search.
    cases
        All cases that this took or takes; those without a result are the next to solve.
    """

    side: Side
    looks: tuple[Look, ...]
    cases: tuple[Case, ...]


class Search:
    """All that a tornado looks at.

    Parameters
    ----------
    study
        The study, whose cases are a tornado.
    instance
        Its instance.
    """

    def __init__(self, study: Study, instance: Instance) -> None:
        if not isinstance(study.cases, TornadoCases):
            raise TypeError(f"study {study.name!r} has cases of kind {study.cases.kind!r}, not 'tornado'")
        self._cases: TornadoCases = study.cases
        self._gap = study.limits.gap
        self._instance = instance
        self.inputs = tornado_inputs(self._cases, instance)
        self._sides = tuple(self._side(each, name) for each in self.inputs for name in ("low", "high"))

    def holding(self, base: Plan) -> tuple[str, ...]:
        """Return the edits that hold the decision asked about as the base plan has it."""
        if self._cases.decision == "plan":
            return canonical([HOLD])
        with_pin = edited(self._instance, [HOLD], base).instance
        (pin,) = with_pin.policies.keys() - self._instance.policies.keys()
        return canonical([HOLD, f"policies.{pin}.last_period = 0"])

    def walks(self, lookup: Lookup, hold: Sequence[str] | None) -> tuple[Walk, ...]:
        """Return how far the search has come on each side.

        Parameters
        ----------
        lookup : callable
            Gives results.
        hold : sequence of str or None
            What :meth:`holding` returns; None where there is no base plan, so that no decision can be held.

        Returns
        -------
        tuple of Walk
            Low and high side of each input; a side whose end is the present value has nothing to look at.
        """
        return tuple(self._walk(side, lookup, hold) for side in self._sides)

    def _side(self, each: Input, name: str) -> Side:
        end = ends_of(each.spread)[name]
        search = self._cases.switch or _NO_SEARCH
        beyond = rounded(each.spread, end + search.widening * (end - each.present))
        if each.present >= 0 and end >= 0:
            beyond = max(0.0, beyond)
        possible = beyond == end or self._is_valid(each.spread, beyond)
        return Side(each, name, end, beyond if possible else end)

    def _is_valid(self, spread: Range, value: float) -> bool:
        """Whether an input can have a value; ends of ranges are taken as they are, and told where they cannot be."""
        try:
            edited(self._instance, (drawn_edit(spread, value),), None)
        except InputError:
            return False
        return True

    def _walk(self, side: Side, lookup: Lookup, hold: Sequence[str] | None) -> Walk:
        found: dict[float, Look] = {}
        cases: list[Case] = []
        search = self._cases.switch or _NO_SEARCH
        while (
            at := next_value(side, {value: look.state for value, look in found.items()}, search.halvings)
        ) is not None:
            look, taken = self._look(side.input, at, lookup, hold)
            cases += taken
            if look is None:
                break
            found[at] = look
        return Walk(side, tuple(found.values()), tuple(cases))

    def _look(
        self, each: Input, at: float, lookup: Lookup, hold: Sequence[str] | None
    ) -> tuple[Look | None, list[Case]]:
        """Return what is known at a value, None as long as a result is missing, and the cases that this takes."""
        case = level_case(each, at)
        free = lookup(case.id)
        if free is None:
            return None, [case]
        if free.value is None or hold is None:
            return looked(at, free, None, self._gap), [case]
        if self._cases.decision == "today" and kept_decision(free, lookup(BASE)):
            # The plan found has that decision itself, so holding it would find the same.
            return looked(at, free, free, self._gap), [case]
        holding = level_case(each, at, hold)
        held = lookup(holding.id)
        return None if held is None else looked(at, free, held, self._gap), [case, holding]


def ends_of(spread: Range) -> Mapping[str, float]:
    """Return the ends of a range, as edits state them."""
    return {"low": stated(spread, spread.low), "high": stated(spread, spread.high)}


def end_cases(inputs: Sequence[Input]) -> Iterator[Case]:
    """Yield the cases that a tornado starts with: each input at either end of its range, unless it is there already."""
    for each in inputs:
        for end in ends_of(each.spread).values():
            if end != each.present:
                yield level_case(each, end)


def level_case(each: Input, at: float, hold: Sequence[str] = ()) -> Case:
    """Return the case that gives an input a value; with ``hold`` under a decision that is held."""
    factor = "x " if each.spread.way == "scale" else ""
    return Case(
        name=f"{each.name}={factor}{at:g}{', decision held' if hold else ''}",
        edits=(drawn_edit(each.spread, at), *hold),
        factors={"input": each.name, "at": at, "decision": "held" if hold else "free"},
    )


def next_value(side: Side, known: Mapping[float, State], halvings: int) -> float | None:
    """Return the value to look at next.

    First the end of the range, then where the decision holds there the farthest value, then between the last value at
    which it holds and the first at which it is proved not to: the widest stretch that nothing is known of is halved.

    Parameters
    ----------
    side : Side
        The side.
    known : mapping of float to State
        What has been found at the values looked at.
    halvings : int
        How often a stretch may be halved.

    Returns
    -------
    float or None
        None where the search is over.
    """
    if side.end == side.input.present or State.UNKNOWN in known.values():
        return None
    if side.end not in known:
        return side.end
    where = bracket(side.input.present, known)
    if where is None:
        return side.farthest if side.farthest not in known else None
    if len(known) - len({side.end, side.farthest} & known.keys()) >= halvings:
        return None
    middle = rounded(side.input.spread, where.middle)
    return None if middle in known or middle == side.input.present else middle


def bracket(present: float, known: Mapping[float, State]) -> Bracket | None:
    """Return where a decision stops being best, as far as it is known; None where no value is known at which it does.

    Parameters
    ----------
    present : float
        The present value, at which the decision is best.
    known : mapping of float to State
        What has been found at other values on the same side.
    """
    held = {State.HOLDS: True, **dict.fromkeys(BEYOND, False)}
    return find_bracket(present, {value: held.get(state) for value, state in known.items()})
