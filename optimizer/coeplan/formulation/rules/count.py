"""Counts: starts per period, and sites, models and vendors in use at once."""

from collections.abc import Iterable

from coeplan_models import CountLimit, StartLimit

from ..algebra import Algebra, Expression, Index, equation, is_number
from .policies import nodes_of, policy_of


@equation(lambda m: nodes_of(m, StartLimit))
def start_limit(m: Algebra, policy: str, node: int) -> Expression:
    r"""No more sites start in a period than the limit.

    .. math:: \sum_s u_{ns} \le N + \text{breach}
    """
    starts = sum(m.column("start", node, site) for site in m.numbers.sites)
    limit = policy_of(m, policy, StartLimit).limit
    return None if is_number(starts) else starts <= limit + m.breach(policy, node, "")


@equation(lambda m: nodes_of(m, CountLimit))
def count_limit(m: Algebra, policy: str, node: int) -> Expression:
    r"""No more sites, models or vendors are in use than the limit.

    .. math:: \sum_{s} y_{ns} \le N + \text{breach}, \quad \text{or with } \sum_m \nu_{nm}, \sum_v \nu_{nv}
    """
    stated = policy_of(m, policy, CountLimit)
    if stated.of == "sites":
        used = sum(m.operate(node, site) for site in m.numbers.sites)
    elif stated.of == "vendors":
        used = sum(m.column("vendor_used", node, vendor) for vendor in m.numbers.vendors)
    else:
        used = sum(column for key, column in m.columns["model_used"].items() if key[0] == node)
    return None if is_number(used) else used <= stated.limit + m.breach(policy, node, "")


@equation(lambda m: m.indices("operate"))
def vendor_in_use(m: Algebra, node: int, site: int) -> Expression:
    r"""A vendor is in use where any of its sites operates.

    .. math:: y_{ns} \le \nu_{nv(s)}
    """
    vendor = m.numbers.arrangements[site].terms.vendor
    return None if vendor is None else m.operate(node, site) <= m.column("vendor_used", node, vendor)


def _counted_models(m: Algebra) -> Iterable[Index]:
    return m.indices("operate") if m.columns["model_used"] else ()


@equation(_counted_models)
def model_in_use(m: Algebra, node: int, site: int) -> Expression:
    r"""An operating model is in use where any site operates under it.

    .. math:: y_{ns} \le \nu_{nm(s)}
    """
    return m.operate(node, site) <= m.column("model_used", node, m.numbers.arrangements[site].model)


EQUATIONS = (start_limit, count_limit, vendor_in_use, model_in_use)
