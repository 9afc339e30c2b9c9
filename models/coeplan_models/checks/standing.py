"""Warnings where what exists already breaks a limit: it is what needs re-planning, not a fault of the data."""

from collections.abc import Iterator, Mapping

from ..base import for_area
from ..faults import Fault, shortened
from ..footprint import ExistingSite
from ..operating_models import Terms
from ..policies import CapacityShare, CountLimit, Forbid, HeadsPin, MustOperate, Policy
from ..sampled import MeanReverting, Sampled
from ..scenarios import Driver, DriverKind, Explicit, Fan, NodeDriver, Scope
from ..series import value_at
from .case import MONTH_TOLERANCE, Case, Check, Path, number
from .drivers import AnyScenarios, covers, regimes_of
from .limits import enabled

_SMALL = 1e-6
"""Limits are broken where they are missed by more than this x max(1, limit)."""


def _standing(case: Case) -> Mapping[str, ExistingSite]:
    """Existing sites at known locations; none where there is no footprint."""
    if case.instance.footprint is None:
        return {}
    return {key: site for key, site in case.instance.footprint.sites.items() if key in case.instance.locations}


def _above(value: float, limit: float) -> bool:
    return value > limit + _SMALL * max(1.0, abs(limit))


def _warning(path: Path, message: str, expected: str) -> Fault:
    return Fault(severity="warning", code="footprint_breaks_limit", path=path, message=message, expected=expected)


def smallest_teams(case: Case) -> Iterator[Fault]:
    """Existing teams are not below the smallest team of their area."""
    for location_id, site in _standing(case).items():
        for area_id, heads in site.teams.items():
            area = case.instance.areas.get(area_id)
            if area is not None and heads > 0 and _above(area.min_team, heads):
                yield _warning(
                    ("footprint", "sites", location_id, "teams", area_id),
                    f"the team has {number(heads)} heads, the smallest team is {number(area.min_team)}",
                    f"at least {number(area.min_team)}, or none",
                )


def pools(case: Case) -> Iterator[Fault]:
    """Existing teams are not above the talent pool at the start."""
    for location_id, site in _standing(case).items():
        pool_of = case.instance.locations[location_id].talent_pool
        for area_id, heads in site.teams.items():
            pool = for_area(pool_of, area_id)
            if pool is not None and _above(heads, pool):
                yield _warning(
                    ("footprint", "sites", location_id, "teams", area_id),
                    f"the team has {number(heads)} heads, the talent pool {number(pool)}",
                    f"at most {number(pool)}",
                )


def model_heads(case: Case) -> Iterator[Fault]:
    """Heads of existing sites keep within what their model's terms allow."""
    for location_id, site in _standing(case).items():
        terms = _terms(case, location_id, site)
        if terms is None:
            continue
        heads = sum(site.teams.values())
        path = ("footprint", "sites", location_id, "teams")
        if terms.max_heads is not None and _above(heads, terms.max_heads):
            yield _warning(
                path,
                f"the site has {number(heads)} heads, {site.operating_model!r} at most {number(terms.max_heads)}",
                f"at most {number(terms.max_heads)}",
            )
        built_up = site.converted or site.age >= (terms.build_up or 0) - MONTH_TOLERANCE
        if built_up and _above(terms.min_heads or 0, heads):
            yield _warning(
                path,
                f"the site has {number(heads)} heads, {site.operating_model!r} at least {number(terms.min_heads)}",
                f"at least {number(terms.min_heads)}",
            )


def _terms(case: Case, location_id: str, site: ExistingSite) -> Terms | None:
    model = case.instance.operating_models.get(site.operating_model or "")
    if model is None or location_id == case.instance.headquarters:
        return None
    return model.terms_at(location_id, case.instance.locations[location_id].country)


def _from_start(case: Case) -> Iterator[tuple[Path, Policy]]:
    """Policies that hold in period 0 where something stands."""
    if case.instance.footprint is not None:
        for name, policy in enabled(case):
            if policy.first_period == 0:
                yield ("policies", name), policy


