"""What information and flexibility are worth."""

from pathlib import Path

from rich.console import RenderableType

from coeplan.analysis.value.result import (
    Bracket,
    Entry,
    FutureValue,
    InformationValue,
    Step,
    StepKind,
    ValueOptions,
    Verdict,
    Worth,
)
from coeplan.analysis.value.value import value_information
from coeplan.analysis.why.result import GAP, SECONDS
from coeplan.analysis.why.stopped import Stopped
from coeplan.core.executor import Place
from coeplan.report.value import value_view, write_value_tables

from .plain import plain_values
from .planned import Planned, read_planned
from .solve import SolveOptions

__all__ = [
    "GAP",
    "SECONDS",
    "Bracket",
    "Entry",
    "FutureValue",
    "InformationValue",
    "Place",
    "Planned",
    "SolveOptions",
    "Step",
    "StepKind",
    "Stopped",
    "ValueOptions",
    "Verdict",
    "Worth",
    "read_planned",
    "value_information",
    "value_page",
    "value_values",
    "write_value",
]


def value_page(found: InformationValue) -> RenderableType:
    """Return the page of what information and flexibility are worth for a Rich console."""
    return value_view(found)


def value_values(found: InformationValue) -> dict[str, object]:
    """Return what information and flexibility are worth as plain values for JSON; money in plan currency."""
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "value": found.value,
        "bound": found.bound,
        "mean": plain_values(found.mean),
        "futures": [plain_values(each) for each in found.futures],
        "steps": [plain_values(each) for each in found.steps],
        "worths": [plain_values(each) for each in found.worths],
        "entries": [plain_values(each) for each in found.entries],
        "flexible": [{"location": place, "operating_model": model} for place, model in found.flexible],
        "notes": list(found.notes),
        "stopped": found.stopped.value,
        "solves": found.solves,
        "seconds": found.seconds,
    }


def write_value(found: InformationValue, folder: str | Path) -> tuple[Path, ...]:
    """Write ``value_steps``, ``value_worths``, ``value_futures`` and ``value_entries`` as CSV and as Parquet.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_value_tables(found, folder)
