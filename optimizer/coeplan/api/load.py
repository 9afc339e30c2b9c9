"""Reading instances and plans; an instance may be a shipped example."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance, load_plan, save_instance
from coeplan.io import load_instance as load_any
from coeplan_models import Fault, Instance, Place

from .examples import example_names, example_path

__all__ = ["LoadedInstance", "Located", "load", "load_instance", "load_plan", "locate_instance", "save_instance"]


@dataclass(frozen=True)
class Located:
    """Where an instance is read from."""

    path: Path
    """The file."""
    example: str | None
    """Name of the shipped example that it is; None for a file of the user's."""


def load(source: str | Path | Mapping[str, Any] | Instance) -> Instance:
    """Read and check an instance, and return it alone; see :func:`load_instance` for its warnings."""
    return load_instance(source).instance


def load_instance(source: str | Path | Mapping[str, Any] | Instance) -> LoadedInstance:
    """Read and check an instance.

    Parameters
    ----------
    source : path, mapping or Instance
        Its file, or, where there is no such file, the name of a shipped example; or what such a file says; or an
        instance made in Python, which is only checked.

    Returns
    -------
    LoadedInstance
        The instance, and what is suspicious in it.

    Raises
    ------
    InputError
        If there is no such instance, or if it cannot be used; every fault is listed with its place.
    """
    return load_any(locate_instance(source).path if isinstance(source, str | Path) else source)


def locate_instance(source: str | Path, beside: str | Path = "") -> Located:
    """Find an instance by its file, or, where there is no such file, by the name of a shipped example.

    Parameters
    ----------
    source : str or Path
        File or name. A folder that has the name of an example is not in its way.
    beside : str or Path
        Folder that the file is looked for from; that of the process unless given.

    Raises
    ------
    InputError
        If it is neither.
    """
    path, name = Path(beside, source), str(source)
    shipped = name in example_names()
    if _may_be_read(path) and not (shipped and path.is_dir()):
        return Located(path, None)
    if shipped:
        return Located(example_path(name), name)
    file = "a file" if str(path) == name else f"a file {str(path)!r}"
    fault = Fault(
        code="no_such_instance",
        message=f"there is neither {file} nor a shipped example {name!r}",
        value=name,
        expected=f"a file, or one of {', '.join(example_names())}",
        nearest=_nearest(path),
        place=Place(file=name),
    )
    raise InputError([fault])


def _may_be_read(path: Path) -> bool:
    """Whether there is a file; a name that no file can have counts as one, so that reading it says why not."""
    try:
        return path.exists()
    except OSError:
        return True


def _nearest(path: Path) -> tuple[str, ...]:
    """Names of examples, and of files beside it, that look like a missing file."""
    names = [*example_names()]
    with suppress(OSError):
        names += [str(path.with_name(each.name)) for each in path.parent.iterdir()]
    return tuple(get_close_matches(str(path), names))
