"""Teams: head count balance, hires, sizes, ramp-up, single sites."""

from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, can_be, equation, is_number, strengthening, weighted
from ..losses import earlier_losses, most_forgiven


def _flows(m: Algebra) -> Iterable[Index]:
    """(node, arrangement, area) where there are heads, or were."""
    numbers = m.numbers
    for node in numbers.nodes:
        for site in range(len(numbers.arrangements)):
            for area in numbers.areas:
                before = m.heads(m.before(node), site, area)
                if (node, site, area) in m.columns["heads"] or can_be(before):
                    yield node, site, area


def _staying(m: Algebra, node: int, site: int, area: int) -> Expression:
    """Heads of the previous node that attrition leaves."""
    place = m.numbers.arrangements[site].location
    return (1 - m.numbers.people.attrition[node, place, area]) * m.heads(m.before(node), site, area)


def _moved_in(m: Algebra, node: int, site: int, area: int) -> Expression:
    return sum(m.column("moved", node, arc, area) for arc in m.numbers.arcs_into.get(site, ()))


def _moved_out(m: Algebra, node: int, site: int, area: int) -> Expression:
    return sum(m.column("moved", node, arc, area) for arc in m.numbers.arcs_out_of.get(site, ()))


@equation(_flows)
def head_count(m: Algebra, node: int, site: int, area: int) -> Expression:
    r"""Heads are those of before, less attrition and releases, plus gross hires, plus what conversions move.

    .. math:: x_{nsa} = (1 - \alpha_{nla}) x_{p(n)sa} + h_{nsa} - r_{nsa}
        + \sum_{c \to s} w_{nca} - \sum_{s \to c} w_{nca}
    """
    inflow = m.column("hires", node, site, area) + _moved_in(m, node, site, area)
    outflow = m.column("releases", node, site, area) + _moved_out(m, node, site, area)
    return m.heads(node, site, area) == _staying(m, node, site, area) + inflow - outflow


def _bringing(m: Algebra) -> dict[Index, None]:
    """(node, arrangement, area) with somebody to release, where conversions can bring heads."""
    return {key: None for key in m.indices("releases") if m.numbers.arcs_into.get(key[1])}


@equation(_bringing)
def release_before_moving(m: Algebra, node: int, site: int, area: int) -> Expression:
    r"""Heads that a conversion brings are not released at its node: releases are on the old model's terms.

    .. math:: r_{nsa} + \sum_{s \to c} w_{nca} \le (1 - \alpha_{nla}) x_{p(n)sa}
    """
    leaving = m.column("releases", node, site, area) + _moved_out(m, node, site, area)
    return leaving <= _staying(m, node, site, area)


def _leaving(m: Algebra) -> Iterable[Index]:
    """(node, arrangement, area) whose hires could be moved on; ``release_before_moving`` says so of the others."""
    bringing = _bringing(m)
    return (key for key in m.indices("hires") if m.numbers.arcs_out_of.get(key[1]) and key not in bringing)


@equation(_leaving)
def hires_are_heads(m: Algebra, node: int, site: int, area: int) -> Expression:
    r"""Hires are among the heads of their own node; so a site does not hire on the terms that it leaves.

    .. math:: h_{nsa} \le x_{nsa}
    """
    return m.column("hires", node, site, area) <= m.heads(node, site, area)


@strengthening(lambda m: m.indices("moved"), "variable upper bound (Padberg, Van Roy and Wolsey 1985)")
def move_with_conversion(m: Algebra, node: int, arc: int, area: int) -> Expression:
    r"""Heads pass over an arc only where the site is converted.

    Implied for whole decisions: heads leave only a model that operated before, stay only under one that operates now,
    and between the two there is only the conversion.

    .. math:: w_{nca} \le \bar x_{nsa} v_{nc}
    """
    bound = m.numbers.limits.heads[node, m.numbers.arcs[arc].target, area]
    return m.column("moved", node, arc, area) <= bound * m.column("convert", node, arc)


@equation(lambda m: m.indices("growing"))
def released_or_hired(m: Algebra, node: int, arc: int, area: int) -> Expression:
    r"""A team that grows where its site is converted releases nobody.

    .. math:: r_{nsa} \le (1 - \alpha_{nla}) \bar x_{p(n)sa} (1 - \gamma_{nca}), \quad c: s \to s'
    """
    source = m.numbers.arcs[arc].source
    before = m.before(node)
    known = m.heads(before, source, area)
    most = known if is_number(known) else m.numbers.limits.heads[before, source, area]
    stay = 1 - m.numbers.people.attrition[node, m.numbers.arrangements[source].location, area]
    return m.column("releases", node, source, area) <= stay * most * (1 - m.column("growing", node, arc, area))


@equation(lambda m: m.indices("growing"))
def hired_or_released(m: Algebra, node: int, arc: int, area: int) -> Expression:
    r"""A team hires where its site is converted only if it grows: nobody is exchanged to save the fee per head.

    .. math:: h_{ns'a} \le \bar x_{ns'a} (1 - v_{nc} + \gamma_{nca}), \quad c: s \to s'
    """
    target = m.numbers.arcs[arc].target
    most = m.numbers.limits.heads[node, target, area]
    free = 1 - m.column("convert", node, arc) + m.column("growing", node, arc, area)
    return m.column("hires", node, target, area) <= most * free


