"""The textbook formulation of an instance."""

from typing import Any

import pyomo.environ as pyo

from coeplan.planning import Numbers
from coeplan_models import CvarCap

from . import money, people, policies, sites
from .book import MONEY, Book, Expression
from .refusals import refuse_unsupported


def textbook(numbers: Numbers) -> Book:
    """Write an instance's model as a textbook of operations research would: logic, big numbers, plain limits.

    The objective is in thousands of the plan's currency.

    Parameters
    ----------
    numbers : Numbers
        Planning numbers of the instance.

    Raises
    ------
    UnsupportedError
        If the instance has what this formulation does not know.
    """
    refuse_unsupported(numbers)
    book = Book(numbers)
    for part in (sites, people, money):
        part.declare(book)
    for part in (sites, people, money, policies):
        part.constrain(book)
    book.model.objective = pyo.Objective(expr=_objective(book))
    return book


def _objective(book: Book) -> Expression:
    numbers = book.numbers
    weights, tree = numbers.instance.objective, numbers.tree
    costs = money.node_costs(book)
    expected = pyo.quicksum(node.probability * cost for node, cost in zip(tree.nodes, costs, strict=True))
    total: Any = weights.expectation_weight * expected
    if weights.cvar_weight > 0 or _caps(book):
        spent = _totals(book, costs)
        if weights.cvar_weight > 0:
            total = total + weights.cvar_weight * _cvar(book, "objective", weights.cvar_alpha, spent)
        total = total + sum(_cap(book, name, policy, spent) for name, policy in _caps(book))
    return total


def _caps(book: Book) -> list[tuple[str, CvarCap]]:
    stated = book.numbers.instance.policies.items()
    return [(name, policy) for name, policy in stated if isinstance(policy, CvarCap) and policy.enabled]


def _totals(book: Book, costs: list[Expression]) -> dict[int, Any]:
    """Total of every leaf, as a variable."""
    tree = book.numbers.tree
    spent = book.add("spent", tree.leaves)
    for leaf in tree.leaves:
        book.row(spent[leaf] == pyo.quicksum(costs[node] for node in tree.path(leaf)))
    return {leaf: spent[leaf] for leaf in tree.leaves}


def _cvar(book: Book, name: str, alpha: float, spent: dict[int, Any]) -> Expression:
    """Mean of the worst ``1 - alpha`` of the totals, after Rockafellar and Uryasev."""
    quantile = book.add(f"quantile of {name}", [0])
    tail = book.add(f"tail of {name}", spent)
    for leaf, total in spent.items():
        book.row(tail[leaf] >= total - quantile[0])
    nodes = book.numbers.tree.nodes
    return quantile[0] + sum(nodes[leaf].probability / (1 - alpha) * tail[leaf] for leaf in spent)


def _cap(book: Book, name: str, policy: CvarCap, spent: dict[int, Any]) -> Expression:
    """Cap CVaR; return what its breach is charged, which stands in no leaf's total."""
    breach: Any = 0 if policy.price is None else book.breaches.add()
    book.row(_cvar(book, name, policy.alpha, spent) <= policy.limit / MONEY + breach)
    weights = book.numbers.instance.objective
    both = weights.expectation_weight + weights.cvar_weight
    return both * book.numbers.rates.discount[0] * (policy.price or 0.0) * breach
