"""Which measures of the totals of whole paths a model needs."""

from coeplan_models import OF_TOTALS, CvarCap

from .algebra import Algebra

TOTAL, REGRET = "objective.total", "objective.regret"
"""What the largest value of all leaves is taken of; no policy can be called so."""


def measures(m: Algebra) -> dict[str, float]:
    """Level of every CVaR that the model needs, by name: the objective's own and those of caps."""
    found: dict[str, float] = {}
    objective = m.numbers.instance.objective
    if objective.cvar_weight > 0:
        found["objective"] = objective.cvar_alpha
    for name, policy in m.numbers.instance.policies.items():
        if isinstance(policy, CvarCap) and policy.enabled:
            found[f"policy.{name}"] = policy.alpha
    return found


def peaks(m: Algebra) -> dict[str, float]:
    """Weight of the largest total and of the largest regret, where the objective has one."""
    objective = m.numbers.instance.objective
    weights = {TOTAL: objective.worst_case_weight, REGRET: objective.regret_weight}
    return {measure: weight for measure, weight in weights.items() if weight > 0}


def looks_at_totals(m: Algebra) -> bool:
    """Whether anything looks at the total of a single path, and not at the expected one alone."""
    capped = any(isinstance(each, OF_TOTALS) and each.enabled for each in m.numbers.instance.policies.values())
    return capped or bool(measures(m)) or bool(peaks(m))
