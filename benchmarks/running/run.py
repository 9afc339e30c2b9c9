"""A whole run: every contestant on every case, with all that came of it written down after each."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from .contestants import Limits
from .jobs import Result, run_case
from .table import row_of, with_ratios, write_csv, write_markdown
from .trace import Point

RESULTS, CSV, MARKDOWN = "results.jsonl", "table.csv", "table.md"

INTERRUPTED = "interrupted"

PACKAGES = ("coeplan", "highspy", "pyomo", "pyscipopt", "linopy")


@dataclass(frozen=True)
class Run:
    """What is run.

    Attributes
    ----------
    cases, contestants : sequence of str
        Who is run on what; contestants of one case follow each other.
    limits : Limits
        How long, and how near.
    folder : Path
        Where results go.
    """

    cases: Sequence[str]
    contestants: Sequence[str]
    limits: Limits
    folder: Path


def carry_out(run: Run, say: Callable[[str], None]) -> list[Result]:
    """Run everything that the folder does not hold yet.

    After each contestant its result is appended and both tables are written anew, so that a run that is killed keeps
    all but what it was at; one that is interrupted keeps that too, as far as it went.

    Raises
    ------
    KeyboardInterrupt
        If it is interrupted; results are written before.
    """
    run.folder.mkdir(parents=True, exist_ok=True)
    results = read_results(run.folder)
    done = {(result.case, result.contestant) for result in results}
    for case in run.cases:
        for contestant in run.contestants:
            if (case, contestant) not in done:
                say(f"{case}: {contestant}")
                results.append(_one(run, case, contestant))
                _write_tables(run, results)
    return results


def _one(run: Run, case: str, contestant: str) -> Result:
    result = Result(case, contestant)
    try:
        run_case(result, run.limits)
    except KeyboardInterrupt:
        result.faults.append(INTERRUPTED)
        _append(run.folder, result)
        raise
    _append(run.folder, result)
    return result


def _append(folder: Path, result: Result) -> None:
    with (folder / RESULTS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(result)) + "\n")


def read_results(folder: Path) -> list[Result]:
    """Return the results that a folder holds; those that were interrupted are left out, so that they run again."""
    path = folder / RESULTS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = (json.loads(line) for line in lines)
    return [
        Result(**said | {"trace": [Point(**point) for point in said["trace"]]})
        for said in found
        if INTERRUPTED not in said["faults"]
    ]


def _write_tables(run: Run, results: Iterable[Result]) -> None:
    rows = with_ratios([row_of(result, run.limits.seconds) for result in results], run.limits.seconds)
    write_csv(rows, run.folder / CSV)
    write_markdown(rows, run.folder / MARKDOWN, _heading(run.limits))


def _heading(limits: Limits) -> str:
    """Say how the table came about."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, one solver thread each; "
        f"{limits.seconds:g} s a solve, stopped at a gap of {100 * limits.gap:g} %, seed {limits.seed}. "
        "No plan counts as a gap of 100 %."
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
