"""Commitments: what a site is heading for, and what may be called off."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coeplan_models import Decision

from .events import Spot


@dataclass(frozen=True, slots=True)
class Pending:
    """A commitment that has not led to a start yet."""

    operating_model: str
    start_period: int


def start_period(spot: Spot, model: str) -> int | None:
    """Return the period in which a commitment made at a spot starts; none where that is beyond the horizon."""
    lead_time = spot.world.terms(spot.location, model).lead_time
    return spot.world.calendar.period_from(spot.month + lead_time)


def cancelled(
    spot: Spot, pending: tuple[Pending, ...], cancels: Sequence[Decision]
) -> tuple[tuple[Pending, ...], list[str]]:
    """Take cancelled commitments off those under way at the parent; return what is left, and the models cancelled."""
    left = list(pending)
    gone: list[str] = []
    for decision in cancels:
        model = decision.operating_model
        meant = next((one for one in left if one == Pending(model, decision.start_period or 0)), None)
        wrong = f"no commitment to {model} for period {decision.start_period} was under way before this node"
        if not spot.holds("cancellation", model, wrong, meant is not None) or meant is None:
            continue
        wrong = f"the commitment starts in period {meant.start_period}; it can be cancelled before that only"
        spot.holds("cancellation", model, wrong, spot.node.period < meant.start_period)
        wrong = f"{model} has no cancellation fee, so its commitments cannot be cancelled"
        spot.holds("cancellation", model, wrong, spot.world.terms(spot.location, model).cancellation_fee is not None)
        left.remove(meant)
        gone.append(model)
    return tuple(left), gone


def committed(spot: Spot, pending: tuple[Pending, ...], commits: Sequence[Decision]) -> tuple[Pending, ...]:
    """Add the commitments of a node to those under way, each with the start that follows from its lead time."""
    added: list[Pending] = []
    for decision in commits:
        model = decision.operating_model
        period = start_period(spot, model)
        wrong = f"a commitment to {model} made here would start after the horizon"
        if not spot.holds("commitment_horizon", model, wrong, period is not None) or period is None:
            continue
        wrong = f"the commitment states start period {decision.start_period}, its lead time leads to {period}"
        spot.holds("commitment_start", model, wrong, decision.start_period == period)
        added.append(Pending(model, period))
    return (*pending, *added)


def due(spot: Spot, pending: tuple[Pending, ...], starts: Sequence[str]) -> tuple[Pending, ...]:
    """Compare the starts of a node with the commitments due there; return the commitments for later."""
    period = spot.node.period
    awaited = Counter(one.operating_model for one in pending if one.start_period == period)
    for model, count in awaited.items():
        wrong = f"{count} commitments to {model} lead to a start here, at most one may"
        spot.holds("one_commitment", model, wrong, count <= 1)
        wrong = f"a commitment to {model} is due to start here, but the site does not start"
        spot.holds("missing_start", model, wrong, model in starts)
    for model in starts:
        wrong = f"{model} starts here, but no commitment made its lead time earlier is in force"
        spot.holds("start_without_commitment", model, wrong, model in awaited)
    return tuple(one for one in pending if one.start_period > period)
