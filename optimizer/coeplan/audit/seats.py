"""Seats: enough of them, bought where they are needed, kept while their lease runs."""

from .calendar import MONTH_SLACK
from .case import Case
from .ledger import Subject, slack


def seats_before(case: Case, node: str, location: str) -> float:
    """Return the seats at the parent; at the root those of the footprint."""
    parent = case.world.nodes[node].parent
    if parent is None:
        return sum(lot.seats for lot in case.world.existing(location).seats)
    return case.seats(parent, location)


def seats_bought(case: Case, node: str, location: str) -> float:
    """Return the growth of a location's seats at a node."""
    return max(0.0, case.seats(node, location) - seats_before(case, node, location))


def _leased(case: Case, node: str, location: str) -> float:
    """Return the seats of a location that cannot be given up at a node."""
    lease = case.world.instance.locations[location].lease
    now = case.world.start(node)
    leased = 0.0
    for ancestor in reversed(case.world.path(node)):
        if now - case.world.start(ancestor.id) >= lease - MONTH_SLACK:
            break
        leased += seats_bought(case, ancestor.id, location)
    lots = case.world.existing(location).seats
    return leased + sum(lot.seats for lot in lots if now + lot.age < lease - MONTH_SLACK)


def check_seats(case: Case) -> None:
    """See that sites that need seats have them, that leases are kept, and that seats grow only where they are used."""
    for node in case.world.nodes:
        for location in case.world.instance.locations:
            if location == case.world.headquarters:
                subject = Subject("seat_growth", node, location)
                what = "seats at headquarters, which needs none,"
                case.ledger.at_most(subject, what, case.seats(node, location), 0.0)
            else:
                _check_place(case, node, location)


def _check_place(case: Case, node: str, location: str) -> None:
    model = case.model(node, location)
    seats = case.seats(node, location)
    before = seats_before(case, node, location)
    if model is None and seats == before == 0:
        return
    needed = model is not None and not case.world.terms(location, model).seats_included
    if needed:
        heads = case.site_heads(node, location)
        case.ledger.at_least(Subject("seats", node, location, None, model), "seats for all heads", seats, heads)
    leased = _leased(case, node, location)
    case.ledger.at_least(Subject("seat_lease", node, location, None, model), "seats still leased", seats, leased)
    wrong = f"seats grow from {before:g} to {seats:g}, but no model that needs seats operates"
    grows = seats > before + slack(before)
    case.ledger.holds(Subject("seat_growth", node, location, None, model), wrong, needed or not grows)
