"""Life cycle of sites: commit, start, stop, convert, lock-in, early exit."""

from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, equation, is_number


def _sites(m: Algebra) -> Iterable[Index]:
    return m.indices("operate")


def _foreign_places(m: Algebra) -> Iterable[Index]:
    numbers = m.numbers
    for place in numbers.locations:
        if place != numbers.headquarters and numbers.at[place]:
            yield from ((node, place) for node in numbers.nodes)


@equation(_sites)
def life_cycle(m: Algebra, node: int, site: int) -> Expression:
    r"""A site operates if it did before, started or was converted into, and has not stopped or been converted.

    .. math:: y_{ns} = y_{p(n)s} + u_{ns} - d_{ns} + \sum_{c \to s} v_{nc} - \sum_{s \to c} v_{nc}
    """
    return m.operate(node, site) == m.operate(m.before(node), site) + m.entered(node, site) - m.left(node, site)


def _choices(m: Algebra) -> Iterable[Index]:
    """(node, location) where more than one model can operate."""
    operate = m.columns["operate"]
    for node, place in _foreign_places(m):
        if sum((node, site) in operate for site in m.numbers.at[place]) > 1:
            yield node, place


@equation(_choices)
def one_model(m: Algebra, node: int, place: int) -> Expression:
    r"""At most one model operates at a location.

    .. math:: \sum_{s \in S_l} y_{ns} \le 1
    """
    return m.operating(node, place) <= 1


@equation(_foreign_places)
def start_when_idle(m: Algebra, node: int, place: int) -> Expression:
    r"""A site starts only where nothing operated before; so at most one of start, stop, convert happens.

    .. math:: \sum_{s \in S_l} u_{ns} + \sum_{s \in S_l} y_{p(n)s} \le 1
    """
    starts = sum(m.column("start", node, site) for site in m.numbers.at[place])
    return starts + m.operating(m.before(node), place) <= 1


@equation(_sites)
def leave_what_operates(m: Algebra, node: int, site: int) -> Expression:
    r"""Only what operated before can stop or be converted.

    .. math:: d_{ns} + \sum_{s \to c} v_{nc} \le y_{p(n)s}
    """
    return m.left(node, site) <= m.operate(m.before(node), site)


@equation(lambda m: m.indices("start"))
def start_follows_commitment(m: Algebra, node: int, site: int) -> Expression:
    r"""With a lead time, as many sites start as commitments for this period were made on the path and not cancelled.

    .. math:: u_{ns} = f_{s t(n)} + \sum_{k \in A(n):\, t(k) + L_s \to t(n)} b_{ks} - \sum_{k \in A(n)} q_{k s t(n)}

    with :math:`f` the commitments under way in the footprint.
    """
    timing = m.numbers.timing
    period = m.numbers.tree.period[node]
    under_way = timing.under_way[site, period]
    if timing.lead_time(site) == 0 and not under_way:
        return None
    made = sum(m.column("commit", k, site) for k in timing.commitments_for(node, site))
    announced = under_way + made - m.cancelled(node, site)
    if timing.lead_time(site) == 0:
        # Without a lead time a site may also be committed and start in one node.
        return m.column("start", node, site) >= announced
    return m.column("start", node, site) == announced


@equation(lambda m: m.indices("cancel"))
def cancel_what_is_committed(m: Algebra, node: int, site: int, start: int) -> Expression:
    r"""A cancellation needs a commitment for the same start, made at a strict ancestor and not cancelled yet.

    .. math:: \sum_{k \in A(n) \cup \{n\}} q_{kst} \le f_{st} + \sum_{k \in A(n):\, t(k) + L_s \to t} b_{ks}
    """
    timing = m.numbers.timing
    made = sum(m.column("commit", k, site) for k in timing.commitments_before(node, site, start))
    cancelled = sum(m.column("cancel", k, site, start) for k in m.numbers.tree.path(node))
    return cancelled <= timing.under_way[site, start] + made


