"""Tables of a plan as files: CSV for people and spreadsheets, Parquet for programs."""

import io
from pathlib import Path

import pandas as pd

from coeplan.core.errors import InputError
from coeplan.io.text import write_atomically
from coeplan.plans.tables import plan_tables
from coeplan_models import Fault, Instance, Place, Plan


def write_tables(plan: Plan, folder: str | Path, instance: Instance | None = None) -> tuple[Path, ...]:
    """Write every table of a plan as CSV and as Parquet.

    Parameters
    ----------
    plan : Plan
        The plan.
    folder : str or Path
        Where to; made where it is missing. Files of the same names are replaced, each in one go.
    instance : Instance, optional
        The instance it was made for; with it there is a table of lock-ins.

    Returns
    -------
    tuple of Path
        The files, in the order of the tables.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    target = made_folder(folder)
    written: list[Path] = []
    for name, table in plan_tables(plan, instance).items():
        for ending, content in ((".csv", _csv(table)), (".parquet", _parquet(table))):
            path = target / f"{name}{ending}"
            write_atomically(path, content)
            written.append(path)
    return tuple(written)


def made_folder(folder: str | Path) -> Path:
    """Return a folder, made with its parents where it is missing."""
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = Fault(
            code="cannot_write",
            message=f"the folder {str(folder)!r} cannot be made: {error.strerror}",
            value=str(folder),
            expected="the name of a folder, or of a new one where you may write",
            place=Place(file=str(folder)),
        )
        raise InputError([fault]) from error
    return target


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def _parquet(table: pd.DataFrame) -> bytes:
    target = io.BytesIO()
    table.to_parquet(target, index=False)
    return target.getvalue()
