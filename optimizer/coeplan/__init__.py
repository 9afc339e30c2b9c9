"""Plans foreign centres of excellence: how big, how built and where, while nobody knows what AI will do.

The names below are what a program needs; everything else is in ``coeplan.api``. They are loaded when they are
first used, so that importing the package costs next to nothing.

>>> import coeplan
>>> instance = coeplan.load("firm.yaml")  # doctest: +SKIP
>>> solution = coeplan.solve(instance)  # doctest: +SKIP
>>> print(coeplan.plan_page(solution.plan))  # doctest: +SKIP
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coeplan.api.advance import advance_plan
    from coeplan.api.alternatives import AlternativesOptions, alternatives
    from coeplan.api.audit import audit_plan
    from coeplan.api.compare import ComparedPlan, compare_many, compare_plans
    from coeplan.api.diagnose import DiagnoseOptions, diagnose
    from coeplan.api.edits import edited_instance
    from coeplan.api.files import write_plan
    from coeplan.api.frontier import FrontierOptions, frontier
    from coeplan.api.load import load, load_instance, load_plan, save_instance
    from coeplan.api.planned import Planned, read_planned
    from coeplan.api.policy import policy, policy_lines
    from coeplan.api.price import PriceOptions, price_rules
    from coeplan.api.regret import RegretOptions, RegretQuestion, regret
    from coeplan.api.report import comparison_report, gather_report, plan_report, study_report, write_report
    from coeplan.api.sample_size import SampleSizeOptions, sample_sizes
    from coeplan.api.sensitivity import read_sensitivity, run_sensitivity, sensitivity_study
    from coeplan.api.session import Answer, Session
    from coeplan.api.show import plan_page
    from coeplan.api.solve import Solution, SolveOptions, solve
    from coeplan.api.stress import StressOptions, stress
    from coeplan.api.studies import RunOptions, run_study, study_status, study_table
    from coeplan.api.template import write_template
    from coeplan.api.threshold import find_thresholds, hold_claims
    from coeplan.api.value import ValueOptions, value_information
    from coeplan.api.why import WhyOptions, explain
    from coeplan.api.workbook import plan_workbook, write_workbook
    from coeplan.core.cancel import CancelToken
    from coeplan.core.errors import AuditError, CoeplanError, InputError, NoPlanError, SolverError
    from coeplan.core.executor import Place
    from coeplan.core.progress import Progress
    from coeplan.core.version import __version__ as __version__
    from coeplan.plans.tables import plan_tables
    from coeplan_models import Fault, Instance, Plan, WhatIf

__all__ = [
    "AlternativesOptions",
    "Answer",
    "AuditError",
    "CancelToken",
    "CoeplanError",
    "ComparedPlan",
    "DiagnoseOptions",
    "Fault",
    "FrontierOptions",
    "InputError",
    "Instance",
    "NoPlanError",
    "Place",
    "Plan",
    "Planned",
    "PriceOptions",
    "Progress",
    "RegretOptions",
    "RegretQuestion",
    "RunOptions",
    "SampleSizeOptions",
    "Session",
    "Solution",
    "SolveOptions",
    "SolverError",
    "StressOptions",
    "ValueOptions",
    "WhatIf",
    "WhyOptions",
    "advance_plan",
    "alternatives",
    "audit_plan",
    "compare_many",
    "compare_plans",
    "comparison_report",
    "diagnose",
    "edited_instance",
    "explain",
    "find_thresholds",
    "frontier",
    "gather_report",
    "hold_claims",
    "load",
    "load_instance",
    "load_plan",
    "plan_page",
    "plan_report",
    "plan_tables",
    "plan_workbook",
    "policy",
    "policy_lines",
    "price_rules",
    "read_planned",
    "read_sensitivity",
    "regret",
    "run_sensitivity",
    "run_study",
    "sample_sizes",
    "save_instance",
    "sensitivity_study",
    "solve",
    "stress",
    "study_report",
    "study_status",
    "study_table",
    "value_information",
    "write_plan",
    "write_report",
    "write_template",
    "write_workbook",
]

_HOMES = {
    "AlternativesOptions": "coeplan.api.alternatives",
    "Answer": "coeplan.api.session",
    "AuditError": "coeplan.core.errors",
    "CancelToken": "coeplan.core.cancel",
    "CoeplanError": "coeplan.core.errors",
    "ComparedPlan": "coeplan.api.compare",
    "DiagnoseOptions": "coeplan.api.diagnose",
    "Fault": "coeplan_models",
    "FrontierOptions": "coeplan.api.frontier",
    "InputError": "coeplan.core.errors",
    "Instance": "coeplan_models",
    "NoPlanError": "coeplan.core.errors",
    "Place": "coeplan.core.executor",
    "Plan": "coeplan_models",
    "Planned": "coeplan.api.planned",
    "PriceOptions": "coeplan.api.price",
    "Progress": "coeplan.core.progress",
    "RegretOptions": "coeplan.api.regret",
    "RegretQuestion": "coeplan.api.regret",
    "RunOptions": "coeplan.api.studies",
    "SampleSizeOptions": "coeplan.api.sample_size",
    "Session": "coeplan.api.session",
    "Solution": "coeplan.api.solve",
    "SolveOptions": "coeplan.api.solve",
    "SolverError": "coeplan.core.errors",
    "StressOptions": "coeplan.api.stress",
    "ValueOptions": "coeplan.api.value",
    "WhatIf": "coeplan_models",
    "WhyOptions": "coeplan.api.why",
    "__version__": "coeplan.core.version",
    "advance_plan": "coeplan.api.advance",
    "alternatives": "coeplan.api.alternatives",
    "audit_plan": "coeplan.api.audit",
    "compare_many": "coeplan.api.compare",
    "compare_plans": "coeplan.api.compare",
    "comparison_report": "coeplan.api.report",
    "diagnose": "coeplan.api.diagnose",
    "edited_instance": "coeplan.api.edits",
    "explain": "coeplan.api.why",
    "find_thresholds": "coeplan.api.threshold",
    "frontier": "coeplan.api.frontier",
    "gather_report": "coeplan.api.report",
    "hold_claims": "coeplan.api.threshold",
    "load": "coeplan.api.load",
    "load_instance": "coeplan.api.load",
    "load_plan": "coeplan.api.load",
    "plan_page": "coeplan.api.show",
    "plan_report": "coeplan.api.report",
    "plan_tables": "coeplan.plans.tables",
    "plan_workbook": "coeplan.api.workbook",
    "policy": "coeplan.api.policy",
    "policy_lines": "coeplan.api.policy",
    "price_rules": "coeplan.api.price",
    "read_planned": "coeplan.api.planned",
    "read_sensitivity": "coeplan.api.sensitivity",
    "regret": "coeplan.api.regret",
    "run_sensitivity": "coeplan.api.sensitivity",
    "run_study": "coeplan.api.studies",
    "sample_sizes": "coeplan.api.sample_size",
    "save_instance": "coeplan.api.load",
    "sensitivity_study": "coeplan.api.sensitivity",
    "solve": "coeplan.api.solve",
    "stress": "coeplan.api.stress",
    "study_report": "coeplan.api.report",
    "study_status": "coeplan.api.studies",
    "study_table": "coeplan.api.studies",
    "value_information": "coeplan.api.value",
    "write_plan": "coeplan.api.files",
    "write_report": "coeplan.api.report",
    "write_template": "coeplan.api.template",
    "write_workbook": "coeplan.api.workbook",
}
"""Module that each public name comes from."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'coeplan' has no attribute {name!r}; its public names are {', '.join(__all__)}")
    found = getattr(importlib.import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
