"""Features of the generator that came later: the worst case, regret, and whatever policies and drivers are added."""

from .draft import Draft, feature
from .features_policies import yearly_bill


@feature
def worst_case_cap(draft: Draft) -> None:
    """Most that any future may cost."""
    bill = yearly_bill(draft) * sum(draft.months) / 12
    cap = {"kind": "worst_case_cap", "limit": round(bill * draft.pick(0.55, 0.7, 0.9))}
    draft.policy("worst", cap, draft.pick(0.2, 0.9))


@feature
def regret_cap(draft: Draft) -> None:
    """Most regret of any future, in money or as a share."""
    bill = yearly_bill(draft) * sum(draft.months) / 12
    most = draft.pick({"limit": round(bill * draft.pick(0.005, 0.01, 0.04))}, {"share": draft.pick(0.002, 0.01, 0.05)})
    draft.policy("regret", {"kind": "regret_cap"} | most, draft.pick(0.2, 0.9))


@feature
def worst_case_objective(draft: Draft) -> None:
    """The worst case besides the expectation, or instead of it."""
    weights = {"expectation_weight": draft.pick(0.0, 0.5, 1.0), "worst_case_weight": draft.pick(0.4, 1.0)}
    draft.data["objective"] = draft.data.get("objective", {}) | weights


@feature
def regret_objective(draft: Draft) -> None:
    """The largest regret besides the expectation, or instead of it."""
    weights = {"expectation_weight": draft.pick(0.0, 0.2, 1.0), "regret_weight": draft.pick(0.5, 1.0, 3.0)}
    draft.data["objective"] = draft.data.get("objective", {}) | weights
