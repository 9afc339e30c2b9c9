"""Pins: what must operate, what must not, heads, and how far a plan may depart from a given one."""

from collections.abc import Iterable

from coeplan.planning.reference import ReferenceDecisions
from coeplan_models import ChangeLimit, DecisionKind, Forbid, Freeze, HeadsPin, MustOperate

from ..algebra import Algebra, Expression, Index, equation, is_number
from .policies import holds, in_use, nodes_of, policy_of


@equation(lambda m: nodes_of(m, MustOperate))
def must_operate(m: Algebra, policy: str, node: int) -> Expression:
    r"""The location operates, under the model if one is named.

    .. math:: \sum_{s} y_{ns} + \text{breach} \ge 1
    """
    stated = policy_of(m, policy, MustOperate)
    place = m.numbers.location_ids.index(stated.location)
    operating = sum(
        m.operate(node, site)
        for site in m.numbers.at[place]
        if stated.operating_model in (None, m.numbers.arrangements[site].model)
    )
    return operating + m.breach(policy, node, "") >= 1


def _forbidden_sites(m: Algebra, policy: str) -> list[int]:
    """Arrangements that a policy speaks of; headquarters only where it is named."""
    stated = policy_of(m, policy, Forbid)
    return [
        site
        for site, each in enumerate(m.numbers.arrangements)
        if stated.operating_model in (None, each.model)
        and stated.location in (None, m.numbers.location_ids[each.location])
        and (site != 0 or stated.location == m.numbers.instance.headquarters)
    ]


def _forbidden(m: Algebra) -> Iterable[Index]:
    for policy, node in nodes_of(m, Forbid):
        if policy_of(m, policy, Forbid).area is None:
            yield from ((policy, node, site) for site in _forbidden_sites(m, policy) if site != 0)


@equation(_forbidden)
def forbid(m: Algebra, policy: str, node: int, site: int) -> Expression:
    r"""What is forbidden does not operate.

    .. math:: y_{ns} \le \text{breach}
    """
    each = m.numbers.arrangements[site]
    operate = m.operate(node, site)
    subject = f"{m.numbers.location_ids[each.location]}/{each.model}"
    return None if is_number(operate) else operate <= m.breach(policy, node, subject)


def _forbidden_teams(m: Algebra) -> Iterable[Index]:
    for policy, node in nodes_of(m, Forbid):
        if policy_of(m, policy, Forbid).area is not None:
            places = dict.fromkeys(m.numbers.arrangements[site].location for site in _forbidden_sites(m, policy))
            yield from ((policy, node, place) for place in places)


@equation(_forbidden_teams)
def forbid_team(m: Algebra, policy: str, node: int, place: int) -> Expression:
    r"""An area that is forbidden at a location has no heads there.

    .. math:: \sum_s x_{nsa} \le \text{breach}
    """
    stated = policy_of(m, policy, Forbid)
    area = m.numbers.area_ids.index(stated.area)
    sites = [site for site in _forbidden_sites(m, policy) if m.numbers.arrangements[site].location == place]
    heads = sum(m.heads(node, site, area) for site in sites)
    return None if is_number(heads) else heads <= m.breach(policy, node, m.numbers.location_ids[place])


def _pinned_heads(m: Algebra, policy: str, node: int) -> Expression:
    stated = policy_of(m, policy, HeadsPin)
    place = m.numbers.location_ids.index(stated.location)
    areas = m.numbers.areas if stated.area is None else (m.numbers.area_ids.index(stated.area),)
    return sum(m.team(node, place, area) for area in areas)


@equation(lambda m: nodes_of(m, HeadsPin))
def heads_at_least(m: Algebra, policy: str, node: int) -> Expression:
    r"""Heads at a location reach what is pinned.

    .. math:: \sum_a z_{nla} + \text{breach} \ge \underline{Z}
    """
    least = policy_of(m, policy, HeadsPin).at_least
    return None if least is None else _pinned_heads(m, policy, node) + m.breach(policy, node, "at_least") >= least


@equation(lambda m: nodes_of(m, HeadsPin))
def heads_at_most(m: Algebra, policy: str, node: int) -> Expression:
    r"""Heads at a location do not exceed what is pinned.

    .. math:: \sum_a z_{nla} \le \overline{Z} + \text{breach}
    """
    most = policy_of(m, policy, HeadsPin).at_most
    heads = _pinned_heads(m, policy, node)
    return None if most is None or is_number(heads) else heads <= most + m.breach(policy, node, "at_most")


# -- given plans ----------------------------------------------------------------------------------------------------


def _reference(m: Algebra, policy: str) -> ReferenceDecisions:
    stated = m.numbers.instance.policies[policy]
    assert isinstance(stated, Freeze | ChangeLimit)
    return m.numbers.references[stated.plan]


def _decision(m: Algebra, kind: DecisionKind, key: Index) -> Expression:
    """1 where a decision about a site is taken; what the instance does not know is never taken."""
    if key[1] < 0:
        return 0
    return m.committed(*key) if kind is DecisionKind.COMMIT else m.column(kind.value, *key)


