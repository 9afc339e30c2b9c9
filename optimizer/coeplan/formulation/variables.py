"""The model's variables: what is decided at each node, and where each can be other than 0."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Any

import pyomo.environ as pyo

from coeplan.planning.tree import BEFORE
from coeplan_models import CapitalLimit, CountLimit, SurviveLoss

from .algebra import Algebra, Index, can_be, is_number
from .losses import most_forgiven
from .measures import looks_at_totals, measures, peaks
from .rules.policies import nodes_of, policy_of

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Variable:
    """A family of variables.

    Attributes
    ----------
    name : str
        Name of the family.
    meaning : str
        What it stands for, with its unit.
    over : callable
        Lists the indices at which it exists.
    upper : callable or float
        Upper bound at an index.
    whole : callable or bool
        Whether it is whole at an index.
    """

    name: str
    meaning: str
    over: Callable[[Algebra], Iterable[Index]]
    upper: Callable[..., float] | float = inf
    whole: Callable[..., bool] | bool = False


def declare(m: Algebra) -> None:
    """Add every family of variables to the model. All are at least 0."""
    for variable in VARIABLES:
        indices = list(variable.over(m))
        m.columns[variable.name] = _add(m, variable, indices)
    m.model.breach = pyo.VarList(domain=pyo.NonNegativeReals)
    m.columns["breach"] = {}


def _add(m: Algebra, variable: Variable, indices: list[Index]) -> dict[Index, Any]:
    def bounds(_: Any, *index: Any) -> tuple[float, float | None]:
        upper = variable.upper(m, *index) if callable(variable.upper) else variable.upper
        return 0.0, None if upper == inf else upper

    def domain(_: Any, *index: Any) -> Any:
        whole = variable.whole(m, *index) if callable(variable.whole) else variable.whole
        return pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals

    component = pyo.Var(indices, bounds=bounds, domain=domain)
    setattr(m.model, variable.name, component)
    # Pyomo turns an index of one part into that part; here every index is a tuple.
    return {key if isinstance(key, tuple) else (key,): column for key, column in component.items()}


# -- where each can be ----------------------------------------------------------------------------------------------


def _site_nodes(m: Algebra) -> Iterable[Index]:
    """(node, site) where a site can operate."""
    numbers = m.numbers
    for site in numbers.sites:
        for node in numbers.nodes:
            if numbers.arrangements[site].first_period <= numbers.tree.period[node]:
                yield node, site


def _starts(m: Algebra) -> Iterable[Index]:
    return ((node, site) for node, site in _site_nodes(m) if m.numbers.timing.can_start(node, site))


def _stops(m: Algebra) -> Iterable[Index]:
    for node, site in _site_nodes(m):
        outage = (node, m.numbers.arrangements[site].location) in m.numbers.places.outage_begins
        if not outage and _operated(m, node, site):
            yield node, site


def _operated(m: Algebra, node: int, site: int) -> bool:
    """Whether a site can have operated at the parent of a node."""
    return can_be(m.operate(m.before(node), site))


def _conversions(m: Algebra) -> Iterable[Index]:
    numbers = m.numbers
    for number, arc in enumerate(numbers.arcs):
        place = numbers.arrangements[arc.source].location
        for node in numbers.nodes:
            outage = (node, place) in numbers.places.outage_begins
            reached = numbers.arrangements[arc.target].first_period <= numbers.tree.period[node]
            chain = numbers.timing.chain_of_age(node, number)
            old_enough = chain is not None and all(can_be(m.operate(k, arc.source)) for k in chain)
            if not outage and reached and old_enough:
                yield node, number


def _commitments(m: Algebra) -> Iterable[Index]:
    timing = m.numbers.timing
    for site in m.numbers.sites:
        for node in m.numbers.nodes:
            if timing.lead_time(site) > 0 and timing.starts_at(node, site) is not None:
                yield node, site


def _early_exits(m: Algebra) -> Iterable[Index]:
    """(node, node of entry, site) where a stop at ``node`` buys out what remains of a lock-in."""
    numbers = m.numbers
    for node, site in _site_nodes(m):
        terms = numbers.arrangements[site].terms
        for entry in numbers.tree.ancestors(node) if terms.early_exit_fee is not None else ():
            if numbers.timing.inside(node, entry, terms.lock_in) and not is_number(m.entered(entry, site)):
                yield node, entry, site
    yield from _inherited_exits(m)


def _inherited_exits(m: Algebra) -> Iterable[Index]:
    """The same for lock-ins from before the root."""
    numbers = m.numbers
    for place in numbers.locations:
        for site, months in numbers.timing.inherited_lock_ins(place):
            if numbers.arrangements[site].terms.early_exit_fee is not None:
                yield from ((n, BEFORE, site) for n in numbers.nodes if numbers.timing.inside(n, BEFORE, months))


def _built_up(m: Algebra) -> Iterable[Index]:
    for node, site in _site_nodes(m):
        terms = m.numbers.arrangements[site].terms
        if terms.build_up > 0 and (terms.min_heads > 0 or terms.take_or_pay_heads > 0):
            yield node, site


def _teams(m: Algebra) -> Iterable[Index]:
    return (key for key, bound in m.numbers.limits.team.items() if bound > 0)


def _placed(m: Algebra) -> Iterable[Index]:
    """Teams whose being there at all matters: a smallest team, a single site, or losses that end with the team."""
    areas = m.numbers.area_terms
    for node, place, area in _teams(m):
        terms = areas[area]
        smallest = terms.min_team > (1 if terms.whole_heads else 0)
        if smallest or terms.single_site or (node, place, area) in m.columns["forgiven"]:
            yield node, place, area


def _ramping(m: Algebra) -> Iterable[Index]:
    people = m.numbers.people
    for key in _teams(m):
        if key in people.ramp_losses or key in people.inherited_losses:
            yield key


def _forgiven(m: Algebra) -> Iterable[Index]:
    return (key for key in m.columns["effective"] if most_forgiven(m, *key) > 0)


def _flows(m: Algebra) -> Iterable[Index]:
    return m.numbers.limits.heads.keys()


def _releases(m: Algebra) -> Iterable[Index]:
    """(node, arrangement, area) where there can be somebody to release; nobody is at the start of an outage."""
    numbers = m.numbers
    for node in numbers.nodes:
        for site, each in enumerate(numbers.arrangements):
            if (node, each.location) in numbers.places.outage_begins:
                continue
            for area in numbers.areas:
                if can_be(m.heads(m.before(node), site, area)):
                    yield node, site, area


def _moves(m: Algebra) -> Iterable[Index]:
    heads = m.numbers.limits.heads
    for node, arc in m.columns["convert"]:
        target = m.numbers.arcs[arc].target
        for area in m.numbers.areas:
            if (node, target, area) in heads:
                yield node, arc, area


def _exchanges(m: Algebra) -> Iterable[Index]:
    """(node, arc, area) where exchanging heads could pay: releasing on the old terms to hire on the new.

    Elsewhere release and hire cost at least the fee per head, so that flows are net by themselves.
    """
    limited = any(isinstance(each, CapitalLimit) and each.enabled for each in m.numbers.instance.policies.values())
    for node, arc, area in m.columns["moved"]:
        fee = m.numbers.rates.conversion_head[node, arc]
        if fee > 0 and (limited or fee > _exchange_cost(m, node, arc, area)):
            yield node, arc, area


def _exchange_cost(m: Algebra, node: int, number: int, area: int) -> float:
    """Cost of releasing one head on the terms that a conversion leaves and hiring one on those that it enters."""
    arc = m.numbers.arcs[number]
    old, new = m.numbers.arrangements[arc.source], m.numbers.arrangements[arc.target]
    key = (node, old.location, area)
    release = m.numbers.rates.severance[key] if old.terms.client_bears_severance else 0.0
    hire = m.numbers.rates.hiring[key] if new.terms.client_bears_hiring else 0.0
    return release + hire


def _idle(m: Algebra) -> Iterable[Index]:
    """(node, location, area) of teams abroad that have output."""
    return (key for key in _teams(m) if key[1] != m.numbers.headquarters and m.numbers.output(*key) > 0)


def _unmet(m: Algebra) -> Iterable[Index]:
    for number, area in enumerate(m.numbers.area_terms):
        if area.unmet is not None:
            yield from ((node, number) for node in m.numbers.nodes)


def _unmet_upper(m: Algebra, node: int, area: int) -> float:
    terms = m.numbers.area_terms[area].unmet
    return terms.max_share * m.numbers.workload[node, area] if terms is not None else 0.0


def _matches(m: Algebra) -> Iterable[Index]:
    """(node, area, partner area, location, partner location) that can serve each other."""
    for (node, area, partner), pairs in m.numbers.places.serves.items():
        for here, there in pairs:
            if (node, here, area) in m.columns["team"] and (node, there, partner) in m.columns["team"]:
                yield node, area, partner, here, there


def _seats(m: Algebra) -> Iterable[Index]:
    numbers = m.numbers
    for place in numbers.locations:
        existing = numbers.existing(place)
        if client_seated(m, place) or (existing is not None and existing.seats):
            yield from ((node, place) for node in numbers.nodes)


def client_seated(m: Algebra, place: int) -> list[int]:
    """Arrangements of a location that do not include seats."""
    return [site for site in m.numbers.at[place] if not m.numbers.arrangements[site].terms.seats_included]


def _bought(m: Algebra) -> Iterable[Index]:
    """(node, location) where somebody who needs a seat can work."""
    for node, place in m.columns["seats"]:
        if any(can_be(m.operate(node, site)) for site in client_seated(m, place)):
            yield node, place


def _bands(m: Algebra) -> Iterable[Index]:
    """(node, site, band) where there is a choice of fee bands."""
    for (node, site), bands in m.numbers.rates.fee.items():
        if len(bands) > 1 and (node, site) in m.columns["operate"]:
            yield from ((node, site, band) for band in range(len(bands)))


def _steps(m: Algebra) -> Iterable[Index]:
    for (node, site), steps in m.numbers.rates.overhead.items():
        if len(steps) > 1 and (node, site) in m.columns["operate"]:
            yield from ((node, site, step) for step in range(len(steps)))


def _roomy_bands(m: Algebra) -> Iterable[Index]:
    """(node, site, band) that useful heads cannot fill."""
    for node, site, band in m.columns["band"]:
        top = m.numbers.rates.fee[node, site][band].top
        if top is None or top > m.numbers.most_useful_at(node, m.numbers.arrangements[site].location):
            yield node, site, band


def _shortfalls(m: Algebra) -> Iterable[Index]:
    """(node, site, band) in which take-or-pay can bill heads that are not there."""
    for (node, site), bands in m.numbers.rates.fee.items():
        take_or_pay = m.numbers.arrangements[site].terms.take_or_pay_heads
        if take_or_pay > 0 and (node, site) in m.columns["operate"]:
            yield from ((node, site, number) for number, band in enumerate(bands) if band.bottom <= take_or_pay)


def _vendor_nodes(m: Algebra) -> Iterable[Index]:
    """(node, vendor) where one of its sites can operate."""
    vendors = ((node, m.numbers.arrangements[site].terms.vendor) for node, site in m.columns["operate"])
    return dict.fromkeys(key for key in vendors if key[1] is not None)


def _model_nodes(m: Algebra) -> Iterable[Index]:
    counted = any(
        isinstance(policy, CountLimit) and policy.of == "operating_models"
        for policy in m.numbers.instance.policies.values()
    )
    models = ((node, m.numbers.arrangements[site].model) for node, site in m.columns["operate"])
    return dict.fromkeys(models) if counted else ()


def critical_areas(m: Algebra) -> list[int]:
    """Areas whose work must survive a loss."""
    areas = m.numbers.area_terms
    return [number for number, area in enumerate(areas) if area.critical and area.survival_share > 0]


def _largest(m: Algebra) -> Iterable[Index]:
    """(policy, node, area) of hard policies that have something to lose."""
    for name, node in nodes_of(m, SurviveLoss):
        stated = policy_of(m, name, SurviveLoss)
        if stated.price is None and m.numbers.groups.losable(stated):
            yield from ((name, node, area) for area in critical_areas(m))


def _spent(m: Algebra) -> Iterable[Index]:
    return ((node,) for node in m.numbers.nodes) if looks_at_totals(m) else ()


def _quantiles(m: Algebra) -> Iterable[Index]:
    return ((name,) for name in measures(m))


def _tails(m: Algebra) -> Iterable[Index]:
    return ((name, leaf) for name in measures(m) for leaf in m.numbers.tree.leaves)


def _is_whole(m: Algebra, node: int, where: int, area: int) -> bool:
    """Teams are whole, and so are the heads under an arrangement that make them up.

    Saying so of the heads too changes no plan, and keeps HiGHS' presolve from false optima (docs/model/solving.md).
    """
    return m.numbers.area_terms[area].whole_heads


def _team_upper(m: Algebra, node: int, place: int, area: int) -> float:
    return m.numbers.limits.team[node, place, area]


def _heads_upper(m: Algebra, node: int, site: int, area: int) -> float:
    return m.numbers.limits.heads[node, site, area]


VARIABLES = (
    Variable("operate", "1 where a site operates under an arrangement", _site_nodes, 1, True),
    Variable("start", "1 where a site starts", _starts, 1),
    Variable("stop", "1 where a site stops", _stops, 1),
    Variable("convert", "1 where a site passes over an arc to another model", _conversions, 1),
    Variable("commit", "1 where a site is committed that starts after its lead time", _commitments, 1, True),
    Variable("cancel", "1 where a commitment is cancelled", lambda m: m.numbers.timing.cancellable, 1, True),
    Variable("early_exit", "1 where what remains of a lock-in is bought out", _early_exits, 1),
    Variable("built_up", "1 where least heads and take-or-pay hold", _built_up, 1),
    Variable("team", "heads of an area at a location", _teams, _team_upper, _is_whole),
    Variable("effective", "heads of a team less what ramp-up costs", _ramping),
    Variable("forgiven", "losses of ramp-up that end because the team is gone, in heads", _forgiven),
    Variable("placed", "1 where an area has a team at a location", _placed, 1, True),
    Variable("heads", "heads of an area under an arrangement", _flows, _heads_upper, _is_whole),
    Variable("hires", "gross hires of an area under an arrangement", _flows),
    Variable("releases", "releases of an area under an arrangement", _releases),
    Variable("moved", "heads of an area that pass over an arc", _moves),
    Variable("growing", "1 where a team grows, not shrinks, as its site is converted", _exchanges, 1, True),
    Variable("idle", "effective heads beyond what the workload can use", _idle),
    Variable("unmet", "workload left undone, in FTE", _unmet, _unmet_upper),
    Variable("matched", "heads of an area matched to heads of another", _matches),
    Variable("seats", "seats at a location", _seats),
    Variable("bought", "seats by which a location grows", _bought),
    Variable("step", "1 where an overhead step is in force", _steps, 1, True),
    Variable("band", "1 where a fee band is in force", _bands, 1, True),
    Variable("band_heads", "heads that are billed in a fee band", _bands),
    Variable("band_surplus", "heads billed in a fee band that learn or idle", _roomy_bands),
    Variable("shortfall", "heads that are billed in a fee band but not there", _shortfalls),
    Variable("vendor_used", "1 where a vendor runs any site", _vendor_nodes, 1),
    Variable("model_used", "1 where an operating model is in use", _model_nodes, 1),
    Variable("largest", "capacity of a critical area at the place where it has most, in FTE", _largest),
    Variable("spent", "discounted cost of a path up to a node", _spent),
    Variable("quantile", "quantile of the total below the tail", _quantiles),
    Variable("tail", "total of a leaf above the quantile", _tails),
    Variable("peak", "largest total, or largest regret, of any leaf", lambda m: ((measure,) for measure in peaks(m))),
)
"""Every family, in the order in which it is declared; later ones may look at earlier ones."""