def _below_most_heads(m: Algebra) -> Iterable[Index]:
    """(node, arrangement, area) whose own bound is less than that of the site; else ``most_heads`` says as much."""
    limits = m.numbers.limits
    return (key for key in m.indices("heads") if key[1] != 0 and limits.heads[key] < limits.site[key[:2]])


@strengthening(_below_most_heads, "link of each demand to its facility (Balinski 1965)")
def heads_where_operating(m: Algebra, node: int, site: int, area: int) -> Expression:
    r"""An area has heads under an arrangement only where it operates.

    Implied for whole decisions by ``most_heads`` and the bound of the heads themselves.

    .. math:: x_{nsa} \le \bar x_{nsa} y_{ns}
    """
    return m.heads(node, site, area) <= m.numbers.limits.heads[node, site, area] * m.operate(node, site)


@equation(lambda m: m.indices("team"))
def team_of_arrangements(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""A team is the heads under the one arrangement that operates; only teams are whole.

    .. math:: z_{nla} = \sum_{s \in S_l} x_{nsa}
    """
    return m.team(node, place, area) == sum(m.heads(node, site, area) for site in m.numbers.at[place])


@equation(lambda m: ((node, site) for node, site in m.indices("operate")))
def most_heads(m: Algebra, node: int, site: int) -> Expression:
    r"""Heads of a site are at most what its terms, pools and hires allow.

    .. math:: \sum_a x_{nsa} \le X_{ns} y_{ns}
    """
    bound = m.numbers.limits.site.get((node, site))
    return None if bound is None else m.site_heads(node, site) <= bound * m.operate(node, site)


@equation(lambda m: m.indices("operate"))
def least_heads(m: Algebra, node: int, site: int) -> Expression:
    r"""A built-up site has at least its least heads.

    .. math:: \sum_a x_{nsa} \ge \underline{X}_s \beta_{ns}
    """
    least = m.numbers.arrangements[site].terms.min_heads
    return m.site_heads(node, site) >= least * m.in_force(node, site) if least > 0 else None


def _hire_limits(m: Algebra) -> Iterable[Index]:
    """(node, arrangement) where the location's market limits gross hires."""
    for node, place in m.numbers.people.most_hires:
        yield from ((node, site) for site in m.numbers.at[place])


@equation(_hire_limits)
def hires_where_operating(m: Algebra, node: int, site: int) -> Expression:
    r"""Gross hires of a location need an operating site and are at most what its market gives.

    .. math:: \sum_a h_{nsa} \le H_{nl} y_{ns}
    """
    most = m.numbers.people.most_hires[node, m.numbers.arrangements[site].location]
    hires = sum(m.column("hires", node, site, area) for area in m.numbers.areas)
    return None if is_number(hires) else hires <= most * m.operate(node, site)


@equation(lambda m: m.indices("placed"))
def team_where_placed(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""An area without a place at a location has no team there.

    .. math:: z_{nla} \le \bar z_{nla} e_{nla}
    """
    bound = m.numbers.limits.team[node, place, area]
    return m.team(node, place, area) <= bound * m.column("placed", node, place, area)


@equation(lambda m: m.indices("placed"))
def smallest_team(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""A team that is there has at least the smallest size.

    .. math:: z_{nla} \ge \underline{z}_a e_{nla}
    """
    terms = m.numbers.area_terms[area]
    smallest = max(terms.min_team, 1.0 if terms.whole_heads else 0.0)
    return m.team(node, place, area) >= smallest * m.column("placed", node, place, area)


def _placed_abroad(m: Algebra) -> Iterable[Index]:
    return (key for key in m.indices("placed") if key[1] != m.numbers.headquarters)


@strengthening(_placed_abroad, "own derivation")
def placed_where_operating(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""A team needs an operating site.

    Implied for whole decisions: without one there are no heads, and no rule asks that an area be where it has none.

    .. math:: e_{nla} \le \sum_{s \in S_l} y_{ns}
    """
    return m.column("placed", node, place, area) <= m.operating(node, place)


@equation(lambda m: m.indices("effective"))
def ramp_up(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""Effective heads are the team less what each hire of the path still loses, but nothing where the team is gone.

    .. math:: g_{nla} = z_{nla} - \sum_{k \in A(n) \cup \{n\}} \lambda_{nkla} \sum_{s \in S_l} h_{ksa}
        - \lambda^0_{nla} + \phi_{nla}
    """
    people = m.numbers.people
    losses = weighted(
        (lost, m.column("hires", k, site, area))
        for k, lost in people.ramp_losses.get((node, place, area), ())
        for site in m.numbers.at[place]
    )
    inherited = people.inherited_losses.get((node, place, area), 0.0)
    forgiven = m.column("forgiven", node, place, area)
    return m.effective(node, place, area) == m.team(node, place, area) - losses - inherited + forgiven


@equation(lambda m: m.indices("forgiven"))
def effective_of_team(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""Effective heads are at most the team, also where losses end.

    .. math:: g_{nla} \le z_{nla}
    """
    return m.effective(node, place, area) <= m.team(node, place, area)


@equation(lambda m: m.indices("forgiven"))
def losses_end_with_team(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""Losses end early only where the team is gone.

    .. math:: \phi_{nla} \le \Lambda_{nla} (1 - e_{nla})
    """
    largest = most_forgiven(m, node, place, area)
    return m.column("forgiven", node, place, area) <= largest * (1 - m.column("placed", node, place, area))


@strengthening(lambda m: m.indices("forgiven"), "own derivation")
def forgiven_of_lost(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""No more losses end than there are of earlier hires.

    Implied for whole decisions: losses end only where the team is gone, and effective heads do not exceed it.

    .. math:: \phi_{nla} \le \sum_{k \in A(n)} \lambda_{nkla} \sum_{s \in S_l} h_{ksa} + \lambda^0_{nla}
    """
    losses = weighted(
        (lost, m.column("hires", k, site, area))
        for k, lost in earlier_losses(m, node, place, area)
        for site in m.numbers.at[place]
    )
    inherited = m.numbers.people.inherited_losses.get((node, place, area), 0.0)
    return m.column("forgiven", node, place, area) <= losses + inherited


@strengthening(lambda m: m.indices("forgiven"), "own derivation")
def forgiven_of_released(m: Algebra, node: int, place: int, area: int) -> Expression:
    r"""Losses end early only with heads that were released: where a team is gone, attrition alone has not emptied it.

    With :math:`\Pi_j` the share of heads that attrition leaves from the first hire that can lose up to j, the balance
    of a team that is gone says :math:`\sum_k h_k / \Pi_k \le \sum_j r_j / \Pi_j`, and who was hired at k can only be
    released at k or later. Implied for whole decisions, stronger in the relaxation.

    .. math:: \phi_{nla} \le \sum_{j \in [k_0, n]} \frac{\max_{k \le j} \lambda_{nkla} \Pi_k}{\Pi_j}
        \sum_{s \in S_l} r_{jsa}
    """
    worst, staying = 0.0, 1.0
    released: list[tuple[float, Expression]] = []
    losses = dict(earlier_losses(m, node, place, area))
    inherited = m.numbers.people.inherited_losses.get((node, place, area), 0.0)
    path = m.numbers.tree.path(node)
    since = 0
    if inherited > 0:
        worst = inherited / m.numbers.places.initial_team[place, area]
    elif losses:
        since = m.numbers.tree.period[min(losses)]
    for j in path[since:]:
        if inherited > 0 or j != path[since]:
            staying *= 1 - m.numbers.people.attrition[j, place, area]
        if staying <= 0:
            return None
        worst = max(worst, losses.get(j, 0.0) * staying)
        released.extend((worst / staying, m.column("releases", j, site, area)) for site in m.numbers.at[place])
    return m.column("forgiven", node, place, area) <= weighted(released)


def _single_sites(m: Algebra) -> Iterable[Index]:
    for number, area in enumerate(m.numbers.area_terms):
        if area.single_site:
            yield from ((node, number) for node in m.numbers.nodes)


@equation(_single_sites)
def two_places_at_most(m: Algebra, node: int, area: int) -> Expression:
    r"""A single-site area sits at one location, or at two while it moves; at one if it may not overlap at all.

    .. math:: \sum_l e_{nla} \le 1 + [\text{handover} > 0]
    """
    handover = m.numbers.area_terms[area].handover
    places = sum(m.column("placed", node, place, area) for place in m.numbers.locations)
    return None if is_number(places) else places <= (2 if handover > 0 else 1)


@equation(_single_sites)
def handover(m: Algebra, node: int, area: int) -> Expression:
    r"""Of more than ``handover`` consecutive nodes of a path, one has the area at one location alone.

    .. math:: \sum_{k \in \text{last } \eta_a + 1 \text{ of } A(n) \cup \{n\}} \left(\sum_l e_{kla} - 1\right)
        \le \eta_a
    """
    longest = m.numbers.area_terms[area].handover
    path = m.numbers.tree.path(node)[-(longest + 1) :]
    if longest == 0 or len(path) <= longest:
        return None
    raise_above = sum(m.column("placed", k, place, area) for k in path for place in m.numbers.locations) - len(path)
    return None if is_number(raise_above) else raise_above <= longest


EQUATIONS = (
    head_count,
    release_before_moving,
    hires_are_heads,
    move_with_conversion,
    released_or_hired,
    hired_or_released,
    heads_where_operating,
    team_of_arrangements,
    most_heads,
    least_heads,
    hires_where_operating,
    team_where_placed,
    smallest_team,
    placed_where_operating,
    ramp_up,
    effective_of_team,
    losses_end_with_team,
    forgiven_of_lost,
    forgiven_of_released,
    two_places_at_most,
    handover,
)
