"""From how many people each way of running a site pays."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rich.console import RenderableType

from coeplan.analysis.threshold.ask import Conditions, Ending
from coeplan.analysis.threshold.claims import Roles, Verdict, verdicts
from coeplan.analysis.threshold.drive import Rounds, ThresholdCallback, ThresholdProgress
from coeplan.analysis.threshold.finder import MOST_HEADS, MULTIPLIERS, Finder, Question
from coeplan.analysis.threshold.inputs import Ends
from coeplan.analysis.threshold.result import Thresholds
from coeplan.analysis.threshold.scope import Scope
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place, open_workers
from coeplan.report.threshold import threshold_view, write_threshold_tables
from coeplan.studies.ranges import figure_ranges
from coeplan_models import Instance

from .load import load
from .plain import plain_values
from .solve import SolveOptions

__all__ = [
    "GAP",
    "MOST_HEADS",
    "MULTIPLIERS",
    "SECONDS",
    "Conditions",
    "Ending",
    "Place",
    "Question",
    "Roles",
    "Scope",
    "SolveOptions",
    "ThresholdProgress",
    "Thresholds",
    "Verdict",
    "experiment",
    "figure_ends",
    "find_thresholds",
    "hold_claims",
    "threshold_page",
    "threshold_values",
    "write_thresholds",
]

GAP = 1e-6
"""Gap of an experiment where nothing is said: these are small, and two costs are to be told apart."""

SECONDS = 60.0
"""Time limit of an experiment where nothing is said."""


def find_thresholds(
    source: str | Path | Mapping[str, Any] | Instance,
    question: Question | None = None,
    options: SolveOptions | None = None,
    on_progress: ThresholdCallback | None = None,
    cancel: CancelToken | None = None,
) -> Thresholds:
    """Find from how many people each way of running a site pays, at each location.

    Each experiment is an instance of its own with one site and one area, solved and audited like any other.

    Parameters
    ----------
    source : path, mapping or Instance
        The instance, as :func:`coeplan.load_instance` takes it.
    question : Question, optional
        Locations, models, sizes, AI multipliers, ranges of inputs.
    options : SolveOptions, optional
        How each experiment is solved, and on which workers.
    on_progress : callable, optional
        Told about the state, in the calling thread.
    cancel : CancelToken, optional
        Stops the run from another thread; what is known is returned.

    Returns
    -------
    Thresholds
        Location by location which model is cheapest at which size, and every threshold with the experiments that
        prove it.

    Raises
    ------
    InputError
        Where the instance cannot be used, the question names what it lacks, or nothing can be compared.
    PlaceError
        If there are no workers at the place.
    TaskError
        If an experiment could not be solved.
    """
    finder = Finder(load(source), question or Question())
    chosen = options or SolveOptions(gap=GAP, time_limit=SECONDS)
    token = CancelToken(cancel)
    with open_workers(Place.parse(chosen.workers), token) as workers:
        return finder.run(Rounds(workers, finder.make, chosen, token, on_progress))


def experiment(
    source: str | Path | Mapping[str, Any] | Instance,
    question: Question,
    model: str,
    heads: int,
    multiplier: float = 1.0,
) -> Instance:
    """Return the instance of one experiment, to look at or to solve by itself.

    Parameters
    ----------
    source : path, mapping or Instance
        The instance, as :func:`coeplan.load_instance` takes it.
    question : Question
        What is asked; its scope names one location.
    model : str
        How the site is run, or ``headquarters``.
    heads : int
        Heads that the work needs at today's productivity.
    multiplier : float
        AI multiplier.

    Raises
    ------
    InputError
        Where it cannot be planned.
    """
    finder = Finder(load(source), question)
    return finder.bench().experiment(model, heads, multiplier)


def figure_ends(source: str | Path | Mapping[str, Any] | Instance, patterns: Sequence[str] = ("*",)) -> Ends:
    """Return the low and high ends that the provenance of an instance's figures gives, for ``Question.ends``.

    Parameters
    ----------
    source : path, mapping or Instance
        The instance, as :func:`coeplan.load_instance` takes it.
    patterns : sequence of str
        Paths, with ``*`` for any part.

    Returns
    -------
    Mapping of str to (float, float)
        Both ends by path.
    """
    ranges = figure_ranges(load(source), patterns)
    return {spread.path: (spread.low, spread.high) for spread in ranges.values()}


def hold_claims(
    found: Thresholds, source: str | Path | Mapping[str, Any] | Instance, roles: Roles | None = None
) -> tuple[Verdict, ...]:
    """Hold claims about the size of centres against what was found.

    Parameters
    ----------
    found : Thresholds
        What :func:`find_thresholds` returned.
    source : path, mapping or Instance
        The instance it was found for.
    roles : Roles, optional
        Which operating models the claims speak of; those of the catalogue unless given.
    """
    return verdicts(found, load(source), roles)


def threshold_page(found: Thresholds, claims: Sequence[Verdict] = ()) -> RenderableType:
    """Return the page of what was found for a Rich console."""
    return threshold_view(found, claims)


def threshold_values(found: Thresholds, claims: Sequence[Verdict] = ()) -> dict[str, object]:
    """Return what was found as plain values for JSON."""
    values = cast("dict[str, Any]", plain_values(found))
    for place, told in zip(found.places, values["places"], strict=True):
        for spread, said in zip(place.spreads, told["spreads"], strict=True):
            said["driver"] = None if spread.driver is None else spread.driver.path
            said["alone"] = list(spread.alone)
    values["claims"] = [plain_values(each) for each in claims]
    return values


def write_thresholds(found: Thresholds, out: str | Path, claims: Sequence[Verdict] = ()) -> tuple[Path, ...]:
    """Write what was found as tables into a folder, as CSV and as Parquet.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_threshold_tables(found, claims, out)
