"""Every name in an instance or plan, and how to give all things other names."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from coeplan_models import ANY, CapacityShare, Forbid, Holding, Instance, Plan, Policy, Record, SurviveLoss

from .contract import Field, rewritten

Names = dict[str, dict[str, str]]
"""New names of things by their old ones, for each kind of thing."""

Naming = Callable[[str, str], str]
"""Takes a kind of thing and its name; returns its new name."""

PER_AREA = ("yearly_cost", "productivity", "talent_pool", "attrition", "hiring_cost", "severance", "ramp_up")

KEYS: Mapping[Field, str] = {
    ("Instance", "areas"): "area",
    ("Instance", "locations"): "location",
    ("Instance", "operating_models"): "operating_model",
    ("Instance", "policies"): "policy",
    ("Instance", "reference_plans"): "plan",
    ("Area", "role_mix"): "role",
    ("Area", "collaboration"): "area",
    **{("Location", name): "area" for name in PER_AREA},
    ("Location", "roles"): "role",
    ("OperatingModel", "conversions"): "operating_model",
    ("OperatingModel", "overrides"): "location",
    ("OperatingModel", "country_overrides"): "country",
    ("TermsOverride", "conversions"): "operating_model",
    ("Fan", "futures"): "branch",
    ("Stage", "branches"): "branch",
    ("Explicit", "nodes"): "node",
    ("Footprint", "sites"): "location",
    ("ExistingSite", "teams"): "area",
    ("ExistingSite", "inherited_lock_ins"): "operating_model",
}
"""Maps whose keys name things, and what kind of thing."""

VALUES: Mapping[str, str] = {
    **{name: name for name in ("area", "location", "country", "region", "vendor", "operating_model", "policy", "plan")},
    "headquarters": "location",
    "hosts": "area",
    "locations": "location",
    "real_time_partner": "location",
    "to_model": "operating_model",
    "node": "node",
    "parent": "node",
    "leaf": "node",
    "partner": "area",
    "partner_location": "location",
}
"""Fields that name things of one kind, alone or in a list, in whichever record they stand."""

NAMED_BY_ANOTHER_FIELD = frozenset({("CapacityShare", "names"), ("SurviveLoss", "names")})
"""Fields of which the record's ``per`` says what they name."""


def renamed(record: Record, name: Naming) -> dict[str, Any]:
    """Return an instance, or what a plan says, as plain data in which everything is called otherwise.

    Parameters
    ----------
    record : Record
        An instance, or a plan.
    name : callable
        What everything is called.
    """

    def rewrite(holder: Record, field: str, value: Any) -> Any:
        kind = kind_of(holder, field)
        if kind is None or value is None:
            return value
        if isinstance(value, dict):
            return {name(kind, key): item for key, item in value.items()}
        return [name(kind, item) for item in value] if isinstance(value, list) else name(kind, value)

    return rewritten(record, rewrite)


def kind_of(holder: Record, field: str) -> str | None:
    """Return what kind of thing a field names; none where it names nothing."""
    if isinstance(holder, CapacityShare | SurviveLoss) and field == "names":
        return holder.per
    if isinstance(holder, Holding) and field == "name":
        return holder.per
    key = (type(holder).__name__, field)
    if key == ("PlanNode", "id"):
        return "node"
    return KEYS[key] if key in KEYS else VALUES.get(field)


def names_of(instance: Instance) -> dict[str, list[str]]:
    """Return every name of an instance by kind of thing."""
    found: dict[str, dict[str, None]] = {}

    def noted(kind: str, name: str) -> str:
        if name != ANY and not (kind == "location" and name not in instance.locations) and name:
            found.setdefault(kind, {})[name] = None
        return name

    renamed(instance, noted)
    return {kind: list(those) for kind, those in found.items()}


def by(names: Names, explicit: bool) -> Naming:
    """Return a function for :func:`renamed`; what has no new name keeps its old one.

    Nodes of an explicit tree have names of their own; others are called after their period and branches.
    """

    def name(kind: str, old: str) -> str:
        if kind == "node" and not explicit and re.match(r"t\d\d", old):
            period, *branches = old.split(".")
            return ".".join((period, *(names.get("branch", {}).get(branch, branch) for branch in branches)))
        return names.get(kind, {}).get(old, old)

    return name


SUBJECTS = {"coordination": "vendor", "friction": "area", "breach": "policy"}
"""What the subject of an amount names, by category."""


def plan_renamed(plan: Plan, policies: Mapping[str, Policy], name: Naming) -> dict[str, Any]:
    """Return a plan as plain data in which everything is called otherwise; ``policies`` are those it was made for."""
    data = renamed(plan, name)
    for amount in data["amounts"]:
        if amount.get("subject"):
            amount["subject"] = name(SUBJECTS[amount["category"]], amount["subject"])
    for breach, stated in zip(data["breaches"], plan.breaches, strict=True):
        breach["subject"] = _subject(stated.subject, policies[stated.policy], name)
    return data


def _subject(subject: str, policy: Policy, name: Naming) -> str:
    """Return the name of a policy's row; rows of a year, of a side or of a frozen decision keep theirs."""
    if isinstance(policy, CapacityShare):
        return name(policy.per, subject)
    if isinstance(policy, SurviveLoss):
        place, _, area = subject.rpartition("/")
        return f"{name(policy.per, place)}/{name('area', area)}"
    if isinstance(policy, Forbid):
        place, _, model = subject.partition("/")
        return "/".join((name("location", place), *([name("operating_model", model)] if model else [])))
    return subject
