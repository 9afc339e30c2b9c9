"""Seeded random tiny instances that switch on every rule, cost item and driver, alone and together."""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from coeplan_models import Instance

from . import features_futures, features_people, features_policies, features_risk, features_sites
from .draft import Draft, Feature
from .features_futures import place_drivers

__all__ = ["FEATURES", "LATER", "random_features", "random_instance", "random_instance_data"]

FEATURES: dict[str, Feature] = {
    name: item
    for module in (features_sites, features_people, features_futures, features_policies)
    for name, item in vars(module).items()
    if isinstance(item, Feature)
}
"""All features by name, in the order in which they are applied: policies last, as they look at all else."""

LATER: dict[str, Feature] = {name: item for name, item in vars(features_risk).items() if isinstance(item, Feature)}
"""Features that came later, applied after all others: no seed chooses them, so that seeds mean what they always did."""

SPENDING = ("cvar_cap", "worst_case_cap", "regret_cap", "capital_limit", "run_cost_limit")
"""Policies that look at money."""


def random_features(seed: int) -> tuple[str, ...]:
    """Return three to ten features, chosen by the seed."""
    random = Random(f"features of {seed}")
    return tuple(random.sample(list(FEATURES), random.randint(3, 10)))


def random_instance(seed: int, features: Iterable[str] | None = None) -> Instance:
    """Return a random tiny instance.

    Parameters
    ----------
    seed : int
        The same seed and features always give the same instance.
    features : iterable of str, optional
        Names of ``FEATURES`` or ``LATER``; absent: some of the first that the seed chooses. Their order does not
        matter.

    Returns
    -------
    Instance
        An instance in which every place where people may sit has a talent pool, so that an enumeration up to the
        pools is exhaustive.
    """
    return Instance.model_validate_json(json.dumps(random_instance_data(seed, features)))


def random_instance_data(seed: int, features: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the same as plain data, which states only what differs from the defaults."""
    chosen = set(random_features(seed) if features is None else features)
    every = FEATURES | LATER
    unknown = chosen - set(every)
    if unknown:
        raise ValueError(f"unknown features {sorted(unknown)}; expected some of {', '.join(every)}")
    draft = Draft(seed)
    for name, apply in every.items():
        if name in chosen:
            # Own numbers for each feature: without one of them, all others stay as they are.
            draft.random = Random(f"{seed} {name}")
            apply(draft)
    place_drivers(draft)
    settle_contradictions(draft)
    settle_seats(draft)
    return draft.data


def settle_contradictions(draft: Draft) -> None:
    """Mend what single features cannot know of each other: models named where they may not be used, odd limits."""
    data = draft.data
    footprint, plans = data.get("footprint", {}), data.get("reference_plans", {})
    named = [(name, site.get("operating_model")) for name, site in footprint.get("sites", {}).items()]
    said = [*footprint.get("commitments", []), *data["policies"].values()]
    said += [decision for plan in plans.values() for decision in plan["decisions"]]
    named += [(item.get("location"), item.get("operating_model")) for item in said]
    for place, model in named:
        allowed = data["operating_models"].get(model, {}).get("locations")
        if place is not None and allowed is not None and place not in allowed:
            allowed.append(place)
    for terms in data["operating_models"].values():
        if terms.get("min_heads", 0) > terms.get("max_heads", 99):
            terms["min_heads"] = terms["max_heads"]


def settle_seats(draft: Draft) -> None:
    """Leave no decision for which a part of a seat could be best.

    Where limits or measures of single totals look at seats' money, the lease covers the horizon and, where prices of
    fit-out move or capital is limited by period, there is no fit-out.
    """
    kinds = {policy["kind"]: policy for policy in draft.data["policies"].values()}
    objective = draft.data.get("objective", {})
    weighted = any(objective.get(name, 0) for name in ("cvar_weight", "worst_case_weight", "regret_weight"))
    if not weighted and not any(kind in kinds for kind in SPENDING):
        return
    fx_moves = any(move["driver"] == "fx" for move in draft.moves)
    by_time = kinds.get("capital_limit", {}).get("per", "total") != "total"
    for place in draft.sites():
        if "lease" in place:
            place["lease"] = 120
        if fx_moves or by_time:
            place.pop("fit_out", None)
