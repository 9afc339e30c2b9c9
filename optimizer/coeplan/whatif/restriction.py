"""Whether an instance only forbids or makes dearer: then what is proved of the other's least cost holds for it, too."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coeplan_models import Instance, OperatingModel

if TYPE_CHECKING:
    from coeplan.solving.warm import WarmStart

SAID_ALONE = {"name", "title", "description", "sources", "figures", "reference_plans"}
"""Fields that bear on no plan's cost by themselves; reference plans do so through policies."""

COMPARED_APART = {"policies", "operating_models"}

AMOUNTS = {
    "cancellation_fee",
    "coordination_cost",
    "cost",
    "early_exit_fee",
    "exit_cost",
    "fee",
    "fee_per_head",
    "fit_out",
    "fixed_cost",
    "fixed_fee",
    "hiring_cost",
    "seat_rent",
    "set_up_cost",
    "severance",
    "shortfall_price",
    "trip_cost",
    "yearly_cost",
}
"""Fields whose numbers are money that is paid for each of something, of which no plan has less than none."""


def restricts(instance: Instance, other: Instance) -> bool:
    """Tell whether every plan of an instance is a plan of another one, and costs no more there.

    Parameters
    ----------
    instance : Instance
        The one that may allow less.
    other : Instance
        The one that it was made from.

    Returns
    -------
    bool
        True where policies were added, operating models taken away or kept from places, amounts of money raised, and
        nothing else has changed; False does not say that it is not so.

    Notes
    -----
    A plan's total is a sum of amounts times counts, none of them negative, and limits of money only get tighter.
    Regret is measured from the least cost of single futures, which rules may raise: an instance that asks for it is
    none that this tells of.
    """
    if instance.asks_for_regret or other.asks_for_regret:
        return False
    plain, old = (each.model_dump(exclude=SAID_ALONE | COMPARED_APART) for each in (instance, other))
    return _no_cheaper(plain, old) and _more_policies(instance, other) and _fewer_models(instance, other)


def _no_cheaper(said: Any, before: Any, *, amount: bool = False) -> bool:
    """Whether the same is said, but for amounts of money, of which none is smaller than before."""
    if isinstance(said, dict) and isinstance(before, dict):
        return said.keys() == before.keys() and all(
            _no_cheaper(each, before[key], amount=amount or key in AMOUNTS) for key, each in said.items()
        )
    if isinstance(said, tuple) and isinstance(before, tuple):
        # Bands and steps: each says by itself what of it is an amount.
        return len(said) == len(before) and all(map(_no_cheaper, said, before))
    if amount and isinstance(said, float) and isinstance(before, float):
        return said >= before
    return said == before


def with_floor(warm: "WarmStart", bound: float | None, instance: Instance, other: Instance) -> "WarmStart":
    """Return what is known of another instance for one that was made from it; its bound is, where that only forbids.

    Parameters
    ----------
    warm : WarmStart
        What is known of the other one.
    bound : float or None
        Its proved least cost, in plan currency.
    instance, other : Instance
        As in :func:`restricts`.
    """
    return replace(warm, floor=bound) if restricts(instance, other) else warm


def _more_policies(instance: Instance, other: Instance) -> bool:
    """Whether every policy that holds in the other one holds here as well, and speaks of the same plan."""
    return all(
        instance.policies.get(name) == policy and _same_plan(policy, instance, other)
        for name, policy in other.policies.items()
        if policy.enabled
    )


def _same_plan(policy: Any, instance: Instance, other: Instance) -> bool:
    name = getattr(policy, "plan", None)
    return name is None or instance.reference_plans.get(name) == other.reference_plans.get(name)


def _fewer_models(instance: Instance, other: Instance) -> bool:
    """Whether all operating models are known in the other one, may be used there where they may here, and cost less."""
    known = other.operating_models
    return all(
        name in known
        and _no_more_places(model, known[name])
        and _no_cheaper(_terms(model, instance), _terms(known[name], instance))
        for name, model in instance.operating_models.items()
    )


def _no_more_places(model: OperatingModel, other: OperatingModel) -> bool:
    return other.locations is None or (model.locations is not None and {*model.locations} <= {*other.locations})


def _terms(model: OperatingModel, instance: Instance) -> dict[str, Any]:
    """Return what a model says, apart from where, and from conversions to models that an instance does not have."""
    said = model.model_dump(exclude={"locations"})
    for terms in (said, *said["overrides"].values(), *said["country_overrides"].values()):
        if terms.get("conversions"):
            terms["conversions"] = {
                target: each for target, each in terms["conversions"].items() if target in instance.operating_models
            }
    return said
