"""From a study to its cases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance
from coeplan_models.studies import MOST_CASES, GridCases, ListedCases, RandomCases, Range, Study

from .cases import Case, canonical, drawn_edit
from .design import design
from .ranges import figure_ranges


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
        In the order of the study file; for a grid the last axis runs fastest. Random draws that repeat an earlier
        one, as whole numbers may, are left out.

    Raises
    ------
    InputError
        Where two cases are the same, where there are too many, or where no figure gives a range.
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
            found: dict[str, Case] = {}
            for case in _drawn(random, instance):
                found.setdefault(case.id, case)
            return tuple(found.values())


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
    ranges: dict[str, Range] = {**random.ranges, **figure_ranges(instance, random.figures)}
    if not ranges:
        raise InputError([_no_figures(random.figures)])
    digits = len(str(random.number))
    for number, point in enumerate(design(random, list(ranges.values())), 1):
        factors = dict(zip(ranges, point, strict=True))
        yield Case(name=f"draw-{number:0{digits}}", edits=_edits(ranges, factors), factors=factors)


def _edits(ranges: Mapping[str, Range], values: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(drawn_edit(spread, values[name]) for name, spread in ranges.items())


def _no_figures(patterns: Sequence[str]) -> Fault:
    return Fault(
        code="no_figures",
        path=("cases", "figures"),
        message="no figure of the instance with a low and a high end is at or below these paths",
        value=", ".join(patterns),
        expected="paths such as locations.MX_GDL whose figures state a range, or ranges of your own",
    )


def _refuse_many(grid: GridCases) -> None:
    number = 1
    for levels in grid.axes.values():
        number *= len(levels)
    if number > MOST_CASES:
        message = f"the axes make {number:,} cases"
        expected = f"at most {MOST_CASES:,}; leave out levels, or draw cases at random (kind: random)"
        raise InputError([Fault(code="too_many_cases", path=("cases", "axes"), message=message, expected=expected)])


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
