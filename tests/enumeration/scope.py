"""What the enumerator can answer exactly: everything that is left open must be whole or have a closed form."""

from coeplan_models import CapitalLimit, Instance, RunCostLimit

from .errors import OutOfScopeError
from .paths import CAPS
from .tables import Tables


def check_scope(tables: Tables) -> None:
    """Refuse an instance that leaves a decision to a linear program."""
    for name, area in tables.instance.areas.items():
        if not area.whole_heads:
            raise OutOfScopeError(f"area {name}: fractional FTE; only whole heads are enumerated")
    footprint = tables.instance.footprint
    for name, site in footprint.sites.items() if footprint else ():
        if any(lot.seats != round(lot.seats) for lot in site.seats):
            raise OutOfScopeError(f"footprint of {name}: a part of a seat; give whole seats")


def enabled(instance: Instance) -> list[object]:
    """Return the policies that are switched on."""
    return [policy for policy in instance.policies.values() if policy.enabled]


def seats_are_lazy(tables: Tables) -> bool:
    """Whether the least seats at each node are known to be best in every respect; refuse what is neither.

    Seats are bought and given up by continuous amounts. Written as cumulative purchases B and disposals D, every rule
    of rule 9 bounds a difference of two of them (B - D >= heads; D <= purchases out of lease; both never fall), so
    that the matrix is totally unimodular: for a sum of money over nodes some optimum has whole seats, and whole
    numbers are enumerated. Where seats' money also enters a limit or a measure of single totals, that argument fails,
    and the least seats must be best at every node by themselves:

    - nothing is paid for fit-out and there is no lease: seats equal heads; or
    - the lease covers the horizon for all seats, so that none is ever given up, and buying early never pays: there is
      no fit-out, or its price at a location does not move, money is not worth less later, and no limit on capital
      counts by period or year.
    """
    costly = [place for place in range(len(tables.locations) - 1) if seats_are_in_question(tables, place)]
    if not costly or all(least_is_best(tables, place) for place in costly):
        return True
    if seats_enter_limits(tables, costly):
        raise OutOfScopeError(
            "seats cost money, may be held or given up, and enter a measure of single totals or a limit on spending, "
            "so that a part of a seat may be best; let the lease cover the horizon, or drop the limit"
        )
    return False


def seats_are_in_question(tables: Tables, place: int) -> bool:
    """Whether a location may ever hold seats that cost money."""
    where = tables.location(place)
    footprint = tables.instance.footprint
    site = footprint.sites.get(tables.locations[place]) if footprint else None
    own = any(not tables.terms(model, place).seats_included for model in tables.models[place])
    return (where.seat_rent > 0 or where.fit_out > 0) and (own or bool(site and site.seats))


def least_is_best(tables: Tables, place: int) -> bool:
    """Whether the least seats are best at a location in every respect."""
    where = tables.location(place)
    if not where.fit_out and not where.lease:
        return True
    footprint = tables.instance.footprint
    site = footprint.sites.get(tables.locations[place]) if footprint else None
    oldest = max((lot.age for lot in site.seats), default=0.0) if site else 0.0
    if where.lease < tables.months + oldest:
        return False
    prices = {tables.place(node.index, place).fit_out for node in tables.nodes}
    timed = any(isinstance(policy, CapitalLimit) and policy.per != "total" for policy in enabled(tables.instance))
    return not where.fit_out or (len(prices) == 1 and tables.instance.discount_rate >= 0 and not timed)


def seats_enter_limits(tables: Tables, costly: list[int]) -> bool:
    """Whether seats' money is more than a part of an expected sum."""
    policies = enabled(tables.instance)
    weights = tables.instance.objective
    by_leaf = weights.cvar_weight + weights.worst_case_weight + weights.regret_weight > 0
    if by_leaf or any(isinstance(policy, CAPS) for policy in policies):
        return True
    rent = any(tables.location(place).seat_rent > 0 for place in costly)
    fit_out = any(tables.location(place).fit_out > 0 for place in costly)
    limits_run = any(isinstance(policy, RunCostLimit) for policy in policies)
    limits_capital = any(isinstance(policy, CapitalLimit) for policy in policies)
    return (rent and limits_run) or (fit_out and limits_capital)
