"""Work in drawn futures: what is put out, what stays undone, and who is paid in vain."""

from dataclasses import dataclass

import numpy as np

from coeplan_models import Category, DriverKind

from .drivers import FloatArray, IntArray
from .ground import Ground
from .people import People
from .steps import Step, Team
from .tally import RuleKey

COVERAGE = RuleKey("coverage", "FTE")
UNMET_LIMIT = RuleKey("unmet_limit", "FTE")
RAMP_UP = RuleKey("ramp_up", "heads")


@dataclass(frozen=True)
class Work:
    """Capacity and workload at a node.

    Attributes
    ----------
    capacity : dict
        Efficiency x heads of each team in FTE, outages aside, shape (rows,).
    workload : dict
        Workload of each area in FTE, shape (rows,).
    """

    capacity: dict[Team, FloatArray]
    workload: dict[int, FloatArray]


def work(ground: Ground, people: People, step: Step, rows: IntArray) -> Work:
    """Work off what can be worked off at a node; return capacity and workload."""
    output, without_outages, present = (_nothing(ground, rows) for _ in range(3))
    capacity: dict[Team, FloatArray] = {}
    for cell, heads in step.teams.items():
        ai = ground.of_team(DriverKind.AI_PRODUCTIVITY, cell, step.period, rows)
        efficiency = ground.calm.places.efficiency[step.period, *cell] * ai
        available = people.available[cell[0]][step.period, rows]
        effective = _effective(ground, people, step, rows, cell)
        capacity[cell] = efficiency * heads
        without_outages[cell[1]] += efficiency * effective
        output[cell[1]] += efficiency * effective * available
        present[cell[1]] += effective * available
        ground.tally.idle_heads[step.period, rows] += heads * (1 - available)
    workload = {area: _leave_undone(ground, step, rows, area, done) for area, done in output.items()}
    for area, done in output.items():
        used = np.minimum(1.0, workload[area] / np.where(done > 0, done, 1.0))
        ground.tally.idle_heads[step.period, rows] += present[area] * (1 - used)
        short = np.maximum(0.0, workload[area] - without_outages[area])
        ground.tally.unmet_without_outages[step.period, rows] += short
    _count_seats(ground, people, step, rows)
    return Work(capacity, workload)


def _nothing(ground: Ground, rows: IntArray) -> dict[int, FloatArray]:
    return {area: np.zeros(len(rows)) for area in ground.calm.areas}


def _effective(ground: Ground, people: People, step: Step, rows: IntArray, cell: Team) -> FloatArray:
    """Heads of a team less what its hires lose to ramp-up."""
    key = (step.period, *cell)
    lost = np.full(len(rows), ground.calm.people.inherited_losses.get(key, 0.0))
    for period, loss in ground.calm.people.ramp_losses.get(key, ()):
        lost = lost + loss * people.hires[cell][period, rows]
    heads = step.teams[cell]
    ground.tally.breach(RAMP_UP, rows, lost - heads, heads)
    return np.maximum(0.0, heads - lost)


def _leave_undone(ground: Ground, step: Step, rows: IntArray, area: int, done: FloatArray) -> FloatArray:
    """Count and price what stays undone, and return the workload; undone where nothing may be, it has no price."""
    calm, period = ground.calm, step.period
    drivers = ground.drivers.value((DriverKind.WORKLOAD, calm.area_ids[area], None, None), period, rows)
    workload = calm.workload[period, area] * drivers
    unmet = np.maximum(0.0, workload - done)
    ground.tally.unmet[area][period, rows] = unmet
    allowed = calm.area_terms[area].unmet
    if allowed is None:
        ground.tally.breach(COVERAGE, rows, unmet, workload)
    else:
        ground.tally.pay(Category.UNMET, period, rows, unmet * calm.rates.unmet[period, area])
        most = allowed.max_share * workload
        ground.tally.breach(UNMET_LIMIT, rows, unmet - most, most)
    return workload


def _count_seats(ground: Ground, people: People, step: Step, rows: IntArray) -> None:
    """Count seats that nobody works on."""
    for place, seats in step.seats.items():
        site = step.sites.get(place)
        sits = site is not None and not ground.calm.arrangements[site].terms.seats_included
        heads = sum(count for (where, _), count in step.teams.items() if where == place) if sits else 0.0
        working = heads * people.available[place][step.period, rows]
        ground.tally.empty_seats[step.period, rows] += seats - working
