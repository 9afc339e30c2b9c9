"""Tells the lie named first; ``lying.py LIE always`` does so also without presolve."""

import sys

import numpy as np

from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main

LIE, *ALWAYS = sys.argv[1:]


class Lying(Worker):
    lies = False

    def solve(self, frame: Frame) -> None:
        self.lies = bool(ALWAYS) or frame.fields["options"]["presolve"] == "on"
        told = {"infeasible": "infeasible", "unbounded": "unbounded", "unknown": "a status nobody knows"}
        if self.lies and LIE in told:
            self.emit(Frame.of("done", id=frame.fields["id"], status=told[LIE], nodes=0))
        else:
            super().solve(frame)

    def emit(self, frame: Frame) -> None:
        super().emit(self.twisted(frame) if self.lies else frame)

    def twisted(self, frame: Frame) -> Frame:
        fields = dict(frame.fields)
        if frame.kind == "solution":
            return self.twisted_solution(frame, fields)
        if frame.kind == "done" and LIE == "bound":
            fields["bound"] = 1e6
        return Frame(frame.kind, fields, frame.payload)

    def twisted_solution(self, frame: Frame, fields: dict) -> Frame:
        x = frame.arrays()["x"]
        if LIE == "objective":
            fields["objective"] -= 50.0
        if LIE == "type":
            fields["objective"] = "cheap"
        replaced = {"x": x + 0.25, "nan": np.full_like(x, np.nan), "short": x[:-1], "text": np.array(["none"])}
        return Frame.of(frame.kind, {"x": replaced.get(LIE, x)}, **fields)


main(Lying)