def counts(case: Case) -> Iterator[Fault]:
    """Existing sites, models and vendors are not more than a policy allows."""
    for path, policy in _from_start(case):
        if isinstance(policy, CountLimit):
            found = _in_use(case)[policy.of]
            if len(found) > policy.limit:
                what = policy.of.replace("_", " ")
                yield _warning(path, f"{len(found)} {what} are in use: {', '.join(sorted(found))}", f"{policy.limit}")


def _in_use(case: Case) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"sites": set(), "operating_models": set(), "vendors": set()}
    for location_id, site in _standing(case).items():
        terms = _terms(case, location_id, site)
        if terms is not None and site.operating_model is not None:
            found["sites"].add(location_id)
            found["operating_models"].add(site.operating_model)
            if terms.vendor is not None:
                found["vendors"].add(terms.vendor)
    return found


def heads(case: Case) -> Iterator[Fault]:
    """Existing heads keep within the bounds of policies."""
    for path, policy in _from_start(case):
        if not isinstance(policy, HeadsPin):
            continue
        site = _standing(case).get(policy.location, ExistingSite())
        held = sum(site.teams.values()) if policy.area is None else site.teams.get(policy.area, 0.0)
        if policy.at_most is not None and _above(held, policy.at_most):
            yield _warning((*path, "at_most"), f"{policy.location!r} has {number(held)}", f"{number(policy.at_most)}")
        if policy.at_least is not None and _above(policy.at_least, held):
            yield _warning((*path, "at_least"), f"{policy.location!r} has {number(held)}", f"{number(policy.at_least)}")


def pinned_sites(case: Case) -> Iterator[Fault]:
    """What must operate, or must not, is so already where the policy holds from the start."""
    for path, policy in _from_start(case):
        if isinstance(policy, MustOperate):
            site = _standing(case).get(policy.location, ExistingSite())
            if site.operating_model is None or policy.operating_model not in (None, site.operating_model):
                under = f" under {policy.operating_model!r}" if policy.operating_model else ""
                yield _warning(path, f"{policy.location!r} does not operate{under}", "a later first_period, or a price")
        elif isinstance(policy, Forbid):
            yield from _forbidden(case, path, policy)


def _forbidden(case: Case, path: Path, policy: Forbid) -> Iterator[Fault]:
    for location_id, site in _standing(case).items():
        at_home = location_id == case.instance.headquarters
        named = policy.location == location_id or (policy.location is None and not at_home)
        if not named or policy.operating_model not in (None, site.operating_model):
            continue
        if policy.area is None and site.operating_model is not None:
            yield _warning(path, f"{location_id!r} operates under {site.operating_model!r}", "no such site")
        elif policy.area is not None and (team := site.teams.get(policy.area, 0.0)) > 0:
            yield _warning(path, f"{location_id!r} has {number(team)} heads of {policy.area!r}", "no such team")


def capacity_shares(case: Case) -> Iterator[Fault]:
    """Existing capacity keeps within the shares of policies.

    Capacity is taken without overlap: where real-time work loses output, with the most that it can lose. So a
    share that is said to be broken is broken.
    """
    policies = [(path, policy) for path, policy in _from_start(case) if isinstance(policy, CapacityShare)]
    if not policies:
        return
    drivers = tuple(_root_drivers(case))
    workload = _workload(case, drivers)
    capacities = {key: _capacity(case, key, site, drivers) for key, site in _standing(case).items()}
    for path, policy in policies:
        held: dict[str, float] = {}
        for location_id, site in _standing(case).items():
            name = _row(case, policy, location_id, site)
            if name:
                held[name] = held.get(name, 0.0) + capacities[location_id]
        for name, amount in held.items():
            if _above(amount, policy.limit * workload):
                yield _warning(
                    path,
                    f"{shortened(name)!r} holds at least {amount:,.2f} FTE of {workload:,.2f}",
                    f"at most {policy.limit * workload:,.2f} FTE",
                )


