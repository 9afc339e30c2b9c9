"""How many leaves a sampled tree needs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.analysis.sample_size import sample_sizes as find_sample_sizes
from coeplan.analysis.sample_size_records import (
    GAP,
    SECONDS,
    Batch,
    SampleSize,
    SampleSizeOptions,
    SampleSizes,
)
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Place
from coeplan.core.progress import ProgressCallback
from coeplan.io import LoadedInstance
from coeplan.report.sample_size import sample_sizes_view, size_values, write_sample_size_table
from coeplan_models import Instance

from .edits import Edited, edited_instance
from .plain import plain_values
from .solve import SolveOptions

__all__ = [
    "GAP",
    "SECONDS",
    "Batch",
    "Place",
    "SampleSize",
    "SampleSizeOptions",
    "SampleSizes",
    "SolveOptions",
    "sample_sizes",
    "sample_sizes_page",
    "sample_sizes_values",
    "write_sample_sizes",
]


def sample_sizes(
    source: str | Path | Mapping[str, Any] | Instance | LoadedInstance | Edited,
    options: SampleSizeOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> SampleSizes:
    """Judge what sampled trees of several sizes decide, on futures that they have not seen.

    Parameters
    ----------
    source : path, mapping, Instance, LoadedInstance or Edited
        An instance with a sampled tree, as :func:`coeplan.load_instance` takes it, or as
        :func:`coeplan.edited_instance` returns it.
    options : SampleSizeOptions, optional
        Numbers of leaves, batches, confidence, how and where to solve.
    on_progress : callable, optional
        Told after every solve, in the calling thread.
    cancel : CancelToken, optional
        Stops from another thread; what was found is returned.

    Returns
    -------
    SampleSizes
        For each number of leaves its value in and out of sample, and the statistical gap with its limit.

    Raises
    ------
    InputError
        If the instance has faults, its tree is not sampled, or something but expected cost matters.
    PlaceError
        If there are no workers at the place.

    Examples
    --------
    >>> found = sample_sizes("sampled-futures", SampleSizeOptions(leaves=(5, 10)))  # doctest: +SKIP
    >>> [(size.leaves, size.gap) for size in found.sizes]  # doctest: +SKIP
    """
    edited = source if isinstance(source, Edited) else edited_instance(source)
    return find_sample_sizes(edited, options, on_progress, cancel)


def sample_sizes_page(found: SampleSizes) -> RenderableType:
    """Return the page of what was found for a Rich console."""
    return sample_sizes_view(found)


def sample_sizes_values(found: SampleSizes) -> dict[str, object]:
    """Return what was found as plain values for JSON, with every batch."""
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "shared_periods": found.shared,
        "futures": found.futures,
        "sizes": [_size(each) for each in found.sizes],
        "stopped": found.stopped.value,
        "solves": found.solves,
        "seconds": found.seconds,
    }


def _size(each: SampleSize) -> dict[str, object]:
    return size_values(each) | {"batch_values": [_batch(batch) for batch in each.batches]}


def _batch(batch: Batch) -> dict[str, object]:
    return plain_values(batch) | {"gap": batch.gap}


def write_sample_sizes(found: SampleSizes, folder: str | Path) -> tuple[Path, ...]:
    """Write what was found as the table ``sample_sizes``, as CSV and as Parquet.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_sample_size_table(found, folder)
