"""Frontiers: what one measure of a plan costs in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.analysis.frontier import find_frontier
from coeplan.analysis.frontier_records import Frontier, FrontierOptions, FrontierPoint, Unexplored
from coeplan.analysis.frontier_table import PointRow, point_rows
from coeplan.analysis.measures import MEASURES, chosen_measures
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place
from coeplan.core.progress import ProgressCallback
from coeplan.io import LoadedInstance
from coeplan.report.frontier import frontier_view, write_frontier_tables
from coeplan.report.outcome import no_plan_view
from coeplan_models import Instance

from .edits import Edited, edited_instance
from .files import WrittenPlan, write_plan
from .plain import plain_values
from .solve import MESSAGES, SolveOptions

__all__ = [
    "MEASURES",
    "Frontier",
    "FrontierOptions",
    "FrontierPoint",
    "Place",
    "SolveOptions",
    "Unexplored",
    "WrittenFrontier",
    "chosen_measures",
    "frontier",
    "frontier_page",
    "frontier_values",
    "write_frontier",
]


@dataclass(frozen=True)
class WrittenFrontier:
    """Where a frontier was written to.

    Attributes
    ----------
    tables : tuple of Path
        The points, and where others may be, as CSV and as Parquet.
    plans : mapping of str to WrittenPlan
        The plan of each point, by the point's name.
    """

    tables: tuple[Path, ...]
    plans: Mapping[str, WrittenPlan]


def frontier(
    source: str | Path | Mapping[str, Any] | Instance | LoadedInstance | Edited,
    measures: Sequence[str],
    options: FrontierOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Frontier:
    """Find the plans between two or three measures that no other plan beats in one without losing in another.

    Parameters
    ----------
    source : path, mapping, Instance, LoadedInstance or Edited
        The instance, as :func:`coeplan.load_instance` takes it, or as :func:`coeplan.edited_instance` returns it.
    measures : sequence of str
        Two or three names of ``MEASURES``, ``cost``, ``cvar`` or ``worst`` among them.
    options : FrontierOptions, optional
        How many points, and how each is solved.
    on_progress : callable, optional
        Told after every solve, in the calling thread.
    cancel : CancelToken, optional
        Stops the search from another thread; what was found is returned.

    Returns
    -------
    Frontier
        The points, by rising cost, and where there may be others.

    Raises
    ------
    InputError
        If the instance has faults, or there is no such frontier.
    PlaceError
        If there are no workers at the place.

    Examples
    --------
    >>> found = frontier("micro-coe", ["cost", "concentration"])  # doctest: +SKIP
    >>> [(point.values, point.gap) for point in found.points]  # doctest: +SKIP
    """
    edited = source if isinstance(source, Edited) else edited_instance(source)
    return find_frontier(edited, measures, options or FrontierOptions(), on_progress, cancel)


def frontier_page(found: Frontier) -> RenderableType:
    """Return the page of a frontier for a Rich console; where it has no point, that of a solve without a plan."""
    if not found.points:
        return no_plan_view(found.instance.name, found.stopped, MESSAGES[found.stopped], found.notes)
    return frontier_view(found)


def frontier_values(found: Frontier) -> dict[str, object]:
    """Return a frontier as plain values for JSON, without the plans."""
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "measures": [
            {"name": each.name, "title": each.title, "unit": each.unit, "more_is_better": each.more_is_better}
            for each in found.measures
        ],
        "points": [_point_values(row) for row in point_rows(found)],
        "unexplored": [plain_values(each) for each in found.unexplored],
        "stopped": found.stopped,
        "solves": found.solves,
        "seconds": found.seconds,
        "notes": list(found.notes),
    }


def _point_values(row: PointRow) -> dict[str, object]:
    point = row.point
    return {
        "name": point.name,
        "values": dict(point.values),
        "bound": point.bound,
        "gap": point.gap,
        "might_beat": list(point.might_beat),
        "unit_price": row.unit_price,
        "sites": [plain_values(each) for each in row.sites],
        "changes": None if row.changes is None else [plain_values(each) for each in row.changes],
        "edits": list(point.edited.edits),
        "termination": point.termination,
    }


def write_frontier(found: Frontier, folder: str | Path) -> WrittenFrontier:
    """Write the tables of a frontier and, in a folder of its own, each point's plan with its instance.

    Parameters
    ----------
    found : Frontier
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    target = Path(folder)
    plans = {
        point.name: write_plan(point.plan, target / point.name, point.edited.instance, audited=True)
        for point in found.points
    }
    return WrittenFrontier(write_frontier_tables(found, target), plans)
