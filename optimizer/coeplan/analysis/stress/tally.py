"""What is counted while draws are carried out: money, work left undone, rules broken, people and seats in vain."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from coeplan.planning import Numbers
from coeplan_models import CAPITAL, RUN_COST, Category

from .drivers import FloatArray, IntArray

TOLERANCE = 1e-6
"""A rule is kept within this share of its limit, or this much."""


@dataclass(frozen=True)
class RuleKey:
    """A rule that a draw may break: its name, what the breach is counted in, and whether it is a policy."""

    name: str
    unit: str
    policy: bool = False


@dataclass
class Tally:
    """Sums over the periods for each of many draws.

    Attributes
    ----------
    numbers : Numbers
        Planning numbers with drivers at rest: lengths and discounts of the periods.
    count : int
        How many draws there are.
    discounted : dict
        Discounted money by category, time after the horizon included, shape (draws,).
    capital, run_cost : array, shape (periods, draws)
        Undiscounted money.
    unmet : dict
        Work left undone by area in FTE, shape (periods, draws).
    unmet_without_outages : array, shape (periods, draws)
        The same of all areas, were all places in.
    idle_heads, empty_seats : array, shape (periods, draws)
        Heads that are paid without output or work, seats that are paid without output.
    worst : dict
        Largest breach of each rule, shape (draws,); 0 where it is kept.
    """

    numbers: Numbers
    count: int
    discounted: dict[Category, FloatArray] = field(init=False)
    capital: FloatArray = field(init=False)
    run_cost: FloatArray = field(init=False)
    unmet: dict[int, FloatArray] = field(init=False)
    unmet_without_outages: FloatArray = field(init=False)
    idle_heads: FloatArray = field(init=False)
    empty_seats: FloatArray = field(init=False)
    worst: dict[RuleKey, FloatArray] = field(init=False)

    def __post_init__(self) -> None:
        shape = (len(self.numbers.calendar.months), self.count)
        self.discounted = defaultdict(lambda: np.zeros(self.count))
        self.capital, self.run_cost = np.zeros(shape), np.zeros(shape)
        self.idle_heads, self.empty_seats = np.zeros(shape), np.zeros(shape)
        self.unmet_without_outages = np.zeros(shape)
        self.unmet = {area: np.zeros(shape) for area in self.numbers.areas}
        self.worst = {}

    @property
    def total(self) -> FloatArray:
        """Discounted total of each draw, shape (draws,)."""
        return sum(self.discounted.values(), np.zeros(self.count))

    def pay(self, category: Category, period: int, rows: IntArray, money: FloatArray | float) -> None:
        """Enter money of a period, undiscounted."""
        rates = self.numbers.rates
        runs = category in RUN_COST
        self.discounted[category][rows] += money * (rates.run_weight if runs else rates.discount)[period]
        if runs:
            self.run_cost[period, rows] += money
        if category in CAPITAL:
            self.capital[period, rows] += money

    def pay_after(self, category: Category, rows: IntArray, yearly: FloatArray | float) -> None:
        """Enter money that is due each year after the horizon."""
        rates = self.numbers.rates
        self.discounted[category][rows] += yearly * rates.terminal_years * rates.terminal_discount

    def breach(self, rule: RuleKey, rows: IntArray, amount: FloatArray, limit: FloatArray | float) -> None:
        """Enter how far one row of a rule is broken."""
        broken = amount > TOLERANCE * np.maximum(1.0, np.abs(limit))
        if np.any(broken):
            worst = self.worst.setdefault(rule, np.zeros(self.count))
            worst[rows] = np.maximum(worst[rows], np.where(broken, amount, 0.0))
