"""Leases of seats that a plan enters or inherits; the instance is needed, for a plan does not hold its terms."""

from collections.abc import Iterable
from dataclasses import dataclass

from coeplan_models import Instance, Plan

from .plan_tree import PlanTree, month_index, month_name

SLACK = 1e-6
"""Months, and seats, that are none."""


@dataclass(frozen=True)
class Lease:
    """The seats of a location that have to be kept for some time, even after a stop."""

    location: str
    """Location."""
    months: float
    """Months for which a seat is kept after its purchase."""
    seats: float
    """Most seats under lease at any time in any future."""
    free_from: str
    """First month, ``YYYY-MM``, from which no seat is under lease in any future; rounded up to whole months."""


@dataclass(frozen=True)
class _Lot:
    """Seats that came together, with the months between which they are kept."""

    since: float
    until: float
    seats: float


def leases(plan: Plan, instance: Instance) -> tuple[Lease, ...]:
    """List the leases of a plan by location, in the order of the instance."""
    tree = PlanTree.of(plan)
    likely = [leaf.id for leaf in tree.leaves if leaf.probability > 0]
    found = (
        (key, place.lease, [_lots(plan, tree, instance, leaf, key) for leaf in likely])
        for key, place in instance.locations.items()
        if place.lease > 0 and key != plan.headquarters
    )
    return tuple(_lease(key, months, futures) for key, months, futures in found if any(futures))


def _lots(plan: Plan, tree: PlanTree, instance: Instance, leaf: str, location: str) -> list[_Lot]:
    """Return the seats of a location in one future; those that no lease keeps at its start are left out."""
    lease, first = instance.locations[location].lease, month_index(tree.root.start)
    site = None if instance.footprint is None else instance.footprint.sites.get(location)
    held = () if site is None else site.seats
    lots = [_Lot(first, first + lease - lot.age, lot.seats) for lot in held if lot.age < lease - SLACK]
    path = set(tree.paths[leaf])
    for row in plan.sites:
        if row.location == location and row.node in path and row.seats_bought > SLACK:
            start = month_index(tree.by_id[row.node].start)
            lots.append(_Lot(start, start + lease, row.seats_bought))
    return lots


def _lease(location: str, months: float, futures: Iterable[list[_Lot]]) -> Lease:
    known = list(futures)
    most = max(_at_once(lots, lot.since) for lots in known for lot in lots)
    last = max(lot.until for lots in known for lot in lots)
    return Lease(location, months, most, month_name(int(-(-(last - SLACK) // 1))))


def _at_once(lots: Iterable[_Lot], month: float) -> float:
    return sum(lot.seats for lot in lots if lot.since <= month < lot.until - SLACK)
