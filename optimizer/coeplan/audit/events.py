"""Start, stop and conversion of a site: what each asks for, and what it leaves behind."""

from dataclasses import dataclass

from .calendar import MONTH_SLACK
from .ledger import Ledger, Subject
from .tree import TreeNode
from .world import World


@dataclass(frozen=True, slots=True)
class LockIn:
    """A promise not to stop before a month, counted from the horizon's start."""

    operating_model: str
    until: float


@dataclass(frozen=True, slots=True)
class SiteState:
    """What operates at a location.

    Attributes
    ----------
    operating_model : str, optional
        Model in operation; none where nothing operates.
    since : float
        Month at which the model came into operation, counted from the horizon's start.
    obliged_from : float
        Month from which least heads and take-or-pay hold.
    lock_ins : tuple of LockIn
        Lock-ins entered since the site's last start.
    """

    operating_model: str | None = None
    since: float = 0.0
    obliged_from: float = 0.0
    lock_ins: tuple[LockIn, ...] = ()


CLOSED = SiteState()


@dataclass(frozen=True)
class Spot:
    """A location at a node, about which rules are entered."""

    world: World
    ledger: Ledger
    node: TreeNode
    location: str

    @property
    def month(self) -> int:
        """Months from the horizon's start to the node's start."""
        return self.world.calendar.starts[self.node.period]

    def holds(self, rule: str, model: str | None, wrong: str, kept: bool) -> bool:
        """Enter a rule about a model here; return whether it is kept."""
        return self.ledger.holds(Subject(rule, self.node.id, self.location, None, model), wrong, kept)


def started(spot: Spot, before: SiteState, model: str) -> SiteState:
    """Return the state after a start, which needs that nothing operated before."""
    wrong = f"{model} starts where {before.operating_model} already operates"
    spot.holds("one_model", model, wrong, before.operating_model is None)
    terms = spot.world.terms(spot.location, model)
    lock_in = LockIn(model, spot.month + terms.lock_in)
    return SiteState(model, spot.month, spot.month + terms.build_up, (lock_in,))


def stopped(spot: Spot, before: SiteState, model: str) -> tuple[SiteState, list[tuple[str, float]]]:
    """Return the state after a stop, and the early-exit fee of each lock-in that still runs, before FX."""
    wrong = f"{model} is stopped, but {before.operating_model} operates"
    spot.holds("not_operating", model, wrong, model == before.operating_model)
    fees: list[tuple[str, float]] = []
    for lock_in in before.lock_ins:
        remaining = lock_in.until - spot.month
        if remaining <= MONTH_SLACK:
            continue
        fee = spot.world.terms(spot.location, lock_in.operating_model).early_exit_fee
        wrong = (
            f"the site stops {remaining:g} months before the lock-in of {lock_in.operating_model} ends, "
            "which has no early-exit fee"
        )
        spot.holds("lock_in", lock_in.operating_model, wrong, fee is not None)
        fees.append((lock_in.operating_model, (fee or 0.0) * remaining))
    spot.holds("outage", model, "the site stops when an outage begins", not _outage(spot))
    return CLOSED, fees


def converted(spot: Spot, before: SiteState, model: str, new: str) -> SiteState:
    """Return the state after a conversion, which keeps the old lock-ins and adds the new model's."""
    wrong = f"{model} is converted, but {before.operating_model} operates"
    spot.holds("not_operating", model, wrong, model == before.operating_model)
    arc = spot.world.terms(spot.location, before.operating_model).conversions.get(new)
    wrong = f"{before.operating_model} has no way to pass over to {new} here"
    spot.holds("conversion_arc", new, wrong, arc is not None)
    age = spot.month - before.since
    if arc is not None:
        wrong = f"{before.operating_model} passes over after {age:g} months, allowed from {arc.min_age:g}"
        spot.holds("conversion_age", new, wrong, age >= arc.min_age - MONTH_SLACK)
    spot.holds("outage", model, "the site converts when an outage begins", not _outage(spot))
    lock_in = LockIn(new, spot.month + spot.world.terms(spot.location, new).lock_in)
    return SiteState(new, spot.month, spot.month, (*before.lock_ins, lock_in))


def _outage(spot: Spot) -> bool:
    return spot.world.outage_begins(spot.node.id, spot.location)
