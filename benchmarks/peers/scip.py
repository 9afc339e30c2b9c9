"""Plain SCIP: a matrix goes in, incumbents and bounds come out. Needs pyscipopt."""

import math
from typing import Any

from coeplan.formulation.matrix import MatrixModel

from .highs import Found, Tell

UNKNOWN = 1e20
"""SCIP's infinity."""


def solve_scip(matrix: MatrixModel, seconds: float, gap: float, tell: Tell) -> Found:
    """Solve a matrix with SCIP as it comes, in one thread, without a start.

    Raises
    ------
    ImportError
        If pyscipopt is not installed.
    """
    model = _model(matrix)
    model.setParam("limits/time", max(0.1, seconds))
    model.setParam("limits/gap", gap)
    model.setParam("lp/threads", 1)
    model.includeEventhdlr(_listener(tell), "listener", "tells of plans and bounds")
    model.optimize()
    held = model.getNSols() > 0
    found = Found(model.getStatus(), _known(model.getObjVal()) if held else None, _known(model.getDualbound()))
    tell(found.value, found.bound)
    return found


def _known(number: float) -> float | None:
    return None if abs(number) >= UNKNOWN else float(number)


def _model(matrix: MatrixModel) -> Any:
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    columns = [
        model.addVar(
            vtype="I" if whole else "C",
            lb=None if low == -math.inf else low,
            ub=None if high == math.inf else high,
            obj=cost,
        )
        for whole, low, high, cost in zip(
            matrix.integer.tolist(), matrix.lower.tolist(), matrix.upper.tolist(), matrix.cost.tolist(), strict=True
        )
    ]
    model.addObjoffset(matrix.offset)
    starts, places = matrix.row_start.tolist(), matrix.column_index.tolist()
    factors = matrix.coefficient.tolist()
    sides = zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)
    for row, (low, high) in enumerate(sides):
        entries = range(starts[row], starts[row + 1])
        body = quicksum(factors[entry] * columns[places[entry]] for entry in entries)
        if low == high:
            model.addCons(body == low)
        elif high < math.inf:
            ranged = body <= high
            model.addCons(low <= ranged if low > -math.inf else ranged)
        elif low > -math.inf:
            model.addCons(body >= low)
    return model


def _listener(tell: Tell) -> Any:
    from pyscipopt import SCIP_EVENTTYPE, Eventhdlr

    told = SCIP_EVENTTYPE.BESTSOLFOUND | SCIP_EVENTTYPE.LPSOLVED | SCIP_EVENTTYPE.NODESOLVED

    class Listener(Eventhdlr):
        """Passes on what SCIP holds whenever it has a plan or has solved a node."""

        def eventinit(self) -> None:
            self.model.catchEvent(told, self)

        def eventexit(self) -> None:
            self.model.dropEvent(told, self)

        def eventexec(self, _event: Any) -> None:
            tell(_known(self.model.getPrimalbound()), _known(self.model.getDualbound()))

    return Listener()
