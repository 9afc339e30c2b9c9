"""From a size, a seed and options to an instance."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coeplan.api.load import load_instance
from coeplan.io import write_document
from coeplan_models import Instance

from .futures import say_future
from .places import bases, draw_headquarters, draw_models, draw_sites, say_places
from .policies import chosen_kinds, say_policies
from .setting import Setting
from .sizes import SIZES, Size
from .work import draw_areas


@dataclass(frozen=True)
class Options:
    """What of an instance is on.

    Attributes
    ----------
    tree : bool or None
        Whether there is a scenario tree; None: as the size has it (all but small).
    policies : str
        ``none``, ``usual``, ``all``, ``only:KIND`` or ``without:KIND``.
    """

    tree: bool | None = None
    policies: str = "usual"


def document(size: str, seed: int = 0, options: Options | None = None) -> dict[str, Any]:
    """Return an instance as a file would say it, on top of the catalogue.

    The same size, seed and options give the same document; policies and tree change nothing else of it.

    Parameters
    ----------
    size : str
        One of ``SIZES``.
    seed : int
        Which of the firms of that size.
    options : Options, optional
        What is on.

    Raises
    ------
    ValueError
        If there is no such size, or the policies are none of the words that may be used.
    """
    if size not in SIZES:
        raise ValueError(f"size {size!r}: expected one of {', '.join(SIZES)}")
    options = options or Options()
    kinds = chosen_kinds(options.policies)
    chosen = SIZES[size]
    setting = Setting(chosen, seed, _loaded_firm(chosen, seed), has_tree(size, options))
    firm = _firm(chosen, seed) | {"name": case_name(size, seed, options)}
    return firm | say_future(setting) | say_policies(setting, kinds)


def generate(size: str, seed: int = 0, options: Options | None = None) -> Instance:
    """Return an instance; see :func:`document`."""
    return load_instance(document(size, seed, options)).instance


def write(path: str | Path, size: str, seed: int = 0, options: Options | None = None) -> Path:
    """Write an instance as a file, ``*.yaml`` or ``*.json``, that extends the catalogue; return the file's path."""
    write_document(_with_text_keys(document(size, seed, options)), path)
    return Path(path)


def _with_text_keys(said: Any) -> Any:
    """Periods are numbers in an instance, but keys of files are text."""
    if isinstance(said, dict):
        return {str(key): _with_text_keys(value) for key, value in said.items()}
    return [_with_text_keys(each) for each in said] if isinstance(said, list) else said


def has_tree(size: str, options: Options) -> bool:
    """Whether an instance has a scenario tree."""
    return SIZES[size].tree if options.tree is None else options.tree


def case_name(size: str, seed: int, options: Options) -> str:
    """Return the name of an instance, which says how it was made."""
    tree = "tree" if has_tree(size, options) else "path"
    return "-".join([size, tree, options.policies.replace(":", "-"), f"s{seed}"])


def _firm(size: Size, seed: int) -> dict[str, Any]:
    """The instance without scenarios and policies."""
    headquarters = draw_headquarters(size, seed)
    sites = draw_sites(size, seed, headquarters)
    areas = draw_areas(size, seed)
    models = draw_models(size, seed, sites)
    return {
        "extends": bases(headquarters, sites, list(models)),
        "schema_version": "1",
        "name": f"{size.name}-s{seed}",
        "title": f"A {size.name.replace('-', ' ')} firm ({seed})",
        "currency": "USD",
        "headquarters": headquarters,
        "discount_rate": 0.1,
        "coordination_cost": 60_000,
        "terminal_months": 12,
        "horizon": {"start": "2027-01", "periods": size.periods, "months": 3},
        "areas": areas,
        "locations": say_places(size, seed, headquarters, sites, areas),
        "operating_models": models,
    }


@lru_cache(maxsize=8)
def _loaded_firm(size: Size, seed: int) -> Instance:
    """The same, read and checked, which takes most of the time."""
    return load_instance(_firm(size, seed)).instance
