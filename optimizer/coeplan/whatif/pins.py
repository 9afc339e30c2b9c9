"""What pins do to a document: each becomes a policy, and given plans become its reference plans."""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, cast

from coeplan.io import load_plan
from coeplan.io.tree import Plain
from coeplan_models import Plan, ReferencePlan
from coeplan_models.edits import ChangeAtMost, FreezePeriods, KeepHeads, Never, OpenSite

from .document import Document, Write
from .texts import told

Pin = OpenSite | Never | KeepHeads | FreezePeriods | ChangeAtMost
Plans = Mapping[str, Plan]
"""Plans that pins may name, besides the reference plans of the instance; any other name is that of a file."""

_POLICIES = "policies"
_PLANS = "reference_plans"
_LONGEST = 58
"""Letters that a name may take up before what tells it from others: identifiers have at most 64."""


def pin_writes(document: Document, pin: Pin, plans: Plans) -> list[Write]:
    """Return what a pin writes: new policies, and the plan that it speaks of.

    Raises
    ------
    InputError
        If its plan cannot be read.
    """
    if isinstance(pin, FreezePeriods | ChangeAtMost):
        return _of_plan(document, pin, plans)
    return [_policy(document, name, stated | _said(pin)) for name, stated in _POLICIES_OF[pin.kind](pin)]


Stated = list[tuple[str, dict[str, Plain]]]
"""Policies by what their name says of them."""


def _open(pin: OpenSite) -> Stated:
    """It operates from the period on under any model, and in that period under the one that is named.

    A model that was named to the end would forbid to pass from build-operate-transfer to a captive.
    """
    operates: dict[str, Plain] = {"kind": "must_operate", "location": pin.location, "first_period": pin.by}
    found: Stated = [(f"open-{pin.location}", operates | {"last_period": pin.until})]
    if pin.operating_model is not None:
        under: dict[str, Plain] = {"operating_model": pin.operating_model, "last_period": pin.by}
        found.append((f"open-{pin.location}-{pin.operating_model}", operates | under))
    return found


def _never(pin: Never) -> Stated:
    named: dict[str, Plain] = {
        "area": pin.area,
        "operating_model": pin.operating_model,
        "location": pin.location,
    }
    name = "-".join(["never", *(str(part) for part in named.values() if part is not None)])
    return [(name, {"kind": "forbid"} | named)]


def _keep_heads(pin: KeepHeads) -> Stated:
    name = "-".join(["heads", pin.location, *([] if pin.area is None else [pin.area])])
    return [(name, {**pin.model_dump(mode="json"), "kind": "heads"})]


_POLICIES_OF = cast(
    "Mapping[str, Callable[[Any], Stated]]", {"open": _open, "never": _never, "keep_heads": _keep_heads}
)


def _of_plan(document: Document, pin: FreezePeriods | ChangeAtMost, plans: Plans) -> list[Write]:
    name, writes = _reference(document, pin.plan, plans)
    title, stated = _HELD_TO_PLAN[pin.kind](pin)
    return [*writes, _policy(document, title, stated | {"plan": name} | _said(pin))]


def _freeze(pin: FreezePeriods) -> tuple[str, dict[str, Plain]]:
    return f"freeze-{pin.periods}", {"kind": "freeze", "periods": pin.periods}


def _change_at_most(pin: ChangeAtMost) -> tuple[str, dict[str, Plain]]:
    return f"changes-{pin.limit}", {"kind": "change_limit", "limit": pin.limit}


_HELD_TO_PLAN = cast(
    "Mapping[str, Callable[[Any], tuple[str, dict[str, Plain]]]]",
    {"freeze": _freeze, "change_at_most": _change_at_most},
)


def _reference(document: Document, plan: str, plans: Plans) -> tuple[str, list[Write]]:
    """Return the name that a plan has among the reference plans, and what puts it there where it is new."""
    known = document.entries(_PLANS)
    if plan not in plans and plan in known:
        return plan, []
    given = plans[plan] if plan in plans else load_plan(plan)
    reference: Plain = ReferencePlan.of(given).model_dump(mode="json")
    # A plan that several pins name is there once.
    for name, stated in known.items():
        if stated == reference:
            return name, []
    name = _free(known, PurePath(plan).stem)
    return name, [Write((_PLANS, name), reference)]


def _policy(document: Document, name: str, stated: dict[str, Plain]) -> Write:
    given: dict[str, Plain] = {field: value for field, value in stated.items() if value is not None}
    return Write((_POLICIES, _free(document.entries(_POLICIES), name)), given)


def _said(pin: Pin) -> dict[str, Plain]:
    return {"description": f"Pinned by a what-if: {told(pin)}"}


def _free(known: Mapping[str, Plain], name: str) -> str:
    """Return a name that is not taken, and that says that a pin gave it."""
    stem = f"pin-{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}"[:_LONGEST]
    taken = 2
    free = stem
    while free in known:
        free, taken = f"{stem}-{taken}", taken + 1
    return free
