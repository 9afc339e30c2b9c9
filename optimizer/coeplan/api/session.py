"""One instance, its plan, and what-ifs that are solved from there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.progress import ProgressCallback
from coeplan.io import LoadedInstance
from coeplan.plans.soundness import other_instance
from coeplan.whatif.restriction import with_floor
from coeplan_models import Edit, Instance, Plan, WhatIf

from .compare import Comparison, compare_plans
from .edits import Edited, described, edited_instance
from .load import load_instance
from .solve import Solution, SolveOptions, WarmStart, solve

__all__ = ["Answer", "Session"]

BASE = "base"
"""Name under which edits may speak of the session's own plan, as in ``freeze 2 periods of base``."""


@dataclass(frozen=True)
class Answer:
    """What came of a what-if.

    Attributes
    ----------
    edited : Edited
        The edited instance, and every value that changed.
    solution : Solution
        Its plan, or why there is none.
    base : Solution
        What it is held against.
    """

    edited: Edited
    solution: Solution
    base: Solution

    @cached_property
    def comparison(self) -> Comparison | None:
        """How the plan differs from the base's; None where one of them has none."""
        if self.base.plan is None or self.solution.plan is None:
            return None
        return compare_plans(self.base.plan, self.solution.plan, self.base.instance, self.solution.instance)


class Session:
    """Solves an instance once, and what-ifs of it from its plan.

    A what-if starts from the base's plan as far as that fits the edited instance, and proves with the base's prices
    until it has its own; where the edits only forbid, the base's bound holds for it. Its plan is audited against the
    edited instance like any other. Every what-if starts from the base alone, so that its answer does not depend on what
    was asked before.

    Parameters
    ----------
    source : path, mapping or Instance
        The instance, as :func:`coeplan.load_instance` takes it.
    options : SolveOptions, optional
        How the base and what-ifs are solved.
    plan : Plan, optional
        A plan of the instance, known already: the base is not solved, then.

    Raises
    ------
    InputError
        Where the instance cannot be used, or the plan is one of another instance.

    Examples
    --------
    >>> session = coeplan.Session("micro-coe")  # doctest: +SKIP
    >>> answer = session.what_if("areas.support.workload x 1.2")  # doctest: +SKIP
    >>> print(answer.comparison.difference)  # doctest: +SKIP
    """

    def __init__(
        self,
        source: str | Path | Instance | LoadedInstance,
        options: SolveOptions | None = None,
        plan: Plan | None = None,
    ) -> None:
        self._loaded = source if isinstance(source, LoadedInstance) else load_instance(source)
        self._options = options or SolveOptions()
        self._base: Solution | None = None
        if plan is not None:
            self._base = _known(self._loaded.instance, plan)

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self._loaded.instance

    def base(self, on_progress: ProgressCallback | None = None, cancel: CancelToken | None = None) -> Solution:
        """Return the solution of the instance as it is; the first call solves it.

        One that was interrupted before it had a plan is not kept.
        """
        if self._base is not None:
            return self._base
        found = solve(self.instance, replace(self._options, reusable=True), on_progress, cancel)
        if found.plan is not None:
            self._base = found
        return found

    def what_if(
        self,
        edits: WhatIf | str | Sequence[str | Edit],
        options: SolveOptions | None = None,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """Edit the instance and solve it, from the base's plan.

        Parameters
        ----------
        edits : WhatIf, str, or sequence of str or Edit
            What is changed, as :func:`coeplan.api.edits.edited_instance` takes it, or one line of it. Pins may name
            the base's plan ``base``.
        options : SolveOptions, optional
            How to solve it; those of the session, without finding out again what keeping costs, if left out.
        on_progress : callable, optional
            Told about the state of the search, in the calling thread.
        cancel : CancelToken, optional
            Stops the solve; the best audited plan is still returned.

        Returns
        -------
        Answer
            The edited instance, its solution, and how that differs from the base.

        Raises
        ------
        InputError
            Where an edit cannot be applied, or the instance cannot be used once it is edited.
        """
        base = self.base(on_progress, cancel)
        plans = {} if base.plan is None else {BASE: base.plan}
        edited = edited_instance(self._loaded, [edits] if isinstance(edits, str) else edits, plans=plans)
        return self.answer(edited, options, on_progress, cancel)

    def answer(
        self,
        edited: Edited,
        options: SolveOptions | None = None,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """Solve an instance that was edited already; see :meth:`what_if`."""
        base = self.base(on_progress, cancel)
        chosen = replace(self._options, keeping=False) if options is None else options
        found = solve(edited.instance, chosen, on_progress, cancel, _warm(base, edited.instance))
        if found.plan is not None:
            found = replace(found, plan=described(found.plan, edited))
        return Answer(edited, found, base)


def _warm(base: Solution, instance: Instance) -> WarmStart | None:
    """Return what a base leaves to an instance that was made from it."""
    return None if base.warm is None else with_floor(base.warm, base.bound, instance, base.instance)


def _known(instance: Instance, plan: Plan) -> Solution:
    """Return the solution that a plan of an instance stands for."""
    faults = list(other_instance(plan, instance))
    if faults:
        raise InputError(faults)
    return Solution(
        instance=instance,
        termination=plan.termination,
        plan=plan,
        value=plan.value,
        bound=plan.bound,
        gap=plan.gap,
        seconds=0.0,
        message="the plan was known already",
        warm=WarmStart.of(plan),
    )
