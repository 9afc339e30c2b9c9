"""Cross-checks of sampled trees: what is drawn, when it becomes known, and what moves together."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from ..drivers import DriverKind
from ..faults import Fault
from ..instance import Instance
from ..sampled import GAUSSIAN, Correlation, Expert, Geometric, Jump, MeanReverting, Process, Regimes, Sampled
from ..scenarios import Explicit
from .case import Case, Check, Path, listed, number
from .periods import beyond_horizon
from .trees import sum_to

_SMALLEST_PIVOT = -1e-9
"""A matrix whose pivots are no smaller is taken for positive semidefinite."""

_HALVINGS = 30
"""Halvings of the factor by which correlations have to shrink."""

_NOT_CONTINUOUS = frozenset({DriverKind.LEVY, DriverKind.AVAILABILITY})
"""Drivers that no multiplier wanders along: a rate that adds, and a share of output."""


def as_explicit(instance: Instance) -> Instance | None:
    """Return an instance whose tree has been drawn with the nodes written out; None where there is none to look at.

    Parameters
    ----------
    instance : Instance
        Any instance.
    """
    scenarios = instance.scenarios
    if not isinstance(scenarios, Sampled) or scenarios.drawn is None or not is_drawn(instance):
        return None
    # Figures speak of what is stated and not of nodes.
    nodes = Explicit(kind="explicit", nodes=scenarios.drawn.nodes)
    return instance.model_copy(update={"scenarios": nodes, "figures": {}})


def is_drawn(instance: Instance) -> bool:
    """Whether the tree of an instance needs no drawing, or has been drawn from what the instance states."""
    scenarios = instance.scenarios
    if not isinstance(scenarios, Sampled):
        return True
    return scenarios.drawn is not None and scenarios.drawn.statement == statement_of(instance, scenarios)


def statement_of(instance: Instance, scenarios: Sampled) -> str:
    """Return the SHA-256 of all that a sampled tree of the instance follows from."""
    return scenarios.statement(instance.horizon.period_months, ends_available=instance.terminal_months > 0)


def of_drawn(fault: Fault) -> Fault:
    """Return a fault found in nodes written out, with the path that they have where they were drawn."""
    if fault.path[:2] != ("scenarios", "nodes"):
        return fault
    return fault.model_copy(update={"path": ("scenarios", "drawn", *fault.path[1:])})


def _sampled(case: Case) -> Sampled | None:
    scenarios = case.instance.scenarios
    return scenarios if isinstance(scenarios, Sampled) else None


def branchings(case: Case) -> Iterator[Fault]:
    """Branchings lie within the horizon and rise, and there are draws for all leaves."""
    sampled = _sampled(case)
    if sampled is None:
        return
    before = 0
    for position, period in enumerate(sampled.branchings):
        path: Path = ("scenarios", "branchings", position)
        if period >= case.periods:
            yield beyond_horizon(path, period, case.periods)
        if period <= before:
            yield Fault(
                code="branchings_not_rising",
                path=path,
                message=f"the branching at period {period} follows one at period {before}",
                value=str(period),
                expected=f"a period after {before}",
            )
        before = period
    if sampled.samples < sampled.leaves:
        yield Fault(
            code="too_few_samples",
            path=("scenarios", "samples"),
            message=f"{number(sampled.samples)} futures cannot be reduced to {number(sampled.leaves)} leaves",
            value=str(sampled.samples),
            expected=f"at least {number(sampled.leaves)} samples, better ten times as many, or fewer leaves",
        )


def revelations(case: Case) -> Iterator[Fault]:
    """What becomes known does so where the tree branches."""
    sampled = _sampled(case)
    for name, process in _processes(sampled):
        path: Path = ("scenarios", "processes", name)
        if isinstance(process, Regimes):
            shares = {key: regime.probability for key, regime in process.paths.items()}
            yield from sum_to((*path, "paths"), shares, 1.0)
        if isinstance(process, Regimes | Expert) and sampled and process.known_from not in sampled.branchings:
            yield Fault(
                code="not_at_a_branching",
                path=(*path, "known_from"),
                message=f"{name!r} becomes known at period {process.known_from}, where the tree does not branch",
                value=str(process.known_from),
                expected=f"one of the branchings {listed([str(period) for period in sampled.branchings])}",
            )


def _processes(sampled: Sampled | None) -> Iterator[tuple[str, Process]]:
    if sampled is not None:
        yield from sampled.processes.items()


def moved_drivers(case: Case) -> Iterator[Fault]:
    """Processes move drivers that can follow them."""
    for name, process in _processes(_sampled(case)):
        if isinstance(process, Geometric | MeanReverting) and process.driver in _NOT_CONTINUOUS:
            yield _wrong_driver(name, process.driver, "a multiplier; for levy a jump, for availability an outage")
        elif isinstance(process, Jump | Expert) and process.driver is DriverKind.AVAILABILITY:
            yield _wrong_driver(name, process.driver, "another driver; for availability a process of kind outage")


def _wrong_driver(name: str, driver: DriverKind, expected: str) -> Fault:
    return Fault(
        code="driver_of_other_process",
        path=("scenarios", "processes", name, "driver"),
        message=f"{driver} cannot follow a process of this kind",
        value=driver.value,
        expected=expected,
    )


def experts(case: Case) -> Iterator[Fault]:
    """Low, mid and high rise."""
    for name, process in _processes(_sampled(case)):
        if isinstance(process, Expert) and not process.low <= process.mid <= process.high:
            said = ", ".join(number(value) for value in (process.low, process.mid, process.high))
            yield Fault(
                code="low_mid_high",
                path=("scenarios", "processes", name),
                message=f"low, mid and high are {said}",
                value=said,
                expected="three values that rise",
            )


def correlated_names(case: Case) -> Iterator[Fault]:
    """Correlations are stated once for two different processes with a normal deviate."""
    sampled = _sampled(case)
    seen: set[frozenset[str]] = set()
    for position, each in enumerate(() if sampled is None else sampled.correlations):
        path: Path = ("scenarios", "correlations", position)
        yield from _pair(case, path, each)
        pair = frozenset(each.between)
        if pair in seen:
            yield Fault(
                code="correlation_stated_twice",
                path=path,
                message=f"the correlation of {listed(each.between)} is stated twice",
                expected="each pair once",
            )
        seen.add(pair)


def _pair(case: Case, path: Path, each: Correlation) -> Iterator[Fault]:
    known = {name: process for name, process in _processes(_sampled(case)) if isinstance(process, GAUSSIAN)}
    for end, name in enumerate(each.between):
        if name not in known:
            yield case.unknown("process that may be correlated", (*path, "between", end), name, known)
    if each.between[0] == each.between[1]:
        yield Fault(
            code="correlation_with_itself",
            path=(*path, "between"),
            message=f"{each.between[0]!r} is correlated with itself",
            expected="two processes",
        )


def correlation_matrix(case: Case) -> Iterator[Fault]:
    """The correlations can hold together: their matrix is positive semidefinite."""
    sampled = _sampled(case)
    if sampled is None or any(True for _ in correlated_names(case)):
        return
    names = sorted({name for each in sampled.correlations for name in each.between})
    stated = {frozenset(each.between): each.value for each in sampled.correlations}
    if _holds(names, stated, 1.0):
        return
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _holds(names, stated, middle) else (low, middle)
    # Scaled by s, the smallest eigenvalue is 1 + s (eigenvalue - 1), which is 0 for the largest s that holds.
    yield Fault(
        code="correlations_contradict",
        path=("scenarios", "correlations"),
        message=f"the correlations of {listed(names)} contradict each other: their matrix has the eigenvalue "
        f"{1 - 1 / low:.3g}",
        value=f"{1 - 1 / low:.3g}",
        expected=f"no negative eigenvalue: all correlations multiplied by {low - 5e-4:.3f}, say",
    )


def _holds(names: Sequence[str], stated: Mapping[frozenset[str], float], factor: float) -> bool:
    """Whether the matrix of correlations, multiplied by a factor, is positive semidefinite, after Cholesky."""
    rows: list[list[float]] = []
    for name in names:
        row: list[float] = []
        for other, known in zip(names, rows, strict=False):
            pivot = known[-1]
            rest = factor * stated.get(frozenset((name, other)), 0.0)
            rest -= sum(a * b for a, b in zip(row, known[:-1], strict=True))
            if pivot == 0 and abs(rest) > sqrt(-_SMALLEST_PIVOT):
                return False
            row.append(rest / pivot if pivot else 0.0)
        square = 1.0 - sum(value * value for value in row)
        if square < _SMALLEST_PIVOT:
            return False
        rows.append([*row, sqrt(max(0.0, square)) if square > -_SMALLEST_PIVOT else 0.0])
    return True


CHECKS = (
    Check(branchings),
    Check(revelations),
    Check(moved_drivers),
    Check(experts),
    Check(correlated_names),
    Check(correlation_matrix),
)
"""Checks of this file, in the order in which they run."""
