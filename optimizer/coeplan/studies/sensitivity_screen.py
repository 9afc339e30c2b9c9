"""What a global screen has found: effects after Morris, shares of variance after Sobol, and what gaps leave open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coeplan.core.errors import CoeplanError
from coeplan_models.studies import CaseResult, MorrisCases, Range, SobolCases

from .cases import Case
from .sensitivity_sampling import Numbers, morris_effects, sobol_shares
from .table import LEFT, StudyResults

VALUE, DECISION = "value", "decision"
"""Outputs: the objective, and 1 where the plan found decides otherwise about sites today than the base plan, else 0."""

MOST_TOLD = 10
"""Cases without a plan that a message names one by one."""

FEWEST_PATHS = 2
"""Paths from which effects and their spread can be told."""


class ScreenError(CoeplanError):
    """Too much is missing for a screen to say anything."""


@dataclass(frozen=True)
class Effect:
    """What one input does to one output, after Morris; effects are those of passing through its whole range.

    Parameters
    ----------
    input, path, way, output
        Name of the input, where it stands, whether levels replace (``set``) or multiply (``scale``) it, and
        ``value`` or ``decision``.
    mu_star, mu_star_conf
        Mean of the effects' sizes, and half of its 95 % confidence interval.
    mu
        Mean of the effects with their signs.
    sigma
        Standard deviation: how much the effect depends on where in its range the input is, and on other inputs.
    noise
        Most by which gaps between plans and bounds may move ``mu_star``; None for decisions, and without bounds.
    resolved
        Whether it is proved that the input moves the value on these paths; None for decisions.
    """

    input: str
    path: str
    way: str
    output: str
    mu_star: float
    mu_star_conf: float
    mu: float
    sigma: float
    noise: float | None
    resolved: bool | None


@dataclass(frozen=True)
class VarianceShare:
    """What one input contributes to the variance of one output, after Sobol.

    Parameters
    ----------
    input, path, way, output
        Name of the input, where it stands, whether levels replace (``set``) or multiply (``scale``) it, and
        ``value`` or ``decision``.
    first, first_conf
        Share that it explains by itself, and half of its 95 % confidence interval; None where the output is the same
        in all cases.
    total, total_conf
        Share with all that it does together with others, likewise.
    total_low, total_high
        Between which shares the total of this sample lies whatever the optima are, as far as gaps leave them open;
        None for decisions, and where nothing is proved.
    resolved
        Whether it is proved that the input moves the value in this sample; None for decisions.
    """

    input: str
    path: str
    way: str
    output: str
    first: float | None
    first_conf: float | None
    total: float | None
    total_conf: float | None
    total_low: float | None
    total_high: float | None
    resolved: bool | None


@dataclass(frozen=True)
class Screen:
    """A global screen.

    Parameters
    ----------
    method
        ``morris`` or ``sobol``.
    points
        How many points the method asks for; some may be the same case.
    paths, complete
        How many paths, or samples, there are, and how many of them have all of their points.
    missing
        Names of cases without a plan, each with its status.
    largest_gap
        Largest gap between a plan and its bound, as a share; None where no bound is known.
    effects
        Of Morris, by output, the largest ``mu_star`` first.
    shares
        Of Sobol, by output, the largest total first.
    """

    method: str
    points: int
    paths: int
    complete: int
    missing: tuple[str, ...]
    largest_gap: float | None
    effects: tuple[Effect, ...]
    shares: tuple[VarianceShare, ...]


@dataclass(frozen=True)
class Sample:
    """The points of a screen with what came of them.

    Parameters
    ----------
    points
        Points of the unit cube, shape (points, inputs).
    cases
        The case of each point.
    ranges
        Ranges by name of the input.
    results
        Its result; None where there is none yet.
    changed
        Whether a result decides otherwise than the base plan; None where that cannot be said.
    """

    points: Numbers
    cases: Sequence[Case]
    ranges: Mapping[str, Range]
    results: Sequence[CaseResult | None]
    changed: Callable[[CaseResult], bool | None]

    @classmethod
    def of(cls, points: Numbers, cases: Sequence[Case], ranges: Mapping[str, Range], results: StudyResults) -> "Sample":
        """Put the results of a study back to their points."""
        return cls(points, cases, ranges, [results.found.get(case.id) for case in cases], results.changed_today)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return tuple(self.cases[0].factors)

    def usable(self) -> list[bool]:
        """Say of each point whether it has a plan that can be compared."""
        return [
            result is not None and result.value is not None and self.changed(result) is not None
            for result in self.results
        ]

    def missing(self) -> tuple[str, ...]:
        """Return the cases without such a plan, each with its status."""
        found = {
            case.id: f"{case.name} ({LEFT if result is None else result.status})"
            for case, result, usable in zip(self.cases, self.results, self.usable(), strict=True)
            if not usable
        }
        return tuple(found.values())

    def values(self, rows: Sequence[int]) -> Numbers:
        """Return the objectives of points."""
        return np.asarray([_of(self.results[row]).value for row in rows], dtype=np.float64)

    def widths(self, rows: Sequence[int]) -> Numbers:
        """Return by how much the objective of each point may lie above its optimum."""
        found = [_of(self.results[row]) for row in rows]
        return np.asarray([np.inf if each.bound is None else _above(each) for each in found], dtype=np.float64)

    def decisions(self, rows: Sequence[int]) -> Numbers:
        """Return 1 for each point with another decision than the base plan's, else 0."""
        return np.asarray([float(bool(self.changed(_of(self.results[row])))) for row in rows], dtype=np.float64)

    def largest_gap(self) -> float | None:
        """Return the largest gap, as a share."""
        gaps = [result.gap for result in self.results if result is not None and result.gap is not None]
        return max(gaps, default=None)


