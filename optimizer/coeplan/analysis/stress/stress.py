"""The stress test: a plan's decisions and its own rule, in futures that its tree does not hold.

Draws are worked out in portions of fixed size, each by its own random numbers, so that what comes of a draw depends
neither on where it is worked out nor on what else is.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coeplan.analysis.policy_rules.rules import PolicyRules
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Workers, open_workers, task_token
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Fault, Instance, Plan
from coeplan_models.uncertainty import Uncertainty

from .carrying import Carried, carry_out
from .drivers import Draws
from .futures import Source, source_of, usual
from .records import Sample, Stress, StressOptions
from .recovery import Undone, recoveries
from .replanning import Standing, unfold
from .samples import joined
from .steps import Course
from .tally import RuleKey

PORTION = 1000
"""Draws that are worked out together."""

NO_NEW_PLAN = RuleKey("no_new_plan", "periods")
"""Periods of a draw in which no new plan was found, and the last one went on."""


def stress_plan(
    instance: Instance,
    plan: Plan,
    options: StressOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Stress:
    """Carry a plan out in drawn futures.

    Parameters
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        A plan that passed its audit.
    options : StressOptions, optional
        How many futures to draw, which, and where they are worked out.
    on_progress : callable, optional
        Told after every portion.
    cancel : CancelToken, optional
        Stops; what has been worked out by then is returned.

    Returns
    -------
    Stress
        What came of each draw.

    Raises
    ------
    InputError
        If a driver of the tree makes a price 0, or the test was stopped before anything was worked out.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a portion failed, or a solve of a draw that is planned anew.
    """
    chosen = options or StressOptions()
    began = time.monotonic()
    bench = Bench(instance, plan, chosen, PORTION if chosen.replan is None else 1)
    found: list[Sample] = []
    with open_workers(chosen.place, cancel) as workers:
        for sample in _samples(workers, bench):
            found.append(sample)
            if on_progress is not None:
                done = sum(each.count for each in found)
                on_progress(Progress(f"{done:,} of {chosen.draws:,} draws", time.monotonic() - began))
    if not found:
        raise InputError([_nothing(chosen)])
    sample = joined(found)
    tree = bench.course.numbers.tree
    names = {leaf: tree.nodes[leaf].id for leaf in tree.leaves}
    interrupted = sample.count < chosen.draws
    seconds = time.monotonic() - began
    return Stress(instance, plan, chosen, bench.uncertainty, sample, names, interrupted, seconds)


def _samples(workers: Workers, bench: "Bench") -> Iterator[Sample]:
    """Yield the portions as they are done; of a draw that was stopped while it was planned anew nothing is kept."""
    for each in workers.run(bench.sample, range(0, bench.options.draws, bench.portion)):
        if (sample := each.result()) is not None:
            yield sample


def _nothing(options: StressOptions) -> Fault:
    return Fault(
        code="nothing_drawn",
        message=f"the stress test was stopped before the first of its {options.draws} draws was worked out",
        expected=f"a little patience: draws come in portions of {PORTION}",
    )


@dataclass(frozen=True)
class Bench:
    """Works out portions of the draws.

    Attributes
    ----------
    instance, plan
        The plan and what it was made for.
    options : StressOptions
        Which futures are drawn.
    portion : int
        Draws that are worked out together.
    """

    instance: Instance
    plan: Plan
    options: StressOptions
    portion: int

    def __reduce__(self) -> "tuple[type[Bench], tuple[Instance, Plan, StressOptions, int]]":
        """Travel to workers without what can be worked out there."""
        return Bench, (self.instance, self.plan, self.options, self.portion)

    @cached_property
    def course(self) -> Course:
        """The plan, read."""
        return Course.of(self.instance, self.plan)

    @cached_property
    def rules(self) -> PolicyRules:
        """The plan as rules."""
        return PolicyRules(self.course)

    @cached_property
    def source(self) -> Source:
        """Where futures come from."""
        return source_of(self.instance, self.course.numbers.tree, self.uncertainty, self.options.seed)

    @property
    def uncertainty(self) -> Uncertainty:
        """How far draws are from the tree."""
        stated = self.options.uncertainty
        return usual(self.instance) if stated is None else stated

    def sample(self, first: int) -> Sample | None:
        """Work out the draws from one number on; None where that was stopped."""
        if self.options.replan is not None:
            return self._planned_anew(first, self.options.replan)
        draws = self.source.draw(first, min(self.portion, self.options.draws - first))
        path = self.rules.branchings.follow(draws)
        return self._sample(first, draws, carry_out(self.course, draws, path))

    def _planned_anew(self, number: int, solve: SolveOptions) -> Sample | None:
        """Plan one draw anew in every period, and carry out what was decided."""
        draws = self.source.draw(number, 1)
        token = task_token()
        found = unfold(Standing(self.instance, self.plan, 0), draws, solve, token)
        if token.cancelled:
            return None
        own = np.arange(len(found.course.calm.calendar.months))[:, None]
        carried = carry_out(found.course, draws, own)
        carried.tally.breach(NO_NEW_PLAN, np.arange(1), np.array([float(found.kept)]), 0.0)
        return self._sample(number, draws, carried)

    def _sample(self, first: int, draws: Draws, carried: Carried) -> Sample:
        tally, calendar = carried.tally, self.course.calm.calendar
        path = self.rules.branchings.follow(draws)
        years = np.array(calendar.months) / 12
        undone = Undone(sum(tally.unmet.values(), np.zeros(carried.hit.shape)), tally.unmet_without_outages)
        return Sample(
            first=first,
            total=tally.total,
            by_category=dict(tally.discounted),
            unmet={name: years @ tally.unmet[area] for area, name in enumerate(self.course.numbers.area_ids)},
            idle=years @ tally.idle_heads,
            empty=years @ tally.empty_seats,
            worst=dict(tally.worst),
            leaf=path[-1],
            worded=self.rules.agree(path, self.rules.follow(draws)),
            recovery=recoveries(carried.hit, undone, calendar.starts),
        )
