"""Writing a plan with all that comes of it into a folder."""

from dataclasses import dataclass
from pathlib import Path

from coeplan.io import write_atomically
from coeplan.io.plan_files import PLAN_FILE
from coeplan.report.files import made_folder, write_instance, write_tables
from coeplan_models import Instance, Plan

from .show import plan_page

PAGE_FILE = "page.txt"
TABLES_FOLDER = "tables"


@dataclass(frozen=True)
class WrittenPlan:
    """Where a plan was written to."""

    folder: Path
    """The folder."""
    plan: Path
    """The plan itself."""
    tables: tuple[Path, ...]
    """Every table, as CSV and as Parquet."""
    page: Path
    """The page as plain text."""


def write_plan(
    plan: Plan, folder: str | Path, instance: Instance | None = None, *, audited: bool | None = None
) -> WrittenPlan:
    """Write a plan, its instance, its tables and its page; each file is replaced in one go.

    Parameters
    ----------
    plan : Plan
        The plan.
    folder : str or Path
        Where to; made where it is missing.
    instance : Instance, optional
        The instance it was made for; with it the page says names, there is a table of lock-ins, and the instance stands
        beside the plan as ``instance.json``.
    audited : bool, optional
        Whether the auditor passed the plan; the page says so.

    Returns
    -------
    WrittenPlan
        The files.

    Raises
    ------
    InputError
        If a file cannot be written, or the plan was made for another instance.
    """
    target = made_folder(folder)
    page = plan_page(plan, instance, audited=audited)
    write_atomically(target / PLAN_FILE, plan.model_dump_json(indent=1) + "\n")
    if instance is not None:
        write_instance(instance, target)
    tables = write_tables(plan, target / TABLES_FOLDER, instance)
    write_atomically(target / PAGE_FILE, page)
    return WrittenPlan(target, target / PLAN_FILE, tables, target / PAGE_FILE)


def prepared_folder(folder: str | Path) -> Path:
    """Make the folder of a plan before the plan is there, so that a bad name is found out early."""
    return made_folder(folder)
