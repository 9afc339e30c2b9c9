"""Workbooks to fill in: an instance as sheets with units, meaning, drop-downs and checked ranges."""

from pathlib import Path

from coeplan.core.errors import InputError
from coeplan.io import write_atomically
from coeplan.io.catalogue import catalogue
from coeplan.io.documents import WORKBOOK
from coeplan.io.workbook.write import workbook_bytes
from coeplan_models import Fault, Instance, Place

from .load import load

EXAMPLE = "micro-coe"
"""Example that a workbook is filled from unless something else is asked for: small, with sources for its figures."""

_OF_EXAMPLE = (
    "All values are those of the example {name!r}: a software firm in Austin, with places and terms of the catalogue. "
    "Put your own in their place, and delete the rows that you do not need; sheet Figures says where each comes from."
)


def write_template(path: str | Path, source: str | Path | Instance | None = None) -> Path:
    """Write an instance as a workbook that can be filled in, and read wherever an instance is.

    Parameters
    ----------
    path : str or Path
        File to write, ``*.xlsx``; one that exists is left alone.
    source : path, str or Instance, optional
        The instance, as :func:`coeplan.load_instance` takes it; absent: an example, marked as such on the first sheet.

    Returns
    -------
    Path
        The file. Reading it gives the same instance.

    Raises
    ------
    InputError
        If the file exists already or cannot be written, if its name is no good, or if the instance cannot be used.
    """
    target = Path(path)
    _check(target)
    instance = load(EXAMPLE if source is None else source)
    about = _OF_EXAMPLE.format(name=instance.name) if source is None else ""
    write_atomically(target, workbook_bytes(instance, about, catalogue()))
    return target


def _check(target: Path) -> None:
    if target.suffix != WORKBOOK:
        expected = f"a name such as {target.stem or 'plan'}{WORKBOOK}"
        raise _refused("wrong_ending", f"{target.name!r} does not end as a workbook does", expected, target)
    if target.exists():
        expected = "another name; a workbook that may have been filled in is never overwritten"
        raise _refused("file_exists", f"there is a file {str(target)!r} already", expected, target)


def _refused(code: str, message: str, expected: str, target: Path) -> InputError:
    place = Place(file=str(target))
    return InputError([Fault(code=code, message=message, value=str(target), expected=expected, place=place)])
