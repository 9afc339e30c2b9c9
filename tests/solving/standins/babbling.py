"""Prints into the stream of frames, while presolve is on; always, where told ``always``."""

import sys

from coeplan.solving.protocol import Frame
from coeplan.solving.worker import Worker, main


class Babbling(Worker):
    def solve(self, frame: Frame) -> None:
        if sys.argv[1:] == ["always"] or frame.fields["options"]["presolve"] == "on":
            self._frames.write(b"Welcome to the solver! Have a nice day.\n")
            self._frames.flush()
        super().solve(frame)


main(Babbling)