def _of(result: CaseResult | None) -> CaseResult:
    if result is None:
        raise ValueError("a point without a result has no outputs")
    return result


def _above(result: CaseResult) -> float:
    return max(0.0, (result.value or 0.0) - (result.bound or 0.0))


def screened(cases: MorrisCases | SobolCases, sample: Sample) -> Screen:
    """Return what a screen has found.

    Parameters
    ----------
    cases : MorrisCases or SobolCases
        The method.
    sample : Sample
        Its points with their results.

    Raises
    ------
    ScreenError
        Where fewer than two paths of Morris, or not all samples of Sobol, have all of their plans.
    """
    inputs = len(sample.names)
    size = inputs + (1 if isinstance(cases, MorrisCases) else 2)
    usable = sample.usable()
    whole = [start for start in range(0, len(usable), size) if all(usable[start : start + size])]
    rows = [row for start in whole for row in range(start, start + size)]
    paths = len(usable) // size
    if isinstance(cases, MorrisCases):
        if len(whole) < FEWEST_PATHS:
            raise ScreenError(_too_few(sample, f"{len(whole)} of {paths} paths have a plan at all of their points"))
        effects, shares = _effects(cases, sample, rows), ()
    else:
        if len(whole) < paths:
            raise ScreenError(_too_few(sample, f"{len(whole)} of {paths} samples have all of their plans"))
        effects, shares = (), _shares(cases, sample, size)
    return Screen(
        method=cases.kind,
        points=len(usable),
        paths=paths,
        complete=len(whole),
        missing=sample.missing(),
        largest_gap=sample.largest_gap(),
        effects=effects,
        shares=shares,
    )


def _too_few(sample: Sample, told: str) -> str:
    missing = sample.missing()
    named = ", ".join(missing[:MOST_TOLD])
    more = f" and {len(missing) - MOST_TOLD} more" if len(missing) > MOST_TOLD else ""
    return (
        f"{told}, so nothing can be told of the inputs; without a plan: {named}{more}. Run the study to its end, "
        "narrow the ranges to where there are plans, or ask for a tornado, which shows at which end there is none"
    )


def _effects(cases: MorrisCases, sample: Sample, rows: Sequence[int]) -> tuple[Effect, ...]:
    points = sample.points[rows]
    noise = _noise(cases, sample, rows)
    found: list[Effect] = []
    for output, numbers in ((VALUE, sample.values(rows)), (DECISION, sample.decisions(rows))):
        told = morris_effects(cases, points, numbers.tolist())
        of_output = [
            Effect(
                input=name,
                path=sample.ranges[name].path,
                way=sample.ranges[name].way,
                output=output,
                mu_star=float(told["mu_star"][place]),
                mu_star_conf=float(told["mu_star_conf"][place]),
                mu=float(told["mu"][place]),
                sigma=float(told["sigma"][place]),
                noise=noise[place] if output == VALUE else None,
                resolved=_exceeds(told["mu_star"][place], noise[place]) if output == VALUE else None,
            )
            for place, name in enumerate(sample.names)
        ]
        found += sorted(of_output, key=lambda each: -each.mu_star)
    return tuple(found)


