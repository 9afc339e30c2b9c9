"""Comparing two plans."""

from rich.console import RenderableType

from coeplan.plans.compare import Comparison, compare
from coeplan.report.comparison import comparison_view
from coeplan_models import Plan

from .plain import plain_values

__all__ = ["Comparison", "compare_plans", "comparison_page", "comparison_values"]


def compare_plans(plan_a: Plan, plan_b: Plan) -> Comparison:
    """Compare two plans, of the same instance or of different ones.

    Parameters
    ----------
    plan_a, plan_b : Plan
        The plans; differences are those of B against A.

    Returns
    -------
    Comparison
        Sites, decisions and heads that differ; money by category and by location, each adding up to the difference
        of the values; whether the bounds prove which is better.

    Raises
    ------
    InputError
        If the plans are in different currencies, or the amounts of one do not add up to its total.
    """
    return compare(plan_a, plan_b)


def comparison_page(found: Comparison) -> RenderableType:
    """Return a comparison for a Rich console."""
    return comparison_view(found)


def comparison_values(found: Comparison) -> dict[str, object]:
    """Return a comparison as plain values for JSON."""
    return plain_values(found)
