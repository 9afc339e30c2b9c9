"""What each strengthening brings: the linear relaxation with it left out, and with all of them left out."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers.highs import root_relaxation
from benchmarks.running.cases import instance_of
from coeplan.formulation.build import STRENGTHENINGS, build
from coeplan.formulation.compile import compile_model
from coeplan.planning import Numbers, gather
from coeplan.planning.tree import expand
from coeplan.solving.paths import path_instance
from coeplan_models import Instance

ALL = "all"
"""Stands for every strengthening at once."""

NAMES = (*(each.name for each in STRENGTHENINGS), ALL)
"""What is left out, one after the other."""

CASES = (
    "mean/shipped/micro-coe",
    "generated/small-path-usual-s0",
    "generated/small-path-usual-s1",
    "generated/medium-path-usual-s0",
    "shipped/brownfield",
    "shipped/dual-shore",
    "slow/shipped/brownfield",
)
"""Cases that are measured unless others are asked for."""

MOST_SECONDS = 300.0
"""A linear relaxation that takes longer is given up."""

COLUMNS = ("case", "without", "root", "lost", "share", "rows_saved", "columns_saved", "seconds")
"""Columns of the CSV file."""


@dataclass(frozen=True)
class Relaxation:
    """A linear relaxation: value in plan currency, rows, columns that stand in a row, seconds."""

    value: float
    rows: int
    columns: int
    seconds: float


@dataclass(frozen=True)
class Measured:
    """The relaxations of a case: with everything, and with each strengthening, and all, left out."""

    case: str
    full: Relaxation
    without: dict[str, Relaxation]

    def lost(self, name: str) -> float:
        """Return by how much the relaxation is lower without a strengthening, in plan currency."""
        return self.full.value - self.without[name].value

    def share(self, name: str) -> float:
        """Return the same as a share of the relaxation with everything."""
        return self.lost(name) / abs(self.full.value)


def _on_mean_path(instance: Instance) -> Instance:
    return path_instance(instance, expand(instance.scenarios, instance.horizon.periods))


def _slow(instance: Instance) -> Instance:
    """Let ramp-up take twice as long, so that it goes on after the period of the hire."""
    locations = {
        name: each.model_copy(update={"ramp_up": {area: 2 * months for area, months in each.ramp_up.items()}})
        for name, each in instance.locations.items()
    }
    return instance.model_copy(update={"locations": locations})


FORMS: dict[str, Callable[[Instance], Instance]] = {"mean": _on_mean_path, "slow": _slow}
"""What may stand before a case: its mean future alone; ramp-up of twice the months."""


def case_of(name: str) -> Instance:
    """Make the instance of a case, in the form that its name begins with.

    Raises
    ------
    ValueError
        If the name is that of no case.
    """
    form, _, rest = name.partition("/")
    return FORMS[form](instance_of(rest)) if form in FORMS else instance_of(name)


def relaxation(numbers: Numbers, without: Sequence[str] = ()) -> Relaxation:
    """Solve a linear relaxation, some strengthenings left out.

    Raises
    ------
    RuntimeError
        If it has no optimum, or takes too long.
    """
    algebra = build(numbers, without)
    matrix = compile_model(algebra.model).matrix
    value, seconds = root_relaxation(matrix, MOST_SECONDS)
    if value is None:
        name = numbers.instance.name
        raise RuntimeError(f"{name}: the linear relaxation is not solved in {MOST_SECONDS:g} s; take a smaller case")
    columns = len(np.unique(matrix.column_index))
    return Relaxation(value * algebra.money, matrix.row_count, columns, seconds)


def measured(case: str) -> Measured:
    """Solve all relaxations of a case."""
    numbers = gather(case_of(case))
    without = {name: relaxation(numbers, NAMES[:-1] if name == ALL else (name,)) for name in NAMES}
    return Measured(case, relaxation(numbers), without)


def strengthenings(cases: Iterable[str], out: Path | None, say: Callable[[str], None] = print) -> None:
    """Measure cases, and write a table: as CSV or Markdown by the ending of a file, or as Markdown to the console.

    Raises
    ------
    ValueError
        If the ending of the file is neither, or a name that of no case.
    """
    if out is not None and out.suffix not in (".csv", ".md"):
        raise ValueError(f"file {out}: expected a name that ends in .csv or .md")
    found: list[Measured] = []
    for case in cases:
        found.append(measured(case))
        say(f"{case}: {found[-1].full.value:,.0f}, without any {100 * found[-1].share(ALL):.3f} % lower")
    if out is None:
        say(markdown(found))
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".csv":
        write_csv(found, out)
    else:
        out.write_text(markdown(found), encoding="utf-8")
    say(f"see {out}")


def write_csv(found: Iterable[Measured], path: Path) -> None:
    """Write a line for each case with everything, and for each strengthening left out."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for each in found:
            full = each.full
            writer.writerow((each.case, "", f"{full.value:.9g}", 0, 0, 0, 0, f"{full.seconds:.3f}"))
            for name, left in each.without.items():
                saved = (full.rows - left.rows, full.columns - left.columns, f"{left.seconds:.3f}")
                changed = (f"{left.value:.9g}", f"{each.lost(name):.6g}", f"{each.share(name):.6g}")
                writer.writerow((each.case, name, *changed, *saved))


def markdown(found: Sequence[Measured]) -> str:
    """Return two tables: what the relaxation loses without each strengthening, and the size that this saves."""
    lost = [(name, [_lost(each, name) for each in found]) for name in NAMES]
    sizes = [(name, [_saved(each, name) for each in found]) for name in NAMES]
    full = [f"{each.full.value:,.0f}" for each in found]
    whole = [f"{each.full.rows:,}, {each.full.columns:,}, {each.full.seconds:.2f} s" for each in found]
    cases = [each.case for each in found]
    return (
        "Lower without it, in percent of the relaxation with everything, and in plan currency:\n\n"
        + _table(["left out", *cases], [("nothing: the relaxation", full), *lost])
        + "\nRows saved, columns saved, seconds for the relaxation:\n\n"
        + _table(["left out", *cases], [("nothing: rows, columns, seconds", whole), *sizes])
    )


def _lost(each: Measured, name: str) -> str:
    """Say what is lost; nothing where it is less than the solver can tell."""
    share = each.share(name)
    return f"{100 * share:.4f} % ({each.lost(name):,.0f})" if share > TOLERANCE else "0"


TOLERANCE = 1e-8
"""Shares up to this are the solver's inaccuracy."""


def _saved(each: Measured, name: str) -> str:
    left = each.without[name]
    return f"{each.full.rows - left.rows:,}, {each.full.columns - left.columns:,}, {left.seconds:.2f} s"


def _table(heading: Sequence[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    lines = ["| " + " | ".join(heading) + " |", "|" + " --- |" * len(heading)]
    lines += ["| " + " | ".join((first, *others)) + " |" for first, others in rows]
    return "\n".join(lines) + "\n"
