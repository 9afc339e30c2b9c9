"""Calls everything infeasible with presolve on, and knows nothing without."""

import time

from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main


class SlowToConfirm(Worker):
    def solve(self, frame: Frame) -> None:
        status = "infeasible"
        if frame.fields["options"]["presolve"] != "on":
            time.sleep(0.2)
            status = "time_limit"
        self.emit(Frame.of("done", id=frame.fields["id"], status=status, nodes=0))


main(SlowToConfirm)
