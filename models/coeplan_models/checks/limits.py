"""Cross-checks of policies. A policy that is switched off is not looked at."""

from collections.abc import Collection, Iterator

from ..faults import Fault
from ..policies import OF_TOTALS, CapacityShare, Forbid, HeadsPin, MustOperate, Policy, RegretCap, SurviveLoss
from .case import Case, Check, Path, number, unknown_model
from .periods import beyond_horizon


def enabled(case: Case) -> Iterator[tuple[str, Policy]]:
    """Yield the policies that hold, with their names."""
    return ((name, policy) for name, policy in case.instance.policies.items() if policy.enabled)


def policy_periods(case: Case) -> Iterator[Fault]:
    """Policies hold in periods of the horizon."""
    for name, policy in enabled(case):
        path = ("policies", name)
        for field in ("first_period", "last_period"):
            period = getattr(policy, field)
            if period is not None and period >= case.periods:
                yield beyond_horizon((*path, field), period, case.periods)
        if policy.last_period is not None and policy.first_period > policy.last_period:
            yield Fault(
                code="no_periods",
                path=(*path, "last_period"),
                message=f"last_period {policy.last_period} comes before first_period {policy.first_period}",
                value=str(policy.last_period),
                expected=f"at least {policy.first_period}",
            )


def policy_names(case: Case) -> Iterator[Fault]:
    """Policies name locations, areas and models that exist."""
    for policy_id, policy in enabled(case):
        path = ("policies", policy_id)
        for field, known in (("location", case.instance.locations), ("area", case.instance.areas)):
            name = getattr(policy, field, None)
            if name is not None and name not in known:
                yield case.unknown(field, (*path, field), name, known)
        model_id = getattr(policy, "operating_model", None)
        if model_id is not None and model_id not in case.instance.operating_models:
            yield unknown_model(case, (*path, "operating_model"), model_id)


def periods_of_paths(case: Case) -> Iterator[Fault]:
    """A cap on whole paths is not narrowed to some periods."""
    for policy_id, policy in enabled(case):
        if isinstance(policy, OF_TOTALS) and (policy.first_period > 0 or policy.last_period is not None):
            yield Fault(
                severity="warning",
                code="policy_without_effect",
                path=("policies", policy_id, "first_period" if policy.first_period > 0 else "last_period"),
                message="a cap on the total of whole paths looks at all periods, whatever first and last period say",
                expected="no first_period and last_period",
            )


def regret_caps(case: Case) -> Iterator[Fault]:
    """A cap on regret is stated in one way: as money, or as a share of each future's least total."""
    for name, policy in enabled(case):
        if not isinstance(policy, RegretCap) or (policy.limit is None) != (policy.share is None):
            continue
        said = "neither limit nor share is" if policy.limit is None else "limit and share are both"
        yield Fault(
            code="no_bound" if policy.limit is None else "two_bounds",
            path=("policies", name),
            message=f"{said} stated of how much regret a future may have",
            expected="limit (money) or share (of each future's least total), one of them",
        )


def listed_names(case: Case) -> Iterator[Fault]:
    """What a policy lists by name is of the kind that the policy is about."""
    for policy_id, policy in enabled(case):
        if not isinstance(policy, CapacityShare | SurviveLoss) or policy.names is None:
            continue
        path: Path = ("policies", policy_id, "names")
        if not policy.names:
            yield Fault(
                severity="warning",
                code="policy_without_effect",
                path=path,
                message="names is empty, so the policy holds for nothing",
                expected="names, or no such key, so that it holds for all",
            )
        known = _of_kind(case, policy.per)
        for position, name in enumerate(policy.names):
            if name not in known:
                yield case.unknown(policy.per.replace("_", " "), (*path, position), name, known)


def _of_kind(case: Case, per: str) -> Collection[str]:
    return {
        "location": case.instance.locations.keys(),
        "country": case.countries,
        "region": case.regions,
        "vendor": case.vendors,
        "operating_model": case.instance.operating_models.keys(),
    }[per]


def head_pins(case: Case) -> Iterator[Fault]:
    """A policy of heads has a bound, and room between its bounds."""
    for name, policy in enabled(case):
        if not isinstance(policy, HeadsPin):
            continue
        least, most = policy.at_least, policy.at_most
        if least is None and most is None:
            yield Fault(
                code="no_bound",
                path=("policies", name),
                message="neither at_least nor at_most is stated",
                expected="at_least, at_most or both",
            )
        elif least is not None and most is not None and least > most:
            yield Fault(
                code="most_below_least",
                path=("policies", name, "at_most"),
                message=f"at_most {number(most)} is below at_least {number(least)}",
                value=number(most),
                expected=f"at least {number(least)}",
            )


def forbidden(case: Case) -> Iterator[Fault]:
    """A policy forbids something, and never that headquarters operates."""
    for name, policy in enabled(case):
        if not isinstance(policy, Forbid):
            continue
        if policy.location is None and policy.operating_model is None and policy.area is None:
            yield Fault(
                code="nothing_forbidden",
                path=("policies", name),
                message="no location, operating_model or area is named",
                expected="at least one of them",
            )
        if policy.location == case.instance.headquarters and policy.area is None:
            yield Fault(
                code="headquarters_forbidden",
                path=("policies", name, "location"),
                message=f"{policy.location!r} is headquarters, which always operates",
                value=policy.location,
                expected="another location, or an area that headquarters shall not have",
            )


def must_operate(case: Case) -> Iterator[Fault]:
    """What must operate is a site, under a model that may be used there."""
    for name, policy in enabled(case):
        if not isinstance(policy, MustOperate):
            continue
        model = case.instance.operating_models.get(policy.operating_model or "")
        if policy.location == case.instance.headquarters:
            yield Fault(
                code="headquarters_is_no_site",
                path=("policies", name, "location"),
                message=f"{policy.location!r} is headquarters, which always operates",
                value=policy.location,
                expected="a location that is not headquarters",
            )
        elif model is not None and not model.may_operate_at(policy.location):
            yield Fault(
                code="model_not_allowed",
                path=("policies", name, "operating_model"),
                message=f"model {policy.operating_model!r} may not be used at {policy.location!r}",
                value=policy.operating_model,
                expected=f"{policy.location!r} in the model's locations, or another model",
            )


def critical_areas(case: Case) -> Iterator[Fault]:
    """Something has to survive."""
    if any(area.critical and area.survival_share > 0 for area in case.instance.areas.values()):
        return
    for name, policy in enabled(case):
        if isinstance(policy, SurviveLoss):
            yield Fault(
                severity="warning",
                code="policy_without_effect",
                path=("policies", name),
                message="no area is critical with a survival_share above 0, so the policy holds for nothing",
                expected="a critical area",
            )


CHECKS = (
    Check(policy_periods),
    Check(policy_names),
    Check(periods_of_paths),
    Check(regret_caps),
    Check(listed_names, frozenset({"locations", "operating_models"})),
    Check(head_pins),
    Check(forbidden),
    Check(must_operate, frozenset({"operating_models"})),
    Check(critical_areas, frozenset({"areas"})),
)
"""Checks of this file, in the order in which they run."""
