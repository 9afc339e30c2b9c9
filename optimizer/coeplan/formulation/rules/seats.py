"""Seats: enough for those who need one, bought when missing, kept while leased."""

from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, can_be, equation, is_number
from ..variables import client_seated


def _seats(m: Algebra) -> Iterable[Index]:
    return m.indices("seats")


@equation(_seats)
def seat_for_each_head(m: Algebra, node: int, place: int) -> Expression:
    r"""Where seats are not included, every head has one.

    .. math:: k_{nl} \ge \sum_{s \in S_l:\, \text{no seats included}} \sum_a x_{nsa}
    """
    heads = sum(m.site_heads(node, site) for site in client_seated(m, place))
    return None if is_number(heads) else m.column("seats", node, place) >= heads


@equation(_seats)
def seat_growth(m: Algebra, node: int, place: int) -> Expression:
    r"""Seats beyond those of before are bought.

    .. math:: k_{nl} \le k_{p(n)l} + \kappa_{nl}
    """
    existing = m.numbers.existing(place)
    held = sum(lot.seats for lot in existing.seats) if existing is not None else 0.0
    before = held if node == 0 else m.column("seats", m.before(node), place)
    return m.column("seats", node, place) <= before + m.column("bought", node, place)


@equation(lambda m: m.indices("bought"))
def buy_where_needed(m: Algebra, node: int, place: int) -> Expression:
    r"""Seats are bought only where a model without seats included operates.

    .. math:: \kappa_{nl} \le \bar k_l \sum_{s \in S_l:\, \text{no seats included}} y_{ns}
    """
    most = seats_ever_needed(m, place)
    operating = sum(m.operate(node, site) for site in client_seated(m, place))
    return m.column("bought", node, place) <= most * operating


def seats_ever_needed(m: Algebra, place: int) -> float:
    """Most heads that can ever need a seat at a location; more seats only cost."""
    sites = client_seated(m, place)
    return max((bound for (_, site), bound in m.numbers.limits.site.items() if site in sites), default=0.0)


@equation(_seats)
def lease(m: Algebra, node: int, place: int) -> Expression:
    r"""Seats bought less than a lease ago are kept, even after a stop.

    .. math:: k_{nl} \ge \sum_{k \in A(n) \cup \{n\}:\, n \text{ within } \Gamma_l \text{ of } k} \kappa_{kl}
        + \kappa^0_{nl}
    """
    location = m.numbers.instance.locations[m.numbers.location_ids[place]]
    bought = sum(m.column("bought", k, place) for k in m.numbers.timing.window(node, location.lease))
    existing = m.numbers.existing(place)
    kept = sum(
        lot.seats
        for lot in (existing.seats if existing is not None else ())
        if m.numbers.timing.inside(node, -1, location.lease - lot.age)
    )
    held = bought + kept
    return m.column("seats", node, place) >= held if can_be(held) else None


EQUATIONS = (seat_for_each_head, seat_growth, buy_where_needed, lease)
