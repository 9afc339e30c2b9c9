"""What each level of each factor does to cost, and to what is decided today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coeplan_models.studies import CaseResult

from .table import StudyResults

PARTS = 3
"""A factor of numbers is told in so many parts with as many cases each."""


@dataclass(frozen=True)
class LevelOutcome:
    """What came of all cases that have one level of one factor.

    Parameters
    ----------
    factor, level
        The factor and its level; of numbers the range, such as ``0.9 to 1.1``.
    cases
        How many cases are done.
    solved
        How many of them have a plan.
    infeasible
        How many were proved to have none.
    mean, low, high
        Mean, least and largest objective of those that have a plan, in plan currency; None where none has.
    compared
        How many can be compared with the base plan.
    changed
        How many of those decide otherwise about sites today.
    """

    factor: str
    level: str
    cases: int
    solved: int
    infeasible: int
    mean: float | None
    low: float | None
    high: float | None
    compared: int
    changed: int

    @property
    def changed_share(self) -> float | None:
        """Share of cases in which today's decisions are others than in the base plan; None where none says so."""
        return self.changed / self.compared if self.compared else None


def level_outcomes(results: StudyResults) -> tuple[LevelOutcome, ...]:
    """Return the outcomes of each level of each factor.

    Parameters
    ----------
    results : StudyResults
        The results of a study.

    Returns
    -------
    tuple of LevelOutcome
        By factor and level, in the order of the study; numbers rising, in parts with about as many cases each. Cases
        without a result are left out.
    """
    factors = dict.fromkeys(factor for case in results.manifest.cases for factor in case.factors)
    return tuple(outcome for factor in factors for outcome in _of_factor(results, factor))


def _of_factor(results: StudyResults, factor: str) -> Iterator[LevelOutcome]:
    found = [
        (case.factors[factor], results.found[case.id]) for case in results.manifest.cases if case.id in results.found
    ]
    numbers = sorted(
        ((level, result) for level, result in found if not isinstance(level, str)), key=lambda pair: pair[0]
    )
    for part in _parts(numbers):
        first, last = part[0][0], part[-1][0]
        level = f"{first:g}" if first == last else f"{first:g} to {last:g}"
        yield _outcome(results, (factor, level), [result for _, result in part])
    for level in dict.fromkeys(level for level, _ in found if isinstance(level, str)):
        yield _outcome(results, (factor, level), [result for here, result in found if here == level])


def _parts(numbers: Sequence[tuple[float, CaseResult]]) -> Iterator[Sequence[tuple[float, CaseResult]]]:
    """Cut rising numbers into parts with about as many each; the same number is always in the same part."""
    ends = [round(len(numbers) * part / PARTS) for part in range(PARTS + 1)]
    moved = [0]
    for end in ends[1:]:
        while 0 < end < len(numbers) and numbers[end][0] == numbers[end - 1][0]:
            end += 1
        moved.append(end)
    for begin, end in pairwise(moved):
        if begin < end:
            yield numbers[begin:end]


def _outcome(results: StudyResults, named: tuple[str, str], found: Sequence[CaseResult]) -> LevelOutcome:
    values = [result.value for result in found if result.value is not None]
    changes = [change for result in found if (change := results.changed_today(result)) is not None]
    factor, level = named
    return LevelOutcome(
        factor=factor,
        level=level,
        cases=len(found),
        solved=len(values),
        infeasible=sum(result.status == "infeasible" for result in found),
        mean=sum(values) / len(values) if values else None,
        low=min(values, default=None),
        high=max(values, default=None),
        compared=len(changes),
        changed=sum(changes),
    )
