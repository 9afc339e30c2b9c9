"""The audit of a plan: what is checked, in which order."""

from collections.abc import Callable

from coeplan_models import Instance, Plan

from .breaches import check_policies
from .case import Case
from .collaboration import check_collaboration
from .coverage import check_coverage
from .header import check_header
from .key_figures import check_holdings, check_node_figures
from .ledger import Ledger
from .lifecycle import replay
from .money import spending
from .ramp_up import check_ramp_up
from .report import AuditReport
from .rows import check_tree, read
from .seats import check_seats
from .site_heads import check_site_heads
from .site_rows import check_site_rows
from .staffing import check_flows, check_hire_limits, check_single_sites, check_sizes
from .totals import check_amounts, check_totals
from .world import World

RULES_OF_THE_CASE: tuple[Callable[[Case], None], ...] = (
    check_flows,
    check_sizes,
    check_hire_limits,
    check_single_sites,
    check_site_heads,
    check_ramp_up,
    check_coverage,
    check_collaboration,
    check_seats,
    check_site_rows,
)
"""What is asked of sites and teams, one family of rules each. The replay has asked what decisions have to keep."""


def audit(instance: Instance, plan: Plan) -> AuditReport:
    """Judge a plan: whether it keeps every rule of its instance, and costs what it says.

    Everything is recomputed from the instance and the plan's decisions, team sizes, flows, seats, unmet workload and
    matches. All rules that are broken are reported, not the first alone.

    Parameters
    ----------
    instance : Instance
        The planning problem; it is taken to be valid.
    plan : Plan
        The plan.

    Returns
    -------
    AuditReport
        Whether the plan passed, every finding, how many rows of each rule were looked at, and the objective value as
        recomputed.
    """
    ledger = Ledger()
    world = World(instance)
    check_header(world, plan, ledger)
    check_tree(world, plan, ledger)
    rows = read(world, plan, ledger)
    case = Case(world, rows, replay(world, rows.decisions, ledger), ledger)
    for check in RULES_OF_THE_CASE:
        check(case)

    money = spending(case)
    check_policies(case, money)
    check_amounts(case, money)
    check_node_figures(case, money)
    check_holdings(case)
    value = check_totals(case, plan, money)
    return ledger.report(value)
