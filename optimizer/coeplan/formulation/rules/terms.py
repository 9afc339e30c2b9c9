"""Terms of operating models that are not linear in heads: build-up, overhead steps, fee bands, take-or-pay."""

from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, equation, is_number


def _built_before(m: Algebra) -> Iterable[Index]:
    """(node, site) but for those that the footprint is still building up."""
    timing = m.numbers.timing
    return ((node, site) for node, site in m.indices("built_up") if not timing.building_up_before(node, site))


@equation(_built_before)
def built_up_after_start(m: Algebra, node: int, site: int) -> Expression:
    r"""A site that operates is built up unless it started less than its build-up ago.

    .. math:: \beta_{ns} \ge y_{ns} - \sum_{k:\, n \text{ within } B_s \text{ of } k} u_{ks}
    """
    window = m.numbers.timing.window(node, m.numbers.arrangements[site].terms.build_up)
    started = sum(m.column("start", k, site) for k in window)
    return m.column("built_up", node, site) >= m.operate(node, site) - started


def _returns(m: Algebra) -> Iterable[Index]:
    """(node, node of conversion, site) for arrangements that a site can come back to by conversion."""
    for node, site in m.indices("built_up"):
        if _comes_back(m, site):
            window = m.numbers.timing.window(node, m.numbers.arrangements[site].terms.build_up)
            yield from ((node, k, site) for k in window if not is_number(m.converted_into(k, site)))


def _comes_back(m: Algebra, site: int) -> bool:
    """Whether conversions lead from an arrangement back to it."""
    reached: set[int] = set()
    front = {m.numbers.arcs[arc].target for arc in m.numbers.arcs_out_of[site]}
    while front - reached:
        reached |= front
        front = {m.numbers.arcs[arc].target for each in front for arc in m.numbers.arcs_out_of[each]}
    return site in reached


@equation(_returns)
def built_up_after_conversion(m: Algebra, node: int, entry: int, site: int) -> Expression:
    r"""A site that came by conversion and has not left since is built up at once.

    .. math:: \beta_{ns} \ge \sum_{c \to s} v_{kc} - \sum_{j \in (k, n]} \left(d_{js} + \sum_{s \to c} v_{jc}\right)
    """
    later = m.numbers.tree.path(node)[m.numbers.tree.period[entry] + 1 :]
    left = sum(m.left(j, site) for j in later)
    return m.column("built_up", node, site) >= m.converted_into(entry, site) - left


@equation(lambda m: m.indices("built_up"))
def built_up_where_operating(m: Algebra, node: int, site: int) -> Expression:
    r"""Only what operates is built up.

    .. math:: \beta_{ns} \le y_{ns}
    """
    return m.column("built_up", node, site) <= m.operate(node, site)


def _starts_in_window(m: Algebra) -> Iterable[Index]:
    for node, site in m.indices("built_up"):
        terms = m.numbers.arrangements[site].terms
        if terms.take_or_pay_heads > 0:
            window = m.numbers.timing.window(node, terms.build_up)
            before = (-1,) if m.numbers.timing.building_up_before(node, site) else ()
            started = (k for k in window if (k, site) in m.columns["start"])
            yield from ((node, k, site) for k in (*before, *started))


@equation(_starts_in_window)
def not_built_up_yet(m: Algebra, node: int, entry: int, site: int) -> Expression:
    r"""A site that started less than its build-up ago, and has not left since, is not built up.

    Without this row a site could choose to be billed its take-or-pay early, to reach a cheaper band.

    .. math:: \beta_{ns} \le 1 - u_{ks} + \sum_{j \in (k, n]} \left(d_{js} + \sum_{s \to c} v_{jc}\right)
    """
    later = m.numbers.tree.path(node)[0 if entry == -1 else m.numbers.tree.period[entry] + 1 :]
    started = 1 if entry == -1 else m.column("start", entry, site)
    left = sum(m.left(j, site) for j in later)
    return m.column("built_up", node, site) <= 1 - started + left


def _stepped(m: Algebra) -> Iterable[Index]:
    return dict.fromkeys((node, site) for node, site, _ in m.indices("step"))


def _banded(m: Algebra) -> Iterable[Index]:
    return dict.fromkeys((node, site) for node, site, _ in m.indices("band"))


@equation(_stepped)
def one_step(m: Algebra, node: int, site: int) -> Expression:
    r"""An operating site is in one overhead step.

    .. math:: \sum_i \sigma_{nsi} = y_{ns}
    """
    steps = m.numbers.rates.overhead[node, site]
    return sum(m.column("step", node, site, step) for step in range(len(steps))) == m.operate(node, site)


