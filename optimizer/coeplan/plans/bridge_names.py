"""How the lines of a bridge are called."""

from collections.abc import Mapping

from coeplan_models import Category

RISK = "weighting of risk"
"""Stands for the category of what the objective says beyond the expected total. No category holds a blank."""

PRICES: Mapping[str, str] = {
    Category.PAYROLL: "pay per head",
    Category.MARGIN: "margin per head",
    Category.FEE: "fee per head",
    Category.SHORTFALL: "price per head not there",
    Category.LEVY: "levy per head",
    Category.FIXED: "fixed cost per site",
    Category.OVERHEAD: "overhead per site",
    Category.RENT: "rent per seat",
    Category.TRAVEL: "travel cost per head",
    Category.COORDINATION: "cost per vendor",
    Category.FRICTION: "price per unmatched head",
    Category.UNMET: "price per FTE",
    Category.HIRING: "cost per hire",
    Category.SEVERANCE: "cost per release",
    Category.EXIT: "cost per stop",
    Category.EARLY_EXIT: "fee per early exit",
    Category.SET_UP: "cost per commitment",
    Category.FIT_OUT: "cost per seat",
    Category.CONVERSION: "fee per conversion",
    Category.CANCELLATION: "fee per cancellation",
    Category.BREACH: "price per unit of breach",
}
"""What the price of each category is called."""

CAUSES: Mapping[str, str] = {
    "time": "years covered",
    "probability": "probabilities of futures",
    "discounting": "discounting",
    "weights": "weights of the objective",
    "level": "level of the CVaR",
    "cost": "cost of the futures",
    "regret": "largest regret",
    "risk": "objective beyond the expected cost",
}
"""What causes are called that are the same for all categories."""


def category_name(category: str) -> str:
    """Return a category as people write it."""
    return category.replace("_", " ")


def line_name(item: tuple[str, str, str, str], cause: str, unit: str) -> str:
    """Name a line, such as ``payroll MX_GDL: heads`` or ``fee MX_GDL under bot: fee per head``.

    Parameters
    ----------
    item : tuple of str
        Category, location, operating model and subject; empty where a line has none.
    cause : str
        What moves it.
    unit : str
        What its quantity counts.
    """
    category, location, model, subject = item
    parts = [category_name(category), location, f"under {model}" if model else "", f"({subject})" if subject else ""]
    what = {"quantity": unit, "price": PRICES.get(category, ""), **CAUSES}
    return f"{' '.join(part for part in parts if part)}: {what[cause]}"
