"""What a plan says of itself: instance, why the solver stopped, what is proved, keeping, how it was made."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from coeplan_models import Keeping, MadeBy, Plan

from .ledger import Ledger, Subject, slack
from .world import World

OPTIMAL = "optimal"
"""The solver stopped because the gap asked for was proved."""

WITHOUT_PLAN = frozenset({"infeasible", "infeasible_unconfirmed", "unbounded"})
"""The solver stopped because there is no best plan. Other words, whoever made the plan, contradict nothing."""

PROOF_PLAY = 1e-4
"""By this share of the value a proof may be wider than asked for: solvers measure it before amounts are recomputed."""


def check_header(world: World, plan: Plan, ledger: Ledger) -> None:
    """See that the plan is one of this instance, and that what it says of itself agrees.

    Parameters
    ----------
    world : World
        The instance.
    plan : Plan
        The plan under audit.
    ledger : Ledger
        Where checks are entered.
    """
    instance = world.instance
    facts = (
        ("instance_name", "instance", plan.instance, instance.name),
        ("instance_hash", "fingerprint of the instance", plan.instance_hash, instance.fingerprint()),
        ("currency", "currency", plan.currency, instance.currency),
        ("headquarters", "headquarters", plan.headquarters, instance.headquarters),
    )
    for rule, what, stated, expected in facts:
        ledger.holds(Subject(rule), f"the plan's {what} is {stated!r}, the instance's {expected!r}", stated == expected)
    _check_termination(world, plan, ledger)
    _check_bound(ledger, plan)
    if plan.keeping is not None:
        _check_keeping(ledger, plan.keeping, plan, _play(world, plan))
    _check_making(ledger, plan)


def _check_termination(world: World, plan: Plan, ledger: Ledger) -> None:
    """See that the plan says why the solver stopped, and that neither the plan nor its bound contradicts it."""
    subject = Subject("termination")
    if not ledger.holds(subject, "the plan does not say why the solver stopped", bool(plan.termination.strip())):
        return
    wrong = f"the solver is said to have stopped as {plan.termination!r}, without a plan, and yet here is one"
    ledger.holds(subject, wrong, plan.termination not in WITHOUT_PLAN)
    asked = gap_asked(plan)
    if plan.termination == OPTIMAL and plan.bound is not None and asked is not None:
        check_proof(ledger, subject, (plan.value, plan.bound), asked, _play(world, plan))


def _play(world: World, plan: Plan) -> float:
    """Return how exact a weighted largest regret is: as the largest total."""
    worst = max((total.total for total in plan.leaf_totals), default=0.0)
    return world.instance.objective.regret_weight * slack(worst)


def gap_asked(plan: Plan) -> float | None:
    """Return the gap that the solver was asked for; none where the plan does not tell."""
    gap = plan.made_by.options.get("gap")
    if isinstance(gap, bool) or not isinstance(gap, int | float) or not math.isfinite(gap):
        return None
    return float(gap)


def check_proof(ledger: Ledger, subject: Subject, proved: tuple[float, float], asked: float, play: float = 0.0) -> None:
    """See that value and bound of what is said to be optimal are no further apart than the gap asked for, or so far.

    Parameters
    ----------
    ledger : Ledger
        Where the check is entered.
    subject : Subject
        What is said to be optimal.
    proved : tuple of float
        Its value and its bound.
    asked : float
        Relative gap asked for.
    play : float
        How exact the value is; a largest regret is no more so than the totals that it is a difference of.
    """
    value, bound = proved
    what = f"value less bound of what is said to be {OPTIMAL!r} to a gap of {asked:g}"
    ledger.at_most(subject, what, value - bound, max(play, (asked + PROOF_PLAY) * abs(value)))


def _check_bound(ledger: Ledger, plan: Plan) -> None:
    """See that the bound is stated and not above the value, and that the gap is the one between them."""
    wrong = "the plan states no proved bound; where the solver proved none, 0 is one, as no amount is negative"
    if not ledger.holds(Subject("bound"), wrong, plan.bound is not None) or plan.bound is None:
        ledger.holds(Subject("gap"), f"the gap is {plan.gap} although there is no bound", plan.gap is None)
        return
    ledger.at_most(Subject("bound"), "proved bound, against the value,", plan.bound, plan.value)
    difference = plan.value - plan.bound
    if plan.value == 0 and plan.bound != 0:
        ledger.holds(Subject("gap"), f"the gap is {plan.gap}, but none exists at a value of 0", plan.gap is None)
        return
    gap = difference / abs(plan.value) if plan.value else 0.0
    if ledger.holds(Subject("gap"), f"the plan states no gap, expected {gap:.6g}", plan.gap is not None):
        ledger.equal(Subject("gap"), "gap", plan.gap or 0.0, gap)


def _check_keeping(ledger: Ledger, keeping: Keeping, plan: Plan, play: float) -> None:
    """See that keeping has a value and what is saved against it, or a reason why it has none."""
    subject = Subject("keeping")
    wrong = "it is not said why the solver of keeping stopped"
    ledger.holds(subject, wrong, bool(keeping.termination.strip()))
    if keeping.value is None:
        wrong = f"keeping has no value, but a saving of {keeping.saving} and the reason {keeping.reason!r}"
        ledger.holds(subject, wrong, keeping.saving is None and bool(keeping.reason))
        wrong = f"keeping has no value, but its solver is said to have stopped as {OPTIMAL!r}, which leaves one"
        ledger.holds(subject, wrong, keeping.termination != OPTIMAL)
        return
    wrong = f"keeping has the value {keeping.value:.9g}, and yet a reason why it has none: {keeping.reason!r}"
    ledger.holds(subject, wrong, not keeping.reason)
    wrong = f"keeping has a value, but its solver is said to have stopped as {keeping.termination!r}, without one"
    ledger.holds(subject, wrong, keeping.termination not in WITHOUT_PLAN)
    wrong = f"keeping has the value {keeping.value:.9g}, but no saving is stated"
    if ledger.holds(subject, wrong, keeping.saving is not None) and keeping.saving is not None:
        ledger.equal(subject, "saving", keeping.saving, keeping.value - plan.value, slack(keeping.value))
    _check_bound_of_keeping(ledger, keeping.value, keeping, gap_asked(plan), play)


def _check_bound_of_keeping(ledger: Ledger, value: float, keeping: Keeping, asked: float | None, play: float) -> None:
    """See that a bound of keeping is not above its value, and that it is there and near where that is optimal."""
    subject = Subject("keeping")
    optimal = keeping.termination == OPTIMAL
    wrong = f"keeping is said to be {OPTIMAL!r}, but no bound of it is stated"
    if not ledger.holds(subject, wrong, keeping.bound is not None or not optimal) or keeping.bound is None:
        return
    ledger.at_most(subject, "bound of keeping, against its value,", keeping.bound, value)
    if optimal and asked is not None:
        check_proof(ledger, subject, (value, keeping.bound), asked, play)


def _check_making(ledger: Ledger, plan: Plan) -> None:
    """See that the plan tells with what, how, when and in what time it was made, and the gap that was asked for."""
    for wrong, kept in _told(plan.made_by):
        ledger.holds(Subject("made_by"), wrong, kept)
    claims = (plan.termination, plan.keeping.termination if plan.keeping is not None else "")
    if plan.made_by.options and OPTIMAL in claims:
        wrong = f"something is said to be {OPTIMAL!r}, but made_by.options tell no gap that was asked for"
        ledger.holds(Subject("made_by"), wrong, gap_asked(plan) is not None)


def _told(made_by: MadeBy) -> Iterator[tuple[str, bool]]:
    """Yield what may be wrong with how a plan was made, and whether it is not."""
    for field, what in (
        ("versions", "with which versions the plan was made"),
        ("options", "with which options it was solved"),
        ("seconds", "how long it took"),
    ):
        yield f"made_by.{field} is empty; it has to tell {what}", bool(getattr(made_by, field))
    for phase, seconds in made_by.seconds.items():
        wrong = f"made_by.seconds has {phase} = {seconds}, but it has to be a number of at least 0"
        yield wrong, seconds >= 0 and math.isfinite(seconds)
    wrong = f"made_by.created is {made_by.created!r}, expected a date or time of ISO 8601 in UTC"
    yield wrong, _is_in_utc(made_by.created)


def _is_in_utc(moment: str) -> bool:
    """Whether a text is a date or time of ISO 8601 in UTC, which may go without saying."""
    try:
        offset = datetime.fromisoformat(moment).utcoffset()
    except ValueError:
        return False
    return offset in (None, timedelta(0))
