"""The table: a row for each contestant on each case, as CSV and as Markdown, with ratios of peers to the engine."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .contestants import ENGINE
from .jobs import Result
from .trace import CHECKPOINTS, TARGETS, first_plan, gap_at, time_to

Row = dict[str, Any]

PHASES = ("check", "planning", "build", "root_seconds", "first_plan", "audit")
SIZES = ("columns", "rows", "integers")
GAPS = tuple(f"gap_{seconds}" for seconds in CHECKPOINTS)
TIMES = tuple(f"to_{100 * target:g}%" for target in TARGETS)
RATIOS = ("gap_ratio", "time_ratio", "build_ratio", "root_ratio")
COLUMNS = (
    *("case", "contestant", "status", *SIZES, "root", "value", "bound", "gap"),
    *(*PHASES, *GAPS, *TIMES, "peak_memory_mib", *RATIOS, "remarks"),
)
"""Columns of the CSV file."""

SHOWN = ("case", "contestant", "status", *PHASES, "root", "gap", *GAPS, *TIMES, "peak_memory_mib", *RATIOS, "remarks")
"""Columns of the Markdown table."""

FALSE_BOUND = 1e-6
"""A bound above a plan's value by more than this share of it is false."""


def row_of(result: Result, seconds: float) -> Row:
    """Return the row of a result; gaps at times beyond the limit of the run are left out."""
    row: Row = {"case": result.case, "contestant": result.contestant, **result.fields}
    remarks = [*result.faults, *([result.fields["notes"]] if result.fields.get("notes") else [])]
    if result.fields.get("findings"):
        remarks.append(f"the auditor finds {result.fields['findings']} broken rules")
    if result.trace:
        last = result.trace[-1]
        row |= {"value": last.value, "bound": last.bound, "gap": last.gap, "first_plan": first_plan(result.trace)}
    if result.trace or "status" in row:
        reached = [checkpoint for checkpoint in CHECKPOINTS if checkpoint <= seconds]
        row |= {f"gap_{checkpoint}": gap_at(result.trace, checkpoint) for checkpoint in reached}
        row |= {name: time_to(result.trace, target) for name, target in zip(TIMES, TARGETS, strict=True)}
    row["remarks"] = "; ".join(remarks)
    return row


def with_ratios(rows: Sequence[Row], seconds: float) -> list[Row]:
    """Return rows with the ratios of peers to the engine on the same case, and with what contradicts itself.

    ``gap_ratio``: gaps at the last common time. ``time_ratio``: times to the first of the targets that the engine
    reaches; a peer that does not reach it counts with the time of the run, so that the ratio is a lower bound.
    ``build_ratio``: seconds of building. ``root_ratio``: linear relaxation of the peer over the engine's.
    """
    engines = {row["case"]: row for row in rows if row["contestant"] == ENGINE}
    return [_compared(row, engines.get(row["case"]), seconds) for row in rows]


def _compared(row: Row, engine: Row | None, seconds: float) -> Row:
    if engine is None or row is engine:
        return row
    found = dict(row)
    last = next((name for name in reversed(GAPS) if name in engine), None)
    if last in row:
        found["gap_ratio"] = _ratio(row[last], engine[last])
    for name in TIMES:
        if engine.get(name) is not None and name in row:
            found["time_ratio"] = _ratio(seconds if row[name] is None else row[name], engine[name])
            found["time_ratio_is_least"] = row[name] is None
            break
    for ratio, name in (("build_ratio", "build"), ("root_ratio", "root")):
        found[ratio] = _ratio(row.get(name), engine.get(name))
    if contradiction := _contradiction(row, engine):
        found["remarks"] = "; ".join(filter(None, (row.get("remarks"), contradiction)))
    return found


def _ratio(peer: float | None, engine: float | None) -> float | None:
    return peer / engine if peer is not None and engine else None


def _contradiction(row: Row, engine: Row) -> str | None:
    """Say whose bound is above whose plan: one of them is false."""
    for bound, value in ((row, engine), (engine, row)):
        high, low = bound.get("bound"), value.get("value")
        if high is not None and low is not None and high > low + FALSE_BOUND * max(1.0, abs(low)):
            told, known = bound["contestant"], value["contestant"]
            return f"FALSE: the bound {high:.6g} of {told} is above the plan {low:.6g} of {known}"
    return None


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write all rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({name: _plain(row.get(name)) for name in COLUMNS} for row in rows)


def _plain(value: Any) -> Any:
    return f"{value:.9g}" if isinstance(value, float) else value


def write_markdown(rows: Sequence[Row], path: Path, heading: str) -> None:
    """Write all rows as a table for people, with a heading that says how they came about."""
    lines = [heading, "", "| " + " | ".join(SHOWN) + " |", "|" + " --- |" * len(SHOWN)]
    lines += ["| " + " | ".join(_shown(name, row) for name in SHOWN) + " |" for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shown(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if value is None:
        missed = name in TIMES and name in row
        return "never" if missed else ""
    if isinstance(value, str):
        return value.replace("|", "/")
    if name in ("gap", *GAPS):
        return f"{100 * value:.2f} %"
    least = "at least " if name == "time_ratio" and row.get("time_ratio_is_least") else ""
    return least + (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}")
