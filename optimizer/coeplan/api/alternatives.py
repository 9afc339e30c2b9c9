"""Near-optimal plans: which others cost nearly as little, and what all of them have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType

from coeplan.analysis.alternatives import find_alternatives
from coeplan.analysis.alternatives_records import Alternative, Alternatives, AlternativesOptions
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place
from coeplan.core.progress import ProgressCallback
from coeplan.report.alternatives import alternatives_tables, alternatives_view, write_alternatives_tables
from coeplan_models import Instance, Plan

from .advance import read_plan_and_instance
from .audit import demand_audited
from .files import WrittenPlan, write_plan
from .plain import plain_values

__all__ = [
    "Alternative",
    "Alternatives",
    "AlternativesOptions",
    "Place",
    "WrittenAlternatives",
    "alternatives",
    "alternatives_page",
    "alternatives_tables",
    "alternatives_values",
    "read_plan_and_instance",
    "write_alternatives",
]


@dataclass(frozen=True)
class WrittenAlternatives:
    """Where alternatives were written to.

    Attributes
    ----------
    tables : tuple of Path
        The tables, as CSV and as Parquet.
    plans : mapping of str to WrittenPlan
        Each alternative, by its name.
    """

    tables: tuple[Path, ...]
    plans: Mapping[str, WrittenPlan]


def alternatives(
    instance: Instance,
    plan: Plan,
    options: AlternativesOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Alternatives:
    """Find plans that cost nearly as little as a given one but decide otherwise, and what all such plans share.

    Parameters
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        The plan; it is audited first.
    options : AlternativesOptions, optional
        The margin, how many plans, how different, and how long to look.
    on_progress : callable, optional
        Told what is being done, in the calling thread.
    cancel : CancelToken, optional
        Stops from another thread; what was found is returned.

    Returns
    -------
    Alternatives
        Audited plans within the margin, whether the plan is tied, what is must-have, optional or never, and the
        smallest and largest teams.

    Raises
    ------
    InputError
        If the plan breaks a rule of the instance.
    AuditError
        If the auditor refuses a plan that was found, which is a fault of coeplan.
    PlaceError
        If there are no workers at the place.

    Examples
    --------
    >>> plan, instance = read_plan_and_instance("out/firm")  # doctest: +SKIP
    >>> found = alternatives(instance, plan, AlternativesOptions(within=0.03))  # doctest: +SKIP
    >>> [(each.name, each.extra, each.differs) for each in found.found]  # doctest: +SKIP
    """
    demand_audited(instance, plan)
    return find_alternatives(instance, plan, options or AlternativesOptions(), on_progress, cancel)


def alternatives_page(found: Alternatives) -> RenderableType:
    """Return the page of alternatives for a Rich console."""
    return alternatives_view(found)


def alternatives_values(found: Alternatives) -> dict[str, object]:
    """Return alternatives as plain values for JSON, without the plans."""
    base = found.plan
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "plan": {"value": base.value, "bound": base.bound, "gap": base.gap},
        "within": found.options.within,
        "limit": found.limit,
        "differ": found.options.differ,
        "alternatives": [_alternative_values(each) for each in found.found],
        "next_best": plain_values(found.next_best),
        "needs": [
            {**plain_values(each.subject), "in_plan": each.in_plan, "need": str(each.need)} for each in found.needs
        ],
        "team_ranges": [plain_values(each) for each in found.ranges],
        "stopped": found.stopped,
        "solves": found.solves,
        "seconds": found.seconds,
        "notes": list(found.notes),
    }


def _alternative_values(each: Alternative) -> dict[str, object]:
    return {
        "name": each.name,
        "value": each.plan.value,
        "extra": each.extra,
        "relation": str(each.relation),
        "differs": each.differs,
        "apart": each.apart,
        "decisions": [decision.model_dump(mode="json") for decision in each.plan.decisions],
    }


def write_alternatives(found: Alternatives, folder: str | Path) -> WrittenAlternatives:
    """Write the tables of alternatives and, in a folder of its own, each plan with its instance.

    Parameters
    ----------
    found : Alternatives
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    target = Path(folder)
    plans = {each.name: write_plan(each.plan, target / each.name, found.instance, audited=True) for each in found.found}
    return WrittenAlternatives(write_alternatives_tables(found, target), plans)
