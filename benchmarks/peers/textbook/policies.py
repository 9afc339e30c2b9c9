"""Policies, each with its limit as it is stated."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyomo.environ as pyo

from coeplan_models import (
    CapacityShare,
    CapitalLimit,
    CountLimit,
    CvarCap,
    MeanOverlap,
    RiskScore,
    RunCostLimit,
    StartLimit,
    SurviveLoss,
)

from .book import MONEY, Book, Expression
from .money import capital, run_cost
from .periods import nodes_of
from .pins import PINS


def constrain(book: Book) -> None:
    """Add the rows of every policy that is switched on, but for those on CVaR."""
    for policy in book.numbers.instance.policies.values():
        if policy.enabled and not isinstance(policy, CvarCap):
            RULES[type(policy)](book, policy)


def _teams(book: Book, node: int, weight: Callable[[int, int], float]) -> Expression:
    """Sum of weight(place, area) x efficiency x heads."""
    numbers = book.numbers
    return pyo.quicksum(
        weight(place, area) * numbers.places.efficiency[node, place, area] * book.team(node, place, area)
        for place in numbers.locations
        for area in numbers.areas
    )


def _mean_overlap(book: Book, policy: MeanOverlap) -> None:
    overlap = book.numbers.places.overlap
    for node in nodes_of(book, policy):

        def excess(place: int, area: int, at: int = node) -> float:
            return overlap[at, place, area] - policy.floor

        book.row(_teams(book, node, excess) + book.breach(policy, node) >= 0)


def _risk_score(book: Book, policy: RiskScore) -> None:
    scores = [location.risk_score for location in book.numbers.instance.locations.values()]
    for node in nodes_of(book, policy):
        excess = _teams(book, node, lambda place, _: scores[place] - policy.limit)
        book.row(excess <= book.breach(policy, node))


def _capacity(book: Book, node: int, sites: Iterable[int], areas: Iterable[int]) -> Expression:
    chosen = list(areas)
    return sum(book.capacity(node, site, area) for site in sites for area in chosen)


def _capacity_share(book: Book, policy: CapacityShare) -> None:
    numbers = book.numbers
    for node in nodes_of(book, policy):
        work = sum(numbers.workload[node, area] for area in numbers.areas)
        for group in numbers.groups.sharing(policy):
            held = _capacity(book, node, group.arrangements, numbers.areas)
            book.row(held <= policy.limit * work + book.breach(policy, node))


def _survive_loss(book: Book, policy: SurviveLoss) -> None:
    numbers = book.numbers
    critical = [a for a, area in enumerate(numbers.area_terms) if area.critical and area.survival_share > 0]
    for node in nodes_of(book, policy):
        for group in numbers.groups.losable(policy):
            left = [site for site in range(len(numbers.arrangements)) if site not in group.arrangements]
            for area in critical:
                needed = numbers.area_terms[area].survival_share * numbers.workload[node, area]
                kept = (1 + policy.surge) * _capacity(book, node, left, [area])
                book.row(kept + book.breach(policy, node) >= needed)


def _start_limit(book: Book, policy: StartLimit) -> None:
    for node in nodes_of(book, policy):
        starts = sum(book.get("start", node, site) for site in book.numbers.sites)
        book.row(starts <= policy.limit + book.breach(policy, node))


def _count_limit(book: Book, policy: CountLimit) -> None:
    numbers = book.numbers
    for node in nodes_of(book, policy):
        if policy.of == "vendors":
            used = sum(book.model.vendor[node, vendor] for vendor in range(len(numbers.vendors)))
        elif policy.of == "sites":
            used = sum(book.operate(node, site) for site in numbers.sites)
        else:
            used = sum(_model_used(book, node, model) for model in numbers.instance.operating_models)
        book.row(used <= policy.limit + book.breach(policy, node))


def _model_used(book: Book, node: int, model: str) -> Expression:
    """1 where any site operates under a model; a new variable each time it is asked for."""
    sites = [site for site in book.numbers.sites if book.numbers.arrangements[site].model == model]
    used = book.switches.add()
    book.row(sum(book.operate(node, site) for site in sites) <= len(sites) * used)
    return used


def _spans(book: Book, policy: CapitalLimit | RunCostLimit) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield (last node, [(node, share)]) of every span that a limit on money holds for."""
    tree, calendar = book.numbers.tree, book.numbers.calendar
    held = set(nodes_of(book, policy))
    per = policy.per if isinstance(policy, CapitalLimit) else "calendar_year"
    for node, period in enumerate(tree.period):
        if per == "period":
            spans = [[(node, 1.0)]]
        elif per == "total":
            spans = [] if tree.children[node] else [[(k, 1.0) for k in tree.path(node)]]
        else:
            goes_on = calendar.year_shares(period + 1) if tree.children[node] else {}
            spans = [_year(book, node, year) for year in calendar.year_shares(period) if year not in goes_on]
        for span in spans:
            if counted := [(k, share) for k, share in span if k in held]:
                yield node, counted


def _year(book: Book, node: int, year: int) -> list[tuple[int, float]]:
    """Nodes of a path with months in a calendar year, and the share of their months that is."""
    shares = [(k, book.numbers.calendar.year_shares(book.numbers.tree.period[k])) for k in book.numbers.tree.path(node)]
    return [(k, each[year]) for k, each in shares if year in each]


def _money_limit(spent_at: Callable[[Book, int], Expression]) -> Callable[[Book, Any], None]:
    def constrain_money(book: Book, policy: CapitalLimit | RunCostLimit) -> None:
        for node, span in _spans(book, policy):
            spent = pyo.quicksum(share * spent_at(book, k) for k, share in span)
            book.row(spent <= policy.limit / MONEY + book.breach(policy, node, MONEY))

    return constrain_money


RULES: dict[type, Callable[[Book, Any], None]] = {
    MeanOverlap: _mean_overlap,
    RiskScore: _risk_score,
    CapacityShare: _capacity_share,
    SurviveLoss: _survive_loss,
    StartLimit: _start_limit,
    CountLimit: _count_limit,
    CapitalLimit: _money_limit(capital),
    RunCostLimit: _money_limit(run_cost),
    **PINS,
}
"""What adds the rows of each kind of policy."""