@equation(_stepped)
def step_bottom(m: Algebra, node: int, site: int) -> Expression:
    r"""Heads reach the bottom of the step in force.

    .. math:: \sum_i \underline{\sigma}_{si} \sigma_{nsi} \le \sum_a x_{nsa}
    """
    steps = m.numbers.rates.overhead[node, site]
    return sum(each.bottom * m.column("step", node, site, i) for i, each in enumerate(steps)) <= m.site_heads(
        node, site
    )


@equation(_stepped)
def step_top(m: Algebra, node: int, site: int) -> Expression:
    r"""Heads do not exceed the top of the step in force.

    .. math:: \sum_a x_{nsa} \le \sum_i \overline{\sigma}_{si} \sigma_{nsi}
    """
    most = m.numbers.limits.site.get((node, site), 0.0)
    tops = [most if each.top is None else each.top for each in m.numbers.rates.overhead[node, site]]
    return m.site_heads(node, site) <= sum(top * m.column("step", node, site, i) for i, top in enumerate(tops))


@equation(_banded)
def one_band(m: Algebra, node: int, site: int) -> Expression:
    r"""An operating site is in one fee band.

    .. math:: \sum_i \theta_{nsi} = y_{ns}
    """
    bands = m.numbers.rates.fee[node, site]
    return sum(m.column("band", node, site, band) for band in range(len(bands))) == m.operate(node, site)


@equation(_banded)
def heads_of_bands(m: Algebra, node: int, site: int) -> Expression:
    r"""The heads of a site are billed in its bands.

    .. math:: \sum_i \xi_{nsi} = \sum_a x_{nsa}
    """
    bands = m.numbers.rates.fee[node, site]
    return sum(m.column("band_heads", node, site, band) for band in range(len(bands))) == m.site_heads(node, site)


def _bottomed(m: Algebra) -> Iterable[Index]:
    """(node, site, band) of bands that ask for any heads."""
    fees = m.numbers.rates.fee
    return ((node, site, band) for node, site, band in m.indices("band") if fees[node, site][band].bottom > 0)


@equation(_bottomed)
def band_bottom(m: Algebra, node: int, site: int, band: int) -> Expression:
    r"""Billed heads reach the bottom of the band in force.

    .. math:: \underline{\theta}_{si} \theta_{nsi} \le \xi_{nsi} + \psi_{nsi}
    """
    bottom = m.numbers.rates.fee[node, site][band].bottom
    billed = m.column("band_heads", node, site, band) + m.column("shortfall", node, site, band)
    return bottom * m.column("band", node, site, band) <= billed


@equation(lambda m: m.indices("band"))
def band_top(m: Algebra, node: int, site: int, band: int) -> Expression:
    r"""Billed heads do not exceed the top of the band in force.

    .. math:: \xi_{nsi} + \psi_{nsi} \le \overline{\theta}_{si} \theta_{nsi}
    """
    terms = m.numbers.arrangements[site].terms
    most = max(m.numbers.limits.site.get((node, site), 0.0), terms.take_or_pay_heads)
    top = m.numbers.rates.fee[node, site][band].top
    billed = m.column("band_heads", node, site, band) + m.column("shortfall", node, site, band)
    return billed <= (most if top is None else top) * m.column("band", node, site, band)


def _billed_at_least(m: Algebra) -> Iterable[Index]:
    return dict.fromkeys((node, site) for node, site, _ in m.indices("shortfall"))


@equation(_billed_at_least)
def take_or_pay(m: Algebra, node: int, site: int) -> Expression:
    r"""A built-up site is billed for at least its take-or-pay heads.

    .. math:: \sum_a x_{nsa} + \sum_i \psi_{nsi} \ge T_s \beta_{ns}
    """
    least = m.numbers.arrangements[site].terms.take_or_pay_heads
    bands = range(len(m.numbers.rates.fee[node, site]))
    missing = sum(m.column("shortfall", node, site, band) for band in bands)
    return m.site_heads(node, site) + missing >= least * m.in_force(node, site)


@equation(_billed_at_least)
def shortfall_where_built_up(m: Algebra, node: int, site: int) -> Expression:
    r"""Missing heads are billed only where take-or-pay is in force.

    .. math:: \sum_i \psi_{nsi} \le T_s \beta_{ns}
    """
    least = m.numbers.arrangements[site].terms.take_or_pay_heads
    bands = range(len(m.numbers.rates.fee[node, site]))
    missing = sum(m.column("shortfall", node, site, band) for band in bands)
    return missing <= least * m.in_force(node, site)


EQUATIONS = (
    built_up_after_start,
    built_up_after_conversion,
    built_up_where_operating,
    not_built_up_yet,
    one_step,
    step_bottom,
    step_top,
    one_band,
    heads_of_bands,
    band_bottom,
    band_top,
    take_or_pay,
    shortfall_where_built_up,
)