def _possible(m: Algebra, kind: DecisionKind) -> list[Index]:
    """Indices at which a kind of decision can be taken."""
    if kind is not DecisionKind.COMMIT:
        return list(m.indices(kind.value))
    unannounced = [key for key in m.indices("start") if m.numbers.timing.lead_time(key[1]) == 0]
    return [*m.indices("commit"), *unannounced]


def _frozen(m: Algebra) -> Iterable[Index]:
    for policy in in_use(m, Freeze):
        periods = policy_of(m, policy, Freeze).periods
        nodes = {n for n, period in enumerate(m.numbers.tree.period) if period < periods and holds(m, policy, n)}
        taken = _reference(m, policy).taken
        for kind in DecisionKind:
            keys = dict.fromkeys([*_possible(m, kind), *(key for each, key in taken if each is kind)])
            yield from ((policy, kind.value, *_padded(key)) for key in keys if key[0] in nodes)


def _padded(key: Index) -> Index:
    """Give every key three numbers, so that all decisions are indexed alike."""
    return (*key, -1) if len(key) == 2 else key


def _unpadded(key: Index) -> Index:
    return key[:2] if key[2] == -1 else key


@equation(_frozen)
def freeze(m: Algebra, policy: str, kind: str, *padded: int) -> Expression:
    r"""A frozen decision is taken exactly where the given plan takes it.

    .. math:: |b - b^\circ| \le \text{breach}, \quad b \in \{0, 1\}
    """
    key = _unpadded(padded)
    taken = (DecisionKind(kind), key) in _reference(m, policy).taken
    decision = _decision(m, DecisionKind(kind), key)
    differs = 1 - decision if taken else decision
    return differs <= m.breach(policy, padded[0], _name(m, policy, DecisionKind(kind), key))


def _name(m: Algebra, policy: str, kind: DecisionKind, key: Index) -> str:
    """Name a frozen decision: its kind, location and model, and the new model or the start that is cancelled."""
    places, arrangements = m.numbers.location_ids, m.numbers.arrangements
    if key[1] < 0:
        given = m.numbers.instance.reference_plans[policy_of(m, policy, Freeze).plan].decisions[-1 - key[1]]
        cancelled = given.start_period if kind is DecisionKind.CANCEL else None
        names = (given.location, given.operating_model, given.to_model, cancelled)
    elif kind is DecisionKind.CONVERT:
        arc = m.numbers.arcs[key[1]]
        old, new = arrangements[arc.source], arrangements[arc.target]
        names = (places[old.location], old.model, new.model)
    else:
        each = arrangements[key[1]]
        names = (places[each.location], each.model, *key[2:])
    return "/".join(str(name) for name in (kind, *names) if name is not None)


def _frozen_teams(m: Algebra) -> Iterable[Index]:
    for policy in in_use(m, Freeze):
        periods = policy_of(m, policy, Freeze).periods
        for node, period in enumerate(m.numbers.tree.period):
            if period < periods and holds(m, policy, node):
                for place in m.numbers.locations:
                    yield from ((policy, side, node, place, area) for area in m.numbers.areas for side in (-1, 1))


@equation(_frozen_teams)
def freeze_team(m: Algebra, policy: str, side: int, *team: int) -> Expression:
    r"""A frozen team has the size that the given plan gives it.

    .. math:: |z_{nla} - z^\circ_{nla}| \le \text{breach}
    """
    node, place, area = team
    heads = _reference(m, policy).heads.get((node, place, area), 0.0)
    subject = f"team/{m.numbers.location_ids[place]}/{m.numbers.area_ids[area]}"
    differs = side * (m.team(node, place, area) - heads)
    return None if is_number(differs) and differs <= 0 else differs <= m.breach(policy, node, subject)


@equation(lambda m: ((policy,) for policy in in_use(m, ChangeLimit)))
def change_limit(m: Algebra, policy: str) -> Expression:
    r"""Commits, stops and conversions that are in one plan and not in the other are at most the limit.

    .. math:: \sum_{b:\, b^\circ = 0} b + \sum_{b:\, b^\circ = 1} (1 - b) \le N + \text{breach}
    """
    counted = (DecisionKind.COMMIT, DecisionKind.STOP, DecisionKind.CONVERT)
    taken = {(kind, key) for kind, key in _reference(m, policy).taken if kind in counted and holds(m, policy, key[0])}
    possible = {(kind, key) for kind in counted for key in _possible(m, kind) if holds(m, policy, key[0])}
    missed = len(taken - possible)
    differing = sum(
        1 - _decision(m, kind, key) if (kind, key) in taken else _decision(m, kind, key)
        for kind, key in sorted(possible)
    )
    return differing + missed <= policy_of(m, policy, ChangeLimit).limit + m.breach(policy, 0, "")


EQUATIONS = (
    must_operate,
    forbid,
    forbid_team,
    heads_at_least,
    heads_at_most,
    freeze,
    freeze_team,
    change_limit,
)
