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
    from coeplan.api.audit import audit_plan
    from coeplan.api.compare import ComparedPlan, compare_many, compare_plans
    from coeplan.api.edits import edited_instance
    from coeplan.api.files import write_plan
    from coeplan.api.load import load, load_instance, load_plan
    from coeplan.api.sensitivity import read_sensitivity, run_sensitivity, sensitivity_study
    from coeplan.api.session import Answer, Session
    from coeplan.api.show import plan_page
    from coeplan.api.solve import Solution, SolveOptions, solve
    from coeplan.api.studies import RunOptions, run_study, study_status, study_table
    from coeplan.core.cancel import CancelToken
    from coeplan.core.errors import AuditError, CoeplanError, InputError, SolverError
    from coeplan.core.version import __version__ as __version__
    from coeplan.plans.tables import plan_tables
    from coeplan_models import Instance, Plan, WhatIf

__all__ = [
    "Answer",
    "AuditError",
    "CancelToken",
    "CoeplanError",
    "ComparedPlan",
    "InputError",
    "Instance",
    "Plan",
    "RunOptions",
    "Session",
    "Solution",
    "SolveOptions",
    "SolverError",
    "WhatIf",
    "advance_plan",
    "audit_plan",
    "compare_many",
    "compare_plans",
    "edited_instance",
    "load",
    "load_instance",
    "load_plan",
    "plan_page",
    "plan_tables",
    "read_sensitivity",
    "run_sensitivity",
    "run_study",
    "sensitivity_study",
    "solve",
    "study_status",
    "study_table",
    "write_plan",
]

_HOMES = {
    "Answer": "coeplan.api.session",
    "__version__": "coeplan.core.version",
    "AuditError": "coeplan.core.errors",
    "CancelToken": "coeplan.core.cancel",
    "CoeplanError": "coeplan.core.errors",
    "ComparedPlan": "coeplan.api.compare",
    "InputError": "coeplan.core.errors",
    "Instance": "coeplan_models",
    "Plan": "coeplan_models",
    "RunOptions": "coeplan.api.studies",
    "Session": "coeplan.api.session",
    "Solution": "coeplan.api.solve",
    "SolveOptions": "coeplan.api.solve",
    "SolverError": "coeplan.core.errors",
    "WhatIf": "coeplan_models",
    "advance_plan": "coeplan.api.advance",
    "audit_plan": "coeplan.api.audit",
    "compare_many": "coeplan.api.compare",
    "compare_plans": "coeplan.api.compare",
    "edited_instance": "coeplan.api.edits",
    "load": "coeplan.api.load",
    "load_instance": "coeplan.api.load",
    "load_plan": "coeplan.api.load",
    "plan_page": "coeplan.api.show",
    "plan_tables": "coeplan.plans.tables",
    "read_sensitivity": "coeplan.api.sensitivity",
    "run_sensitivity": "coeplan.api.sensitivity",
    "run_study": "coeplan.api.studies",
    "sensitivity_study": "coeplan.api.sensitivity",
    "solve": "coeplan.api.solve",
    "study_status": "coeplan.api.studies",
    "study_table": "coeplan.api.studies",
    "write_plan": "coeplan.api.files",
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
