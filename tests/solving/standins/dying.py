"""Dies after its first solution, by the way named first, while the option named next has the value after it.

``dying.py exit`` always dies; ``dying.py SIGSEGV mip_heuristic_run_rins true`` lives once RINS is off.
"""

import json
import os
import signal
import sys

from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main

HOW, *WHILE = sys.argv[1:]


class Dying(Worker):
    doomed = False

    def solve(self, frame: Frame) -> None:
        self.doomed = not WHILE or frame.fields["options"][WHILE[0]] == json.loads(WHILE[1])
        super().solve(frame)

    def emit(self, frame: Frame) -> None:
        super().emit(frame)
        if frame.kind == "solution" and self.doomed:
            sys.stderr.write("these are my last words\n")
            sys.stderr.flush()
            if HOW == "exit":
                os._exit(7)
            os.kill(os.getpid(), signal.Signals[HOW])


main(Dying)
