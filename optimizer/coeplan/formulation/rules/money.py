"""Limits on money: capital and run cost along every path."""

from collections.abc import Iterable

from coeplan_models import CapitalLimit, RunCostLimit

from ..algebra import Algebra, Expression, Index, equation, is_number
from ..costs import capital, run_costs
from .policies import holds, in_use, policy_of


def _years(m: Algebra, policy: str) -> Iterable[Index]:
    """(policy, node, year) where ``node`` is the last of its path with months in the year; year 0 means no year."""
    calendar, tree = m.numbers.calendar, m.numbers.tree
    for node, period in enumerate(tree.period):
        later = calendar.year_shares(period + 1) if tree.children[node] else {}
        for year in calendar.year_shares(period):
            if year not in later and any(holds(m, policy, k) for k in _in_year(m, node, year)):
                yield policy, node, year


def _in_year(m: Algebra, node: int, year: int) -> list[int]:
    calendar, tree = m.numbers.calendar, m.numbers.tree
    return [k for k in tree.path(node) if year in calendar.year_shares(tree.period[k])]


def _capital_spans(m: Algebra) -> Iterable[Index]:
    for policy in in_use(m, CapitalLimit):
        per = policy_of(m, policy, CapitalLimit).per
        if per == "period":
            yield from ((policy, node, 0) for node in m.numbers.nodes if holds(m, policy, node))
        elif per == "total":
            yield from ((policy, leaf, 0) for leaf in m.numbers.tree.leaves)
        else:
            yield from _years(m, policy)


def _run_cost_spans(m: Algebra) -> Iterable[Index]:
    for policy in in_use(m, RunCostLimit):
        yield from _years(m, policy)


def _shares(m: Algebra, policy: str, node: int, year: int) -> list[tuple[int, float]]:
    """Nodes of a span and the share of each that counts."""
    stated = m.numbers.instance.policies[policy]
    calendar, tree = m.numbers.calendar, m.numbers.tree
    if year:
        span = [(k, calendar.year_shares(tree.period[k])[year]) for k in _in_year(m, node, year)]
    elif isinstance(stated, CapitalLimit) and stated.per == "period":
        span = [(node, 1.0)]
    else:
        span = [(k, 1.0) for k in tree.path(node)]
    return [(k, share) for k, share in span if holds(m, policy, k)]


def _within(m: Algebra, spent: Expression, policy: str, node: int, year: int) -> Expression:
    """Row that keeps what is spent in a span to the policy's limit."""
    if is_number(spent):
        return None
    stated = m.numbers.instance.policies[policy]
    assert isinstance(stated, CapitalLimit | RunCostLimit)
    return spent <= stated.limit / m.money + m.breach(policy, node, str(year) if year else "")


@equation(_capital_spans)
def capital_limit(m: Algebra, policy: str, node: int, year: int) -> Expression:
    r"""Capital of a period, calendar year or path is at most its limit.

    .. math:: \sum_{k} \sigma_k K_k \le B + \text{breach}
    """
    shares = _shares(m, policy, node, year)
    spent = sum(share / m.money * cost.expression for k, share in shares for cost in capital(m, k))
    return _within(m, spent, policy, node, year)


@equation(_run_cost_spans)
def run_cost_limit(m: Algebra, policy: str, node: int, year: int) -> Expression:
    r"""Run cost of a calendar year is at most its limit on every path.

    .. math:: \sum_{k} \sigma_k R_k \le B + \text{breach}
    """
    shares = _shares(m, policy, node, year)
    spent = sum(share / m.money * cost.expression for k, share in shares for cost in run_costs(m, k))
    return _within(m, spent, policy, node, year)


EQUATIONS = (capital_limit, run_cost_limit)
