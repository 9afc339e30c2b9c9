"""Useful heads: what a site can be big for.

Pools and hires allow teams far beyond what there is to do, so rows scaled by these alone let a relaxation run a tenth
of a site with all of its work. No more of a team is useful than does the workload alone; the rest is surplus: heads
that still learn, and heads that idle. Both are paid, so that a fraction of a site gets a fraction of the work.
"""

from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, strengthening


def useful(m: Algebra, node: int, place: int, area: int) -> Expression:
    """Effective heads that do not idle."""
    return m.effective(node, place, area) - m.column("idle", node, place, area)


def surplus(m: Algebra, node: int, place: int, area: int) -> Expression:
    """Heads of a team that learn or idle: all where they have no output."""
    at_work = useful(m, node, place, area) if m.numbers.output(node, place, area) > 0 else 0
    return m.team(node, place, area) - at_work


def _placeable(m: Algebra) -> Iterable[Index]:
    """(node, location, area) of teams that are at few places or divisible; for others the rows of sites do as well."""
    for node, place, area in m.indices("idle"):
        terms = m.numbers.area_terms[area]
        if (node, place, area) in m.columns["placed"] and (terms.single_site or not terms.whole_heads):
            yield node, place, area


@strengthening(_placeable, "link of each demand to its facility (Balinski 1965)")
def useful_team(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""A team does no more of an area's work than there is, and none where the area is not.

    .. math:: g_{nla} - i_{nla} \le \frac{W_{na}}{A_{nl} \epsilon_{nla}} e_{nla}
    """
    placed = m.column("placed", node, place, area)
    return useful(m, node, place, area) <= m.numbers.most_useful(node, place, area) * placed


def _shared(m: Algebra) -> Iterable[Index]:
    """(node, arrangement, area) that can have heads with output."""
    for node, place, area in m.indices("idle"):
        yield from ((node, site, area) for site in m.numbers.at[place] if (node, site, area) in m.columns["heads"])


@strengthening(_shared, "link of each demand to its facility (Balinski 1965)")
def useful_heads_where_operating(m: Algebra, node: int, site: int, area: int) -> Expression:
    r"""Heads under an arrangement are useful only where it operates, and as far as there is work.

    What a team can do beyond idles, so that no plan is lost.

    .. math:: x_{nsa} - (z_{nla} - g_{nla} + i_{nla}) \le \frac{W_{na}}{A_{nl} \epsilon_{nla}} y_{ns}
    """
    place = m.numbers.arrangements[site].location
    beyond = surplus(m, node, place, area)
    return m.heads(node, site, area) - beyond <= m.numbers.most_useful(node, place, area) * m.operate(node, site)


@strengthening(lambda m: m.indices("band_surplus"), "own derivation, with surplus_of_bands")
def useful_heads_of_band(m: Algebra, node: int, site: int, band: int) -> Expression:
    r"""A fee band is billed useful heads only as far as there is work, and the surplus.

    .. math:: \xi_{nsi} \le U_{nl} \theta_{nsi} + \upsilon_{nsi},
        \quad U_{nl} = \sum_a \frac{W_{na}}{A_{nl} \epsilon_{nla}}
    """
    most = m.numbers.most_useful_at(node, m.numbers.arrangements[site].location)
    beyond = m.column("band_surplus", node, site, band)
    return m.column("band_heads", node, site, band) <= most * m.column("band", node, site, band) + beyond


def _banded_places(m: Algebra) -> Iterable[Index]:
    return dict.fromkeys((node, m.numbers.arrangements[site].location) for node, site, _ in m.indices("band_surplus"))


@strengthening(_banded_places, "own derivation, with useful_heads_of_band")
def surplus_of_bands(m: Algebra, node: int, place: int) -> Expression:
    r"""The surplus that is billed is that of the location's teams.

    .. math:: \sum_{s \in S_l} \sum_i \upsilon_{nsi} \le \sum_a (z_{nla} - g_{nla} + i_{nla})
    """
    billed = sum(
        m.column("band_surplus", node, site, band)
        for site in m.numbers.at[place]
        for band in range(len(m.numbers.rates.fee.get((node, site), ())))
    )
    return billed <= sum(surplus(m, node, place, area) for area in m.numbers.areas)


EQUATIONS = (
    useful_team,
    useful_heads_where_operating,
    useful_heads_of_band,
    surplus_of_bands,
)
