"""The auditor: judges a plan from the instance and the plan alone.

It keeps its own calendar, overlap, discounting and scenario tree, and imports nothing of coeplan.

Where to look
-------------
audit
    The table of contents: what is checked, in which order.
report, codes, ledger
    What an audit says, the codes of the rules, and how rules are compared and counted.
calendar, overlap, tree, drivers, world
    What the instance says of each node.
header
    What the plan says of itself.
rows, case, lifecycle
    What the plan says of each node, and the life of its sites replayed from the decisions.
commitments, events, staffing, site_heads, ramp_up, coverage, collaboration, seats, site_rows
    One family of rules each.
policy_row, policy_kinds, policies_risk, policies_money, policies_pins, policies_plans, breaches
    Rows of every kind of policy, and whether they are kept or charged.
bands, run_costs, one_offs, money, totals, key_figures
    Every amount, what they add up to, and the figures told about the plan.
"""

from .audit import audit
from .codes import RULES
from .report import AuditReport, Finding

__all__ = ["RULES", "AuditReport", "Finding", "audit"]
