"""Contests of one option under changes of its instance."""

from collections.abc import Sequence
from functools import partial

from coeplan.solving.outcome import Outcome
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import Edited, apply
from coeplan_models import Instance

from .contest import Bench, Contest, Make, Side, side_of
from .options import Edits, Option

Warm = tuple[WarmStart | None, WarmStart | None]
"""What is known of the plans with the option and without it."""


class Looks:
    """Holds an option against its absence, in an instance and in changed ones.

    Parameters
    ----------
    base : Instance
        The instance.
    option : Option
        The option.
    bench : Bench
        Solves.
    """

    def __init__(self, base: Instance, option: Option, bench: Bench) -> None:
        self._base = base
        self._option = option
        self._bench = bench

    def edited(self, change: Edits, side: Edits) -> Edited:
        """Return the instance with a change, and then one way to a side, applied."""
        return apply(self._base, (*change, *side))

    def solve(self, phase: str, ways: Sequence[Edits], warm: WarmStart | None) -> list[Outcome | None]:
        """Solve ways to one side of the instance as it is."""
        return self._bench.run(phase, [(partial(self._made, (), way), warm) for way in ways])

    def contests(self, phase: str, changes: Sequence[Edits], warm: Warm) -> list[Contest]:
        """Return a contest for each change, solved side by side; those beyond the solves allowed know nothing."""
        sides = (self._option.taken, self._option.left)
        tasks: list[tuple[Make, WarmStart | None]] = [
            (partial(self._made, change, way), known)
            for change in changes
            for ways, known in zip(sides, warm, strict=True)
            for way in ways
        ]
        found = self._bench.run(phase, tasks)
        each = len(tasks) // max(1, len(changes))
        rows = [found[first : first + each] for first in range(0, len(tasks), each)] if changes else []
        split = len(sides[0])
        return [Contest(self.side(row[:split], sides[0]), self.side(row[split:], sides[1])) for row in rows]

    def side(self, outcomes: Sequence[Outcome | None], ways: Sequence[Edits]) -> Side | None:
        """Return what the outcomes of all ways to a side prove; None where one of them is missing."""
        known = [each for each in outcomes if each is not None]
        if len(known) < len(outcomes):
            return None
        return side_of(known, [self.edited((), way).edits for way in ways])

    def _made(self, change: Edits, side: Edits) -> Instance:
        return self.edited(change, side).instance
