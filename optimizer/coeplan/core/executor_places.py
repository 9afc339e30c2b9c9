"""Where independent pieces of work may run, as a person names it."""

import os
import re
from dataclasses import dataclass
from enum import Enum

from coeplan.core.errors import CoeplanError

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^/\s]+:\d+(/\S*)?")


class PlaceError(CoeplanError):
    """There is no such place to run work, or it cannot be used."""


class PlaceKind(Enum):
    """The kinds of places; values are what a person writes, apart from numbers and addresses."""

    IN_PROCESS = "in-process"
    ALL_CORES = "all-cores"
    PROCESSES = "processes"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Place:
    """Where work runs.

    Parameters
    ----------
    kind
        In the calling process, in one worker process for each core, in so many of them, or on a Dask cluster.
    processes
        Number of worker processes where the kind is PROCESSES, otherwise None.
    address
        Address of the scheduler where the kind is CLUSTER, otherwise None.
    """

    kind: PlaceKind
    processes: int | None = None
    address: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read a place as a person writes it.

        Parameters
        ----------
        text : str
            ``in-process``, ``all-cores``, a number of worker processes such as ``4``, or the address of a Dask
            scheduler such as ``tcp://127.0.0.1:8786``.

        Returns
        -------
        Place
            Of which ``str`` gives the text again.

        Raises
        ------
        PlaceError
            Where the text names no place.
        """
        if text in (PlaceKind.IN_PROCESS.value, PlaceKind.ALL_CORES.value):
            return cls(PlaceKind(text))
        if re.fullmatch(r"[1-9][0-9]*", text):
            return cls(PlaceKind.PROCESSES, processes=int(text))
        if _ADDRESS.fullmatch(text):
            return cls(PlaceKind.CLUSTER, address=text)
        raise PlaceError(
            f"{text!r} is no place to run work: write in-process, all-cores, a number of worker processes from 1 on, "
            "or the address of a Dask scheduler such as tcp://127.0.0.1:8786"
        )

    def __str__(self) -> str:
        return self.address or str(self.processes or self.kind.value)


def usable_cores() -> int:
    """Return how many cores this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
