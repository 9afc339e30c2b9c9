"""The stress test: a plan in futures that its tree does not hold."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.analysis.stress.ask import read_uncertainty
from coeplan.analysis.stress.estimates import Estimate
from coeplan.analysis.stress.figures import Figures, OutageFigures, RuleFigures, Spreading, figures_of
from coeplan.analysis.stress.futures import USUAL
from coeplan.analysis.stress.records import DRAWS, REPLAN, REPLANNED, Sample, Stress, StressOptions
from coeplan.analysis.stress.stress import stress_plan
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place
from coeplan.core.progress import ProgressCallback
from coeplan.report.stress import stress_view
from coeplan.report.stress_tables import write_stress_tables
from coeplan_models.uncertainty import Outage, Spread, Uncertainty

from .audit import demand_audited
from .plain import plain_values
from .planned import Planned, read_planned
from .solve import SolveOptions

__all__ = [
    "DRAWS",
    "REPLAN",
    "REPLANNED",
    "USUAL",
    "Estimate",
    "Figures",
    "Outage",
    "OutageFigures",
    "Place",
    "Planned",
    "RuleFigures",
    "Sample",
    "SolveOptions",
    "Spread",
    "Spreading",
    "Stress",
    "StressOptions",
    "Uncertainty",
    "figures_of",
    "read_planned",
    "stress",
    "stress_page",
    "stress_values",
    "write_stress",
]


def stress(
    planned: Planned,
    options: StressOptions | None = None,
    uncertainty: str | Path | Mapping[str, Any] | Uncertainty | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Stress:
    """Carry a plan out in futures that its tree does not hold.

    Parameters
    ----------
    planned : Planned
        The plan, which is audited first, and its instance.
    options : StressOptions, optional
        How many futures to draw, which, and where they are worked out.
    uncertainty : path, mapping or Uncertainty, optional
        How far draws may be from the tree: a file, what it says, or the record; absent: what the options say.
    on_progress : callable, optional
        Told as draws are done.
    cancel : CancelToken, optional
        Stops; what has been worked out by then is returned.

    Returns
    -------
    Stress
        What came of each draw.

    Raises
    ------
    InputError
        If the plan breaks a rule of its instance, the uncertainty cannot be read or names what the instance does not
        have, a driver of the tree makes a price 0, or the test was stopped before anything was worked out.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a portion of the draws failed.
    """
    instance, plan = planned.loaded.instance, planned.plan
    demand_audited(instance, plan)
    chosen = options or StressOptions()
    stated = chosen.uncertainty if uncertainty is None else uncertainty
    asked = None if stated is None else read_uncertainty(stated, instance)
    return stress_plan(instance, plan, replace(chosen, uncertainty=asked), on_progress, cancel)


def stress_page(found: Stress) -> RenderableType:
    """Return the page of a stress test for a Rich console."""
    return stress_view(found)


def stress_values(found: Stress) -> dict[str, object]:
    """Return a stress test as plain values for JSON: figures with their 95 % intervals, without the single draws."""
    figures = figures_of(found)
    return {
        "instance": found.instance.name,
        "currency": found.plan.currency,
        "planned": found.plan.summary.expected_total,
        "draws": found.sample.count,
        "asked_draws": found.options.draws,
        "seed": found.options.seed,
        "replanned": found.options.replan is not None,
        "interrupted": found.interrupted,
        "uncertainty": found.uncertainty.model_dump(mode="json", exclude_none=True),
        **plain_values(figures),
        "seconds": found.seconds,
    }


def write_stress(found: Stress, folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of a stress test: one row a figure, and one row a draw.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_stress_tables(found, folder)
