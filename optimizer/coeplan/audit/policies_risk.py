"""Policies on overlap, concentration, risk and loss of places: all weigh capacity (efficiency x heads)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from coeplan_models import CapacityShare, MeanOverlap, RiskScore, SurviveLoss

from .case import Case
from .policy_row import Row, nodes_of


def mean_overlap(case: Case, policy: MeanOverlap) -> Iterator[Row]:
    """Yield for each node how many hours x FTE the teams' overlap falls short of the floor."""
    for node in nodes_of(case, policy):
        short = sum(
            capacity * (policy.floor - case.world.partner_overlap(node.id, location, area))
            for (location, area), capacity in case.capacities(node.id).items()
        )
        yield Row(node.id, "hours of overlap x capacity", short, policy.floor * case.capacity(node.id))


def risk_score(case: Case, policy: RiskScore) -> Iterator[Row]:
    """Yield for each node how many points x FTE the risk of all places is above the ceiling."""
    for node in nodes_of(case, policy):
        over = sum(
            capacity * (case.world.instance.locations[location].risk_score - policy.limit)
            for (location, _), capacity in case.capacities(node.id).items()
        )
        yield Row(node.id, "risk points x capacity", over, policy.limit * case.capacity(node.id))


def capacity_share(case: Case, policy: CapacityShare) -> Iterator[Row]:
    """Yield for each node and place, vendor or model how much capacity it holds above its share of all workload."""
    for node in nodes_of(case, policy):
        limit = policy.limit * case.world.total_workload(node.id)
        for name, capacity in _held(case, node.id, policy).items():
            location = name if policy.per == "location" else None
            yield Row(node.id, f"capacity of {policy.per} {name}", capacity - limit, limit, (name,), location)


def _held(case: Case, node: str, policy: CapacityShare) -> Mapping[str, float]:
    """Return the capacity of each that has a row."""
    held: dict[str, float] = defaultdict(float)
    exempt = set[str]() if policy.names is not None else _exempt(case, policy.per)
    for (location, _), capacity in case.capacities(node).items():
        holder = holder_of(case, node, location, policy.per)
        named = policy.names is None or holder in policy.names
        if holder and location not in exempt and named:
            held[holder] += capacity
    return held


def _exempt(case: Case, per: str) -> set[str]:
    """Return the locations that count in no row; vendors and models answer for all their sites."""
    if per == "location":
        return {case.world.instance.headquarters}
    if per in ("vendor", "operating_model"):
        return set()
    return {location for location in case.world.instance.locations if case.world.at_home(location)}


def holder_of(case: Case, node: str, location: str, per: str) -> str | None:
    """Return the location, country, region, vendor or model that a location counts for at a node, if any.

    Headquarters has neither vendor nor model.
    """
    place = case.world.instance.locations[location]
    if per in ("vendor", "operating_model"):
        if location == case.world.headquarters:
            return None
        return case.vendor(node, location) if per == "vendor" else case.model(node, location)
    return {"location": location, "country": place.country, "region": place.region}[per] or None


def survive_loss(case: Case, policy: SurviveLoss) -> Iterator[Row]:
    """Yield for each node, critical area and place how many FTE the places left fall short after its loss."""
    groups = case.world.grouped(policy.per)
    spared = {holder for holder, members in groups.items() if case.world.headquarters in members}
    lost = [name for name in groups if (name not in spared if policy.names is None else name in policy.names)]
    critical = {
        name: area.survival_share
        for name, area in case.world.instance.areas.items()
        if area.critical and area.survival_share > 0
    }
    for node in nodes_of(case, policy):
        for area, share in critical.items():
            needed = share * case.world.workload(node.id, area)
            for name in lost:
                left = sum(
                    capacity
                    for (location, held), capacity in case.capacities(node.id).items()
                    if held == area and location not in groups[name]
                )
                short = needed - left * (1 + policy.surge)
                what = f"capacity of {area} left after the loss of {name}"
                yield Row(node.id, what, short, needed, (name, area), area=area)
