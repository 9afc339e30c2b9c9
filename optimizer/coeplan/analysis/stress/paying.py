"""What a node's decisions cost in drawn futures: what the plan pays, at the draws' prices."""

import numpy as np

from coeplan_models import Category, DriverKind

from .drivers import FloatArray, IntArray
from .ground import Ground
from .people import People
from .steps import Index, Step


def pay(ground: Ground, step: Step, rows: IntArray) -> None:
    """Pay all that is decided, and the levies on it."""
    levied: dict[tuple[str, str], FloatArray] = {}
    for each in step.payments:
        money = each.money * ground.factor(each.index, step.period, rows)
        ground.tally.pay(each.category, step.period, rows, money)
        if each.payer is not None:
            levied[each.payer] = levied.get(each.payer, np.zeros(len(rows))) + money
    for (location, model), money in levied.items():
        rate = ground.drivers.value((DriverKind.LEVY, None, location, model), step.period, rows)
        ground.tally.pay(Category.LEVY, step.period, rows, rate * money)


def pay_conversions(ground: Ground, people: People, step: Step, rows: IntArray) -> None:
    """Pay for conversions: fixed, and for each head that passes over."""
    rates = ground.calm.rates
    for place, arc in step.arcs.items():
        moved = np.zeros(len(rows))
        for cell in step.before:
            if cell[0] == place:
                moved = moved + np.minimum(step.teams.get(cell, 0.0), people.staying(step, rows, cell))
        fee = rates.conversion_fixed[step.period, arc] + rates.conversion_head[step.period, arc] * moved
        name = ground.calm.location_ids[place]
        factor = ground.factor(Index(name, fx=ground.course.abroad(name)), step.period, rows)
        ground.tally.pay(Category.CONVERSION, step.period, rows, fee * factor)
