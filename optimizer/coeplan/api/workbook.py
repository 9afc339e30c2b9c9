"""A plan as an Excel workbook for finance teams."""

from collections.abc import Sequence
from pathlib import Path

from coeplan.core.errors import InputError
from coeplan.io import write_atomically
from coeplan.io.plan_files import PLAN_FILE
from coeplan.plans.board import board
from coeplan.plans.compare import ComparedPlan, compare_many
from coeplan.plans.soundness import other_instance
from coeplan.report.workbook.comparison import Opponent
from coeplan.report.workbook.workbook import plan_workbook as made_workbook
from coeplan_models import Fault, Instance, Place, Plan

from .compare import gather_plans

__all__ = ["ComparedPlan", "demand_workbook_name", "gather_plans", "plan_workbook", "write_workbook"]

WORKBOOK = ".xlsx"
"""How the name of a workbook ends."""


def plan_workbook(
    plan: Plan,
    instance: Instance | None = None,
    *,
    audited: bool | None = None,
    against: Sequence[ComparedPlan] = (),
) -> bytes:
    """Return a plan as the content of an Excel workbook.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance, optional
        The instance it was made for; with it the workbook says names, lock-ins and every assumption with its source.
    audited : bool, optional
        Whether the auditor passed the plan; None where it was not asked.
    against : sequence of ComparedPlan, optional
        Other plans: for each there is a bridge from its value to this plan's, and what is decided otherwise.

    Returns
    -------
    bytes
        An ``.xlsx`` file, the same to the byte whenever it is made of the same plans.

    Raises
    ------
    InputError
        If the plan does not hang together, was made for another instance, or cannot be compared with another plan.
    """
    faults = [*other_instance(plan, instance)]
    if faults:
        raise InputError(faults)
    read = board(plan, instance)
    opponents = [_opponent(each, ComparedPlan(plan, instance)) for each in against]
    return made_workbook(read, instance, audited=audited, opponents=opponents)


def _opponent(other: ComparedPlan, own: ComparedPlan) -> Opponent:
    """Compare a plan with another one, which is the base."""
    return Opponent(_short(other), compare_many((other, own)).comparisons[0])


def _short(plan: ComparedPlan) -> str:
    """Return what a plan is called in titles: its folder or file without the way there."""
    path = Path(plan.source)
    name = path.parent.name if path.name == PLAN_FILE else path.name
    return name or plan.plan.instance


def write_workbook(
    path: str | Path,
    plan: Plan,
    instance: Instance | None = None,
    *,
    audited: bool | None = None,
    against: Sequence[ComparedPlan] = (),
) -> Path:
    """Write a plan as an Excel workbook, in one go; see :func:`plan_workbook`.

    Parameters
    ----------
    path : str or Path
        The file, which ends in ``.xlsx``; replaced where it exists. Its folder must exist.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        As :func:`plan_workbook` says, or if the file cannot be written; what was there before is untouched.
    """
    demand_workbook_name(path)
    target = Path(path)
    write_atomically(target, plan_workbook(plan, instance, audited=audited, against=against))
    return target


def demand_workbook_name(path: str | Path) -> None:
    """Refuse a file name that spreadsheet programs would not take for a workbook.

    Raises
    ------
    InputError
        If it does not end in ``.xlsx``.
    """
    if Path(path).suffix.lower() != WORKBOOK:
        fault = Fault(
            code="no_workbook_name",
            message=f"{str(path)!r} is no name of a workbook",
            value=str(path),
            expected=f"a file name that ends in {WORKBOOK}, such as plan.xlsx",
            place=Place(file=str(path)),
        )
        raise InputError([fault])
