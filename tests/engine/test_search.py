"""Where the search for plans begins."""

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pytest
from tests.enumeration.generator import random_instance

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray
from coeplan.solving.incumbent import Incumbent
from coeplan.solving.model import PlanningModel
from coeplan.solving.process import SolverProcess
from coeplan.solving.search import PrimalSearch

MODEL = PlanningModel.of(random_instance(3), 4.0)
ANYTHING: FloatArray = np.zeros(MODEL.compiled.matrix.column_count)


class NoSolver:
    """Takes models, and solves none."""

    def load(self, matrix: object) -> None:
        pass


class Begun(PrimalSearch):
    """Notes how it begins; the first guide leads nowhere, the second to a better plan."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.known = Incumbent(0.0, lambda: None)
        self.known.offer(ANYTHING, 100.0)
        super().__init__(MODEL, self.known, lambda: 10.0, 0, CancelToken())

    def _follow(self, solver: SolverProcess, guide: Decisions) -> None:
        self.done.append("guide")
        if self.done.count("guide") == 2:
            self.known.offer(ANYTHING, 90.0)

    def _try_life_cycles(self, solver: SolverProcess) -> None:
        self.done.append("life cycles")

    def _improve(self, solver: SolverProcess, patient: bool) -> Iterator[None]:
        self.done.append("improve")
        yield


@pytest.mark.parametrize(
    ("guides", "settled", "expected"),
    [
        # A plan from elsewhere, such as that of keeping, is no reason to be content.
        (0, False, ["life cycles", "improve"]),
        (1, False, ["guide", "life cycles", "improve"]),
        (2, False, ["guide", "guide", "improve"]),
        (3, False, ["guide", "guide", "improve"]),
        (2, True, ["improve"]),
    ],
)
def test_it_begins_with_guides_then_life_cycles_unless_settled(guides: int, settled: bool, expected: list[str]) -> None:
    search = Begun()
    search.run(cast("Any", NoSolver()), [Decisions()] * guides, settled=settled)
    assert search.done == expected
