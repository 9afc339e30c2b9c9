"""Cross-checks of role mixes, yearly cost, and of who may sit where."""

from collections.abc import Iterator

from ..areas import Area
from ..base import ANY, for_area
from ..faults import Fault
from ..locations import Location
from .case import SUM_TOLERANCE, Case, Check, listed, number, series_values
from .periods import LONGEST_HORIZON


def role_mixes(case: Case) -> Iterator[Fault]:
    """Shares of a role mix sum to 1."""
    for area_id, area in case.instance.areas.items():
        total = sum(area.role_mix.values())
        if area.role_mix and abs(total - 1) > SUM_TOLERANCE:
            yield Fault(
                code="shares_do_not_sum",
                path=("areas", area_id, "role_mix"),
                message=f"the shares of {listed(list(area.role_mix))} sum to {number(total)}",
                value=number(total),
                expected=f"a sum of 1 within {SUM_TOLERANCE}",
            )


def yearly_costs(case: Case) -> Iterator[Fault]:
    """Every area's yearly cost is known wherever the area may sit."""
    for location_id, location in case.instance.locations.items():
        if ANY in location.yearly_cost:
            continue
        gaps: dict[frozenset[str], list[str]] = {}
        for area_id, area in _hosted(case, location):
            missing = area.role_mix.keys() - location.roles.keys()
            if area_id not in location.yearly_cost and (missing or not area.role_mix):
                gaps.setdefault(frozenset(missing), []).append(area_id)
        for missing, area_ids in gaps.items():
            why = f"roles do not price {listed(sorted(missing))}" if missing else "they have no role mix"
            yield Fault(
                code="no_yearly_cost",
                path=("locations", location_id),
                message=f"no yearly cost is known for {listed(area_ids)}: not in yearly_cost, and {why}",
                expected="an entry in yearly_cost, or a role mix with all of its roles in roles",
            )


def _hosted(case: Case, location: Location) -> Iterator[tuple[str, Area]]:
    if location.hosts is None:
        yield from case.instance.areas.items()
        return
    hosts = frozenset(location.hosts)
    yield from ((key, area) for key, area in case.instance.areas.items() if key in hosts)


def homeless_areas(case: Case) -> Iterator[Fault]:
    """Every area may sit somewhere."""
    hosts = [location.hosts for location in case.instance.locations.values()]
    if any(named is None for named in hosts):
        return
    somewhere = {area_id for named in hosts for area_id in named or ()}
    for area_id in case.instance.areas:
        if area_id not in somewhere:
            yield Fault(
                severity="warning",
                code="hosted_nowhere",
                path=("areas", area_id),
                message=f"no location lists {area_id!r} in hosts, so all of its work stays undone",
                expected="a location that hosts it",
            )


def idle_areas(case: Case) -> Iterator[Fault]:
    """Every area has some work."""
    for area_id, area in case.instance.areas.items():
        if not any(series_values(area.workload)):
            yield Fault(
                severity="warning",
                code="no_workload",
                path=("areas", area_id, "workload"),
                message=f"area {area_id!r} has no work in any period",
                value="0",
            )


def idle_roles(case: Case) -> Iterator[Fault]:
    """Roles that locations pay are in some area's mix."""
    used = {role for area in case.instance.areas.values() for role in area.role_mix}
    if not used:
        return
    seen: set[str] = set()
    for location_id, location in case.instance.locations.items():
        for role in location.roles:
            if role not in used and role not in seen:
                seen.add(role)
                yield Fault(
                    severity="warning",
                    code="unused_role",
                    path=("locations", location_id, "roles", role),
                    message=f"no area's role mix holds {role!r}",
                    value=role,
                    nearest=case.nearest(role, used),
                )


def small_pools(case: Case) -> Iterator[Fault]:
    """A smallest team finds its people."""
    years = min(case.horizon_months, LONGEST_HORIZON) / 12
    for location_id, location in case.instance.locations.items():
        if not location.talent_pool:
            continue
        growth = max(1.0, (1 + location.talent_pool_growth) ** years)
        for area_id, area in _hosted(case, location):
            pool = for_area(location.talent_pool, area_id)
            if pool is not None and area.min_team > pool * growth:
                yield _small_pool(location_id, area_id, area_id in location.talent_pool, (pool, area.min_team))


def _small_pool(location_id: str, area_id: str, own: bool, sizes: tuple[float, float]) -> Fault:
    pool, least = sizes
    return Fault(
        severity="warning",
        code="pool_below_smallest_team",
        path=("locations", location_id, "talent_pool", area_id if own else ANY),
        message=f"the pool of {number(pool)} never reaches the smallest team of {area_id!r}, {number(least)}",
        value=number(pool),
        expected=f"at least {number(least)}, or hosts without {area_id!r}",
    )


CHECKS = (
    Check(role_mixes),
    Check(yearly_costs, frozenset({"areas"})),
    Check(homeless_areas, frozenset({"locations"})),
    Check(idle_areas),
    Check(idle_roles, frozenset({"areas"})),
    Check(small_pools, frozenset({"areas"})),
)
"""Checks of this file, in the order in which they run."""
