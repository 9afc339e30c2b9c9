"""Policies that pin decisions: what must operate, what must not, heads, and given plans."""

from collections.abc import Callable
from typing import Any

from coeplan_models import ChangeLimit, DecisionKind, Forbid, Freeze, HeadsPin, MustOperate

from .book import Book, Expression
from .periods import nodes_of
from .sites import committed


def _must_operate(book: Book, policy: MustOperate) -> None:
    place = book.numbers.location_ids.index(policy.location)
    models = book.numbers.arrangements
    sites = [s for s in book.numbers.at[place] if policy.operating_model in (None, models[s].model)]
    for node in nodes_of(book, policy):
        book.row(sum(book.operate(node, site) for site in sites) + book.breach(policy, node) >= 1)


def _forbid(book: Book, policy: Forbid) -> None:
    numbers = book.numbers
    sites = [
        site
        for site, each in enumerate(numbers.arrangements)
        if policy.operating_model in (None, each.model)
        and policy.location in (None, numbers.location_ids[each.location])
        and (site != 0 or policy.location == numbers.instance.headquarters)
    ]
    for node in nodes_of(book, policy):
        if policy.area is None:
            for site in sites:
                if site != 0:
                    book.row(book.operate(node, site) <= book.breach(policy, node))
            continue
        area = numbers.area_ids.index(policy.area)
        for place in dict.fromkeys(numbers.arrangements[site].location for site in sites):
            here = [site for site in sites if numbers.arrangements[site].location == place]
            book.row(sum(book.heads(node, site, area) for site in here) <= book.breach(policy, node))


def _heads(book: Book, policy: HeadsPin) -> None:
    numbers = book.numbers
    place = numbers.location_ids.index(policy.location)
    areas = numbers.areas if policy.area is None else [numbers.area_ids.index(policy.area)]
    for node in nodes_of(book, policy):
        heads = sum(book.team(node, place, area) for area in areas)
        if policy.at_least is not None:
            book.row(heads + book.breach(policy, node) >= policy.at_least)
        if policy.at_most is not None:
            book.row(heads <= policy.at_most + book.breach(policy, node))


Key = tuple[int, ...]


def _possible(book: Book, kind: DecisionKind) -> list[Key]:
    """Keys at which a kind of decision can be taken."""
    if kind is not DecisionKind.COMMIT:
        return list(getattr(book.model, kind.value))
    at_once = [key for key in book.model.start if book.numbers.timing.lead_time(key[1]) == 0]
    return [*book.model.commit, *at_once]


def _decision(book: Book, kind: DecisionKind, key: Key) -> Expression:
    """1 where a decision is taken; what the instance does not know never is."""
    if key[1] < 0:
        return 0
    return committed(book, *key) if kind is DecisionKind.COMMIT else book.get(kind.value, *key)


def _freeze(book: Book, policy: Freeze) -> None:
    numbers = book.numbers
    given = numbers.references[policy.plan]
    frozen = [node for node in nodes_of(book, policy) if numbers.tree.period[node] < policy.periods]
    for kind in DecisionKind:
        keys = dict.fromkeys([*_possible(book, kind), *(key for each, key in given.taken if each is kind)])
        for key in keys:
            if key[0] in frozen:
                decision = _decision(book, kind, key)
                differs = 1 - decision if (kind, key) in given.taken else decision
                book.row(differs <= book.breach(policy, key[0]))
    for node in frozen:
        for place in numbers.locations:
            for area in numbers.areas:
                differs = book.team(node, place, area) - given.heads.get((node, place, area), 0.0)
                breach = book.breach(policy, node)
                book.row(differs <= breach)
                book.row(-differs <= breach)


def _change_limit(book: Book, policy: ChangeLimit) -> None:
    counted = (DecisionKind.COMMIT, DecisionKind.STOP, DecisionKind.CONVERT)
    nodes = set(nodes_of(book, policy))
    given = {(kind, key) for kind, key in book.numbers.references[policy.plan].taken if kind in counted}
    given = {(kind, key) for kind, key in given if key[0] in nodes}
    possible = {(kind, key) for kind in counted for key in _possible(book, kind) if key[0] in nodes}
    differing: Any = len(given - possible)
    for kind, key in sorted(possible):
        decision = _decision(book, kind, key)
        differing = differing + (1 - decision if (kind, key) in given else decision)
    book.row(differing <= policy.limit + book.breach(policy, 0))


PINS: dict[type, Callable[[Book, Any], None]] = {
    MustOperate: _must_operate,
    Forbid: _forbid,
    HeadsPin: _heads,
    Freeze: _freeze,
    ChangeLimit: _change_limit,
}
"""What adds the rows of each of these kinds of policy."""
