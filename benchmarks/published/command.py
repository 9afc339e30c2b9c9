"""The command that writes cases as instances."""

import argparse
import sys
from collections.abc import Sequence
from math import inf
from pathlib import Path

from coeplan import InputError, Instance
from coeplan.api.load import save_instance
from coeplan_models import Fault, Place

from .conversion import to_instance
from .formats import FORMATS
from .reading import read_case
from .words import Word

SUFFIXES = (".yaml", ".yml", ".json")
"""Suffixes of instances; an OUT without one of them is a folder."""

EPILOG = """
Both formats begin with "m n" and m lines "capacity fixed-cost". or-library goes on with each customer's demand and m
costs (demand may be divided), holmberg with all n demands and then n costs for each of the m facilities (a customer is
served from one). Without --format the line breaks must show which it is.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every case as an instance; where any file is faulty, write none.

    Returns
    -------
    int
        0, or 1 where a file is faulty or cannot be written.
    """
    options = _parser().parse_args(arguments)
    try:
        written = _convert(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    for path, instance in written.items():
        print(f"{path}: {len(instance.locations) - 1} facilities, {len(instance.areas)} customers")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.published",
        description="Write published capacitated facility-location cases as instances.",
        epilog=EPILOG,
    )
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="case to convert")
    parser.add_argument("--format", dest="form", choices=[*FORMATS], help="format of all the files")
    parser.add_argument("--capacity", metavar="N", type=_capacity, help="what the word 'capacity' in a file stands for")
    out = "file to write (.yaml or .json), or a folder, which several files need"
    parser.add_argument("--out", metavar="OUT", required=True, type=Path, help=out)
    return parser


def _capacity(text: str) -> float:
    """Read the value of ``--capacity``."""
    number = Word(text, 1, 1).number()
    if number is None or not 0 <= number < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 0")
    return number


def _convert(options: argparse.Namespace) -> dict[Path, Instance]:
    """Read all files, then write all instances.

    Raises
    ------
    InputError
        If a file is faulty, with the faults of all of them, or cannot be written.
    """
    faults: list[Fault] = []
    instances: dict[Path, Instance] = {}
    for path in options.files:
        try:
            instance = to_instance(read_case(path, options.form, options.capacity))
            instances[_free(_target(options, instance), instances)] = instance
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    for path, instance in instances.items():
        _make_folder(path.parent)
        save_instance(instance, path)
    return instances


def _make_folder(folder: Path) -> None:
    """Make a folder where it is missing.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder cannot be made: {error.strerror or error}"
        raise InputError([Fault(code="cannot_write", message=message, place=Place(file=str(folder)))]) from error


def _target(options: argparse.Namespace, instance: Instance) -> Path:
    """Return the file of an instance: OUT itself, or one named after the case in the folder OUT."""
    if options.out.suffix.lower() not in SUFFIXES:
        return options.out / f"{instance.name}.yaml"
    if len(options.files) == 1:
        return options.out
    message = f"{len(options.files)} files are to be written to the one file {str(options.out)!r}"
    raise InputError([Fault(code="one_file_for_many", message=message, expected="--out FOLDER")])


def _free(path: Path, taken: dict[Path, Instance]) -> Path:
    """Return a file that no other case of this run is written to."""
    if path not in taken:
        return path
    message = "two cases of this name would be written to one file"
    raise InputError([Fault(code="same_name", message=message, expected="one at a time", place=Place(file=str(path)))])
