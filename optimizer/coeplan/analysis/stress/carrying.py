"""Carries a plan's decisions out in drawn futures.

All draws that stand at a node do the same there, so that each node is worked out once for all of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import limits, paying
from .drivers import Draws, IntArray
from .ground import Ground
from .people import People
from .steps import Course
from .tally import Tally
from .working import work


@dataclass(frozen=True)
class Carried:
    """What came of carrying a plan out.

    Attributes
    ----------
    tally : Tally
        Money, work left undone, rules broken.
    hit : array of bool, shape (periods, draws)
        Whether an outage begins at a place with people.
    """

    tally: Tally
    hit: NDArray[np.bool_]


def carry_out(course: Course, draws: Draws, path: IntArray) -> Carried:
    """Carry a plan out.

    Parameters
    ----------
    course : Course
        The plan.
    draws : Draws
        The futures.
    path : array, shape (periods, draws)
        Node of the plan's tree that each draw is taken for.

    Returns
    -------
    Carried
        What came of it.
    """
    ground = Ground(course, draws)
    people = People(ground)
    for step in course.steps:
        rows = np.flatnonzero(path[step.period] == step.node)
        if len(rows):
            people.at(step, rows)
            paying.pay(ground, step, rows)
            paying.pay_conversions(ground, people, step, rows)
            limits.weigh(ground, step, rows, work(ground, people, step, rows))
    limits.settle(ground)
    return Carried(ground.tally, people.hit)
