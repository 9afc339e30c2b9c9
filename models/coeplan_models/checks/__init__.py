"""Cross-checks: whether what an instance says in one place fits what it says in another.

The contract (the models of :mod:`coeplan_models`) judges every value by itself; these checks judge them together.
Each is one function of a :class:`~coeplan_models.checks.case.Case` and yields all it finds. Nothing is read from
files: the place of a fault is its path, and whoever read the file knows where that stands.
"""

from collections import Counter
from collections.abc import Sequence

from ..faults import Fault
from ..instance import Instance
from . import (
    drivers,
    fans,
    figures,
    footprints,
    limits,
    magnitudes,
    names,
    pay,
    periods,
    references,
    samples,
    standing,
    terms,
    trees,
)
from .case import Case, Check, Path

_MOST = 25_000
"""Most faults, and most warnings, of one instance that are kept; more than are told at once."""

CHECKS: tuple[Check, ...] = (
    *names.CHECKS,
    *periods.CHECKS,
    *pay.CHECKS,
    *terms.CHECKS,
    *drivers.CHECKS,
    *trees.CHECKS,
    *fans.CHECKS,
    *samples.CHECKS,
    *magnitudes.CHECKS,
    *footprints.CHECKS,
    *limits.CHECKS,
    *references.CHECKS,
    *standing.CHECKS,
    *figures.CHECKS,
)
"""All cross-checks, in the order in which they run."""


def check_instance(instance: Instance) -> list[Fault]:
    """Return everything that is wrong (faults) or suspicious (warnings) in an instance that keeps the contract.

    Parameters
    ----------
    instance : Instance
        The instance.

    Returns
    -------
    list of Fault
        Without place; ``path`` holds the keys that lead to the value. Each finding is listed once; of very many
        faults, and of very many warnings, only the first.
    """
    found = _found(Case(instance), frozenset())
    drawn = samples.as_explicit(instance)
    if drawn is not None:
        on_the_tree = map(samples.of_drawn, _found(Case(drawn), frozenset()))
        found += [fault for fault in on_the_tree if fault not in found]
    return found


def check_around(instance: Instance, broken: Sequence[Path]) -> list[Fault]:
    """Return what is wrong apart from parts that break the contract and were replaced by stand-ins.

    Parameters
    ----------
    instance : Instance
        The instance with stand-ins.
    broken : sequence of paths
        What was replaced: parts such as ``("scenarios",)`` or records such as ``("areas", "support")``.

    Returns
    -------
    list of Fault
        Faults that do not depend on a stand-in; no warnings.
    """
    found = _found(Case(instance), frozenset(str(path[0]) for path in broken))
    away = {path[:2] for path in broken}
    return [
        fault
        for fault in found
        if fault.severity == "fault" and fault.path[:2] not in away and fault.path[:1] not in away
    ]


def _found(case: Case, broken: frozenset[str]) -> list[Fault]:
    """Run the checks that do not read broken parts; an unknown headquarters is such a part."""
    if case.home is None:
        broken |= {"headquarters"}
    found: dict[Fault, None] = {}
    kept = Counter[str]()
    for fault in (fault for check in CHECKS if not check.reads & broken for fault in check.run(case)):
        if kept[fault.severity] < _MOST:
            found[fault] = None
            kept[fault.severity] += 1
        elif fault.severity == "fault":
            break
    return list(found)


__all__ = ["CHECKS", "Case", "Check", "check_around", "check_instance"]
