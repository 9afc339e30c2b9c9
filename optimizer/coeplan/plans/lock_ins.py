"""Lock-ins that a plan enters or inherits; the instance is needed, for a plan does not hold its terms."""

from collections.abc import Iterable
from dataclasses import dataclass

from coeplan_models import DecisionKind, Instance, Plan

from .plan_tree import PlanTree, month_index, month_name


@dataclass(frozen=True)
class LockIn:
    """A time in which a site may not stop, or only for a fee."""

    location: str
    """Location."""
    operating_model: str
    """Model whose terms lock in."""
    node: str
    """Node at which it is entered; the root for what was entered before."""
    entered: str
    """Period, by name, in which it is entered; ``before`` for what was entered before the first period."""
    future: str
    """Future in which it is entered; empty for all."""
    probability: float
    """Probability of entering it."""
    months: float
    """Length from its entry, or what remains of it at the start of the horizon."""
    free_from: str
    """First month, ``YYYY-MM``, in which the site is free; rounded up to whole months."""
    early_exit_fee: float | None
    """Price of each remaining month at a stop inside it; None where the site cannot stop."""


BEFORE = "before"
"""Entry of a lock-in that runs already when the horizon starts."""


def lock_ins(plan: Plan, instance: Instance) -> tuple[LockIn, ...]:
    """List the lock-ins of a plan: those that the footprint brings, then those of starts and conversions."""
    tree = PlanTree.of(plan)
    return (*_inherited(tree, instance), *_entered(plan, tree, instance))


def _inherited(tree: PlanTree, instance: Instance) -> Iterable[LockIn]:
    if instance.footprint is None:
        return
    for location, site in instance.footprint.sites.items():
        running = dict(site.inherited_lock_ins)
        if site.operating_model is not None:
            running[site.operating_model] = max(site.remaining_lock_in, running.get(site.operating_model, 0.0))
        for model, months in running.items():
            if months > 0:
                yield _lock_in(tree, instance, (tree.root.id, location, model), months)


def _entered(plan: Plan, tree: PlanTree, instance: Instance) -> Iterable[LockIn]:
    for decision in plan.decisions:
        model = decision.to_model if decision.kind is DecisionKind.CONVERT else decision.operating_model
        if decision.kind not in (DecisionKind.START, DecisionKind.CONVERT) or model is None:
            continue
        terms = instance.operating_models[model].terms_at(
            decision.location, instance.locations[decision.location].country
        )
        if terms.lock_in > 0:
            yield _lock_in(tree, instance, (decision.node, decision.location, model), None)


def _lock_in(tree: PlanTree, instance: Instance, entry: tuple[str, str, str], remaining: float | None) -> LockIn:
    node, location, model = entry
    terms = instance.operating_models[model].terms_at(location, instance.locations[location].country)
    months = terms.lock_in if remaining is None else remaining
    whole_months = int(-(-(months - 1e-9) // 1))
    return LockIn(
        location=location,
        operating_model=model,
        node=node,
        entered=BEFORE if remaining is not None else tree.label(node),
        future=tree.future(node),
        probability=tree.by_id[node].probability,
        months=months,
        free_from=month_name(month_index(tree.by_id[node].start) + whole_months),
        early_exit_fee=terms.early_exit_fee,
    )