def _row(case: Case, policy: CapacityShare, location_id: str, site: ExistingSite) -> str | None:
    """Name of the policy's row in which a location counts; ``None`` where it counts in none."""
    location = case.instance.locations[location_id]
    terms = _terms(case, location_id, site)
    of = {
        "location": location_id,
        "country": location.country,
        "region": location.region,
        "vendor": terms and terms.vendor,
        "operating_model": terms and site.operating_model,
    }[policy.per]
    if policy.names is not None:
        return of if of in policy.names else None
    exempt = {
        "location": location_id == case.instance.headquarters,
        "country": location.country == case.home,
        "region": location.country == case.home,
    }.get(policy.per, False)
    return None if exempt else of


def _capacity(case: Case, location_id: str, site: ExistingSite, drivers: tuple["_Root", ...]) -> float:
    """FTE that a site can do at the root, with the most that real-time work can lose."""
    location = case.instance.locations[location_id]
    moved: dict[str | None, float] = {}
    for scope, value in drivers:
        if scope.driver is DriverKind.AI_PRODUCTIVITY and covers(scope, location_id, location):
            moved[scope.area] = moved.get(scope.area, 1.0) * value
    total = 0.0
    for area_id, heads in site.teams.items():
        area = case.instance.areas.get(area_id)
        if area is not None:
            stated = for_area(location.productivity, area_id)
            kept = max(0.0, 1 - area.real_time_share * area.loss_per_missing_hour * area.overlap_target)
            by_ai = moved.get(None, 1.0) * moved.get(area_id, 1.0)
            total += heads * (1.0 if stated is None else stated) * by_ai * kept
    return total


def _workload(case: Case, drivers: tuple["_Root", ...]) -> float:
    """Workload of all areas at the root, in FTE."""
    moved: dict[str | None, float] = {}
    for scope, value in drivers:
        if scope.driver is DriverKind.WORKLOAD:
            moved[scope.area] = moved.get(scope.area, 1.0) * value
    return sum(
        value_at(area.workload, 0, before=0.0) * moved.get(None, 1.0) * moved.get(area_id, 1.0)
        for area_id, area in case.instance.areas.items()
        if area.workload != ()
    )


_Root = tuple[Scope, float]
"""A driver and its value at the root."""


def _root_drivers(case: Case) -> Iterator[_Root]:
    """Drivers of the root."""
    scenarios: AnyScenarios = case.instance.scenarios
    if isinstance(scenarios, Explicit):
        root: tuple[NodeDriver, ...] = next(
            (node.drivers for node in scenarios.nodes.values() if node.parent is None), ()
        )
        yield from ((driver, driver.value) for driver in root)
        return
    for driver in (*scenarios.drivers, *_shared_drivers(scenarios)):
        if driver.values != ():
            linear = driver.interpolation == "linear"
            yield driver, value_at(driver.values, 0, before=1.0, linear=linear)
    if isinstance(scenarios, Sampled):
        reverting = (each for each in scenarios.processes.values() if isinstance(each, MeanReverting))
        yield from ((process, process.start) for process in reverting)


def _shared_drivers(scenarios: AnyScenarios) -> Iterator[Driver]:
    """Drivers that all futures share at first. Before they part all agree, so the first one's hold."""
    if isinstance(scenarios, Fan):
        yield from next(iter(scenarios.futures.values())).drivers
    elif isinstance(scenarios, Sampled):
        for _, regimes in regimes_of(scenarios):
            yield from next(iter(regimes.paths.values())).drivers


CHECKS = (
    Check(smallest_teams),
    Check(pools),
    Check(model_heads),
    Check(counts),
    Check(heads),
    Check(pinned_sites),
    Check(capacity_shares),
)
"""Checks of this file, in the order in which they run. All are warnings, so none runs on part of an instance."""
