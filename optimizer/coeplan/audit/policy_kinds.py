"""Where each kind of policy finds its rows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coeplan_models import (
    CapacityShare,
    CapitalLimit,
    ChangeLimit,
    CountLimit,
    CvarCap,
    Forbid,
    Freeze,
    HeadsPin,
    MeanOverlap,
    MustOperate,
    RiskScore,
    RunCostLimit,
    StartLimit,
    SurviveLoss,
)

from . import policies_money, policies_pins, policies_plans, policies_risk
from .case import Case
from .money import Money
from .policy_row import Row

ON_HEADS: Mapping[type[object], Callable[[Case, Any], Iterator[Row]]] = {
    MeanOverlap: policies_risk.mean_overlap,
    CapacityShare: policies_risk.capacity_share,
    RiskScore: policies_risk.risk_score,
    SurviveLoss: policies_risk.survive_loss,
    StartLimit: policies_pins.start_limit,
    CountLimit: policies_pins.count_limit,
    MustOperate: policies_pins.must_operate,
    Forbid: policies_pins.forbid,
    HeadsPin: policies_pins.heads_pin,
    Freeze: policies_plans.freeze,
    ChangeLimit: policies_plans.change_limit,
}
"""Kinds that look at sites and teams alone."""

ON_MONEY: Mapping[type[object], Callable[[Case, Any, Money], Iterator[Row]]] = {
    CapitalLimit: policies_money.capital_limit,
    RunCostLimit: policies_money.run_cost_limit,
    CvarCap: policies_money.cvar_cap,
}
"""Kinds that look at amounts: those of a path, or, for the CVaR, all but the charges of its own kind."""
