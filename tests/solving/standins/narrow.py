"""Holds the columns named at 0 while presolve is on: what it calls optimal is feasible, but not optimal."""

import sys

import numpy as np

from coeplan.formulation.matrix import MatrixChange
from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main

COLUMNS = np.array([int(column) for column in sys.argv[1:]])


class Narrow(Worker):
    def solve(self, frame: Frame) -> None:
        if frame.fields["options"]["presolve"] != "on":
            super().solve(frame)
            return
        self.hold(0.0)
        super().solve(frame)
        self.hold(1.0)

    def hold(self, most: float) -> None:
        zeros = np.zeros(len(COLUMNS))
        self.engine.change(MatrixChange(columns=COLUMNS, lower=zeros, upper=zeros + most))


main(Narrow)
