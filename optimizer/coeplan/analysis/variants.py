"""Variants of an instance, each solved on its own, on workers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from coeplan.core.executor import Workers, task_token
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.solve import solve_instance
from coeplan.solving.warm import WarmStart
from coeplan_models import Instance


@dataclass(frozen=True, slots=True)
class Variant:
    """An instance to solve.

    Attributes
    ----------
    instance : Instance
        A checked instance.
    options : SolveOptions
        How to solve it.
    warm : WarmStart or None
        What is known of a similar instance.
    """

    instance: Instance
    options: SolveOptions
    warm: WarmStart | None = None


def alone(options: SolveOptions) -> SolveOptions:
    """Return options for one of many solves that share a machine: one thread, nothing beside the plan asked for.

    With one thread what is found does not depend on what else runs.
    """
    return replace(options, threads=1, keeping=False, workers="in-process")


def solve_variants(workers: Workers, variants: Iterable[Variant]) -> Iterator[tuple[int, Outcome]]:
    """Solve variants that do not depend on each other.

    Parameters
    ----------
    workers : Workers
        Where they are solved. After its token is cancelled no further one begins.
    variants : iterable of Variant
        What to solve.

    Yields
    ------
    tuple of int and Outcome
        Number of the variant, from 0, and what came of it, in the order in which they are done.

    Raises
    ------
    TaskError
        Where a solve failed.
    """
    for each in workers.run(solve_variant, variants):
        yield each.number, each.result()


def solve_variant(variant: Variant) -> Outcome:
    """Solve one variant where it runs."""
    return solve_instance(variant.instance, variant.options, cancel=task_token(), warm=variant.warm)
