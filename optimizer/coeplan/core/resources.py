"""Finds what ships with the package: the catalogue and the examples under ``instances``."""

from pathlib import Path

_INSTALLED = Path(__file__).resolve().parents[1] / "instances"
"""Where a wheel puts ``instances``: inside the package."""

_CHECKOUT = Path(__file__).resolve().parents[3] / "instances"
"""Where a checkout has it: beside ``optimizer``."""


def shipped(*parts: str) -> Path:
    """Return the path of a file or folder that ships with the package.

    Parameters
    ----------
    *parts : str
        Steps below ``instances``, such as ``"catalogue", "mexico.yaml"``.

    Returns
    -------
    Path
        The path, in an installed wheel as well as in a checkout. Whether it exists is not looked at.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)


def shipped_names(folder: str) -> tuple[str, ...]:
    """Return the names of the YAML files that ship in a folder of ``instances``.

    Parameters
    ----------
    folder : str
        Such as ``catalogue``.

    Returns
    -------
    tuple of str
        In alphabetical order, without ``.yaml``, those of subfolders as ``subfolder/name``; empty where there is
        no such folder.
    """
    root = shipped(folder)
    return tuple(sorted(path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.yaml")))
