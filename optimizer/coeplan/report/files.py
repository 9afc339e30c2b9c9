"""Tables as files: CSV for people and spreadsheets, Parquet for programs; and the instance beside its plan."""

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from coeplan.core.errors import InputError
from coeplan.io import save_instance, write_atomically
from coeplan.plans.tables import plan_tables
from coeplan_models import Fault, Instance, Place, Plan

INSTANCE_FILE = "instance.json"
"""The instance beside its plan: as JSON, for explicit trees are more than YAML is fit for."""


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
    return write_frames(plan_tables(plan, instance), folder)


def write_frames(tables: Mapping[str, pd.DataFrame], folder: str | Path) -> tuple[Path, ...]:
    """Write tables as CSV and as Parquet.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The tables by name.
    folder : str or Path
        Where to; made where it is missing. Files of the same names are replaced, each in one go.

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
    for name, table in tables.items():
        for ending, content in ((".csv", _csv(table)), (".parquet", _parquet(table))):
            path = target / f"{name}{ending}"
            write_atomically(path, content)
            written.append(path)
    return tuple(written)


def write_instance(instance: Instance, folder: str | Path) -> Path:
    """Write an instance beside its plan, so that the folder says all that the plan was made from.

    Parameters
    ----------
    instance : Instance
        The checked instance; what it extends and the reference plans that it names are written out.
    folder : str or Path
        Folder of the plan, which must exist.

    Returns
    -------
    Path
        The file, ``instance.json``.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    path = Path(folder) / INSTANCE_FILE
    save_instance(instance, path)
    return path


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
