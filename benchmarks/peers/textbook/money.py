"""What a node costs; prices that step are linearised with big numbers."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import pyomo.environ as pyo

from coeplan.planning.rates import Band

from .book import MONEY, Book, Expression
from .people import unmatched
from .sites import committed, lock_ins


def declare(book: Book) -> None:
    """Add fees, overhead, and vendors in use."""
    numbers = book.numbers
    fees, steps = numbers.rates.fee, numbers.rates.overhead
    sites = [(node, site) for node in numbers.nodes for site in numbers.sites]
    book.add("band", ((*key, i) for key in sites for i in range(_choices(fees.get(key, ())))), pyo.Binary)
    book.add("step", ((*key, i) for key in sites for i in range(_choices(steps.get(key, ())))), pyo.Binary)
    book.add("fee", (key for key in sites if key in fees))
    bound = [key for key in sites if numbers.arrangements[key[1]].terms.take_or_pay_heads > 0]
    book.add("shortfall", bound)
    book.add("short", bound, pyo.Binary)
    book.add("overhead", (key for key in sites if key in steps))
    book.add("vendor", product(numbers.nodes, range(len(numbers.vendors))), pyo.Binary)


def _choices(bands: Sequence[Band]) -> int:
    """Bands between which there is a choice."""
    return len(bands) if len(bands) > 1 else 0


def constrain(book: Book) -> None:
    """Add the rows that price fees, overhead and vendors."""
    for node, site in book.model.fee:
        _fee(book, node, site)
    for node, site in book.model.overhead:
        _overhead(book, node, site)
    for node, vendor in book.model.vendor:
        _vendor(book, node, vendor)


def _choose(book: Book, name: str, key: tuple[int, int], bands: Sequence[Band], measured: Any) -> None:
    """One band holds while the site operates, and what is measured lies between its edges."""
    most = max(book.most_of_site(*key), book.numbers.arrangements[key[1]].terms.take_or_pay_heads)
    most = max(most, max(band.bottom for band in bands))
    chosen = [book.get(name, *key, i) for i in range(len(bands))]
    book.row(sum(chosen) == book.operate(*key))
    for band, here in zip(bands, chosen, strict=True):
        book.row(measured >= band.bottom - most * (1 - here))
        if band.top is not None:
            book.row(measured <= band.top + most * (1 - here))


def _fee(book: Book, node: int, site: int) -> None:
    bands = book.numbers.rates.fee[node, site]
    heads, missing = book.site_heads(node, site), book.get("shortfall", node, site)
    most = max(book.most_of_site(node, site), book.numbers.arrangements[site].terms.take_or_pay_heads)
    _take_or_pay(book, node, site)
    if len(bands) > 1:
        _choose(book, "band", (node, site), bands, heads + missing)
    for i, band in enumerate(bands):
        price = (band.price * heads + band.shortfall * missing) / MONEY
        largest = max(band.price, band.shortfall) * 2 * most / MONEY
        slack = largest * (1 - book.get("band", node, site, i)) if len(bands) > 1 else 0
        book.row(book.model.fee[node, site] >= price - slack)


def _take_or_pay(book: Book, node: int, site: int) -> None:
    """Billed are the larger of heads and take-or-pay: no head is missing beyond these, not even for a cheaper band."""
    least = book.numbers.arrangements[site].terms.take_or_pay_heads
    if least <= 0:
        return
    heads, missing = book.site_heads(node, site), book.get("shortfall", node, site)
    short, force = book.get("short", node, site), book.in_force(node, site)
    book.row(heads + missing >= least * force)
    book.row(missing <= least * force)
    book.row(missing <= least * short)
    book.row(heads + missing <= least + book.most_of_site(node, site) * (1 - short))


def _overhead(book: Book, node: int, site: int) -> None:
    steps = book.numbers.rates.overhead[node, site]
    if len(steps) == 1:
        book.row(book.model.overhead[node, site] >= steps[0].price / MONEY * book.operate(node, site))
        return
    _choose(book, "step", (node, site), steps, book.site_heads(node, site))
    for i, step in enumerate(steps):
        price = step.price / MONEY
        book.row(book.model.overhead[node, site] >= price - price * (1 - book.model.step[node, site, i]))


def _vendor(book: Book, node: int, vendor: int) -> None:
    numbers = book.numbers
    sites = [s for s in numbers.sites if numbers.arrangements[s].terms.vendor == numbers.vendors[vendor]]
    book.row(sum(book.operate(node, site) for site in sites) <= len(sites) * book.model.vendor[node, vendor])


# -- totals of a node, in thousands, undiscounted ---------------------------------------------------------------------


def run_cost(book: Book, node: int) -> Expression:
    """What goes on after the horizon too."""
    numbers, rates = book.numbers, book.numbers.rates
    spent: list[Any] = [_site_cost(book, node, site) for site in range(len(numbers.arrangements))]
    spent += [rates.rent[node, place] * book.model.seats[node, place] for place in numbers.locations]
    spent += [rates.coordination[node] * book.model.vendor[node, vendor] for vendor in range(len(numbers.vendors))]
    spent += [price * book.get("unmet", *key) for key, price in rates.unmet.items() if key[0] == node]
    spent += [price * unmatched(book, *key) for key, price in rates.friction.items() if key[0] == node]
    return pyo.quicksum(spent) / MONEY


def _site_cost(book: Book, node: int, site: int) -> Expression:
    numbers, rates = book.numbers, book.numbers.rates
    each = numbers.arrangements[site]
    payroll = pyo.quicksum(
        rates.payroll[node, each.location, area] * book.heads(node, site, area) for area in numbers.areas
    )
    travel = rates.head_travel[node, each.location] * book.site_heads(node, site)
    if site == 0:
        return payroll + travel
    levied = (1 + each.terms.margin) * payroll + MONEY * book.get("fee", node, site)
    fixed = rates.fixed[node, site] + rates.site_travel[node, each.location]
    own = fixed * book.operate(node, site) + MONEY * book.get("overhead", node, site) + travel
    return own + (1 + rates.levy[node, site]) * levied


def capital(book: Book, node: int) -> Expression:
    """Set-up, cancellation, conversion, fit-out."""
    numbers, rates = book.numbers, book.numbers.rates
    spent: list[Any] = [rates.set_up[node, site] * committed(book, node, site) for site in numbers.sites]
    for _, site, begins in numbers.timing.cancellable_at(node):
        spent.append(rates.cancellation[node, site] * book.get("cancel", node, site, begins))
    for arc in range(len(numbers.arcs)):
        moved = sum(book.get("moved", node, arc, area) for area in numbers.areas)
        spent.append(rates.conversion_fixed[node, arc] * book.get("convert", node, arc))
        spent.append(rates.conversion_head[node, arc] * moved)
    spent += [rates.fit_out[node, place] * book.model.bought[node, place] for place in numbers.locations]
    return pyo.quicksum(spent) / MONEY


def _changes(book: Book, node: int) -> Expression:
    """Hiring, severance, exits."""
    numbers, rates = book.numbers, book.numbers.rates
    spent: list[Any] = []
    for site, each in enumerate(numbers.arrangements):
        for area in numbers.areas:
            key = (node, each.location, area)
            if each.terms.client_bears_hiring:
                spent.append(rates.hiring[key] * book.get("hires", node, site, area))
            if each.terms.client_bears_severance:
                spent.append(rates.severance[key] * book.get("releases", node, site, area))
    spent += [rates.exit[node, site] * book.get("stop", node, site) for site in numbers.sites]
    return pyo.quicksum(spent) / MONEY


def _early_exits(book: Book) -> dict[int, Expression]:
    """Early-exit fees by node."""
    rates, timing = book.numbers.rates, book.numbers.timing
    found: dict[int, Expression] = {}
    for node, entry, site, months in lock_ins(book):
        if (node, entry, site) in book.model.exit_paid:
            fee = rates.early_exit[node, site] * timing.remaining(node, entry, months) / MONEY
            found[node] = found.get(node, 0) + fee * book.model.exit_paid[node, entry, site]
    return found


def _replacements(book: Book, leaf: int) -> Expression:
    """Hiring after the horizon, for those whom attrition takes."""
    numbers, people, rates = book.numbers, book.numbers.people, book.numbers.rates
    return pyo.quicksum(
        people.yearly_attrition[leaf, each.location, area]
        * rates.hiring[leaf, each.location, area]
        / MONEY
        * book.heads(leaf, site, area)
        for site, each in enumerate(numbers.arrangements)
        if each.terms.client_bears_hiring
        for area in numbers.areas
    )


def node_costs(book: Book) -> list[Expression]:
    """Discounted cost of every node with its time after the horizon; asks for breaches, so call it last."""
    rates, tree = book.numbers.rates, book.numbers.tree
    exits = _early_exits(book)
    costs: list[Expression] = []
    for node in book.numbers.nodes:
        once = capital(book, node) + _changes(book, node) + exits.get(node, 0)
        cost = rates.run_weight[node] * run_cost(book, node) + rates.discount[node] * once
        if not tree.children[node]:
            cost += rates.terminal_years * rates.terminal_discount * _replacements(book, node)
        costs.append(cost + sum(price * breach for at, price, breach in book.charges if at == node))
    return costs
