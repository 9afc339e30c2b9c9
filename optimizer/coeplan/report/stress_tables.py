"""A stress test as tables: one row a figure, one row a draw."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from coeplan.analysis.stress.estimates import Estimate
from coeplan.analysis.stress.figures import Figures, Spreading, figures_of
from coeplan.analysis.stress.records import Stress

from .files import write_frames

Row = tuple[str, str, str, str, Estimate]
"""What is measured, of what, which figure of it, its unit, and the number."""


def write_stress_tables(found: Stress, folder: str | Path) -> tuple[Path, ...]:
    """Write ``stress_figures`` and ``stress_draws``, as CSV and as Parquet.

    Parameters
    ----------
    found : Stress
        The stress test.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames({"stress_figures": figure_table(found), "stress_draws": draw_table(found)}, folder)


def figure_table(found: Stress) -> pd.DataFrame:
    """Return one row a figure, with its 95 % interval."""
    rows = [
        (quantity, of, figure, unit, number.value, number.low, number.high)
        for quantity, of, figure, unit, number in _rows(figures_of(found))
    ]
    return pd.DataFrame(rows, columns=["quantity", "of", "figure", "unit", "value", "low", "high"])


def draw_table(found: Stress) -> pd.DataFrame:
    """Return one row a draw: cost, work left undone, what is paid in vain, leaf, rules broken."""
    sample = found.sample
    columns: dict[str, object] = {"draw": np.arange(sample.first, sample.first + sample.count), "total": sample.total}
    columns |= {f"unmet.{area}": years for area, years in sample.unmet.items()}
    columns |= {"idle_head_years": sample.idle, "empty_seat_years": sample.empty}
    columns |= {"leaf": [found.leaves[int(leaf)] for leaf in sample.leaf], "as_worded": sample.worded}
    columns |= {f"worst.{rule.name}": worst for rule, worst in sample.worst.items()}
    return pd.DataFrame(columns)


def _rows(figures: Figures) -> Iterator[Row]:
    yield from _quantiles("cost", "", "money", figures.cost)
    yield from (("cost", str(category), "mean", "money", each) for category, each in figures.by_category.items())
    yield from _spread("unmet", "", "FTE-years", figures.undone)
    for area, each in figures.unmet.items():
        yield from _spread("unmet", area, "FTE-years", each)
    yield from _spread("idle", "", "head-years", figures.idle)
    yield from _spread("empty", "", "seat-years", figures.empty)
    for each in figures.rules:
        yield "rule", each.rule.name, "chance", "share of draws", each.chance
        yield "rule", each.rule.name, "worst", each.rule.unit, each.worst
    if figures.outages is not None:
        yield "outage", "", "harmful", "share of outages", figures.outages.harmful
        for name, unit, number in (
            ("worst", "FTE", figures.outages.worst),
            ("months", "months", figures.outages.months),
        ):
            if number is not None:
                yield "outage", "", name, unit, number
    yield from (("leaf", each.leaf, "chance", "share of draws", each.share) for each in figures.futures)
    yield "worded", "", "chance", "share of draws", figures.worded


def _spread(quantity: str, of: str, unit: str, each: Spreading) -> Iterator[Row]:
    yield quantity, of, "chance", "share of draws", each.chance
    yield from _quantiles(quantity, of, unit, each)


def _quantiles(quantity: str, of: str, unit: str, each: Spreading) -> Iterator[Row]:
    for figure in ("mean", "p5", "p50", "p95"):
        yield quantity, of, figure, unit, getattr(each, figure)
