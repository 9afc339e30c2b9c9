"""What the run of a study tells while it is under way."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """One report on the state of a run.

    Parameters
    ----------
    cases
        How many cases the study has.
    done
        How many have a result, those of earlier runs among them.
    aim
        How many will have one when the run ends.
    amiss
        How many of those with a result were refused, failed or crashed.
    seconds
        Time since the run began.
    seconds_left
        How much longer it will take; None as long as nothing says so.
    base_solved
        Whether the base plan has been solved.
    """

    cases: int
    done: int
    aim: int
    amiss: int
    seconds: float
    seconds_left: float | None
    base_solved: bool


StudyCallback = Callable[[StudyProgress], None]
