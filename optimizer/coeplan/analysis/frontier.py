"""Frontiers: the plans that are best for somebody, between two or three measures."""

import math
import time
from collections.abc import Mapping, Sequence

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Outcome as Done
from coeplan.core.executor import Workers, in_order, open_workers
from coeplan.core.progress import Progress, ProgressCallback, relative_gap
from coeplan.solving.outcome import Outcome
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import Edited, described
from coeplan_models import OF_TOTALS, Fault

from .frontier_levels import held_to
from .frontier_records import Frontier, FrontierOptions, FrontierPoint, Unexplored
from .frontier_search import Explored, Probe, Vector, Zone, rounds, within
from .measures import COST, Measure, chosen_measures
from .variants import Variant, alone, solve_variant

AT_A_TIME = 4
"""Zones looked into at the same time; not the number of workers, so that the points do not depend on it."""


def find_frontier(
    source: Edited,
    names: Sequence[str],
    options: FrontierOptions,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Frontier:
    """Find the points between two or three measures that no plan dominates.

    Parameters
    ----------
    source : Edited
        The instance, and how it came about.
    names : sequence of str
        Names of the measures.
    options : FrontierOptions
        How many points, and how each is solved.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops the search; what was found is returned.

    Raises
    ------
    InputError
        Where there is no such frontier, or the instance cannot be held to levels.
    PlaceError
        Where there are no workers at the place.
    """
    measures = chosen_measures(names)
    _demand_steps(measures, options.steps)
    search = _Search(source, measures, options, on_progress)
    token = CancelToken(cancel)
    with open_workers(options.place, token) as workers:
        stopped = search.run(workers, token)
    return search.frontier(stopped)


def _demand_steps(measures: Sequence[Measure], steps: Mapping[str, float]) -> None:
    held = [measure.name for measure in measures[1:]]
    wrong = [(name, step) for name, step in steps.items() if name not in held or not 0 <= step < math.inf]
    if wrong:
        faults = [
            Fault(
                code="wrong_step",
                message=f"the step of {name} is {step:g}",
                value=str(step),
                expected=f"a step of at least 0 for {' or '.join(held)}, the measures that are held to levels here",
            )
            for name, step in wrong
        ]
        raise InputError(faults)


class _Search:
    """The search for one frontier; solves are numbered like the probes that they answer."""

    def __init__(
        self,
        source: Edited,
        measures: tuple[Measure, ...],
        options: FrontierOptions,
        on_progress: ProgressCallback | None,
    ) -> None:
        self._source = source
        self._measures = measures
        self._options = options
        self._on_progress = on_progress
        self._began = time.monotonic()
        held = measures[1:]
        ideal = [each.sign * each.ideal(source.instance) for each in held]
        self._explored = Explored(ideal, [options.steps.get(each.name, 0.0) for each in held], options.solve.gap)
        self._edited: list[Edited] = []
        self._outcomes: list[Outcome | None] = []
        self._notes: list[str] = []

    def run(self, workers: Workers, token: CancelToken) -> str:
        """Look for points until there are enough; return why it stopped."""
        self._look(workers, [(math.inf,) * (len(self._measures) - 1)])
        if token.cancelled or not self._explored.points():
            return "interrupted" if token.cancelled else self._first_termination()
        self._learn_ideal()
        for share in rounds(self._options.points):
            while zones := self._explored.open_zones(share):
                room = self._room()
                if token.cancelled:
                    return "interrupted"
                if not room:
                    return "points" if len(self._explored.points()) >= self._options.points else "solves"
                self._look(workers, [zone.levels for zone in zones[:room]])
        return "limits" if self._explored.unknown_zones() else "complete"

    def _room(self) -> int:
        """Return how many zones may be looked into at once."""
        wanted = self._options.points - len(self._explored.points())
        left = self._options.most_solves - len(self._outcomes)
        return max(0, min(wanted, left, AT_A_TIME))

    def _look(self, workers: Workers, asked: Sequence[Vector]) -> None:
        """Solve for levels at the same time, and take in what comes, in their order."""
        edited = [held_to(self._source, self._measures, levels) for levels in asked]
        options = alone(self._options.solve)
        variants = [
            Variant(each.instance, options, self._start(levels)) for each, levels in zip(edited, asked, strict=True)
        ]
        for done in in_order(workers.run(solve_variant, variants)):
            self._take(asked[done.number], edited[done.number], done)

    def _take(self, levels: Vector, edited: Edited, done: Done[Outcome]) -> None:
        if done.failure is not None:
            self._notes.append(f"a solve failed: {done.failure.kind}: {done.failure.message}")
        outcome = done.value
        self._edited.append(edited)
        self._outcomes.append(outcome)
        self._explored.add(Probe(levels, self._burdens(edited, outcome), _bound(outcome)))
        self._report()

    def _burdens(self, edited: Edited, outcome: Outcome | None) -> Vector | None:
        if outcome is None or outcome.plan is None:
            return None
        plan = outcome.plan
        return (plan.value, *(each.burden(edited.instance, plan) for each in self._measures[1:]))

    def _report(self) -> None:
        if self._on_progress is not None:
            points, solves = len(self._explored.points()), len(self._outcomes)
            phase = f"{points} of at most {self._options.points} points after {solves} solves"
            self._on_progress(Progress(phase, time.monotonic() - self._began))

    def _start(self, levels: Vector) -> WarmStart | None:
        """Return what the solve for levels begins with: the plan that comes nearest to them."""
        nearest = self._explored.nearest(levels)
        outcome = None if nearest is None else self._outcomes[nearest]
        if outcome is None or outcome.plan is None:
            return None
        return outcome.warm or WarmStart.of(outcome.plan)

    def _learn_ideal(self) -> None:
        """Take in that CVaR and worst case are at least the expected cost, whose bound is known by now.

        The cost may hold the price of a cap on totals, which the measure that counts does not; then it says nothing.
        """
        instance, first = self._source.instance, self._explored.probes[0]
        if any(isinstance(each, OF_TOTALS) and each.price is not None for each in instance.policies.values()):
            return
        for place, measure in enumerate(self._measures[1:]):
            if measure.name in ("cvar", "worst") and self._measures[0].name == COST and math.isfinite(first.bound):
                self._explored.raise_ideal(place, first.bound)

    def _first_termination(self) -> str:
        first = self._outcomes[0]
        return str(Termination.SOLVER_FAILED if first is None else first.termination)

    def frontier(self, stopped: str) -> Frontier:
        """Return what was found."""
        explored = self._explored
        numbers = explored.points()
        names = {number: f"p{place:02d}" for place, number in enumerate(numbers, start=1)}
        zones = explored.unknown_zones() if numbers else []
        return Frontier(
            instance=self._source.instance,
            measures=self._measures,
            points=tuple(self._point(number, names) for number in numbers),
            unexplored=tuple(self._unexplored(zone, names) for zone in zones),
            stopped=stopped,
            solves=len(self._outcomes),
            seconds=time.monotonic() - self._began,
            notes=tuple(self._notes),
        )

    def _point(self, number: int, names: Mapping[int, str]) -> FrontierPoint:
        found, outcome, edited = self._explored.probes[number].found, self._outcomes[number], self._edited[number]
        assert found is not None and outcome is not None and outcome.plan is not None
        bound = self._explored.bound(found[1:])
        return FrontierPoint(
            name=names[number],
            values=self._values(found),
            bound=bound if math.isfinite(bound) else None,
            gap=relative_gap(found[0], bound),
            might_beat=tuple(names[other] for other in names if other != number and self._might_beat(number, other)),
            edited=edited,
            plan=described(outcome.plan, edited),
            termination=str(outcome.termination),
        )

    def _might_beat(self, number: int, other: int) -> bool:
        """Whether a plan as good as one point in all but the first measure may be as good as another in that, too."""
        one, two = self._explored.probes[number].found, self._explored.probes[other].found
        assert one is not None and two is not None
        return one[0] > two[0] and within(one[1:], two[1:]) and self._explored.bound(one[1:]) <= two[0]

    def _values(self, found: Vector) -> dict[str, float]:
        return {each.name: each.sign * burden for each, burden in zip(self._measures, found, strict=True)}

    def _unexplored(self, zone: Zone, names: Mapping[int, str]) -> Unexplored:
        held = zip(self._measures[1:], zone.corner, strict=True)
        return Unexplored(
            better_than={each.name: each.sign * edge for each, edge in held if edge < math.inf},
            point=None if zone.best is None else names.get(zone.best),
            bound=zone.bound if math.isfinite(zone.bound) else None,
            tried=self._explored.given_up(zone),
        )


def _bound(outcome: Outcome | None) -> float:
    """Return what a solve proved: infinity where there is no plan, minus infinity where it proved nothing."""
    if outcome is None:
        return -math.inf
    if outcome.termination is Termination.INFEASIBLE:
        return math.inf
    return -math.inf if outcome.bound is None else outcome.bound
