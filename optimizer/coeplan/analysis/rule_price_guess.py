"""A first guess at which rules cost something: duals of the linear relaxation, which order what is solved, no more."""

from collections.abc import Sequence

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.solving.model import NARROW, PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan_models import Instance

from .diagnosis.rows import RowsOfRules, is_rows
from .diagnosis.rules import Rule
from .diagnosis.trials import without_regret


def guesses(instance: Instance, rules: Sequence[Rule], seconds: float, cancel: CancelToken) -> list[float | None]:
    """Return the sum of the duals of each rule's rows in the linear relaxation.

    Parameters
    ----------
    instance : Instance
        The instance.
    rules : sequence of Rule
        Its rules.
    seconds : float
        Time for the relaxation.
    cancel : CancelToken
        Stops it.

    Returns
    -------
    list of float or None
        In plan currency per unit of the rows, without sign; None of rules that are no rows, and of all where the
        relaxation was not solved in time.
    """
    # What a cap on regret is worth is not guessed: that would ask for every future to be solved before.
    model = PlanningModel.of(without_regret(instance) if instance.asks_for_regret else instance, NARROW)
    solver = SolverProcess()
    try:
        solver.load(model.compiled.matrix.relaxed())
        result = solver.solve(SolverOptions(time_limit=seconds, threads=1), cancel=cancel)
    finally:
        solver.close()
    if result.duals is None:
        return [None] * len(rules)
    rows, duals = RowsOfRules(model), np.abs(result.duals) * model.money
    return [float(duals[rows.of(rule)].sum()) if is_rows(rule) else None for rule in rules]
