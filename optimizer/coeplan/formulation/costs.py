"""What the decisions of a node cost, as expressions in the model's variables; undiscounted, in plan currency.

Objective, limits on money and the amounts of a plan all come from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coeplan.planning.tree import BEFORE
from coeplan_models import Category

from .algebra import Algebra, Expression
from .rules.collaboration import unmatched


@dataclass(frozen=True)
class Cost:
    """One cost of one node.

    Attributes
    ----------
    category : Category
        What it is for.
    expression : Expression
        How much, in plan currency.
    site : int or None
        Arrangement on whose terms it is due.
    place, area : int or None
        Location and area, where it belongs to one.
    subject : str or None
        Vendor of coordination, partner area of friction.
    """

    category: Category
    expression: Expression
    site: int | None = None
    place: int | None = None
    area: int | None = None
    subject: str | None = None


def run_costs(m: Algebra, node: int) -> Iterator[Cost]:
    """Yield the run cost of a node: what goes on after the horizon too."""
    for site in range(len(m.numbers.arrangements)):
        yield from _staff_costs(m, node, site)
        yield from _site_costs(m, node, site)
    rates = m.numbers.rates
    for place in m.numbers.locations:
        rent = rates.rent[node, place] * m.column("seats", node, place)
        yield Cost(Category.RENT, rent, place=place)
    for vendor in m.numbers.vendors:
        used = m.column("vendor_used", node, vendor)
        yield Cost(Category.COORDINATION, rates.coordination[node] * used, subject=vendor)
    for area in m.numbers.areas:
        yield from _undone_costs(m, node, area)


def _staff_costs(m: Algebra, node: int, site: int) -> Iterator[Cost]:
    """Payroll, margin and levy on both, travel of heads."""
    rates = m.numbers.rates
    each = m.numbers.arrangements[site]
    place = each.location
    levy = rates.levy[node, site]
    for area in m.numbers.areas:
        heads = m.heads(node, site, area)
        payroll = rates.payroll[node, place, area] * heads
        yield Cost(Category.PAYROLL, payroll, site, place, area)
        yield Cost(Category.MARGIN, each.terms.margin * payroll, site, place, area)
        yield Cost(Category.LEVY, levy * (1 + each.terms.margin) * payroll, site, place)
        yield Cost(Category.TRAVEL, rates.head_travel[node, place] * heads, site, place)


def _site_costs(m: Algebra, node: int, site: int) -> Iterator[Cost]:
    """Fees with their levy, fixed cost, overhead, travel of the site."""
    if site == 0:
        return
    rates = m.numbers.rates
    place = m.numbers.arrangements[site].location
    operate = m.operate(node, site)
    yield Cost(Category.FIXED, rates.fixed[node, site] * operate, site, place)
    yield Cost(Category.TRAVEL, rates.site_travel[node, place] * operate, site, place)
    yield Cost(Category.OVERHEAD, _overhead(m, node, site), site, place)
    for category, fee in _fees(m, node, site):
        yield Cost(category, fee, site, place)
        yield Cost(Category.LEVY, rates.levy[node, site] * fee, site, place)


def _overhead(m: Algebra, node: int, site: int) -> Expression:
    steps = m.numbers.rates.overhead.get((node, site), ())
    if len(steps) == 1:
        return steps[0].price * m.operate(node, site)
    return sum(step.price * m.column("step", node, site, number) for number, step in enumerate(steps))


def _fees(m: Algebra, node: int, site: int) -> Iterator[tuple[Category, Expression]]:
    bands = m.numbers.rates.fee.get((node, site), ())
    for number, band in enumerate(bands):
        heads = m.site_heads(node, site) if len(bands) == 1 else m.column("band_heads", node, site, number)
        yield Category.FEE, band.price * heads
        yield Category.SHORTFALL, band.shortfall * m.column("shortfall", node, site, number)


def _undone_costs(m: Algebra, node: int, area: int) -> Iterator[Cost]:
    """Friction of an area with the areas that it needs, and its unmet workload."""
    rates = m.numbers.rates
    for partner in m.numbers.areas:
        if (node, area, partner) in rates.friction:
            friction = rates.friction[node, area, partner] * unmatched(m, node, area, partner)
            yield Cost(Category.FRICTION, friction, area=area, subject=m.numbers.area_ids[partner])
    if (node, area) in rates.unmet:
        yield Cost(Category.UNMET, rates.unmet[node, area] * m.column("unmet", node, area), area=area)


def capital(m: Algebra, node: int) -> Iterator[Cost]:
    """Yield the capital of a node."""
    rates = m.numbers.rates
    arrangements = m.numbers.arrangements
    for site in m.numbers.sites:
        set_up = rates.set_up[node, site] * m.committed(node, site)
        yield Cost(Category.SET_UP, set_up, site, arrangements[site].location)
    for _, site, start in m.numbers.timing.cancellable_at(node):
        fee = rates.cancellation[node, site] * m.column("cancel", node, site, start)
        yield Cost(Category.CANCELLATION, fee, site, arrangements[site].location)
    for number, arc in enumerate(m.numbers.arcs):
        moved = sum(m.column("moved", node, number, area) for area in m.numbers.areas)
        fixed = rates.conversion_fixed[node, number] * m.column("convert", node, number)
        fee = fixed + rates.conversion_head[node, number] * moved
        yield Cost(Category.CONVERSION, fee, arc.target, arrangements[arc.target].location)
    for place in m.numbers.locations:
        yield Cost(Category.FIT_OUT, rates.fit_out[node, place] * m.column("bought", node, place), place=place)


def changes(m: Algebra, node: int) -> Iterator[Cost]:
    """Yield the other one-off costs of a node: hiring, severance, exits."""
    rates = m.numbers.rates
    for site, each in enumerate(m.numbers.arrangements):
        for area in m.numbers.areas:
            key = (node, each.location, area)
            if each.terms.client_bears_hiring:
                hiring = rates.hiring[key] * m.column("hires", node, site, area)
                yield Cost(Category.HIRING, hiring, site, each.location, area)
            if each.terms.client_bears_severance:
                severance = rates.severance[key] * m.column("releases", node, site, area)
                yield Cost(Category.SEVERANCE, severance, site, each.location, area)
    for site in m.numbers.sites:
        place = m.numbers.arrangements[site].location
        yield Cost(Category.EXIT, rates.exit[node, site] * m.column("stop", node, site), site, place)
        yield from _early_exits(m, node, site)


def _early_exits(m: Algebra, node: int, site: int) -> Iterator[Cost]:
    """Lock-ins on an arrangement's terms that are bought out at a node."""
    numbers = m.numbers
    each = numbers.arrangements[site]
    for entry in (BEFORE, *numbers.tree.ancestors(node)):
        column = m.columns["early_exit"].get((node, entry, site))
        if column is not None:
            months = each.terms.lock_in
            if entry == BEFORE:
                months = dict(numbers.timing.inherited_lock_ins(each.location))[site]
            fee = numbers.rates.early_exit[node, site] * numbers.timing.remaining(node, entry, months)
            yield Cost(Category.EARLY_EXIT, fee * column, site, each.location)


def replacements(m: Algebra, leaf: int) -> Iterator[Cost]:
    """Yield the yearly cost of replacing attrition at a leaf, which goes on after the horizon."""
    people, rates = m.numbers.people, m.numbers.rates
    for site, each in enumerate(m.numbers.arrangements):
        for area in m.numbers.areas if each.terms.client_bears_hiring else ():
            key = (leaf, each.location, area)
            yearly = people.yearly_attrition[key] * rates.hiring[key] * m.heads(leaf, site, area)
            yield Cost(Category.HIRING, yearly, site, each.location, area)
