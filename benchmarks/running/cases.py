"""Cases: instances by name, so that a process of its own can make them."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.instances import SIZES, Options, document
from benchmarks.instances.generator import case_name
from benchmarks.published import read_case, to_instance
from coeplan.api.examples import example_names
from coeplan.api.load import load_instance
from coeplan_models import Instance

PUBLISHED = Path(__file__).parents[1] / "published" / "data"


def generated(size: str, seed: int, options: Options) -> str:
    """Return the name of a generated case."""
    return "generated/" + case_name(size, seed, options)


def shipped(names: Iterable[str] = ()) -> list[str]:
    """Return the names of instances that ship with the product: all, or those given."""
    return [f"shipped/{name}" for name in _chosen("shipped instance", names, example_names())]


def published(names: Iterable[str] = ()) -> list[str]:
    """Return the names of published cases: all, or those of the given files, such as ``cap41`` or ``p1``."""
    files = sorted((*PUBLISHED.glob("or-library/cap*.txt"), *PUBLISHED.glob("holmberg/p*")))
    known = {path.stem: path for path in files}
    return [f"published/{known[name].relative_to(PUBLISHED)}" for name in _chosen("published case", names, known)]


def _chosen(what: str, names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the names asked for, or all; refuse those that are not known."""
    asked, all_known = list(names), list(known)
    if missing := [name for name in asked if name not in all_known]:
        raise ValueError(f"no {what} {', '.join(missing)}: expected some of {', '.join(all_known)}")
    return asked or all_known


def instance_of(case: str) -> Instance:
    """Make and check the instance of a case.

    Raises
    ------
    ValueError
        If the name is that of no case.
    """
    kind, _, rest = case.partition("/")
    if kind == "generated":
        return load_instance(_document(rest)).instance
    if kind == "shipped" and rest:
        return load_instance(rest).instance
    if kind == "published":
        return to_instance(read_case(PUBLISHED / rest))
    raise ValueError(f"case {case!r}: expected generated/..., shipped/... or published/...")


def _document(name: str) -> dict[str, object]:
    """Return the document of a generated case, whose name says all of it."""
    for size in SIZES:
        said = name.removeprefix(f"{size}-")
        form, _, rest = said.partition("-")
        policies, _, seed = rest.rpartition("-s")
        if said != name and form in ("tree", "path") and seed.isdecimal():
            return document(size, int(seed), Options(form == "tree", policies.replace("-", ":")))
    raise ValueError(f"generated case {name!r}: expected SIZE-tree|path-POLICIES-sSEED, such as small-path-usual-s0")
