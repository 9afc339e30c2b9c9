"""The model's table of contents: which variables, which rules, which objective."""

import math
from collections.abc import Collection
from typing import Any, cast

import pyomo.environ as pyo

from coeplan.planning import Numbers

from . import objective
from .algebra import Algebra, Equation
from .rules import collaboration, count, coverage, life_cycle, money, pins, risk, seats, staffing, terms, totals, useful
from .variables import declare

EQUATIONS: tuple[Equation, ...] = (
    *coverage.EQUATIONS,
    *life_cycle.EQUATIONS,
    *staffing.EQUATIONS,
    *terms.EQUATIONS,
    *useful.EQUATIONS,
    *seats.EQUATIONS,
    *collaboration.EQUATIONS,
    *risk.EQUATIONS,
    *totals.EQUATIONS,
    *money.EQUATIONS,
    *count.EQUATIONS,
    *pins.EQUATIONS,
    *objective.EQUATIONS,
)
"""Every equation of the model, in the order in which its rows are added."""

STRENGTHENINGS: tuple[Equation, ...] = tuple(each for each in EQUATIONS if each.source)
"""Those that are there for the linear relaxation alone."""


def build(numbers: Numbers, without: Collection[str] = ()) -> Algebra:
    """Build the mixed-integer program of an instance.

    Parameters
    ----------
    numbers : Numbers
        Its planning numbers.
    without : collection of str
        Strengthenings to leave out; optima stay what they are.

    Returns
    -------
    Algebra
        The Pyomo model with its variables by family.

    Raises
    ------
    ValueError
        If a name in ``without`` is no strengthening.
    """
    _demand_strengthenings(without)
    m = Algebra(numbers, pyo.ConcreteModel(numbers.instance.name), money=money_unit(numbers))
    declare(m)
    m.model.impossible = cast("Any", pyo.Var(bounds=(0, 0), initialize=0))
    for each in EQUATIONS:
        if each.name not in without:
            add_rows(m, each)
    m.model.objective = pyo.Objective(expr=objective.objective(m) + 0 * m.model.impossible)
    return m


def _demand_strengthenings(names: Collection[str]) -> None:
    known = [each.name for each in STRENGTHENINGS]
    if unknown := [name for name in names if name not in known]:
        asked = ", ".join(repr(name) for name in unknown)
        raise ValueError(f"without {asked}: expected strengthenings; leave out only some of {', '.join(known)}")


def add_rows(m: Algebra, each: Equation) -> None:
    """Add the rows of one equation.

    One that says nothing is left out; one that cannot hold makes the model infeasible.
    """
    rows = pyo.Constraint(pyo.Any)
    setattr(m.model, each.name, rows)
    for index in each.over(m):
        m.asked.clear()
        row = each.row(m, *index)
        if row is None or row is True:
            continue
        rows[index] = m.model.impossible >= 1 if row is False else row
        for breach in m.asked:
            m.rows_of_breach.setdefault(id(breach), []).append(rows[index])


def money_unit(numbers: Numbers) -> float:
    """Power of ten that brings typical yearly amounts near 1, so that the solver sees well-scaled costs."""
    largest = max(numbers.rates.payroll.values(), default=1.0)
    return 10.0 ** max(0, math.floor(math.log10(largest))) if largest > 0 else 1.0
