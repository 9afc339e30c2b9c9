"""Which fields of the contract are money, and how to change them."""

from collections.abc import Callable
from typing import Any

from coeplan_models import Instance, Record

from .contract import Field, rewritten
from .loosenings import multiplied

TERMS = ("cancellation_fee", "early_exit_fee", "exit_cost", "fixed_cost", "set_up_cost", "shortfall_price")

PRICES: frozenset[Field] = frozenset(
    {
        ("Instance", "coordination_cost"),
        ("Unmet", "price"),
        ("Collaboration", "unmatched"),
        *(("Location", name) for name in ("yearly_cost", "hiring_cost", "severance")),
        *(("Location", name) for name in ("seat_rent", "fit_out", "trip_cost")),
        *(("RolePay", name) for name in ("yearly_cost", "hiring_cost", "severance")),
        *((record, name) for record in ("OperatingModel", "TermsOverride") for name in TERMS),
        ("OverheadStep", "cost"),
        ("FeeBand", "fee"),
        *(("Conversion", name) for name in ("fixed_fee", "fee_per_head")),
    }
)
"""What things cost."""

BREACHES_NOT_IN_MONEY = (
    *("MeanOverlap", "CapacityShare", "RiskScore", "SurviveLoss", "StartLimit", "CountLimit"),
    *("MustOperate", "Forbid", "HeadsPin", "Freeze", "ChangeLimit"),
)
BREACHES_IN_MONEY = ("CvarCap", "WorstCaseCap", "RegretCap", "CapitalLimit", "RunCostLimit")

POLICY_PRICES: frozenset[Field] = frozenset((record, "price") for record in BREACHES_NOT_IN_MONEY)
"""What a unit of breach costs."""

BUDGETS: frozenset[Field] = frozenset((record, "limit") for record in BREACHES_IN_MONEY)
"""What may be spent."""

MONEY = PRICES | POLICY_PRICES | BUDGETS
"""Every field that is an amount of money: all of them times k is the same problem in another unit of money."""

MONEY_PER_MONEY: frozenset[Field] = frozenset((record, "price") for record in BREACHES_IN_MONEY)
"""Prices of a breach that is itself money are plain numbers."""

HOLDS_MONEY = frozenset({("OperatingModel", "fee_per_head"), ("TermsOverride", "fee_per_head")})
"""Fields whose unit is that of the amounts in the records they hold."""


def repriced(instance: Instance, factor: Callable[[Field], float]) -> dict[str, Any]:
    """Return an instance as plain data, each amount of money times a factor of its field's own."""

    def rewrite(holder: Record, field: str, value: Any) -> Any:
        key = (type(holder).__name__, field)
        return multiplied(value, factor(key)) if key in MONEY | MONEY_PER_MONEY else value

    return rewritten(instance, rewrite)
