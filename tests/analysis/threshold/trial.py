"""A tiny instance whose thresholds are worked out by hand, and what solves experiments without worker processes."""

import copy

from coeplan.analysis.threshold.ask import Book, Cost
from coeplan.analysis.threshold.finder import Finder
from coeplan.api.load import load
from coeplan.core.cancel import CancelToken

DATA = {
    "name": "tiny",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 4},
    "areas": {"dev": {"workload": 4}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000},
        "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 48000},
    },
    "operating_models": {
        "aas": {"fee_per_head": 12000, "seats_included": True, "lead_time": 3},
        "own": {"fixed_cost": 120000, "seats_included": True, "lead_time": 3},
    },
}
"""Work for three quarters: a head as a service costs 15,000 a quarter, one of one's own 12,000, and the site 30,000."""


def merged(base, changes):
    """Return data with changes laid over it, map by map."""
    found = copy.deepcopy(base)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else value
    return found


def instance(**changes):
    return load(merged(DATA, changes))


class ExactRounds:
    """Stands in for rounds on workers: one warm solver process, at gap 0, or whatever tells the cost of a cell."""

    def __init__(self, cost, most=10_000):
        self.book = Book()
        self.cancel = CancelToken()
        self.complete = True
        self._cost = cost
        self._most = most

    def run(self, searches, phase):
        while wanted := list(dict.fromkeys(cell for each in searches for cell in each.wanted(self.book))):
            assert not set(wanted) & set(self.book.costs), "nothing is tried twice"
            for cell in wanted:
                if self.cancel.cancelled:
                    self.complete = False
                    return
                self.book.costs[cell] = self._cost(cell)
                if len(self.book.costs) >= self._most:
                    self.cancel.cancel()


def known(value):
    """The cost of an experiment that was solved to the end; None: it cannot be run."""
    return Cost(None, None, "infeasible") if value is None else Cost(value, value, "optimal")


def thresholds(exact, question, most=10_000, **changes):
    finder = Finder(instance(**changes), question)
    return finder.run(ExactRounds(lambda cell: known(exact.value(finder.make(cell))), most))
