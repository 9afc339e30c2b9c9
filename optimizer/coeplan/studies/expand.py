"""From a study to its cases."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance
from coeplan_models.studies import (
    MOST_CASES,
    GridCases,
    ListedCases,
    MorrisCases,
    RandomCases,
    Range,
    SobolCases,
    Study,
    TornadoCases,
)

from .cases import Case, canonical, drawn_edit
from .design import design, drawn
from .ranges import all_ranges
from .sensitivity_inputs import chosen_ranges, tornado_inputs
from .sensitivity_sampling import unit_points
from .sensitivity_search import end_cases


def cases_of(study: Study, instance: Instance) -> tuple[Case, ...]:
    """Return the cases of a study.

    Parameters
    ----------
    study : Study
        The study, without faults of its own (:func:`coeplan.studies.checks.study_faults`).
    instance : Instance
        Its instance, whose provenance may give ranges.

    Returns
    -------
    tuple of Case
        In the order of the study file; for a grid the last axis runs fastest. Draws that repeat an earlier one, as
        whole numbers may, are left out. Those of a tornado are the ends of the ranges; more of them follow from the
        results (:class:`coeplan.studies.sensitivity_search.Search`).

    Raises
    ------
    InputError
        Where two cases are the same, where there are too many, where no figure gives a range, or where an input of a
        tornado has no single value to depart from.
    DesignError
        Where the package that draws random designs is not installed.
    """
    match study.cases:
        case ListedCases() as listed:
            return _each_once(_listed(listed))
        case GridCases() as grid:
            _refuse_many(grid)
            return _each_once(_combined(grid))
        case RandomCases() as random:
            return _first_of_each(_drawn(random, instance))
        case TornadoCases() as tornado:
            return _each_once(end_cases(tornado_inputs(tornado, instance)))
        case MorrisCases() | SobolCases() as screen:
            return _first_of_each(screen_cases(screen, instance))


def _listed(listed: ListedCases) -> Iterator[Case]:
    for name, edits in listed.what_ifs.items():
        yield Case(name=name, edits=canonical(edits), factors={"what_if": name})


def _combined(grid: GridCases) -> Iterator[Case]:
    axes = [[(level, canonical(edits)) for level, edits in levels.items()] for levels in grid.axes.values()]
    for chosen in product(*axes):
        factors = {axis: level for axis, (level, _) in zip(grid.axes, chosen, strict=True)}
        name = ", ".join(f"{axis}={level}" for axis, level in factors.items())
        edits = tuple(edit for _, edits in chosen for edit in edits)
        yield Case(name=name, edits=edits, factors=factors)


def _drawn(random: RandomCases, instance: Instance) -> Iterator[Case]:
    ranges = all_ranges(random, instance)
    digits = len(str(random.number))
    for number, point in enumerate(design(random, list(ranges.values())), 1):
        factors = dict(zip(ranges, point, strict=True))
        yield Case(name=f"draw-{number:0{digits}}", edits=_edits(ranges, factors), factors=factors)


def screen_cases(screen: MorrisCases | SobolCases, instance: Instance) -> list[Case]:
    """Return one case for each point of a global screen, in the order in which its method reads results.

    Raises
    ------
    InputError
        Where there are too many, or where no figure gives a range.
    DesignError
        Where the package that draws them is not installed.
    """
    ranges = chosen_ranges(screen, instance).ranges
    _refuse_many_points(screen, len(ranges))
    points = unit_points(screen, len(ranges))
    digits = len(str(len(points)))
    found: list[Case] = []
    for number, shares in enumerate(points, 1):
        pairs = zip(ranges.items(), shares, strict=True)
        factors = {name: drawn(spread, float(share)) for (name, spread), share in pairs}
        found.append(Case(name=f"point-{number:0{digits}}", edits=_edits(ranges, factors), factors=factors))
    return found


def _edits(ranges: Mapping[str, Range], values: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(drawn_edit(spread, values[name]) for name, spread in ranges.items())


def _refuse_many(grid: GridCases) -> None:
    number = 1
    for levels in grid.axes.values():
        number *= len(levels)
    if number > MOST_CASES:
        message = f"the axes make {number:,} cases"
        expected = f"at most {MOST_CASES:,}; leave out levels, or draw cases at random (kind: random)"
        raise InputError([Fault(code="too_many_cases", path=("cases", "axes"), message=message, expected=expected)])


def _refuse_many_points(screen: MorrisCases | SobolCases, inputs: int) -> None:
    morris = isinstance(screen, MorrisCases)
    number = screen.trajectories * (inputs + 1) if morris else screen.samples * (inputs + 2)
    if number > MOST_CASES:
        field = "trajectories" if morris else "samples"
        message = f"{getattr(screen, field):,} {field} of {inputs} inputs make {number:,} cases"
        expected = f"at most {MOST_CASES:,}; fewer {field}, or fewer inputs"
        raise InputError([Fault(code="too_many_cases", path=("cases", field), message=message, expected=expected)])


def _first_of_each(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return cases without those that repeat an earlier one."""
    found: dict[str, Case] = {}
    for case in cases:
        found.setdefault(case.id, case)
    return tuple(found.values())


def _each_once(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return cases, none of which is another under a second name."""
    found: dict[str, Case] = {}
    faults: list[Fault] = []
    for case in cases:
        first = found.setdefault(case.id, case)
        if first is not case:
            message = f"cases {first.name!r} and {case.name!r} have the same edits"
            faults.append(Fault(code="same_case", path=("cases",), message=message, expected="each case once"))
    if faults:
        raise InputError(faults)
    return tuple(found.values())
