"""What is wrong with a study by itself, before its instance is looked at."""

import math
from collections.abc import Iterator
from difflib import get_close_matches

from coeplan_models import Fault, Instance
from coeplan_models.faults import shortened
from coeplan_models.studies import Range, RangedCases, SobolCases, Study

from .cases import BASE, edit_faults, plan_named


def study_faults(study: Study) -> Iterator[Fault]:
    """Yield what no single field of a study can tell.

    Parameters
    ----------
    study : Study
        The study.

    Yields
    ------
    Fault
        Without place, which the caller knows from the path.
    """
    for path, text in _edits(study):
        yield from (fault.model_copy(update={"path": path}) for fault in edit_faults(text))
    if isinstance(study.cases, RangedCases):
        yield from _ranges(study.cases)
    if isinstance(study.cases, SobolCases) and study.cases.samples & (study.cases.samples - 1):
        path, below = ("cases", "samples"), 2 ** (study.cases.samples.bit_length() - 1)
        message = f"{study.cases.samples} samples are no power of 2"
        yield _fault("uneven_samples", message, f"{below} or {2 * below}").model_copy(update={"path": path})


def plan_faults(study: Study, instance: Instance) -> Iterator[Fault]:
    """Yield the edits that speak of plans which neither the study nor its instance holds.

    What comes of a case depends on the study and its instance alone, and not on files that may change meanwhile.

    Parameters
    ----------
    study : Study
        The study, without faults of its own.
    instance : Instance
        Its instance.

    Yields
    ------
    Fault
        Without place, which the caller knows from the path.
    """
    for path, text in _edits(study):
        name = plan_named(text)
        if name is not None and name != BASE and name not in instance.reference_plans:
            yield Fault(
                code="unknown_plan",
                path=path,
                message=f"neither the study nor its instance holds a plan {shortened(name)!r}",
                value=shortened(name),
                expected=f"{BASE!r} for the base plan, or one of the instance's reference_plans",
                nearest=tuple(get_close_matches(name, (BASE, *instance.reference_plans), n=3)),
            )


def _edits(study: Study) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each edit that the study states, with its path."""
    cases = study.cases
    if cases.kind == "list":
        named = {("cases", "what_ifs", name): edits for name, edits in cases.what_ifs.items()}
    elif cases.kind == "grid":
        named = {
            ("cases", "axes", axis, level): edits
            for axis, levels in cases.axes.items()
            for level, edits in levels.items()
        }
    else:
        named = {}
    for path, edits in named.items():
        for position, text in enumerate(edits):
            yield (*path, position), text


def _ranges(cases: RangedCases) -> Iterator[Fault]:
    if not cases.ranges and not cases.figures:
        yield Fault(
            code="no_ranges",
            path=("cases",),
            message="there is nothing to draw",
            expected='ranges, or figures: "*" to take those of the instance\'s provenance',
        )
    for name, each in cases.ranges.items():
        path = ("cases", "ranges", name)
        yield from (fault.model_copy(update={"path": path}) for fault in _range(each))
        yield from (fault.model_copy(update={"path": (*path, "path")}) for fault in edit_faults(f"{each.path} = 1"))


def _range(each: Range) -> Iterator[Fault]:
    if each.low >= each.high:
        yield _fault("empty_range", f"low {each.low:g} is not below high {each.high:g}", "low < high")
    elif each.mode is not None and not each.low <= each.mode <= each.high:
        within = f"a number from {each.low:g} to {each.high:g}"
        yield _fault("mode_outside", f"mode {each.mode:g} is outside the range", within)
    elif each.whole and math.ceil(each.low) > math.floor(each.high):
        yield _fault("empty_range", f"no whole number lies between {each.low:g} and {each.high:g}", "one at least")
    if each.mode is not None and each.distribution != "triangular":
        yield _fault("idle_mode", f"a {each.distribution} distribution has no mode", "distribution: triangular")
    if each.distribution == "log" and each.low <= 0:
        yield _fault("low_not_positive", f"low {each.low:g} has no logarithm", "low > 0, or another distribution")


def _fault(code: str, message: str, expected: str) -> Fault:
    return Fault(code=code, message=message, expected=expected)
