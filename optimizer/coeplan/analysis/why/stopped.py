"""Why a search by many solves ended."""

from enum import StrEnum


class Stopped(StrEnum):
    """Why the search ended."""

    COMPLETE = "complete"
    """All that was asked for was looked at."""
    SOLVES = "solves"
    """As many solves were made as are allowed."""
    TIME = "time"
    """The time for all solves had ended."""
    INTERRUPTED = "interrupted"
    """It was interrupted."""
