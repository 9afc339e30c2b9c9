"""Life cycle of sites, as logic between binary decisions."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import pyomo.environ as pyo

from coeplan.planning.tree import BEFORE

from .book import Book


def declare(book: Book) -> None:
    """Add the decisions about sites."""
    numbers, timing = book.numbers, book.numbers.timing
    everywhere = [(node, site) for node in numbers.nodes for site in numbers.sites]
    book.add("operate", everywhere, pyo.Binary)
    book.add("start", [key for key in everywhere if timing.can_start(*key)], pyo.Binary)
    book.add("stop", [key for key in everywhere if not _outage(book, *key)], pyo.Binary)
    committed = [key for key in everywhere if timing.lead_time(key[1]) > 0 and timing.starts_at(*key) is not None]
    book.add("commit", committed, pyo.Binary)
    book.add("cancel", timing.cancellable, pyo.Binary)
    arcs = [(node, arc) for node in numbers.nodes for arc in range(len(numbers.arcs))]
    book.add("convert", [key for key in arcs if not _outage(book, key[0], numbers.arcs[key[1]].source)], pyo.Binary)
    book.add("in_force", [key for key in everywhere if book.builds_up(key[1])], pyo.Binary)
    book.add("exit_paid", [key[:3] for key in lock_ins(book) if _has_fee(book, key[2])], most=lambda *_: 1)


def _outage(book: Book, node: int, site: int) -> bool:
    return (node, book.numbers.arrangements[site].location) in book.numbers.places.outage_begins


def _has_fee(book: Book, site: int) -> bool:
    return book.numbers.arrangements[site].terms.early_exit_fee is not None


def lock_ins(book: Book) -> Iterator[tuple[int, int, int, float]]:
    """Yield (node, node of entry, site, months of the lock-in) of every lock-in that may run at a later node."""
    numbers = book.numbers
    for place in numbers.locations:
        inherited = numbers.timing.inherited_lock_ins(place)
        for node in numbers.nodes:
            for site in numbers.at[place] if place != numbers.headquarters else ():
                months = numbers.arrangements[site].terms.lock_in
                earlier = [k for k in numbers.tree.ancestors(node) if numbers.timing.inside(node, k, months)]
                yield from ((node, k, site, months) for k in earlier)
            running = [(site, left) for site, left in inherited if numbers.timing.inside(node, BEFORE, left)]
            yield from ((node, BEFORE, site, left) for site, left in running)


def constrain(book: Book) -> None:
    """Add the rules of life cycle, lock-in and build-up."""
    numbers = book.numbers
    foreign = [place for place in numbers.locations if place != numbers.headquarters]
    rules: tuple[tuple[Callable[..., None], Iterable[Any]], ...] = (
        (_cycle, book.model.operate),
        (_one_thing_at_a_time, product(numbers.nodes, foreign)),
        (_start, book.model.start),
        (_cancel, book.model.cancel),
        (_age, book.model.convert),
        (_lock_in, (key[:3] for key in lock_ins(book))),
        (_build_up, book.model.in_force),
    )
    for rule, keys in rules:
        for key in keys:
            rule(book, *key)


def _cycle(book: Book, node: int, site: int) -> None:
    was = book.operate(book.before(node), site)
    come = book.get("start", node, site) + book.into(node, site)
    gone = book.get("stop", node, site) + book.out_of(node, site)
    book.row(book.operate(node, site) == was + come - gone)
    book.row(gone <= was)


def _one_thing_at_a_time(book: Book, node: int, place: int) -> None:
    starts = sum(book.get("start", node, site) for site in book.numbers.at[place])
    if book.numbers.at[place]:
        book.row(book.open(node, place) <= 1)
        book.row(starts + book.open(book.before(node), place) <= 1)


def _start(book: Book, node: int, site: int) -> None:
    timing, tree = book.numbers.timing, book.numbers.tree
    period = tree.period[node]
    under_way = timing.under_way[site, period]
    made = sum(book.get("commit", k, site) for k in timing.commitments_for(node, site))
    cancelled = sum(book.get("cancel", k, site, period) for k in tree.ancestors(node))
    start = book.get("start", node, site)
    if timing.lead_time(site) > 0:
        book.row(start == under_way + made - cancelled)
    elif under_way:
        book.row(start >= under_way - cancelled)


def committed(book: Book, node: int, site: int) -> object:
    """1 where a commitment is made; without lead time that is a start which was not under way."""
    timing, tree = book.numbers.timing, book.numbers.tree
    if timing.lead_time(site) > 0:
        return book.get("commit", node, site)
    under_way = timing.under_way[site, tree.period[node]]
    cancelled = sum(book.get("cancel", k, site, tree.period[node]) for k in tree.ancestors(node))
    return book.get("start", node, site) - under_way + cancelled


def _cancel(book: Book, node: int, site: int, begins: int) -> None:
    timing, tree = book.numbers.timing, book.numbers.tree
    made = sum(book.get("commit", k, site) for k in timing.commitments_before(node, site, begins))
    cancelled = sum(book.get("cancel", k, site, begins) for k in tree.path(node))
    book.row(cancelled <= timing.under_way[site, begins] + made)


def _age(book: Book, node: int, arc: int) -> None:
    chain = book.numbers.timing.chain_of_age(node, arc)
    convert = book.get("convert", node, arc)
    if chain is None:
        book.row(convert <= 0)
    for k in chain or ():
        book.row(convert <= book.operate(k, book.numbers.arcs[arc].source))


def _lock_in(book: Book, node: int, entry: int, site: int) -> None:
    """A stop inside a lock-in is paid for, where that is allowed: stop and entered, and not stopped in between."""
    place = book.numbers.arrangements[site].location
    entered: Any = 1 if entry == BEFORE else book.get("start", entry, site) + book.into(entry, site)
    if isinstance(entered, int) and entered == 0:
        return
    between = [k for k in book.numbers.tree.ancestors(node) if k > entry]
    stopped = sum(book.stops(k, place) for k in between)
    book.row(book.stops(node, place) + entered - 1 - stopped <= book.get("exit_paid", node, entry, site))


def _build_up(book: Book, node: int, site: int) -> None:
    """In force is: operates, and did not start less than the build-up ago."""
    timing, tree = book.numbers.timing, book.numbers.tree
    force, operate = book.get("in_force", node, site), book.operate(node, site)
    window = timing.window(node, book.numbers.arrangements[site].terms.build_up)
    old = int(timing.building_up_before(node, site))
    book.row(force <= operate)
    book.row(force >= operate - old - sum(book.get("start", k, site) for k in window))
    for k in (*window, *((BEFORE,) if old else ())):
        began = 1 if k == BEFORE else book.get("start", k, site)
        later = [j for j in tree.path(node) if j > k]
        left = sum(book.get("stop", j, site) + book.out_of(j, site) for j in later)
        book.row(force <= 1 - began + left)
