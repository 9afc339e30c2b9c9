"""Solves, but never comes to an end: it keeps its last word to itself."""

import time

from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main


class Overrunning(Worker):
    def emit(self, frame: Frame) -> None:
        if frame.kind == "done":
            time.sleep(3600)
        super().emit(frame)


main(Overrunning)