def _exceeds(size: float, noise: float | None) -> bool:
    return noise is not None and bool(size > noise)


def _noise(cases: MorrisCases, sample: Sample, rows: Sequence[int]) -> list[float | None]:
    """Return for each input by how much gaps may move the mean size of its effects.

    An effect is the difference of two objectives, each of which lies above its optimum by at most its width; so the
    larger width is what the difference may be wrong by.
    """
    inputs = len(sample.names)
    step = cases.levels / (2 * (cases.levels - 1))
    widths = sample.widths(rows)
    found: list[list[float]] = [[] for _ in range(inputs)]
    for place, (one, other) in enumerate(pairwise(rows)):
        if (place + 1) % (inputs + 1) == 0:
            continue
        moved = int(np.argmax(np.abs(sample.points[other] - sample.points[one])))
        same = sample.cases[one].id == sample.cases[other].id
        found[moved].append(0.0 if same else float(max(widths[place], widths[place + 1])) / step)
    means = [float(np.mean(each)) for each in found]
    return [mean if np.isfinite(mean) else None for mean in means]


def _shares(cases: SobolCases, sample: Sample, size: int) -> tuple[VarianceShare, ...]:
    rows = range(len(sample.cases))
    values = sample.values(rows)
    proved = _proved(values, sample.widths(rows), size)
    unproved: list[Proved] = [(None, None)] * len(sample.names)
    return (
        *_of_output(cases, sample, (VALUE, values), proved),
        *_of_output(cases, sample, (DECISION, sample.decisions(rows)), unproved),
    )


Proved = tuple[float | None, float | None]


def _of_output(
    cases: SobolCases, sample: Sample, output: tuple[str, Numbers], proved: Sequence[Proved]
) -> list[VarianceShare]:
    """Return the shares of one output, given as its name and its numbers; the largest total first."""
    name, numbers = output
    varies = bool(np.ptp(numbers) > 0)
    told = sobol_shares(cases, len(sample.names), numbers.tolist()) if varies else None
    found = [
        VarianceShare(
            input=sample.names[place],
            path=sample.ranges[sample.names[place]].path,
            way=sample.ranges[sample.names[place]].way,
            output=name,
            first=None if told is None else float(told["S1"][place]),
            first_conf=None if told is None else float(told["S1_conf"][place]),
            total=None if told is None else float(told["ST"][place]),
            total_conf=None if told is None else float(told["ST_conf"][place]),
            total_low=low,
            total_high=high,
            resolved=None if low is None else low > 0,
        )
        for place, (low, high) in enumerate(proved)
    ]
    return sorted(found, key=lambda each: -(each.total or 0.0))


def _proved(values: Numbers, widths: Numbers, size: int) -> list[Proved]:
    """Return between which shares the total of each input lies, whatever the optima between bounds and values are.

    The total is half the mean square of the differences that the input makes, over the variance. As a difference is
    wrong by at most the larger width of both, the root of that mean square is wrong by at most the root mean square of
    those widths; the standard deviation by at most that of all widths.
    """
    found, above = values.reshape(-1, size), widths.reshape(-1, size)
    outer = [0, size - 1]
    spread, spread_wrong = float(np.std(found[:, outer])), _root_mean_square(above[:, outer])
    totals: list[Proved] = []
    for place in range(1, size - 1):
        moved = _root_mean_square(found[:, place] - found[:, 0]) / 2**0.5
        wrong = _root_mean_square(np.maximum(above[:, place], above[:, 0])) / 2**0.5
        low = (moved - wrong) / (spread + spread_wrong) if moved > wrong else 0.0
        high = ((moved + wrong) / (spread - spread_wrong)) ** 2 if spread > spread_wrong else None
        totals.append((low**2, high))
    return totals


def _root_mean_square(numbers: Numbers) -> float:
    return float(np.sqrt(np.mean(np.square(numbers))))
