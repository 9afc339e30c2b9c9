"""Looser policies: a higher cap or lower floor, fewer rows, a smaller price, fewer periods, or none at all.

Each way takes the whole instance, the policy and how far to go. A policy's rows are functions of a plan, so that a plan
breaks each row of a looser policy by no more than before; the charge for that, if it is priced, is no more either.
"""

from collections.abc import Callable, Mapping

from .bases import Data

Way = Callable[[Data, Data, float], None]


def higher_limit(_data: Data, policy: Data, size: float) -> None:
    """Breach is what is above the limit."""
    policy["limit"] *= 1 + size


def one_more(_data: Data, policy: Data, _size: float) -> None:
    """The same, of what is counted."""
    policy["limit"] += 1


def lower_floor(_data: Data, policy: Data, size: float) -> None:
    """Breach is the sum of capacity x (floor - overlap), and no capacity is negative."""
    policy["floor"] *= 1 - size


def fewer_names(_data: Data, policy: Data, _size: float) -> None:
    """Only what is named has a row."""
    policy["names"] = policy.get("names", [])[1:]


def more_surge(_data: Data, policy: Data, size: float) -> None:
    """The places that are left give more."""
    policy["surge"] = policy.get("surge", 0) + size


def lower_level(_data: Data, policy: Data, size: float) -> None:
    """The mean of the worst 1 - alpha falls with alpha."""
    policy["alpha"] *= 1 - size


def more_regret(_data: Data, policy: Data, size: float) -> None:
    """Breach is what is above the cap, stated one way or the other; what it is measured from does not know the cap."""
    stated = "limit" if "limit" in policy else "share"
    policy[stated] *= 1 + size


def under_any_model(_data: Data, policy: Data, _size: float) -> None:
    """What operates under a model operates."""
    policy.pop("operating_model", None)


def at_one_place(data: Data, policy: Data, _size: float) -> None:
    """Rows of all places, headquarters left out, become those of one."""
    policy.setdefault("location", next(name for name in data["locations"] if name != data["headquarters"]))


def under_one_model(data: Data, policy: Data, _size: float) -> None:
    """Rows of all models become those of one; heads of all models those of one. Headquarters has no model to name."""
    if policy.get("location") != data["headquarters"]:
        policy.setdefault("operating_model", next(iter(data["operating_models"])))


def fewer_heads_pinned(_data: Data, policy: Data, size: float) -> None:
    """Bounds lie further apart."""
    if "at_least" in policy:
        policy["at_least"] *= 1 - size
    if "at_most" in policy:
        policy["at_most"] += 2 * size


def smaller_price(_data: Data, policy: Data, size: float) -> None:
    """A hard policy becomes one that may be broken at a price; a price falls."""
    policy["price"] = 100_000 * size if "price" not in policy else policy["price"] * (1 - size)


def later_first_period(data: Data, policy: Data, _size: float) -> None:
    """Fewer nodes have a row, or count in one; no row sums what could be negative."""
    hold_between(data, policy, policy.get("first_period", 0) + 1, last_period(data, policy))


def earlier_last_period(data: Data, policy: Data, _size: float) -> None:
    """As with the first period."""
    hold_between(data, policy, policy.get("first_period", 0), last_period(data, policy) - 1)


def last_period(data: Data, policy: Data) -> int:
    """Return the last period in which a policy holds."""
    return policy.get("last_period", data["horizon"]["periods"] - 1)


def hold_between(data: Data, policy: Data, first: int, last: int) -> None:
    """Let a policy hold from a period to another; where that leaves none it is off."""
    policy |= {"first_period": first, "last_period": last} if first <= last else {"enabled": False}


def off(_data: Data, policy: Data, _size: float) -> None:
    """Switched off it is not looked at."""
    policy["enabled"] = False


ALWAYS: tuple[Way, ...] = (smaller_price, later_first_period, earlier_last_period, off)
"""Ways that all policies have."""

POLICY_OF: Mapping[str, tuple[str, tuple[Way, ...]]] = {
    "mean_overlap": ("overlap", (lower_floor,)),
    "share_of_a_place": ("share", (higher_limit, fewer_names)),
    "share_of_a_contract": ("contract", (higher_limit,)),
    "risk_score": ("risk", (higher_limit,)),
    "survive_loss": ("survive", (more_surge, fewer_names)),
    "cvar_cap": ("cvar", (higher_limit, lower_level)),
    "worst_case_cap": ("worst", (higher_limit,)),
    "regret_cap": ("regret", (more_regret,)),
    "capital_limit": ("capital", (higher_limit,)),
    "run_cost_limit": ("budget", (higher_limit,)),
    "start_limit": ("starts", (one_more,)),
    "count_limit": ("count", (one_more,)),
    "must_operate": ("presence", (under_any_model,)),
    "forbid": ("never", (at_one_place, under_one_model)),
    "heads_pin": ("pin", (fewer_heads_pinned,)),
    "freeze": ("frozen", ()),
    "change_limit": ("calm", (one_more,)),
}
"""For each policy of the generator its name in the instance, and ways to loosen it that its kind alone has."""
