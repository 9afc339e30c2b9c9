"""Least and most heads of a site under its model."""

from .calendar import MONTH_SLACK
from .case import Case
from .ledger import Subject


def obliged(case: Case, node: str, location: str) -> bool:
    """Whether least heads and take-or-pay are in force at a site and node."""
    return case.world.start(node) >= case.course.state(node, location).obliged_from - MONTH_SLACK


def billed_heads(case: Case, node: str, location: str) -> float:
    """Return the heads that choose the fee band: the site's, or take-or-pay while in force, the larger."""
    heads = case.site_heads(node, location)
    terms = case.world.terms(location, case.model(node, location))
    return max(heads, terms.take_or_pay_heads) if obliged(case, node, location) else heads


def check_site_heads(case: Case) -> None:
    """See that every site has at most its model's most heads, and at least its least once that is in force."""
    for node in case.world.nodes:
        for location, model in case.sites(node):
            terms = case.world.terms(location, model)
            heads = case.site_heads(node, location)
            if terms.max_heads is not None:
                subject = Subject("max_heads", node, location, None, model)
                case.ledger.at_most(subject, "heads of the site", heads, terms.max_heads)
            if obliged(case, node, location):
                subject = Subject("min_heads", node, location, None, model)
                case.ledger.at_least(subject, "heads of the site", heads, terms.min_heads)
