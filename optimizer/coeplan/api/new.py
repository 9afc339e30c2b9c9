"""Starting a new instance: a small commented one, or a copy of an example."""

import re
from importlib import resources
from pathlib import Path

from coeplan.core.errors import InputError
from coeplan.io import write_atomically
from coeplan_models import Fault, Place

from .examples import example_path

_ENDINGS = (".yaml", ".yml")


def new_instance(path: str | Path, example: str | None = None) -> Path:
    """Write a starter instance, or a copy of an example under a new name.

    Parameters
    ----------
    path : str or Path
        File to write; its name, without the ending, becomes the name of the instance.
    example : str, optional
        Name of the example to copy; absent: a small instance with comments, which can be solved at once.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the file exists already or cannot be written, if its name is no good, or if there is no such example.
    """
    target = Path(path)
    _check(target)
    text = _starter(target) if example is None else _renamed(_read(example), identifier(target.stem))
    write_atomically(target, text)
    return target


def copy_example(name: str, path: str | Path) -> Path:
    """Write an example to a file as it ships.

    Raises
    ------
    InputError
        If there is no such example, or if the file exists already or cannot be written.
    """
    target = Path(path)
    text = _read(name)
    _check(target)
    write_atomically(target, text)
    return target


def identifier(text: str) -> str:
    """Turn a text into a name that an instance may have; ``instance`` where nothing of it can be used."""
    return re.sub(r"[^A-Za-z0-9_\-]+", "-", text).strip("-_")[:64] or "instance"


def _check(target: Path) -> None:
    if target.suffix not in _ENDINGS:
        message, expected = f"{target.name!r} does not end as YAML does", f"a name such as {target.stem or 'firm'}.yaml"
        raise InputError([_fault("wrong_ending", message, expected, target)])
    if target.exists():
        message, expected = f"there is a file {str(target)!r} already", "another name; nothing is ever overwritten here"
        raise InputError([_fault("file_exists", message, expected, target)])


def _fault(code: str, message: str, expected: str, target: Path) -> Fault:
    return Fault(code=code, message=message, value=str(target), expected=expected, place=Place(file=str(target)))


def _starter(target: Path) -> str:
    text = resources.files(__package__ or "coeplan.api").joinpath("starter.yaml").read_text(encoding="utf-8")
    return _renamed(text.replace("FILE", str(target)), identifier(target.stem))


def _read(example: str) -> str:
    return example_path(example).read_text(encoding="utf-8")


def _renamed(text: str, name: str) -> str:
    """Put another name of the instance into its text; only the key at the margin is the instance's own."""
    return re.sub(r"^name:.*$", f"name: {name}", text, count=1, flags=re.MULTILINE)
