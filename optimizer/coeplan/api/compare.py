"""Comparing plans: two, or any number with the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import RenderableType

from coeplan.core.errors import InputError
from coeplan.io.plan_files import plan_file
from coeplan.plans.compare import ComparedPlan, Comparison, Comparisons, compare, compare_many, plan_label
from coeplan.plans.comparison_tables import comparison_tables
from coeplan.report.comparison import comparison_view
from coeplan.report.files import INSTANCE_FILE, write_frames
from coeplan_models import Fault, Instance, Place, Plan

from .load import load_instance, load_plan
from .plain import plain_values

Read = TypeVar("Read")

__all__ = [
    "ComparedPlan",
    "Comparison",
    "Comparisons",
    "GatheredPlans",
    "compare_many",
    "compare_plans",
    "comparison_page",
    "comparison_tables",
    "comparison_values",
    "gather_plans",
    "write_comparison",
]


@dataclass(frozen=True)
class GatheredPlans:
    """Plans read from files, with the instances that were found of them."""

    plans: tuple[ComparedPlan, ...]
    """The plans in the order given."""
    notes: tuple[str, ...]
    """What a careful reader should know, such as an instance beside a plan that is of other data."""


def compare_plans(
    plan_a: Plan, plan_b: Plan, instance_a: Instance | None = None, instance_b: Instance | None = None
) -> Comparison:
    """Compare two plans, of the same instance or of different ones; for more see ``compare_many``.

    Parameters
    ----------
    plan_a, plan_b : Plan
        The plans; differences are those of B against A.
    instance_a, instance_b : Instance, optional
        The instances they were made for. Where both are given, the inputs are compared as well.

    Returns
    -------
    Comparison
        Inputs, sites, decisions and heads that differ; money by category, location, operating model, area and year; a
        bridge of named lines. Each of these lists of money adds up to the difference of the values. And whether the
        bounds prove which is better.

    Raises
    ------
    InputError
        If the plans are in different currencies, the amounts of one do not add up to its total, or an instance is not
        the one that a plan was made for.
    """
    return compare(plan_a, plan_b, instance_a, instance_b)


def gather_plans(plans: Sequence[str | Path], instances: Sequence[str | Path] = ()) -> GatheredPlans:
    """Read plans and find the instances that they were made for.

    Parameters
    ----------
    plans : sequence of path
        Plan files, or folders that ``solve`` has written.
    instances : sequence of path
        Files or names of shipped examples, in any order: each goes to the plans with its fingerprint. Of the other
        plans the ``instance.json`` beside the plan is taken.

    Returns
    -------
    GatheredPlans
        Plans, ready to be compared.

    Raises
    ------
    InputError
        If a plan or a given instance cannot be read, or an instance is none of the plans'; all faults at once.
    """
    faults: list[Fault] = []
    files = [plan_file(plan) for plan in plans]
    read = [_read(load_plan, file, faults) for file in files]
    given = [_read(_instance, source, faults) for source in instances]
    if faults:
        raise InputError(faults)
    held = [plan for plan in read if plan is not None]
    known = _matched(held, [each for each in given if each is not None], instances)
    notes: list[str] = []

    def named(number: int) -> str:
        return f"plan {plan_label(number)}" if len(plans) > 1 else "the plan"

    found = [
        ComparedPlan(plan, known.get(plan.instance_hash) or _beside(file, (named(number), plan), notes), str(source))
        for number, (plan, file, source) in enumerate(zip(held, files, plans, strict=True))
    ]
    return GatheredPlans(tuple(found), tuple(notes))


def _read(reader: Callable[[str | Path], Read], source: str | Path, faults: list[Fault]) -> Read | None:
    """Read a file; what is wrong with it joins the faults of all."""
    try:
        return reader(source)
    except InputError as error:
        faults += error.faults
        return None


def _instance(source: str | Path) -> Instance:
    return load_instance(source).instance


def _matched(plans: Sequence[Plan], given: Sequence[Instance], sources: Sequence[str | Path]) -> dict[str, Instance]:
    """Return the given instances by fingerprint; one that no plan was made for is refused."""
    asked = {plan.instance_hash for plan in plans}
    known = [(instance.fingerprint(), instance) for instance in given]
    faults = [
        Fault(
            code="other_instance",
            message=f"none of the plans was made for what instance {instance.name!r} holds",
            value=fingerprint,
            expected=f"the instance as it was when it was solved: one of {', '.join(sorted(asked))}",
            place=Place(file=str(source)),
        )
        for (fingerprint, instance), source in zip(known, sources, strict=True)
        if fingerprint not in asked
    ]
    if faults:
        raise InputError(faults)
    return dict(known)


def _beside(file: Path, of: tuple[str, Plan], notes: list[str]) -> Instance | None:
    """Read the instance beside a plan; if it cannot be used, a note says why."""
    named, plan = of
    path = file.with_name(INSTANCE_FILE)
    if not path.is_file():
        return None
    try:
        found = load_instance(path).instance
    except InputError as error:
        notes.append(f"{path} beside {named} cannot be read and is left out: {error.faults[0]}")
        return None
    if found.fingerprint() != plan.instance_hash:
        notes.append(f"{path} is not what {named} was made for and is left out.")
        return None
    return found


def comparison_page(found: Comparisons, width: int = 100) -> RenderableType:
    """Return a comparison for a Rich console of some width."""
    return comparison_view(found, width)


def comparison_values(found: Comparisons) -> dict[str, object]:
    """Return a comparison as plain values for JSON; the parts of bridges stand in the tables alone."""
    return {
        "currency": found.currency,
        "plans": [plain_values(plan) for plan in found.plans],
        "ranking": [plain_values(plan) for plan in found.ranking],
        "comparisons": [_pair_values(pair) for pair in found.comparisons],
    }


def _pair_values(pair: Comparison) -> dict[str, object]:
    bridge = {name: value for name, value in plain_values(pair.bridge).items() if name != "parts"}
    return plain_values(pair) | {"bridge": bridge}


def write_comparison(found: Comparisons, folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of a comparison as CSV and as Parquet.

    Parameters
    ----------
    found : Comparisons
        The comparison.
    folder : str or Path
        Where to; made where it is missing. Files of the same names are replaced, each in one go.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(comparison_tables(found), folder)
