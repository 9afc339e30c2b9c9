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
    RegretCap,
    RiskScore,
    RunCostLimit,
    StartLimit,
    SurviveLoss,
    WorstCaseCap,
)

from . import policies_money, policies_pins, policies_plans, policies_risk, policies_totals
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
    CvarCap: policies_totals.cvar_cap,
    WorstCaseCap: policies_totals.worst_case_cap,
    RegretCap: policies_totals.regret_cap,
}
"""Kinds that look at amounts: those of a path, or, for caps on totals, all but the charges of such caps."""