@equation(_foreign_places)
def lock_in(m: Algebra, node: int, place: int) -> Expression:
    r"""A site that started less than its lock-in ago, under terms without early exit, operates.

    Two such starts cannot both run, so their sum is bounded; with the life cycle this is the convex hull of one
    on/off path (Rajan and Takriti 2005).

    .. math:: \sum_{s \in S_l} \sum_{k \in A(n) \cup \{n\}:\, n \text{ within } \Lambda_s \text{ of } k} u_{ks}
        \le \sum_{s \in S_l} y_{ns}
    """
    numbers = m.numbers
    recent = sum(
        m.column("start", k, site)
        for site in numbers.at[place]
        if numbers.arrangements[site].terms.early_exit_fee is None
        for k in numbers.timing.window(node, numbers.arrangements[site].terms.lock_in)
    )
    return None if is_number(recent) else recent <= m.operating(node, place)


def _conversion_lock_ins(m: Algebra) -> Iterable[Index]:
    """(node, node of conversion, new arrangement) of lock-ins that a conversion starts and no fee can end."""
    numbers = m.numbers
    for site in numbers.sites:
        terms = numbers.arrangements[site].terms
        if terms.early_exit_fee is None and numbers.arcs_into[site]:
            for node in numbers.nodes:
                yield from ((node, k, site) for k in numbers.timing.window(node, terms.lock_in))


@equation(_conversion_lock_ins)
def lock_in_of_conversion(m: Algebra, node: int, entry: int, site: int) -> Expression:
    r"""A site that was converted less than the new model's lock-in ago, without early exit, operates.

    .. math:: \sum_{c \to s} v_{kc} \le \sum_{s' \in S_{l(s)}} y_{ns'}, \quad n \text{ within } \Lambda_s \text{ of } k
    """
    converted = m.converted_into(entry, site)
    place = m.numbers.arrangements[site].location
    return None if is_number(converted) else converted <= m.operating(node, place)


def _inherited(m: Algebra) -> Iterable[Index]:
    numbers = m.numbers
    for place in numbers.locations:
        for site, months in numbers.timing.inherited_lock_ins(place):
            if numbers.arrangements[site].terms.early_exit_fee is None:
                yield from ((node, place, site) for node in numbers.nodes if numbers.timing.inside(node, -1, months))


@equation(_inherited)
def lock_in_of_footprint(m: Algebra, node: int, place: int, site: int) -> Expression:
    r"""An existing site operates as long as a lock-in from before the root runs, unless it may be bought out.

    .. math:: \sum_{s \in S_l} y_{ns} \ge 1
    """
    return m.operating(node, place) >= 1


@equation(lambda m: m.indices("early_exit"))
def buy_out_lock_in(m: Algebra, node: int, entry: int, site: int) -> Expression:
    r"""A site that ends inside a lock-in with an early-exit fee has bought out what remained of it.

    .. math:: u_{ks} + \sum_{c \to s} v_{kc} \le \sum_{s' \in S_{l(s)}} y_{ns'} + \sum_{j \in (k, n]} x_{jks}

    The fee falls with time, so the exit is booked at the stop and not before.
    """
    place = m.numbers.arrangements[site].location
    bought_out = sum(m.column("early_exit", j, entry, site) for j in m.numbers.tree.path(node))
    entered = 1 if entry == -1 else m.entered(entry, site)
    return entered <= m.operating(node, place) + bought_out


def _ages(m: Algebra) -> Iterable[Index]:
    """(node, arc, earlier node) but for the parent, of which ``leave_what_operates`` says more."""
    for node, arc in m.indices("convert"):
        chain = m.numbers.timing.chain_of_age(node, arc) or ()
        yield from ((node, arc, k) for k in chain[:-1])


@equation(_ages)
def conversion_age(m: Algebra, node: int, arc: int, earlier: int) -> Expression:
    r"""A conversion needs that the old model has operated without a break since its least age ago.

    .. math:: v_{nc} \le y_{k s(c)}, \quad k \in A(n) \text{ back to the first at least as old as the arc asks}
    """
    operated = m.operate(earlier, m.numbers.arcs[arc].source)
    return None if is_number(operated) else m.column("convert", node, arc) <= operated


EQUATIONS = (
    life_cycle,
    one_model,
    start_when_idle,
    leave_what_operates,
    start_follows_commitment,
    cancel_what_is_committed,
    lock_in,
    lock_in_of_conversion,
    lock_in_of_footprint,
    buy_out_lock_in,
    conversion_age,
)
