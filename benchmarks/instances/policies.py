"""Policies of every kind, so that each can be switched on and off by itself."""

from collections.abc import Callable
from math import ceil
from typing import Any

from .setting import Setting, first_workload

Policies = dict[str, dict[str, Any]]

REFERENCE = "first_idea"
"""Name of the reference plan that ``freeze`` and ``change_limit`` speak of."""

BUFFER = 1.06
"""Heads of the reference plan's first quarter over the workload: new hires still ramp up."""


def _capacity_share(setting: Setting) -> Policies:
    draw = setting.draw("capacity_share")
    share = draw.number(0.3, 0.45, 2)
    found: Policies = {"country_share": {"kind": "capacity_share", "per": "country", "limit": share}}
    if setting.size.areas > 4:
        found["place_share"] = {"kind": "capacity_share", "per": "location", "limit": round(0.7 * share, 2)}
        found["service_share"] = {
            "kind": "capacity_share",
            "per": "operating_model",
            "names": ["as_a_service"],
            "limit": 0.5,
            "price": 8000,
        }
    return found


def _survive_loss(setting: Setting) -> Policies:
    draw = setting.draw("survive_loss")
    per = draw.one(["location", "country"])
    return {"outlive_a_loss": {"kind": "survive_loss", "per": per, "surge": 0.2, "first_period": 4}}


def _risk_score(setting: Setting) -> Policies:
    return {"risk_ceiling": {"kind": "risk_score", "limit": setting.draw("risk_score").whole(46, 54)}}


def _mean_overlap(setting: Setting) -> Policies:
    return {"hours_in_common": {"kind": "mean_overlap", "floor": setting.draw("mean_overlap").number(3.0, 4.5, 1)}}


def _cvar_cap(setting: Setting) -> Policies:
    if not setting.tree:
        return {}
    limit = round(0.6 * setting.home_cost * setting.years, -5)
    return {"worst_futures": {"kind": "cvar_cap", "alpha": 0.8, "limit": limit, "price": 0.1}}


def _capital_limit(setting: Setting) -> Policies:
    yearly = round(500_000 * setting.size.firm, -4)
    return {
        "capital_a_year": {"kind": "capital_limit", "per": "calendar_year", "limit": yearly},
        "capital_in_all": {"kind": "capital_limit", "per": "total", "limit": 2 * yearly},
    }


def _run_cost_limit(setting: Setting) -> Policies:
    limit = round(0.7 * setting.home_cost, -5)
    return {"yearly_budget": {"kind": "run_cost_limit", "first_period": 4, "limit": limit, "price": 0.2}}


def _start_limit(setting: Setting) -> Policies:
    return {"openings": {"kind": "start_limit", "limit": 2 if setting.size.areas > 4 else 1}}


def _count_limit(setting: Setting) -> Policies:
    return {
        "sites_led": {"kind": "count_limit", "of": "sites", "limit": setting.size.sites},
        "vendors_led": {"kind": "count_limit", "of": "vendors", "limit": setting.size.models - 1, "price": 50_000},
    }


def _must_operate(setting: Setting) -> Policies:
    first, _ = setting.idea()
    last = min(9, setting.size.periods - 1)
    return {"promised": {"kind": "must_operate", "location": first, "first_period": 4, "last_period": last}}


def _forbid(setting: Setting) -> Policies:
    draw = setting.draw("forbid")
    model_at, area_at = draw.one(setting.sites), draw.one(setting.sites)
    area = draw.one(list(setting.instance.areas))
    return {
        "no_builder": {"kind": "forbid", "location": model_at, "operating_model": "bot"},
        "no_such_work": {"kind": "forbid", "location": area_at, "area": area},
    }


def _heads(setting: Setting) -> Policies:
    core = ceil(0.15 * first_workload(setting.instance, "product"))
    home = setting.instance.headquarters
    return {"core_at_home": {"kind": "heads", "location": home, "area": "product", "at_least": core}}


def _freeze(_: Setting) -> Policies:
    return {"first_quarter": {"kind": "freeze", "plan": REFERENCE, "periods": 1}}


def _change_limit(setting: Setting) -> Policies:
    leaves = setting.size.leaves if setting.tree else 1
    return {"few_changes": {"kind": "change_limit", "plan": REFERENCE, "limit": 6 + 2 * leaves}}


MAKERS: dict[str, Callable[[Setting], Policies]] = {
    "capacity_share": _capacity_share,
    "survive_loss": _survive_loss,
    "risk_score": _risk_score,
    "mean_overlap": _mean_overlap,
    "cvar_cap": _cvar_cap,
    "capital_limit": _capital_limit,
    "run_cost_limit": _run_cost_limit,
    "start_limit": _start_limit,
    "count_limit": _count_limit,
    "must_operate": _must_operate,
    "forbid": _forbid,
    "heads": _heads,
    "freeze": _freeze,
    "change_limit": _change_limit,
}
"""What makes the policies of each kind."""

KINDS = tuple(MAKERS)
"""Every kind of policy."""

USUAL = tuple(
    kind for kind in KINDS if kind not in ("run_cost_limit", "must_operate", "forbid", "freeze", "change_limit")
)
"""Kinds that most firms have; the others are for what-ifs."""


def chosen_kinds(said: str) -> tuple[str, ...]:
    """Return the kinds of policy that a word stands for.

    Parameters
    ----------
    said : str
        ``none``, ``usual``, ``all``, ``only:KIND`` or ``without:KIND`` (the usual ones but for that).

    Raises
    ------
    ValueError
        If it is none of these.
    """
    named = {"none": (), "usual": USUAL, "all": KINDS}
    if said in named:
        return named[said]
    word, _, kind = said.partition(":")
    if word not in ("only", "without") or kind not in KINDS:
        raise ValueError(
            f"policies {said!r}: expected none, usual, all, only:KIND or without:KIND, "
            f"where KIND is one of {', '.join(KINDS)}"
        )
    return (kind,) if word == "only" else tuple(each for each in USUAL if each != kind)


def say_policies(setting: Setting, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return the policies of some kinds, with the reference plan that they may need."""
    policies: Policies = {}
    for kind in KINDS:
        if kind in kinds:
            policies |= MAKERS[kind](setting)
    said: dict[str, Any] = {"policies": policies} if policies else {}
    if any("plan" in policy for policy in policies.values()):
        said["reference_plans"] = {REFERENCE: _reference(setting)}
    return said


def _reference(setting: Setting) -> dict[str, Any]:
    """A board's first idea: two commitments in the first quarter, in which all work is still done at home."""
    first, second = setting.idea()
    home = setting.instance.headquarters
    return {
        "decisions": [
            {"node": "t00", "location": first, "kind": "commit", "operating_model": "captive", "start_period": 2},
            {"node": "t00", "location": second, "kind": "commit", "operating_model": "as_a_service", "start_period": 1},
            {"node": "t01", "location": second, "kind": "start", "operating_model": "as_a_service"},
            {"node": "t02", "location": first, "kind": "start", "operating_model": "captive"},
        ],
        "teams": [
            {
                "node": "t00",
                "location": home,
                "area": area,
                "heads": float(ceil(BUFFER * first_workload(setting.instance, area)) + 1),
            }
            for area in setting.instance.areas
        ],
    }
