"""The catalogue: kinds of corruption of a good plan, by what they tamper with.

Each kind is a function that takes a bench with a good plan, changes it as a cheat or a fault would, and returns the
place that a finding has to name. What follows from the change is filled in afterwards, as far as the kind's level
says, so that nothing but the broken rule shows.
"""

from . import (
    breaches,
    commitments,
    fees,
    figures,
    flows,
    header,
    money,
    one_offs,
    places,
    rows,
    seats,
    site_life,
    site_rows,
    timing,
    tree,
    work,
)
from .kinds import KINDS, Kind, Level

__all__ = [
    "KINDS",
    "Kind",
    "Level",
    "breaches",
    "commitments",
    "fees",
    "figures",
    "flows",
    "header",
    "money",
    "one_offs",
    "places",
    "rows",
    "seats",
    "site_life",
    "site_rows",
    "timing",
    "tree",
    "work",
]
