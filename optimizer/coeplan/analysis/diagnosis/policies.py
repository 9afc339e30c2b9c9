"""The rules that policies are: one of each that is switched on and cannot be broken at a price."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from coeplan_models import Forbid, HeadsPin, Instance, Policy

from .rules import MONEY, PER_CENT, Choice, Dial, Rule, Rules, counted, digits, fewer, more, setting
from .wording import period_name


def policy_rules(instance: Instance) -> Rules:
    """Yield the rule of every policy that is in force; one with a price may be broken, so it contradicts nothing."""
    for name, policy in instance.policies.items():
        if in_force(policy):
            path = ("policies", name)
            says, ways = _READ[policy.kind](path, policy, instance)
            yield Rule(
                path=path,
                says=f"policy {name}: {says}{_periods(policy, instance)}",
                off=(setting((*path, "enabled"), False),),
                ways=ways,
                policy=name,
            )


def in_force(policy: Policy) -> bool:
    """Whether a policy is switched on and may not be broken at a price."""
    return policy.enabled and policy.price is None


Path = tuple[str | int, ...]
Read = tuple[str, tuple[Dial | Choice, ...]]


def _periods(policy: Policy, instance: Instance) -> str:
    last = instance.horizon.periods - 1
    until = _last_period(policy, instance)
    if policy.first_period == 0 and until >= last:
        return ""
    first = period_name(policy.first_period, instance)
    if policy.first_period == until:
        return f", in {first}"
    return f", from {first}" + ("" if until >= last else f" to {period_name(until, instance)}")


def _last_period(policy: Policy, instance: Instance) -> int:
    """Return the last period in which a policy holds."""
    last = instance.horizon.periods - 1
    return last if policy.last_period is None else min(policy.last_period, last)


def _share(path: Path, policy: Any, _instance: Instance) -> Read:
    who = f"each {policy.per.replace('_', ' ')}" if policy.names is None else " and ".join(policy.names)
    most = more((*path, "limit"), policy.limit, 0.001, PER_CENT)
    return f"{who} does at most {100 * policy.limit:g} % of all work", (most,)


def _overlap(path: Path, policy: Any, _instance: Instance) -> Read:
    least = fewer((*path, "floor"), policy.floor, 0.01, "hours a day")
    return f"mean overlap with the areas' partners of at least {counted(policy.floor, 'hours a day')}", (least,)


def _risk(path: Path, policy: Any, _instance: Instance) -> Read:
    return f"mean risk score of at most {policy.limit:g}", (more((*path, "limit"), policy.limit, 0.01, "points"),)


def _survive(path: Path, policy: Any, instance: Instance) -> Read:
    surge = Dial((*path, "surge"), policy.surge, 0.01, 10.0, PER_CENT, reference=1 + policy.surge)
    shares = {
        area_id: fewer(("areas", area_id, "survival_share"), area.survival_share, 0.01, PER_CENT)
        for area_id, area in instance.areas.items()
        if area.critical and area.survival_share > 0
    }
    who = "any one " + policy.per if policy.names is None else " or ".join(policy.names)
    return f"critical areas ({', '.join(shares) or 'none'}) outlive the loss of {who}", (surge, *shares.values())


def _cvar(path: Path, policy: Any, instance: Instance) -> Read:
    most = more((*path, "limit"), policy.limit, digits(policy.limit), MONEY)
    return f"conditional value at risk of at most {_money(policy.limit, instance)}", (most,)


def _worst(path: Path, policy: Any, instance: Instance) -> Read:
    most = more((*path, "limit"), policy.limit, digits(policy.limit), MONEY)
    return f"no future costs more than {_money(policy.limit, instance)}", (most,)


def _regret(path: Path, policy: Any, instance: Instance) -> Read:
    if policy.limit is None:
        share = more((*path, "share"), policy.share, 0.001, PER_CENT)
        return f"no future costs {100 * policy.share:g} % more than it would have to, had it been certain", (share,)
    most = more((*path, "limit"), policy.limit, digits(policy.limit), MONEY)
    over = _money(policy.limit, instance)
    return f"no future costs {over} more than it would have to, had it been certain", (most,)


def _capital(path: Path, policy: Any, instance: Instance) -> Read:
    span = "in total" if policy.per == "total" else f"per {policy.per.replace('_', ' ')}"
    most = more((*path, "limit"), policy.limit, digits(policy.limit), MONEY)
    return f"capital of at most {_money(policy.limit, instance)} {span}", (most,)


def _run_cost(path: Path, policy: Any, instance: Instance) -> Read:
    most = more((*path, "limit"), policy.limit, digits(policy.limit), MONEY)
    return f"run cost of at most {_money(policy.limit, instance)} per calendar year", (most,)


def _money(amount: float, instance: Instance) -> str:
    return f"{instance.currency} {amount:,.0f}"


def _starts(path: Path, policy: Any, _instance: Instance) -> Read:
    most = more((*path, "limit"), policy.limit, 1, "starts")
    return f"at most {counted(policy.limit, 'starts')} in a period", (most,)


def _count(path: Path, policy: Any, _instance: Instance) -> Read:
    what = policy.of.replace("_", " ")
    return f"at most {counted(policy.limit, what)} at once", (more((*path, "limit"), policy.limit, 1, what),)


def _must(path: Path, policy: Any, instance: Instance) -> Read:
    under = "" if policy.operating_model is None else f" under {policy.operating_model}"
    return f"{policy.location} operates{under}", _fewer_periods(path, policy, instance)


def _fewer_periods(path: Path, policy: Policy, instance: Instance) -> tuple[Dial, ...]:
    """Return the dials that let a policy begin later and end earlier."""
    periods = instance.horizon.periods
    first, last = policy.first_period, _last_period(policy, instance)
    later = Dial((*path, "first_period"), first, 1, last, "periods", reference=periods)
    earlier = Dial((*path, "last_period"), last, -1, first, "periods", reference=periods)
    return later, earlier


def _forbid(path: Path, policy: Forbid, instance: Instance) -> Read:
    at = "" if policy.location is None else f" at {policy.location}"
    if policy.area is not None:
        under = "" if policy.operating_model is None else f" under {policy.operating_model}"
        says = f"no team of {policy.area}{under}{at}"
    else:
        says = f"{'nothing' if policy.operating_model is None else f'no {policy.operating_model}'}{at}"
    return says, _fewer_periods(path, policy, instance)


def _heads(path: Path, policy: HeadsPin, _instance: Instance) -> Read:
    ways: list[Dial] = []
    said: list[str] = []
    if policy.at_least is not None:
        said.append(f"at least {counted(policy.at_least, 'heads')}")
        ways.append(fewer((*path, "at_least"), policy.at_least, 1, "heads"))
    if policy.at_most is not None:
        said.append(f"at most {counted(policy.at_most, 'heads')}")
        ways.append(more((*path, "at_most"), policy.at_most, 1, "heads"))
    of = "" if policy.area is None else f" of {policy.area}"
    return f"{' and '.join(said)}{of} at {policy.location}", tuple(ways)


def _freeze(path: Path, policy: Any, _instance: Instance) -> Read:
    ways = (fewer((*path, "periods"), policy.periods, 1, "periods", least=1),) if policy.periods > 1 else ()
    first = "the first period is" if policy.periods == 1 else f"the first {policy.periods} periods are"
    return f"{first} as in plan {policy.plan}", ways


def _change(path: Path, policy: Any, _instance: Instance) -> Read:
    says = f"the plan differs in at most {counted(policy.limit, 'decisions')} from plan {policy.plan}"
    return says, (more((*path, "limit"), policy.limit, 1, "decisions"),)


_READ = cast(
    "Mapping[str, Callable[[Path, Policy, Instance], Read]]",
    {
        "mean_overlap": _overlap,
        "capacity_share": _share,
        "risk_score": _risk,
        "survive_loss": _survive,
        "cvar_cap": _cvar,
        "worst_case_cap": _worst,
        "regret_cap": _regret,
        "capital_limit": _capital,
        "run_cost_limit": _run_cost,
        "start_limit": _starts,
        "count_limit": _count,
        "must_operate": _must,
        "forbid": _forbid,
        "heads": _heads,
        "freeze": _freeze,
        "change_limit": _change,
    },
)
"""How the rule of each kind of policy is said and relaxed."""
