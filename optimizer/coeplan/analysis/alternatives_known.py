"""Plans within a margin that are known so far: each was written down from a solution, and audited."""

import time
from collections.abc import Callable

from coeplan.core.progress import relative_gap
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray
from coeplan.solving.assembly import Assembly, Proof, Stopwatch, unlooked
from coeplan.solving.model import WIDEST, PlanningModel
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart, least_totals, measured_from
from coeplan_models import Instance, Plan

from .alternatives_matrix import Wording
from .alternatives_plans import Profile, distance
from .alternatives_records import AlternativesOptions, Measure, Relation, Subject

SAME_COST = 1e-6
"""Costs closer than this, relative to the plan's where that is above 1, are the same."""


class Known:
    """The model of an instance, and plans of it.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    plan : Plan
        A plan of it that keeps its rules.
    options : AlternativesOptions
        The margin.

    Attributes
    ----------
    limit : float
        Most that a plan within the margin costs, in plan currency.
    wording : Wording
        What may be asked about plans, in columns of the model.
    taken : list of (Plan, ndarray)
        Every other plan that was found, with the columns that follow from its decisions.
    """

    def __init__(self, instance: Instance, plan: Plan, options: AlternativesOptions) -> None:
        self.instance = instance
        self.plan = plan
        self.limit = plan.value + options.within * abs(plan.value)
        self._began = time.monotonic()
        self._ends = self._began + options.seconds
        # Whoever costs no more than the limit cannot pay for more heads than these bounds let a team have.
        known = WarmStart.of(plan)
        self._model = PlanningModel.of(instance, WIDEST, self.limit, least_totals(instance, known))
        self.wording = Wording(self._model)
        # Any plan within the margin is good enough: what is asked for is as wide a gap.
        asked = relative_gap(self.limit + self.nearly, max(0.0, plan.bound or 0.0)) or 0.0
        solved = SolveOptions(gap=asked, time_limit=options.seconds, seed=options.seed, keeping=False)
        self._assembly = Assembly(instance, solved, Stopwatch(), measured_from(instance, known))
        note = f"found as an alternative to a plan of {plan.value:.10g}; it was allowed to cost {self.limit:.10g}"
        self._proof = Proof(Termination.OPTIMAL, plan.bound, notes=(note,))
        self._profiles = [Profile(instance, plan)]
        self.taken: list[tuple[Plan, FloatArray]] = []
        self.base = self._columns_of(plan)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._ends - time.monotonic()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the bounds leave out of account."""
        return unlooked(self._model.technical())

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """What every known plan uses and holds, the plan first."""
        return tuple(self._profiles)

    def take(self, x: FloatArray) -> tuple[Plan, FloatArray] | None:
        """Write a solution down as a plan, have it audited, and keep it.

        Parameters
        ----------
        x : ndarray, shape (columns,) or longer
            Values of the model's columns, and of others after them.

        Returns
        -------
        (Plan, ndarray) or None
            The plan, and the values that follow from its decisions; None where rounding put it out of the margin.

        Raises
        ------
        AuditError
            Where the auditor refuses it.
        """
        decisions = self._model.decisions(x[: self.wording.matrix.column_count])
        columns = self._model.vector(decisions)
        plan = self._assembly.plan(self._model.rows(decisions), self._proof, None)
        if plan.value > self.limit + self.nearly:
            return None
        self._profiles.append(Profile(self.instance, plan))
        self.taken.append((plan, columns))
        return plan, columns

    @property
    def nearly(self) -> float:
        """Difference of cost that is none, in plan currency."""
        return SAME_COST * max(1.0, abs(self.plan.value))

    def relation(self, plan: Plan) -> Relation:
        """Say how the cost of a plan compares."""
        if abs(plan.value - self.plan.value) <= self.nearly:
            return Relation.TIE
        return Relation.CHEAPER if plan.value < self.plan.value else Relation.DEARER

    def nearest(self, plan: Plan, others: list[Plan]) -> int:
        """Return the number of decisions by which a plan differs from the nearest of the plan and others."""
        return min(distance(plan, other) for other in (self.plan, *others))

    def both(self, subject: Subject) -> bool:
        """Whether some known plan uses a subject, and another one does not."""
        return len({subject in profile.used for profile in self._profiles}) > 1

    def sizes(self, location: str, measure: Measure) -> list[float]:
        """Return the heads of a location in every known plan, the plan first."""
        return [profile.heads(location, measure) for profile in self._profiles]

    def _columns_of(self, plan: Plan) -> FloatArray:
        """Return the values of all columns that follow from what a plan decides."""
        numbers = self._model.numbers
        decisions = WarmStart.of(plan).decisions(numbers) or Decisions()
        nodes = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
        places = {name: number for number, name in enumerate(numbers.location_ids)}
        decisions.seats.update({(nodes[s.node], places[s.location]): s.seats for s in plan.sites if s.seats})
        return self._model.vector(decisions)


Tell = Callable[[str], None]
"""Takes what is being done, in words."""
